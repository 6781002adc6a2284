"""Every speed figure that the documentation gives, as a command."""

"""What several pages show; each function gives HTML, or renders one thing."""

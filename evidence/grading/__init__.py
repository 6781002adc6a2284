"""What reviewers say about a citation, when they agree, and how well they agree."""

"""What a citation is, and the rules on one: retraction, revision, study design. Pure."""

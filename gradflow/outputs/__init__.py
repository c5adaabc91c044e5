"""Floor 5: one output, one file."""

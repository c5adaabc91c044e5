"""Floor 6: one output, one file."""

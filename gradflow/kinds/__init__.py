"""Floor 1: what a cell may be, one kind a file."""

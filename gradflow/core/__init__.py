"""Floor 0: the vocabulary every other room speaks. Frozen values, no I/O, no clock."""

"""Floor 0: the vocabulary: frozen values; no I/O, no clock, no widths."""

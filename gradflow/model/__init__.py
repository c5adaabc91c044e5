"""Floor 0: the vocabulary: frozen values; no I/O (but for the glossary beside it), no clock, no widths."""

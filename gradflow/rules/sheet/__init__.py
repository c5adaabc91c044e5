"""Rules between the rows of one sheet."""

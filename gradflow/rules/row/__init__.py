"""Rules between the values of one row."""

"""Checks on files and sheets; the pipeline raises them while reading and recognising."""

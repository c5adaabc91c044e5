"""gradflow: reads, checks and merges the workbooks of a graduating-members transfer campaign."""

__version__ = "0.1.0"

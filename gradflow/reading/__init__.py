"""All that reads spreadsheets."""

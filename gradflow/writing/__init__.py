"""All that writes spreadsheets."""

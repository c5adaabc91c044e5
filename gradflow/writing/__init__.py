"""Floor 5: all that writes spreadsheets; the only room that knows xlsxwriter."""

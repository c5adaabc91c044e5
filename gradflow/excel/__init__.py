"""Floor 4: the only room that knows python-calamine, openpyxl and xlsxwriter."""

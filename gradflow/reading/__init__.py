"""Floor 4: all that reads spreadsheets; the only room that knows python-calamine, openpyxl and xlrd."""

import os

os.environ.setdefault("OPENPYXL_LXML", "False")  # workbooks are read alike, whether the extra that brings lxml is installed or not

"""Floor 4: the only room that knows python-calamine, openpyxl and xlsxwriter."""

import os

os.environ.setdefault("OPENPYXL_LXML", "False")  # workbooks are read alike, whether the extra that brings lxml is installed or not

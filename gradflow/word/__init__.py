"""Floor 5: the only room that knows python-docx and docxtpl (an extra): cards and letters as Word documents."""

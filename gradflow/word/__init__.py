"""The only room that knows python-docx and docxtpl (an extra): cards and letters as Word documents."""

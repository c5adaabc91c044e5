"""All that SQLite keeps."""

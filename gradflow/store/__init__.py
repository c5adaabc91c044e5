"""Floor 4: all that SQLite keeps of a campaign."""

"""Rules on the way from transfer to landing, over the rounds."""

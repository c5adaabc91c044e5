"""Floor 4: the only room that knows SQLite: what arrived when."""

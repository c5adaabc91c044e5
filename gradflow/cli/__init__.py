"""Floor 8: one command, one file; rendering, exit statuses, the clock and the environment."""

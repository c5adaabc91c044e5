"""Floor 7: one command, one file; rendering, exit statuses, the clock and the environment."""

"""Floor 3: one form, one TOML file, and the loader."""

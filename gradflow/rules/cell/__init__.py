"""Rules on one understood value."""

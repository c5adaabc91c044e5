"""Rules between sheets and branches."""

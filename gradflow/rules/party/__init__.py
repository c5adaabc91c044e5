"""Rules of the Party on joining, probation and keeping a membership (PR1-PR14)."""

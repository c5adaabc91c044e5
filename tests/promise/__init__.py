"""Nobody is lost: random campaigns, and random ways in which branches and offices handle copies, counted independently."""

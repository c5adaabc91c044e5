"""Floor 7: the application: a campaign folder, its inbox and its lock, the worker pool, a session over all of them."""

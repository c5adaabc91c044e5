"""Floor 4: pure stages; ``run`` joins them into one sentence."""

"""Floor 2: one rule, one file. A rule's docstring is text for people (``gradflow explain``)."""

"""Floor 2: one rule, one function; one subject, one file. A rule's docstring is text for people (``gradflow explain``)."""

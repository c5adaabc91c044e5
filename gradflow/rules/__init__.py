"""Floor 2: one rule, one function; one subject, one file. A rule's docstring is text for people (``gradflow explain``).

What packages of own rules are written with is here (docs/own-rules.md).
"""

from gradflow.model.findings import Problem, Severity
from gradflow.rules.registry import cross_rule, dated_rule, person_rule, row_rule, sheet_rule

__all__ = ["Problem", "Severity", "cross_rule", "dated_rule", "person_rule", "row_rule", "sheet_rule"]

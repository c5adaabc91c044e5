"""What became of each check of the catalogue: it ran, it found something, or it could not run and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from gradflow.core.checks import Scope
from gradflow.core.records import Context
from gradflow.core.rule_runs import RuleRun
from gradflow.forms.loader import Forms
from gradflow.pipeline.looking import Seen
from gradflow.pipeline.looking_at_files import look_at_files
from gradflow.pipeline.looking_at_people import look_at_people
from gradflow.pipeline.looking_at_rows import look_at_rows, sort_rows
from gradflow.rules.registry import catalogue


def rule_runs(seen: Seen, forms: Forms, context: Context) -> Iterator[RuleRun]:
    """One line a check, in order of codes; those switched off too."""
    found = Counter(finding.code for finding in seen.findings)
    rows = sort_rows(seen.submissions)
    for check in catalogue().values():
        if check.scope is Scope.INTAKE:
            looked = look_at_files(check, seen, forms, context)
        elif check.scope is Scope.PERSON:
            looked = look_at_people(check, seen, forms)
        else:
            looked = look_at_rows(check, rows, forms)
        severity = context.severity(check)
        is_on = severity is not None
        yield RuleRun(
            check.code, check.title, check.scope, severity, check.severity, context.is_beta(check), check.is_beta, looked.looks_at,
            found=found[check.code], checked=looked.checked if is_on else 0, unit=looked.unit,
            gaps=tuple(_told(why, count, looked.unit) for why, count in looked.gaps.most_common()) if is_on else (),
        )  # fmt: skip


def _told(why: str, count: int, unit: str) -> str:
    return f"{count}{unit}：{why}" if count else why

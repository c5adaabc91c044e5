"""What a check had to look at: the vocabulary of those who count it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from gradflow.core.findings import Finding
from gradflow.core.people import NotRun, Shape
from gradflow.core.records import Submission
from gradflow.core.reports import FileResult
from gradflow.core.vocabulary import FIELD_LABELS
from gradflow.forms.loader import Forms


@dataclass(frozen=True, slots=True)
class Seen:
    """What a run had before it."""

    results: Sequence[FileResult]
    submissions: Sequence[Submission]
    people: Counter[Shape]
    """How many people hold the same fields."""
    findings: Sequence[Finding]
    not_run: Sequence[NotRun]


@dataclass(slots=True)
class Looked:
    """How many rows, people, branches or files a check looked at, and why not at others."""

    looks_at: str
    unit: str = "行"
    checked: int = 0
    gaps: Counter[str] = field(default_factory=Counter)
    """What is missing -> of how many."""


def labels(keys: Iterable[str], forms: Forms) -> str:
    """Fields as people call them."""
    known = {field.key: field.label for form in forms.values() for field in form.spec.fields}
    return "；".join(known.get(key) or FIELD_LABELS.get(key, key) for key in dict.fromkeys(keys))


def not_received(keys: Sequence[str], forms: Forms) -> str:
    """Which forms would have been needed, in words."""
    return f"没有收到{'、'.join(forms[key].spec.annex for key in keys)}" if keys else "这次活动没有这样的表"

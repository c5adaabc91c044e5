"""What the pipeline itself tells of a sheet: an intake check that applies, and its facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gradflow.core.checks import Check


@dataclass(frozen=True, slots=True)
class Told:
    """A check that applies, with the facts of its message."""

    check: Check
    facts: Mapping[str, object]
    row: int | None = None
    person: str = ""
    column: int | None = None

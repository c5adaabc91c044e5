"""Findings: what is wrong, where, and what to type instead."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from gradflow.core.copies import SHORTEST_REASON
from gradflow.core.places import Location


class Severity(StrEnum):
    """How much a finding weighs; programs read the value, people read the label."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def label(self) -> str:
        """The Chinese word for people."""
        return {"error": "必须改", "warning": "改或说明", "info": "提示"}[self.value]

    @property
    def rank(self) -> int:
        """0 for the gravest, for sorting."""
        return ("error", "warning", "info").index(self.value)


@dataclass(frozen=True, slots=True)
class Problem:
    """All that a rule or a kind may say; the engine adds code, severity, place and value.

    ``check`` names which of a kind's several checks failed; rules have only one and leave it out.
    """

    field: str = ""
    facts: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    row: int | None = None
    check: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """A value with one meaning only, to be put in place of what was typed and told as a change."""

    field: str
    value: Any


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem at one place."""

    where: Location
    code: str
    severity: Severity
    message: str
    advice: str
    field: str | None = None
    label: str = ""
    person: str = ""
    branch: str = ""
    value: str = ""
    state: str = "new"
    reason: str = ""
    blocks: bool = True
    """Whether an error on a whole sheet keeps its rows from being merged."""

    @property
    def note(self) -> str:
        """Why a reason the branch wrote did not settle the finding; empty if it did or there is none."""
        if not self.reason or self.state == "explained":
            return ""
        return "必须改的不能用说明代替" if self.is_error else f"说明太短，至少写{SHORTEST_REASON}个字"

    @property
    def is_error(self) -> bool:
        """Whether its row must not be merged."""
        return self.severity is Severity.ERROR

    @property
    def is_open(self) -> bool:
        """Whether the branch still has to do something about it."""
        return self.is_error or (self.severity is Severity.WARNING and self.state != "explained")


@dataclass(frozen=True, slots=True)
class Change:
    """A value gradflow changed on its own: where, before, after."""

    where: Location
    field: str
    label: str
    person: str
    branch: str
    before: str
    after: str

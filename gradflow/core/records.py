"""Records and submissions: rows once their form is known."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from gradflow.core.campaign import Campaign
from gradflow.core.cells import Raw
from gradflow.core.copies import Memory, Source
from gradflow.core.findings import Change, Finding, Severity
from gradflow.core.forms import FormSpec
from gradflow.core.places import Location


@dataclass(frozen=True, slots=True)
class Record:
    """One person's row.

    ``cells`` holds what was typed, ``values`` what was understood; a key in ``unknown`` held
    something that did not parse, so nothing may be concluded from its absence in ``values``.
    """

    row: int
    cells: Mapping[str, Raw]
    values: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
    extras: tuple[Raw, ...] = ()
    reason: str = ""
    origin_row: int | None = None

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    def get(self, key: str) -> Any:
        """The understood value, or None."""
        return self.values.get(key)

    @property
    def person(self) -> str:
        """The person's name as far as it is known."""
        name = self.values.get("name") or self.cells.get("name")
        return str(name) if isinstance(name, str) or self.values.get("name") else ""


@dataclass(frozen=True, slots=True)
class Submission:
    """One sheet of one form from one branch."""

    file: str
    sheet: str
    form: str
    digest: str
    """SHA-256 of form and typed rows."""
    content: str = ""
    """SHA-256 of the workbook."""
    branch: str = ""
    written_branch: str = ""
    title: str = ""
    """The title as written, if it tells a cohort or a college."""
    cohort: int | None = None
    round: int | None = None
    columns: Mapping[str, int] = dataclasses.field(default_factory=dict)
    """Field key -> 1-based column."""
    doubtful: tuple[str, ...] = ()
    """Fields that two columns claim."""
    extra_heads: tuple[tuple[int, str], ...] = ()
    records: tuple[Record, ...] = ()
    findings: tuple[Finding, ...] = ()
    changes: tuple[Change, ...] = ()
    is_nil: bool = False
    """Whether the branch says it has nobody."""
    memory: Memory = dataclasses.field(default_factory=Memory)

    @property
    def source(self) -> Source:
        """How a copy made from this sheet will name it."""
        return (self.content, self.sheet)

    def place(self, row: int | None = None, key: str = "") -> Location:
        """The place of a field in a row, of a row, or of the whole sheet."""
        return Location(self.file, self.sheet, row, self.columns.get(key))

    @property
    def is_refused(self) -> bool:
        """Whether an error concerns the whole sheet, so that no row of it can be merged."""
        return any(f.is_error and f.where.row is None for f in self.findings)

    def rejected_rows(self) -> frozenset[int]:
        """Row numbers that must be corrected before they can be merged."""
        if self.is_refused:
            return frozenset(record.row for record in self.records)
        wrong = {finding.where.row for finding in self.findings if finding.is_error}
        return frozenset(record.row for record in self.records if record.row in wrong)


@dataclass(frozen=True, slots=True)
class Context:
    """What every rule may ask for."""

    campaign: Campaign
    as_of: date
    limits: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    form: FormSpec | None = None

    def severity(self, code: str, default: Severity) -> Severity | None:
        """The severity campaign.toml gives a check; None when it is switched off."""
        chosen = self.campaign.rules.get(code)
        return None if chosen == "off" else Severity(chosen) if chosen else default

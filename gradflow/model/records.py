"""Records and submissions: rows once their form is known."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gradflow.model.campaign import Campaign, Grant, Keep, Release
from gradflow.model.cells import Location, Mark, Picture, Raw, shortened
from gradflow.model.checks import Check
from gradflow.model.copies import Memory, Source
from gradflow.model.findings import Change, Finding, Severity
from gradflow.model.forms import FormSpec, in_round
from gradflow.model.vocabulary import FIELD_LABELS

NOTHING: frozenset[str] = frozenset()
NO_ROWS: frozenset[int] = frozenset()
NO_SPOTS: Mapping[str, tuple[int, int]] = {}
"""Shared by all that hold none: a hundred thousand empty sets weigh."""
LONGEST_NAME = 40
"""Characters shown of what stands in a name cell."""


@dataclass(frozen=True, slots=True)
class Record:
    """One person's row, or card.

    ``cells`` holds what was typed, ``values`` what was understood; a key in ``unknown`` held
    something that did not parse, so nothing may be concluded from its absence in ``values``.
    """

    row: int
    """The row, or the first row of the card."""
    cells: Mapping[str, Raw]
    values: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    unknown: frozenset[str] = NOTHING
    extras: tuple[Raw, ...] = ()
    reason: str = ""
    origin_row: int | None = None
    spots: Mapping[str, tuple[int, int]] = dataclasses.field(default_factory=lambda: NO_SPOTS)
    """On a card: field key -> 1-based row and column of its value."""
    last_row: int = 0
    """On a card: its last row."""
    picture: Picture | None = None
    """On a card: its photo, where the file lets one see it."""
    spread: frozenset[str] = NOTHING
    """Fields whose cells a merge covers, read as what the merge shows."""

    def understood(self, values: Mapping[str, Any], unknown: frozenset[str]) -> Record:
        """The same row, with these values: ``dataclasses.replace`` takes three times as long, and rows are many."""
        return Record(
            self.row, self.cells, values, unknown or NOTHING, self.extras, self.reason, self.origin_row, self.spots, self.last_row,
            self.picture, self.spread,
        )  # fmt: skip

    def without(self, wrong: frozenset[str]) -> Record:
        """The record as those see it who conclude nothing from these fields."""
        if not wrong:
            return self
        return self.understood({key: value for key, value in self.values.items() if key not in wrong}, self.unknown | wrong)

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    def get(self, key: str) -> Any:
        """The understood value, or None."""
        return self.values.get(key)

    @property
    def person(self) -> str:
        """The person's name as far as it is known."""
        name = self.values.get("name") or self.cells.get("name")
        return shortened(str(name), LONGEST_NAME) if isinstance(name, str) or self.values.get("name") else ""

    @property
    def rows(self) -> range:
        """All rows it stands in."""
        return range(self.row, max(self.row, self.last_row) + 1)


Key = tuple[str, str, int]
"""What no other submission of a run has: file, sheet and part of it."""


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What one sheet of one form from one branch says. Nothing later rewrites it: what is decided of it stands in its ``Submission``."""

    file: str
    sheet: str
    form: str
    digest: str
    """SHA-256 of form and typed rows."""
    content: str = ""
    """SHA-256 of the workbook."""
    place_in_book: int = 0
    """Which sheet of the workbook it is, counted from 0."""
    part: int = 0
    """Which part of the sheet it is, where several branches share one."""
    branch: str = ""
    written_branch: str = ""
    title: str = ""
    """The title as written, if it tells a cohort or a college."""
    lines: tuple[str, ...] = ()
    """What stands above the table for each of the form's ``lines``; empty for one that is not there."""
    cohort: int | None = None
    round: int | None = None
    columns: Mapping[str, int] = dataclasses.field(default_factory=dict)
    """Field key -> 1-based column."""
    doubtful: tuple[str, ...] = ()
    """Fields that two columns claim."""
    extra_heads: tuple[tuple[int, str], ...] = ()
    records: tuple[Record, ...] = ()
    changes: tuple[Change, ...] = ()
    is_table: bool = False
    """Whether cards came as a table, one person a row."""
    is_nil: bool = False
    """Whether the branch says it has nobody."""
    mark: Mark = dataclasses.field(default_factory=Mark)
    """What the workbook says it was made as."""
    memory: Memory = dataclasses.field(default_factory=Memory)

    @property
    def lane(self) -> tuple[str, int | None]:
        """Form and round."""
        return (self.form, self.round)

    @property
    def slot(self) -> tuple[str, str, int | None]:
        """Branch, form and round."""
        return (self.branch, self.form, self.round)

    @property
    def source(self) -> Source:
        """How a copy made from this sheet will name it."""
        return (self.content, f"{self.sheet}#{self.part}" if self.part else self.sheet)

    @property
    def key(self) -> Key:
        """By what it is found."""
        return (self.file, self.sheet, self.part)

    def place(self, record: Record, key: str = "") -> Location:
        """The place of a field of a record; of the record where the field has none."""
        row, column = record.spots.get(key) or (record.row, self.columns.get(key))
        return Location(self.file, self.sheet, row, column)


@dataclass(frozen=True, slots=True)
class Submission(SheetFacts):
    """A sheet as it stands among the others: its round and branch, the rows of it that count, and at last what is found on it."""

    received_on: date | None = None
    """When a sheet of a form in rounds came: what it tells had happened by then."""
    settles: tuple[Source, ...] = ()
    """Other versions of this sheet that a copy made from it settles as well."""
    goes_with: Key | None = None
    """The version whose copy this one's goes into."""
    findings: tuple[Finding, ...] = ()
    rejected: frozenset[int] = NO_ROWS
    """Row numbers of the records that must be corrected before they can be merged."""

    @classmethod
    def of(cls, facts: SheetFacts, **decided: Any) -> Submission:
        """The sheet with what is decided of it."""
        return cls(**{name: getattr(facts, name) for name in SheetFacts.__match_args__} | decided)

    def settled(self, findings: Sequence[Finding], memory: Memory) -> Submission:
        """The sheet with all that is found on it, and what its next copy must still remember."""
        if any(map(refuses, findings)):
            rejected = frozenset(record.row for record in self.records)
        else:
            wrong = {finding.where.row for finding in findings if finding.is_error}
            rejected = frozenset(record.row for record in self.records if not wrong.isdisjoint(record.rows)) if wrong else NO_ROWS
        return dataclasses.replace(self, findings=tuple(findings), memory=memory, rejected=rejected)

    @property
    def is_refused(self) -> bool:
        """Whether an error concerns the whole sheet, so that no row of it can be merged."""
        return any(map(refuses, self.findings))

    def findings_by_record(self) -> dict[int | None, list[Finding]]:
        """Findings by the first row of the record they stand in; None: the sheet as a whole."""
        return by_record(self.records, self.findings)


def refuses(finding: Finding) -> bool:
    """Whether it is an error on a whole sheet, so that no row of it can be merged."""
    return finding.is_error and finding.where.row is None and finding.blocks


def by_record(records: Sequence[Record], findings: Sequence[Finding]) -> dict[int | None, list[Finding]]:
    """Findings by the first row of the record they stand in; None: the sheet as a whole."""
    found: dict[int | None, list[Finding]] = defaultdict(list)
    owner: dict[int | None, int] = {row: record.row for record in records for row in record.rows} if findings else {}
    for finding in findings:
        found[owner.get(finding.where.row)].append(finding)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Ruleset:
    """What every rule may ask for: the campaign and its limits; no day and no severities, so that what examining finds holds whatever they are."""

    campaign: Campaign
    limits: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    form: FormSpec | None = None
    annexes: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """Form key -> 附件1 ..., for messages that name another form."""
    labels: Mapping[tuple[str, str], str] = dataclasses.field(default_factory=dict)
    """Form and field -> what the form calls it, for the same."""

    def named(self, submission: Submission) -> str:
        """A sheet's form and round for messages: 附件2, 附件3第1次."""
        return in_round(self.annexes.get(submission.form, submission.form), submission.round)

    def told(self, submission: Submission, key: str) -> str:
        """A field of a sheet for messages: 附件2的联系电话."""
        return f"{self.named(submission)}的{self.labels.get((submission.form, key)) or FIELD_LABELS.get(key, key)}"

    def of(self, form: FormSpec) -> Ruleset:
        """The same for rules on the rows of a form."""
        return dataclasses.replace(self, form=form)


@dataclass(frozen=True, slots=True, eq=False)
class Context(Ruleset):
    """The rules on a day, how much each weighs, and what the office has decided until then."""

    as_of: date = dataclasses.field(kw_only=True)
    grants: tuple[Grant, ...] = ()
    keeps: tuple[Keep, ...] = ()
    releases: tuple[Release, ...] = ()
    sheet_day: date | None = None
    """The day the sheet under check speaks of, for rules on its rows."""
    received_on: date | None = None
    """When the sheet under check came, where that is known."""
    is_last_round: bool = False
    """Whether no later round of the sheet under check is to come, so that it goes on being filled in."""

    @property
    def day(self) -> date:
        """The day that dates on a row are held against: the sheet's, never later than today."""
        return self.sheet_day or self.as_of

    @property
    def left_on(self) -> date:
        """The day the graduates leave, or today while that is still to come."""
        return min(self.campaign.graduated_on, self.as_of)

    def is_beta(self, check: Check) -> bool:
        """Whether a check is on trial: campaign.toml says so, or its declaration does and campaign.toml says nothing."""
        chosen = self._chosen(check)
        return chosen == "beta" or (chosen is None and check.is_beta)

    def _chosen(self, check: Check) -> str | None:
        """What campaign.toml says of a check, if it may."""
        return None if check.is_fixed else self.campaign.rules.get(check.code)

    def severity(self, check: Check) -> Severity | None:
        """The severity campaign.toml gives a check, or its own; None when it is switched off. On trial it is an info."""
        if self.is_beta(check):
            return Severity.INFO
        chosen = self._chosen(check)
        return None if chosen == "off" else Severity(chosen) if chosen else check.severity

    def on(self, submission: Submission, form: FormSpec | None = None) -> Context:
        """The context for rules on the rows of a sheet."""
        rounds = [deadline.round or 0 for deadline in self.campaign.deadlines if deadline.form == submission.form]
        is_last = submission.round is not None and submission.round >= max(rounds, default=0)
        day = self.day_of(submission)
        return dataclasses.replace(self, form=form, sheet_day=day, received_on=submission.received_on, is_last_round=is_last)

    def day_of(self, submission: Submission) -> date:
        """The day a sheet speaks of: its deadline, or today while that is still to come."""
        return min(self.campaign.due_on(*submission.lane) or self.as_of, self.as_of)

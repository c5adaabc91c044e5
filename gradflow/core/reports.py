"""The report: everything the outputs need, already worked out."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from gradflow.core.campaign import Campaign
from gradflow.core.findings import Change, Finding, Outcome, Severity
from gradflow.core.grants import GrantUse
from gradflow.core.masking import Masking
from gradflow.core.people import NotRun, Person
from gradflow.core.people_owed import Kept, Owed, ToNote
from gradflow.core.places import Location
from gradflow.core.records import Key, Submission
from gradflow.core.rule_runs import RuleRun
from gradflow.core.unread import UnreadBlock


@dataclass(frozen=True, slots=True)
class FileResult:
    """What reading and checking one file gave."""

    file: str
    digest: str = ""
    submissions: tuple[Submission, ...] = ()
    findings: tuple[Finding, ...] = ()
    is_readable: bool = True
    unread: tuple[UnreadBlock, ...] = ()
    """People who stand in it without having been read."""
    is_passed_over: bool = False
    """Whether it is no file handed in but a link, a shortcut or something hidden: told, and not counted."""
    is_certain: bool = True
    """Whether reading the same bytes again must give the same: not where a disk, memory, time or a fault of the program had a part."""


Slot = tuple[str, str, int | None]
"""Branch, form and round."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of when workbooks came, beside the times themselves."""

    inferred: frozenset[str] = frozenset()
    """Files whose time nobody observed: of a day that is past, they are taken to have been there at its end."""
    firsts: Mapping[Slot, datetime] = dataclasses.field(default_factory=dict)
    """When the first readable workbook came, be it in the inbox still or not."""
    people: tuple[Kept, ...] = ()
    """Everybody who was ever read."""
    lapsed: frozenset[str] = frozenset()
    """Releases of people that hold no more."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The state of one submission, or of one that is missing (``file`` is None)."""

    file: str | None
    sheet: str | None
    form: str | None
    branch: str | None
    round: int | None
    received_at: datetime | None
    due_on: date | None
    timeliness: str | None
    """on_time, late or missing; None where no deadline applies."""
    state: str
    """clean, returned, nil, early, unreadable, superseded, not_a_form; for a missing one: missing."""
    first_at: datetime | None = None
    """When the first readable workbook of its branch, form and round came: that decides whether it is late."""
    is_inferred: bool = False
    """Whether nobody observed ``received_at``: it is the end of the day the inbox is looked at as of."""
    is_first_inferred: bool = False
    """The same of ``first_at``."""
    rows_read: int = 0
    rows_accepted: int = 0
    rows_rejected: int = 0
    errors: int = 0
    warnings: int = 0
    explained: int = 0
    """Warnings the branch has given a reason for."""

    @property
    def days_late(self) -> int:
        """Calendar days after the deadline; 0 when on time."""
        if self.timeliness != "late" or not self.first_at or not self.due_on:
            return 0
        return (self.first_at.date() - self.due_on).days


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table for people; ``field`` names the form field it shows, if any."""

    head: str
    width: float = 10
    field: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows ready to be written: plain text, numbers and dates."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """One official sheet of accepted rows, in branch order; a form in rounds has one for each."""

    form: str
    round: int | None
    table: Table
    origins: tuple[Location, ...] = ()
    """Where each row of the table was read: the cell of the name."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far one person's transfer is: the state on each form, and what is still open."""

    person: Person
    branch: str
    states: Mapping[tuple[str, int | None], str]
    """(form, round) -> 已汇总, 待更正, 没有, 未交, or empty where nothing is due yet."""
    merged: Person
    """The person by merged rows alone: whatever is counted is counted from these."""
    landing: str = ""
    """How far the membership is, in the words of the figures."""
    days_open: int | None = None
    """Days since transfer-out, for somebody whose membership has not arrived."""
    open: tuple[str, ...] = ()
    """What is still to do, in words; nothing is before it is due."""
    waits: tuple[str, ...] = ()
    """What is still to come, with its day."""
    notes: tuple[str, ...] = ()
    """What is to be kept in mind, though nothing is to do now."""
    is_listed: bool = True
    """Whether a roster lists the person; else it may be somebody else's name misspelt."""

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do, now or later."""
        return not (self.open or self.waits)


NO_TABLE = Table("", (), ())


@dataclass(frozen=True, slots=True)
class Figures:
    """What the charts show: small tables of counts, the first column naming what is counted."""

    hand_ins: Table = NO_TABLE
    """党支部 | 按时通过 | 逾期通过 | 退回待改 | 未交."""
    landed_by_week: Table = NO_TABLE
    """周 | 当周转入 | 累计转入."""
    landed_by_branch: Table = NO_TABLE
    """党支部 | 已转入 | 未转入 | 未回访 | 转入待核 | 不转出."""
    destinations: Table = NO_TABLE
    """去向 | 人数 | 其中已转入."""
    findings_by_rule: Table = NO_TABLE
    """问题 | 必须改 | 改或说明 | 支部数."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """One form (and round) that every registered branch has handed in and that is merged whole."""

    text: str
    """One sentence: who has handed in, how many people are merged, and whether it can go upwards."""
    next_step: str = ""
    """What to do now, with its command; empty where that has begun."""


@dataclass(frozen=True, slots=True)
class Report:
    """One run's outcome."""

    campaign: Campaign
    as_of: date
    results: tuple[FileResult, ...]
    receipts: tuple[Receipt, ...]
    findings: tuple[Finding, ...]
    changes: tuple[Change, ...]
    merged: tuple[Merged, ...] = ()
    rejected: Table | None = None
    branches: Table | None = None
    statistics: Table | None = None
    register: Table | None = None
    standings: tuple[Standing, ...] = ()
    not_run: tuple[NotRun, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    """What became of everything that returned copies told, by branch and place."""
    grants: tuple[GrantUse, ...] = ()
    rule_runs: tuple[RuleRun, ...] = ()
    figures: Figures = dataclasses.field(default_factory=Figures)
    owed: Owed = dataclasses.field(default_factory=Owed)
    milestones: tuple[Milestone, ...] = ()
    to_note: ToNote = dataclasses.field(default_factory=ToNote)
    """What the ledger should keep of people after this run."""
    superseded: frozenset[Key] = frozenset()
    """Sheets that do not count: others stand for them."""
    masking: Masking = dataclasses.field(default_factory=Masking)
    """How its texts are masked where they leave the workbooks."""

    def firsts(self, now: datetime) -> dict[Slot, datetime]:
        """When the first readable workbook of each branch, form and round came, where that was observed by ``now``."""
        return {
            (r.branch, r.form, r.round): r.first_at
            for r in self.receipts
            if r.branch and r.form and r.first_at and r.first_at <= now and not r.is_first_inferred and r.state != "early"
        }

    def merged_table(self, form: str, number: int | None = None) -> Table:
        """The official sheet of a form (and round). Raises StopIteration if there is none."""
        return next(one.table for one in self.merged if one.form == form and number in {None, one.round})

    def count(self, severity: Severity) -> int:
        """How many findings of that severity there are."""
        return sum(finding.severity is severity for finding in self.findings)

    @property
    def counts(self) -> dict[str, int]:
        """The figures of findings.json: rows_read is always rows_accepted + rows_rejected."""
        receipts = self.receipts
        return {
            "files": sum(not result.is_passed_over for result in self.results),
            "rows_read": sum(r.rows_read for r in receipts),
            "rows_accepted": sum(r.rows_accepted for r in receipts),
            "rows_rejected": sum(r.rows_rejected for r in receipts),
            "errors": self.count(Severity.ERROR),
            "warnings": self.count(Severity.WARNING),
        }

    @property
    def corrected_sheets(self) -> frozenset[tuple[str, str | None]]:
        """File and sheet of everything that came back corrected and counts: what is new there is worth saying."""
        return frozenset((outcome.where.file, outcome.where.sheet) for outcome in self.outcomes)

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to correct: no error, nothing missing, nothing late."""
        untimely = any(r.timeliness in {"missing", "late"} for r in self.receipts)
        return not untimely and self.count(Severity.ERROR) == 0

"""The report: everything the outputs need, already worked out."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from gradflow.model.campaign import Campaign, GrantUse
from gradflow.model.cells import Location
from gradflow.model.checks import RuleRun
from gradflow.model.findings import Change, Finding, FindingState, Issue, Resolution, Severity
from gradflow.model.masking import Masking
from gradflow.model.people import Kept, Lane, NotRun, Owed, ToNote, UnreadBlock
from gradflow.model.records import Key, SheetFacts, Submission
from gradflow.model.views import Appraisal, Figures, Milestone, PersonStatus, Rejected, StepCount, Tally, Task
from gradflow.model.vocabulary import Labelled


@dataclass(frozen=True, slots=True)
class FileResult:
    """What reading and checking one file gave: the facts of its sheets, and beside them what is wrong."""

    file: str
    digest: str = ""
    sheets: tuple[SheetFacts, ...] = ()
    issues: tuple[Issue, ...] = ()
    """What is wrong with the file, its sheets and their rows, in no order."""
    is_readable: bool = True
    unread: tuple[UnreadBlock, ...] = ()
    """People who stand in it without having been read."""
    is_passed_over: bool = False
    """Whether it is no file handed in but a link, a shortcut or something hidden: told, and not counted."""
    is_certain: bool = True
    """Whether reading the same bytes again must give the same: not where a disk, memory, time or a fault of the program had a part."""


Slot = tuple[str, str, int | None]
"""Branch, form and round."""
Returned = tuple[str, str, int | None, str]
"""Branch, form, round, and the content (SHA-256) of a workbook that had something to correct or explain."""


class Arrival(NamedTuple):
    """When something came; of equal times the observed one comes first."""

    at: datetime
    is_inferred: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of when workbooks came, and of what came before."""

    received: Mapping[str, datetime]
    """When each file came."""
    inferred: frozenset[str] = frozenset()
    """Files whose time nobody observed: of a day that is past, they are taken to have been there at its end."""
    firsts: Mapping[Slot, datetime] = dataclasses.field(default_factory=dict)
    """When the first readable workbook came, be it in the inbox still or not."""
    returned: frozenset[Returned] = frozenset()
    """What was returned up to the day, be it in the inbox still or not."""
    people: tuple[Kept, ...] = ()
    """Everybody who was ever read."""
    lapsed: frozenset[str] = frozenset()
    """Releases of people that hold no more."""

    def arrival(self, file: str) -> Arrival:
        """When a file came."""
        return Arrival(self.received[file], file in self.inferred)


class Timeliness(Labelled):
    """Whether a form came by its deadline."""

    ON_TIME = "on_time", "按时"
    LATE = "late", "逾期"
    MISSING = "missing", "未交"


class SubmissionState(Labelled):
    """What became of a submission."""

    CLEAN = "clean", "通过"
    RETURNED = "returned", "退回"
    NIL = "nil", "零报告"
    EARLY = "early", "还没有到这一次"
    UNREADABLE = "unreadable", "打不开"
    SUPERSEDED = "superseded", "已被替换或重复"
    NOT_A_FORM = "not_a_form", "不是报送表"
    MISSING = "missing", "未交"
    GONE = "gone", "原件不在收件夹"

    @property
    def counts(self) -> bool:
        """Whether it has come and counts; of one that is gone by now, what it held does not."""
        return self in {SubmissionState.CLEAN, SubmissionState.RETURNED, SubmissionState.NIL, SubmissionState.GONE}

    @property
    def is_unread(self) -> bool:
        """Whether nothing of a file was read."""
        return self in {SubmissionState.UNREADABLE, SubmissionState.NOT_A_FORM}


@dataclass(frozen=True, slots=True)
class SubmissionStatus:
    """The state of one submission, or of one that is missing or gone (``file`` is None)."""

    file: str | None
    sheet: str | None
    form: str | None
    branch: str | None
    round: int | None
    received_at: datetime | None
    due_on: date | None
    timeliness: Timeliness | None
    """None where no deadline applies."""
    state: SubmissionState
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
    was_returned: bool = False
    """Whether its branch, form and round have ever had something to correct or explain: else they passed at once."""

    @property
    def lane(self) -> Lane:
        """Form and round; no form of what shows none."""
        return (self.form or "", self.round)

    @property
    def days_late(self) -> int:
        """Calendar days after the deadline; 0 when on time."""
        if self.timeliness is not Timeliness.LATE or not self.first_at or not self.due_on:
            return 0
        return (self.first_at.date() - self.due_on).days


@dataclass(frozen=True, slots=True)
class Merged:
    """The accepted rows of one form (and round), in branch order."""

    form: str
    round: int | None
    is_newest: bool
    """Of its form's rounds."""
    fields: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    """A value for each of ``fields``, in its one spelling."""
    branches: tuple[str, ...]
    origins: tuple[Location, ...]
    """Where each row was read: the cell of the name."""


@dataclass(frozen=True, slots=True)
class Report:
    """One run's outcome."""

    campaign: Campaign
    as_of: date
    results: tuple[FileResult, ...]
    sheets: tuple[Submission, ...]
    """As they stand at last, in order of files."""
    submissions: tuple[SubmissionStatus, ...]
    findings: tuple[Finding, ...]
    changes: tuple[Change, ...]
    merged: tuple[Merged, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    statistics: tuple[Tally, ...] = ()
    """The upward report, branch by branch."""
    appraisals: tuple[Appraisal, ...] = ()
    person_statuses: tuple[PersonStatus, ...] = ()
    tasks: tuple[Task, ...] = ()
    """Everybody who needs a step, by branch, the most pressing first."""
    earlier: tuple[PersonStatus, ...] = ()
    """Those of earlier cohorts whose membership is still here, by branch: on the register, or handed on and not on it yet. No graduates of this one."""
    not_run: tuple[NotRun, ...] = ()
    outcomes: tuple[Resolution, ...] = ()
    """What became of everything that returned copies told, by branch and place."""
    own_outcomes: tuple[Resolution, ...] = ()
    """The same as the branches' own copies tell it: with what stays with the branch."""
    grants: tuple[GrantUse, ...] = ()
    rule_runs: tuple[RuleRun, ...] = ()
    steps: tuple[StepCount, ...] = ()
    """What forms say is still to do of their rows, by branch, form and step."""
    figures: Figures = dataclasses.field(default_factory=Figures)
    owed: Owed = dataclasses.field(default_factory=Owed)
    milestones: tuple[Milestone, ...] = ()
    to_note: ToNote = dataclasses.field(default_factory=ToNote)
    """What the ledger should keep of people after this run."""
    superseded: frozenset[Key] = frozenset()
    """Sheets that do not count: others stand for them."""
    masking: Masking = dataclasses.field(default_factory=Masking)
    """How its texts are masked where they leave the workbooks."""

    __hash__ = object.__hash__  # by what it is, not by what it holds: what is counted of it is counted once

    def firsts(self, now: datetime) -> dict[Slot, datetime]:
        """When the first readable workbook of each branch, form and round came, where that was observed by ``now``."""
        return {
            (r.branch, r.form, r.round): r.first_at
            for r in self.submissions
            if r.branch and r.form and r.first_at and r.first_at <= now and not r.is_first_inferred and r.state is not SubmissionState.EARLY
        }

    def returned(self) -> Iterator[Returned]:
        """What has something to correct or explain."""
        contents = {result.file: result.digest for result in self.results}
        for r in self.submissions:
            if r.state is SubmissionState.RETURNED and r.branch and r.form and r.file:
                yield r.branch, r.form, r.round, contents[r.file]

    def count(self, severity: Severity) -> int:
        """How many findings of that severity there are."""
        return sum(finding.severity is severity for finding in self.findings)

    @property
    def counts(self) -> dict[str, int]:
        """The figures of findings.json: rows_read is always rows_accepted + rows_rejected."""
        submissions = self.submissions
        return {
            "files": sum(not result.is_passed_over for result in self.results),
            "rows_read": sum(r.rows_read for r in submissions),
            "rows_accepted": sum(r.rows_accepted for r in submissions),
            "rows_rejected": sum(r.rows_rejected for r in submissions),
            "errors": self.count(Severity.ERROR),
            "warnings": self.count(Severity.WARNING),
        }

    @property
    def solved(self) -> list[Resolution]:
        """Problems told before that are gone."""
        return [outcome for outcome in self.outcomes if outcome.state is FindingState.SOLVED]

    @property
    def corrected_sheets(self) -> frozenset[tuple[str, str | None]]:
        """File and sheet of everything that came back corrected and counts: what is new there is worth saying."""
        return frozenset((outcome.where.file, outcome.where.sheet) for outcome in self.outcomes)

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to correct: no error, nothing missing, nothing late."""
        untimely = any(r.timeliness in {Timeliness.MISSING, Timeliness.LATE} for r in self.submissions)
        return not untimely and self.count(Severity.ERROR) == 0

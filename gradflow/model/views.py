"""How far people and branches are, and what is counted of them, as enums and numbers: words, heads and colours are made in outputs."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from gradflow.model.cells import Location
from gradflow.model.findings import Finding
from gradflow.model.people import Entry, Lane, Person
from gradflow.model.records import Record
from gradflow.model.vocabulary import Labelled


class FormState(Labelled):
    """How a person stands on a form and round."""

    MERGED = "merged", "已汇总"
    TO_CORRECT = "to_correct", "待更正"
    ABSENT = "absent", "没有"
    """The branch has handed it in without the person."""
    MISSING = "missing", "未交"
    NOT_DUE = "not_due", ""


class Landing(Labelled):
    """How far a membership is, by merged rows only."""

    LANDED = "landed", "已转入"
    OPEN = "open", "未转入"
    NOT_ASKED = "not_asked", "未回访"
    TO_CHECK = "to_check", "转入待核"
    """The latest follow-up row must be corrected first."""
    KEPT = "kept", "保留在校"
    ENDED = "ended", "不再转接"

    @property
    def stays(self) -> bool:
        """Whether nothing is to be transferred, for now or for good."""
        return self in {Landing.KEPT, Landing.ENDED}


class Reason(Labelled):
    """Why somebody has not landed (domain practice: 未转入原因)."""

    LOST = "lost", "失联"
    MOVED = "moved", "转入地变化"
    LETTER = "letter", "介绍信问题"
    SENT_BACK = "sent_back", "系统退回"
    REFUSED = "refused", "对方不接收"
    MEMBER_FILE = "member_file", "档案未到"
    NOT_REGISTERED = "not_registered", "未报到"
    UNDER_REVIEW = "under_review", "等待审核"
    NO_EMPLOYER = "no_employer", "单位未落实"
    OTHER = "other", "其他"


class Statistic(Labelled):
    """What the upward report counts besides landings and their reasons."""

    GRADUATES = "graduates", "毕业生党员"
    """Those a roster lists."""
    FULL = "full", "正式"
    PROBATIONARY = "probationary", "预备"
    STATUS_UNSURE = "status_unsure", "身份待核"
    MALE = "male", "男"
    FEMALE = "female", "女"
    SEX_UNSURE = "sex_unsure", "性别待核"
    HAN = "han", "汉族"
    MINORITY = "minority", "少数民族"
    ETHNICITY_UNSURE = "ethnicity_unsure", "民族待核"
    UNLISTED = "unlisted", "不在附件2"
    """Whoever stands on other forms only is counted as this and nowhere else."""
    TO_LEAVE = "to_leave", "应转出"
    WITHIN = "within", "省内"
    BEYOND = "beyond", "省外"
    PROVINCE_UNSURE = "province_unsure", "省份待核"
    RECEIPT_BACK = "receipt_back", "已收回执"
    PROBATION_ENDS = "probation_ends", "预备期将满"
    PROBATION_OVER = "probation_over", "已满未转正"


Counted = Statistic | Landing | Reason
"""All that people are counted by."""


class HandIn(Labelled):
    """How a form (each round by itself) came from a branch; the worst last."""

    ON_TIME = "on_time", "按时通过"
    LATE = "late", "逾期通过"
    RETURNED = "returned", "退回待改"
    MISSING = "missing", "未交"


class Shortfall(Labelled):
    """What points may be taken off for; the value is a key of ``[appraisal]`` in campaign.toml."""

    LATE = "late", "逾期"
    MISSING = "missing", "未交"
    RETURNED = "returned", "退回过"
    ERRORS = "errors", "必须改"
    UNEXPLAINED = "unexplained", "改或说明 未说明"
    NO_REASON = "no_reason", "没有转入也没有说明"
    NOT_LANDED = "not_landed", "未转入"
    """All who are to leave and have not landed."""
    NO_RECEIPT = "no_receipt", "没有回执"
    NOT_ASKED = "not_asked", "未回访"
    OPEN = "open", "没办完"
    UNDONE = "undone", "其他各项没有办到"
    """Of the measures that forms in use add."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A share a branch may be appraised by."""

    key: str
    """For programs."""
    head: str
    """For people."""
    part: int
    whole: int
    """0: it does not concern the branch."""


@dataclass(frozen=True, slots=True)
class Appraisal:
    """What one branch may be appraised by: each figure is a count that stands on another sheet."""

    branch: str
    due: int
    """Forms (each round by itself) that came or should have come by now."""
    on_time: int
    days_late: int
    """Calendar days, of all late forms together."""
    shortfalls: Mapping[Shortfall, int]
    measures: tuple[Measure, ...]
    score: float
    """100 less what the campaign's weights take off, at least 0."""


class ItemKind(StrEnum):
    """What may be open, to come, or to be kept in mind of a person."""

    TO_CORRECT = "to_correct"
    MISSING = "missing"
    NOT_LISTED = "not_listed"
    """Its branch has handed in the roster without the person."""
    NO_CARD = "no_card"
    STEP = "step"
    """What a form says is open until one of its fields is filled in."""
    FORM_DUE = "form_due"
    NOT_ASKED = "not_asked"
    NOT_LANDED = "not_landed"
    NO_RECEIPT = "no_receipt"
    PROBATION_OVER = "probation_over"
    PROBATION_ENDS = "probation_ends"
    KEPT = "kept"
    STILL_KEPT = "still_kept"
    """Of an earlier cohort, and not gone yet."""
    ENDED = "ended"


class OpenItem(NamedTuple):
    """One thing that is open, to come, or to be kept in mind."""

    kind: ItemKind
    lane: Lane | None = None
    """The form and round it is about."""
    day: date | None = None
    """The last day on which it may still be to come; of a probationary year, its end."""
    reason: str = ""
    """As the branch wrote it."""
    until: str = ""
    """The field that closes it (``model.forms.OpenTask``)."""


@dataclass(frozen=True, slots=True)
class PersonStatus:
    """How far one person's transfer is: the state on each form, what is still open, and what is known."""

    person: Person
    branch: str
    states: Mapping[Lane, FormState]
    merged: Person
    """The person by merged rows alone: whatever is counted is counted from these."""
    follow_up: Entry | None = None
    """The latest follow-up row among these."""
    landing: Landing = Landing.NOT_ASKED
    days_open: int | None = None
    """Days since transfer-out, for somebody whose membership has not arrived."""
    open: tuple[OpenItem, ...] = ()
    """What is still to do; nothing is before it is due."""
    waits: tuple[OpenItem, ...] = ()
    """What is still to come, with its day."""
    notes: tuple[OpenItem, ...] = ()
    """What is to be kept in mind, though nothing is to do now."""
    is_listed: bool = True
    """Whether a roster lists the person; else it may be somebody else's name misspelt."""
    values: Mapping[str, str | None] = dataclasses.field(default_factory=dict)
    """Field -> the value in its form's spelling, empty for none; None where only rows hold it that must be corrected first."""
    counts: tuple[Counted, ...] = ()
    """The figures of the upward report the person counts in."""

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do, now or later."""
        return not (self.open or self.waits)

    def has(self, *kinds: ItemKind) -> bool:
        """Whether something of such a kind is open, or to be kept in mind."""
        return any(item.kind in kinds for item in (*self.open, *self.notes))


class Situation(StrEnum):
    """What somebody's next step follows from (通知五), the most pressing first; words and sources stand in rules/next_steps.toml."""

    LOST = "lost"
    MOVED = "moved"
    """Goes, or has landed, elsewhere than the letter says."""
    HARD_TO_PLACE = "hard_to_place"
    NOT_LANDED = "not_landed"
    NOT_ASKED = "not_asked"
    TO_CHECK = "to_check"
    PROBATIONARY = "probationary"
    ABROAD = "abroad"
    KEPT = "kept"
    LANDED = "landed"


class NextStep(NamedTuple):
    """One thing to do with somebody."""

    situation: Situation
    day: date | None
    """The last day for it; of a probationary member the end of the year, None where that is not known."""
    is_prolonged: bool = False
    """Whether the probationary year is not known because it has been prolonged."""


@dataclass(frozen=True, slots=True)
class Task:
    """Somebody who needs a call, and what for."""

    status: PersonStatus
    steps: tuple[NextStep, ...]
    """The most pressing first: it is the person's situation."""
    last_contact: date | None

    @property
    def day(self) -> date | None:
        """The first of the days of its steps."""
        return min((step.day for step in self.steps if step.day), default=None)


@dataclass(frozen=True, slots=True)
class StepCount:
    """How far one branch is with one step of a form, by merged rows of its latest round."""

    branch: str
    lane: Lane
    until: str
    """The field that closes it (``model.forms.OpenTask``)."""
    done: int
    total: int
    """Rows."""
    waiting: tuple[str, ...]
    """The names, empty on forms without, of the rows of which this is the first step that is open."""
    day: date | None
    """When the form is due: until then it is to come; open at once where there is none."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What is counted of one branch."""

    branch: str
    """Empty for the unknown one."""
    counts: Mapping[Labelled, int]

    def of(self, *what: Labelled) -> int:
        """How many of any of these there are."""
        return sum(self.counts.get(one, 0) for one in what)


@dataclass(frozen=True, slots=True)
class Week:
    """Memberships that arrived in a week, and so far."""

    monday: date | None
    """None: on days that cannot be, or are not told."""
    landed: int
    so_far: int


@dataclass(frozen=True, slots=True)
class Destination:
    """How many people go somewhere, by their latest follow-up row."""

    name: str
    """As the form spells it; empty where no row that counts says it."""
    is_asked: bool
    people: int
    landed: int


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How often a check found something that is to be corrected or explained."""

    code: str
    errors: int
    warnings: int
    branches: frozenset[str]


@dataclass(frozen=True, slots=True)
class Figures:
    """What the charts show, beside the upward report."""

    hand_ins: tuple[Tally, ...] = ()
    """By HandIn."""
    landed_by_week: tuple[Week, ...] = ()
    destinations: tuple[Destination, ...] = ()
    findings_by_rule: tuple[RuleCount, ...] = ()
    """The most frequent first."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that is not merged, and why."""

    branch: str
    form: str
    where: Location
    record: Record
    findings: tuple[Finding, ...]
    extra_heads: tuple[tuple[int, str], ...] = ()
    """Of the record's added columns."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """One form (and round) that every registered branch has handed in and that is merged whole."""

    lane: Lane
    branches: int
    nil: int
    """Branches that say that they have nobody."""
    people: int
    warnings: int
    """That nobody has explained."""
    unread: int
    """Files that could not be read."""
    has_cards_next: bool = False
    has_letters_next: bool = False
    round_next: Lane | None = None

    @property
    def has_next_step(self) -> bool:
        """Whether there is something to do now."""
        return self.has_cards_next or self.has_letters_next or self.round_next is not None

"""Findings: what is wrong, where, and what to type instead."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from gradflow.model.cells import Location
from gradflow.model.copies import SHORTEST_REASON, is_reason
from gradflow.model.folding import is_same_spelt_otherwise
from gradflow.model.vocabulary import Labelled

TRIAL = "试行"
"""The word for checks on trial, and for what they find."""


class Severity(Labelled):
    """How much a finding weighs, the gravest first; programs read the value, people read the label."""

    ERROR = "error", "必须改"
    WARNING = "warning", "改或说明"
    INFO = "info", "提示"


class FindingState(Labelled):
    """How a problem stands against what the branch was told before; programs read the value, people read the label."""

    NEW = "new", "新发现"
    PENDING = "pending", "没有改"
    """Told before, and the value is as it was."""
    MISCORRECTED = "miscorrected", "改了仍不对"
    """Told before; the value was changed and is still wrong."""
    EXPLAINED = "explained", "已说明"
    """The branch gave a reason that settles it."""
    GRANTED = "granted", "已准许"
    """The office lets the value stand."""
    SOLVED = "solved", "已改好"
    """Told before and gone: no finding has this state, only an outcome."""


@dataclass(frozen=True, slots=True)
class Problem:
    """All that a rule or a kind may say; the engine adds code, severity, place and value.

    ``check`` names which of a kind's several checks failed; rules have only one and leave it out.
    """

    field: str = ""
    facts: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    row: int | None = None
    check: str = ""
    is_doubtful: bool = False
    """Whether an error weighs as a warning here, for there may be a good reason."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A value with one meaning only, to be put in place of what was typed and told as a change."""

    field: str
    value: Any


@dataclass(frozen=True, slots=True)
class Issue:
    """One problem at one place, as a check found it: how much it weighs is for the campaign to say."""

    where: Location
    code: str
    message: str
    advice: str
    field: str | None = None
    label: str = ""
    person: str = ""
    branch: str = ""
    value: str = ""
    evidence: str = ""
    """A digest of the values it was found on: a reason or a grant given for it holds as long as they stay."""
    part: int = 0
    """Which part of the sheet it is told of, where several branches share one."""
    is_doubtful: bool = False
    """Whether an error weighs as a warning here, for there may be a good reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(Issue):
    """A problem, weighed, and how it stands."""

    severity: Severity
    state: FindingState = FindingState.NEW
    reason: str = ""
    blocks: bool = True
    """Whether an error on a whole sheet keeps its rows from being merged."""
    is_beta: bool = False
    """Whether its check is on trial: it weighs as an info, for the office alone, and is told apart from one."""
    is_explainable: bool = False
    """Whether a reason settles it even as an error."""
    reply: str = ""
    """What the branch wrote as the answer to this very finding, and not to its row as a whole."""

    def closed(self, state: FindingState, reason: str, reply: str | None = None) -> Finding:
        """The finding explained, in sight and no error any more, or granted; with another ``reply``, if any."""
        severity = Severity.INFO if state is FindingState.GRANTED else Severity.WARNING
        return dataclasses.replace(self, state=state, severity=severity, reason=reason, reply=self.reply if reply is None else reply)

    @property
    def is_answerable(self) -> bool:
        """Whether a reason of the branch may settle it."""
        return self.severity is Severity.WARNING or (self.is_error and self.is_explainable)

    @property
    def word(self) -> str:
        """The Chinese word for how much it weighs."""
        return TRIAL if self.is_beta else self.severity.label

    @property
    def note(self) -> str:
        """Why a reason the branch wrote did not settle the finding; empty if it did or there is none."""
        if not self.reason or self.state in SETTLED:
            return ""
        if not self.is_answerable:
            return "必须改的不能用说明代替"
        if not is_reason(self.reason):
            is_short = len("".join(self.reason.split())) < SHORTEST_REASON
            return f"说明太短，至少写{SHORTEST_REASON}个字" if is_short else "说明里没有写原因，请写清是怎么回事"
        return (
            "填写的内容改过，原来的说明不再算数，请照现在的内容重写" if self.state is FindingState.MISCORRECTED else "请换一种说法写明原因"
        )

    @property
    def is_error(self) -> bool:
        """Whether its row must not be merged."""
        return self.severity is Severity.ERROR

    @property
    def is_open(self) -> bool:
        """Whether the branch still has to do something about it."""
        return self.is_error or (self.severity is Severity.WARNING and self.state is not FindingState.EXPLAINED)


def weightiest_first(findings: Iterable[Finding]) -> list[Finding]:
    """As people read them: what must be corrected before all else, in the order given."""
    return sorted(findings, key=lambda finding: (not finding.is_open, finding.severity.rank))


SETTLED = frozenset({FindingState.EXPLAINED, FindingState.GRANTED})
"""States in which nothing is left for the branch to do."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What became of one problem that an earlier returned copy told of, or that a problem is new there."""

    state: FindingState
    where: Location
    """Where it stands in the corrected copy; where its sheet does for one that has no place any more."""
    branch: str
    person: str
    code: str
    title: str
    field: str
    label: str
    before: str
    """What stood there when it was told; empty for a new problem."""
    after: str
    message: str = ""
    """What is wrong now; empty when nothing is."""


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
    is_spelling: bool = False
    """Whether it leaves the value as it was and puts it into the one spelling only."""

    def __post_init__(self) -> None:
        """Tell once: every figure asks for it."""
        object.__setattr__(self, "is_spelling", self.is_spelling or is_same_spelt_otherwise(self.before, self.after))

"""Checks: everything gradflow can complain about has one of these, and a code; and what became of each in a run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from gradflow.model.findings import TRIAL, Severity
from gradflow.model.vocabulary import Labelled

EXAMPLE_WORDS = ("正确", "错误", "改为")


class Scope(Labelled):
    """What a check looks at; the ladder runs from the file down to a cell and out again."""

    INTAKE = "intake", "收件"
    CELL = "cell", "单元格"
    ROW = "row", "一行之内"
    SHEET = "sheet", "一张表之内"
    CROSS = "cross", "各支部之间"
    PERSON = "person", "各表之间"


@dataclass(frozen=True, slots=True)
class Example:
    """One executed example: rows of (label, text) pairs and the verdict they must get."""

    verdict: str
    rows: tuple[tuple[tuple[str, str], ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """A thing that can be wrong.

    ``message`` and ``advice`` are Chinese sentences with ``{facts}``; ``text`` is what ``explain``
    prints: why, the source (regulation, standard, notice), and example lines that tests execute.
    """

    code: str
    name: str
    title: str
    message: str
    advice: str
    scope: Scope
    severity: Severity = Severity.ERROR
    source: str = ""
    text: str = ""
    office: str = ""
    """What the office itself can do; no branch is told."""
    blocks: bool = True
    """Whether, as an error on a whole sheet, it keeps the sheet's rows from being merged."""
    is_beta: bool = False
    """Whether it is on trial: until campaign.toml gives it a severity, what it finds is for the office alone and blocks nothing."""
    is_fixed: bool = False
    """Whether campaign.toml can neither switch it off nor put it on trial nor change its severity: people would be lost."""
    is_explainable: bool = False
    """Whether, as an error, a reason the branch writes settles it: it weighs as a warning then, explained and in sight."""
    adds_row: bool = False
    """Whether the returned copy gets a row to fill in for the person it names."""

    @property
    def word(self) -> str:
        """The Chinese word for how much it weighs by itself."""
        return TRIAL if self.is_beta else self.severity.label

    def prose(self) -> str:
        """The explanation without its example lines."""
        lines = [line.strip() for line in self.text.strip().splitlines()]
        return "\n".join(line for line in lines if not line.startswith(EXAMPLE_WORDS)).strip()

    def examples(self) -> list[Example]:
        """Parse lines such as ``错误 | 性别 男 | 身份证号码 …``; ``‖`` parts rows."""
        found = []
        for line in self.text.splitlines():
            verdict, bar, rest = line.strip().partition("|")
            if bar and verdict.strip() in EXAMPLE_WORDS:
                found.append(Example(verdict.strip(), tuple(map(_pairs, rest.split("‖")))))
        return found


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    parts = (part.strip().partition(" ") for part in text.split("|"))
    return tuple((label, value.strip()) for label, _, value in parts)


@dataclass(frozen=True, slots=True, eq=False)
class Rule(Check):
    """A check that runs by itself on values that were understood.

    ``needs`` are field keys that must hold a value, ``uses`` those it looks at if they are there;
    a rule is left out wherever a value in either did not parse. A rule of cells or rows that declares no field is put to each
    cell by itself. What a rule says of a row follows from the fields it declares, and the campaign, alone.
    """

    needs: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    glances: tuple[str, ...] = ()
    """Further fields it looks at, be they understood or not: it runs without them."""
    needs_set: frozenset[str] = field(init=False)
    looks_at: frozenset[str] = field(init=False)
    """What it needs and uses."""
    columns: tuple[str, ...] = ()
    """Further columns a sheet must have for the rule to apply, filled in or not."""
    of_kind: str = ""
    """The kind of value it is about, whatever the field is for: it is put to other fields of that kind too (``on``)."""
    but: frozenset[str] = frozenset()
    """Fields of that kind to which it is not put."""
    if_required: bool = False
    """Whether it is put to those of them only that have to be filled in."""
    doubts: bool = False
    """Whether even as a warning it says that the value is hardly real, so that nothing is concluded from it."""
    by_day: bool = False
    """Whether it holds something against a day: it runs once the day a sheet speaks of is known, after those that know no day."""
    of_graduates: bool = False
    """Whether it holds of this campaign's graduating members only: on a form beyond the roster others stand too."""
    corrects: bool = False
    """Whether it puts a value right by itself, unless campaign.toml makes it weigh more."""
    compares: bool = False
    """Whether it compares what several sheets say of a person: with one of them there is nothing to check."""
    check: Callable[..., Iterable[Any]] = lambda *_: ()

    def __post_init__(self) -> None:
        """Keep the keys as sets too."""
        object.__setattr__(self, "needs_set", frozenset(self.needs))
        object.__setattr__(self, "looks_at", frozenset((*self.needs, *self.uses)))

    @property
    def fields(self) -> frozenset[str]:
        """All fields it looks at in any way."""
        return self.looks_at.union(self.glances)

    def on(self, key: str) -> Rule:
        """The same rule put to another field of its kind alone: there its words stand for that field."""
        (own,) = self.needs

        def check(record: Any, context: Any) -> Iterator[Any]:
            alone = record.understood({own: record[key]}, frozenset())
            return (replace(problem, field=key) for problem in self.check(alone, context))

        return replace(self, needs=(key,), uses=(), glances=(), check=check)

    @property
    def is_of_one_cell(self) -> bool:
        """Whether what it says follows from one cell, so that it is said once of each text."""
        return len(self.fields) == 1 and self.scope is Scope.CELL and not self.by_day


class RunState(Labelled):
    """Whether a check ran; one that could not run has not been passed."""

    DONE = "done", "已执行"
    PARTLY = "partly", "部分执行"
    NOT_DONE = "not_done", "没有执行"
    OFF = "off", "已关闭"


@dataclass(frozen=True, slots=True)
class RuleRun:
    """One check of the catalogue in one run."""

    code: str
    title: str
    scope: Scope
    severity: Severity | None
    """In this campaign; None: switched off."""
    default: Severity
    is_beta: bool
    """Whether it is on trial in this campaign."""
    is_made_beta: bool
    """Whether it is on trial unless campaign.toml says otherwise."""
    looks_at: str
    """The columns, or what else it looks at, for people."""
    found: int = 0
    checked: int = 0
    """How many rows, people, branches or files it looked at."""
    unit: str = "行"
    gaps: tuple[str, ...] = ()
    """Whom it could not look at and what is missing, such as 25人：没有附件1."""

    @property
    def state(self) -> RunState:
        """What may be said of it."""
        if self.severity is None:
            return RunState.OFF
        if not self.checked and not self.found:
            return RunState.NOT_DONE
        return RunState.PARTLY if self.gaps else RunState.DONE

"""People: what all forms together say of one person; those that stand in a workbook without having been read from it.

People owed: whoever was ever read must be merged, to correct, named in an open finding, or let go by the office.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from gradflow.model.cells import Far
from gradflow.model.records import Record, Submission
from gradflow.model.vocabulary import Labelled

Entry = tuple[Submission, Record]
"""A person's row or card, and the sheet it stands on."""


@dataclass(frozen=True, slots=True)
class Person:
    """One person's entries: forms in the notice's order, rounds in theirs."""

    entries: tuple[Entry, ...]

    @property
    def name(self) -> str:
        """The name, from the first form that tells it."""
        for _, record in self.entries:
            if name := record.person:
                return name
        return ""

    @property
    def branch(self) -> str:
        """The branch that lists the person; else that of the first sheet the person stands on."""
        return next((submission.branch for submission, _ in self.entries if submission.branch), "")

    def of(self, form: str, number: int | None = None) -> Entry | None:
        """The person's entry in a form (and round), or None."""
        return next((e for e in self.entries if e[0].form == form and (number is None or e[0].round == number)), None)

    def holding(self, key: str) -> Iterator[tuple[Entry, Any]]:
        """Every entry in which the field is understood, with its value."""
        return ((entry, entry[1].values[key]) for entry in self.entries if key in entry[1].values)

    def first(self, key: str) -> tuple[Entry, Any] | None:
        """The first entry in which the field is understood, with its value."""
        return next(((entry, entry[1].values[key]) for entry in self.entries if key in entry[1].values), None)

    def last(self, key: str) -> tuple[Entry, Any] | None:
        """The latest entry in which the field is understood, with its value."""
        return next(((entry, entry[1].values[key]) for entry in reversed(self.entries) if key in entry[1].values), None)

    def get(self, key: str) -> Any:
        """The field's value in the first entry that holds it, or None."""
        return next((record.values[key] for _, record in self.entries if key in record.values), None)

    def rounds(self) -> Sequence[Entry]:
        """The person's entries in a form in rounds, earliest first."""
        return [entry for entry in self.entries if entry[0].round is not None]


Shape = tuple[tuple[str, frozenset[str]], ...]
"""Of each entry the form and the fields that are understood: there are few of them, however many people."""


def shape_of(person: Person) -> Shape:
    """What rules on people can look at."""
    return tuple((submission.form, frozenset(record.values)) for submission, record in person.entries)


@dataclass(frozen=True, slots=True)
class NotRun:
    """A rule that could not run on some people: how many, and what is missing."""

    code: str
    title: str
    people: int
    missing: str


FEWEST_LETTERS, FEWEST_DIGITS = 2, 10
"""Of a name; of what was typed as an ID number."""
Lane = tuple[str, int | None]
"""A form and its round."""


class Traits(NamedTuple):
    """What a row tells of who a person is; what it does not tell is empty."""

    name: str = ""
    """Folded."""
    number: str = ""
    """The ID number if it is sound; else what was typed, behind ``?``."""
    sex: str = ""
    born: str = ""
    """Year and month."""
    mobiles: str = ""
    """Parted by blanks."""
    rest: str = ""
    """A digest of all else that was typed; empty where that is too little to tell people apart."""

    @property
    def is_somebody(self) -> bool:
        """Whether it tells of a person at all: a name, an ID number or a mobile; a line of signatures read as a row does not."""
        if self.mobiles or sum(map(str.isalpha, self.name)) >= FEWEST_LETTERS:
            return True
        return sum(map(str.isdigit, self.number)) >= FEWEST_DIGITS

    @property
    def sound_number(self) -> str:
        """The ID number, if what was typed is one."""
        return "" if self.number.startswith("?") else self.number


class Kept(NamedTuple):
    """Somebody who was read, as the ledger keeps them: one person of one branch on one form and round."""

    branch: str
    form: str
    round: int | None
    traits: tuple[Traits, ...]
    """All that rows of theirs ever told, the newest last."""
    person: str = ""
    """The name as last typed."""
    file: str = ""
    sheet: str = ""
    source: str = ""
    """SHA-256 of the workbook they were last read in."""
    row: int = 0
    maybe: str = ""
    """Who they may be by another name, if somebody says so."""
    reason: str = ""
    """What the branch said became of them, once the office was told."""
    noted_on: date = date.min
    key: int = 0
    """Its number in the ledger; 0 for one not yet noted."""
    carried: tuple[tuple[str, str], ...] = ()
    """Field and cell of the register, of somebody the campaign of the year before handed on (``gradflow init --carry``); empty for all others."""
    asked_in: str = ""
    """SHA-256 of the workbook on whose sheet they were last asked for, of somebody who stood nowhere."""

    @property
    def lane(self) -> Lane:
        """The form and round."""
        return (self.form, self.round)

    @property
    def is_handed_on(self) -> bool:
        """Whether no workbook of this campaign has told of them yet."""
        return bool(self.carried) and not self.source


@dataclass(frozen=True, slots=True)
class ToNote:
    """What a run asks the ledger to keep: people new or changed, those who turned out to be one, releases that lapsed."""

    people: tuple[Kept, ...] = ()
    gone: tuple[int, ...] = ()
    """Keys that are kept no more: the same person is kept under another."""
    lapsed: tuple[str, ...] = ()


class Place(Labelled):
    """Where somebody who was read is now, the worst first."""

    IN_QUESTION = "in_question", "去向待查"
    TO_CORRECT = "to_correct", "待更正"
    RELEASED = "released", "已放行"
    MERGED = "merged", "已汇总"


@dataclass(frozen=True, slots=True)
class OwedPerson:
    """Somebody who was read and is on no sheet that counts."""

    kept: Kept
    place: Place
    is_explained: bool = False


NOBODY: Mapping[Place, int] = dict.fromkeys(Place, 0)
NO_BRANCHES: Mapping[str, Mapping[Place, int]] = {}


@dataclass(frozen=True, slots=True)
class Owed:
    """The sum: everybody ever read, by where they are now."""

    by_branch: Mapping[str, Mapping[Place, int]] = dataclasses.field(default_factory=lambda: NO_BRANCHES)
    """Units, each a person by branch, form and round, of every branch that has any; empty for the unknown one."""
    people: Mapping[Place, int] = dataclasses.field(default_factory=lambda: NOBODY)
    """Distinct people, each counted at the worst place."""
    early: int = 0
    """Rows of rounds that have not begun; they are no part of the sum."""
    absent: tuple[OwedPerson, ...] = ()
    """Those in question and those let go."""

    @property
    def units(self) -> Mapping[Place, int]:
        """The same of all branches together."""
        return {place: sum(own[place] for own in self.by_branch.values()) for place in Place}

    @property
    def ever_read(self) -> int:
        """Everybody: merged + to correct + in question + let go."""
        return sum(self.units.values())


Item = tuple[str, str]
"""What is known of somebody: its sort (phone, sex, organisation …) and its folded value."""


@dataclass(frozen=True, slots=True)
class LikelyPerson:
    """Somebody a row seems to speak of."""

    row: int
    name: str = ""
    id_number: str = ""
    """As far as its digits can be trusted; one that a spreadsheet cut short ends in ``…``."""
    items: frozenset[Item] = frozenset()


@dataclass(frozen=True, slots=True)
class UnreadBlock:
    """What of one sheet no form was read from: its people, in the order of rows."""

    sheet: str
    people: tuple[LikelyPerson, ...] = ()
    far: Far = field(default_factory=Far)
    """Far-off cells of the sheet that were not even looked at."""
    lines: str = ""
    """What stands in the sheet's first rows: it may name a branch."""

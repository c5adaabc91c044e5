"""People owed: whoever was ever read must be merged, to correct, named in an open finding, or let go by the office."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gradflow.core.vocabulary import Labelled

FEWEST_LETTERS, FEWEST_DIGITS = 2, 10
"""Of a name; of what was typed as an ID number."""
Lane = tuple[str, int | None]
"""A form and its round."""


@dataclass(frozen=True, slots=True)
class Traits:
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
        name = sum(character.isalpha() for character in self.name)
        return name >= FEWEST_LETTERS or sum(character.isdigit() for character in self.number) >= FEWEST_DIGITS or bool(self.mobiles)

    @property
    def sound_number(self) -> str:
        """The ID number, if what was typed is one."""
        return "" if self.number.startswith("?") else self.number


@dataclass(frozen=True, slots=True)
class Kept:
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

    @property
    def lane(self) -> Lane:
        """The form and round."""
        return (self.form, self.round)


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

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Place).index(self)


@dataclass(frozen=True, slots=True)
class OwedPerson:
    """Somebody who was read and is on no sheet that counts."""

    kept: Kept
    place: Place
    is_explained: bool = False


NOBODY: Mapping[Place, int] = dict.fromkeys(Place, 0)


@dataclass(frozen=True, slots=True)
class Owed:
    """The sum: everybody ever read, by where they are now."""

    units: Mapping[Place, int] = dataclasses.field(default_factory=lambda: NOBODY)
    """Person by branch, form and round."""
    people: Mapping[Place, int] = dataclasses.field(default_factory=lambda: NOBODY)
    """Distinct people, each counted at the worst place."""
    early: int = 0
    """Rows of rounds that have not begun; they are no part of the sum."""
    absent: tuple[OwedPerson, ...] = ()
    """Those in question and those let go."""

    @property
    def ever_read(self) -> int:
        """Everybody: merged + to correct + in question + let go."""
        return sum(self.units.values())

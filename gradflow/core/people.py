"""People: what all forms together say of one person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from gradflow.core.records import Record, Submission

Entry = tuple[Submission, Record]
"""A person's row or card, and the sheet it stands on."""


@dataclass(frozen=True, slots=True)
class Person:
    """One person's entries: forms in the notice's order, rounds in theirs."""

    entries: tuple[Entry, ...]

    @property
    def name(self) -> str:
        """The name, from the first form that tells it."""
        return next((record.person for _, record in self.entries if record.person), "")

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
        for entry in self.entries:
            if key in entry[1].values:
                return entry, entry[1].values[key]
        return None

    def last(self, key: str) -> tuple[Entry, Any] | None:
        """The latest entry in which the field is understood, with its value."""
        for entry in reversed(self.entries):
            if key in entry[1].values:
                return entry, entry[1].values[key]
        return None

    def get(self, key: str) -> Any:
        """The field's value in the first entry that holds it, or None."""
        found = self.first(key)
        return found[1] if found else None

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

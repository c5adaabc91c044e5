"""Who a row may be whose name is nobody's: guesses for messages only ("is it perhaps …?"); nothing is ever matched by them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Hashable, Iterable, Iterator, Sequence
from functools import partial

from gradflow.model.people import Entry, Person
from gradflow.model.records import Record, Submission
from gradflow.pipeline.matching import birth_month, mobiles_of, name_key

LIKELY = 60
"""rapidfuzz ratio (0-100) from which a guess is worth making."""
LONGEST_NAME = 40
"""Characters; what is longer is no name."""


def closest(text: str, choices: Sequence[str]) -> str | None:
    """The most similar choice, or None if none is similar enough."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - needed only when something is misspelt

    found = process.extractOne(text, choices, scorer=fuzz.ratio, score_cutoff=LIKELY)
    return str(found[0]) if found else None


class Spellings:
    """Names, to be found by one that differs in one character. Asking costs no more for many names than for few."""

    def __init__(self, names: Iterable[str]) -> None:
        """Take the names up, in order: of several that fit, the first is the guess."""
        self._names = list(dict.fromkeys(name for name in names if len(name) <= LONGEST_NAME))
        self._exact: dict[str, int] = {}
        self._changed: dict[tuple[str, str], int] = {}
        self._shorter: dict[str, int] = {}
        for place, name in enumerate(self._names):
            self._exact[name] = place
            for before, after in _gaps(name):
                self._changed.setdefault((before, after), place)
                self._shorter.setdefault(before + after, place)

    def one_off(self, text: str) -> str | None:
        """The name that is the same, or differs by one character typed, left out or added, or None."""
        if not 1 < len(text) <= LONGEST_NAME:
            return None
        if text in self._exact:
            return text
        gaps = list(_gaps(text))
        found = [self._changed.get(gap) for gap in gaps]
        found += [self._exact.get(before + after) for before, after in gaps]
        places = [place for place in (*found, self._shorter.get(text)) if place is not None]
        return self._names[min(places)] if places else None


def _gaps(text: str) -> Iterator[tuple[str, str]]:
    """What stands before and behind each character."""
    return ((text[:place], text[place + 1 :]) for place in range(len(text)))


def is_named(record: Record) -> bool:
    """Whether the record has a name that was understood."""
    return bool(record.values.get("name")) and "name" not in record.unknown


def listed(person: Person, base: Container[str]) -> Entry:
    """The person's row on the roster."""
    return next(entry for entry in person.entries if entry[0].form in base)


def pair(strangers: Sequence[Entry], missing: Sequence[Person], base: Sequence[Submission]) -> dict[int, Person]:
    """``id`` of a stranger's record -> the missing person it may be: a name one character off, other traits alike, or the same place.

    One to one. A row with a reason has been answered: it is nobody else's.
    """
    found: dict[int, Person] = {}
    if not strangers or not missing or not base:
        return found
    left = {id(person): person for person in missing}
    for likeness in (partial(_by_name, base[0].form), partial(_by_traits, base[0].form), partial(_by_place, base)):
        waiting = [entry for entry in strangers if id(entry[1]) not in found and not entry[1].reason]
        if waiting and left:
            for record, person in likeness(waiting, list(left.values())):
                if id(person) in left and id(record) not in found:
                    found[id(record)] = left.pop(id(person))
    return found


def _by_name(form: str, strangers: Sequence[Entry], missing: Sequence[Person]) -> Iterator[tuple[Record, Person]]:
    named = [person for person in missing if is_named(listed(person, form)[1])]
    known = {name_key(listed(person, form)[1]): person for person in reversed(named)}
    spellings = Spellings(known)
    for _, record in strangers:
        if is_named(record) and (like := spellings.one_off(name_key(record))):
            yield record, known[like]


def _by_traits(form: str, strangers: Sequence[Entry], missing: Sequence[Person]) -> Iterator[tuple[Record, Person]]:
    known: dict[Hashable, Person] = {}
    for person in reversed(missing):
        known.update((trait, person) for trait in traits(listed(person, form)[1], person.get("id_number")))
    for _, record in strangers:
        if like := next((known[trait] for trait in traits(record, record.get("id_number")) if trait in known), None):
            yield record, like


def traits(record: Record, number: object) -> Iterator[Hashable]:
    """What stays of somebody whose name is mistyped: mobiles; sex and month of birth together."""
    yield from mobiles_of(record)
    if record.get("sex") and (born := birth_month(record, number)):
        yield (record["sex"], born)


def _by_place(base: Sequence[Submission], strangers: Sequence[Entry], missing: Sequence[Person]) -> Iterator[tuple[Record, Person]]:
    """The same row of two tables of the same length, of which most rows are the same people's, unless sex says otherwise."""
    if len(base) != 1:
        return
    places = {id(record): place for place, record in enumerate(base[0].records)}
    known = {places[id(record)]: person for person in missing for s, record in person.entries if id(record) in places}
    counts = Counter(submission.key for submission, _ in strangers)
    sheets = {s.key: s for s, _ in strangers if max(2 * counts[s.key], 2) <= len(s.records) == len(base[0].records)}
    there = {id(record): known[place] for one in sheets.values() for place, record in enumerate(one.records) if place in known}
    for _, record in strangers:
        if (like := there.get(id(record))) and record.get("sex") in {None, like.get("sex")}:
            yield record, like

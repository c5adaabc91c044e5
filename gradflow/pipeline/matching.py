"""Matching people between forms: by ID number, by name, sex and month of birth, by mobile and name, by branch and name.

Only exact agreement of folded names counts. The roster that lists everyone is the base; cards and follow-up rows are put to its people.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from gradflow.forms.loader import Forms
from gradflow.kinds.person_name import NOTE_BEHIND, bare_name, folded_name
from gradflow.model.cells import typed_text
from gradflow.model.folding import half_width, squeezed
from gradflow.model.forms import FormSpec
from gradflow.model.people import Entry, Person
from gradflow.model.records import Key, Record, Submission
from gradflow.pipeline.findings import Findings
from gradflow.pipeline.grouping import grouped
from gradflow.rules.files import CONFLICT

SEXES = {"男": "male", "女": "female"}
ID_TAIL = re.compile(r"[0-9]{2,}[0-9Xx]{1,2}")


Bases = tuple[str, ...]
"""The forms that list everyone."""


def name_key(record: Record) -> str:
    """The name folded for comparison: no blanks, middle dots or notes in brackets; empty without a name."""
    typed = record.values.get("name") or record.cells.get("name")
    return folded_name(typed) if isinstance(typed, str) else ""


def name_note(record: Record) -> str:
    """What stands behind the name to tell namesakes apart: 女, 大, the last digits of the ID; empty for nothing."""
    typed = record.cells.get("name")
    match = NOTE_BEHIND.search(half_width(squeezed(typed_text(typed)))) if isinstance(typed, str) else None
    return next((group for group in match.groups() if group), "").strip("()[]").upper() if match else ""


MOST_NAMESAKES = 50
"""People of one name or number that are looked at; no college has more."""


@dataclass(eq=False, slots=True)
class Gathered:
    """A person while entries are being put together."""

    base: Bases
    entries: list[Entry] = field(default_factory=list)

    @property
    def homes(self) -> set[str]:
        """Branches whose rosters list the person."""
        return {submission.branch for submission, _ in self.entries if submission.form in self.base}

    def get(self, key: str) -> Any:
        """The first understood value of a field."""
        return next((record.values[key] for _, record in self.entries if key in record.values), None)

    @property
    def branch(self) -> str:
        """The branch of the first entry."""
        return self.entries[0][0].branch

    def has(self, submission: Submission) -> bool:
        """Whether the person already stands in that form and round: of any branch, or of that one if it lists the person too."""
        there = {s.branch for s, _ in self.entries if s.lane == submission.lane}
        return submission.branch in there if submission.branch in self.homes else bool(there)


@dataclass(frozen=True, slots=True)
class Matched:
    """People in the rosters' order, and rows of namesakes that cannot be told apart."""

    people: tuple[Person, ...]
    unclear: tuple[tuple[Entry, tuple[Person, ...]], ...]


def base_forms(forms: Forms) -> Bases:
    """The form that the others are matched to: the first that lists everyone, once; where none does, all lists of graduates together.

    So it is where an office has a list for each way to go (省内、省外、线上): each graduate stands on one of them.
    """
    whole = next((key for key, form in forms.items() if form.spec.is_base), "")
    return (whole,) if whole else tuple(key for key, form in forms.items() if form.spec.is_of_some)


def listed_in(base: Bases, forms: Forms) -> str:
    """What people call the forms that list everyone: 附件2."""
    return "或".join(forms[key].spec.annex for key in base)


def match_people(submissions: Sequence[Submission], findings: Findings, forms: Forms) -> Matched:
    """Put together the rows and cards that are one person's."""
    base = base_forms(forms)
    submissions = [one for one in submissions if forms[one.form].spec.has_people]
    order = {key: place for place, key in enumerate(sorted(forms, key=lambda key: key not in base))}
    ranked = sorted(submissions, key=lambda s: (order[s.form], s.round or 0, _is_beyond(s, forms)))
    index = _Index(base, findings)
    unclear: list[tuple[Entry, list[Gathered]]] = []
    sure: set[tuple[Key, int]] = set()
    for submission in (one for one in ranked if one.form in base):
        is_refused = findings.refuse(submission)
        for entry in ((submission, record) for record in submission.records):
            index.put(entry, index.same_number(entry) or (index.same_name(entry) if is_refused else ()))
    for submission in (one for one in ranked if forms[one.form].spec.is_card):
        sure |= _put_sure(submission, index)
    for submission in (one for one in ranked if one.form not in base):
        unclear.extend(_put_all(submission, index, sure, is_of_others=is_of_others(forms[submission.form].spec)))
    forms_order = {key: place for place, key in enumerate(forms)}
    people = {id(one): _person(one, forms_order) for one in index.people}
    return Matched(tuple(people.values()), tuple((entry, tuple(people[id(one)] for one in found)) for entry, found in unclear))


def _put_sure(submission: Submission, index: _Index) -> set[tuple[Key, int]]:
    """Put the cards that tell whose they are by more than the name, before another of that name is put to their person."""
    done: set[tuple[Key, int]] = set()
    for record in submission.records:
        found = index.find_surely((submission, record))
        if len(found) == 1 and found[0].branch == submission.branch and not is_twin(submission, record, index.findings):
            index.put((submission, record), found)
            done.add((submission.key, record.row))
    return done


def _is_beyond(submission: Submission, forms: Forms) -> bool:
    """Whether all its rows may be of people whom no roster lists: those of the roster are put to theirs first."""
    return all(forms[submission.form].spec.is_beyond(record.values) for record in submission.records)


def is_of_others(spec: FormSpec) -> bool:
    """Whether people of the roster stand on a form by chance only (a committee): a name alone is no reason to think it."""
    return bool(spec.beyond_roster) and not spec.lists_everyone


def _put_all(
    submission: Submission, index: _Index, sure: set[tuple[Key, int]], *, is_of_others: bool
) -> Iterator[tuple[Entry, list[Gathered]]]:
    """Put a sheet's rows to their people, the clear ones first; yield those that stay unclear."""
    groups = grouped((name_key(record), record) for record in submission.records)
    waiting = [record for record in submission.records if (submission.key, record.row) not in sure]
    while waiting:
        entries = [(submission, record) for record in waiting]
        find = index.find_surely if is_of_others else lambda entry: index.find(entry, groups[name_key(entry[1])])
        found = {entry[1].row: find(entry) for entry in entries}
        clear: set[int] = set()
        for record in sorted(waiting, key=lambda record: _misfit(record, found[record.row])):
            candidates = found[record.row]
            is_free = len(candidates) == 1 and (not candidates[0].has(submission) or is_twin(submission, record, index.findings))
            if is_free:  # else the row before has just taken them
                index.put((submission, record), candidates)
                clear.add(record.row)
        if not clear:
            break
        waiting = [record for record in waiting if record.row not in clear]
    for record in waiting:
        index.put((submission, record), ())
        if candidates := found[record.row]:
            yield (submission, record), candidates


def _misfit(record: Record, candidates: Sequence[Gathered]) -> int:
    """How badly a row fits the only person it can be: of several rows of one name the best is the person's."""
    if len(candidates) != 1:
        return 0
    tests = (_same_spelling, _same_sex, _same_status)
    return sum(weight * (not test(record, candidates[0])) for weight, test in zip((4, 2, 1), tests, strict=True))


def is_twin(submission: Submission, record: Record, findings: Findings) -> bool:
    """Whether the record is one of several different cards of one person: all are that person's."""
    return any(f.code == CONFLICT.code and f.where.row in record.rows for f in findings.of[submission.key])


def _person(gathered: Gathered, order: dict[str, int]) -> Person:
    return Person(tuple(sorted(gathered.entries, key=lambda entry: (order[entry[0].form], entry[0].round or 0))))


class _Index:
    """The people found so far, by everything they can be known by."""

    def __init__(self, base: Bases, findings: Findings) -> None:
        self._base, self.findings = base, findings
        self.people: list[Gathered] = []
        self._by: dict[tuple[str, ...], dict[int, Gathered]] = defaultdict(dict)
        self._put: list[tuple[Gathered, Entry, Any]] = []
        """Entries, with the ID numbers of their people then, that are not yet to be found: where one form came, nobody looks for them."""
        self._numbered: dict[tuple[str, str], Gathered] = {}
        """ID number, and the name in the first entry -> the first person of both."""

    def put(self, entry: Entry, found: Sequence[Gathered]) -> None:
        """Give the entry to the person found, or to a new one; note everything by which they can be found again."""
        person = found[0] if found else Gathered(self._base)
        if not found:
            self.people.append(person)
        person.entries.append(entry)
        if number := person.get("id_number"):
            self._numbered.setdefault((number.text, name_key(person.entries[0][1])), person)
        self._put.append((person, entry, number))

    def _known(self, key: tuple[str, ...]) -> list[Gathered]:
        """The people known by that; of a crowd only the first, for nobody can tell so many apart."""
        for person, entry, number in self._put:
            for own in _keys(entry, number):
                self._by[own][id(person)] = person
        self._put.clear()
        return list(islice(self._by.get(key, {}).values(), MOST_NAMESAKES))

    def same_number(self, entry: Entry) -> list[Gathered]:
        """The person of the same ID number and name, if another roster row has it."""
        number = entry[1].get("id_number")
        found = self._numbered.get((number.text, name_key(entry[1]))) if number else None
        return [found] if found else []

    def _at_home(self, entry: Entry, key: tuple[str, ...]) -> list[Gathered]:
        """For a birth month found in other branches only: the own branch's person of that name whose ID number says nothing."""
        submission, record = entry
        own = self._known(("branch", submission.branch, name_key(record))) if key[0] == "birth" and submission.branch else ()
        return [one for one in own if not one.get("id_number") and not one.has(submission)]

    def same_name(self, entry: Entry) -> list[Gathered]:
        """The branch's person of that name from another sheet: two versions of a refused roster list the same people."""
        submission, record = entry
        found = self._known(("branch", submission.branch, name_key(record))) if name_key(record) and submission.branch else ()
        return [one for one in found if all(s.key != submission.key for s, _ in one.entries)][:1]

    def find(self, entry: Entry, namesakes: Sequence[Record]) -> list[Gathered]:
        """The people an entry can be, by the surest key that finds any: one, several that cannot be told apart, or none."""
        submission, record = entry
        if not name_key(record):
            return []
        if found := self.find_surely(entry):
            return found
        known = self._known(("branch", submission.branch, name_key(record))) if submission.branch else []
        free = [one for one in known if not one.has(submission) or is_twin(submission, record, self.findings)]
        found = [one for one in free if one.homes] or free  # strangers of that name only where nobody is listed
        return _told_apart(entry, found, namesakes)

    def find_surely(self, entry: Entry) -> list[Gathered]:
        """The people an entry can be by more than its name in its branch."""
        submission, record = entry
        for key in _keys(entry, record.get("id_number")) if name_key(record) else ():
            found = [one for one in self._known(key) if not one.has(submission) or is_twin(submission, record, self.findings)]
            if key[0] != "branch" and found:
                return [one for one in found if one.branch == submission.branch] or self._at_home(entry, key) or found
        return []


def _keys(entry: Entry, number: Any) -> Iterator[tuple[str, ...]]:
    """Keys a person is known by, surest first."""
    submission, record = entry
    name = name_key(record)
    if number:
        yield ("id", number.text)
    born = birth_month(record, number)
    if name and born and record.get("sex"):
        yield ("birth", name, record["sex"], born)
    yield from (("mobile", name, mobile) for mobile in mobiles_of(record))
    if name and submission.branch:
        yield ("branch", submission.branch, name)


def mobiles_of(record: Record) -> Iterator[str]:
    """The mobile numbers that a row tells."""
    for key in ("phone", "mobile"):
        yield from record.values[key].mobiles if key in record.values else ()


def birth_month(record: Record, number: Any) -> str:
    """Year and month of birth, from the row or the ID number; empty where neither tells."""
    if "born_in" in record.values:
        return f"{record['born_in'].year}-{record['born_in'].month}"
    return f"{number.born_on.year}-{number.born_on.month}" if number else ""


def _told_apart(entry: Entry, found: Sequence[Gathered], namesakes: Sequence[Record]) -> list[Gathered]:
    """Of people with one name in one branch, those the row can be: by sex, by the note behind the name, by birth.

    A note or sex that contradicts everyone is another rule's business: it does not make the row a stranger.
    """
    _, record = entry
    left = list(found)
    if len(left) + len(namesakes) == 2:  # noqa: PLR2004 - one row, one person: nothing to tell apart
        return left
    for test in (_same_spelling, _same_sex, _same_note, _same_birth, _same_status):
        kept = [one for one in left if test(record, one)]
        left = kept or left
    same_rows = len(namesakes) == len(left) and all(_content(other) == _content(record) for other in namesakes)
    return left[:1] if same_rows else left


def _same_spelling(record: Record, person: Gathered) -> bool:
    """Whether the name is typed in the same characters; one in others may still be the person's."""
    return bare_name(record.person) in {bare_name(other.person) for _, other in person.entries}


def _same_sex(record: Record, person: Gathered) -> bool:
    sexes = {record.get("sex"), SEXES.get(name_note(record))} - {None}
    return not sexes or person.get("sex") in sexes


def _same_note(record: Record, person: Gathered) -> bool:
    note = name_note(record)
    if not note or note in SEXES:
        return True
    number = person.get("id_number")
    told = {name_note(other) for _, other in person.entries}
    return note in told or bool(number and ID_TAIL.fullmatch(note) and number.text.endswith(note))


def _same_birth(record: Record, person: Gathered) -> bool:
    born = birth_month(record, None)
    return not born or born == next((month for _, r in person.entries if (month := birth_month(r, person.get("id_number")))), born)


def _same_status(record: Record, person: Gathered) -> bool:
    told = record.get("member_status") or record.get("file_owner")
    return told is None or told == person.get("member_status")


def _content(record: Record) -> dict[str, str]:
    return {key: typed_text(raw) for key, raw in record.cells.items() if key not in {"seq", "name"}}

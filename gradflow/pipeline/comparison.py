"""Versions of one sheet that no mark connects, person by person: what is equal counts once, what differs waits (contract §4.9)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import combinations

from gradflow.forms.loader import Form
from gradflow.kinds.contact_log import ContactLog
from gradflow.kinds.dates import PartialDate
from gradflow.model.cells import typed_text
from gradflow.model.findings import Change, Issue, Problem
from gradflow.model.folding import visible
from gradflow.model.people import Entry
from gradflow.model.records import Context, Key, Record, Submission
from gradflow.pipeline.findings import Findings, cell_issue
from gradflow.pipeline.lineage import candidates
from gradflow.pipeline.same_person import Candidate, pair, traits_of
from gradflow.rules.files import CONFLICT, IN_ONE_VERSION, VERSIONS_DIFFER

MOVES_ON = frozenset({"follow_up_contact", "last_contact", "dues_until"})
"""Of when something was done last: what a later workbook says of them does not contradict an earlier one."""
Received = Mapping[str, datetime]
"""When each file came."""


@dataclass(eq=False, slots=True)
class _Row:
    """One version's row of a person."""

    version: Submission
    record: Record
    errors: frozenset[str]
    """Fields in which it is wrong."""


_Person = list[_Row]
"""All versions' rows of one person, the newest first."""


@dataclass(eq=False, slots=True)
class _Kept:
    """What is left of one version: the rows that count, and what is told of them."""

    version: Submission
    gone: set[int] = field(default_factory=set)
    issues: list[Issue] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def submission(self, base: Submission, others: Sequence[Submission], findings: Findings) -> Submission:
        """The version with nothing but the rows that count; the first of them settles the others."""
        own, key = findings.weighed(*self.issues), self.version.key
        waiting = {(f.where.row, f.field) for f in own if f.code == VERSIONS_DIFFER.code}
        sources = (source for other in others for source in (other.source, *other.memory.sources))
        decided = {"settles": tuple(sources)} if self.version is base else {"goes_with": base.key}
        left = findings.without(self.version, self.gone, self.changes, **decided)
        findings.of[key] = [f for f in findings.of[key] if not (f.is_error and (f.where.row, f.field) in waiting)] + own
        return left


def compare(
    versions: Sequence[Submission], findings: Findings, received: Received, form: Form, context: Context,
    made_from: Mapping[Key, Sequence[Submission]],
) -> list[list[Submission]]:  # fmt: skip
    """Compare versions, given newest first; returns them in groups that share people, each with the rows of it that count.

    Of a person on several versions the newest row counts, or waits with an error at each cell that differs,
    unless there it is right where the older one is wrong or blank. A group of one is a part of its own; versions that share nobody
    are parts of one list, and so are those that a copy was ``made_from``.
    """
    people = _people(versions, findings, form) if form.spec.has_people else _entries(versions, findings, form)
    groups = _groups(versions, people)
    met = {frozenset((one.version.key, other.version.key)) for person in people for one, other in combinations(person, 2)}
    kept = {version.key: _Kept(version) for version in versions}
    for person in people:
        newest, *older = person
        own, disputed = kept[newest.version.key], []
        for row in older:
            kept[row.version.key].gone.add(row.record.row)
            keys = _differences(newest, row, form)
            if _is_corrected(newest, row, keys, received, form):
                own.changes.extend(_correction(newest, row, key, form) for key in keys)
            elif keys:
                disputed.append((row, keys))
        if disputed:
            own.issues.extend(_differing(newest, disputed, name_of(newest.version, older[0].version), form, context))
        if newest.version is versions[0] and not form.spec.has_people:
            continue  # a ledger is added to
        there = [row.version.key for row in person]
        lacking = (one for one in groups[newest.version.key] if one.key not in there)
        before = made_from.get(newest.version.key, ())
        others = [one for one in lacking if all(frozenset((one.key, key)) in met for key in there) and not _were_parts(newest, before, one)]
        if others:
            facts = {
                "files": "、".join(f"“{name_of(one, newest.version)}”" for one in others),
                "who": f"“{newest.record.person}”" if form.spec.has_people else "这一行",
            }
            own.issues.append(cell_issue(IN_ONE_VERSION, Problem("name", facts), newest.version, newest.record, form, context))
    found = []
    for group in {group[0].key: group for group in groups.values()}.values():
        base, *others = group
        found.append([kept[version.key].submission(base, others, findings) for version in group])
    return found


def _were_parts(row: _Row, before: Sequence[Submission], other: Submission) -> bool:
    """Whether somebody stood on one of the sheets before, which shares nobody with the other: both were parts of one list."""
    own, theirs = [Candidate(row, (traits_of(row.record),))], candidates(other)
    return any(pair(candidates(one), own).same and not pair(candidates(one), theirs).same for one in before)


def disputes(
    newest: Submission, older: Submission, findings: Findings, received: Received, form: Form, context: Context
) -> Iterator[Issue]:
    """An error at each cell of a sheet that says something else on an older one of the same people; what is blank there says nothing."""
    for row, *others in _people([newest, older], findings, form):
        told = [(other, [key for key in _differences(row, other, form) if _meaning(other, key, form)]) for other in others]
        told = [(other, keys) for other, keys in told if not _is_corrected(row, other, keys, received, form)]
        yield from _differing(row, told, name_of(newest, older), form, context)


def newest_card(cards: Sequence[Entry], findings: Findings, received: Received, form: Form) -> tuple[Entry, list[Change]] | None:
    """Of different cards of one person the one that counts, and what it brings: a copy that told of the others, or the last, right where those are not."""
    answers = [one for one in cards if any((told.code, told.person) == (CONFLICT.code, one[1].person) for told in one[0].memory.findings)]
    if len(answers) == 1:
        return answers[0], []
    rows = [next(row for row in _rows(version, findings) if row.record is record) for version, record in cards]
    newest, *older = sorted(rows, key=lambda row: received[row.version.file], reverse=True)
    different = [(row, _differences(newest, row, form)) for row in older]
    if not all(_is_corrected(newest, row, keys, received, form) for row, keys in different):
        return None
    return (newest.version, newest.record), [_correction(newest, row, key, form) for row, keys in different for key in keys]


def _is_corrected(newest: _Row, older: _Row, keys: Sequence[str], received: Received, form: Form) -> bool:
    """Whether a row came later, and wherever it says something else is right where the older one is wrong, blank, or of an earlier day.

    Of equal times none is later. A remark goes with a day that has moved on.
    """
    if received[newest.version.file] <= received[older.version.file]:
        return False
    moved = {key for key in MOVES_ON.intersection(keys) if _day(newest, key) > _day(older, key) > date.min}
    rest = [key for key in keys if key not in moved and not (moved and key == "remark")]
    return all(key not in newest.errors and (key in older.errors or not _meaning(older, key, form)) for key in rest)


def _day(row: _Row, key: str) -> date:
    """The last day that is read in a cell."""
    value = row.record.get(key)
    days = value.days if isinstance(value, ContactLog) else (value,) if isinstance(value, PartialDate) else ()
    return max((day.last for day in days), default=date.min)


def _people(versions: Sequence[Submission], findings: Findings, form: Form) -> list[_Person]:
    """The people of all versions; a version has one row of each, or they are two people.

    A list of members and one of activists are no versions of each other: of one name they have two people.
    """
    people: list[_Person] = []
    for version in versions:
        rows = _rows(version, findings)
        known = [Candidate(person, tuple(traits_of(row.record) for row in person)) for person in people]
        found = pair(known, [Candidate(row, (traits_of(row.record),)) for row in rows]).same
        is_beyond = form.spec.is_beyond
        is_same_list = any(is_beyond(person[0].record.values) == is_beyond(row.record.values) for person, row in found)
        same = {id(row): person for person, row in found if is_same_list}
        for row in rows:
            if person := same.get(id(row)):
                person.append(row)
            else:
                people.append([row])
    return people


def _rows(version: Submission, findings: Findings) -> list[_Row]:
    wrong: dict[int | None, set[str]] = defaultdict(set)
    for one in findings.of[version.key]:
        if one.is_error and one.field:
            wrong[one.where.row].add(one.field)
    return [_Row(version, r, frozenset(key for row in r.rows for key in wrong[row])) for r in version.records]


def _entries(versions: Sequence[Submission], findings: Findings, form: Form) -> list[_Person]:
    """The rows of all versions, those that say the same together: one version may have several of them.

    Of those left, rows of the same days and choices, as no version has two of, are one that was changed.
    """
    found: dict[tuple[object, ...], _Person] = {}
    marks = [key for key, kind in form.table.kinds.items() if kind.name in {"date", "choice"}]
    changed: dict[tuple[str, ...], list[_Person]] = defaultdict(list)
    for version in versions:
        seen: Counter[tuple[str, ...]] = Counter()
        marked = [(row, tuple(_meaning(row, key, form) for key in marks)) for row in _rows(version, findings)]
        known = Counter(mark for _, mark in marked)
        for row, mark in marked:
            said = tuple(_meaning(row, spec.key, form) for spec in form.table.spec.fields if spec.key != "seq")
            seen[said] += 1
            is_new = (*said, seen[said]) not in found
            found.setdefault((*said, seen[said]), []).append(row)
            if is_new and known[mark] == 1 and any(mark):
                changed[mark].append(found[*said, seen[said]])
    for first, *others in changed.values():
        for other in others:
            first.extend(other)
            other.clear()
    return [one for one in found.values() if one]


def _groups(versions: Sequence[Submission], people: Sequence[_Person]) -> dict[Key, list[Submission]]:
    """Version -> all that share people with it, itself among them, in the order given."""
    groups: dict[Key, list[Submission]] = {version.key: [version] for version in versions}
    places = {version.key: place for place, version in enumerate(versions)}
    for person in people:
        first, *others = (row.version.key for row in person)
        for other in others:
            if groups[first] is not groups[other]:
                joined = sorted([*groups[first], *groups[other]], key=lambda version: places[version.key])
                groups.update((version.key, joined) for version in joined)
    return groups


def _differences(one: _Row, other: _Row, form: Form) -> list[str]:
    keys = [spec.key for spec in form.table.spec.fields if spec.key != "seq"]
    return [key for key in keys if _meaning(one, key, form) != _meaning(other, key, form)]


def _meaning(row: _Row, key: str, form: Form) -> str:
    """What a cell says, however it is spelt; as typed where that was not understood."""
    record = row.record
    if key in record.values:
        return form.table.kinds[key].meaning(record.values[key])
    return visible(typed_text(record.cells.get(key))) if key in record.unknown else ""


def _correction(newest: _Row, older: _Row, key: str, form: Form) -> Change:
    """What the newer row, right where the older is wrong, brings."""
    version, record = newest.version, newest.record
    return Change(
        version.place(record, key), key, form.table.spec.label(key), record.person, version.branch,
        typed_text(older.record.cells.get(key)), typed_text(record.cells.get(key)),
    )  # fmt: skip


def _differing(newest: _Row, disputed: Sequence[tuple[_Row, list[str]]], own: str, form: Form, context: Context) -> Iterator[Issue]:
    """An error at each cell of the newest row that says something else on another version, and cannot be told right from wrong."""
    readings: dict[str, dict[str, str]] = defaultdict(dict)
    for row, keys in disputed:
        for key in keys:
            readings[key].setdefault(_typed(row, key), name_of(row.version, newest.version))
    for key, others in readings.items():
        told = "，".join(f"“{name}”里是{text}" for text, name in others.items())
        facts = {"own": own, "typed": _typed(newest, key), "others": told}
        yield cell_issue(VERSIONS_DIFFER, Problem(key, facts), newest.version, newest.record, form, context)


def _typed(row: _Row, key: str) -> str:
    text = visible(typed_text(row.record.cells.get(key)))
    return f"“{text}”" if text else "空白"


def name_of(version: Submission, other: Submission) -> str:
    """A version by its file, or, of one file, by its sheet."""
    return version.sheet if version.file == other.file else version.file.rpartition("/")[2]

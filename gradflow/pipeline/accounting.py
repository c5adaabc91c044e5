"""Who was ever read, and where they are now: the other half of "no row is lost" (contract §4.2).

A unit is one person of one branch on one form and round. What the ledger keeps, and the rows of sheets that
others stand for, are put to the rows that count, surest first. Whoever is left over is asked for, until the office lets them go.

Where people went who stand on no row of their own branch, form and round: to another branch, to a later round, to a row that is somebody's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from gradflow.forms.loader import Forms
from gradflow.model.campaign import branch_key
from gradflow.model.folding import squeezed
from gradflow.model.people import Kept, Lane, Missed, Person, Traits
from gradflow.model.records import Context, Key, Record, Submission
from gradflow.pipeline.matching import base_form
from gradflow.pipeline.rounds import is_early
from gradflow.pipeline.same_person import SURE, Bond, Candidate, likeness, pair, traits_of
from gradflow.pipeline.versions import Versions

ID_LENGTH = 18


@dataclass(eq=False, slots=True)
class Row:
    """A row that counts, or will in its round, and whose it is."""

    submission: Submission
    record: Record
    traits: Traits
    unit: Unit | None = None
    is_early: bool = False

    @property
    def branch(self) -> str:
        """The branch that handed it in."""
        return self.submission.branch

    @property
    def lane(self) -> Lane:
        """Form and round."""
        return (self.submission.form, self.submission.round)


@dataclass(eq=False, slots=True)
class Unit:
    """Somebody who was read."""

    kept: Kept
    """As the ledger keeps them; with key 0 if it does not yet."""
    traits: list[Traits]
    branch: str
    """By today's name; empty where today's campaign knows none."""
    row: Row | None = None
    maybe: Row | None = None
    """The row that may be theirs, if somebody says so."""
    is_named: bool = False
    """Whether a finding of this run names them already."""
    is_kept: bool = True
    """Whether the ledger is to keep them."""
    asked: str = ""
    """The name on the row they were asked about with."""

    @property
    def lane(self) -> Lane:
        """Form and round."""
        return self.kept.lane

    def candidate(self) -> Candidate[Unit]:
        """To be paired with rows."""
        return Candidate(self, tuple(self.traits), ((self.kept.source, self.kept.sheet, self.kept.row),))

    def learn(self, traits: Traits) -> None:
        """Note what another row tells of the person."""
        if traits not in self.traits:
            self.traits.append(traits)


@dataclass(eq=False)
class Account:
    """Everybody ever read, and the sheets and rows that count."""

    context: Context
    counted: Sequence[Submission]
    rows: list[Row]
    units: list[Unit]
    absorbed: list[Unit] = field(default_factory=list)
    """Units that turned out to be somebody else's earlier row."""

    def give(self, unit: Unit, row: Row) -> None:
        """The row is theirs; where it is somebody's already, the two are one person, kept as that one from now on."""
        unit.row = row
        if row.unit is None:
            row.unit = unit
            return
        for traits in unit.traits:
            row.unit.learn(traits)
        self.absorbed.append(unit)

    def absent(self) -> list[Unit]:
        """Those who stand on no row, of rounds that have begun."""
        return [unit for unit in self.units if unit.row is None and not is_early(*unit.lane, self.context)]


def open_account(
    versions: Versions, people: Sequence[Person], kept: Sequence[Kept], missed: Sequence[Missed], forms: Forms, context: Context
) -> Account:
    """Put everybody the ledger keeps, and everybody on sheets that do not count, to the rows that do."""
    numbers = _numbers(people, forms)
    rows = [
        Row(submission, record, traits_of(record, numbers.get((submission.key, record.row), "")), is_early=is_waiting)
        for sheets, is_waiting in ((versions.counted, False), (versions.early, True))
        for submission in sheets
        if forms[submission.form].spec.has_people
        for record in submission.records
    ]
    today = context.campaign
    units = [
        Unit(one, list(one.traits), today.spellings.get(branch_key(one.branch), "") if today.branches else one.branch)
        for one in kept
        if one.noted_on <= context.as_of
    ]
    account = Account(context, versions.counted, rows, units)
    _at_home(account)
    _superseded(account, versions)
    _missed(account, missed, base_form(forms))
    return account


def _numbers(people: Sequence[Person], forms: Forms) -> dict[tuple[Key, int], str]:
    """The ID number that another form tells, for rows of forms without one."""
    without = {key for key, form in forms.items() if form.spec.field("id_number") is None}
    found: dict[tuple[Key, int], str] = {}
    for person in people:
        own = [(submission.key, record.row) for submission, record in person.entries if submission.form in without]
        if own and (number := person.get("id_number")):
            found.update(dict.fromkeys(own, number.text))
    return found


def _origin(row: Row) -> tuple[Hashable, ...]:
    """Where a copy says that the row stood."""
    sources = row.submission.memory.sources
    return ((*sources[0], row.record.origin_row),) if sources and row.record.origin_row is not None else ()


def _marked(submission: Submission) -> Mapping[int, frozenset[str]]:
    """Row of the workbook before -> the fields in which a copy was returned."""
    found: dict[int, set[str]] = defaultdict(set)
    for told in submission.memory.findings:
        found[told.row].add(told.field)
    return {row: frozenset(fields) for row, fields in found.items()}


def candidates(rows: Sequence[Row]) -> list[Candidate[Row]]:
    """Rows that count, to be paired with people."""
    marks = {row.submission.key: _marked(row.submission) for row in rows if row.submission.memory.findings}
    nothing: frozenset[str] = frozenset()
    return [
        Candidate(row, (row.traits,), _origin(row), marks.get(row.submission.key, {}).get(row.record.origin_row or 0, nothing))
        for row in rows
    ]


def _grouped(rows: Sequence[Row]) -> dict[tuple[str, Lane], list[Row]]:
    groups: dict[tuple[str, Lane], list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.branch, row.lane].append(row)
    return groups


def _at_home(account: Account) -> None:
    """Those of a branch, form and round, one row each."""
    waiting: dict[tuple[str, Lane], list[Unit]] = defaultdict(list)
    for unit in account.units:
        waiting[unit.branch, unit.lane].append(unit)
    rows = _grouped(account.rows) if waiting else {}
    for group, units in waiting.items():
        if own := rows.get(group):
            pairs = pair([unit.candidate() for unit in units], candidates(own))
            for one, row in pairs.same:
                account.give(one, row)
            for one, row in pairs.doubtful:
                one.maybe = row


def _superseded(account: Account, versions: Versions) -> None:
    """People of sheets that others stand for: each is on the other, or owed."""
    if not versions.superseded:
        return
    homes = {submission.key: submission for submission in (*versions.counted, *versions.superseded)}
    grouped = _grouped(account.rows)
    for sheet in sorted(versions.superseded, key=lambda s: (len(s.memory.sources), s.key)):
        home = _home(sheet, versions, homes)
        before = [
            Candidate(
                Unit(as_kept(sheet, record, account.context.as_of), [told], home.branch),
                (told,),
                ((*sheet.source, record.row),),
            )
            for record in sheet.records
            if (told := traits_of(record)).is_somebody
        ]
        there = grouped.get((home.branch, (home.form, home.round)), [])
        pairs = pair(before, candidates(there))
        placed: set[int] = set()
        for one, row in pairs.same:
            placed.add(id(one))
            if unit := row.unit:
                unit.learn(one.traits[0])
            else:  # one person, by both names, from now on
                one.learn(row.traits)
                account.give(one, row)
                account.units.append(one)
        for one, row in pairs.doubtful:
            one.maybe = row
        left = [candidate for candidate in before if id(candidate.item) not in placed]
        owed = (
            [u.candidate() for u in account.units if u.row is None and (u.branch, u.kept.form) == (home.branch, home.form)] if left else []
        )
        known = {id(mine): of for of, mine in pair(owed, left).same}
        for candidate in left:
            if unit := known.get(id(candidate.item)):
                unit.learn(candidate.traits[0])
                unit.maybe = unit.maybe or candidate.item.maybe
            else:
                account.units.append(candidate.item)


def _missed(account: Account, missed: Sequence[Missed], base: str) -> None:
    """People told of as unread are owed until they are read; where a run names them, it has asked for them."""
    left = []
    for one in missed:
        number = one.person.id_number
        traits = Traits(
            squeezed(one.person.name), number if len(number) == ID_LENGTH else f"?{number}" if number else "",
            mobiles=" ".join(sorted(value for sort, value in one.person.items if sort == "phone")),
        )  # fmt: skip
        kept = Kept(
            one.branch, one.form or base, one.round, (), one.person.name, one.file, one.sheet, one.source, one.person.row,
            noted_on=account.context.as_of,
        )  # fmt: skip
        left.append(Unit(kept, [traits], one.branch, is_kept=one.is_sure))
    owed = [unit.candidate() for unit in account.units if unit.row is None] if left else []
    known = {id(new): old for old, new in pair(owed, [unit.candidate() for unit in left]).same}
    for unit in left:
        old = known.get(id(unit))
        if old is None:
            account.units.append(unit)
        (old or unit).is_named = True


def _home(sheet: Submission, versions: Versions, homes: Mapping[Key, Submission]) -> Submission:
    """The sheet that counts in the place of one that does not."""
    seen: set[Key] = set()
    while sheet.key in versions.stands_for and sheet.key not in seen:
        seen.add(sheet.key)
        sheet = homes[versions.stands_for[sheet.key]]
    return sheet


def as_kept(submission: Submission, record: Record, noted_on: date, traits: tuple[Traits, ...] = (), key: int = 0) -> Kept:
    """Somebody as the ledger will keep them."""
    content, sheet = submission.source
    return Kept(
        submission.branch, submission.form, submission.round, traits, record.person, submission.file, sheet, content, record.row,
        noted_on=noted_on, key=key,
    )  # fmt: skip


CERTAIN = 2 * SURE
"""Likeness from which a row that is already somebody's shows that the same person was read twice."""


def look_elsewhere(account: Account) -> None:
    """Put whoever is left over to the row that is theirs after all."""
    if account.absent():
        _without_place(account)
        _elsewhere(account)
        _read_twice(account)
        _in_later_rounds(account)


def _without_place(account: Account) -> None:
    """People, or rows, of whom it is not known which branch or round they are of."""
    rows = defaultdict(list)
    for row in account.rows:
        if row.unit is None:
            rows[row.lane[0]].append(row)
    units = defaultdict(list)
    for unit in account.absent():
        units[unit.kept.form].append(unit)
    for form, absent in units.items():
        free = rows.get(form, [])
        unplaced = [unit for unit in absent if not unit.branch or unit.kept.round is None]
        homeless = [row for row in free if not row.branch or row.submission.round is None]
        for some, others in ((unplaced, free), (absent, homeless)):
            here = [unit for unit in some if unit.row is None]
            pairs = pair([unit.candidate() for unit in here], candidates([row for row in others if row.unit is None]), _fits)
            for one, row in pairs.same:
                account.give(one, row)


def _fits(unit: Unit, row: Row) -> bool:
    """Whether nothing speaks against the same branch and round."""
    is_round = None in {unit.kept.round, row.submission.round} or unit.kept.round == row.submission.round
    return is_round and ("" in {unit.branch, row.branch} or unit.branch == row.branch)


def _elsewhere(account: Account) -> None:
    """Those who have gone to another branch's sheet, where nobody else is known to stand on that row."""
    rows = defaultdict(list)
    for row in account.rows:
        if row.unit is None:
            rows[row.lane].append(row)
    units = defaultdict(list)
    for unit in account.absent():
        units[unit.lane].append(unit)
    for lane, absent in units.items():
        pairs = pair([unit.candidate() for unit in absent], candidates(rows[lane]), lambda *_: False)
        for one, row in pairs.same:
            account.give(one, row)


def _read_twice(account: Account) -> None:
    """Those whose other row, of their branch or another, is already somebody's: it is the same person's."""
    absent = account.absent()
    index: dict[tuple[Lane, str], list[Row]] = defaultdict(list)
    for row in account.rows if absent else ():
        for told in (row.traits.sound_number, row.traits.name):
            if told:
                index[row.lane, told].append(row)
    for unit in absent:
        found = [
            row
            for traits in unit.traits
            for told in (traits.sound_number, traits.name)
            for row in index.get((unit.lane, told), ())
            if _is_same(traits, row, is_home=row.branch == unit.branch)
        ]
        if found:
            account.give(unit, found[0])


def _is_same(traits: Traits, row: Row, *, is_home: bool) -> bool:
    """Whether a row that has its owner is this person's as well: at home only what agrees in everything is no namesake."""
    if is_home:
        return traits == row.traits or bool(traits.sound_number and traits.sound_number == row.traits.sound_number)
    return likeness(traits, row.traits, Bond(is_home=False)) >= CERTAIN


def _in_later_rounds(account: Account) -> None:
    """Those of whom a later round tells: it has the newer word."""
    rows: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in account.rows:
        if row.submission.round and not row.is_early:
            rows[row.branch, row.lane[0]].append(row)
    units: dict[tuple[str, str, int], list[Unit]] = defaultdict(list)
    for unit in account.absent():
        if unit.kept.round:
            units[unit.branch, unit.kept.form, unit.kept.round].append(unit)
    for (branch, form, number), absent in units.items():
        later = [row for row in rows[branch, form] if (row.submission.round or 0) > number]
        pairs = pair([unit.candidate() for unit in absent], candidates(later))
        for one, row in pairs.same:
            account.give(one, row)

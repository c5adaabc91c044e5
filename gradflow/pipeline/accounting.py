"""Who was ever read, and where they are now: the other half of "no row is lost" (contract §4.2).

A unit is one person of one branch on one form and round. What the ledger keeps, and the rows of sheets that
others stand for, are put to the rows that count, surest first. Whoever is left over is asked for, until the office lets them go.

Where people went who stand on no row of their own branch, form and round: to another branch, to a later round, to a row that is somebody's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from gradflow.forms.loader import Forms
from gradflow.model.campaign import branch_key
from gradflow.model.people import Kept, Lane, Person, Traits
from gradflow.model.records import Context, Key, Record, Submission
from gradflow.model.reports import Slot
from gradflow.pipeline.grouping import grouped
from gradflow.pipeline.lineage import last_of
from gradflow.pipeline.rounds import is_early
from gradflow.pipeline.same_person import SURE, Bond, Candidate, likeness, pair, tells_no_other, traits_of
from gradflow.pipeline.versions import Versions


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
        return self.submission.lane


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
    asked_in: str = ""
    """The content of the workbook on whose sheet they are asked for."""
    asked: str = ""
    """The name on the row they were asked about with."""
    is_released: bool = False
    """Whether the office has let them go."""
    told_on: tuple[Key, str] | None = None
    """Sheet and code of the finding that asks for them."""

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
    lapsed: list[str] = field(default_factory=list)
    """Releases (``Release.key``) of people who are there again."""

    def match(
        self, units: Sequence[Unit], rows: Sequence[Row], is_home: Callable[[Unit, Row], bool] = lambda *_: True
    ) -> Sequence[tuple[Unit, Row]]:
        """Give people the rows that are theirs; return those that may be."""
        pairs = pair([unit.candidate() for unit in units], candidates(rows), is_home)
        for unit, row in pairs.same:
            self.give(unit, row)
        return pairs.doubtful

    def give(self, unit: Unit, row: Row) -> None:
        """The row is theirs; where it is somebody's already, the two are one person, kept as that one from now on."""
        unit.row = row
        if row.unit is None:
            row.unit = unit
            return
        for traits in unit.traits:
            row.unit.learn(traits)
        self.absorbed.append(unit)

    def remembered(self) -> set[Slot]:
        """Branch, form and round of everybody who was read, has not been let go, and did not turn out to be another branch's."""
        here = (unit for unit in self.units if not unit.is_released and (unit.row is None or unit.row.branch == unit.branch))
        return {(unit.branch, *unit.lane) for unit in here}

    def absent(self) -> list[Unit]:
        """Those who stand on no row, of rounds that have begun."""
        return [unit for unit in self.units if unit.row is None and not is_early(*unit.lane, self.context)]

    def free(self) -> list[Row]:
        """Rows that are nobody's yet."""
        return [row for row in self.rows if row.unit is None]

    def known(self, found: Sequence[Unit], owed: Iterable[Unit]) -> Iterator[tuple[Unit, Unit]]:
        """Each of the people found, and whom of those owed already it is: itself, who is owed from now on, for nobody."""
        before = [one.candidate() for one in owed] if found else []
        same = {id(new): old for old, new in pair(before, [one.candidate() for one in found]).same}
        for one in found:
            if id(one) not in same:
                self.units.append(one)
            yield one, same.get(id(one), one)


def open_account(
    versions: Versions, people: Sequence[Person], kept: Sequence[Kept], missed: Sequence[Kept], forms: Forms, context: Context
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
    _missed(account, missed)
    if account.absent():
        _without_place(account)
        _elsewhere(account)
        _read_twice(account)
        _in_later_rounds(account)
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


def candidates(rows: Sequence[Row]) -> list[Candidate[Row]]:
    """Rows that count, to be paired with people; of a copy's, where they stood before, and in what they were returned."""
    copies = {row.submission.key: row.submission.memory for row in rows if row.submission.memory.findings}
    marks = {key: grouped((told.row, told.field) for told in memory.findings) for key, memory in copies.items()}
    found = []
    for row in rows:
        origin, sources = row.record.origin_row, row.submission.memory.sources
        links = ((*sources[0], origin),) if sources and origin is not None else ()
        marked = marks[row.submission.key].get(origin or 0, ()) if row.submission.key in marks else ()
        found.append(Candidate(row, (row.traits,), links, marked))
    return found


def _grouped(rows: Sequence[Row]) -> dict[tuple[str, Lane], list[Row]]:
    return grouped(((row.branch, row.lane), row) for row in rows)


def _at_home(account: Account) -> None:
    """Those of a branch, form and round, one row each."""
    rows = _grouped(account.rows) if account.units else {}
    for group, units in grouped(((unit.branch, unit.lane), unit) for unit in account.units).items():
        for unit, row in account.match(units, rows.get(group, [])):
            unit.maybe = row


def _superseded(account: Account, versions: Versions) -> None:
    """People of sheets that others stand for: each is on the other, or owed."""
    if not versions.superseded:
        return
    homes = {submission.key: submission for submission in (*versions.counted, *versions.superseded)}
    rows = _grouped(account.rows)
    for sheet in sorted(versions.superseded, key=lambda s: (len(s.memory.sources), s.key)):
        home = homes[last_of(sheet.key, versions.stands_for)]
        before = [
            Unit(as_kept(sheet, record, account.context.as_of), [told], home.branch)
            for record in sheet.records
            if (told := traits_of(record)).is_somebody
        ]
        pairs = pair([unit.candidate() for unit in before], candidates(rows.get((home.branch, home.lane), [])))
        for unit, row in pairs.same:
            if owner := row.unit:
                owner.learn(unit.traits[0])
            else:  # one person, by both names, from now on
                unit.learn(row.traits)
                account.give(unit, row)
                account.units.append(unit)
        for unit, row in pairs.doubtful:
            unit.maybe = row
        placed = {id(unit) for unit, _ in pairs.same}
        left = [unit for unit in before if id(unit) not in placed]
        owed = (unit for unit in account.units if unit.row is None and (unit.branch, unit.kept.form) == (home.branch, home.form))
        for unit, known in account.known(left, owed):
            known.learn(unit.traits[0])
            known.maybe = known.maybe or unit.maybe


def _missed(account: Account, missed: Sequence[Kept]) -> None:
    """People told of as unread are owed until they are read; where a run names them, it has asked for them.

    The ledger keeps those of whom an ID number or a telephone tells that it is a person.
    """
    told = ((one, one.traits[0]) for one in missed)
    left = [Unit(one, [own], one.branch, is_kept=bool(own.number or (own.name and own.mobiles))) for one, own in told]
    for _, known in account.known(left, (unit for unit in account.units if unit.row is None)):
        known.is_named = True


def as_kept(submission: Submission, record: Record, noted_on: date, traits: tuple[Traits, ...] = (), key: int = 0) -> Kept:
    """Somebody as the ledger will keep them."""
    content, sheet = submission.source
    return Kept(
        submission.branch, submission.form, submission.round, traits, record.person, submission.file, sheet, content, record.row,
        noted_on=noted_on, key=key,
    )  # fmt: skip


CERTAIN = 2 * SURE
"""Likeness from which a row that is already somebody's shows that the same person was read twice."""


def _without_place(account: Account) -> None:
    """People, or rows, of whom it is not known which branch or round they are of."""
    rows = grouped((row.lane[0], row) for row in account.free())
    for form, absent in grouped((unit.kept.form, unit) for unit in account.absent()).items():
        unplaced = [unit for unit in absent if not unit.branch or unit.kept.round is None]
        homeless = [row for row in rows[form] if not row.branch or row.submission.round is None]
        for some, others in ((unplaced, rows[form]), (absent, homeless)):
            account.match([unit for unit in some if unit.row is None], [row for row in others if row.unit is None], _fits)


def _fits(unit: Unit, row: Row) -> bool:
    """Whether nothing speaks against the same branch and round."""
    return _is_round(unit, row) and ("" in {unit.branch, row.branch} or unit.branch == row.branch)


def _is_round(unit: Unit, row: Row) -> bool:
    return None in {unit.kept.round, row.submission.round} or unit.kept.round == row.submission.round


def _elsewhere(account: Account) -> None:
    """Those who have gone to another branch's sheet, where nobody else is known to stand on that row."""
    rows = grouped((row.lane, row) for row in account.free())
    for lane, absent in grouped((unit.lane, unit) for unit in account.absent()).items():
        account.match(absent, rows[lane], lambda *_: False)


def _read_twice(account: Account) -> None:
    """Those whose other row, of their branch or another, is already somebody's: it is the same person's."""
    if not (absent := account.absent()):
        return
    index = grouped(((row.lane[0], told), row) for row in account.rows for told in (row.traits.sound_number, row.traits.name) if told)
    for unit in absent:
        told = [(traits, text) for traits in unit.traits for text in (traits.sound_number, traits.name)]
        rows = ((traits, row) for traits, text in told for row in index.get((unit.lane[0], text), ()) if _is_round(unit, row))
        if row := next((row for traits, row in rows if _is_same(traits, row, is_home=row.branch == unit.branch)), None):
            account.give(unit, row)


def _is_same(traits: Traits, row: Row, *, is_home: bool) -> bool:
    """Whether a row that has its owner is this person's as well: at home whoever tells nothing that sets them apart is no namesake."""
    if is_home:
        known = (row.traits, *(row.unit.traits if row.unit else ()))
        is_number = bool(traits.sound_number) and traits.sound_number == row.traits.sound_number
        return traits in known or is_number or tells_no_other(traits, row.traits)
    return likeness(traits, row.traits, Bond(is_home=False)) >= CERTAIN


def _in_later_rounds(account: Account) -> None:
    """Those of whom a later round tells: it has the newer word."""
    rows = grouped(((row.branch, row.lane[0]), row) for row in account.rows if row.submission.round and not row.is_early)
    units = grouped(((unit.branch, *unit.lane), unit) for unit in account.absent())
    for (branch, form, number), absent in units.items():
        if number:
            account.match(absent, [row for row in rows[branch, form] if (row.submission.round or 0) > number])

"""The sum that must come out: everybody ever read = merged + to correct + in question + let go (contract §4.2)."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence

from gradflow.core.findings import FindingState
from gradflow.core.people import Person
from gradflow.core.people_owed import Kept, Owed, OwedPerson, Place, ToNote
from gradflow.core.records import Context, Submission
from gradflow.pipeline.accounting import Account, Row, as_kept
from gradflow.pipeline.owed import Asked
from gradflow.rules.intake.sheets import OTHER_COHORT, OTHER_COLLEGE

STRANGE = frozenset({OTHER_COHORT.code, OTHER_COLLEGE.code})
"""Sheets of another campaign: their people are counted while they lie there, and never kept."""


def settle(account: Account, asked: Asked, judged: Sequence[Submission], people: Sequence[Person]) -> tuple[Owed, ToNote]:
    """Count where everybody is, once it is known which rows are merged; and tell what the ledger should keep."""
    by_key = {submission.key: submission for submission in judged}
    reasons: dict[int, str] = {}
    for owed, (key, code, person) in asked.on_sheets.items():
        for one in by_key[key].findings:
            if (one.code, one.person) == (code, person) and one.state is FindingState.EXPLAINED:
                reasons[owed] = one.reason
    count = _Count(people)
    rejected = {submission.key: submission.rejected_rows() for submission in judged}
    strange = {submission.key for submission in judged if any(finding.code in STRANGE for finding in submission.findings)}
    notes: list[Kept] = []
    for row in account.rows:
        if not row.traits.is_somebody:
            continue
        if not row.is_early:
            count.add(Place.TO_CORRECT if row.record.row in rejected[row.submission.key] else Place.MERGED, row)
        if note := _note_of(row, account.context, is_strange=row.submission.key in strange):
            notes.append(note)
    for unit in account.absent():
        place = Place.RELEASED if id(unit) in asked.released else Place.IN_QUESTION
        reason = reasons.get(id(unit), unit.kept.reason)
        now = dataclasses.replace(
            unit.kept, branch=unit.branch or unit.kept.branch, traits=tuple(unit.traits), maybe=unit.asked, reason=reason
        )
        count.add_absent(OwedPerson(now, place, is_explained=bool(reason)), account.rows)
        if unit.is_kept and (not now.key or now != unit.kept):
            notes.append(now)
    gone = tuple(unit.kept.key for unit in account.absorbed if unit.kept.key)
    early = sum(row.is_early for row in account.rows)
    return Owed(count.units(), count.people(), early, tuple(count.absent)), ToNote(tuple(notes), gone, tuple(asked.lapsed))


def _note_of(row: Row, context: Context, *, is_strange: bool) -> Kept | None:
    """What the ledger does not know yet of the person on a row; people of another campaign's sheet it never keeps."""
    if row.unit is None:
        return None if is_strange else as_kept(row.submission, row.record, context, (row.traits,))
    row.unit.learn(row.traits)
    before = row.unit.kept
    now = as_kept(row.submission, row.record, context, tuple(row.unit.traits))
    after = dataclasses.replace(now, noted_on=before.noted_on, key=before.key)
    return after if after != before else None


class _Count:
    """Units and distinct people, each by the worst place of theirs."""

    def __init__(self, people: Sequence[Person]) -> None:
        self.absent: list[OwedPerson] = []
        self._owners = {(s.key, record.row): number for number, person in enumerate(people) for s, record in person.entries}
        self._units: dict[Hashable, Place] = {}
        self._people: dict[Hashable, Place] = {}
        self._known: dict[Hashable, Hashable] = {}

    def add(self, place: Place, row: Row) -> None:
        """Somebody on a row; on two rows of one branch, form and round they are one unit."""
        owner = self._owner(row)
        self._put(place, owner, (owner, row.branch, row.lane))

    def _owner(self, row: Row) -> Hashable:
        here = (row.submission.key, row.record.row)
        return self._owners.get(here, here)

    def _put(self, place: Place, owner: Hashable, unit: Hashable) -> None:
        for worst, key in ((self._units, unit), (self._people, owner)):
            before = worst.setdefault(key, place)
            if before is not place and place.rank < before.rank:
                worst[key] = place

    def add_absent(self, one: OwedPerson, rows: Sequence[Row]) -> None:
        """Somebody on no row: perhaps one who stands on another form."""
        if not self._known:
            for row in rows:
                for key in (row.traits.sound_number, (row.branch, row.traits.name)):
                    self._known.setdefault(key, self._owner(row))
        told: list[Hashable] = [traits.sound_number for traits in one.kept.traits]
        told += [(one.kept.branch, traits.name) for traits in one.kept.traits]
        itself = ("absent", len(self.absent))
        self.absent.append(one)
        self._put(one.place, next((self._known[key] for key in told if key and key in self._known), itself), itself)

    def units(self) -> dict[Place, int]:
        """Person by branch, form and round, by place."""
        return _by_place(self._units)

    def people(self) -> dict[Place, int]:
        """Distinct people, by place."""
        return _by_place(self._people)


def _by_place(worst: Mapping[Hashable, Place]) -> dict[Place, int]:
    counts = Counter(worst.values())
    return {place: counts[place] for place in Place}

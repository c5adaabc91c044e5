"""Where people went who stand on no row of their own branch, form and round: to another branch, to a later round, to a row that is somebody's."""

from __future__ import annotations

from collections import defaultdict

from gradflow.core.people_owed import Lane, Traits
from gradflow.pipeline.accounting import Account, Row, Unit, candidates
from gradflow.pipeline.identities import SURE, Bond, likeness, pair

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

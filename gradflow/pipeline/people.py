"""The people's rows of a recognised sheet, as typed, and the rows that were nobody."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

from gradflow.core.cells import Raw, Sheet, is_blank, typed_text
from gradflow.core.folding import squeezed, visible
from gradflow.core.records import NOTHING, Record
from gradflow.pipeline.exports import skipped_marks
from gradflow.pipeline.heads import Head
from gradflow.pipeline.identity import written_branch
from gradflow.pipeline.replies import Answer, is_added
from gradflow.pipeline.rows import Sort, counted, sort_row
from gradflow.pipeline.told import Told
from gradflow.rules.intake import sheets as told

HEADLESS = "(无表头)"
SHOWN_LENGTH = 60
NOTHING_FILLED_IN = frozenset({"seq", "name"})
"""What gradflow itself writes into a row for somebody who is missing."""


@dataclass(frozen=True, slots=True)
class People:
    """Records in sheet order; heads of added columns; what was odd; other branches named below."""

    records: tuple[Record, ...]
    extras: tuple[tuple[int, str], ...]
    told: tuple[Told, ...]
    branches_below: tuple[tuple[int, str], ...]
    is_nil: bool
    others: frozenset[int] = frozenset()
    """Rows under a head with another order of columns: they were not read."""
    answers: tuple[Answer, ...] = ()
    """What stands in rows gradflow added for people who are missing, of which nothing was filled in."""


@dataclass
class _Sorted:
    """The rows under a head, sorted."""

    people: list[int] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    branches: list[tuple[int, str]] = field(default_factory=list)
    totals: list[tuple[int, int, str]] = field(default_factory=list)
    """(row, number of people, text)."""
    others: set[int] = field(default_factory=set)
    is_nil: bool = False


def read_people(sheet: Sheet, head: Head) -> People:
    """Sort every row under the head and read those that are people."""
    found = _sorted(sheet, head)
    answers = {row: answer for row in found.people if (answer := _answer(sheet, head, row))}
    found.people = [row for row in found.people if row not in answers]
    extras = (*head.extras, *_headless(sheet, head, found.people))
    covered = _covered_cells(sheet, head)
    skipped = skipped_marks(text for _, text in extras)
    records = tuple(_record(sheet, head, row, extras, covered, skipped) for row in found.people)
    lines = tuple(sorted((*found.told, *_wrong_totals(found)), key=lambda one: one.row or 0))
    return People(
        records, extras, lines, tuple(found.branches), found.is_nil and not records, frozenset(found.others), tuple(answers.values())
    )


def _sorted(sheet: Sheet, head: Head) -> _Sorted:
    notes = {squeezed(note) for note in head.form.spec.notes}
    notes.add("".join(squeezed(note) for note in head.form.spec.notes))
    found = _Sorted()
    is_ours = True  # until a head with another order of columns begins another table
    for row in range(head.last_row + 1, len(sheet.rows) + 1):
        sort, text = sort_row(sheet.rows[row - 1], head, notes)
        if sort is Sort.HEAD and (is_same := _is_same_head(sheet, head, row)) is not is_ours:
            is_ours = is_same
            found.told.extend([] if is_same else [Told(told.HEAD_CHANGED, {"row": row})])
        if not is_ours:
            found.others.add(row)
            continue
        if sort is Sort.PERSON:
            found.people.append(row)
        elif sort is Sort.BRANCH and (name := written_branch(sheet, row, head.form)):
            found.branches.append((row, name))
        elif sort is Sort.TOTAL and (number := counted(text)) is not None:
            found.totals.append((row, number, text))
        elif sort in {Sort.TOTAL, Sort.NOTE, Sort.SIGN_OFF, Sort.NOT_FOUND}:
            found.told.append(Told(told.NOT_A_PERSON, {"what": sort.value, "text": text[:SHOWN_LENGTH]}, row))
        found.is_nil = found.is_nil or sort is Sort.NIL
    return found


def _is_same_head(sheet: Sheet, head: Head, row: int) -> bool:
    """Whether a head that stands again puts no field into another column."""
    placed = head.fields
    named = {column: head.names(cell) for column, cell in enumerate(sheet.rows[row - 1], start=1)}
    return all(key is None or column not in placed or placed[column] == key for column, key in named.items())


def _wrong_totals(found: _Sorted) -> Iterator[Told]:
    """Totals that are neither the number of all people above nor of those since the total before."""
    before = 0
    for row, number, text in found.totals:
        above = sum(person < row for person in found.people)
        if number not in {above, above - before, len(found.people)}:
            yield Told(told.WRONG_TOTAL, {"text": text[:SHOWN_LENGTH], "count": above - before or above}, row)
        before = above


def _headless(sheet: Sheet, head: Head, rows: list[int]) -> Iterator[tuple[int, str]]:
    """Columns in which people have something although no head stands above them."""
    known = {*head.fields, *head.guesses.values(), *(column for column, _ in head.extras), *head.copy_columns.values()}
    filled = {
        column for row in rows for column, cell in enumerate(sheet.rows[row - 1], start=1) if column not in known and not is_blank(cell)
    }
    return ((column, HEADLESS) for column in sorted(filled))


def _record(
    sheet: Sheet, head: Head, row: int, extras: tuple[tuple[int, str], ...], covered: dict[tuple[int, int], Raw], skipped: frozenset[Raw]
) -> Record:
    cells: dict[str, Raw] = {}
    spread: set[str] = set()
    for key, columns in head.columns.items():
        raw = _typed(sheet, row, columns, skipped)
        is_personal = head.form.kinds[key].is_personal
        if raw is None and not is_personal and not is_blank(shown := covered.get((row, columns[0]))):
            raw = shown
            spread.add(key)
        cells[key] = sys.intern(raw) if type(raw) is str and not is_personal else raw  # what many hold is held once
    for key, column in head.guesses.items():
        cells[key] = _typed(sheet, row, (column,), skipped)
    origin = sheet.at(row, head.copy_columns.get("origin_row", 0))
    reason = sheet.at(row, head.copy_columns.get("reason", 0))
    return Record(
        row,
        cells,
        extras=tuple(sheet.at(row, column) for column, _ in extras),
        reason=visible(typed_text(reason)),
        unknown=frozenset(head.guesses) or NOTHING,
        origin_row=int(text) if (text := visible(typed_text(origin))).isdecimal() else None,
        spread=frozenset(spread) or NOTHING,
    )


def _answer(sheet: Sheet, head: Head, row: int) -> Answer | None:
    """The name and 情况说明 of a row gradflow added, if nothing else stands in it: it is no person then."""
    if not is_added(sheet.at(row, head.copy_columns.get("origin_row", 0))):
        return None
    columns = [*((key, one) for key, own in head.columns.items() for one in own), *head.guesses.items()]
    if any(key not in NOTHING_FILLED_IN and not is_blank(sheet.at(row, column)) for key, column in columns):
        return None
    name = sheet.at(row, head.columns["name"][0]) if "name" in head.columns else None
    return visible(typed_text(name)), visible(typed_text(sheet.at(row, head.copy_columns["reason"])))


def _typed(sheet: Sheet, row: int, columns: tuple[int, ...], skipped: frozenset[Raw]) -> Raw:
    """The cell, or the texts of several columns that feed one field; None for what says that nothing was answered."""
    if len(columns) == 1:
        raw = sheet.at(row, columns[0])
        return None if is_blank(raw) or raw in skipped else raw
    typed = [raw for column in columns if not is_blank(raw := sheet.at(row, column)) and raw not in skipped]
    if len(typed) > 1:
        return " ".join(visible(typed_text(raw)) for raw in typed)
    return typed[0] if typed else None


def _covered_cells(sheet: Sheet, head: Head) -> dict[tuple[int, int], Raw]:
    """Cells that a vertical merge hides -> what its first cell holds."""
    covered = {}
    for merge in sheet.merges:
        if merge.top > head.row and merge.left == merge.right and merge.bottom > merge.top:
            for row in range(merge.top + 1, min(merge.bottom, len(sheet.rows)) + 1):
                covered[row, merge.left] = sheet.at(merge.top, merge.left)
    return covered

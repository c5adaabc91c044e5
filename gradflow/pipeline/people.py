"""The people's rows of a recognised sheet, as typed, and the rows that were nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gradflow.core.cells import Raw, Sheet, is_blank, typed_text
from gradflow.core.folding import squeezed, visible
from gradflow.core.records import Record
from gradflow.pipeline.heads import Head
from gradflow.pipeline.identity import written_branch
from gradflow.pipeline.rows import Sort, sort_row
from gradflow.pipeline.told import Told
from gradflow.rules.intake import sheets as told

AS_ABOVE = "同上"
"""What a cell hidden by a vertical merge says, for kinds that may repeat the row above."""
HEADLESS = "(无表头)"
SHOWN_LENGTH = 60


@dataclass(frozen=True, slots=True)
class People:
    """Records in sheet order; heads of added columns; what was odd; other branches named below."""

    records: tuple[Record, ...]
    extras: tuple[tuple[int, str], ...]
    told: tuple[Told, ...]
    branches_below: tuple[tuple[int, str], ...]
    is_nil: bool


def read_people(sheet: Sheet, head: Head) -> People:
    """Sort every row under the head and read those that are people."""
    notes = {squeezed(note) for note in head.form.spec.notes}
    notes.add("".join(squeezed(note) for note in head.form.spec.notes))
    rows: list[int] = []
    lines: list[Told] = []
    below: list[tuple[int, str]] = []
    is_nil = False
    for row in range(head.last_row + 1, len(sheet.rows) + 1):
        sort, text = sort_row(sheet.rows[row - 1], head, notes)
        if sort is Sort.PERSON:
            rows.append(row)
        elif sort is Sort.BRANCH and (name := written_branch(sheet, row, head.form)):
            below.append((row, name))
        elif sort in {Sort.TOTAL, Sort.NOTE, Sort.SIGN_OFF}:
            lines.append(Told(told.NOT_A_PERSON, {"what": sort.value, "text": text[:SHOWN_LENGTH]}, row))
        is_nil = is_nil or sort is Sort.NIL
    extras = (*head.extras, *_headless(sheet, head, rows))
    covered = _covered_cells(sheet, head)
    records = tuple(_record(sheet, head, row, extras, covered) for row in rows)
    return People(records, extras, tuple(lines), tuple(below), is_nil and not records)


def _headless(sheet: Sheet, head: Head, rows: list[int]) -> Iterator[tuple[int, str]]:
    """Columns in which people have something although no head stands above them."""
    known = {*head.fields, *head.guesses.values(), *(column for column, _ in head.extras), *head.copy_columns.values()}
    filled = {
        column for row in rows for column, cell in enumerate(sheet.rows[row - 1], start=1) if column not in known and not is_blank(cell)
    }
    return ((column, HEADLESS) for column in sorted(filled))


def _record(sheet: Sheet, head: Head, row: int, extras: tuple[tuple[int, str], ...], covered: dict[tuple[int, int], Raw]) -> Record:
    cells: dict[str, Raw] = {}
    for key, columns in head.columns.items():
        raw = _typed(sheet, row, columns)
        if raw is None and head.form.kinds[key].repeats and covered.get((row, columns[0])):
            raw = AS_ABOVE
        cells[key] = raw
    for key, column in head.guesses.items():
        cells[key] = _typed(sheet, row, (column,))
    origin = sheet.at(row, head.copy_columns.get("origin_row", 0))
    reason = sheet.at(row, head.copy_columns.get("reason", 0))
    return Record(
        row,
        cells,
        extras=tuple(sheet.at(row, column) for column, _ in extras),
        reason=visible(typed_text(reason)),
        unknown=frozenset(head.guesses),
        origin_row=int(origin) if isinstance(origin, float | int) else None,
    )


def _typed(sheet: Sheet, row: int, columns: tuple[int, ...]) -> Raw:
    """The cell, or the texts of several columns that feed one field."""
    if len(columns) == 1:
        raw = sheet.at(row, columns[0])
        return None if is_blank(raw) else raw
    typed = [raw for column in columns if not is_blank(raw := sheet.at(row, column))]
    if len(typed) > 1:
        return " ".join(visible(typed_text(raw)) for raw in typed)
    return typed[0] if typed else None


def _covered_cells(sheet: Sheet, head: Head) -> dict[tuple[int, int], Raw]:
    """Cells that a vertical merge hides -> what its first cell holds."""
    covered = {}
    for merge in sheet.merges:
        if merge.top > head.row and merge.left == merge.right and merge.bottom - merge.top < len(sheet.rows):
            for row in range(merge.top + 1, merge.bottom + 1):
                covered[row, merge.left] = sheet.at(merge.top, merge.left)
    return covered

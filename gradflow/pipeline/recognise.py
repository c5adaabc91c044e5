"""Recognising: which form, branch and cohort a sheet is, and which of its rows are people."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gradflow.core.campaign import Campaign
from gradflow.core.cells import Raw, Sheet, Workbook, is_blank, typed_text
from gradflow.core.folding import squeezed, visible
from gradflow.core.records import Record, Remembered, Submission
from gradflow.forms.loader import Form
from gradflow.pipeline.heads import Head, find_head
from gradflow.pipeline.identity import Identity, Told, identify, written_branch
from gradflow.pipeline.rows import Sort, sort_row
from gradflow.pipeline.suggestions import closest
from gradflow.rules.intake import sheets as told

GUIDE_SHEETS = frozenset({"退回说明", "填写说明", "_选项", "_gradflow"})
MEMORY_SHEET = "_gradflow"
TOP_ROWS = 6
AS_ABOVE = "同上"
"""What a cell hidden by a vertical merge says, for kinds that may repeat the row above."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A submission with its typed records, and what the sheet as a whole is told."""

    submission: Submission
    told: tuple[Told, ...]


def recognise(workbook: Workbook, forms: Iterable[Form], campaign: Campaign) -> list[Recognised]:
    """Find every sheet of the workbook that is one of the forms."""
    remembered = _remembered(workbook)
    found = []
    for sheet in workbook.sheets:
        if sheet.name in GUIDE_SHEETS:
            continue
        hint = squeezed(workbook.file + "".join(_top_texts(sheet)))
        if head := find_head(sheet, forms, hint):
            found.append(_recognise_sheet(workbook, sheet, head, campaign, remembered))
    return found


def _top_texts(sheet: Sheet) -> Iterator[str]:
    return (cell for row in sheet.rows[:TOP_ROWS] for cell in row if isinstance(cell, str))


def _recognise_sheet(
    workbook: Workbook,
    sheet: Sheet,
    head: Head,
    campaign: Campaign,
    remembered: frozenset[Remembered],
) -> Recognised:
    identity = identify(sheet, workbook.file, head.form, head.row, campaign)
    records, told_rows = _rows(sheet, head, identity)
    missing, misspelt = _missing(head)
    submission = Submission(
        file=workbook.file,
        sheet=sheet.name,
        form=head.form.key,
        digest=_digest(head, records),
        branch=identity.branch,
        written_branch=identity.written,
        cohort=identity.cohort,
        round=workbook.mark.round if workbook.mark else None,
        head_row=head.row,
        columns={key: columns[0] for key, columns in head.columns.items()},
        extra_heads=head.extras,
        records=tuple(records),
        mark=workbook.mark,
        remembered=remembered,
    )
    columns = _told_columns(head, misspelt)
    everything = (*identity.told, *missing, *columns, *told_rows, *_told_strays(sheet))
    return Recognised(submission, everything)


def _rows(sheet: Sheet, head: Head, identity: Identity) -> tuple[list[Record], list[Told]]:
    notes = {squeezed(note) for note in head.form.spec.notes}
    notes.add("".join(squeezed(note) for note in head.form.spec.notes))
    covered = _covered_cells(sheet, head)
    records: list[Record] = []
    lines: list[Told] = []
    nil = False
    for row in range(head.last_row + 1, len(sheet.rows) + 1):
        sort, text = sort_row(sheet.rows[row - 1], head)
        if sort is Sort.PERSON:
            records.append(_record(sheet, head, row, covered))
        elif sort is Sort.NIL:
            nil = True
        elif sort is Sort.BRANCH:
            again = written_branch(sheet, row) or ""
            if squeezed(again) != squeezed(identity.written) and again:
                lines.append(Told(told.SEVERAL_BRANCHES, {"row": row, "written": again}))
        elif sort in {Sort.TOTAL, Sort.NOTE, Sort.SIGN_OFF} and squeezed(text) not in notes:
            lines.append(Told(told.NOT_A_PERSON, {"what": sort.value, "text": text[:60]}, row))
    if not records:
        lines.append(Told(told.NIL_RETURN if nil else told.NOBODY, {}))
    return records, lines


def _record(sheet: Sheet, head: Head, row: int, covered: dict[tuple[int, int], Raw]) -> Record:
    cells: dict[str, Raw] = {}
    for key, columns in head.columns.items():
        typed = [sheet.at(row, column) for column in columns]
        if len(typed) > 1:
            parts = [visible(typed_text(raw)) for raw in typed if not is_blank(raw)]
            cells[key] = " ".join(parts) if len(parts) > 1 else next((r for r in typed if not is_blank(r)), None)
        else:
            cells[key] = None if is_blank(typed[0]) else typed[0]
        if cells[key] is None and head.form.kinds[key].repeats and covered.get((row, columns[0])):
            cells[key] = AS_ABOVE
    extras = tuple(sheet.at(row, column) for column, _ in head.extras)
    origin = sheet.at(row, head.copy_columns["origin_row"]) if head.copy_columns else None
    reason = sheet.at(row, head.copy_columns["reason"]) if head.copy_columns else None
    return Record(
        row,
        cells,
        extras=extras,
        reason=visible(typed_text(reason)),
        origin_row=int(origin) if isinstance(origin, float | int) else None,
    )


def _covered_cells(sheet: Sheet, head: Head) -> dict[tuple[int, int], Raw]:
    """Cells that a vertical merge hides -> what its first cell holds."""
    covered = {}
    for merge in sheet.merges:
        if merge.top > head.row and merge.left == merge.right and merge.bottom - merge.top < len(sheet.rows):
            for row in range(merge.top + 1, merge.bottom + 1):
                covered[row, merge.left] = sheet.at(merge.top, merge.left)
    return covered


def _missing(head: Head) -> tuple[list[Told], set[str]]:
    """Required fields without a column, and the added columns that may be them, misspelt."""
    strangers = [text for _, text in head.extras]
    lines: list[Told] = []
    misspelt: set[str] = set()
    for field in head.form.spec.fields:
        if field.required and field.key not in head.columns:
            like = [text for text in strangers if closest(squeezed(field.label), [squeezed(text)])]
            guess = f"; 有一栏写作“{like[0]}”，是不是它" if like else ""
            lines.append(Told(told.MISSING_COLUMN, {"head": squeezed(field.head), "guess": guess}))
            misspelt.update(like[:1])
    return lines, misspelt


def _told_columns(head: Head, misspelt: set[str]) -> Iterator[Told]:
    for _, text in head.extras:
        if text not in misspelt:
            yield Told(told.EXTRA_COLUMN, {"head": text})
    for key, first, second in head.doubles:
        field = head.form.spec.field(key)
        facts = {"first": first, "second": second, "head": field.label if field else key}
        yield Told(told.DOUBLE_COLUMN, facts)


def _told_strays(sheet: Sheet) -> Iterator[Told]:
    if sheet.strays:
        yield Told(told.STRAY_CELL, {"cells": "、".join(sheet.strays)})


def _digest(head: Head, records: Iterable[Record]) -> str:
    """A digest of form and typed rows: equal for equal contents in different files."""
    keys = sorted(head.columns)
    rows = [[typed_text(record.cells[key]) for key in keys] for record in records]
    return hashlib.sha256(repr((head.form.key, keys, rows)).encode("utf-8", "surrogatepass")).hexdigest()


def _remembered(workbook: Workbook) -> frozenset[Remembered]:
    if workbook.mark is None or not workbook.mark.source:
        return frozenset()
    rows = next((sheet.rows for sheet in workbook.sheets if sheet.name == MEMORY_SHEET), ())
    found = set()
    for cells in rows:
        texts = [typed_text(cell) for cell in cells[:4]]
        if len(texts) == 4 and texts[0].isdigit():  # noqa: PLR2004 - row, code, field, digest
            found.add(Remembered(int(texts[0]), texts[1], texts[2], texts[3]))
    return frozenset(found)

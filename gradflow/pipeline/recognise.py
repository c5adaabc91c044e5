"""Recognising: which form, branch and cohort a sheet is, and which of its rows are people."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from gradflow.core.campaign import Campaign
from gradflow.core.cells import Sheet, Workbook, typed_text
from gradflow.core.copies import MEMORY_SHEET, OWN_SHEETS, Memory, read_memory
from gradflow.core.folding import squeezed
from gradflow.core.records import Record, Submission
from gradflow.forms.loader import Form
from gradflow.pipeline.heads import Head, find_head
from gradflow.pipeline.identity import Identity, Told, branch_of, identify
from gradflow.pipeline.people import HEADLESS, People, read_people
from gradflow.rules.intake import sheets as told

TOP_ROWS = 6


@dataclass(frozen=True, slots=True)
class Recognised:
    """A submission with its typed records, and what the sheet as a whole is told."""

    submission: Submission
    told: tuple[Told, ...]


def recognise(workbook: Workbook, forms: Iterable[Form], campaign: Campaign) -> list[Recognised]:
    """Find every sheet of the workbook that is one of the forms.

    A blank sheet beside a filled one of the same form is a template left over, and passed over.
    """
    memories = _memories(workbook)
    found = []
    for sheet in workbook.sheets:
        if sheet.name in OWN_SHEETS:
            continue
        hint = squeezed(workbook.file + "".join(_top_texts(sheet)))
        if head := find_head(sheet, forms, hint):
            found.append(_recognise_sheet(workbook, sheet, head, campaign, _memory_of(sheet, memories)))
    filled = {one.submission.form for one in found if one.submission.records}
    return [one for one in found if one.submission.records or one.submission.form not in filled]


def _top_texts(sheet: Sheet) -> Iterator[str]:
    return (cell for row in sheet.rows[:TOP_ROWS] for cell in row if isinstance(cell, str))


def _recognise_sheet(workbook: Workbook, sheet: Sheet, head: Head, campaign: Campaign, memory: Memory) -> Recognised:
    people = read_people(sheet, head)
    below = people.branches_below[0][1] if people.branches_below else ""
    identity = identify(sheet, workbook.file, head, campaign, below)
    submission = Submission(
        file=workbook.file,
        sheet=sheet.name,
        form=head.form.key,
        digest=_digest(head, people.records),
        content=workbook.digest,
        branch=identity.branch,
        written_branch=identity.written,
        title=identity.title,
        cohort=identity.cohort,
        round=workbook.mark.round if workbook.mark else None,
        columns={key: columns[0] for key, columns in head.columns.items()},
        doubtful=tuple(key for key, _, _ in head.doubles),
        extra_heads=people.extras,
        records=people.records,
        is_nil=people.is_nil,
        memory=memory,
    )
    return Recognised(submission, tuple(_told(sheet, head, people, identity, campaign)))


def _told(sheet: Sheet, head: Head, people: People, identity: Identity, campaign: Campaign) -> Iterator[Told]:
    """What the sheet as a whole is told."""
    yield from identity.told
    for field in head.form.spec.fields:
        if field.required and field.key not in head.columns:
            like = typed_text(sheet.at(head.row, head.guesses.get(field.key, 0)))
            guess = f"；有一栏写作“{squeezed(like)}”，是不是它" if like else ""
            yield Told(told.MISSING_COLUMN, {"head": squeezed(field.head), "guess": guess})
    for _, text in people.extras:
        yield Told(told.EXTRA_COLUMN, {"head": text if text != HEADLESS else "没有表头的一列"})
    for key, first, second in head.doubles:
        label = next(field.label for field in head.form.spec.fields if field.key == key)
        yield Told(told.DOUBLE_COLUMN, {"first": first, "second": second, "head": label})
    yield from people.told
    for row, name in people.branches_below:
        if branch_of(name, campaign) != identity.branch:
            yield Told(told.SEVERAL_BRANCHES, {"row": row, "written": name})
    if sheet.strays:
        yield Told(told.STRAY_CELL, {"cells": "、".join(sheet.strays)})
    if not people.records:
        yield Told(told.NIL_RETURN if people.is_nil else told.NOBODY, {})


def _digest(head: Head, records: Iterable[Record]) -> str:
    """A digest of form and typed rows: equal for equal contents in different files."""
    keys = sorted(head.columns)
    rows = [[typed_text(record.cells[key]) for key in keys] for record in records]
    return hashlib.sha256(repr((head.form.key, keys, rows)).encode("utf-8", "surrogatepass")).hexdigest()


def _memories(workbook: Workbook) -> Mapping[str, Memory]:
    """What a returned copy's hidden sheet remembers; it survives being saved as .xls or .ods."""
    rows = next((sheet.rows for sheet in workbook.sheets if sheet.name == MEMORY_SHEET), ())
    return read_memory([typed_text(cell) for cell in cells] for cells in rows)


def _memory_of(sheet: Sheet, memories: Mapping[str, Memory]) -> Memory:
    """The memory of a sheet, even if it was renamed, as long as there is only one."""
    only = next(iter(memories.values())) if len(memories) == 1 else Memory()
    return memories.get(sheet.name, only)

"""The rows of a filled workbook of last year, of another version or layout of a form, in this year's workbook.

A column is placed by its head, as the inbox is read; what was typed stays as it was typed. Nothing is guessed, and what has no place is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from gradflow.app.named_books import read_book
from gradflow.app.session import Session
from gradflow.forms.loader import Form
from gradflow.model.campaign import Branch
from gradflow.model.cells import Raw, is_blank, typed_text
from gradflow.model.forms import in_round
from gradflow.model.naming import free_name
from gradflow.model.records import Record, Ruleset, SheetFacts
from gradflow.outputs.files import replace_file
from gradflow.outputs.own_files import blank_content, blank_name, seal
from gradflow.pipeline.examine import examine
from gradflow.rules import files, sheets
from gradflow.rules.regulations import limits
from gradflow.writing.templates import Filling

TOLD = frozenset(one.code for one in (
    files.FORM_NOT_USED, files.NO_FORM, files.NO_FORM_IN_TEXT, sheets.COLUMN_GUESSED, sheets.FAR_ROWS, sheets.HEAD_CHANGED,
    sheets.NOT_A_PERSON, sheets.SEVERAL_BRANCHES, sheets.TRUE_ROW_LEFT_OUT,
))  # fmt: skip
"""Checks that tell of a sheet, rows or a column that has not been read, or not for sure."""


def migrate(session: Session, file: Path, out: Path) -> tuple[list[str], list[str]]:
    """Write a workbook into ``out`` for each form, branch and round that ``file`` holds; return a line on each, and one on all that has no place.

    The file is not changed and nothing is overwritten. Raises CampaignError where the file cannot be read, OSError where nothing can be written.
    """
    book = read_book(file, session.passwords)
    result = examine(book, session.forms, Ruleset(session.campaign, limits()))
    read = {record.person for sheet in result.sheets for record in sheet.records}
    left = [f"工作表“{one.where.sheet}”：{one.message}" if one.where.sheet else one.message for one in result.issues if one.code in TOLD]
    left += [
        f"工作表“{block.sheet}”第{one.row}行的“{one.name or '没有姓名的一人'}”没有读到"
        for block in result.unread for one in block.people if not one.name or one.name not in read
    ]  # fmt: skip
    groups = [list(group) for _, group in groupby(sorted(result.sheets, key=_order), key=_order)]
    own = [[f"工作表“{one.sheet}”{note}" for one in group for note in _unplaced(one, session.forms[one.form])] for group in groups]
    notes = own if len(groups) > 1 else [[*left, *one] for one in own]  # no branch reads of another's people
    written = [_written(session, out, group, (file.name, *told)) for group, told in zip(groups, notes, strict=True)]
    return written, [*left, *(note for told in own for note in told)]


def _order(sheet: SheetFacts) -> tuple[str, str, int]:
    return (sheet.branch or sheet.written_branch, sheet.form, sheet.round or 0)


def _written(session: Session, out: Path, found: Sequence[SheetFacts], told: tuple[str, ...]) -> str:
    name, key, number = _order(found[0])
    form, branches = session.forms[key], {one.name: one for one in session.campaign.branches}
    people = [dict(_cells(record, form)) for sheet in found for record in sheet.records]
    notes = [f"从“{told[0]}”搬来 {len(people)} 行。", *(f"没有搬或要核对：{note}" for note in told[1:])]
    filling = Filling(branches.get(name) or (Branch(name=name) if name else None), number or None, people, notes)
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = out / free_name(blank_name(form, filling), lambda taken: (out / taken).exists())
    replace_file(path, seal(blank_content(form, session.campaign, filling), "migrated"), is_private=True)
    return f"{path}  {in_round(form.spec.annex, number)} {name or '(没有写支部)'} {len(people)} 行"


def _cells(record: Record, form: Form) -> Iterator[tuple[str, Raw]]:
    """What stands in a row, as it was typed; numbers as texts, so that no digit of a code is lost from here on."""
    for key, raw in record.cells.items():
        if key in form.kinds and key != "seq" and not is_blank(raw):
            yield key, typed_text(raw) if isinstance(raw, int | float) else raw


def _unplaced(sheet: SheetFacts, form: Form) -> Iterator[str]:
    """Columns without a place, values that cannot be, photos and reasons left behind."""
    for place, (_, head) in enumerate(sheet.extra_heads):
        count = sum(not is_blank(record.extras[place]) for record in sheet.records)
        yield f"“{head}”一栏({count} 行有内容)，今年的{form.spec.annex}里没有这一栏"
    labels = {field.key: field.label for field in form.spec.fields}
    yield from (f"有两列都像“{form.spec.label(key)}”，看不出是哪一列，没有搬" for key in sheet.doubtful)
    for record in sheet.records:
        for key in (key for key in labels if key in record.unknown and not is_blank(record.cells.get(key))):
            yield f"第{record.row}行 {record.person} {labels[key]}：“{typed_text(record.cells[key])}”不合要求，照原样搬来，请改正"
    yield from ["照片没有搬，请重新贴上"] if any(record.picture for record in sheet.records) else []
    yield from ["退回件里的“情况说明”没有搬"] if any(record.reason for record in sheet.records) else []

"""Official workbooks to hand out: blank, or with what is known already filled in.

The hidden sheet of gradflow's own workbooks: the mark again, and what a returned copy remembers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from gradflow.forms.loader import Form
from gradflow.model.campaign import Branch, Campaign
from gradflow.model.cells import Mark, Raw
from gradflow.model.copies import MEMORY_SHEET, mark_lines
from gradflow.writing.books import Book, sheet_names
from gradflow.writing.cards import CardLayout, write_card
from gradflow.writing.rosters import Layout, Row, write_guide, write_lists, write_roster


def write_hidden(book: Book, mark: Mark, lines: Sequence[tuple[str, ...]] = ()) -> None:
    """Write it last; people do not see it, and it survives being saved as .xls or .ods."""
    sheet = book.plain_sheet(MEMORY_SHEET)
    sheet.very_hidden()
    for row, line in enumerate((*mark_lines(mark), *lines)):
        for column, text in enumerate(line):
            sheet.put(row, column, text)


@dataclass(frozen=True, slots=True)
class Filling:
    """For whom a workbook is, and what stands in it already."""

    branch: Branch | None = None
    round: int | None = None
    people: Sequence[Mapping[str, Raw]] = ()
    """Cells by field key, one mapping a person; empty for a blank workbook."""
    notes: Sequence[str] = ()
    """Lines at the end of 填写说明: what could not be put into it."""


BLANK = Filling()


def write_template(target: Path | BytesIO, form: Form, campaign: Campaign, filling: Filling = BLANK) -> None:
    """Write one workbook; with a branch, its name filled in and a row for each member."""
    spec, branch = form.spec, filling.branch
    title = spec.titled(campaign.college, campaign.cohort)
    name = branch.name if branch else ""
    mark = Mark(campaign=campaign.name, form=spec.key, branch=name, round=filling.round)
    with Book(target, title=title, mark=mark) as book:
        if spec.is_card:
            people = filling.people or ({},)
            names = sheet_names([str(one.get("name") or spec.annex) for one in people])
            for sheet, one in zip(names, people, strict=True):
                write_card(book, form, CardLayout(sheet, title, Row(one)))
        else:
            count = 0 if filling.people else max(spec.blank_rows, branch.members if branch else 0)
            rows = [*filling.people, *({} for _ in range(count))]
            numbered = [Row({"seq": number, **one}) for number, one in enumerate(rows, start=1)]
            write_roster(book, form, Layout(spec.annex, title, name, numbered))
        write_guide(book, [form], filling.notes)
        write_lists(book)
        write_hidden(book, mark)

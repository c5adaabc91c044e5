"""Official workbooks to hand out: blank, or with what is known already filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from gradflow.core.campaign import Branch, Campaign
from gradflow.core.cells import Mark, Raw
from gradflow.excel.books import Book, sheet_names
from gradflow.excel.cards import CardLayout, write_card
from gradflow.excel.hidden import write_hidden
from gradflow.excel.rosters import Layout, Row, write_guide, write_lists, write_roster
from gradflow.forms.loader import Form


@dataclass(frozen=True, slots=True)
class Filling:
    """For whom a workbook is, and what stands in it already."""

    branch: Branch | None = None
    round: int | None = None
    people: Sequence[Mapping[str, Raw]] = ()
    """Cells by field key, one mapping a person; empty for a blank workbook."""


BLANK = Filling()


def write_template(target: Path | BytesIO, form: Form, campaign: Campaign, filling: Filling = BLANK) -> None:
    """Write one workbook; with a branch, its name filled in and a row for each member."""
    spec, branch = form.spec, filling.branch
    title = spec.titled(campaign.college, campaign.cohort)
    name = branch.name if branch else ""
    mark = Mark(campaign=campaign.name, form=spec.key, branch=name, round=filling.round)
    with Book(target, title=title, mark=mark) as book:
        if spec.layout == "card":
            people = filling.people or ({},)
            names = sheet_names([str(one.get("name") or spec.annex) for one in people])
            for sheet, one in zip(names, people, strict=True):
                write_card(book, form, CardLayout(sheet, title, one))
        else:
            count = 0 if filling.people else max(spec.blank_rows, branch.members if branch else 0)
            rows = [*filling.people, *({} for _ in range(count))]
            numbered = [Row({"seq": number, **one}) for number, one in enumerate(rows, start=1)]
            write_roster(book, form, Layout(spec.annex, title, name, numbered))
        write_guide(book, [form])
        write_lists(book)
        write_hidden(book, mark)

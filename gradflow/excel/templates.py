"""Blank official workbooks to hand out."""

from __future__ import annotations

from pathlib import Path

from gradflow.core.campaign import Branch, Campaign
from gradflow.core.cells import Mark
from gradflow.excel.books import Book
from gradflow.excel.rosters import Layout, Row, write_guide, write_lists, write_roster
from gradflow.forms.loader import Form


def write_template(path: Path, form: Form, campaign: Campaign, branch: Branch | None = None) -> None:
    """Write one blank workbook; with a branch, its name filled in and a row for each member."""
    spec = form.spec
    count = max(spec.blank_rows, branch.members if branch else 0)
    title = spec.titled(campaign.college, campaign.cohort)
    name = branch.name if branch else ""
    mark = Mark(campaign=campaign.name, form=spec.key, branch=name)
    with Book(path, title=title, mark=mark) as book:
        rows = [Row({"seq": number}) for number in range(1, count + 1)]
        write_roster(book, form, Layout(spec.annex, title, name, rows))
        write_guide(book, [form])
        write_lists(book)

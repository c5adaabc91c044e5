"""Workbooks to hand out, in a folder: named after form, round and branch, never over somebody's work."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from gradflow.core.campaign import Campaign
from gradflow.core.cells import is_blank
from gradflow.core.copies import OWN_SHEETS
from gradflow.core.naming import safe_name
from gradflow.excel.reading import read_workbook
from gradflow.excel.sniffing import ReadingError
from gradflow.excel.templates import BLANK, Filling, write_template
from gradflow.forms.loader import Form
from gradflow.outputs.files import replace_file

LONGEST_BRANCH = 100
"""Bytes of a branch's name in a file name; the form's own stands before it."""


def write_blank(folder: Path, form: Form, campaign: Campaign, filling: Filling = BLANK) -> tuple[Path, bool]:
    """Write one workbook; return its path and whether it was written.

    A workbook of that name with anything in it but what gradflow fills in is left as it is.
    """
    number = f"-第{filling.round}次" if filling.round else ""
    owner = f"-{safe_name(filling.branch.name, LONGEST_BRANCH)}" if filling.branch else ""
    path = folder / f"{safe_name(form.spec.annex)}-{safe_name(form.spec.name)}{number}{owner}.xlsx"
    fresh = BytesIO()
    write_template(fresh, form, campaign, filling)
    if path.exists() and not _is_blank(path, fresh.getvalue()):
        plain = BytesIO()
        write_template(plain, form, campaign, Filling(filling.branch, filling.round))
        if not _is_blank(path, plain.getvalue()):
            return path, False
    replace_file(path, fresh.getvalue(), is_private=bool(filling.people))
    return path, True


def _is_blank(path: Path, fresh: bytes) -> bool:
    """Whether every filled cell of a workbook stands just so in the fresh one: nobody has typed anything."""
    try:
        old, new = (read_workbook(content, path.name) for content in (path.read_bytes(), fresh))
    except ReadingError:
        return False
    sheets = {sheet.name: sheet for sheet in new.sheets}
    return all(
        is_blank(cell) or (sheet.name in sheets and sheets[sheet.name].at(row, column) == cell)
        for sheet in old.sheets
        if sheet.name not in OWN_SHEETS
        for row, cells in enumerate(sheet.rows, start=1)
        for column, cell in enumerate(cells, start=1)
    )

"""Blank workbooks in a folder: named after form and branch, never over somebody's work."""

from __future__ import annotations

import tempfile
from pathlib import Path

from gradflow.core.campaign import Branch, Campaign
from gradflow.excel.reading import read_workbook
from gradflow.excel.sniffing import ReadingError
from gradflow.excel.templates import write_template
from gradflow.forms.loader import Form
from gradflow.outputs.returned import safe_name


def write_blank(folder: Path, form: Form, campaign: Campaign, branch: Branch | None) -> tuple[Path, bool]:
    """Write one blank workbook; return its path and whether it was written.

    A workbook of that name with anything in it but a blank form's own text is left as it is.
    """
    owner = f"-{safe_name(branch.name)}" if branch else ""
    path = folder / f"{safe_name(form.spec.annex)}-{safe_name(form.spec.name)}{owner}.xlsx"
    with tempfile.TemporaryDirectory() as work:
        fresh = Path(work) / path.name
        write_template(fresh, form, campaign, branch)
        if path.exists() and not _is_blank(path, fresh, form):
            return path, False
        path.write_bytes(fresh.read_bytes())
    return path, True


def _is_blank(path: Path, fresh: Path, form: Form) -> bool:
    """Whether the data cells of a workbook hold no more than those of a blank one."""
    try:
        old, new = (read_workbook(one, one.name) for one in (path, fresh))
    except ReadingError:
        return False
    texts = {str(cell) for sheet in new.sheets for row in sheet.rows for cell in row}
    rows = [row for sheet in old.sheets if sheet.name == form.spec.annex for row in sheet.rows]
    return all(isinstance(cell, float) or str(cell) in texts for row in rows[2:] for cell in row)

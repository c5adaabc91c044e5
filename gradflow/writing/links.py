"""Links from a report back to the cells it speaks of: made of known paths only, or not at all.

A link is left out, and its text stays, wherever a spreadsheet program could stumble over it: signs
that mean something in an address, very long paths, files inside archives, another drive.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from gradflow.model.cells import Location
from gradflow.writing.books import LONGEST_SHEET_NAME
from gradflow.writing.sheets import Sheet
from gradflow.writing.splicing import Format
from gradflow.writing.widths import clean

MOST_LINKS = 65_000
"""A sheet with more rows gets none; Excel refuses a workbook with more than 65,530 on a sheet."""
LONGEST_TARGET = 250
"""Characters of a path or of a place in a workbook; Excel takes 255."""
RISKY = re.compile(r"[#%?*|<>\"\\:`^{}\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""Signs of a path that end, escape or hide a part of an address."""
RISKY_SHEET = re.compile(r"[#%\"\\/\[\]:*?\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".et", ".ods"})
"""Files in which a link can point to a cell."""


@dataclass(frozen=True, slots=True)
class Links:
    """Makes links from a folder of reports to the files of a campaign folder."""

    base: Path
    """The campaign folder."""
    start: Path
    """The folder the reports will stand in."""
    _known: dict[tuple[str, str | None], tuple[str, bool]] = field(default_factory=dict)

    def to(self, where: Location) -> str:
        """The address of a place, for ``Body`` and ``put_link``; empty where there is to be none."""
        key = (where.file, where.sheet)
        if key not in self._known:
            self._known[key] = _address(self.base, self.start, where)
        address, has_cells = self._known[key]
        return f"{address}{where.cell or f'A{where.row or 1}'}" if has_cells else address


def _address(base: Path, start: Path, where: Location) -> tuple[str, bool]:
    """The address of a sheet, and whether a cell's name is to follow it."""
    path = _path(base, start, where.file)
    sheet, suffix = where.sheet or "", PurePosixPath(where.file).suffix.casefold()
    has_cells = bool(path and sheet) and suffix in WORKBOOKS and len(sheet) <= LONGEST_SHEET_NAME and not RISKY_SHEET.search(sheet)
    quoted = sheet.replace("'", "''")
    return (f"external:{path}" if path else "") + (f"#'{quoted}'!" if has_cells else ""), has_cells


def _path(base: Path, start: Path, file: str) -> str:
    """The way from the reports to a file, with ``/``; empty if it cannot be linked to."""
    target = base.joinpath(*PurePosixPath(file).parts)
    try:
        if not target.is_file():  # it is inside an archive
            return ""
        way = Path(os.path.relpath(target, start)).as_posix()
    except (OSError, ValueError):  # a name the system cannot take; another drive
        return ""
    if RISKY.search(way) or len(way) > LONGEST_TARGET or way != way.strip() or Path(way).is_absolute():
        return ""
    return way if way.startswith("../") else f"./{way}"


def inside(sheet: str) -> str:
    """The address of a sheet of the same workbook; the name must be one of ours."""
    return f"internal:'{sheet}'!A1"


def put_link(sheet: Sheet, row: int, column: int, text: str, url: str, form: Format) -> None:
    """Write a text at a 0-based place, linked if there is an address."""
    if url and text:
        sheet.write_url(row, column, url, form, clean(text))
    else:
        sheet.put(row, column, text, form)

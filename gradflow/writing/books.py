"""The one door to xlsxwriter: books in which no text ever becomes a formula or a link.

Putting a password on a workbook gradflow wrote (ECMA-376 agile encryption, as Excel, WPS and LibreOffice open it).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import xlsxwriter
from msoffcrypto.format.ooxml import OOXMLFile
from xlsxwriter.chart import Chart
from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from gradflow.model.cells import Mark
from gradflow.model.copies import OWN_SHEETS
from gradflow.reading.packages import MARK_PREFIX
from gradflow.writing.splicing import Body, splice
from gradflow.writing.widths import LARGEST, clean, height_for

CREATED = datetime(2023, 6, 8)  # noqa: DTZ001 - a fixed stamp: the same input gives the same bytes
LONGEST_SHEET_NAME = 31
RESERVED = ("History", "历史记录")
"""Sheet names Excel keeps for itself."""
WHOLE_SHEET = "A1:XFD1048576"
FONT = "宋体"
BASE_FORMAT = {"font_name": FONT, "font_size": 10, "valign": "vcenter", "text_wrap": True}
"""What every cell looks like that says nothing else."""
OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
    "default_date_format": "yyyy-mm-dd",
}


EVEN_FONT = {"font_name": "Arial", "font_size": 10, "font_scheme": False, "theme": -1}
"""Widths count in digits of the default font. This one has digits of one width on every system, so that pages come out alike."""


class Cells:
    """A sheet that renders its cells itself."""

    def put(self, row: int, column: int, value: object, form: Format | None) -> None:
        """Write one value at a 0-based place, as what it is; text stays text."""
        raise NotImplementedError


class Book:
    """A workbook being written; use as a context manager."""

    def __init__(self, target: Path | BytesIO, *, title: str, mark: Mark | None = None, is_long: bool = False) -> None:
        """Open for writing; ``is_long`` keeps only one row in memory (rows must come in order), the others in files beside ``target``.

        A book written to memory never touches a disk.
        """
        options: dict[str, Any] = {**OPTIONS}
        if isinstance(target, Path):
            options |= {"in_memory": not is_long, "constant_memory": is_long, "tmpdir": str(target.parent)}
        options |= {"default_format_properties": dict(EVEN_FONT)} if is_long else {}
        self._book = xlsxwriter.Workbook(str(target) if isinstance(target, Path) else target, options)
        self._book.set_properties({"title": title, "author": "gradflow", "created": CREATED})
        self.lists: dict[str, tuple[str, ...]] = {}
        """Defined name -> choices of a drop-down, for the hidden list sheet."""
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._target = target
        self._bodies: dict[str, Body] = {}
        for key, value in mark_properties(mark).items():
            self._book.set_custom_property(MARK_PREFIX + key, value)

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Write the file, unless something went wrong."""
        if kind is None:
            try:
                self._book.close()
            except XlsxWriterException as cause:
                reason = cause.args[0] if cause.args else None
                raise reason if isinstance(reason, OSError) else OSError(str(cause)) from cause
            if self._bodies:
                splice(self._target, self._bodies)

    def format(self, **properties: Any) -> Format:
        """A cell format, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format({**BASE_FORMAT, **properties})
        return self._formats[key]

    def sheet(self, name: str, *, is_portrait: bool = False) -> Worksheet:
        """Add a sheet for A4 landscape, one page wide, with page numbers; a portrait one fits on one page."""
        sheet = self.plain_sheet(name)
        if is_portrait:
            sheet.set_portrait()
        else:
            sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 1 if is_portrait else 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        if not is_portrait:
            sheet.set_footer("&C第 &P 页 共 &N 页")
        return sheet

    def plain_sheet(self, name: str) -> Worksheet:
        """Add a sheet for data nobody prints. IDs and telephone numbers are text everywhere: no program need warn of that."""
        return add_sheet(self._book, name)

    def body(self, sheet: Worksheet, body: Body) -> int:
        """Give the sheet its long table, at most one a sheet; return the row after it."""
        if body.rows:
            body.pattern(sheet)
            self._bodies[f"xl/worksheets/sheet{self._book.worksheets().index(sheet) + 1}.xml"] = body
        return body.first + len(body.rows)

    def chart(self, sort: str, subtype: str = "") -> Chart:
        """A native chart, to be placed on a sheet: bar, column or line."""
        return self._book.add_chart({"type": sort, **({"subtype": subtype} if subtype else {})})

    def define_name(self, name: str, formula: str) -> None:
        """Name a range."""
        self._book.define_name(name, formula)


def add_sheet(book: xlsxwriter.Workbook, name: str) -> Worksheet:
    """Add a sheet in which no program warns of numbers kept as text."""
    sheet = book.add_worksheet(name)
    sheet.ignore_errors({"number_stored_as_text": WHOLE_SHEET})
    return sheet


def mark_properties(mark: Mark | None) -> dict[str, str]:
    """Name -> value of the custom properties that hold a mark."""
    if mark is None:
        return {}
    number = str(mark.round) if mark.round else ""
    values = {"campaign": mark.campaign, "form": mark.form, "round": number, "branch": mark.branch, "source": mark.source}
    return {key: value[:255] for key, value in values.items() if value}


def sheet_names(wanted: Sequence[str]) -> list[str]:
    """Names a workbook takes for its sheets: without signs Excel refuses, at most 31 characters, each only once."""
    taken = {name.casefold() for name in (*OWN_SHEETS, *RESERVED)}
    names = []
    for text in wanted:
        plain = re.sub(r"[\[\]:*?/\\'\x00-\x1f]", "_", clean(text)).strip()[:LONGEST_SHEET_NAME] or "_"
        name, number = plain, 1
        while name.casefold() in taken:
            number += 1
            tail = f"({number})"
            name = plain[: LONGEST_SHEET_NAME - len(tail)] + tail
        taken.add(name.casefold())
        names.append(name)
    return names


def put(sheet: Worksheet, row: int, column: int, value: object, form: Format | None = None) -> None:
    """Write one value at a 0-based place, as what it is; text stays text."""
    if isinstance(sheet, Cells):
        sheet.put(row, column, value, form)
    elif isinstance(value, str) and value:
        sheet.write_string(row, column, clean(value), form)
    elif value is None or value == "":
        sheet.write_blank(row, column, "", form)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, form)
    elif isinstance(value, date | time):
        sheet.write_datetime(row, column, value, form)
    elif isinstance(value, int | float) and abs(value) <= LARGEST:
        sheet.write_number(row, column, value, form)
    else:
        sheet.write_string(row, column, str(value), form)


def write_rows(sheet: Worksheet, first: int, rows: Sequence[Sequence[object]], formats: Sequence[Format], widths: Sequence[float]) -> int:
    """Write rows from a 0-based row on, high enough for their text; return the row after the last."""
    for row, cells in enumerate(rows, start=first):
        sheet.set_row(row, height_for(cells, widths))
        for column, (value, form) in enumerate(zip(cells, formats, strict=True)):
            put(sheet, row, column, value, form)
    return first + len(rows)


def locked_workbook(plain: BytesIO, password: str) -> bytes:
    """The same workbook behind a password. Salts are drawn anew: no two results are alike."""
    target = BytesIO()
    OOXMLFile(plain).encrypt(password, target)
    return target.getvalue()

"""The one door to xlsxwriter: books in which no text ever becomes a formula or a link."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from datetime import date, datetime, time
from io import BytesIO
from math import ceil
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import xlsxwriter
from xlsxwriter.chart import Chart
from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from gradflow.core.cells import Mark
from gradflow.core.copies import OWN_SHEETS
from gradflow.excel.packages import MARK_PREFIX

CREATED = datetime(2023, 6, 8)  # noqa: DTZ001 - a fixed stamp: the same input gives the same bytes
LONGEST_TEXT = 32_000
LARGEST = sys.float_info.max
LONGEST_SHEET_NAME = 31
RESERVED = ("History", "历史记录")
"""Sheet names Excel keeps for itself."""
WHOLE_SHEET = "A1:XFD1048576"
FONT = "宋体"
OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
    "default_date_format": "yyyy-mm-dd",
}


EVEN_FONT = {"font_name": "Arial", "font_size": 10, "font_scheme": False, "theme": -1}
"""Widths count in digits of the default font. This one has digits of one width on every system, so that pages come out alike."""


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
        for key, value in _properties(mark).items():
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

    def format(self, **properties: Any) -> Format:
        """A cell format, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            base = {"font_name": FONT, "font_size": 10, "valign": "vcenter", "text_wrap": True}
            self._formats[key] = self._book.add_format({**base, **properties})
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
        sheet = self._book.add_worksheet(name)
        sheet.ignore_errors({"number_stored_as_text": WHOLE_SHEET})
        return sheet

    def chart(self, sort: str, subtype: str = "") -> Chart:
        """A native chart, to be placed on a sheet: bar, column or line."""
        return self._book.add_chart({"type": sort, **({"subtype": subtype} if subtype else {})})

    def define_name(self, name: str, formula: str) -> None:
        """Name a range."""
        self._book.define_name(name, formula)


def _properties(mark: Mark | None) -> dict[str, str]:
    if mark is None:
        return {}
    number = str(mark.round) if mark.round else ""
    values = {"campaign": mark.campaign, "form": mark.form, "round": number, "branch": mark.branch, "source": mark.source}
    return {key: value[:255] for key, value in values.items() if value}


UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold; line feeds and tabs can stay."""


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


def clean(text: str) -> str:
    """Text a workbook can hold: no lone surrogates or control characters, not endless."""
    kept = UNWRITABLE.sub("", text) if UNWRITABLE.search(text) else text
    return kept if len(kept) <= LONGEST_TEXT else kept[:LONGEST_TEXT] + "…(过长，后面略去)"


def put(sheet: Worksheet, row: int, column: int, value: object, form: Format | None = None) -> None:
    """Write one value at a 0-based place, as what it is; text stays text."""
    if isinstance(value, str) and value:
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


LINE_HEIGHT, LOWEST_ROW, HIGHEST_ROW = 15.0, 20.0, 400.0
"""Points; Excel allows 409."""


def height_for(cells: Sequence[object], widths: Sequence[float]) -> float:
    """Points a row needs so that no wrapped text is cut.

    Set by hand: spreadsheet programs do not fit the rows of a generated file to their text.
    """
    lines = 1.0
    for value, width in zip(cells, widths, strict=False):
        if isinstance(value, str) and (len(value) * 2 > width or "\n" in value):
            size = display_width(value) + 1
            if size > width or "\n" in value:
                needed = sum(ceil((display_width(line) + 1) / width) or 1 for line in value.split("\n"))
                lines = max(lines, needed)
    return min(max(lines * LINE_HEIGHT + 6, LOWEST_ROW), HIGHEST_ROW)


def display_width(text: str) -> int:
    """Columns of a fixed-width font: a Han character takes two."""
    return len(text) if text.isascii() else len(text.encode("gb18030", "replace"))


def write_rows(sheet: Worksheet, first: int, rows: Sequence[Sequence[object]], formats: Sequence[Format], widths: Sequence[float]) -> int:
    """Write rows from a 0-based row on, high enough for their text; return the row after the last."""
    for row, cells in enumerate(rows, start=first):
        write_row(sheet, row, cells, formats, widths)
    return first + len(rows)


def write_row(sheet: Worksheet, row: int, cells: Sequence[object], formats: Sequence[Format], widths: Sequence[float]) -> None:
    """Write one row, high enough for its text."""
    sheet.set_row(row, height_for(cells, widths))
    for column, (value, form) in enumerate(zip(cells, formats, strict=True)):
        if value is None or value == "":  # as put does: most cells are one of these two, and there are many
            sheet.write_blank(row, column, "", form)
        elif type(value) is str:
            sheet.write_string(row, column, clean(value), form)
        else:
            put(sheet, row, column, value, form)

"""The one door to xlsxwriter: books in which no text ever becomes a formula or a link."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from gradflow.core.cells import Mark, Raw, typed_text
from gradflow.excel.packages import MARK_PREFIX

CREATED = datetime(2023, 6, 8)  # noqa: DTZ001 - a fixed stamp: the same input gives the same bytes
LONGEST_TEXT = 32_000
FONT = "宋体"
OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
    "default_date_format": "yyyy-mm-dd",
}


class Book:
    """A workbook being written; use as a context manager."""

    def __init__(self, path: Path, *, title: str, mark: Mark | None = None, is_long: bool = False) -> None:
        """Open for writing; ``is_long`` keeps only one row in memory (rows must come in order)."""
        options = {**OPTIONS, "in_memory": not is_long, "constant_memory": is_long}
        self._book = xlsxwriter.Workbook(str(path), options)
        self._book.set_properties({"title": title, "author": "gradflow", "created": CREATED})
        self.lists: dict[str, tuple[str, ...]] = {}
        """Defined name -> choices of a drop-down, for the hidden list sheet."""
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        for key, value in _properties(mark).items():
            self._book.set_custom_property(MARK_PREFIX + key, value)

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write the file, unless something went wrong."""
        if kind is None:
            self._book.close()

    def format(self, **properties: Any) -> Format:
        """A cell format, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            base = {"font_name": FONT, "font_size": 10, "valign": "vcenter", "text_wrap": True}
            self._formats[key] = self._book.add_format({**base, **properties})
        return self._formats[key]

    def sheet(self, name: str) -> Worksheet:
        """Add a sheet for A4 landscape, one page wide, with page numbers."""
        sheet = self._book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.set_footer("&C第 &P 页 共 &N 页")
        return sheet

    def plain_sheet(self, name: str) -> Worksheet:
        """Add a sheet for data nobody prints."""
        return self._book.add_worksheet(name)

    def define_name(self, name: str, formula: str) -> None:
        """Name a range."""
        self._book.define_name(name, formula)


def _properties(mark: Mark | None) -> dict[str, str]:
    if mark is None:
        return {}
    number = str(mark.round) if mark.round else ""
    values = {"campaign": mark.campaign, "form": mark.form, "round": number, "branch": mark.branch, "source": mark.source}
    return {key: value[:255] for key, value in values.items() if value}


def clean(text: str) -> str:
    """Text a workbook can hold: no lone surrogates or control characters, not endless."""
    kept = "".join(c for c in text if c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff"))
    return kept if len(kept) <= LONGEST_TEXT else kept[:LONGEST_TEXT] + "…(过长, 后面略去)"


def put(sheet: Worksheet, row: int, column: int, value: Raw | object, form: Format | None = None) -> None:
    """Write one value at a 0-based place, as what it is; text stays text."""
    write = partial(_writer(sheet, value), row, column)
    if value is None or value == "":
        write("", form)
    elif isinstance(value, str):
        write(clean(value), form)
    elif isinstance(value, timedelta) or (isinstance(value, float) and not math.isfinite(value)):
        sheet.write_string(row, column, typed_text(value), form)
    else:
        write(value, form)


def _writer(sheet: Worksheet, value: object) -> Any:
    if value is None or value == "":
        return sheet.write_blank
    if isinstance(value, bool):
        return sheet.write_boolean
    if isinstance(value, date | datetime | time):
        return sheet.write_datetime
    return sheet.write_number if isinstance(value, int | float) else sheet.write_string


def write_rows(
    sheet: Worksheet, first: int, rows: Any, formats: Mapping[int, Format], default: Format
) -> int:
    """Write rows from a 0-based row on; return the row after the last."""
    row = first
    for row, cells in enumerate(rows, start=first):  # noqa: B007 - the last number is needed below
        for column, value in enumerate(cells):
            put(sheet, row, column, value, formats.get(column, default))
    return first if not rows else row + 1

"""Reading .xls and .et (BIFF), values and looks at once, with xlrd."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import time
from typing import Any

import xlrd
from xlrd.biffh import error_text_from_code

from gradflow.core.cells import MacDay, Merge, Raw, Sheet
from gradflow.excel.grids import CHINESE_FORMATS, MANY, MOST_SHEETS, Grid, as_shown, is_day
from gradflow.excel.sniffing import unreadable
from gradflow.excel.sources import LOCKED, UNLOCK

BLACK = {8, 64, 0x7FFF}
"""Colour indexes of ordinary text: black, window text, automatic."""
SOLID = 1


def read_biff(content: bytes) -> tuple[Sheet, ...]:
    """All worksheets. Raises ReadingError for a locked file, and whatever xlrd raises for one it cannot read."""
    try:
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, ragged_rows=True, logfile=io.StringIO())
    except xlrd.XLRDError as error:
        if "encrypted" in str(error):
            raise unreadable(LOCKED, UNLOCK) from error
        raise
    if book.nsheets > MOST_SHEETS:
        raise unreadable(*MANY)
    return tuple(_sheet(book, number) for number in range(book.nsheets))


def _sheet(book: Any, number: int) -> Sheet:
    sheet = book.sheet_by_index(number)
    grid = Grid(sheet.name, is_hidden=sheet.visibility != 0)
    grid.merges = [Merge(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells]
    grid.hidden_rows = {row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden}
    grid.hidden_columns = {column + 1 for column, info in sheet.colinfo_map.items() if info.hidden}
    grid.notes = {(row + 1, column + 1): note.text for (row, column), note in sheet.cell_note_map.items()}
    for row, column, cell in _cells(sheet):
        place = (row + 1, column + 1)
        look = _look(book, cell)
        grid.put(*place, _raw(book, cell, look))
        if look is None or cell.ctype == xlrd.XL_CELL_BLANK:
            continue
        font = book.font_list[look.font_index]
        grid.struck.update([place] if font.struck_out else [])
        is_filled = look.background.fill_pattern == SOLID and look.background.pattern_colour_index != 9  # noqa: PLR2004 - 9 is white
        grid.coloured.update([place] if is_filled or font.colour_index not in BLACK else [])
    return grid.sheet()


def _look(book: Any, cell: Any) -> Any:
    """The cell's format, or None where the file names one that it does not have."""
    try:
        look = book.xf_list[cell.xf_index]
        return look if 0 <= look.font_index < len(book.font_list) else None
    except (IndexError, TypeError):
        return None


def _cells(sheet: Any) -> Iterator[tuple[int, int, Any]]:
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            cell = sheet.cell(row, column)
            if cell.ctype not in {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK}:
                yield row, column, cell


def _raw(book: Any, cell: Any, look: Any) -> Raw:
    value = cell.value
    if cell.ctype == xlrd.XL_CELL_DATE:
        return _date(book, value, look)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(error_text_from_code.get(value, "#N/A"))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if isinstance(value, float):
        return MacDay(value) if book.datemode and is_day(value) else value
    return value if isinstance(value, str) else None


def _date(book: Any, value: float, look: Any) -> Raw:
    try:
        moment = xlrd.xldate.xldate_as_datetime(value, book.datemode)
    except (ValueError, OverflowError):
        return value
    if value < 1:
        return time(moment.hour, moment.minute, moment.second)
    key = look.format_key if look is not None else 0
    known = book.format_map.get(key)
    return as_shown(moment, CHINESE_FORMATS.get(key) or (known.format_str if known else ""))

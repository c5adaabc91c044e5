"""Reading .xls and .et (BIFF), values and looks at once, with xlrd; a look at one before a parser that believes all it says.

Chains of sectors that run in a circle, sizes beyond the file, or a cell far away make python-calamine take
memory until the system ends the process: nobody can raise ReadingError then.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Sequence
from datetime import time
from typing import Any

import xlrd
from xlrd.biffh import error_text_from_code

from gradflow.model.cells import MacDay, Merge, Raw, Sheet
from gradflow.reading.grids import CHINESE_FORMATS, MANY, MOST_SHEETS, Grid, as_shown, is_day
from gradflow.reading.sniffing import unreadable
from gradflow.reading.sources import LOCKED, UNLOCK

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
        if look is None:
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


DIMENSIONS, DIMENSIONS_SIZE, SEVERAL = 0x0200, 12, 0x00BD
CELLS = frozenset({0x0006, SEVERAL, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E})
"""Records of cells, that begin with row and column (MS-XLS 2.3)."""


def is_sound(content: bytes) -> bool:
    """Whether every chain of sectors ends and no size is larger than the file. Never raises."""
    import olefile  # noqa: PLC0415 - for .xls only

    try:
        with olefile.OleFileIO(io.BytesIO(content)) as container:
            if container.num_mini_fat_sectors:
                container.loadminifat()
            counted = (container.num_fat_sectors, container.num_mini_fat_sectors, container.num_difat_sectors)
            sizes = [entry.size for entry in container.direntries if entry is not None]
            sizes += [count * container.sector_size for count in counted]
            return max(sizes) <= len(content) and not _runs_in_a_circle(container.fat) and not _runs_in_a_circle(container.minifat or ())
    except Exception:  # noqa: BLE001 - a broken container makes a parser say half a dozen things
        return False


def extent(content: bytes) -> int:
    """Cells of the rectangle that holds all cells of the workbook, or that its sheets claim to span. Raises what olefile raises."""
    import olefile  # noqa: PLC0415 - for .xls only

    with olefile.OleFileIO(io.BytesIO(content)) as container:
        name = next(name for name in ("Workbook", "Book") if container.exists(name))
        stream = container.openstream(name).read()
    rows = columns = largest = place = 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        data = stream[place + 4 : place + 4 + size]
        place += 4 + size
        if kind == DIMENSIONS and size >= DIMENSIONS_SIZE:
            top, bottom, left, right = struct.unpack_from("<IIHH", data)
            largest = max(largest, (bottom - top) % 2**32 * ((right - left) % 2**32))  # an end before its start is as far as can be
        elif kind in CELLS and len(data) >= 4:  # noqa: PLR2004 - row and column
            row, column = struct.unpack_from("<HH", data)
            last = struct.unpack_from("<H", data, len(data) - 2)[0] if kind == SEVERAL else column
            rows, columns = max(rows, row + 1), max(columns, column + 1, last + 1)
    return max(largest, rows * columns)


def _runs_in_a_circle(following: Sequence[int]) -> bool:
    """Whether any chain of the table comes back to itself; ``following`` is the sector behind each."""
    ended = bytearray(len(following))
    for start in range(len(following)):
        sector, chain = start, set[int]()
        while sector < len(following) and not ended[sector]:
            if sector in chain:
                return True
            chain.add(sector)
            sector = following[sector]
        for one in chain:
            ended[one] = 1
    return False

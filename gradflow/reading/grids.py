"""A sheet being read cell by cell, however far apart its cells lie; what holds nothing, or lies too far away, is taken out before.

A parser makes a dense grid up to the last cell: a stray one at XFD1048576 would cost gigabytes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from xml.etree import ElementTree as ET

from gradflow.model.cells import Far, Looks, Merge, Picture, Raw, Sheet, YearlessDate, column_letters, column_number, is_blank
from gradflow.reading.sniffing import DAMAGED, unreadable

NEAR_ROWS, NEAR_COLUMNS = 20_000, 256
"""What is read of a sheet in any case; below it, what a dense table reaches down to: a stray cell lies far away."""
SEVERAL_CELLS = 4
"""Filled cells that make a row a head or a person, and not a title."""
GAP = 40
"""Blank columns by which cells right of a row's others are none of a wide table's."""
SPARSEST = 2
"""A table is dense as long as every so manieth row holds several cells."""
NAMED_STRAYS = 3
MOST_ROWS = 120_000
"""Rows of several cells in a sheet: as many as all that comes after reading has memory for; a college has a few thousand people."""
MAX_CELLS = NEAR_ROWS * NEAR_COLUMNS
"""Cells of the rectangle a sheet spans."""
MOST_STRAYS = 1_100_000
"""As many as a formula filled down to the end of the sheet makes."""
MOST_SHEETS = 2000
HUGE = ("表格大得不像一张登记表", "新建空白模板，把内容复制过去后重新报送")
LONG = (f"有一张工作表超过{MOST_ROWS}行, 不像一个支部的登记表", "只留本支部的人员，删去其余的行或工作表，重新报送")
MANY = (f"里面有{MOST_SHEETS}多张工作表", "删去与报送无关的工作表，重新报送")

_MONTH, _DAY, _WHOLE = 'yyyy"年"m"月"', 'm"月"d"日"', 'yyyy"年"m"月"d"日"'
CHINESE_FORMATS = {
    27: _MONTH, 28: _DAY, 29: _DAY, 30: "m-d-yy", 31: _WHOLE, 36: _MONTH, 50: _MONTH, 51: _DAY,
    52: _MONTH, 53: _DAY, 54: _DAY, 57: _MONTH, 58: _DAY,
}  # fmt: skip
"""Built-in number formats of Chinese Excel (ECMA-376 part 1, 18.8.30), which other programs do not know."""
FIRST_DAY, LAST_DAY = 20_000, 60_000
"""Numbers that may be days: 1954 to 2064, or four years later where days are counted from 1904."""
NOT_SHOWN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


class Strays:
    """Tells filled cells that lie far away, given row by row, and counts them."""

    def __init__(self, columns: int = NEAR_COLUMNS) -> None:
        """Begin with none; cells right of so many columns lie far away in any case."""
        self._columns = columns
        self._names: list[str] = []
        self._count = self._rows = self._first = 0
        self._row = self._filled = self._dense = self._before = self._beyond = 0
        self.last_row = self.last_column = 0
        """Of the cells that are near."""

    def take(self, row: int, column: int) -> bool:
        """Whether this cell lies far away. Raises ReadingError when rows of several cells, or far-off ones, are very many."""
        if row != self._row:
            self._row, self._filled, self._before, self._beyond = row, 0, 0, 0
        is_far = column > self._columns or row > self.reach
        if column <= self._columns:
            self._filled += 1
            if self._filled == SEVERAL_CELLS:
                self._take_row(row, is_far=is_far)
        elif self._beyond or column - self._before > GAP:
            self._beyond += 1
            if self._beyond == SEVERAL_CELLS:
                self._take_row(row, is_far=True)
        self._before = column
        if is_far:
            self._count += 1
            if self._count <= NAMED_STRAYS:
                self._names.append(f"{column_letters(column)}{row}")
            elif self._count > MOST_STRAYS:
                raise unreadable(*HUGE)
            return True
        self.last_row, self.last_column = max(self.last_row, row), max(self.last_column, column)
        return False

    def _take_row(self, row: int, *, is_far: bool) -> None:
        if is_far:
            self._rows += 1
            self._first = self._first or row
        else:
            self._dense += 1
        if self._rows + self._dense > MOST_ROWS:
            raise unreadable(*LONG)

    @property
    def reach(self) -> int:
        """The last row that is near, as far as the table has been dense until now."""
        return max(NEAR_ROWS, SPARSEST * self._dense)

    @property
    def far(self) -> Far:
        """What there was."""
        return Far(tuple(self._names), self._count, self._rows, self._first)


class Grid:
    """Filled cells by their 1-based places, and how the sheet looks; far-off cells are left out and named."""

    def __init__(self, name: str, *, is_hidden: bool = False) -> None:
        """Begin an empty sheet."""
        self.name, self.is_hidden = name, is_hidden
        self.merges: list[Merge] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.struck: set[tuple[int, int]] = set()
        self.coloured: set[tuple[int, int]] = set()
        self.notes: dict[tuple[int, int], str] = {}
        self._cells: dict[int, dict[int, Raw]] = defaultdict(dict)
        self._strays = Strays()

    def put(self, row: int, column: int, raw: Raw) -> None:
        """Put a value in its place. Raises ReadingError when there are too many."""
        if not is_blank(raw) and not self._strays.take(row, column):
            self._cells[row][column] = raw

    @property
    def reach(self) -> int:
        """The last row that is read."""
        return self._strays.reach

    def sheet(self, pictures: tuple[Picture, ...] | None = None) -> Sheet:
        """The sheet, done."""
        rows: list[list[Raw]] = [[] for _ in range(max(self._cells, default=0))]
        for row, cells in self._cells.items():
            line: list[Raw] = [None] * max(cells)
            for column, raw in cells.items():
                line[column - 1] = raw
            rows[row - 1] = line
        looks = Looks(
            self.is_hidden,
            frozenset(self.hidden_rows),
            frozenset(self.hidden_columns),
            frozenset(self.struck),
            frozenset(self.coloured),
            self.notes,
        )
        return Sheet(self.name, rows, tuple(self.merges), self._strays.far, pictures, looks)


def count_of(element: ET.Element, name: str, otherwise: int) -> int:
    """A number that an attribute holds, as long as a table can have so many."""
    text = element.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 9 else otherwise  # noqa: PLR2004 - no table has a billion rows


def is_day(number: float) -> bool:
    """Whether a number may be a day."""
    return FIRST_DAY <= number < LAST_DAY and number == int(number)


def as_shown(value: date, number_format: str) -> Raw:
    """A date as its cell shows it: a format without the day makes 2023年7月, one without the year a YearlessDate."""
    shown = NOT_SHOWN.sub("", number_format).casefold()
    day = value.date() if isinstance(value, datetime) else value
    if "m" in shown and "y" in shown and "d" not in shown and day.day == 1:
        return f"{day.year}年{day.month}月"
    if "m" in shown and "d" in shown and "y" not in shown:
        return YearlessDate(day.year, day.month, day.day)
    return day


PIECE = 8 * 2**20
"""The longest stretch without the end of a row."""
BLANK_CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*/>|<(?:\w+:)?c\b[^>/]*></(?:\w+:)?c>")
BLANK_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*/>|<(?:\w+:)?row\b[^>]*>\s*</(?:\w+:)?row>")
CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,7})(\d{1,10})"[^>]*(?:/>|>.*?</(?:\w+:)?c>)', re.DOTALL)
ROW_END = re.compile(rb"</(?:\w+:)?row>|<(?:\w+:)?row\b[^>]*/>")


@dataclass
class Trimmed:
    """A worksheet's XML, and the far-off cells that were taken out of it."""

    content: bytes
    far: Far


def trimmed(pieces: Callable[[], Iterable[bytes]], most: int, *, is_binary: bool = False) -> Trimmed:
    """Read a worksheet piece by piece, keeping filled cells near the top left, and no wider a sheet than its length allows.

    Raises ReadingError when more than ``most`` bytes remain, or when rows are very many.
    """
    strays = Strays()
    kept = _trim_binary(b"".join(pieces()), strays) if is_binary else _trim(pieces(), most, strays)
    if strays.last_row * strays.last_column > MAX_CELLS:
        strays = Strays(MAX_CELLS // strays.last_row)
        kept = _trim_binary(b"".join(pieces()), strays) if is_binary else _trim(pieces(), most, strays)
    return Trimmed(kept, strays.far)


def _trim(pieces: Iterable[bytes], most: int, strays: Strays) -> bytes:
    kept: list[bytes] = []
    size = 0
    for stretch in _stretches(pieces):
        slim = BLANK_ROW.sub(b"", BLANK_CELL.sub(b"", stretch))
        slim = CELL.sub(lambda match: _near(match, strays), slim)
        kept.append(BLANK_ROW.sub(b"", slim))
        size += len(kept[-1])
        if size > most:
            raise unreadable(*HUGE)
    return b"".join(kept)


def _stretches(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes, cut behind rows."""
    rest = b""
    for piece in pieces:
        rest += piece
        ends = [match.end() for match in ROW_END.finditer(rest)][-1:]
        if ends:
            yield rest[: ends[0]]
            rest = rest[ends[0] :]
        elif len(rest) > PIECE:
            raise unreadable(*HUGE)
    yield rest


def _near(match: re.Match[bytes], strays: Strays) -> bytes:
    row, column = int(match[2]), column_number(match[1].decode("ascii"))
    return b"" if strays.take(row, column) else match[0]


ROW_HEADER, BLANK, CELLS = 0, 1, range(1, 12)
"""Record types of a binary worksheet (MS-XLSB 2.3.1)."""


def _trim_binary(content: bytes, strays: Strays) -> bytes:
    """The same for a worksheet of an .xlsb: records of (type, size, data). Raises ReadingError."""
    kept = bytearray()
    row_header = b""
    place = row = 0
    while place < len(content):
        kind, start = _number(content, place, 2)
        size, start = _number(content, start, 4)
        end = start + size
        if kind == ROW_HEADER:
            row, row_header = int.from_bytes(content[start : start + 4], "little"), content[place:end]
        elif kind not in CELLS:
            kept += content[place:end]
        elif kind != BLANK and not strays.take(row + 1, int.from_bytes(content[start : start + 4], "little") + 1):
            kept += row_header + content[place:end]
            row_header = b""
        place = end
    return bytes(kept)


def _number(content: bytes, place: int, most: int) -> tuple[int, int]:
    """A number of 7-bit groups, lowest first, and the place behind it. Raises ReadingError at the end of the content."""
    value = 0
    for group in range(most):
        if place >= len(content):
            raise unreadable(DAMAGED)
        byte = content[place]
        place += 1
        value |= (byte & 0x7F) << (7 * group)
        if byte < 0x80:  # noqa: PLR2004 - the top bit says that more follow
            break
    return value, place

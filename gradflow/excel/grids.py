"""A sheet being read cell by cell, however far apart its cells lie."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date, datetime

from gradflow.core.cells import Looks, Merge, Picture, Raw, Sheet, YearlessDate, is_blank
from gradflow.core.places import column_letters
from gradflow.excel.sniffing import unreadable

NEAR_ROWS, NEAR_COLUMNS = 20_000, 256
"""What is read of a sheet in which a stray cell lies far away."""
MOST_STRAYS = 3
MAX_CELLS = NEAR_ROWS * NEAR_COLUMNS
"""Cells of the rectangle a sheet spans; a college has a few thousand."""
SCATTERED = ("数据散落在很远的行或列里", "新建空白模板，把内容复制过去后重新报送")
HUGE = ("表格大得不像一张登记表", "新建空白模板，把内容复制过去后重新报送")

_MONTH, _DAY, _WHOLE = 'yyyy"年"m"月"', 'm"月"d"日"', 'yyyy"年"m"月"d"日"'
CHINESE_FORMATS = {
    27: _MONTH, 28: _DAY, 29: _DAY, 30: "m-d-yy", 31: _WHOLE, 36: _MONTH, 50: _MONTH, 51: _DAY,
    52: _MONTH, 53: _DAY, 54: _DAY, 57: _MONTH, 58: _DAY,
}  # fmt: skip
"""Built-in number formats of Chinese Excel (ECMA-376 part 1, 18.8.30), which other programs do not know."""
DAYS = range(20_000, 60_000)
"""Numbers that may be days: 1954 to 2064, or four years later where days are counted from 1904."""
NOT_SHOWN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


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
        self._count = 0
        self._strays: list[str] = []

    def put(self, row: int, column: int, raw: Raw) -> None:
        """Put a value in its place. Raises ReadingError when cells are too many or scattered too far."""
        if is_blank(raw):
            return
        if row > NEAR_ROWS or column > NEAR_COLUMNS:
            self._strays.append(f"{column_letters(column)}{row}")
            if len(self._strays) > MOST_STRAYS:
                raise unreadable(*SCATTERED)
            return
        self._count += 1
        if self._count > MAX_CELLS:
            raise unreadable(*HUGE)
        self._cells[row][column] = raw

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
        return Sheet(self.name, rows, tuple(self.merges), tuple(self._strays), pictures, looks)


def as_shown(value: date, number_format: str) -> Raw:
    """A date as its cell shows it: a format without the day makes 2023年7月, one without the year a YearlessDate."""
    shown = NOT_SHOWN.sub("", number_format).casefold()
    day = value.date() if isinstance(value, datetime) else value
    if "m" in shown and "y" in shown and "d" not in shown and day.day == 1:
        return f"{day.year}年{day.month}月"
    if "m" in shown and "d" in shown and "y" not in shown:
        return YearlessDate(day.year, day.month, day.day)
    return day

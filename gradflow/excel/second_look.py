"""openpyxl's view of a workbook, for what python-calamine cannot tell: error values, formulas without a result, how dates are shown."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Any

import openpyxl
from openpyxl.styles import numbers

from gradflow.core.cells import ERROR_VALUES, UNCOMPUTED, Raw, Sheet, YearlessDate, is_blank

_MONTH, _DAY, _WHOLE = 'yyyy"年"m"月"', 'm"月"d"日"', 'yyyy"年"m"月"d"日"'
CHINESE_FORMATS = {
    27: _MONTH,
    28: _DAY,
    29: _DAY,
    30: "m-d-yy",
    31: _WHOLE,
    36: _MONTH,
    50: _MONTH,
    51: _DAY,
    52: _MONTH,
    53: _DAY,
    54: _DAY,
    57: _MONTH,
    58: _DAY,
}
"""Built-in number formats of Chinese Excel (ECMA-376 part 1, 18.8.30), which openpyxl does not know."""
NOT_SHOWN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def looked_at_twice(content: bytes, sheets: tuple[Sheet, ...]) -> tuple[Sheet, ...]:
    """The sheets with openpyxl's view laid over; a workbook it cannot read stays as it was read."""
    try:
        return tuple(map(_SecondLook(content).filled, sheets))
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - the second look may help, and must never cost a workbook
        return sheets


class _SecondLook:
    """The same workbook twice: results of formulas, and the formulas."""

    def __init__(self, content: bytes) -> None:
        numbers.BUILTIN_FORMATS.update(CHINESE_FORMATS)
        self._results = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True)
        self._formulas = openpyxl.load_workbook(BytesIO(content), read_only=True)

    def filled(self, sheet: Sheet) -> Sheet:
        """The sheet with what python-calamine left blank named, and dates as exact as they are shown."""
        rows = [list(cells) for cells in sheet.rows]
        for result, formula in self._cells(sheet.name):
            row, column = formula.row or 0, formula.column or 0
            if not (0 < row <= len(rows) and column > 0):
                continue
            cells = rows[row - 1]
            if found := _named(result, formula):
                cells.extend([None] * (column - len(cells)))  # python-calamine may have cut the row short
                cells[column - 1] = found if is_blank(cells[column - 1]) else cells[column - 1]
            elif column <= len(cells) and isinstance(result.value, date) and not isinstance(cells[column - 1], str):
                cells[column - 1] = as_shown(result.value, str(result.number_format))
        return dataclasses.replace(sheet, rows=rows)

    def _cells(self, name: str) -> Iterator[tuple[Any, Any]]:
        results, sources = self._results[name], self._formulas[name]
        for one in (results, sources):
            one.reset_dimensions()  # a dimension that lies would make endless empty rows
        for row, formulas in zip(results.iter_rows(), sources.iter_rows(), strict=False):
            yield from ((result, formula) for result, formula in zip(row, formulas, strict=False) if formula.value is not None)


def _named(result: Any, formula: Any) -> str | None:
    if result.value in ERROR_VALUES:
        return str(result.value)
    return UNCOMPUTED if formula.data_type == "f" and result.value is None else None


def as_shown(value: date, number_format: str) -> Raw:
    """A date as its cell shows it: a format without the day makes 2023年7月, one without the year a YearlessDate."""
    shown = NOT_SHOWN.sub("", number_format).casefold()
    day = value.date() if isinstance(value, datetime) else value
    if "m" in shown and "y" in shown and "d" not in shown and day.day == 1:
        return f"{day.year}年{day.month}月"
    if "m" in shown and "d" in shown and "y" not in shown:
        return YearlessDate(day.year, day.month, day.day)
    return day

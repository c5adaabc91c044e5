"""Where something stands: a file, a sheet, a cell. Rows and columns count from 1, as people do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cache
from operator import attrgetter
from typing import Any, Self, cast


@cache
def column_letters(column: int) -> str:
    """Return the spreadsheet letters of a 1-based column number (1 -> A, 27 -> AA)."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Return the 1-based number of a column's letters (A -> 1, AA -> 27)."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


class Packed:
    """A dataclass that goes over to another process field by field, in half the time that those with slots take by themselves."""

    __slots__ = ()

    def __reduce__(self) -> tuple[type[Self], tuple[Any, ...]]:
        return type(self), _values_of(cast("Any", type(self)))(self)


@cache
def _values_of(packed: Any) -> Callable[[object], tuple[Any, ...]]:
    return attrgetter(*(one.name for one in fields(packed)))


@dataclass(frozen=True, slots=True)
class Location(Packed):
    """A place in the inbox; prints ``附件2-商学院.xlsx › Sheet1 › F7``."""

    file: str
    sheet: str | None = None
    row: int | None = None
    column: int | None = None

    @property
    def cell(self) -> str | None:
        """The cell's name such as ``F7``, or None for a place that is not one cell."""
        if self.row is None or self.column is None:
            return None
        return f"{column_letters(self.column)}{self.row}"

    @property
    def order(self) -> tuple[str, str, int, int]:
        """A sort key: file, sheet, row, column; whole files and sheets come first."""
        return (self.file, self.sheet or "", self.row or 0, self.column or 0)

    def __str__(self) -> str:
        spot = self.cell or (f"第{self.row}行" if self.row else None)
        return " › ".join(filter(None, (self.file, self.sheet, spot)))

"""What a cell holds before anybody has understood it, and how to show that to a person.

Where something stands: a file, a sheet, a cell. Rows and columns count from 1, as people do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache


class YearlessDate(date):
    """A date whose cell shows month and day only: the spreadsheet added the year by itself."""


class MacDay(float):
    """A bare number in a workbook that counts its days from 1904, as Excel for Mac used to."""


Raw = str | int | float | bool | date | datetime | time | timedelta | None

MAX_EXACT_DIGITS = 15
"""Digits a spreadsheet number keeps (IEEE 754 double); later digits become 0."""
ROUNDED = 10**MAX_EXACT_DIGITS
"""The first number that may have lost some."""

UNCOMPUTED = "#公式未计算"
"""What a formula without a stored result is read as."""
ERROR_VALUES = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", UNCOMPUTED})


def is_blank(raw: Raw) -> bool:
    """Tell whether a cell is empty or holds white space only."""
    return raw is None or (isinstance(raw, str) and not raw.strip(" \t\r\n\u3000\xa0\u200b\ufeff"))


def typed_text(raw: Raw) -> str:
    """Return the cell as a person sees it typed: 21.0 -> ``21``, a date -> ``2023-07-01``."""
    if raw is None:
        return ""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, int | float):
        return _number_text(raw)
    if isinstance(raw, datetime):
        midnight = raw.time() == time()
        return raw.date().isoformat() if midnight else raw.isoformat(" ", "seconds")
    return raw.isoformat() if isinstance(raw, date | time) else str(raw)


LONGEST_SHOWN = 200


def shortened(text: str, most: int = LONGEST_SHOWN) -> str:
    """The text, or its beginning where it is too long to be shown."""
    return text if len(text) <= most else f"{text[:most]}…(共{len(text)}字)"


def listed(texts: Sequence[str], most: int, more: str = "等{}", between: str = "、") -> str:
    """The first texts one after the other; where there are more, ``more`` tells how many there are in all."""
    return between.join(texts[:most]) + (more.format(len(texts)) if len(texts) > most else "")


def _number_text(number: float) -> str:
    if isinstance(number, float) and not number.is_integer():
        return repr(number)
    if abs(number) < ROUNDED:
        return str(int(number))
    return f"{Decimal(repr(number)).normalize():E}"


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range of cells, 1-based and inclusive."""

    top: int
    left: int
    bottom: int
    right: int


MOST_PIXELS = 100_000_000
"""Of a photo that is written anew: a program that shows it unpacks four bytes for each."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture on a sheet: where it stands (1-based) and which entry of the package holds it, if known."""

    row: int
    column: int
    entry: str = ""


@dataclass(frozen=True, slots=True)
class Looks:
    """How a sheet looks to the person who opens it, as far as that may mean something; places are 1-based."""

    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    """Hidden one by one, or filtered out."""
    hidden_columns: frozenset[int] = frozenset()
    struck: frozenset[tuple[int, int]] = frozenset()
    """(row, column) of filled cells that are struck out."""
    coloured: frozenset[tuple[int, int]] = frozenset()
    """(row, column) of filled cells with coloured text or background."""
    notes: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """(row, column) -> comment on the cell."""


def with_notes(looks: Looks | None, is_kept: Callable[[int, int], bool]) -> Looks | None:
    """How a sheet looks, with nothing but the comments on cells (row, column) that are kept."""
    return looks and replace(looks, notes={place: text for place, text in looks.notes.items() if is_kept(*place)})


@dataclass(frozen=True, slots=True)
class Far:
    """Filled cells so far away that they were left out."""

    names: tuple[str, ...] = ()
    """The first few."""
    count: int = 0
    rows: int = 0
    """Rows of several such cells near the left: they may be people."""
    first_row: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet: ``rows[0][0]`` is cell A1, whatever the workbook left empty before its data."""

    name: str
    rows: Sequence[Sequence[Raw]]
    merges: tuple[Merge, ...] = ()
    far: Far = Far()
    pictures: tuple[Picture, ...] | None = None
    """Pictures floating over it or standing in cells; None where the file's kind does not let one see them."""
    looks: Looks | None = Looks()
    """None where something is to be seen, but could not be."""

    def at(self, row: int, column: int) -> Raw:
        """Return the cell at a 1-based row and column; None outside the sheet."""
        if not 0 < row <= len(self.rows):
            return None
        cells = self.rows[row - 1]
        return cells[column - 1] if 0 < column <= len(cells) else None


@dataclass(frozen=True, slots=True)
class Mark:
    """What gradflow wrote into a workbook's custom properties when it made it."""

    campaign: str = ""
    form: str = ""
    branch: str = ""
    round: int | None = None
    source: str = ""
    """SHA-256 of the workbook a returned copy was made from; empty for a blank template."""


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook as read: typed cells with their true row numbers."""

    file: str
    sheets: tuple[Sheet, ...]
    digest: str
    mark: Mark | None = None
    odd_format: str = ""
    """What it is, for people, if it is no workbook but a text with tables in it."""


@dataclass(frozen=True, slots=True)
class CellStyle:
    """Number format, alignment and data validation of a column: told by the kind, obeyed by templates and reports."""

    number_format: str = "General"
    """``@``: text, so that all stays as typed: no leading 0 and no digit is lost, nothing becomes a date."""
    align: str = "left"
    choices: tuple[str, ...] = ()
    """Values of the drop-down; empty: none."""
    is_open: bool = False
    """Whether something else may be typed, after a warning."""
    exact_length: int | None = None
    """Characters a typed value must have; None: any."""
    bounds: tuple[int, int] | None = None
    """Smallest and largest whole number; None: any."""


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


@dataclass(frozen=True, slots=True)
class Location:
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

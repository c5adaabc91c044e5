"""What a cell holds before anybody has understood it, and how to show that to a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal


class YearlessDate(date):
    """A date whose cell shows month and day only: the spreadsheet added the year by itself."""


class MacDay(float):
    """A bare number in a workbook that counts its days from 1904, as Excel for Mac used to."""


Raw = str | int | float | bool | date | datetime | time | timedelta | None

MAX_EXACT_DIGITS = 15
"""Digits a spreadsheet number keeps (IEEE 754 double); later digits become 0."""


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


def _number_text(number: float) -> str:
    if isinstance(number, float) and not number.is_integer():
        return repr(number)
    if abs(number) < 10**MAX_EXACT_DIGITS:
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

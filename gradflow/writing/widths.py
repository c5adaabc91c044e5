"""Tables for people, and widths fitted to what stands in their columns and to the page they are printed on.

What a cell of a workbook can hold, and the room it takes.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from math import ceil, inf

from gradflow.model.folding import UNWRITABLE

LONGEST_TEXT = 32_000
LARGEST = sys.float_info.max


def clean(text: str) -> str:
    """Text a workbook can hold: no lone surrogates or control characters, not endless."""
    kept = UNWRITABLE.sub("", text) if UNWRITABLE.search(text) else text
    return kept if len(kept) <= LONGEST_TEXT else kept[:LONGEST_TEXT] + "…(过长，后面略去)"


LINE_HEIGHT, LOWEST_ROW, HIGHEST_ROW = 15.0, 18.0, 400.0
"""Points; Excel allows 409."""


def height_for(cells: Sequence[object], widths: Sequence[float]) -> float:
    """Points a row needs so that no wrapped text is cut.

    Set by hand: spreadsheet programs do not fit the rows of a generated file to their text.
    """
    most = 1
    for value, width in zip(cells, widths, strict=False):
        if isinstance(value, str) and (len(value) * 2 > width or "\n" in value):
            most = max(most, lines_of(value, width))
    return row_height(most)


def row_height(lines: int) -> float:
    """Points a row of so many lines takes."""
    return min(max(lines * LINE_HEIGHT + 3, LOWEST_ROW), HIGHEST_ROW)


def lines_of(value: object, width: float) -> int:
    """Lines a value takes in a column so many characters wide."""
    if not isinstance(value, str) or (len(value) * 2 <= width and "\n" not in value):
        return 1
    return sum(ceil((display_width(line) + 1) / width) for line in value.split("\n"))


def display_width(text: str) -> int:
    """Columns of a fixed-width font: a Han character takes two."""
    return len(text) if text.isascii() else len(text.encode("gb18030", "replace"))


LANDSCAPE = 1040.0
"""Pixels between the margins of a landscape A4 page at full size."""
PIXELS, PADDING = 7.0, 5.0
"""A character of the default font, and what a column adds."""
SAMPLED_ROWS = 400
NARROWEST = 5.0
MOST_SPREAD = 1.25
COUNTED_ROWS, MOST_STEPS, TRIED = 60, 120, 12
"""Rows whose lines are counted, and how many ways to press the texts are tried: from one line each on, a tenth of a line more each; those that fit."""
MUCH = 1.25
"""How much more paper a larger print may take."""
UNBROKEN = re.compile(r"[!-~]+")
"""Figures, addresses and codes: a line break would make them hard to read."""
LONGEST_WORD = 26
WIDE_DIGITS = 1.2
"""How much wider digits may be where the font is not installed and another one stands in."""
HEAD_LINES = 3


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table for people; ``key`` names the field, or whatever else, it shows."""

    head: str
    width: float = 10
    key: str = ""
    group: str = ""
    """What stands above the head, and above its neighbours of the same group."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows ready to be written: plain text, numbers and dates."""

    name: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[object]]

    def place(self, key: str) -> int:
        """Which column shows it, from 0. Raises ValueError."""
        return [column.key for column in self.columns].index(key)


def fit_widths(table: Table, scales: Sequence[float]) -> list[float]:
    """Widths at which the columns fill one landscape page and the rows take little paper.

    ``scales`` are the sizes to print it in, the largest first; a smaller one is taken where it saves much. Rows may hold more than the columns.
    """
    least, wanted = _needs(table)
    rows = Counter(_parts_of(row[: len(wanted)], least) for row in table.rows[:: max(1, len(table.rows) // COUNTED_ROWS)])
    tried = []
    for scale in scales:
        room = (LANDSCAPE / scale - PADDING * len(wanted)) / PIXELS
        pressed = ([max(low, high / (1 + step / 10)) for low, high in zip(least, wanted, strict=True)] for step in range(MOST_STEPS))
        fitting = islice((_spread(one, room) for one in pressed if sum(one) <= room), TRIED)
        tried.append(min(((scale * _height(rows, one), one) for one in fitting), default=(inf, list(least))))
    lowest = min(height for height, _ in tried)
    widths = next(widths for height, widths in tried if height <= lowest * MUCH)
    return [round(width - 0.05, 1) for width in widths]


def _spread(widths: Sequence[float], room: float) -> list[float]:
    """The widths with what is left of the page, as far as it does good."""
    spare = max(1.0, min(room / sum(widths), MOST_SPREAD))
    return [width * spare for width in widths]


def _parts_of(row: Sequence[object], least: Sequence[float]) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """Column and widths of the lines of each text that needs more than one line where columns are as narrow as they may be."""
    texts = ((place, value) for place, value in enumerate(row) if isinstance(value, str) and len(value) > NARROWEST / 2)
    parts = ((place, tuple(display_width(part) + 1 for part in text.split("\n"))) for place, text in texts)
    return tuple((place, own) for place, own in parts if len(own) > 1 or own[0] > least[place])


def _height(rows: Mapping[tuple[tuple[int, tuple[int, ...]], ...], int], widths: Sequence[float]) -> float:
    """Points that rows take, their texts given as by ``_parts_of``, and how many are alike."""
    lines = (max((sum(ceil(part / widths[place]) for part in own) for place, own in parts), default=1) for parts in rows)
    return sum(height * count for height, count in zip(map(row_height, lines), rows.values(), strict=True))


def merged_width(widths: Sequence[float]) -> float:
    """Characters that columns hold together when their cells are merged."""
    return sum(widths) + (len(widths) - 1) * PADDING / PIXELS


def _needs(table: Table) -> tuple[list[float], list[float]]:
    """Of every column the least width, and the width at which nothing has to be broken."""
    step = max(1, len(table.rows) // SAMPLED_ROWS)
    sample = table.rows[::step]
    least, wanted = [], []
    for place, column in enumerate(table.columns):
        texts = [str(row[place]) if row[place] is not None else "" for row in sample]
        words = max((len(word) for text in set(texts) for word in UNBROKEN.findall(text)), default=0)
        measured = {text: max(map(display_width, text.split("\n"))) for text in set(texts)}
        lengths = sorted(measured[text] for text in texts)
        longest = lengths[int(len(lengths) * 0.9)] if lengths else 0  # nine rows in ten: a rare long remark takes more lines, not more room
        head = ceil(display_width(column.head) / HEAD_LINES) + 1
        parted = max(map(display_width, column.head.split("\n"))) if "\n" in column.head else 0
        code = min(words, LONGEST_WORD) * WIDE_DIGITS + 1
        low = max(NARROWEST, code, min(head, 9), min(longest + 1.5, 9), min(column.width / 2, 9), min(parted + 1.5, LONGEST_WORD))
        least.append(low)
        wanted.append(max(low, head, longest + 1.5))
    return least, wanted

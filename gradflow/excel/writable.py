"""What a cell of a workbook can hold, and the room it takes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from math import ceil

from gradflow.core.folding import UNWRITABLE

LONGEST_TEXT = 32_000
LARGEST = sys.float_info.max


def clean(text: str) -> str:
    """Text a workbook can hold: no lone surrogates or control characters, not endless."""
    kept = UNWRITABLE.sub("", text) if UNWRITABLE.search(text) else text
    return kept if len(kept) <= LONGEST_TEXT else kept[:LONGEST_TEXT] + "…(过长，后面略去)"


LINE_HEIGHT, LOWEST_ROW, HIGHEST_ROW = 15.0, 20.0, 400.0
"""Points; Excel allows 409."""


def height_for(cells: Sequence[object], widths: Sequence[float]) -> float:
    """Points a row needs so that no wrapped text is cut.

    Set by hand: spreadsheet programs do not fit the rows of a generated file to their text.
    """
    texts = ((value, width) for value, width in zip(cells, widths, strict=False) if isinstance(value, str))
    return row_height(max([lines_of(text, width) for text, width in texts if len(text) * 2 > width or "\n" in text], default=1))


def row_height(lines: int) -> float:
    """Points a row of so many lines takes."""
    return min(max(lines * LINE_HEIGHT + 6, LOWEST_ROW), HIGHEST_ROW)


def lines_of(value: object, width: float) -> int:
    """Lines a value takes in a column so many characters wide."""
    if not isinstance(value, str) or (len(value) * 2 <= width and "\n" not in value):
        return 1
    return sum(ceil((display_width(line) + 1) / width) for line in value.split("\n"))


def display_width(text: str) -> int:
    """Columns of a fixed-width font: a Han character takes two."""
    return len(text) if text.isascii() else len(text.encode("gb18030", "replace"))

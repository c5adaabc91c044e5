"""Making long texts fit: a row of a fixed height cuts off what is larger, so its letters become smaller."""

from __future__ import annotations

from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell

SIZES = (11.0, 10.0, 9.0, 8.0, 7.0, 6.0, 5.0)
"""Points; a card's own size first."""
LINE, PADDING = 1.45, 12.0
"""Height of a line in letters, its leading included; left and right margin of a cell together, in points."""


def fit_texts(document: Document) -> None:
    """Shrink the texts of table cells in rows of exact height until they fit, or to the smallest size."""
    from docx.enum.table import WD_ROW_HEIGHT_RULE  # noqa: PLC0415 - lxml, for Word only
    from docx.shared import Pt  # noqa: PLC0415 - lxml, for Word only
    from docx.table import _Cell  # noqa: PLC0415 - lxml, for Word only

    for table in document.tables:
        for row in table.rows:
            if row.height_rule != WD_ROW_HEIGHT_RULE.EXACTLY or not row.height:
                continue
            for element in row._tr.tc_lst:  # noqa: SLF001 - row.cells tells a merged cell several times
                cell = _Cell(element, table)
                if (size := _size_for(cell, row.height.pt)) < SIZES[0]:
                    for run in (run for paragraph in cell.paragraphs for run in paragraph.runs):
                        run.font.size = Pt(size)


def _size_for(cell: _Cell, height: float) -> float:
    return fitting_size(cell.text, cell.width.pt, height) if cell.text and cell.width else SIZES[0]


def fitting_size(text: str, width: float, height: float) -> float:
    """The largest size in which a text fits into a cell (points); the smallest where none does."""
    for size, _ in pairwise(SIZES):
        places = max((width - PADDING) / size, 1)
        lines = sum(ceil(han_widths(line) / places) or 1 for line in text.split("\n"))
        if lines * size * LINE <= height:
            return size
    return SIZES[-1]


def han_widths(line: str) -> float:
    """Widths of a Han character; other signs take less, most where the usual font is not installed."""
    return sum(1.0 if ord(sign) > 0x2E7F else 0.64 for sign in line)  # noqa: PLR2004 - where CJK begins

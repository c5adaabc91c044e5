"""A sheet written from top to bottom, page by page: it breaks pages itself, never through a chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from gradflow.writing.books import Book
from gradflow.writing.charts import Block, place_chart
from gradflow.writing.sheets import Chart, Sheet
from gradflow.writing.splicing import Format
from gradflow.writing.tables import NARROW, head_format, set_widths
from gradflow.writing.widths import Column, height_for

SCALE = 72
"""Per cent; set by hand, for programs that fit a sheet to the page ignore page breaks."""
PAGE_HEIGHT = 694.0
"""Points of rows on a landscape A4 page at that scale, with a little to spare."""
MOST_BREAKS = 1000
"""Excel takes 1,023."""
MOST_KEPT = 24
HEADING, LINE, GAP = 22.0, 18.0, 12.0
"""Points of a heading, a line and an empty row (an empty one has the height of the sheet)."""
MOST_TOGETHER = PAGE_HEIGHT - GAP - 2 * HEADING
"""Points that fit a page below a heading and a line of explanation."""
PIXELS = 4 / 3
"""A point in pixels."""


Place = tuple[int, int]
"""The first and last of the sheet's columns that a cell takes."""


@dataclass(slots=True)
class PagedSheet:
    """The sheet, what stands on it so far, and how much of the page is used."""

    book: Book
    sheet: Sheet
    widths: Sequence[float]
    used: float = 0.0
    heights: list[float] = field(default_factory=list)
    """Points of every row so far."""
    breaks: list[int] = field(default_factory=list)
    _heading: tuple[str, float] | None = None
    """One that is to be written with what follows it, and the points it wants for that."""

    @property
    def row(self) -> int:
        """The 0-based row that comes next."""
        return len(self.heights)

    @property
    def columns(self) -> int:
        """How many columns the sheet has."""
        return len(self.widths)

    def start(self) -> None:
        """Set widths and print set-up."""
        set_widths(self.sheet, self.widths)
        self.sheet.set_print_scale(SCALE)

    def finish(self) -> None:
        """Fix the page breaks and what is printed."""
        self.sheet.set_h_pagebreaks(tuple(self.breaks[:MOST_BREAKS]))
        self.sheet.print_area(0, 0, max(self.row - 1, 0), self.columns - 1)

    def need(self, height: float) -> None:
        """Begin a new page if so many points, below a heading that waits for them, do not fit on this one (and would on the next)."""
        if self._heading:
            (text, following), self._heading = self._heading, None
            self.need(GAP + HEADING + min(max(following, height), MOST_TOGETHER))
            if self.used:
                self.take(GAP)
            self.sheet.put(self.take(HEADING), 0, text, self.book.format(bold=True, font_size=13, text_wrap=False))
        elif self.used and self.used + min(height, PAGE_HEIGHT) > PAGE_HEIGHT:
            self.breaks.append(self.row)
            self.used = 0.0

    def take(self, height: float) -> int:
        """Take a row of so many points; return its number. Cells are written by the caller."""
        self.need(height)
        self.sheet.set_row(self.row, height)
        self.used += height
        self.heights.append(height)
        return self.row - 1

    def heading(self, text: str, following: float = 0.0) -> None:
        """Write a heading after an empty row, on the page of what is written next, with at least ``following`` points of it."""
        self._heading = text, following

    def note(self, text: str) -> None:
        """Write a line of explanation over the whole width."""
        row = self.take(height_for([text], [sum(self.widths)]))
        self.sheet.merge_range(row, 0, row, self.columns - 1, "", self.book.format(italic=True))
        self.sheet.put(row, 0, text, self.book.format(italic=True, align="left"))

    def table(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[object]],
        *,
        has_total: bool = False,
        spans: Sequence[int] = (),
        is_drawn: bool = False,
        kept: int = MOST_KEPT,
    ) -> Block:
        """Write a bordered table in the sheet's first columns; a total is its last row, in bold.

        Its columns take one of the sheet's each, or as many as ``spans`` say. Its head stands again on every page, unless a chart is
        drawn from it: the rows of a chart's figures stand together. So many rows as are ``kept`` stay on one page if they can.
        """
        heads = [column.head for column in columns]
        ends = list(accumulate(spans or [1] * len(columns)))
        places = list(zip([0, *ends], (end - 1 for end in ends), strict=False))
        widths = [sum(self.widths[first : last + 1]) for first, last in places]
        self.need(min(height_for(heads, widths) + sum(height_for(cells, widths) for cells in rows[:kept]), MOST_TOGETHER))
        head = self.row
        aligns = ["left" if column.width > NARROW else "center" for column in columns]
        plain, strong = ([self.book.format(border=1, align=align, **more) for align in aligns] for more in ({}, {"bold": True, "top": 2}))
        look = [head_format(self.book)] * len(heads)
        self._line(heads, look, places, widths)
        for number, cells in enumerate(rows, start=1):
            self.need(height_for(cells, widths))
            if not (self.used or is_drawn):
                self._line(heads, look, places, widths)
            self._line(cells, strong if has_total and number == len(rows) else plain, places, widths)
        return Block(self.sheet.name, head, heads, rows)

    def _line(self, cells: Sequence[object], formats: Sequence[Format], places: Sequence[Place], widths: Sequence[float]) -> None:
        row = self.take(height_for(cells, widths))
        for (first, last), value, form in zip(places, cells, formats, strict=True):
            if last > first:
                self.sheet.merge_range(row, first, row, last, "", form)
            self.sheet.put(row, first, value, form)

    def chart_beside(self, block: Block, chart: Chart, height: float) -> None:
        """Put a chart right of a block, and leave the points it takes from the head of the block on."""
        while sum(self.heights[block.head :]) < height:
            self.take(LINE)
        column = len(block.heads)
        width = sum(width * 7 + 5 for width in self.widths[column:]) - 12
        place_chart(self.sheet, chart, (block.head, column), (width, height * PIXELS - 4))

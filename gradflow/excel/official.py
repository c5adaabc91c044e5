"""The official sheets of accepted rows, as an office hands them in: on paper nothing of ours stands beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from xlsxwriter.worksheet import Worksheet

from gradflow.core.places import Location
from gradflow.core.styles import CellStyle
from gradflow.excel.books import Book, put
from gradflow.excel.links import MOST_LINKS, NO_LINKS, Links
from gradflow.excel.splicing import Body
from gradflow.excel.tables import LINK_COLOUR, column_formats, finish_table
from gradflow.excel.widths import Table, fit_widths
from gradflow.excel.writable import clean, height_for

TITLE_FONT, HEAD_FONT = "方正小标宋简体", "黑体"
"""As official papers use them (GB/T 9704-2012); where the first is not installed, its character set brings 宋体."""
CHINESE = 134
"""The GB 2312 character set in a font's entry."""
ORIGIN_HEAD, ORIGIN_WIDTH = "来源", 48
SCALES = (1.0, 0.92, 0.85, 0.8)
"""Print sizes to try: 10 points stay at least 8."""
KEPT = 3
"""序号, 党支部 and 姓名 stay in sight."""
TITLE_ROW, HEAD_ROW, FIRST_ROW = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands around the rows of an official sheet."""

    title: str
    notes: Sequence[str] = ()
    """The official notes under the table."""
    signature: str = ""
    """The last line, to be filled in by hand."""
    styles: Mapping[str, CellStyle] = field(default_factory=dict)


def write_official(book: Book, table: Table, origins: Sequence[Location], paper: Paper, links: Links = NO_LINKS) -> Worksheet:
    """Write one official sheet; each row's source stands to the right of what is printed."""
    sheet = book.sheet(table.name)
    widths = fit_widths(table, SCALES)
    _write_top(book, sheet, table, paper, widths)
    formats = column_formats(book, table.columns, paper.styles)
    plain = book.format(text_wrap=False, font_color="#595959")
    linked = book.format(text_wrap=False, font_color=LINK_COLOUR, underline=1)
    rows = [(*cells, str(origin)) for cells, origin in zip(table.rows, origins, strict=True)]
    urls = map(links.to, origins) if len(rows) <= MOST_LINKS else ()
    places = [(len(widths), url) if url else None for url in urls]
    end = book.body(sheet, Body(FIRST_ROW, rows, [*formats, plain], widths, places, linked))
    last = _write_bottom(book, sheet, paper, end, widths)
    finish_table(sheet, HEAD_ROW, end, len(widths) + 1, KEPT)  # 来源 is sorted with the rows
    sheet.print_area(0, 0, last, len(widths) - 1)
    sheet.center_horizontally()
    return sheet


def _write_top(book: Book, sheet: Worksheet, table: Table, paper: Paper, widths: Sequence[float]) -> None:
    """The title over the official columns, the head row, and the head of 来源."""
    title = book.format(font_name=TITLE_FONT, font_charset=CHINESE, font_size=18, align="center")
    sheet.set_row(TITLE_ROW, height_for([paper.title], [sum(widths) / 1.9]) * 1.5 + 8)
    sheet.merge_range(TITLE_ROW, 0, TITLE_ROW, len(widths) - 1, clean(paper.title), title)
    head = book.format(font_name=HEAD_FONT, font_charset=CHINESE, border=1, align="center")
    heads = [column.head for column in table.columns]
    sheet.set_row(HEAD_ROW, height_for(heads, [width * 0.95 for width in widths]) + 6)
    for place, (text, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(place, place, width)
        put(sheet, HEAD_ROW, place, text, head)
    sheet.set_column(len(widths), len(widths), ORIGIN_WIDTH)
    put(sheet, HEAD_ROW, len(widths), ORIGIN_HEAD, book.format(font_color="#595959", italic=True))


def _write_bottom(book: Book, sheet: Worksheet, paper: Paper, row: int, widths: Sequence[float]) -> int:
    """The official notes and the line to sign; return the last row."""
    for text in (*paper.notes, *([paper.signature] if paper.signature else ())):
        is_signature = text is paper.signature
        sheet.set_row(row, 34 if is_signature else height_for([text], [sum(widths)]))
        form = book.format(align="left", font_size=11 if is_signature else 10)
        sheet.merge_range(row, 0, row, len(widths) - 1, clean(text), form)
        row += 1
    return max(row - 1, HEAD_ROW)

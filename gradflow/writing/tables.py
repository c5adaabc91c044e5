"""Tables for people: a head row, filters, frozen panes, widths, print set-up; official ones as an office hands them in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import NamedTuple

from gradflow.model.cells import CellStyle, column_letters
from gradflow.model.findings import FindingState, Severity
from gradflow.model.vocabulary import Labelled
from gradflow.writing.books import Book, write_rows
from gradflow.writing.links import MOST_LINKS
from gradflow.writing.sheets import Sheet
from gradflow.writing.splicing import LAST_ROW, Body, Format
from gradflow.writing.widths import Column, Table, clean, fit_widths, height_for

HEAD_FILL = "#DDEBF7"
LINK_COLOUR = "#0563C1"
SCALES, OFFICIAL_SCALES = (0.85, 0.75, 0.7), (0.85, 0.8, 0.75)
"""Print sizes to try; on an official sheet 10 points stay at least 7.5."""
NARROW = 15
"""Columns up to this width hold short words and figures, which are centred."""
FILLS: Mapping[Labelled, str] = {Severity.ERROR: "#FFC7CE", Severity.WARNING: "#FFEB9C", FindingState.SOLVED: "#E2EFDA"}
TOP = 3
"""Rows of a title and of heads of two lines."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a table on a sheet of its own is shown."""

    title: str = ""
    """Of an official table: stands in a merged row above the head."""
    lines: Sequence[str] = ()
    """Between an official title and the heads, to be filled in by hand."""
    kept: int = 0
    """How many columns stay in sight when the others move."""
    linked: tuple[str, ...] = ()
    """The keys of the columns that may lead to a row's source: the first of them that says something does."""
    styles: Mapping[str, CellStyle] = field(default_factory=dict)
    """How fields want their cells."""
    marked: str = ""
    """The key of the column whose levels are filled."""
    total: Sequence[object] = ()
    """The last row, which is neither filtered nor sorted with the others."""
    notes: Sequence[str] = ()
    """Lines under it."""
    signature: str = ""
    """The last of them, to be filled in by hand."""
    is_official: bool = False
    """Whether it is handed in on paper: its last column, each row's source, stands to the right of what is printed."""


class Part(NamedTuple):
    """As much of a long table as one sheet takes."""

    table: Table
    first: int
    """Its first row, of all rows from 0."""
    above: str = ""
    """What it says above its head, if it continues another."""
    below: str = ""
    """What it says under its last row, if another continues it."""


def parts(table: Table, others: int) -> list[Part]:
    """The table in as many sheets as it needs, each of at most LAST_ROW rows, ``others`` of them above and below the table's own; one without rows is one sheet too."""
    most = LAST_ROW - others - 2  # what is said of the sheets before and after it
    starts = range(0, max(len(table.rows), 1), most)
    names = [table.name, *(f"{table.name}({number})" for number in range(2, len(starts) + 1))]
    above = ["", *(f"接工作表“{name}”" for name in names[:-1])]
    below = [*(f"还没有完，下接工作表“{name}”" for name in names[1:]), ""]
    own = (replace(table, name=name, rows=table.rows[start : start + most]) for name, start in zip(names, starts, strict=True))
    return [*map(Part, own, starts, above, below)]


def write_table(book: Book, table: Table, look: Look, urls: Sequence[str] = ()) -> None:
    """Write a table on a sheet of its own, or on several where it is longer than a sheet; ``urls`` are the addresses of its rows' sources."""
    printed = replace(table, columns=table.columns[:-1]) if look.is_official else table
    widths = fit_widths(printed, OFFICIAL_SCALES if look.is_official else SCALES)
    urls = urls if len(urls) <= MOST_LINKS else ()
    for part in parts(table, TOP + 1 + len(look.lines) + len(look.notes)):
        _write_part(book, part, look, widths, urls[part.first :])


def _write_part(book: Book, part: Part, look: Look, widths: Sequence[float], urls: Sequence[str]) -> None:
    table, sheet = part.table, book.sheet(part.table.name)
    head = _write_official_top(book, sheet, part, look, widths) if look.is_official else _write_top(book, sheet, part, widths)
    formats, link = column_formats(book, table.columns, look.styles), link_format(book)
    if look.is_official:
        formats[-1] = book.format(text_wrap=False, font_color="#595959")
        link = book.format(text_wrap=False, font_color=LINK_COLOUR, underline=1)
    linked = [table.place(key) for key in look.linked]
    said = ((url, next((place for place in linked if cells[place]), None)) for cells, url in zip(table.rows, urls, strict=False))
    links = [(place, url) if url and place is not None else None for url, place in said]
    end = sheet.body(Body(head + 1, table.rows, formats, widths, links, link))
    finish_table(sheet, head, end, len(formats), look.kept, has_groups=any(column.group for column in table.columns))
    if look.marked:
        mark_levels(sheet, book, table.place(look.marked), (head + 1, end - 1))
    if look.total and not part.below:
        strong = column_formats(book, table.columns, look.styles, bold=True, top=2)
        end = write_rows(sheet, end, [look.total], strong, widths)
    end = write_lines(sheet, [part.below] if part.below else look.notes, end, widths, book.format(align="left", font_size=10))
    if look.signature and not part.below:
        write_line(sheet, end, (0, len(widths) - 1), look.signature, book.format(align="left", font_size=11), 34)
        end += 1
    if look.is_official:
        sheet.print_area(0, 0, end - 1, len(widths) - 1)
        sheet.center_horizontally()


def _write_top(book: Book, sheet: Sheet, part: Part, widths: Sequence[float]) -> int:
    """What it continues, and the heads; return the last row of the heads."""
    if part.above:
        bold = book.format(font_size=12, bold=True, align="left")
        write_line(sheet, 0, (0, len(widths) - 1), part.above, bold, height_for([part.above], [sum(widths) * 0.8]) + 8)
    return write_head(sheet, book, int(bool(part.above)), part.table.columns, widths)


def _write_official_top(book: Book, sheet: Sheet, part: Part, look: Look, widths: Sequence[float]) -> int:
    """The title over the printed columns, lines, and the heads; return the last row of the heads."""
    height = height_for([look.title], [sum(widths) / 1.9]) * 1.5 + 8
    write_line(sheet, 0, (0, len(widths) - 1), look.title, official_title(book), height)
    lines = [*look.lines, *([part.above] if part.above else [])]
    first = write_lines(sheet, lines, 1, widths, book.format(align="left", font_size=10))
    form = book.format(font_name=HEAD_FONT, font_charset=CHINESE, border=1, align="center")
    *printed, source = part.table.columns
    set_widths(sheet, [*widths, source.width])
    head = write_heads(sheet, first, [(column.group, column.head, form) for column in printed])
    sheet.set_row(head, height_for([column.head for column in printed], [width * 0.95 for width in widths]) + 6)
    sheet.put(head, len(widths), source.head, book.format(font_color="#595959", italic=True))
    return head


def link_format(book: Book) -> Format:
    """How a link in a table looks."""
    return book.format(font_color=LINK_COLOUR, underline=1, border=1, align="left")


def set_widths(sheet: Sheet, widths: Sequence[float]) -> None:
    """Set the widths of a sheet's first columns, in characters."""
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)


def write_line(sheet: Sheet, row: int, columns: tuple[int, int], text: str, look: Format, height: float) -> None:
    """Write a text over a row's cells from the first of the columns to the last, in a row of so many points."""
    sheet.merge_range(row, columns[0], row, columns[1], clean(text), look)
    sheet.set_row(row, height)


def write_head(sheet: Sheet, book: Book, row: int, columns: Sequence[Column], widths: Sequence[float]) -> int:
    """Write the heads from a 0-based row on, and set the columns' widths; return the last row of the heads."""
    set_widths(sheet, widths)
    last = write_heads(sheet, row, [(column.group, column.head, head_format(book)) for column in columns])
    sheet.set_row(last, height_for([column.head for column in columns], widths) + 4)
    return last


def head_format(book: Book, fill: str = HEAD_FILL) -> Format:
    """How the head of a table's column looks."""
    return book.format(bold=True, border=1, align="center", bg_color=fill)


def column_formats(book: Book, columns: Sequence[Column], styles: Mapping[str, CellStyle], **more: object) -> list[Format]:
    """A format a column: as its field wants it; else text stands left, short words and figures in the middle."""
    found = (styles.get(one.key) or CellStyle(align="center" if one.width <= NARROW else "left") for one in columns)
    return [book.format(border=1, align=style.align, num_format=style.number_format, **more) for style in found]


def finish_table(sheet: Sheet, head_row: int, end: int, columns: int, kept: int = 0, *, has_groups: bool = False) -> None:
    """Filter, frozen head, repeated head, for a table from 0-based ``head_row`` (and the one above, if its heads are of two lines) to before ``end``."""
    sheet.autofilter(head_row, 0, max(end - 1, head_row), columns - 1)
    sheet.freeze_panes(head_row + 1, kept)
    sheet.repeat_rows(head_row - has_groups, head_row)


def mark_levels(sheet: Sheet, book: Book, column: int, rows: tuple[int, int]) -> None:
    """Fill the cells of a column that say a level; the gravest is bold too, for black and white print."""
    first, last = rows
    for level, fill in FILLS.items():
        form = book.format(bg_color=fill, bold=level is Severity.ERROR)
        rule = {"type": "formula", "criteria": f'=${column_letters(column + 1)}{first + 1}="{level.label}"', "format": form}
        sheet.conditional_format(first, column, max(first, last), column, rule)


def write_block(sheet: Sheet, book: Book, row: int, columns: Sequence[Column], rows: Sequence[Sequence[object]]) -> int:
    """Write a small bordered table at a 0-based row of a running sheet; return the row after it.

    Its columns follow the sheet's widths; text is kept left, all else is centred.
    """
    for place, column in enumerate(columns):
        sheet.put(row, place, column.head, head_format(book))
    left, centred = book.format(border=1, align="left"), book.format(border=1, align="center")
    formats = [left if column.width > NARROW else centred for column in columns]
    return write_rows(sheet, row + 1, rows, formats, [column.width for column in columns])


TITLE_FONT, HEAD_FONT = "方正小标宋简体", "黑体"
"""As official papers use them (GB/T 9704-2012); where the first is not installed, its character set brings 宋体."""
CHINESE = 134
"""The GB 2312 character set in a font's entry."""


def official_title(book: Book) -> Format:
    """How the title of an official paper looks."""
    return book.format(font_name=TITLE_FONT, font_charset=CHINESE, font_size=18, align="center")


GROUP_HEIGHT = 24.0
"""Points of the upper line of heads of two lines."""


def write_heads(sheet: Sheet, row: int, heads: Sequence[tuple[str, str, Format]]) -> int:
    """Write heads (group, head, look) from a 0-based row on, in two lines where some stand under a group; return the last row."""
    if not any(group for group, *_ in heads):
        for place, (_, head, look) in enumerate(heads):
            sheet.put(row, place, head, look)
        return row
    sheet.set_row(row, GROUP_HEIGHT)
    places = range(len(heads))
    for group, run in groupby(places, key=lambda place: heads[place][0]):
        columns = list(run)
        if len(columns) > 1 and group:
            sheet.merge_range(row, columns[0], row, columns[-1], clean(group), heads[columns[0]][2])
        for place in columns:
            _, head, look = heads[place]
            if not group:
                sheet.merge_range(row, place, row + 1, place, clean(head), look)
                continue
            sheet.put(row + 1, place, head, look)
            if len(columns) == 1:
                sheet.put(row, place, group, look)
    return row + 1


def write_lines(sheet: Sheet, texts: Sequence[str], row: int, widths: Sequence[float], look: Format) -> int:
    """Write lines over columns of these widths from a 0-based row on; return the row after them."""
    for number, text in enumerate(texts, start=row):
        write_line(sheet, number, (0, max(len(widths) - 1, 1)), text, look, height_for([text], [sum(widths)]))
    return row + len(texts)

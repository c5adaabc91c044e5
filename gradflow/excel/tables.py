"""Tables for people: a head row, filters, frozen panes, widths, print set-up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlsxwriter.worksheet import Worksheet

from gradflow.core.places import column_letters
from gradflow.core.reports import Column, Table
from gradflow.core.styles import CellStyle
from gradflow.excel.books import Book, clean, put, write_rows

HEAD_FILL = "#DDEBF7"
NARROW = 15
"""Columns up to this width hold short words and figures, which are centred."""
LEVEL_FILLS = {"必须改": "#FFC7CE", "改或说明": "#FFEB9C", "已改好": "#E2EFDA"}


def write_table(book: Book, table: Table, *, title: str = "", styles: Mapping[str, CellStyle] | None = None) -> Worksheet:
    """Write a table on a sheet of its own; ``title`` stands in a merged row above the head."""
    sheet = book.sheet(table.name)
    styles = styles or {}
    top = 0
    if title:
        bold = book.format(font_size=16, bold=True, align="center")
        sheet.merge_range(0, 0, 0, len(table.columns) - 1, clean(title), bold)
        sheet.set_row(0, 34)
        top = 1
    sheet.set_row(top, 44 if title else 24)
    head = book.format(bold=True, border=1, align="center", bg_color=HEAD_FILL)
    formats = []
    for column, one in enumerate(table.columns):
        style = styles.get(one.field, CellStyle(align="center" if one.width <= NARROW else "left"))
        formats.append(book.format(border=1, align=style.align, num_format=style.number_format))
        sheet.set_column(column, column, one.width)
        put(sheet, top, column, one.head, head)
    end = write_rows(sheet, top + 1, table.rows, formats, [one.width for one in table.columns])
    finish_table(sheet, top, end, len(table.columns))
    return sheet


def finish_table(sheet: Worksheet, head_row: int, end: int, columns: int) -> None:
    """Filter, frozen head, repeated head, for a table from 0-based ``head_row`` to before ``end``."""
    sheet.autofilter(head_row, 0, max(end - 1, head_row), columns - 1)
    sheet.freeze_panes(head_row + 1, 0)
    sheet.repeat_rows(head_row)


def write_levels(sheet: Worksheet, book: Book, column: int, end: int) -> None:
    """Colour the cells of a 级别 column by what they say."""
    letters = column_letters(column + 1)
    for text, fill in LEVEL_FILLS.items():
        rule = {
            "type": "formula",
            "criteria": f'=${letters}2="{text}"',
            "format": book.format(bg_color=fill),
        }
        sheet.conditional_format(1, column, max(end - 1, 1), column, rule)


def write_block(sheet: Worksheet, book: Book, row: int, columns: Sequence[Column], rows: Sequence[Sequence[object]]) -> int:
    """Write a small bordered table at a 0-based row of a running sheet; return the row after it.

    Its columns follow the sheet's widths; text is kept left, all else is centred.
    """
    head = book.format(bold=True, border=1, align="center", bg_color=HEAD_FILL)
    for place, column in enumerate(columns):
        put(sheet, row, place, column.head, head)
    left, centred = book.format(border=1, align="left"), book.format(border=1, align="center")
    formats = [left if column.width > NARROW else centred for column in columns]
    return write_rows(sheet, row + 1, rows, formats, [column.width for column in columns])

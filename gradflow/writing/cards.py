"""A card form as a sheet: one person on one A4 page, labels as the notice prints them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO

from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.image import Image

from gradflow.forms.loader import Form
from gradflow.model.cells import MOST_PIXELS, Raw
from gradflow.model.forms import PHOTO, FieldSpec
from gradflow.writing.books import Book
from gradflow.writing.rosters import COPY_COLUMNS, TO_FILL_IN, Row, mark_style, validation, write_mark
from gradflow.writing.sheets import Sheet
from gradflow.writing.tables import head_format, set_widths, write_line
from gradflow.writing.widths import height_for

WIDTHS = (25.0, 21.0, 16.0, 18.0, 17.0)
"""Label, value, label, value, photo; in characters."""
LAST = len(WIDTHS) - 1
LINE_HEIGHT, TITLE_HEIGHT = 58.0, 70.0
FONT_SIZE = 12
PHOTO_LINES = 4
PHOTO_SIZE = (116, 300)
"""Pixels a photo may take: its box is 17 characters wide and four lines high."""
SIDE_ROWS = 8
"""Lines beside which the cells for 情况说明 and 原行号 stand."""


@dataclass(frozen=True, slots=True)
class CardLayout:
    """One card to write: title, its person as a roster's row, and for a returned copy what is told beside and stands below."""

    sheet: str
    title: str
    row: Row
    problems: Mapping[str, str] = field(default_factory=dict)
    """What is said of a field, and of the card as a whole."""
    added: Sequence[tuple[str, Raw]] = ()
    photo: bytes = b""


def card_spots(form: Form) -> dict[str, tuple[int, int]]:
    """Where each field's value stands on the card (0-based), the photo's box included."""
    spots = {PHOTO: (1, LAST)} if form.spec.field(PHOTO) else {}
    for row, line in enumerate(form.spec.card_lines(), start=1):
        spots.update({one.key: (row, 1 + 2 * place) for place, one in enumerate(line)})
    return spots


def write_card(book: Book, form: Form, layout: CardLayout) -> Sheet:
    """Write one card on a sheet of its own and return the sheet."""
    sheet = book.sheet(layout.sheet, is_portrait=not layout.row.beside)
    set_widths(sheet, WIDTHS)
    write_line(sheet, 0, (0, LAST), layout.title, book.format(font_size=18, bold=True, align="center"), TITLE_HEIGHT)
    lines = form.spec.card_lines()
    has_photo = any(one.kind == PHOTO for one in form.spec.fields)
    for row, line in enumerate(lines, start=1):
        sheet.set_row(row, LINE_HEIGHT)
        edge = LAST - 1 if has_photo and row <= PHOTO_LINES else LAST
        for place, one in enumerate(line):
            last = edge if place == len(line) - 1 else 2 * place + 1
            _write_field(book, sheet, form, one, (row, 2 * place, last), layout)
    if has_photo:
        _write_photo(book, sheet, form, layout)
    for row, (label, value) in enumerate(layout.added, start=len(lines) + 2):
        sheet.put(row, 0, f"{label}：", book.format(align="center"))
        sheet.put(row, 1, value, book.format(num_format="@"))
    if layout.row.beside:
        _write_beside(book, sheet, form, layout)
    else:
        sheet.print_area(0, 0, len(lines), LAST)
    sheet.center_horizontally()
    return sheet


def _write_field(book: Book, sheet: Sheet, form: Form, one: FieldSpec, place: tuple[int, int, int], layout: CardLayout) -> None:
    """Write a label and its value's cell, which runs to the given last column."""
    row, column, last = place
    sheet.put(row, column, one.head, book.format(border=1, align="center", font_size=FONT_SIZE))
    kind, mark = form.kinds[one.key], layout.row.marks.get(one.key)
    look = {"border": 1, "align": "left", "font_size": FONT_SIZE, "num_format": kind.style().number_format, **mark_style(mark)}
    style = book.format(**look)
    if last > column + 1:
        sheet.merge_range(row, column + 1, row, last, "", style)
    sheet.put(row, column + 1, layout.row.cells.get(one.key), style)
    write_mark(sheet, row, column + 1, mark)
    sheet.data_validation(row, column + 1, row, column + 1, validation(book, form, one, mark.comment if mark else ""))


def _write_photo(book: Book, sheet: Sheet, form: Form, layout: CardLayout) -> None:
    head = next(one.head for one in form.spec.fields if one.kind == PHOTO)
    sheet.merge_range(1, LAST, PHOTO_LINES, LAST, head, book.format(border=1, align="center", font_color="#808080"))
    if not layout.photo:
        return
    try:
        size = Image(BytesIO(layout.photo))
    except (XlsxWriterException, ValueError, IndexError, ArithmeticError):
        return  # a picture no program can show
    if not 0 < size.width * size.height <= MOST_PIXELS:
        return
    scale = min(PHOTO_SIZE[0] / size.width * size.x_dpi / 96, PHOTO_SIZE[1] / size.height * size.y_dpi / 96)
    options = {"image_data": BytesIO(layout.photo), "x_scale": scale, "y_scale": scale, "x_offset": 3, "y_offset": 3, "object_position": 1}
    sheet.insert_image(1, LAST, "photo", options)


def _write_beside(book: Book, sheet: Sheet, form: Form, layout: CardLayout) -> None:
    """Write 问题, 情况说明 and 原行号 right of the card: each problem beside its line, what is said of the whole card beside the first."""
    for column, (head, width) in enumerate(COPY_COLUMNS, start=LAST + 1):
        sheet.set_column(column, column, width)
        sheet.put(0, column, head, head_format(book))
    text = {"border": 1, "align": "left", "num_format": "@"}
    for row, line in enumerate(form.spec.card_lines(), start=1):
        keys = (*(("", PHOTO) if row == 1 else ()), *(one.key for one in line))
        told = "\n".join(layout.problems[key] for key in keys if key in layout.problems)
        sheet.put(row, LAST + 1, told, book.format(**text))
        sheet.set_row(row, max(LINE_HEIGHT, height_for([told], [COPY_COLUMNS[0][1]])))
    looks = (TO_FILL_IN if layout.row.is_answerable else text), {"border": 1, "align": "center"}
    for column, (value, look) in enumerate(zip(layout.row.beside[1:3], looks, strict=True), start=LAST + 2):
        sheet.merge_range(1, column, SIDE_ROWS, column, value, book.format(**{**look, "valign": "top"}))

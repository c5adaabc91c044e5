"""A card form as a Word template: the official labels in their lines, a blank of docxtpl behind each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gradflow.core.forms import PHOTO, FormSpec
from gradflow.word.documents import MARGIN_MM, PAGE_MM, new_document, saved, write
from gradflow.word.fitting import han_widths

if TYPE_CHECKING:
    from docx.table import Table, _Cell

WIDTHS_MM = (37.0, 36.0, 31.0, 31.0, 35.0)
"""Label, value, label, value, photo: a page's width between its margins."""
LAST = len(WIDTHS_MM) - 1
PHOTO_LINES = 4
TITLE_MM, HIGHEST_LINE_MM = 22.0, 19.0
ROOM_MM = PAGE_MM[1] - 2 * MARGIN_MM - TITLE_MM - 4
"""What is left for the lines: one card is one page."""
SIZE, TITLE_SIZE, LEAST_TITLE_SIZE = 11.0, 18.0, 12.0
TITLE_ROOM = 0.94
"""Of the page's width: Word sets Han characters and figures a little apart."""
POINTS = 72 / 25.4
"""Of a millimetre."""
CARD, CARDS = "card", "cards"
"""What the blanks call one card, and all of them."""


def line_height(spec: FormSpec) -> float:
    """Millimetres of one line, so that all fit on the page."""
    return min(HIGHEST_LINE_MM, ROOM_MM / max(len(spec.card_lines()), 1))


def photo_frame(spec: FormSpec) -> tuple[float, float]:
    """Width and height of the photo's frame in millimetres."""
    lines = min(PHOTO_LINES, len(spec.card_lines()))
    return WIDTHS_MM[LAST] - 5, lines * line_height(spec) - 4


def card_template(spec: FormSpec, title: str) -> bytes:
    """The template as a .docx: every card begins a page of its own."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415 - lxml, for Word only
    from docx.shared import Mm, Pt  # noqa: PLC0415 - lxml, for Word only

    document = new_document(SIZE)
    document.add_paragraph(f"{{%p for {CARD} in {CARDS} %}}")
    head = document.add_paragraph()
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    head.paragraph_format.page_break_before = True
    size, count = title_fit(title)
    head.paragraph_format.line_spacing = Mm((TITLE_MM - 6) / count)
    head.paragraph_format.space_after = Mm(6)
    write(head, literal(title), size, is_bold=True)
    lines = spec.card_lines()
    table = document.add_table(rows=len(lines), cols=len(WIDTHS_MM), style="Table Grid")
    _measure(table, spec)
    _fill(table, spec)
    document.add_paragraph("{%p endfor %}")
    end = document.add_paragraph()  # Word wants a paragraph behind a table; this one takes no room
    end.paragraph_format.line_spacing = Pt(1)
    write(end, "", 1)
    return saved(document, title)


def title_fit(title: str) -> tuple[float, int]:
    """The title's size in points, and in how many lines it stands: it takes the same room however long the college's name is."""
    one_line = (PAGE_MM[0] - 2 * MARGIN_MM) * TITLE_ROOM * POINTS / max(han_widths(title), 1)
    if one_line >= LEAST_TITLE_SIZE:
        return min(TITLE_SIZE, int(one_line * 2) / 2), 1
    return max(min(LEAST_TITLE_SIZE, int(one_line * 3.6) / 2), SIZE / 2), 2


def literal(text: str) -> str:
    """A label as plain text, whatever braces it holds."""
    return re.sub(r"\{(?=[{%#])", "{{ '{' }}", text)


def _measure(table: Table, spec: FormSpec) -> None:
    """Fix widths and heights: a long text must not push the card to a second page."""
    from docx.enum.table import WD_ROW_HEIGHT_RULE  # noqa: PLC0415 - lxml, for Word only
    from docx.shared import Mm  # noqa: PLC0415 - lxml, for Word only

    table.autofit = False
    for column, width in zip(table.columns, WIDTHS_MM, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        row.height, row.height_rule = Mm(line_height(spec)), WD_ROW_HEIGHT_RULE.EXACTLY
        for cell, width in zip(row.cells, WIDTHS_MM, strict=True):
            cell.width = Mm(width)


def _fill(table: Table, spec: FormSpec) -> None:
    lines = spec.card_lines()
    photo = spec.field(PHOTO)
    high = min(PHOTO_LINES, len(lines)) if photo else 0
    for row, line in enumerate(lines):
        edge = LAST - 1 if row < high else LAST
        for place, one in enumerate(line):
            last = edge if place == len(line) - 1 else 2 * place + 1
            _put(table.cell(row, 2 * place), literal(one.head), is_centred=True)
            _put(table.cell(row, 2 * place + 1).merge(table.cell(row, last)), f"{{{{ {CARD}.{one.key} }}}}")
    if photo:
        _put(table.cell(0, LAST).merge(table.cell(high - 1, LAST)), f"{{{{ {CARD}.{photo.key} }}}}", is_centred=True)


def _put(cell: _Cell, text: str, *, is_centred: bool = False) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT  # noqa: PLC0415 - lxml, for Word only
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415 - lxml, for Word only

    for extra in cell.paragraphs[1:]:
        extra._element.getparent().remove(extra._element)  # noqa: SLF001 - what merging left
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if is_centred else WD_ALIGN_PARAGRAPH.LEFT
    write(paragraph, text, SIZE)

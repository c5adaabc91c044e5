"""Cards as Word documents: a template's blanks filled in for one person a page.

A card form as a Word template: the official labels in their lines, a blank of docxtpl behind each.

Making long texts fit: a row of a fixed height cuts off what is larger, so its letters become smaller.

Photos for Word: which bytes Word can show, and how large.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from io import BytesIO
from itertools import pairwise
from math import ceil
from typing import Any

from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.image.image import Image
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docxtpl import DocxTemplate, InlineImage
from markupsafe import Markup

from gradflow.model.cells import MOST_PIXELS
from gradflow.model.forms import PHOTO, FormSpec
from gradflow.word.documents import MARGIN_MM, PAGE_MM, new_document, printable, saved, write

SIZES = (11.0, 10.0, 9.0, 8.0, 7.0, 6.0, 5.0)
"""Points; a card's own size first."""
LINE, PADDING = 1.45, 12.0
"""Height of a line in letters, its leading included; left and right margin of a cell together, in points."""


def fit_texts(document: Document) -> None:
    """Shrink the texts of table cells in rows of exact height until they fit, or to the smallest size."""
    for table in document.tables:
        for row in table.rows:
            if row.height_rule != WD_ROW_HEIGHT_RULE.EXACTLY or not row.height:
                continue
            for element in row._tr.tc_lst:  # noqa: SLF001 - row.cells tells a merged cell several times
                cell = _Cell(element, table)
                size = fitting_size(cell.text, cell.width.pt, row.height.pt) if cell.text and cell.width else SIZES[0]
                if size < SIZES[0]:
                    for run in (run for paragraph in cell.paragraphs for run in paragraph.runs):
                        run.font.size = Pt(size)


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
    for extra in cell.paragraphs[1:]:
        extra._element.getparent().remove(extra._element)  # noqa: SLF001 - what merging left
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if is_centred else WD_ALIGN_PARAGRAPH.LEFT
    write(paragraph, text, SIZE)


PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
CHUNK_FRAME = 12
"""Length, name and checksum of a PNG chunk."""


def fitted(photo: bytes, frame: tuple[float, float]) -> tuple[float, float] | None:
    """Width and height in millimetres to show a photo with in a frame, its proportion kept.

    None for what Word cannot show: no picture, an unknown format, a picture cut off or damaged, one of more pixels than can be unpacked.
    """
    try:
        image = Image.from_file(BytesIO(photo))
        width, height = float(image.width), float(image.height)
        pixels = image.px_width * image.px_height
    except Exception:  # noqa: BLE001 - whatever a broken picture makes the parser say
        return None
    if not width > 0 or not height > 0 or pixels > MOST_PIXELS or not is_whole(photo):
        return None
    scale = min(frame[0] / width, frame[1] / height)
    return width * scale, height * scale


def is_whole(photo: bytes) -> bool:
    """Whether a PNG's chunks are all there and undamaged, a JPEG has its end; other formats are taken as they are."""
    if photo.startswith(PNG):
        return _chunks_are_whole(photo)
    if photo.startswith(JPEG):
        return b"\xff\xd9" in photo[2:]
    return True


def _chunks_are_whole(photo: bytes) -> bool:
    place = len(PNG)
    while place + CHUNK_FRAME <= len(photo):
        length = int.from_bytes(photo[place : place + 4])
        body = photo[place + 4 : place + 8 + length]
        if zlib.crc32(body) != int.from_bytes(photo[place + 8 + length : place + CHUNK_FRAME + length]):
            return False
        if body.startswith(b"IEND"):
            return True
        place += CHUNK_FRAME + length
    return False


@dataclass(frozen=True, slots=True)
class WordCard:
    """One person's card: field key -> text as it is to be printed, and the photo's bytes (none: an empty frame)."""

    texts: Mapping[str, str]
    photo: bytes = field(default=b"", repr=False)


class CardPrinter:
    """Writes documents of one card form; the template is made once. Needs the extra ``word``."""

    def __init__(self, spec: FormSpec, title: str) -> None:
        """Make the template from the form's declaration; ``title`` is the official one of the campaign."""
        self._spec, self._title = spec, title
        self._frame = photo_frame(spec)
        self._template = card_template(spec, title)

    def takes(self, photo: bytes) -> bool:
        """Whether Word can show the photo."""
        return fitted(photo, self._frame) is not None

    def document(self, cards: Sequence[WordCard]) -> bytes:
        """One .docx with a page for each card, in order."""
        template = DocxTemplate(BytesIO(self._template))
        template.render({CARDS: [self._blanks(template, card) for card in cards]}, autoescape=True)
        document = template.docx  # get_docx() would load the template again
        fit_texts(document)
        for shape in document.inline_shapes:
            for side in "TBLR":  # LibreOffice takes no distance for some, not for none
                shape._inline.set(f"dist{side}", "0")  # noqa: SLF001 - python-docx leaves it out
        return saved(document, self._title)

    def _blanks(self, template: Any, card: WordCard) -> dict[str, Any]:
        blanks: dict[str, Any] = {one.key: inert(card.texts.get(one.key, "")) for one in self._spec.fields}
        frame = self._spec.field(PHOTO)
        if frame:
            size = fitted(card.photo, self._frame)
            image = InlineImage(template, BytesIO(card.photo), width=Mm(size[0]), height=Mm(size[1])) if size else None
            blanks[PHOTO] = image or inert(frame.head)
        return blanks


def inert(text: str) -> Any:
    """Text as markup in which nothing is markup: braces too, which docxtpl looks for once more behind Jinja."""
    plain = escape(printable(text), quote=True)
    return Markup(plain.replace("{", "&#123;").replace("}", "&#125;"))  # noqa: S704 - escaped in the line above

"""The one door to python-docx: A4 documents in the office's font, and the same bytes for the same content.

The letter of transfer as a Word main document for mail merge: every blank is a merge field.
"""

from __future__ import annotations

import re
from datetime import datetime
from io import BytesIO

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from gradflow.model.folding import NOT_XML
from gradflow.rules.letters import BLANK, Letter, Part

CREATED = datetime(2023, 6, 8)  # noqa: DTZ001 - a fixed stamp: the same input gives the same bytes
FONT, LATIN = "宋体", "Times New Roman"
PAGE_MM, MARGIN_MM = (210, 297), 20
NOT_WORD = re.compile(f"[{NOT_XML}\x7f]")
"""What XML cannot hold, and a sign that docxtpl takes for a break."""


def new_document(size: float) -> Document:
    """An empty A4 page with a base font of ``size`` points and no space between paragraphs."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(PAGE_MM[0]), Mm(PAGE_MM[1])
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(MARGIN_MM)
    style = document.styles["Normal"]
    set_font(style, size)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = 1.0
    return document


def set_font(owner: object, size: float, *, is_bold: bool = False) -> None:
    """Give a style or run the office's font, for Chinese and Latin signs alike."""
    font = owner.font  # type: ignore[attr-defined]  # styles and runs have no common class
    font.name, font.size, font.bold = LATIN, Pt(size), is_bold
    font.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)


def write(paragraph: Paragraph, text: str, size: float, *, is_bold: bool = False) -> Run:
    """Add text to a paragraph."""
    run = paragraph.add_run(text)
    set_font(run, size, is_bold=is_bold)
    return run


def saved(document: Document, title: str) -> bytes:
    """The document as a file, with fixed properties."""
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = title, "gradflow", "gradflow"
    properties.comments = properties.subject = properties.keywords = properties.category = ""
    properties.created = properties.modified = CREATED
    properties.revision = 1
    content = BytesIO()
    document.save(content)
    return content.getvalue()


def printable(text: str) -> str:
    """Text that XML can hold; line feeds and tabs stay."""
    return NOT_WORD.sub("", text)


SIZE, TITLE_SIZE, SMALL = 12.0, 16.0, 9.0
SPACING = 1.5
"""Lines of the letter's text: three parts fill one page."""
CUT = "- " * 44


def letter_document(letter: Letter) -> bytes:
    """A .docx with the letter's parts, one under the other on one page. Needs the extra ``word``."""
    document = new_document(SIZE)
    for number, part in enumerate(letter.parts):
        if number:
            _cut(document)
        _write_part(document, part)
    return saved(document, letter.parts[0].title)


def _write_part(document: Document, part: Part) -> None:
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    write(title, part.title, TITLE_SIZE, is_bold=True)
    write(title, f"　（{part.name}）", SMALL)
    for line in part.lines:
        paragraph = document.add_paragraph()
        paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, line.align.upper())
        paragraph.paragraph_format.line_spacing = SPACING
        for place, text in enumerate(BLANK.split(line.text)):  # text and merge fields in turn
            if place % 2:
                _add_field(paragraph, text)
            elif text:
                write(paragraph, text, SIZE)


def _add_field(paragraph: Paragraph, head: str) -> None:
    """A merge field, shown as Word shows one, on an underline."""
    run = write(paragraph, f"«{head}»", SIZE)
    run.font.underline = True
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), f" MERGEFIELD {head} ")
    run._element.addprevious(field)  # noqa: SLF001 - python-docx knows no fields
    field.append(run._element)  # noqa: SLF001 - python-docx knows no fields


def _cut(document: Document) -> None:
    line = document.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(16)
    write(line, CUT.strip(), SMALL)

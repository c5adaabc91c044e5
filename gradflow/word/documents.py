"""The one door to python-docx: A4 documents in the office's font, and the same bytes for the same content."""

from __future__ import annotations

import re
from datetime import datetime
from io import BytesIO

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from gradflow.model.folding import NOT_XML

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

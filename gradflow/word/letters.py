"""The letter of transfer as a Word main document for mail merge: every blank is a merge field."""

from __future__ import annotations

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from gradflow.rules.letters import BLANK, Letter, Part
from gradflow.word.documents import new_document, saved, write

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

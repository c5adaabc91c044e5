"""Cards as Word documents: a template's blanks filled in for one person a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from io import BytesIO
from typing import Any

from gradflow.core.forms import PHOTO, FormSpec
from gradflow.word.card_layout import CARDS, card_template, photo_frame
from gradflow.word.documents import printable, saved
from gradflow.word.fitting import fit_texts
from gradflow.word.photos import fitted


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
        from docxtpl import DocxTemplate  # noqa: PLC0415 - lxml and Jinja2, for Word only

        template = DocxTemplate(BytesIO(self._template))
        template.render({CARDS: [self._blanks(template, card) for card in cards]}, autoescape=True)
        document = template.docx  # get_docx() would load the template again
        fit_texts(document)
        for shape in document.inline_shapes:
            for side in "TBLR":  # LibreOffice takes no distance for some, not for none
                shape._inline.set(f"dist{side}", "0")  # noqa: SLF001 - python-docx leaves it out
        return saved(document, self._title)

    def _blanks(self, template: Any, card: WordCard) -> dict[str, Any]:
        from docx.shared import Mm  # noqa: PLC0415 - lxml, for Word only
        from docxtpl import InlineImage  # noqa: PLC0415 - lxml and Jinja2, for Word only

        blanks: dict[str, Any] = {one.key: inert(card.texts.get(one.key, "")) for one in self._spec.fields}
        frame = self._spec.field(PHOTO)
        if frame:
            size = fitted(card.photo, self._frame)
            image = InlineImage(template, BytesIO(card.photo), width=Mm(size[0]), height=Mm(size[1])) if size else None
            blanks[PHOTO] = image or inert(frame.head)
        return blanks


def inert(text: str) -> Any:
    """Text as markup in which nothing is markup: braces too, which docxtpl looks for once more behind Jinja."""
    from markupsafe import Markup  # noqa: PLC0415 - with docxtpl, for Word only

    plain = escape(printable(text), quote=True)
    return Markup(plain.replace("{", "&#123;").replace("}", "&#125;"))  # noqa: S704 - escaped in the line above

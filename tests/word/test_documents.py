"""Cards as Word documents: whatever a person's data holds stays text, on one page, with the photo in its frame."""

import zipfile
from io import BytesIO

import docx
import pytest
from pictures import PICTURE, png
from support import CARD, COLLEGE

from gradflow.model.forms import FormSpec
from gradflow.word.cards import SIZES, CardPrinter, WordCard, fitted, fitting_size, literal

TITLE = CARD.spec.titled(COLLEGE, 2023)
PRINTER = CardPrinter(CARD.spec, TITLE)


def lines(content: bytes, table: int = 0) -> list[list[str]]:
    """A card's lines, each cell once."""
    found = []
    for row in docx.Document(BytesIO(content)).tables[table].rows:
        cells = [cell.text for cell in {id(cell._tc): cell for cell in row.cells}.values()]
        found.append(cells)
    return found


def value(content: bytes, label: str) -> str:
    (line,) = [line for line in lines(content) if label in line]
    return line[line.index(label) + 1]


def test_labels_are_the_notices_in_the_notices_order() -> None:
    content = PRINTER.document([WordCard({})])
    labels = [cell for line in lines(content) for cell in line if cell]
    assert labels[:3] == ["姓  名：", "性  别：", "（免冠照片）"]
    assert [label for label in labels if label != "（免冠照片）"] == [one.head for one in CARD.spec.fields if one.key != "photo"]
    assert docx.Document(BytesIO(content)).paragraphs[0].text == TITLE


HOSTILE = [
    "<王>&芳", "]]>&amp;&#65;", "{{ 7*7 }}", "{%p for x in y %}", "{% raw %}", "{#", "{_{a}_}", "{_% x %_}", "}} {{", "{{card.mobile}}", "</w:t></w:r>",
    "甲\n乙", "𠮷田", "&#123;", "“引号”'\"", "=1+1", "\\n", "{",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_a_persons_data_is_never_evaluated_and_loses_no_character(text: str) -> None:
    content = PRINTER.document([WordCard({"name": text, "mobile": "13961234579"})])
    assert value(content, "姓  名：") == text
    assert value(content, "本人手机：") == "13961234579"


def test_what_xml_cannot_hold_is_left_out() -> None:
    assert value(PRINTER.document([WordCard({"name": "王\x00\x07\x0c芳\ud800\ufffe"})]), "姓  名：") == "王芳"


def test_every_person_has_a_page() -> None:
    names = ["王芳", "李强", "赵敏"]
    document = docx.Document(BytesIO(PRINTER.document([WordCard({"name": name}) for name in names])))
    assert [table.cell(0, 1).text for table in document.tables] == names
    titles = [paragraph for paragraph in document.paragraphs if paragraph.text == TITLE]
    assert [paragraph.paragraph_format.page_break_before for paragraph in titles] == [True] * 3


def test_a_card_cannot_be_higher_than_its_page() -> None:
    document = docx.Document(BytesIO(PRINTER.document([WordCard({"home_address": "江苏省苏州市" * 60})])))
    section, rows = document.sections[0], document.tables[0].rows
    room = section.page_height.mm - section.top_margin.mm - section.bottom_margin.mm
    assert all(str(row.height_rule).startswith("EXACTLY") for row in rows)
    assert sum(row.height.mm for row in rows) + 25 < room
    assert (section.page_width.mm, section.page_height.mm) == pytest.approx((210, 297), abs=0.1)


@pytest.mark.parametrize(("length", "fits"), [(4, 11.0), (60, 9.0), (150, 6.0), (3000, 5.0)])
def test_long_texts_are_printed_smaller(length: int, fits: float) -> None:
    assert fitting_size("字" * length, 200, 54) == fits
    assert fits in SIZES


@pytest.mark.parametrize(("size", "wanted"), [((250, 350), (30.0, 42.0)), ((400, 100), (30.0, 7.5)), ((10, 400), (1.8, 72.0))])
def test_a_photo_keeps_its_proportion(size: tuple[int, int], wanted: tuple[float, float]) -> None:
    content = PRINTER.document([WordCard({"name": "王芳"}, png(*size))])
    document = docx.Document(BytesIO(content))
    (shape,) = document.inline_shapes
    assert (shape.width.mm, shape.height.mm) == pytest.approx(wanted, abs=0.05)
    assert "（免冠照片）" not in [cell for line in lines(content) for cell in line]


JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xc0\x00\x0b\x08\x00\x23\x00\x19\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00"


@pytest.mark.parametrize(
    ("photo", "is_shown"),
    [
        (PICTURE, True), (JPEG + b"\x00\xff\xd9", True), (JPEG + b"\x00\xff\xd9trailing", True),
        (b"", False), (b"no picture", False), (PICTURE[:60], False), (PICTURE[:-20], False), (PICTURE.replace(b"IDAT", b"IDAU"), False),
        (JPEG, False), (b"RIFF\x00\x00\x00\x00WEBPVP8 ", False), (b"\xd7\xcd\xc6\x9a" + b"\x00" * 40, False), (png(0, 10), False),
    ],
)  # fmt: skip
def test_what_word_cannot_show_leaves_the_frame_empty(photo: bytes, is_shown: bool) -> None:  # noqa: FBT001 - a table's column
    assert (fitted(photo, (30, 42)) is not None) == is_shown == PRINTER.takes(photo)
    content = PRINTER.document([WordCard({"name": "王芳"}, photo)])
    assert len(docx.Document(BytesIO(content)).inline_shapes) == is_shown
    assert ("（免冠照片）" in [cell for line in lines(content) for cell in line]) != is_shown


def test_a_campaigns_own_form_is_printed_as_it_declares() -> None:
    fields = [
        {"key": "name", "head": "姓名{{1/0}}：", "kind": "text", "line": 1},
        *({"key": f"f{n}", "head": f"栏{n}：", "kind": "text", "line": 1 + n // 2} for n in range(1, 60)),
    ]
    spec = FormSpec.model_validate(
        {"key": "own", "annex": "附件9", "name": "卡", "title": "{college}卡", "layout": "card", "fields": fields}
    )
    content = CardPrinter(spec, "某校卡").document([WordCard({"name": "王芳", "f59": "末"})])
    assert lines(content)[0][:2] == ["姓名{{1/0}}：", "王芳"]
    assert lines(content)[-1][-1] == "末"
    assert sum(row.height.mm for row in docx.Document(BytesIO(content)).tables[0].rows) < 235


def test_labels_with_braces_stay_labels() -> None:
    assert literal("{{x}} {% {# {") == "{{ '{' }}{x}} {{ '{' }}% {{ '{' }}# {"


def test_nothing_in_a_document_tells_the_time_or_the_maker_of_the_library() -> None:
    with zipfile.ZipFile(BytesIO(PRINTER.document([WordCard({})]))) as package:
        core = package.read("docProps/core.xml").decode()
    assert "python-docx" not in core and "2023-06-08" in core and "2013" not in core

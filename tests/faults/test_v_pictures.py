"""faults.md V11, V12: pictures of WPS that Excel shows as #NAME?, and pictures too large to be unpacked."""

import re
import struct
import zipfile
import zlib
from io import BytesIO

import openpyxl
import pytest
from pictures import PICTURE
from support import CARD, COLLEGE, GOOD_CARD, context, report

from gradflow.model.cells import Workbook
from gradflow.reading.workbooks import read_workbook
from gradflow.word.cards import fitted
from gradflow.writing.books import Book
from gradflow.writing.cards import CardLayout, write_card
from gradflow.writing.rosters import Row
from gradflow.writing.templates import Filling, write_template

FORMULA = '<f>_xlfn.DISPIMG("ID_1",1)</f>'
PHOTO_CELLS = {
    "Excel shows an error": f'<c r="E2" s="5" t="e">{FORMULA}<v>#NAME?</v></c>',
    "WPS shows a text": f'<c r="E2" s="5" t="str">{FORMULA}<v>=DISPIMG("ID_1",1)</v></c>',
    "nothing was computed": f'<c r="E2" s="5">{FORMULA}</c>',
    "the formula is gone": '<c r="E2" s="5" t="e"><v>#NAME?</v></c>',
}


def card(photo_cell: str, sex: str | None) -> Workbook:
    """Our own blank card, filled in; the photo's box holds that XML."""
    blank, filled, done = BytesIO(), BytesIO(), BytesIO()
    write_template(blank, CARD, context().campaign, Filling(people=[{**GOOD_CARD, "sex": sex}]))
    openpyxl.load_workbook(blank).save(filled)
    with zipfile.ZipFile(filled) as old, zipfile.ZipFile(done, "w") as new:
        for name in old.namelist():
            content = old.read(name).decode("utf-8", "surrogateescape")
            if name == "xl/worksheets/sheet1.xml":
                content, count = re.subn(r'<c r="E2"[^>]*?(?:/>|>.*?</c>)', lambda _: photo_cell, content, count=1)
                content = content.replace('<c r="D2" s="4" t="n"></c>', '<c r="D2" s="4"/>').replace(
                    '<c r="D2" s="4" t="n" />', '<c r="D2" s="4"/>'
                )
                assert count == 1
            new.writestr(name, content.encode("utf-8", "surrogateescape"))
    return read_workbook(done.getvalue(), "甲支部/附件1.xlsx")


@pytest.mark.parametrize("photo_cell", PHOTO_CELLS.values(), ids=PHOTO_CELLS)
@pytest.mark.parametrize("sex", ["男", None])
def test_v11_the_photo_is_there_and_its_neighbour_as_typed(photo_cell: str, sex: str | None) -> None:
    found = report(card(photo_cell, sex))
    ((record,),) = [s.records for s in found.sheets]
    assert (record.cells["photo"], record.cells["sex"] or None, record.person) == ("有", sex, "王芳")
    assert [f.code for f in found.findings if f.field in {"sex", "photo"}] == ([] if sex else ["C101"])


def test_v11_an_error_in_a_values_own_place_is_told() -> None:
    found = report(card('<c r="E2" s="5"/>', "#NAME?"))
    assert [f.code for f in found.findings if f.field == "sex"] == ["C104"]


def large(width: int, height: int) -> bytes:
    """A sound PNG that says it has as many pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("size", "is_shown"),
    [((3000, 4000), True), ((9000, 11000), True), ((30_000, 30_000), False), ((2**31 - 1, 1), False), ((2**31 - 1, 2**31 - 1), False)],
)
def test_v12_a_picture_of_too_many_pixels_goes_nowhere(size: tuple[int, int], is_shown: bool) -> None:  # noqa: FBT001 - a table's column
    photo = large(*size)
    assert (fitted(photo, (30, 42)) is not None) == is_shown
    written = BytesIO()
    with Book(written, title="") as book:
        write_card(book, CARD, CardLayout("卡", COLLEGE, Row(GOOD_CARD), photo=photo))
    assert any(name.startswith("xl/media/") for name in zipfile.ZipFile(written).namelist()) == is_shown
    assert fitted(PICTURE, (30, 42))

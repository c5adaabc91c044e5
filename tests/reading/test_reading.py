"""Reading: true row numbers, refusals in one sentence, nothing that crashes."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import GOOD, flat, read, report, roster, write_xlsx

from gradflow.model.cells import Far, typed_text
from gradflow.reading.sniffing import ReadingError, is_ignored


@settings(deadline=None, max_examples=40)
@given(cells=st.dictionaries(st.tuples(st.integers(1, 60), st.integers(1, 30)), st.text("甲乙丙丁", min_size=1), min_size=1))
def test_every_value_stands_where_it_was_written(tmp_path_factory: pytest.TempPathFactory, cells: dict[tuple[int, int], str]) -> None:
    path = tmp_path_factory.mktemp("book") / "a.xlsx"
    book = openpyxl.Workbook()
    for (row, column), text in cells.items():
        book.active.cell(row, column).value = text
    book.save(path)
    sheet = read(path).sheets[0]
    found = {(r, c): sheet.at(r, c) for r in range(1, 62) for c in range(1, 32) if sheet.at(r, c)}
    assert found == cells


def package(**entries: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


REFUSED = {
    "empty.xlsx": (b"", "空文件"),
    "scan.pdf": (b"%PDF-1.4", "PDF"),
    "photo.xlsx": (b"\xff\xd8\xff\xe0", "图片"),
    "bitmap.xls": (b"BM\x36\x00\x0c\x00\x00\x00\x00\x00\x36", "图片"),
    "all.rar": (b"Rar!\x1a\x07", "RAR"),
    "all.7z": (b"7z\xbc\xaf\x27\x1c\x00\x04", "7z"),
    "all.tar": (b"a" * 257 + b"ustar", "压缩包"),
    "none.zip": (b"PK\x05\x06" + b"\x00" * 18, "空的压缩包"),
    "half.xlsx": (package(**{"[Content_Types].xml": b"<x/>", "xl__workbook.xml": b"<x/>"})[:-30], "损坏"),
    "letter.docx": (package(**{"[Content_Types].xml": b"<x/>", "word__document.xml": b"<x/>"}), "Word"),
    "letter.odt": (package(mimetype=b"application/vnd.oasis.opendocument.text", **{"content.xml": b"<x/>"}), "Word"),
    "letter.ofd": (package(**{"OFD.xml": b"<x/>"}), "OFD"),
    "locked.ods": (package(mimetype=b"x", **{"META-INF__manifest.xml": b"<x/>", "encrypted-package": b"x"}), "设置了打开密码"),
    "mac.numbers": (package(**{"Index__Document.iwa": b"x"}), "Numbers"),
    "theme.thmx": (package(**{"[Content_Types].xml": b"<x/>"}), "另一种 Office 文件"),
    "nothing.xlsx": (package(**{"[Content_Types].xml": b"<x/>", "xl__workbook.xml": b"<x/>"}), "损坏"),
    "bomb.xlsx": (package(**{"[Content_Types].xml": b"<x/>", "xl__worksheets__sheet1.xml": b" " * (501 * 2**20)}), "大得不像"),
    "broken.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "损坏"),
    "binary.csv": (bytes(range(256)), "未知格式"),
    "feed.xml": (b"<?xml version='1.0'?><feed/>", "XML"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_in_one_sentence(tmp_path: Path, name: str) -> None:
    content, told = REFUSED[name]
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ReadingError) as error:
        read(path)
    assert told in error.value.check.message.format_map(error.value.facts)


def test_a_stray_far_cell_does_not_cost_the_rows(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", roster([GOOD]))
    book = openpyxl.load_workbook(path)
    book.active["XFD1048576"] = "x"
    book.active["ZZ4"] = "y"
    book.save(path)
    sheet = read(path).sheets[0]
    assert sheet.at(4, 2) == "王芳"
    assert sheet.far == Far(("ZZ4", "XFD1048576"), count=2)


def test_flipped_bytes_never_crash(tmp_path: Path) -> None:
    content = write_xlsx(tmp_path / "a.xlsx", roster([GOOD])).read_bytes()
    for place in range(0, len(content), 97):
        flipped = bytearray(content)
        flipped[place] ^= 0xFF
        path = tmp_path / "b.xlsx"
        path.write_bytes(flipped)
        try:
            read(path)
        except ReadingError:
            continue


@pytest.mark.parametrize("name", ["~$附件2.xlsx", "Thumbs.db", ".DS_Store", "desktop.ini", "a.tmp", "._附件2.xlsx"])
def test_litter_is_ignored(name: str) -> None:
    assert is_ignored(name)


@pytest.mark.parametrize(
    ("raw", "text"),
    [(21.0, "21"), (3.20586200005123e17, "3.20586200005123E+17"), (13961234579.0, "13961234579"), (0.5, "0.5"), (True, "TRUE"), (None, "")],
)
def test_numbers_show_as_typed(raw: object, text: str) -> None:
    assert typed_text(raw) == text


def test_error_values_and_formulas_without_a_result_are_named(tmp_path: Path) -> None:
    rows = roster([{**GOOD, "remark": "#REF!", "age": "=20+3"}])
    sheet = read(write_xlsx(tmp_path / "a.xlsx", rows)).sheets[0]
    assert (sheet.at(4, 3), sheet.at(4, 11)) == ("#公式未计算", "#REF!")
    assert sheet.at(4, 2) == "王芳"
    found = report(read(tmp_path / "a.xlsx"))
    assert flat(found) == [["C4", "C104"], ["K4", "C104"]]


def test_an_openpyxl_pass_that_fails_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", roster([{**GOOD, "age": "=20+3"}]))

    def refuse(*_: object, **__: object) -> None:
        raise KeyError("styles")

    monkeypatch.setattr(openpyxl, "load_workbook", refuse)
    assert read(path).sheets[0].at(4, 2) == "王芳"

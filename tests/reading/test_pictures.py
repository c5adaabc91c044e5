"""Photos: floating pictures, WPS's DISPIMG, Excel's pictures in cells; how dates are shown."""

import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from support import read

from gradflow.model.cells import YearlessDate
from gradflow.reading.pictures import read_picture

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)


def changed(path: Path, replace: dict[str, tuple[bytes, bytes]], add: dict[str, bytes]) -> Path:
    """Change entries of a package by hand, as other programs write them."""
    target = path.with_name(f"changed-{path.name}")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            before, after = replace.get(name, (b"", b""))
            new.writestr(name, old.read(name).replace(before, after) if before else old.read(name))
        for name, content in add.items():
            new.writestr(name, content)
    return target


@pytest.fixture
def floating(tmp_path: Path) -> Path:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("空").write(0, 0, "无")
    sheet = book.add_worksheet("王 & 芳")
    sheet.write(0, 0, "姓名：王芳")
    sheet.insert_image(4, 2, "x.png", {"image_data": BytesIO(PNG)})
    book.close()
    return path


def test_a_floating_picture_is_seen_where_it_stands(floating: Path) -> None:
    empty, sheet = read(floating).sheets
    assert empty.pictures == ()
    assert sheet.pictures is not None
    ((row, column, entry),) = ((p.row, p.column, p.entry) for p in sheet.pictures)
    assert (row, column) == (5, 3)
    assert read_picture(floating.read_bytes(), entry) == PNG


def test_a_workbook_without_pictures_says_so_and_an_unreadable_one_gives_none(tmp_path: Path, floating: Path) -> None:
    path = tmp_path / "b.xlsx"
    openpyxl.Workbook().save(path)
    assert read(path).sheets[0].pictures == ()
    broken = changed(floating, {"xl/drawings/drawing1.xml": (b"<xdr:", b"<!DOCTYPE x><xdr:")}, {})
    assert read(broken).sheets[1].pictures == ()
    assert read_picture(floating.read_bytes(), "xl/media/none.png") == b""


def test_wps_puts_pictures_in_cells_by_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("卡")
    sheet.write(0, 0, "姓名：王芳")
    sheet.write_formula(2, 4, '=_xlfn.DISPIMG("ID_1",1)', None, '=DISPIMG("ID_1",1)')
    book.close()
    images = (
        b'<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData" xmlns:xdr="x" xmlns:a="a" '
        b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><etc:cellImage><xdr:pic><xdr:nvPicPr>'
        b'<xdr:cNvPr id="2" name="ID_1"/></xdr:nvPicPr><xdr:blipFill><a:blip r:embed="rId1"/></xdr:blipFill></xdr:pic></etc:cellImage></etc:cellImages>'
    )
    rels = b'<Relationships><Relationship Id="rId1" Type="image" Target="media/image1.png"/></Relationships>'
    wps = changed(path, {}, {"xl/cellimages.xml": images, "xl/_rels/cellimages.xml.rels": rels, "xl/media/image1.png": PNG})
    (sheet_read,) = read(wps).sheets
    assert sheet_read.pictures is not None
    assert [(p.row, p.column, p.entry) for p in sheet_read.pictures] == [(3, 5, "xl/media/image1.png")]
    assert sheet_read.at(3, 5) is None, "a picture is no error value and no text"


def test_excel_puts_pictures_in_cells_as_error_values(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("卡")
    sheet.write(0, 0, "姓名：王芳")
    sheet.embed_image(2, 4, "x.png", {"image_data": BytesIO(PNG)})
    book.close()
    (sheet_read,) = read(path).sheets
    assert sheet_read.pictures is not None
    assert [(p.row, p.column) for p in sheet_read.pictures] == [(3, 5)]
    assert sheet_read.at(3, 5) is None


@pytest.mark.parametrize(
    ("shown", "wanted"),
    [
        ("yyyy-mm-dd", date(2023, 7, 1)), ('yyyy"年"m"月"d"日"', date(2023, 7, 1)), ('yyyy"年"m"月"', "2023年7月"), ("yyyy/m", "2023年7月"),
        ('m"月"d"日"', YearlessDate(2023, 7, 1)), ("m/d", YearlessDate(2023, 7, 1)), ("mmm-yy", "2023年7月"),
    ],
)  # fmt: skip
def test_dates_are_as_exact_as_they_are_shown(tmp_path: Path, shown: str, wanted: object) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"] = date(2023, 7, 1)
    book.active["A1"].number_format = shown
    book.save(path)
    found = read(path).sheets[0].at(1, 1)
    assert (type(found), found) == (type(wanted), wanted)


@pytest.mark.parametrize(("number", "wanted"), [(31, date(2023, 7, 1)), (57, "2023年7月"), (58, YearlessDate(2023, 7, 1))])
def test_chinese_built_in_date_formats(tmp_path: Path, number: int, wanted: object) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"] = 45108
    book.active["A1"].number_format = "0.00%"
    book.save(path)
    chinese = changed(path, {"xl/styles.xml": (b'numFmtId="10"', f'numFmtId="{number}"'.encode())}, {})
    found = read(chinese).sheets[0].at(1, 1)
    assert (type(found), found) == (type(wanted), wanted)


def test_a_damaged_drawing_costs_the_picture_and_not_the_workbook(floating: Path) -> None:
    content = bytearray(floating.read_bytes())
    start = content.index(b"xl/drawings/drawing1.xml") + 40
    content[start : start + 60] = b"\xff" * 60
    floating.write_bytes(content)
    assert read(floating).sheets[1].at(1, 1) == "姓名：王芳"


def test_text_boxes_are_read_as_comments_are(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("空").insert_image(4, 2, "x.png", {"image_data": BytesIO(PNG)})
        sheet = book.add_worksheet("S")
        sheet.insert_textbox("C9", "另有：赵敏")
        sheet.write_comment("B2", "未报")
    assert [one.looks.notes for one in read(path).sheets if one.looks] == [{}, {(9, 3): "文本框： 另有：赵敏", (2, 2): "未报"}]
    broken = changed(path, {"xl/drawings/drawing2.xml": (b"<xdr:from>", b"<xdr:from")}, {})
    assert [one.looks.notes for one in read(broken).sheets if one.looks] == [{}, {(2, 2): "未报"}], "it costs the boxes, nothing else"

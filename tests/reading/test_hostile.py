"""What an enemy, or an accident, can send: bounded, told in words of its own, and the good rows survive."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
import xlwt
from support import GOOD, TITLE, flat, read, report, roster, write_xlsx

from gradflow.model.cells import Far
from gradflow.reading import grids, packages
from gradflow.reading.grids import trimmed
from gradflow.reading.sniffing import ReadingError
from gradflow.reading.texts import read_text

SHEET = "xl/worksheets/sheet1.xml"
Edit = Callable[[bytes], bytes]


def repacked(content: bytes, edits: dict[str, Edit], **added: bytes) -> bytes:
    """A package with some parts edited and some added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, edits.get(name, bytes)(old.read(name)))
        for name, part in added.items():
            new.writestr(name.replace("__", "/") + ".xml", part)
    return stream.getvalue()


def spoilt(folder: Path, edits: dict[str, Edit], **added: bytes) -> Path:
    """附件2 of one person, spoilt."""
    path = write_xlsx(folder / "附件2.xlsx", roster([GOOD]))
    path.write_bytes(repacked(path.read_bytes(), edits, **added))
    return path


def refusal(path: Path) -> str:
    with pytest.raises(ReadingError) as error:
        read(path)
    return error.value.check.message.format_map(error.value.facts)


def behind_cells(more: bytes) -> Edit:
    return lambda part: part.replace(b"</sheetData>", more + b"</sheetData>")


def doctype(part: bytes) -> bytes:
    entity = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    return re.sub(rb"^(<\?xml.*?\?>)?", lambda match: match[0] + entity, part, count=1)


OTHER = {**GOOD, "id_number": "320584200002120037", "phone": "13861530078"}
FAR_PLACES = [(20000, 0), (25000, 1), (30000, 0), (60000, 3), (65535, 255)]
"""0-based, as .xls allows them."""
FAR = Far(("A20001", "B25001", "A30001"), count=5)


def far_xlsx(path: Path) -> None:
    book = openpyxl.load_workbook(write_xlsx(path, roster([GOOD])))
    for row, column in FAR_PLACES:
        book.active.cell(row + 1, column + 1, "x")
    book.save(path)


def far_xls(path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("S")
    for place, cells in enumerate(roster([GOOD])):
        for column, raw in enumerate(cells):
            sheet.write(place, column, raw)
    for place, column in FAR_PLACES:
        sheet.write(place, column, "x")
    book.save(str(path))


def far_ods(path: Path) -> None:
    def line(cells: list[object]) -> str:
        return "<table:table-row>" + "".join(f"<table:table-cell><text:p>{raw or ''}</text:p></table:table-cell>" for raw in cells)

    rows = [line(cells) + "</table:table-row>" for cells in roster([GOOD])]
    row = len(rows)
    for place, column in FAR_PLACES:
        rows.append(f'<table:table-row table:number-rows-repeated="{place - row}"><table:table-cell/></table:table-row>')
        rows.append(f'<table:table-row><table:table-cell table:number-columns-repeated="{column}"/>' if column else "<table:table-row>")
        rows.append("<table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>")
        row = place + 1
    spaces = "".join(f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
    body = f'<office:document-content{spaces}><table:table table:name="S">{"".join(rows)}</table:table></office:document-content>'
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", body)


def far_csv(path: Path) -> None:
    lines = [",".join(f'"{raw}"' if raw else "" for raw in cells) for cells in roster([GOOD])]
    row = len(lines)
    for place, column in FAR_PLACES:
        lines += ["" for _ in range(place - row)] + ["," * column + "x"]
        row = place + 1
    path.write_text("\n".join(lines), "utf-8")


@pytest.mark.parametrize("make", [far_xlsx, far_xls, far_ods, far_csv])
def test_far_off_cells_never_cost_the_rows(tmp_path: Path, make: Callable[[Path], None]) -> None:
    path = tmp_path / f"附件2.{make.__name__[-4:].strip('_')}"
    make(path)
    found = read(path)
    assert found.sheets[0].far == FAR
    told = [finding for finding in report(found).findings if finding.code == "F234"]
    assert [finding.message for finding in told] == ["表格之外很远的单元格 A20001、B25001、A30001等5个 没有读取"]
    assert report(found).counts["rows_accepted"] == 1


def test_far_off_cells_of_a_binary_sheet_are_left_out() -> None:
    def record(kind: int, number: int) -> bytes:
        return bytes([kind, 8]) + number.to_bytes(4, "little") + bytes(4)

    near = record(0, 3) + record(5, 2)
    sheet = near + record(5, 16383) + record(0, 1_048_575) + record(5, 1)
    found = trimmed(lambda: [sheet], len(sheet), is_binary=True)
    assert found.content == near
    assert found.far == Far(("XFD4", "B1048576"), count=2)


def test_far_off_people_are_an_error_that_costs_nobody_else(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "附件2.xlsx", roster([GOOD]))
    book = openpyxl.load_workbook(path)
    for column, raw in enumerate(roster([OTHER])[-1], start=1):
        book.active.cell(500_000, column, raw)
    book.save(path)
    found = report(read(path))
    assert flat(found) == [[None, "F246"]]
    assert (found.counts["rows_read"], found.counts["rows_accepted"]) == (1, 1)


def long_xlsx(path: Path) -> None:
    row = b'<row r="%d"><c r="A%d"><v>1</v></c><c r="B%d"><v>1</v></c><c r="C%d"><v>1</v></c><c r="D%d"><v>1</v></c></row>'
    rows = b"".join(row.replace(b"%d", b"%d" % number) for number in range(5, 120_007))
    path.write_bytes(spoilt(path.parent, {SHEET: behind_cells(rows)}).read_bytes())


def long_csv(path: Path) -> None:
    path.write_text("1,2,3,4\n" * 120_001, "utf-8")


@pytest.mark.parametrize("make", [long_xlsx, long_csv])
def test_a_register_of_a_whole_city_is_refused_by_its_length(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "long")
    assert refusal(tmp_path / "long") == "文件打不开：有一张工作表超过120000行, 不像一个支部的登记表"


def test_text_of_many_megabytes_is_refused_by_its_size() -> None:
    with pytest.raises(ReadingError) as error:
        read_text(b"a,b\n" * (65 * 2**18))
    assert error.value.facts["why"] == "有65 MB, 不像一张登记表"


def as_xlsx(path: Path, rows: list[list[object]]) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, cells)


def as_xls(path: Path, rows: list[list[object]]) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("S")
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    book.save(str(path))


def as_csv(path: Path, rows: list[list[object]]) -> None:
    path.write_text("\n".join(",".join("" if cell is None else f'"{cell}"' for cell in cells) for cells in rows), "utf-8")


def as_ods(path: Path, rows: list[list[object]]) -> None:
    names = {"table": "table", "text": "text", "office": "office"}
    spaces = " ".join(f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for short, name in names.items())
    cell = "<table:table-cell office:value-type='string'><text:p>{}</text:p></table:table-cell>"
    lines = "".join(f"<table:table-row>{''.join(cell.format(one or '') for one in cells)}</table:table-row>" for cells in rows)
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr(
            "content.xml", f'<office:document-content {spaces}><table:table table:name="S">{lines}</table:table></office:document-content>'
        )


@pytest.mark.parametrize("write", [as_xlsx, as_xls, as_csv, as_ods])
def test_n13_a_dense_table_is_near_however_long_and_a_stray_cell_below_it_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[[Path, list[list[object]]], None]
) -> None:
    monkeypatch.setattr(grids, "NEAR_ROWS", 10)
    monkeypatch.setattr(packages, "NEAR_ROWS", 10)
    rows = [*roster([GOOD] * 60), *([[]] * 200), ["x"]]
    write(tmp_path / "a", rows)
    sheet = read(tmp_path / "a").sheets[0]
    assert [sheet.at(row, 2) for row in range(4, 64)] == ["王芳"] * 60
    assert sheet.far == Far(("A264",), 1)
    monkeypatch.setattr(grids, "MOST_ROWS", 60)
    assert refusal(tmp_path / "a").startswith("文件打不开：有一张工作表超过")


def test_n13_a_long_sheet_is_read_no_wider_than_its_length_allows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "NEAR_ROWS", 10)
    monkeypatch.setattr(grids, "MAX_CELLS", 64 * 20)
    rows = roster([GOOD] * 60)
    rows[30] += [None] * 100 + ["x"]
    sheet = read(write_xlsx(tmp_path / "a.xlsx", rows)).sheets[0]
    assert (sheet.at(63, 2), sheet.far) == ("王芳", Far(("DH31",), 1))


@pytest.mark.parametrize("write", [as_xlsx, as_csv])
def test_n13_twenty_one_thousand_rows_are_read(tmp_path: Path, write: Callable[[Path, list[list[object]]], None]) -> None:
    write(tmp_path / "a", roster([GOOD] * 21_000))
    sheet = read(tmp_path / "a").sheets[0]
    assert (len(sheet.rows), sheet.at(21_003, 2), sheet.far) == (21_003, "王芳", Far())


def test_thousands_of_sheets_are_refused(tmp_path: Path) -> None:
    sheets = b"".join(b'<sheet name="s%d" sheetId="%d"/>' % (number, number) for number in range(9, 2010))
    path = spoilt(tmp_path, {"xl/workbook.xml": lambda part: part.replace(b"</sheets>", sheets + b"</sheets>")})
    assert refusal(path) == "文件打不开：里面有2000多张工作表"


@pytest.mark.parametrize("part", ["[Content_Types].xml", "xl/workbook.xml", "xl/styles.xml", SHEET])
def test_entities_are_refused_wherever_they_stand(tmp_path: Path, part: str) -> None:
    assert refusal(spoilt(tmp_path, {part: doctype})) == "文件打不开：里面有不该出现的代码(实体定义)，可能是恶意文件"


def test_shared_strings_that_lie_about_their_number_are_read(tmp_path: Path) -> None:
    strings = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="4000000000" uniqueCount="4000000000"/>'
    types, links = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
    shared = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    path = spoilt(
        tmp_path,
        {
            types: lambda part: part.replace(
                b"</Types>",
                b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/'
                b'vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
            ),
            links: lambda part: part.replace(
                b"</Relationships>", f'<Relationship Id="rIdS" Type="{shared}" Target="sharedStrings.xml"/></Relationships>'.encode()
            ),
        },
        xl__sharedStrings=strings,
    )
    assert read(path).sheets[0].at(4, 2) == "王芳"


def test_a_cell_format_that_does_not_exist_costs_nothing(tmp_path: Path) -> None:
    far_xls(path := tmp_path / "附件2.xls")
    label = re.compile(rb"(\xfd\x00\x0a\x00\x03\x00\x01\x00)..", re.DOTALL)  # LABELSST of B4, then its format
    content, count = label.subn(lambda match: match[1] + b"\xff\x7f", path.read_bytes())
    path.write_bytes(content)
    assert count == 1
    assert read(path).sheets[0].at(4, 2) == "王芳"


def test_hundreds_of_added_columns_are_told_together(tmp_path: Path) -> None:
    rows = roster([GOOD])
    rows[2] += [f"栏{number}" for number in range(1, 201)]
    rows[3] += ["x"] * 230
    messages = [finding.message for finding in report(read(write_xlsx(tmp_path / "附件2.xlsx", rows))).findings]
    assert len(messages) == 1
    assert messages[0].endswith("、“栏10”等201栏不是官方表格里的栏目，不进汇总")


def test_a_whole_essay_in_a_cell_is_an_error_and_is_not_repeated(tmp_path: Path) -> None:
    found = report(read(write_xlsx(tmp_path / "附件2.xlsx", roster([{**GOOD, "address": "长" * 30_000}, {**OTHER, "name": "王" * 2000}]))))
    assert flat(found) == [["J4", "C106"], ["B5", "C106"]]
    assert all(len(finding.value + finding.message + finding.person) < 500 for finding in found.findings)


XML_TABLE = """  <?xml version="1.0" encoding="gb2312"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles><Style ss:ID="m"><NumberFormat ss:Format="yyyy&quot;年&quot;m&quot;月&quot;"/>
</Style></Styles><Worksheet ss:Name="S"><Table><Row><Cell><Data ss:Type="DateTime">2023-07-10T00:00:00.000</Data></Cell>
<Cell ss:StyleID="m"><Data ss:Type="DateTime">2023-07-01T00:00:00.000</Data></Cell><Cell><Data ss:Type="Number">23</Data></Cell>
<Cell><Data ss:Type="String">王&#1;芳&#10;</Data></Cell></Row></Table></Worksheet></Workbook>"""


def test_xml_tables_hold_dates_and_numbers(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_bytes(XML_TABLE.encode("gb2312"))
    day, month, number, text = read(tmp_path / "a.xls").sheets[0].rows[0]
    assert (str(day), month, number, text) == ("2023-07-10", "2023年7月", 23.0, "王芳\n")


def test_cells_that_reach_down_push_those_below_aside(tmp_path: Path) -> None:
    page = "<table><tr><td rowspan=2>a<td>b<tr><td>c</table><table><tr><td rowspan=999999 colspan=999999>d<tr><td>e</table>"
    (tmp_path / "a.xls").write_text(page, "utf-8")
    sheet = read(tmp_path / "a.xls").sheets[0]
    assert (sheet.at(1, 1), sheet.at(1, 2), sheet.at(2, 2), sheet.at(3, 1)) == ("a", "b", "c", "d")


@pytest.mark.parametrize(
    "entry", ["word/document.xml", "visio/document.xml", "FixedDocSeq.fdseq", "a/Index/Document.iwa", "theme/theme.xml"]
)
def test_other_packages_are_named(tmp_path: Path, entry: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as package:
        package.writestr("[Content_Types].xml", TITLE)
        package.writestr(entry, "x")
    assert re.match(
        "这是(Word 文档|Visio 图纸|XPS 文件|Numbers 或 Pages 文件|另一种 Office 文件)，不是 Excel", refusal(tmp_path / "a.xlsx")
    )


def test_a_row_without_height_is_hidden(tmp_path: Path) -> None:
    path = spoilt(tmp_path, {SHEET: lambda part: part.replace(b'<row r="4"', b'<row r="4" ht="0" customHeight="1"')})
    assert [finding.message for finding in report(read(path)).findings] == ["第4行是隐藏的(可能是筛选掉的)，已照常读取"]

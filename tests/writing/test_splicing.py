"""A long table put into a workbook is the same as one that xlsxwriter wrote cell by cell."""

import math
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradflow.writing import splicing
from gradflow.writing.books import Book, write_rows
from gradflow.writing.splicing import Body

WIDTHS = (12.0, 6.0, 20.0)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.dates(date(1901, 1, 1)),
    st.times(),
    st.text(alphabet=st.characters(codec="utf-8"), max_size=12),
    st.sampled_from(["_x0041_", " 前后 ", "a\nb\nc", "<&>\"'", "=1+1", "http://a.b", "32058420000512001X", "\t", "\x07", "\ufffe"]),
    st.datetimes(datetime(1901, 1, 1), datetime(2100, 1, 1)),
)


def read(folder: Path, rows: Sequence[Sequence[object]], *, spliced: bool) -> list[object]:
    """Everything a reader sees of rows between a head and a note."""
    target = folder / "a.xlsx"
    with Book(target, title="表") as book:
        sheet = book.sheet("表")
        sheet.put(0, 0, "头")
        formats = [book.format(border=1), book.format(num_format="@"), book.format(num_format="0.00")]
        end = sheet.body(Body(1, rows, formats, WIDTHS)) if spliced else write_rows(sheet, 1, rows, formats, WIDTHS)
        sheet.put(end, 0, "注")
    read = openpyxl.load_workbook(target)["表"]
    heights = [read.row_dimensions[row].height for row in range(1, read.max_row + 1)]
    return [
        read.dimensions,
        heights,
        *((c.value, c.data_type, c.number_format, c.border.left.style) for row in read.iter_rows() for c in row),
    ]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(VALUES, VALUES, VALUES), max_size=6))
def test_spliced_rows_are_the_rows_a_cell_at_a_time(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[object, ...]]) -> None:
    folder = tmp_path_factory.getbasetemp()
    assert read(folder, rows, spliced=True) == read(folder, rows, spliced=False)


@pytest.mark.parametrize("value", [math.inf, math.nan, 10**400, True, 1, 1.0, time(12), "", "一\n二\n三四五六七八九十"])
def test_equal_values_of_other_types_stay_apart(tmp_path: Path, value: object) -> None:
    rows = [(value, 1, True), (1, value, 1.0), (True, 1.0, value)]
    assert read(tmp_path, rows, spliced=True) == read(tmp_path, rows, spliced=False)


@pytest.mark.parametrize("text", ["a&b", "a<b", "_x0041_", " 前", "后 ", "a\nb", "\x07", "\ufffe", "a | b"])
def test_a_text_that_xml_cannot_hold_stands_among_texts_that_it_can(tmp_path: Path, text: str) -> None:
    rows = [("王芳", text, "1"), ("李强", "张伟", text)]
    assert read(tmp_path, rows, spliced=True) == read(tmp_path, rows, spliced=False)


@pytest.mark.parametrize("text", [" 前", "后 "])
def test_blanks_around_a_text_are_kept_by_every_program(tmp_path: Path, text: str) -> None:
    read(tmp_path, [("王芳", text, "1")], spliced=True)
    with zipfile.ZipFile(tmp_path / "a.xlsx") as package:
        assert f'<t xml:space="preserve">{text}</t>' in package.read("xl/worksheets/sheet1.xml").decode()


def test_a_text_that_is_too_long_is_cut(tmp_path: Path) -> None:
    values = [cell[0] for cell in read(tmp_path, [("王芳", "长" * 33_000, "1")], spliced=True)[2:]]  # type: ignore[index]
    assert f"{'长' * 32_000}…(过长，后面略去)" in values


def test_a_link_a_row_takes_one_relationship_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    links = [(0, "external:../一.xlsx#'S & T'!A1"), (2, "external:../二.csv"), None, (0, "external:../一.xlsx#'S & T'!B7")]
    with Book(path, title="表") as book:
        sheet = book.sheet("表")
        plain, linked = book.format(), book.format(underline=1)
        sheet.body(Body(0, [("甲", "乙", "丙")] * 4, [plain] * 3, (), links, linked))
    cells = {cell.coordinate: cell for row in openpyxl.load_workbook(path)["表"].iter_rows() for cell in row}
    found = {place: (cell.hyperlink.target, cell.hyperlink.location) for place, cell in cells.items() if cell.hyperlink}
    assert found == {"A1": ("..\\一.xlsx", "'S & T'!A1"), "C2": ("..\\二.csv", None), "A4": ("..\\一.xlsx", "'S & T'!B7")}
    assert {place for place, cell in cells.items() if cell.font.underline} == set(found)
    assert {cell.value for cell in cells.values()} == {"甲", "乙", "丙"}
    with ZipFile(path) as package:
        assert package.read("xl/worksheets/_rels/sheet1.xml.rels").count(b"<Relationship ") == 2


def test_no_row_stands_where_no_sheet_has_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(splicing, "LAST_ROW", 3)
    with Book(tmp_path / "a.xlsx", title="表") as book:
        sheet = book.sheet("表")
        sheet.body(Body(1, [(1,), (2,), (3,)], [book.format()], ()))
    assert [row[0].value for row in openpyxl.load_workbook(tmp_path / "a.xlsx")["表"].iter_rows()] == [None, 1, 2]

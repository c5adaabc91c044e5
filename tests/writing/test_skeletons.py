"""A workbook put into a skeleton is the one that xlsxwriter writes from the same calls."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures import PICTURE
from plain_books import PlainBook
from support import CARD, COLLEGE, FORM, GOOD, GOOD_CARD

from gradflow.model.cells import Mark
from gradflow.model.findings import Severity
from gradflow.writing.books import Book
from gradflow.writing.cards import CardLayout, write_card
from gradflow.writing.rosters import COPY_COLUMNS, CellMark, Layout, Row, write_guide, write_lists, write_roster
from gradflow.writing.templates import write_hidden

MARK = Mark("2023届", "transfer_out", "source", 2, "0" * 64)
PART_OF_SHEET = re.compile(r"<dimension [^>]*>|<cols>.*</cols>|<sheetData.*(?:</sheetData>|<sheetData/>)", re.DOTALL)
ALIKE = ("xl/comments", "xl/drawings", "xl/media", "xl/workbook.xml", "docProps/core.xml", "docProps/custom.xml", "xl/worksheets/_rels")
"""Parts that are the same to the byte."""
LISTS = ("[Content_Types].xml", "xl/_rels/workbook.xml.rels")
OF_SHARED_STRINGS = re.compile(rb"<[^>]*sharedStrings[^>]*>")
"""Which xlsxwriter keeps, and we do not."""
SHEETS_TOLD = re.compile(rb"<vt:lpstr>Worksheets</vt:lpstr></vt:variant><vt:variant><vt:i4>(\d+)")
Write = Callable[[Book], object]


def both(write: Write) -> tuple[list[object], list[object]]:
    """Everything of what xlsxwriter writes, and of what is put into a skeleton."""
    found = []
    for kind in (PlainBook, Book):
        target = BytesIO()
        with kind(target, title="退回说明", mark=MARK) as book:
            write(book)
        found.append(list(seen(target)))
    return found[0], found[1]


def seen(target: BytesIO) -> Iterator[object]:
    with ZipFile(target) as package:
        assert package.testzip() is None
        for name in sorted(package.namelist()):
            content = package.read(name)
            if name.startswith(ALIKE):
                yield name, content
            elif name.startswith("xl/worksheets/sheet"):
                yield name, PART_OF_SHEET.split(content.decode())
            elif name in LISTS:
                yield name, OF_SHARED_STRINGS.sub(b"", content)
            elif name == "docProps/app.xml":
                told = SHEETS_TOLD.findall(content)
                yield told, re.findall(b"<vt:lpstr>(.*?)</vt:lpstr>", content.partition(b"<TitlesOfParts>")[2])[: int(told[0])]
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    for sheet in openpyxl.load_workbook(target):
        yield sheet.title, sheet.dimensions, [(row, size.height) for row, size in sorted(sheet.row_dimensions.items())]
        for column, size in sorted(sheet.column_dimensions.items()):
            yield column, size.width, size.number_format, size.font.name
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            look = (cell.font, cell.fill, cell.border, cell.alignment, cell.protection)
            yield cell.coordinate, cell.value, cell.data_type, cell.number_format, *map(repr, look)


def copy(rows: Sequence[Row], extra: Sequence[str] = (), name: str = "附件2") -> Write:
    """A returned copy of a roster."""

    def write(book: Book) -> None:
        guide = book.sheet("退回说明")
        guide.set_column(0, 0, 12)
        guide.write_url(3, 0, f"internal:'{name}'!F5", book.format(underline=1), string=f"{name}!F5")
        guide.put(5, 0, "说明", book.format(border=1))
        guide.data_validation(5, 0, 5, 0, {"validate": "any", "input_title": "情况说明", "input_message": "不改的写明<原因>"})
        write_roster(book, FORM, Layout(name, COLLEGE, "甲支部", rows, COPY_COLUMNS + tuple((head, 16.0) for head in extra)))
        write_guide(book, [FORM], is_returned=True)
        write_lists(book)
        write_hidden(book, MARK, [("finding", name, "5", "<&>", " 前后 ")])

    return write


MARKS = st.one_of(
    st.none(), st.builds(CellMark, st.sampled_from([None, Severity.ERROR, Severity.WARNING]), st.text(min_size=1, max_size=30))
)
CELLS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.dates(date(1901, 1, 1)), st.text(max_size=40))
KEYS = [one.key for one in FORM.spec.fields]
ROWS = st.builds(
    lambda cells, marks, beside, answerable: Row(
        dict(zip(KEYS, cells, strict=False)),
        {key: mark for key, mark in zip(KEYS, marks, strict=False) if mark},
        tuple(beside),
        is_answerable=answerable,
    ),
    st.lists(CELLS, max_size=11), st.lists(MARKS, max_size=11), st.lists(CELLS, min_size=4, max_size=4), st.booleans(),
)  # fmt: skip


@settings(max_examples=12, deadline=None)
@given(st.lists(ROWS, max_size=4), st.sampled_from(["附件2", "张三 (2)", "O'Neil", "A1"]))
def test_a_filled_roster_is_the_one_xlsxwriter_writes(rows: list[Row], name: str) -> None:
    plain, filled = both(copy(rows, ["学号"], name))
    assert filled == plain


def test_comments_stand_where_xlsxwriter_puts_them_by_the_thousand() -> None:
    mark = {"name": CellMark(Severity.ERROR, "一\n二\n三\n四"), "remark": CellMark(None, "旧的")}
    plain, filled = both(copy([Row(GOOD, mark, ("甲" * 300, "", number)) for number in range(1, 600)]))
    assert filled == plain


def test_cards_with_a_photo_and_added_labels() -> None:
    def write(book: Book) -> None:
        for number in range(3):
            mark = {"mobile": CellMark(Severity.WARNING, "电话")} if number else {}
            told, photo = dict.fromkeys(mark, "【改或说明】电话"), PICTURE if number == 1 else b""
            layout = CardLayout(f"王芳{number}", COLLEGE, Row(GOOD_CARD, mark, ("", "", 1)), told, [("学号", "2020001")], photo)
            write_card(book, CARD, layout).set_tab_color("#FFC7CE")
        write_lists(book)

    plain, filled = both(write)
    assert filled == plain


def test_sheets_that_look_alike_are_listed_one_by_one() -> None:
    def write(book: Book) -> None:
        book.sheet("退回说明").put(0, 0, "说明", book.format())
        for number in range(7):
            mark = {"mobile": CellMark(Severity.ERROR, "电话")} if number in {2, 3, 6} else {}
            sheet = write_card(book, CARD, CardLayout(f"<王&芳>{number}", COLLEGE, Row(GOOD_CARD, mark)))
            if number in {1, 3}:
                sheet.set_tab_color("#FFC7CE")
        write_lists(book)
        write_hidden(book, MARK, [])

    plain, filled = both(write)
    assert filled == plain


def test_nothing_of_one_workbook_stands_in_the_next() -> None:
    """A skeleton is kept; what is put into it is not."""
    first, again = BytesIO(), BytesIO()
    for target, rows in ((first, [Row(GOOD)]), (BytesIO(), [Row({**GOOD, "name": "赵敏"}), Row(GOOD)]), (again, [Row(GOOD)])):
        with Book(target, title="表", mark=MARK) as book:
            copy(rows)(book)
    assert first.getvalue() == again.getvalue()


def test_a_book_that_fails_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), Book(tmp_path / "a.xlsx", title="表"):
        raise ZeroDivisionError
    assert not (tmp_path / "a.xlsx").exists()

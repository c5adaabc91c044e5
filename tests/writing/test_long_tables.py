"""A table longer than a sheet goes on on the next, and says so."""

from itertools import chain
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from gradflow.writing import tables
from gradflow.writing.books import Book
from gradflow.writing.links import MOST_LINKS
from gradflow.writing.tables import Look, parts, write_table
from gradflow.writing.widths import Column, Table

COLUMNS = (Column("级别", 10, "level"), Column("人", 10, group="谁"), Column("数", 6, group="谁"))
LIMIT = 16


@pytest.fixture(autouse=True)
def _low(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "LAST_ROW", LIMIT)


def table_of(count: int) -> Table:
    return Table("各支部", COLUMNS, [("必须改", f"{number}号", number) for number in range(count)])


def numbers(sheet: Worksheet) -> list[int]:
    """The last column's figures, but for those of a total."""
    rows = sheet.iter_rows(min_row=1, values_only=True)
    return [row[2] for row in rows if row[0] == "必须改"]


def test_no_row_is_lost_and_each_sheet_says_what_goes_before_and_after(tmp_path: Path) -> None:
    look = Look(marked="level", total=("合计", "", 276), notes=("注",), linked=("level",))
    with Book(tmp_path / "a.xlsx", title="x") as book:
        write_table(book, table_of(24), look, [f"external:../{number}.xlsx#'S'!A1" for number in range(24)])
    sheets = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets
    assert [sheet.title for sheet in sheets] == ["各支部", "各支部(2)", "各支部(3)"]
    assert list(chain.from_iterable(map(numbers, sheets))) == list(range(24))
    assert all(sheet.max_row <= LIMIT for sheet in sheets)
    texts = [[cell.value for cell in sheet["A"] if cell.value not in {"必须改", None}] for sheet in sheets]
    assert texts[0] == ["级别", "还没有完，下接工作表“各支部(2)”"]
    assert texts[1] == ["接工作表“各支部”", "级别", "还没有完，下接工作表“各支部(3)”"]
    assert texts[2] == ["接工作表“各支部(2)”", "级别", "合计", "注"]
    for sheet in sheets:  # filtered, repeated, coloured and linked as on one sheet: neither total nor notes are sorted with the rows
        first = next(cell.row for cell in sheet["A"] if cell.value == "必须改")
        last = first + len(numbers(sheet)) - 1
        assert sheet.auto_filter.ref == f"A{first - 1}:C{last}" and sheet.print_title_rows == f"${first - 2}:${first - 1}"
        assert [str(area.sqref) for area in sheet.conditional_formatting] == [f"A{first}:A{last}"]
        assert sheet.cell(first, 1).hyperlink.target.endswith(f"{numbers(sheet)[0]}.xlsx")


def test_official_sheets_go_on_too_and_are_signed_once(tmp_path: Path) -> None:
    origins = [f"a.xlsx › S 第{number}行" for number in range(20)]
    table = Table(
        "各支部", (*COLUMNS, Column("来源", 48)), [(*row, origin) for row, origin in zip(table_of(20).rows, origins, strict=True)]
    )
    with Book(tmp_path / "a.xlsx", title="x") as book:
        write_table(book, table, Look("题", lines=("学院",), notes=("注",), signature="填报人：", is_official=True))
    sheets = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets
    assert list(chain.from_iterable(map(numbers, sheets))) == list(range(20)) and all(sheet.max_row <= LIMIT for sheet in sheets)
    assert [sum(cell.value == "填报人：" for cell in sheet["A"]) for sheet in sheets] == [0] * (len(sheets) - 1) + [1]
    assert [sheet["A1"].value for sheet in sheets] == ["题"] * len(sheets)
    assert [row[3] for sheet in sheets for row in sheet.iter_rows(values_only=True) if row[0] == "必须改"] == origins


@pytest.mark.parametrize("count", [0, 1, 10, 11, 23])
def test_a_table_takes_as_many_sheets_as_it_needs(count: int) -> None:
    found = parts(table_of(count), 4)
    assert len(found) == max(1, -(-count // 10)) and not found[0].above and not found[-1].below
    assert sum(len(part.table.rows) for part in found) == count


def test_with_too_many_links_there_are_none_on_any_sheet(tmp_path: Path) -> None:
    with Book(tmp_path / "a.xlsx", title="x") as book:
        write_table(book, table_of(12), Look(linked=("level",)), ["external:../a.xlsx#'S'!A1"] * (MOST_LINKS + 1))
    assert not any(sheet["A3"].hyperlink for sheet in openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets)

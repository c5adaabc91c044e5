"""Links from reports to source cells: right where they are, and left out where a program could stumble."""

from pathlib import Path

import openpyxl
import pytest

from gradflow.model.cells import Location
from gradflow.writing import tables
from gradflow.writing.books import Book
from gradflow.writing.links import Links
from gradflow.writing.tables import Look, write_table
from gradflow.writing.widths import Column, Table

PLAIN = "附件2-商学院.xlsx"


def links(folder: Path, *files: str, start: str = "reports") -> Links:
    for file in files:
        path = folder / "inbox" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    return Links(folder, folder / start)


@pytest.mark.parametrize(
    ("sheet", "row", "column", "address"),
    [
        ("Sheet1", 7, 6, "#'Sheet1'!F7"),
        ("附件2 转出", 7, 28, "#'附件2 转出'!AB7"),
        ("王芳's", 3, 2, "#'王芳''s'!B3"),
        ("Sheet1", 7, None, "#'Sheet1'!A7"),
        ("Sheet1", None, None, "#'Sheet1'!A1"),
        (None, None, None, ""),
        ("a#b", 1, 1, ""),
        ("a/b", 1, 1, ""),
        ("名" * 32, 1, 1, ""),
    ],
)
def test_the_cell_is_named_as_excel_names_it(tmp_path: Path, sheet: str | None, row: int | None, column: int | None, address: str) -> None:
    made = links(tmp_path, PLAIN)
    assert made.to(Location(f"inbox/{PLAIN}", sheet, row, column)) == f"external:../inbox/{PLAIN}{address}"


@pytest.mark.parametrize(
    ("file", "is_linked"),
    [
        ("附件2 （改）.xlsx", True),
        ("附件2 [甲] 'it's' & (1).xlsx", True),
        ("子 文件夹/附件2.xls", True),
        ("附件2#1.xlsx", False),
        ("附件2 100%.xlsx", False),
        ("附件2 %20.xlsx", False),
        ('附件2"甲".xlsx', False),
        ("a\\b.xlsx", False),
        ("http:x.xlsx", False),
        ("附件2{1}.xlsx", False),
        ("附件2\u202e.xlsx", False),
        ("/".join(["长" * 60] * 5) + ".xlsx", False),
    ],
)
def test_names_that_mean_something_in_an_address_are_not_linked(tmp_path: Path, file: str, is_linked: bool) -> None:  # noqa: FBT001 - a table
    assert bool(links(tmp_path, file).to(Location(f"inbox/{file}", "Sheet1", 1, 1))) is is_linked


def test_files_inside_archives_or_gone_are_not_linked(tmp_path: Path) -> None:
    made = links(tmp_path, "包.zip")
    assert made.to(Location("inbox/包.zip/附件2.xlsx", "Sheet1", 1, 1)) == ""
    assert made.to(Location("inbox/没有.xlsx", "Sheet1", 1, 1)) == ""


def test_the_way_is_counted_from_where_the_reports_will_stand(tmp_path: Path) -> None:
    where = Location(f"inbox/{PLAIN}", None)
    assert links(tmp_path / "c", PLAIN, start="../out/x").to(where) == f"external:../../c/inbox/{PLAIN}"
    assert links(tmp_path, PLAIN, start=".").to(where) == f"external:./inbox/{PLAIN}"


def test_a_csv_has_no_cells_to_point_to(tmp_path: Path) -> None:
    assert links(tmp_path, "a.csv").to(Location("inbox/a.csv", "a", 3, 1)) == "external:../inbox/a.csv"


def test_a_sheet_too_long_for_links_keeps_its_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_LINKS", 2)
    table = Table("表", (Column("甲", key="cell"), Column("乙", key="file")), (("", "一"), ("A1", "二"), ("", "三")))
    for rows, expected in ((table.rows, []), (table.rows[:2], ["B2", "A3"])):
        path = tmp_path / "a.xlsx"
        with Book(path, title="表") as book:
            write_table(book, Table("表", table.columns, rows), Look(linked=("cell", "file")), ["external:../a.xlsx#'S'!A1"] * len(rows))
        cells = [cell for row in openpyxl.load_workbook(path)["表"].iter_rows() for cell in row]
        assert [cell.coordinate for cell in cells if cell.hyperlink] == expected
        assert [cell.value for cell in cells if cell.column == 2] == ["乙", *(row[1] for row in rows)]

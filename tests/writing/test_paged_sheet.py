"""A sheet written page by page: what belongs together stands together."""

from pathlib import Path
from random import Random

import openpyxl
import pytest

from gradflow.writing.books import Book
from gradflow.writing.paged_sheet import LINE, PAGE_HEIGHT, PagedSheet
from gradflow.writing.widths import Column


@pytest.mark.parametrize("seed", range(12))
def test_no_page_ends_with_a_heading_and_none_is_higher_than_paper(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    with Book(tmp_path / "book.xlsx", title="") as book:
        running = PagedSheet(book, book.sheet("总览"), [20.0] * 4)
        running.start()
        for number in range(20):
            for _ in range(random.randrange(12)):
                running.take(LINE)
            running.heading(f"标题{number}", random.choice((0.0, 3 * LINE)))
            rows = [["名字" * random.randrange(1, 30), 1, 2, 3] for _ in range(random.randrange(1, 60))]
            running.table([Column("支部", 20.0)] * 4, rows, kept=random.choice((3, 24)))
        running.finish()
    sheet = openpyxl.load_workbook(tmp_path / "book.xlsx")["总览"]
    ends = [one.id for one in sheet.row_breaks.brk]
    headings = [row for row in range(1, sheet.max_row + 1) if str(sheet.cell(row, 1).value).startswith("标题")]
    assert len(headings) == 20 and ends
    assert all(sheet.cell(row + 1, 1).value == "支部" for row in headings)
    assert not set(headings) & set(ends)
    heights = [sheet.row_dimensions[row].height or LINE for row in range(1, sheet.max_row + 1)]
    pages = [sum(heights[first:last]) for first, last in zip([0, *ends], [*ends, len(heights)], strict=True)]
    assert max(pages) <= PAGE_HEIGHT

"""The hidden sheet of gradflow's own workbooks: the mark again, and what a returned copy remembers."""

from __future__ import annotations

from collections.abc import Sequence

from gradflow.core.cells import Mark
from gradflow.core.copies import MEMORY_SHEET, mark_lines
from gradflow.excel.books import Book, put


def write_hidden(book: Book, mark: Mark, lines: Sequence[tuple[str, ...]] = ()) -> None:
    """Write it last; people do not see it, and it survives being saved as .xls or .ods."""
    sheet = book.plain_sheet(MEMORY_SHEET)
    sheet.very_hidden()
    for row, line in enumerate((*mark_lines(mark), *lines)):
        for column, text in enumerate(line):
            put(sheet, row, column, text)

"""Reading: a file becomes a Workbook of typed cells with their true row numbers."""

from __future__ import annotations

import dataclasses
import hashlib
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any, cast

import python_calamine as calamine

from gradflow.core.cells import ERROR_VALUES, UNCOMPUTED, Mark, Merge, Raw, Sheet, Workbook, is_blank
from gradflow.excel.packages import MAX_CELLS, Package
from gradflow.excel.sniffing import ZIP, ReadingError, read_bytes, refuse_non_workbook, unreadable

NEAR_ROWS, NEAR_COLUMNS = 20_000, 100
"""What is read of a sheet in which a stray cell lies far away."""
MOST_STRAYS = 3


def read_workbook(path: Path, file: str) -> Workbook:
    """Read one file; ``file`` is its name for people, relative to the campaign.

    Raises ReadingError, and nothing else, when it cannot be read.
    """
    content = read_bytes(path)
    refuse_non_workbook(content)
    digest = hashlib.sha256(content).hexdigest()
    mark: Mark | None = None
    try:
        if content.startswith(ZIP):
            package = Package(content)
            mark = package.mark()
            if package.has_far_cells:
                return Workbook(file, _near_sheets(content), digest, mark)
            if package.has_formulas_or_errors:
                return Workbook(file, _looked_at_twice(content, _sheets(content)), digest, mark)
        return Workbook(file, _sheets(content), digest, mark)
    except (ReadingError, MemoryError):
        raise
    except calamine.PasswordError as error:
        raise unreadable("设置了打开密码", "取消打开密码，另存后重新报送") from error
    except Exception as error:  # whatever a broken package makes a parser say
        raise unreadable("文件已损坏，或不是 Excel 工作簿") from error


def _sheets(content: bytes) -> tuple[Sheet, ...]:
    book = calamine.CalamineWorkbook.from_filelike(BytesIO(content))
    sheets = []
    for index, data in enumerate(book.sheets_metadata):
        if data.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_index(index)
        if sheet.total_height * sheet.total_width > MAX_CELLS:
            raise unreadable("表格大得不像一张登记表", "新建空白模板，把内容复制过去后重新报送")
        rows = cast("list[list[Raw]]", sheet.to_python(skip_empty_area=False))
        sheets.append(Sheet(data.name, rows, _merges(sheet)))
    if not sheets:
        raise unreadable("里面没有工作表", "在 Excel 里另存为“Excel 工作簿(.xlsx)”后重新报送")
    return tuple(sheets)


def _merges(sheet: calamine.CalamineSheet) -> tuple[Merge, ...]:
    ranges = sheet.merged_cell_ranges or ()
    return tuple(Merge(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in ranges)


def _looked_at_twice(content: bytes, sheets: tuple[Sheet, ...]) -> tuple[Sheet, ...]:
    """The sheets with openpyxl's view laid over; a workbook it cannot read stays as it was read."""
    try:
        return tuple(map(_SecondLook(content).filled, sheets))
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - the second look may help, and must never cost a workbook
        return sheets


class _SecondLook:
    """openpyxl's view of a workbook: error values, and formulas without a stored result."""

    def __init__(self, content: bytes) -> None:
        import openpyxl  # noqa: PLC0415 - slow to import, needed for few

        self._results = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True)
        self._formulas = openpyxl.load_workbook(BytesIO(content), read_only=True)

    def filled(self, sheet: Sheet) -> Sheet:
        """The sheet with what python-calamine left blank named as what it is."""
        rows = [list(cells) for cells in sheet.rows]
        results, sources = self._results[sheet.name], self._formulas[sheet.name]
        for one in (results, sources):
            one.reset_dimensions()  # a dimension that lies would make endless empty rows
        for row, formulas in zip(results.iter_rows(), sources.iter_rows(), strict=False):
            for result, formula in zip(row, formulas, strict=False):
                if found := self._named(result, formula):
                    self._put(rows, formula.row or 0, formula.column or 0, found)
        return dataclasses.replace(sheet, rows=rows)

    @staticmethod
    def _put(rows: list[list[Raw]], row: int, column: int, text: str) -> None:
        """Put the text where python-calamine has nothing; it may have cut the row short."""
        if 0 < row <= len(rows) and column > 0:
            cells = rows[row - 1]
            cells.extend([None] * (column - len(cells)))
            cells[column - 1] = text if is_blank(cells[column - 1]) else cells[column - 1]

    @staticmethod
    def _named(result: Any, formula: Any) -> str | None:
        if formula.value is None:
            return None
        if result.value in ERROR_VALUES:
            return str(result.value)
        return UNCOMPUTED if formula.data_type == "f" and result.value is None else None


def _near_sheets(content: bytes) -> tuple[Sheet, ...]:
    """Read the near part only, row by row: a dense grid up to a stray far cell would not fit.

    Raises ReadingError if rows lie beyond the near part, so that none is lost in silence.
    """
    import openpyxl  # noqa: PLC0415 - slow to import, needed for freaks only

    book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True)
    found = []
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        rows: list[list[Raw]] = []
        strays: list[str] = []
        for cells in sheet.iter_rows():
            filled = [cell for cell in cells if cell.value is not None]
            if not filled:
                continue
            number = int(cast("Any", filled[0]).row)
            far = [cell.coordinate for cell in filled if cell.column > NEAR_COLUMNS]
            if number > NEAR_ROWS or far:
                strays.extend(far or [filled[0].coordinate])
            if number > NEAR_ROWS:
                continue
            rows.extend([] for _ in range(number - 1 - len(rows)))
            rows.append([cast("Raw", cell.value) for cell in islice(cells, NEAR_COLUMNS)])
        if len(strays) > MOST_STRAYS:
            raise unreadable("数据散落在很远的行或列里", "新建空白模板，把内容复制过去后重新报送")
        found.append(Sheet(sheet.title, rows, strays=tuple(strays)))
    return tuple(found)

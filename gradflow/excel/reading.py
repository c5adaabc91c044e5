"""Reading: a file becomes a Workbook of typed cells with their true row numbers."""

from __future__ import annotations

import dataclasses
import hashlib
from datetime import date
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any, cast

import python_calamine as calamine

from gradflow.core.cells import ERROR_VALUES, Mark, Merge, Picture, Raw, Sheet, Workbook
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
            sheets = _sheets(content)
            if package.has_formulas_or_errors or package.has_odd_dates or _has_dates(sheets):
                from gradflow.excel.second_look import looked_at_twice  # noqa: PLC0415 - openpyxl, needed for few

                sheets = looked_at_twice(content, sheets)
            pictures = package.pictures()
            return Workbook(file, tuple(_with_pictures(s, pictures.get(s.name, ())) for s in sheets), digest, mark)
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


def _has_dates(sheets: tuple[Sheet, ...]) -> bool:
    return any(isinstance(cell, date) for sheet in sheets for cells in sheet.rows for cell in cells)


def _merges(sheet: calamine.CalamineSheet) -> tuple[Merge, ...]:
    ranges = sheet.merged_cell_ranges or ()
    return tuple(Merge(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in ranges)


def _with_pictures(sheet: Sheet, pictures: tuple[Picture, ...]) -> Sheet:
    """The sheet with its pictures; cells that hold one hold nothing else."""
    if not pictures:
        return dataclasses.replace(sheet, pictures=())
    rows = [list(cells) for cells in sheet.rows]
    for picture in pictures:
        if 0 < picture.row <= len(rows) and 0 < picture.column <= len(rows[picture.row - 1]):
            raw = rows[picture.row - 1][picture.column - 1]
            if isinstance(raw, str) and ("DISPIMG" in raw or raw in ERROR_VALUES):
                rows[picture.row - 1][picture.column - 1] = None
    return dataclasses.replace(sheet, rows=rows, pictures=pictures)


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

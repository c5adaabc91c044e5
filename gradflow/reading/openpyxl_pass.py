"""openpyxl's view of a workbook, for what python-calamine cannot tell: errors, uncomputed formulas, how cells and dates look.

How a blank workbook is made: the widths of its columns and its drop-downs, which nothing else is read by.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
from openpyxl.styles import numbers
from openpyxl.utils import range_boundaries

from gradflow.model.cells import ERROR_VALUES, UNCOMPUTED, Looks, Raw, Sheet, is_blank
from gradflow.reading.grids import CHINESE_FORMATS, NEAR_COLUMNS, as_shown
from gradflow.reading.packages import Package

BLACK = {"FF000000", "00000000"}
WHITE = {"FFFFFFFF", "00FFFFFF"}
TEXT_THEMES = {0, 1}
"""Theme colours of ordinary text."""
AUTOMATIC = {8, 64}


def with_openpyxl_pass(package: Package, sheets: tuple[Sheet, ...]) -> tuple[Sheet, ...]:
    """The sheets with openpyxl's view laid over; of a workbook it cannot read only what was read, and no looks."""
    try:
        if package.is_light:
            content = package.sheets_only()
            numbers.BUILTIN_FORMATS.update(CHINESE_FORMATS)
            results, formulas = (openpyxl.load_workbook(BytesIO(content), data_only=is_data, keep_links=False) for is_data in (True, False))
            return tuple(_filled(sheet, results[sheet.name], formulas[sheet.name]) for sheet in sheets)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001, S110 - this pass may help, and must never cost a workbook
        pass
    return tuple(dataclasses.replace(sheet, looks=None) for sheet in sheets)


def openpyxl_sheets(package: Package) -> tuple[Sheet, ...]:
    """All worksheets as openpyxl sees them. Raises whatever openpyxl raises for a workbook it cannot read."""
    book = openpyxl.load_workbook(BytesIO(package.sheets_only()), data_only=True, keep_links=False)
    return tuple(
        Sheet(
            sheet.title,
            [list(map(_plain, cells)) for cells in sheet.iter_rows(values_only=True)],
            looks=Looks(sheet.sheet_state != "visible"),
        )
        for sheet in book.worksheets
    )


def _filled(sheet: Sheet, results: Any, formulas: Any) -> Sheet:
    """The sheet with what python-calamine left blank named, dates as exact as they are shown, and how it looks."""
    rows = [list(cells) for cells in sheet.rows]
    struck, coloured = set(), set()
    for cell in (one for line in formulas.iter_rows() for one in line if one.value is not None):
        result = results.cell(cell.row, cell.column)
        struck.update([(cell.row, cell.column)] if cell.font and cell.font.strike else [])
        coloured.update([(cell.row, cell.column)] if _is_coloured(cell) else [])
        if cell.row > len(rows):
            continue
        cells = rows[cell.row - 1]
        if found := _named(result, cell):
            cells.extend([None] * (cell.column - len(cells)))  # python-calamine may have cut the row short
            cells[cell.column - 1] = found if is_blank(cells[cell.column - 1]) else cells[cell.column - 1]
        elif cell.column <= len(cells) and isinstance(result.value, date) and not isinstance(cells[cell.column - 1], str):
            cells[cell.column - 1] = as_shown(result.value, str(result.number_format))
    looks = Looks(
        is_hidden=bool(sheet.looks and sheet.looks.is_hidden),
        hidden_rows=frozenset(row for row, look in results.row_dimensions.items() if look.hidden or look.height == 0),
        hidden_columns=frozenset(_hidden_columns(results)),
        struck=frozenset(struck),
        coloured=frozenset(coloured),
    )
    return dataclasses.replace(sheet, rows=rows, looks=looks)


def _plain(value: Any) -> Raw:
    return value if value is None or isinstance(value, Raw) else str(value)


def _hidden_columns(sheet: Any) -> Iterator[int]:
    for look in sheet.column_dimensions.values():
        if look.hidden or look.width == 0:
            yield from range(look.min, min(look.max, NEAR_COLUMNS) + 1)


def _is_coloured(cell: Any) -> bool:
    """Whether somebody coloured the cell's text, or its background in anything but white."""
    if cell.fill.fill_type == "solid" and cell.fill.fgColor.value not in WHITE and not _is_plain(cell.fill.fgColor):
        return True
    return cell.font.color is not None and cell.font.color.value not in BLACK and not _is_plain(cell.font.color)


def _is_plain(colour: Any) -> bool:
    return (colour.type == "theme" and colour.theme in TEXT_THEMES) or (colour.type == "indexed" and colour.indexed in AUTOMATIC)


def _named(result: Any, formula: Any) -> str | None:
    if result.value in ERROR_VALUES:
        return str(result.value)
    is_empty_text = result.data_type == "str"  # a formula's result, and not a missing one
    return UNCOMPUTED if formula.data_type == "f" and result.value is None and not is_empty_text else None


MOST_CHOICES, LAST_ROW = 40, 2000


BlankLooks = tuple[dict[int, float], dict[int, tuple[str, ...]]]
"""Column (from 1) -> its width in characters; and -> the texts of its drop-down."""


def looks_of(content: bytes) -> dict[str, BlankLooks]:
    """How the sheets of a workbook look, by name; none of one that openpyxl cannot read (.xls, .ods): it is drafted without."""
    try:
        book = openpyxl.load_workbook(BytesIO(content), keep_links=False)
    except Exception:  # noqa: BLE001 - whatever a file makes openpyxl say
        return {}
    return {sheet.title: (dict(_widths(sheet)), dict(_choices(book, sheet))) for sheet in book.worksheets}


def _widths(sheet: Any) -> Iterator[tuple[int, float]]:
    for look in sheet.column_dimensions.values():
        if look.customWidth and not look.hidden:
            yield from ((column, round(look.width, 1)) for column in range(look.min, min(look.max, look.min + MOST_CHOICES) + 1))


def _choices(book: Any, sheet: Any) -> Iterator[tuple[int, tuple[str, ...]]]:
    for one in sheet.data_validations.dataValidation:
        texts = tuple(dict.fromkeys(_texts(book, sheet, str(one.formula1 or "")))) if one.type == "list" else ()
        if 1 < len(texts) <= MOST_CHOICES:
            yield from ((column, texts) for area in one.sqref.ranges for column in range(area.min_col, area.max_col + 1))


def _texts(book: Any, sheet: Any, formula: str) -> Iterator[str]:
    """The texts a drop-down offers: written into it, or standing in cells it names."""
    if formula.startswith('"'):
        yield from (text.strip() for text in formula.strip('"').split(",") if text.strip())
        return
    if formula.lstrip("=") in book.defined_names:
        formula = str(book.defined_names[formula.lstrip("=")].attr_text)
    name, _, area = formula.lstrip("=").rpartition("!")
    if not re.fullmatch(r"\$?[A-Z]{1,3}\$?\d+:\$?[A-Z]{1,3}\$?\d+", area) or (name and name.strip("'") not in book.sheetnames):
        return
    left, top, right, bottom = (int(edge or 0) for edge in range_boundaries(area))
    there = book[name.strip("'")] if name else sheet
    for row in there.iter_rows(top, min(bottom, LAST_ROW), left, right, values_only=True):
        yield from (str(cell).strip() for cell in row if cell is not None)

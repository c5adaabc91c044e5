"""How a blank workbook is made: the widths of its columns and its drop-downs, which nothing else is read by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import openpyxl
from openpyxl.utils import range_boundaries

MOST_CHOICES, LAST_ROW = 40, 2000


@dataclass(frozen=True, slots=True)
class BlankLooks:
    """Column (from 1) -> its width in characters, and the texts of its drop-down."""

    widths: dict[int, float] = field(default_factory=dict)
    choices: dict[int, tuple[str, ...]] = field(default_factory=dict)


def looks_of(content: bytes) -> dict[str, BlankLooks]:
    """How the sheets of a workbook look, by name; none of one that openpyxl cannot read (.xls, .ods): it is drafted without."""
    try:
        book = openpyxl.load_workbook(BytesIO(content), keep_links=False)
    except Exception:  # noqa: BLE001 - whatever a file makes openpyxl say
        return {}
    return {sheet.title: BlankLooks(dict(_widths(sheet)), dict(_choices(book, sheet))) for sheet in book.worksheets}


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

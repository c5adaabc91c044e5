"""Reading: a file's bytes become a Workbook of typed cells with their true row numbers."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from io import BytesIO
from typing import cast

import python_calamine as calamine

from gradflow.model.cells import ERROR_VALUES, Far, Looks, MacDay, Mark, Merge, Picture, Raw, Sheet, Workbook
from gradflow.reading.biff import extent, is_sound, read_biff
from gradflow.reading.grids import HUGE, MAX_CELLS, is_day
from gradflow.reading.ods import read_ods
from gradflow.reading.packages import Package
from gradflow.reading.pictures import read_picture
from gradflow.reading.sniffing import DAMAGED, OLE, SAVE_ANEW, Format, ReadingError, unreadable
from gradflow.reading.sources import LOCKED, UNLOCK, Sources, unlocked
from gradflow.reading.texts import read_text

LONGEST_FORMULA = 200
"""Characters of a WPS formula for a picture."""
Read = tuple[tuple[Sheet, ...], Mark | None, str]
"""Sheets, mark, and what the file is if it is no workbook."""


def read_workbook(content: bytes, file: str, passwords: tuple[str, ...] = ()) -> Workbook:
    """Read one file; ``file`` is its name for people, relative to the campaign. A locked workbook is tried with ``passwords``.

    Raises ReadingError, and nothing else, when it cannot be read.
    """
    digest = hashlib.sha256(content).hexdigest()
    try:
        found, opened = unlocked(content, passwords)
        sheets, mark, odd_format = READERS[found](opened)
    except (ReadingError, MemoryError):
        raise
    except calamine.PasswordError as error:
        raise unreadable(LOCKED, UNLOCK) from error
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # whatever a broken package makes a parser say; a panic in Rust is no Exception
        raise unreadable("文件已损坏，或不是 Excel 工作簿", SAVE_ANEW) from error
    if not sheets:
        raise unreadable("里面没有工作表", "在 Excel 里另存为“Excel 工作簿(.xlsx)”后重新报送")
    return Workbook(file, sheets, digest, mark, odd_format)


def photo_of(sources: Sources, file: str, entry: str) -> bytes:
    """The bytes of a picture in a file that was read before; none if it cannot be read any more."""
    try:
        return read_picture(unlocked(sources.content(file), sources.passwords)[1], entry)
    except ReadingError:
        return b""


def _read_ooxml(content: bytes) -> Read:
    package = Package(content)
    try:
        sheets = _dense_sheets(package.handed_over())
    except (ReadingError, MemoryError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # noqa: BLE001 - what python-calamine cannot read, openpyxl perhaps can; a panic in Rust is no Exception
        from gradflow.reading.openpyxl_pass import openpyxl_sheets  # noqa: PLC0415 - openpyxl, needed for few

        sheets = openpyxl_sheets(package)
    if package.needs_openpyxl_pass or _has_dates(sheets):
        from gradflow.reading.openpyxl_pass import with_openpyxl_pass  # noqa: PLC0415 - openpyxl, needed for few

        sheets = with_openpyxl_pass(package, sheets)
    if package.is_mac:
        sheets = tuple(map(_with_mac_days, sheets))
    return tuple(_completed(package, sheets)), package.mark(), ""


def _read_biff(content: bytes) -> Read:
    try:
        return read_biff(content), None, ""
    except (ReadingError, MemoryError):
        raise
    except Exception as error:  # what xlrd cannot read, python-calamine perhaps can, without looks
        if content.startswith(OLE) and not is_sound(content):
            raise unreadable(DAMAGED) from error
        if content.startswith(OLE) and extent(content) > MAX_CELLS:
            raise unreadable(*HUGE) from error
        return tuple(dataclasses.replace(sheet, looks=None) for sheet in _dense_sheets(content)), None, ""


READERS: dict[Format, Callable[[bytes], Read]] = {
    Format.PACKAGE: _read_ooxml, Format.BIFF: _read_biff, Format.TEXT: read_text,
    Format.ODS: lambda content: (read_ods(content), None, ""),
}  # fmt: skip


def _dense_sheets(content: bytes) -> tuple[Sheet, ...]:
    """All worksheets as python-calamine sees them."""
    book = calamine.CalamineWorkbook.from_filelike(BytesIO(content))
    sheets = []
    for index, data in enumerate(book.sheets_metadata):
        if data.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_index(index)
        if sheet.total_height * sheet.total_width > MAX_CELLS:
            raise unreadable(*HUGE)
        rows = cast("list[list[Raw]]", sheet.to_python(skip_empty_area=False))
        looks = Looks(is_hidden=data.visible != calamine.SheetVisibleEnum.Visible)
        ranges = sheet.merged_cell_ranges or ()
        merges = tuple(Merge(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in ranges)
        sheets.append(Sheet(data.name, rows, merges, looks=looks))
    return tuple(sheets)


def _has_dates(sheets: tuple[Sheet, ...]) -> bool:
    return any(issubclass(one, date) for one in {one for sheet in sheets for cells in sheet.rows for one in set(map(type, cells))})


def _with_mac_days(sheet: Sheet) -> Sheet:
    rows = [[MacDay(raw) if isinstance(raw, float) and is_day(raw) else raw for raw in cells] for cells in sheet.rows]
    return dataclasses.replace(sheet, rows=rows)


def _completed(package: Package, sheets: Iterable[Sheet]) -> Iterator[Sheet]:
    """The sheets with what else their package holds: pictures, those too that stand in cells by WPS's formula, notes, far-off cells."""
    pictures, notes, far, has_dispimg = package.pictures(), package.notes(), package.far(), package.has_dispimg
    for sheet in sheets:
        shown = pictures.get(sheet.name, ())
        if has_dispimg:
            known = {(picture.row, picture.column) for picture in shown}
            places = ((r, c) for r, cells in enumerate(sheet.rows, start=1) for c, raw in enumerate(cells, start=1) if _is_dispimg(raw))
            shown += tuple(Picture(*place) for place in places if place not in known)
        looks = dataclasses.replace(sheet.looks or Looks(), notes=notes[sheet.name]) if sheet.name in notes else sheet.looks
        rows = _without_formulas(sheet.rows, shown)
        yield dataclasses.replace(sheet, rows=rows, pictures=shown, looks=looks, far=far.get(sheet.name, Far()))


def _without_formulas(rows: Sequence[Sequence[Raw]], pictures: Sequence[Picture]) -> Sequence[Sequence[Raw]]:
    """The rows with nothing beside the picture in cells that hold one."""
    if not pictures:
        return rows
    bare = [list(cells) for cells in rows]
    for picture in pictures:
        cells = bare[picture.row - 1] if 0 < picture.row <= len(bare) else []
        if 0 < picture.column <= len(cells) and (_is_dispimg(raw := cells[picture.column - 1]) or raw in ERROR_VALUES):
            cells[picture.column - 1] = None
    return bare


def _is_dispimg(raw: Raw) -> bool:
    """Whether a cell holds WPS's formula for a picture in it."""
    return isinstance(raw, str) and "DISPIMG(" in raw[:LONGEST_FORMULA]

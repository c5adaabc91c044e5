"""Reading XML Spreadsheet 2003, which some systems export and call .xls."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from xml.etree import ElementTree as ET

from gradflow.core.cells import Merge, Raw, Sheet
from gradflow.excel.grids import MANY, MOST_SHEETS, Grid, as_shown
from gradflow.excel.sniffing import unreadable

SPREADSHEET = "{urn:schemas-microsoft-com:office:spreadsheet}"


def xml_sheets(text: str) -> Iterator[Sheet]:
    """The worksheets. Raises ReadingError."""
    try:
        root = ET.fromstring(text)  # noqa: S314 - no entities, a bounded size
    except ET.ParseError as error:
        raise unreadable("文件已损坏或没有拷完") from error
    formats = {
        style.get(f"{SPREADSHEET}ID", ""): shown.get(f"{SPREADSHEET}Format", "")
        for style in root.iter(f"{SPREADSHEET}Style")
        if (shown := style.find(f"{SPREADSHEET}NumberFormat")) is not None
    }
    for number, worksheet in enumerate(root.iter(f"{SPREADSHEET}Worksheet"), start=1):
        if number > MOST_SHEETS:
            raise unreadable(*MANY)
        visible = worksheet.find(".//{urn:schemas-microsoft-com:office:excel}Visible")
        grid = Grid(worksheet.get(f"{SPREADSHEET}Name") or f"Sheet{number}", is_hidden=visible is not None)
        _fill(grid, worksheet, formats)
        yield grid.sheet()


def _fill(grid: Grid, worksheet: ET.Element, formats: dict[str, str]) -> None:
    row = 0
    for line in worksheet.iter(f"{SPREADSHEET}Row"):
        row = _place(line, row)
        grid.hidden_rows.update([row] if line.get(f"{SPREADSHEET}Hidden") == "1" else [])
        column = 0
        for cell in line.iterfind(f"{SPREADSHEET}Cell"):
            column = _place(cell, column)
            data = cell.find(f"{SPREADSHEET}Data")
            grid.put(row, column, _raw(data, formats.get(cell.get(f"{SPREADSHEET}StyleID", ""), "")) if data is not None else None)
            across, down = (_count(cell, f"Merge{way}") for way in ("Across", "Down"))
            grid.merges.extend([Merge(row, column, row + down, column + across)] if across or down else [])
            column += across
        row += _count(line, "Span")


def _raw(data: ET.Element, shown: str) -> Raw:
    text = "".join(data.itertext())
    kind = data.get(f"{SPREADSHEET}Type", "String")
    try:
        if kind == "Number":
            return float(text)
        if kind == "DateTime":
            return as_shown(datetime.fromisoformat(text), shown)
    except ValueError:
        return text
    return text == "1" if kind == "Boolean" else text


def _count(element: ET.Element, name: str) -> int:
    text = element.get(f"{SPREADSHEET}{name}", "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0  # noqa: PLR2004 - no table has a billion rows


def _place(element: ET.Element, before: int) -> int:
    return _count(element, "Index") or before + 1

"""Reading XML Spreadsheet 2003, which some systems export and call .xls."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from xml.etree import ElementTree as ET

from gradflow.core.cells import Merge, Raw, Sheet
from gradflow.excel.grids import MANY, MOST_SHEETS, Grid, as_shown
from gradflow.excel.sniffing import unreadable

SPREADSHEET, EXCEL = "{urn:schemas-microsoft-com:office:spreadsheet}", "{urn:schemas-microsoft-com:office:excel}"


def xml_sheets(text: str) -> Iterator[Sheet]:
    """The worksheets, each row let go of when it is done. Raises ReadingError."""
    formats: dict[str, str] = {}
    grid, row, number = Grid(""), 0, 0
    try:
        for event, element in ET.iterparse(io.BytesIO(text.encode("utf-8")), ("start", "end")):  # noqa: S314 - no entities, a bounded size
            if event == "start":
                if element.tag == f"{SPREADSHEET}Worksheet":
                    number += 1
                    grid, row = Grid(element.get(f"{SPREADSHEET}Name") or f"Sheet{number}"), 0
            elif element.tag == f"{SPREADSHEET}Style":
                shown = element.find(f"{SPREADSHEET}NumberFormat")
                formats[element.get(f"{SPREADSHEET}ID", "")] = shown.get(f"{SPREADSHEET}Format", "") if shown is not None else ""
            elif element.tag == f"{SPREADSHEET}Row":
                row = _place(element, row)
                _fill(grid, row, element, formats)
                row += _count(element, "Span")
                element.clear()
            elif element.tag == f"{EXCEL}Visible":
                grid.is_hidden = True
            elif element.tag == f"{SPREADSHEET}Worksheet":
                yield grid.sheet()
            if number > MOST_SHEETS:
                raise unreadable(*MANY)
    except ET.ParseError as error:
        raise unreadable("文件已损坏或没有拷完") from error


def _fill(grid: Grid, row: int, line: ET.Element, formats: dict[str, str]) -> None:
    grid.hidden_rows.update([row] if line.get(f"{SPREADSHEET}Hidden") == "1" else [])
    column = 0
    for cell in line.iterfind(f"{SPREADSHEET}Cell"):
        column = _place(cell, column)
        data = cell.find(f"{SPREADSHEET}Data")
        grid.put(row, column, _raw(data, formats.get(cell.get(f"{SPREADSHEET}StyleID", ""), "")) if data is not None else None)
        across, down = (_count(cell, f"Merge{way}") for way in ("Across", "Down"))
        grid.merges.extend([Merge(row, column, row + down, column + across)] if across or down else [])
        column += across


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

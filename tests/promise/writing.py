"""Writes sheets as the programs do that branches use: openpyxl, xlsxwriter, .xls, .ods, CSV in two codes, a web page called .xls."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import openpyxl
import xlsxwriter
import xlwt

KINDS = {"xlsx": ".xlsx", "xlsxwriter": ".xlsx", "xls": ".xls", "ods": ".ods", "csv": ".csv", "csv-gb": ".csv", "html": ".xls"}
"""Way of writing -> what the file is called."""
ONE_SHEET = ("csv", "csv-gb", "html")
SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"))
)


@dataclass(slots=True)
class Grid:
    """A sheet to write: rows of cells, and which of them (0-based) are hidden."""

    title: str
    rows: list[list[object]]
    is_hidden: bool = False
    hidden_rows: set[int] = field(default_factory=set)


def written(kind: str, grids: Sequence[Grid]) -> bytes:
    """The bytes of a workbook with these sheets; a workbook shows one at least."""
    grids[0].is_hidden &= not all(grid.is_hidden for grid in grids)
    return {"xlsx": _openpyxl, "xlsxwriter": _xlsxwriter, "xls": _xlwt, "ods": _ods, "csv": _csv, "csv-gb": _csv_gb, "html": _html}[kind](
        grids
    )


def zipped(files: dict[str, bytes]) -> bytes:
    """An archive of files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, content in files.items():
            package.writestr(name, content)
    return stream.getvalue()


def put(path: Path, content: bytes) -> None:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _openpyxl(grids: Sequence[Grid]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for grid in grids:
        sheet = book.create_sheet(grid.title)
        for row in grid.rows:
            sheet.append(row)
        for row in grid.hidden_rows:
            sheet.row_dimensions[row + 1].hidden = True
        sheet.sheet_state = "hidden" if grid.is_hidden else "visible"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _xlsxwriter(grids: Sequence[Grid]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        for grid in grids:
            sheet = book.add_worksheet(grid.title)
            for row, cells in enumerate(grid.rows):
                for column, value in enumerate(cells):
                    if isinstance(value, int | float):
                        sheet.write_number(row, column, value)
                    elif value is not None:
                        sheet.write_string(row, column, str(value))
            for row in grid.hidden_rows:
                sheet.set_row(row, None, None, {"hidden": True})
            if grid.is_hidden:
                sheet.hide()
    return stream.getvalue()


def _xlwt(grids: Sequence[Grid]) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    for grid in grids:
        sheet = book.add_sheet(grid.title)
        sheet.visibility = int(grid.is_hidden)
        for row, cells in enumerate(grid.rows):
            for column, value in enumerate(cells):
                if value is not None:
                    sheet.write(row, column, value)
        for row in grid.hidden_rows:
            sheet.row(row).hidden = True
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _ods(grids: Sequence[Grid]) -> bytes:
    def cell(value: object) -> str:
        if value is None:
            return "<table:table-cell/>"
        kind = f'office:value-type="float" office:value="{value}"' if isinstance(value, int | float) else 'office:value-type="string"'
        return f"<table:table-cell {kind}><text:p>{escape(str(value))}</text:p></table:table-cell>"

    tables = []
    for grid in grids:
        lines = []
        for number, cells in enumerate(grid.rows):
            shown = ' table:visibility="collapse"' if number in grid.hidden_rows else ""
            lines.append(f"<table:table-row{shown}>{''.join(map(cell, cells))}</table:table-row>")
        style = ' table:style-name="hid"' if grid.is_hidden else ""
        tables.append(f'<table:table table:name="{escape(grid.title)}"{style}>{"".join(lines)}</table:table>')
    styles = '<style:style style:name="hid" style:family="table"><style:table-properties table:display="false"/></style:style>'
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {SPACES} office:version="1.2">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content.encode()})


def _text(grids: Sequence[Grid]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerows(grids[0].rows)
    return stream.getvalue()


def _csv(grids: Sequence[Grid]) -> bytes:
    return _text(grids).encode("utf-8-sig")


def _csv_gb(grids: Sequence[Grid]) -> bytes:
    return _text(grids).encode("gb18030")


def _html(grids: Sequence[Grid]) -> bytes:
    lines = ("<tr>" + "".join(f"<td>{escape('' if c is None else str(c))}</td>" for c in cells) + "</tr>" for cells in grids[0].rows)
    return f'<html><head><meta charset="utf-8"></head><body><table>{"".join(lines)}</table></body></html>'.encode()

"""Writing the file formats that openpyxl does not: .xls, .ods, .xlsb, HTML, locked workbooks."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

import xlwt
from msoffcrypto.format.ooxml import OOXMLFile

from gradflow.model.cells import Raw
from mess.making import ANNEX2, Rows, save

DATE = xlwt.easyxf(num_format_str="yyyy-mm-dd")


def xls(path: Path, rows: Rows, tweak: Callable[[Any], object] | None = None, styles: dict[int, Any] | None = None) -> Path:
    """Write one sheet as BIFF8; ``styles``: 0-based row -> style of its cells."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sheet1")
    for row, cells in enumerate(rows):
        style = (styles or {}).get(row)
        for column, value in enumerate(cells):
            if value is not None:
                sheet.write(row, column, value, style or (DATE if isinstance(value, date) else xlwt.Style.default_style))
    if tweak:
        tweak(book)
    book.save(str(path))
    return path


ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0">'
    '<office:body><office:spreadsheet><table:table table:name="Sheet1">{rows}</table:table></office:spreadsheet></office:body>'
    "</office:document-content>"
)


def ods(path: Path, rows: Rows, hidden: tuple[int, ...] = (), tail: str = "") -> Path:
    """Write one sheet as an .ods; ``hidden``: 0-based rows filtered out; ``tail``: more XML behind the rows."""
    lines = []
    for number, cells in enumerate(rows):
        shown = ' table:visibility="filter"' if number in hidden else ""
        lines.append(f"<table:table-row{shown}>{''.join(map(_ods_cell, cells))}</table:table-row>")
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", ODS.format(rows="".join(lines) + tail))
    return path


def _ods_cell(value: Raw) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(str(value))}</text:p></table:table-cell>'


def html(rows: Rows, encoding: str = "utf-8") -> bytes:
    """A page with the rows in a table."""
    lines = ("<tr>" + "".join(f"<td>{escape(str(c)) if c is not None else ''}</td>" for c in cells) + "</tr>" for cells in rows)
    return f'<html><head><meta charset="{encoding}"></head><body><table>{"".join(lines)}</table></body></html>'.encode(encoding)


def csv(rows: Rows, encoding: str) -> bytes:
    """The rows with commas between."""
    quoted = (",".join(f'"{c}"' if c is not None else "" for c in cells) for cells in rows)
    return "\r\n".join(quoted).encode(encoding)


def locked(inbox: Path, rows: Rows, password: str, name: str = ANNEX2) -> Path:
    """A workbook behind a password."""
    path = save(inbox, rows, name)
    plain, target = io.BytesIO(path.read_bytes()), io.BytesIO()
    OOXMLFile(plain).encrypt(password, target)
    path.write_bytes(target.getvalue())
    return path


def xlsb(path: Path, rows: Rows, far: tuple[int, int] | None = None) -> Path:
    """Write one sheet as BIFF12 (MS-XLSB), texts inline; ``far``: a 0-based place of a further cell."""
    size = struct.pack("<4I", 0, len(rows) - 1, 0, max(map(len, rows)) - 1)
    records = [_record(129), _record(148, size), _record(145)]
    for row, cells in enumerate(rows):
        records.append(_record(0, struct.pack("<IIHBBBI", row, 0, 300, 0, 0, 0, 0)))
        records.extend(_cell(column, value) for column, value in enumerate(cells) if value is not None)
    if far:
        records += [_record(0, struct.pack("<IIHBBBI", far[0], 0, 300, 0, 0, 0, 0)), _cell(far[1], "x")]
    records += [_record(146), _record(130)]
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    book = [
        _record(131),
        _record(143),
        _record(156, struct.pack("<II", 0, 1) + _text("rId1") + _text("Sheet1")),
        _record(144),
        _record(132),
    ]
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="bin" '
        'ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
    )
    link = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{}" Target="{}"/></Relationships>'
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", types)
        package.writestr("_rels/.rels", link.format(f"{relation}/officeDocument", "xl/workbook.bin"))
        package.writestr("xl/workbook.bin", b"".join(book))
        package.writestr("xl/_rels/workbook.bin.rels", link.format(f"{relation}/worksheet", "worksheets/sheet1.bin"))
        package.writestr("xl/worksheets/sheet1.bin", b"".join(records))
    return path


def _record(kind: int, data: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = bytearray(), len(data)
    while length >= 128:
        size.append(length & 0x7F | 0x80)
        length >>= 7
    size.append(length)
    return head + bytes(size) + data


def _text(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _cell(column: int, value: Raw) -> bytes:
    place = struct.pack("<II", column, 0)
    return _record(5, place + struct.pack("<d", value)) if isinstance(value, int | float) else _record(6, place + _text(str(value)))

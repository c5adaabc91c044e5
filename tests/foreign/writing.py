"""Workbooks as other programs write them: openpyxl, xlwt, csv, and the XML of .xlsx, .ods and HTML by hand."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import xlwt
from openpyxl.utils import get_column_letter, range_boundaries

Rows = list[list[object]]


@dataclass
class Sheet:
    title: str = "Sheet1"
    rows: Rows = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    state: str = "visible"


def to_xlsx(path: Path, *sheets: Sheet) -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        page = book.create_sheet(sheet.title)
        page.sheet_state = sheet.state
        for number, row in enumerate(sheet.rows, 1):
            for column, value in enumerate(row, 1):
                if value not in {None, ""}:
                    cell = page.cell(number, column)
                    cell.value = value
                    if isinstance(value, datetime):
                        cell.number_format = 'yyyy"年"m"月"d"日"'
        for area in sheet.merged:
            page.merge_cells(area)
        for column in sheet.hidden_columns:
            page.column_dimensions[get_column_letter(column)].hidden = True
    book.save(path)


def to_xls(path: Path, *sheets: Sheet) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for sheet in sheets:
        page = book.add_sheet(sheet.title)
        covered: set[tuple[int, int]] = set()
        for area in sheet.merged:
            left, top, right, bottom = range_boundaries(area)
            page.write_merge(top - 1, bottom - 1, left - 1, right - 1, sheet.rows[top - 1][left - 1])
            covered |= {(row, column) for row in range(top - 1, bottom) for column in range(left - 1, right)}
        for number, row in enumerate(sheet.rows):
            for column, value in enumerate(row):
                if value in {None, ""} or (number, column) in covered:
                    continue
                if isinstance(value, datetime):
                    page.write(number, column, value, day)
                else:
                    page.write(number, column, value)
    book.save(str(path))


def _text(value: object) -> str:
    return "" if value is None else f"{value:%Y/%m/%d}" if isinstance(value, datetime) else str(value)


def to_csv(path: Path, encoding: str, sheet: Sheet) -> None:
    buffer = io.StringIO()
    csv.writer(buffer).writerows([[_text(value) for value in row] for row in sheet.rows])
    path.write_bytes(buffer.getvalue().encode(encoding))


def to_html(path: Path, sheet: Sheet) -> None:
    """A table of a web system, called .xls."""
    rows = "".join(
        "<tr>" + "".join(f"<td style=\"mso-number-format:'\\@'\">{escape(_text(value))}</td>" for value in row) + "</tr>\n"
        for row in sheet.rows
    )
    head = '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head>'
    path.write_text(f'{head}<body><table border="1">\n{rows}</table></body></html>', encoding="utf-8")


def to_ods(path: Path, *sheets: Sheet) -> None:
    names = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    )
    tables = "".join(
        f'<table:table table:name="{escape(sheet.title)}">{"".join(map(_ods_row, sheet.rows))}</table:table>' for sheet in sheets
    )
    content = f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names} office:version="1.2"><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mimetype", kind, zipfile.ZIP_STORED)
        packed.writestr("META-INF/manifest.xml", manifest)
        packed.writestr("content.xml", content)


def _ods_row(row: list[object]) -> str:
    cells = []
    for value in row:
        if value in {None, ""}:
            cells.append("<table:table-cell/>")
        elif isinstance(value, datetime):
            cells.append(
                f'<table:table-cell office:value-type="date" office:date-value="{value:%Y-%m-%d}"><text:p>{value:%Y/%m/%d}</text:p></table:table-cell>'
            )
        elif isinstance(value, int | float):
            cells.append(f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>')
        else:
            lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
            cells.append(f'<table:table-cell office:value-type="string">{lines}</table:table-cell>')
    return f'<table:table-row>{"".join(cells)}<table:table-cell table:number-columns-repeated="1000"/></table:table-row>'


@dataclass(frozen=True)
class Formula:
    """A formula with the value Excel kept; ``shared`` gives the group, its first cell the text and the range."""

    text: str
    cached: object
    shared: str = ""
    area: str = ""


def to_raw_xlsx(path: Path, sheet: Sheet) -> None:
    """The least an .xlsx can be: strings in the cells, no styles, no shared strings, formulas with kept values."""
    rows = "".join(_raw_row(number, row) for number, row in enumerate(sheet.rows, 1))
    spreadsheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{spreadsheet}" xmlns:r="{relations}"><sheets><sheet name="{escape(sheet.title)}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{spreadsheet}"><sheetData>{rows}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(name, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{text}')


def _raw_row(number: int, row: list[object]) -> str:
    cells = []
    for column, value in enumerate(row, 1):
        place = f'r="{get_column_letter(column)}{number}"'
        if isinstance(value, Formula):
            cells.append(_raw_formula(place, value))
        elif isinstance(value, int | float):
            cells.append(f"<c {place}><v>{value}</v></c>")
        elif value not in {None, ""}:
            cells.append(f'<c {place} t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>')
    return f'<row r="{number}">{"".join(cells)}</row>'


def _raw_formula(place: str, value: Formula) -> str:
    shared = f' t="shared" si="{value.shared}"' + (f' ref="{value.area}"' if value.area else "") if value.shared else ""
    text = isinstance(value.cached, str)
    kept = escape(str(value.cached))
    return f"<c {place}{' t=' + chr(34) + 'str' + chr(34) if text else ''}><f{shared}>{escape(value.text)}</f><v>{kept}</v></c>"


class GbkEntry(zipfile.ZipInfo):
    """An entry named in GBK without the UTF-8 flag, as Windows packs it."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 (the name of the base class)
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


def to_zip(path: Path, entries: dict[str, Callable[[Path], None]], when: tuple[int, int, int, int, int, int], *, old_names: bool) -> None:
    """Several workbooks in a .zip."""
    kind = GbkEntry if old_names else zipfile.ZipInfo
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, write in entries.items():
            part = path.with_suffix(Path(name).suffix)
            write(part)
            packed.writestr(kind(name, when), part.read_bytes())
            part.unlink()

"""Tables written in characters: CSV, and what systems export and call .xls: HTML, XML Spreadsheet 2003, web archives.

A web archive (MHTML) is a MIME message with pages in it (RFC 2557).
"""

from __future__ import annotations

import csv
import dataclasses
import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

from gradflow.model.cells import Merge, Raw, Sheet
from gradflow.model.vocabulary import FileSort
from gradflow.reading.grids import LONG, MANY, MOST_SHEETS, NEAR_COLUMNS, Grid, as_shown, count_of
from gradflow.reading.ods import read_flat
from gradflow.reading.sniffing import not_a_workbook, refuse_entities, told_as_broken, unreadable

HEADERS = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)+", re.DOTALL)
TELLING = re.compile(rb"^(?:MIME-Version\s*:|Content-Type\s*:\s*(?:multipart/|text/html|message/))", re.IGNORECASE | re.MULTILINE)
MOST_MIME_LINES = 1_100_000
"""Of the message: the parser keeps each as an object."""
LONGEST_HEADER = 16 * 2**10
ATTACHED = re.compile(r"application/(?!(?:x-)?(?:xml|javascript|font))|message/rfc822")


def is_mime(content: bytes) -> bool:
    """Tell whether the content begins like a MIME message."""
    match = HEADERS.match(content[:LONGEST_HEADER])
    return match is not None and TELLING.search(match[0]) is not None


def pages(content: bytes) -> Iterator[tuple[bytes, str]]:
    """The bytes and the character set of each page. Raises ReadingError for a message without any."""
    if max(content.count(b"\n"), content.count(b"\r")) > MOST_MIME_LINES:
        raise unreadable(*LONG)
    message = BytesParser(policy=compat32).parsebytes(content.removeprefix(b"\xef\xbb\xbf").lstrip())
    parts = [part for part in message.walk() if not part.is_multipart()]
    if len(parts) > MOST_SHEETS:
        raise unreadable(*MANY)
    found = [part for part in parts if part.get_content_type() in {"text/html", "application/xhtml+xml"} and not _is_attached(part)]
    if not found:
        raise not_a_workbook(FileSort.MAIL if any(map(_is_attached, parts)) else FileSort.WEB_ARCHIVE)
    for part in found:
        payload = part.get_payload(decode=True)
        yield payload if isinstance(payload, bytes) else b"", part.get_content_charset() or ""


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or ATTACHED.match(part.get_content_type()) is not None


SPREADSHEET, EXCEL = "{urn:schemas-microsoft-com:office:spreadsheet}", "{urn:schemas-microsoft-com:office:excel}"


def xml_sheets(text: str) -> Iterator[Sheet]:
    """The worksheets, each row let go of when it is done. Raises ReadingError."""
    formats: dict[str, str] = {}
    grid, row, number = Grid(""), 0, 0
    with told_as_broken():
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
                row += count_of(element, f"{SPREADSHEET}Span", 0)
                element.clear()
            elif element.tag == f"{EXCEL}Visible":
                grid.is_hidden = True
            elif element.tag == f"{SPREADSHEET}Worksheet":
                yield grid.sheet()
            if number > MOST_SHEETS:
                raise unreadable(*MANY)


def _fill(grid: Grid, row: int, line: ET.Element, formats: dict[str, str]) -> None:
    grid.hidden_rows.update([row] if line.get(f"{SPREADSHEET}Hidden") == "1" else [])
    column = 0
    for cell in line.iterfind(f"{SPREADSHEET}Cell"):
        column = _place(cell, column)
        data = cell.find(f"{SPREADSHEET}Data")
        grid.put(row, column, _raw(data, formats.get(cell.get(f"{SPREADSHEET}StyleID", ""), "")) if data is not None else None)
        across, down = (count_of(cell, f"{SPREADSHEET}Merge{way}", 0) for way in ("Across", "Down"))
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


def _place(element: ET.Element, before: int) -> int:
    return count_of(element, f"{SPREADSHEET}Index", 0) or before + 1


DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
BAD_REFERENCE = re.compile(r"&#(?:x0*(?:[0-8bcefBCEF]|1[0-9a-fA-F])|0*(?:[0-8]|1[124-9]|2\d|3[01]));")
CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
DELIMITERS = ",\t;|，"
MAX_TEXT = 64 * 2**20
MOST_LINES = 1_100_000
"""Blank ones too: no spreadsheet has more."""
WIDEST, TALLEST = 200, 2000
"""The most columns and rows one HTML cell may span."""
HTML_START = re.compile(r"<!--|<(?:!doctype html|html|head|meta|title|body|table|tr|div|center|font|style)\b", re.IGNORECASE)
QUOTED_FORMULA = re.compile(r'="([^"]*)"')
"""How CSV files keep a spreadsheet from turning an ID into a number."""


def read_text(content: bytes) -> tuple[tuple[Sheet, ...], None, str]:
    """The tables in a text, no mark, and what kind of text it is, for people. Raises ReadingError for anything else."""
    if len(content) > MAX_TEXT:
        raise unreadable(f"有{len(content) // 2**20} MB, 不像一张登记表", LONG[1])
    if is_mime(content):
        sheets = [sheet for page, charset in pages(content) if (sheet := _html_sheet(_decoded(page, charset))).rows]
        if not sheets:
            raise not_a_workbook(FileSort.WEB_ARCHIVE)
        names = (f"{sheet.name}{number}" if len(sheets) > 1 else sheet.name for number, sheet in enumerate(sheets, start=1))
        named = tuple(dataclasses.replace(sheet, name=name) for sheet, name in zip(sheets, names, strict=True))
        return named, None, FileSort.WEB_ARCHIVE.label
    text = _decoded(content)
    start = text[:2000].lstrip()
    if start.startswith("<?xml") or "<Workbook" in start or "<office:document" in start:
        if "urn:schemas-microsoft-com:office:spreadsheet" in text and not re.search(r"<html\b", start, re.IGNORECASE):
            refuse_entities(content)
            return tuple(xml_sheets(_plain_xml(text))), None, "XML 表格"
        if "<office:document" in text[:5000]:
            refuse_entities(content)
            return read_flat(_plain_xml(text).encode("utf-8")), None, "XML 表格"
    if HTML_START.search(start):
        return (_html_sheet(text),), None, "网页文件"
    if start.startswith("<"):
        refuse_entities(content)
        raise not_a_workbook(FileSort.MARKUP)
    sheet = _csv_sheet(text)
    return (sheet,), None, (FileSort.CSV if max(map(len, sheet.rows), default=0) > 1 else FileSort.UNKNOWN).label


def _decoded(content: bytes, charset: str = "") -> str:
    """The text, by its byte order mark, as UTF-8, as it says itself or ``charset`` says, or as GB18030."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        said = CHARSET.search(content[:2000])
        name = (said[1].decode("ascii") if said else charset).casefold()
        encodings = ["utf-8-sig", *([name] if name.startswith(("utf-16", "big5")) else []), "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except (UnicodeError, LookupError):
            continue
        if not CONTROLS.search(text):
            return text
    raise not_a_workbook(FileSort.UNKNOWN)


def _plain_xml(text: str) -> str:
    """The XML without its declaration, which may name an encoding, and without references to characters that XML does not know."""
    return BAD_REFERENCE.sub("", DECLARATION.sub("", text))


def _csv_sheet(text: str) -> Sheet:
    counts = Counter(character for character in text[:20_000] if character in DELIMITERS)
    delimiter = counts.most_common(1)[0][0] if counts else ","
    grid = Grid("CSV")
    try:
        for row, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1):
            for column, cell in enumerate(cells, start=1):
                grid.put(row, column, QUOTED_FORMULA.sub(r"\1", cell) if cell.startswith('="') else cell or None)
            if row > MOST_LINES:
                raise unreadable(*LONG)
    except csv.Error as error:
        raise not_a_workbook(FileSort.BROKEN_TEXT) from error
    return grid.sheet()


class _Tables(HTMLParser):
    """All text of a page in one grid: a line of text is a row of one cell, a table's rows follow one another."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.grid = Grid("网页")
        self._row = 0
        self._open: list[str] | None = None
        """The text of the cell being read, or of a line outside any table."""
        self._span = (1, 1)
        self._column = 0
        self._covered: dict[int, int] = {}
        """Column -> the last row that a cell above reaches down to."""
        self._hushed = 0
        self._tables = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a row or a cell."""
        if tag in {"script", "style", "title"}:
            self._hushed += 1
        elif tag == "br" and self._open is not None:
            self._open.append("\n")
        elif tag in {"td", "th"} and self._tables:
            self._end_cell()
            values = dict(attrs)
            self._span = _span(values.get("rowspan"), TALLEST), _span(values.get("colspan"), WIDEST)
            self._open = []
        elif tag in {"tr", "table"}:
            self._end_cell()
            self._end_line()
            if tag == "table":
                self._tables += 1
                self._covered.clear()
            if tag == "tr":
                self._tables = max(1, self._tables)  # some exports leave the table's own tag out
                self._next_row()
        elif not self._tables and tag in {"p", "div", "h1", "h2", "h3", "h4", "li"}:
            self._end_line()

    def handle_endtag(self, tag: str) -> None:
        """End a cell, or a line of text."""
        if tag in {"script", "style", "title"}:
            self._hushed = max(0, self._hushed - 1)
        elif tag in {"td", "th", "tr"}:
            self._end_cell()
        elif tag == "table":
            self._end_cell()
            self._tables = max(0, self._tables - 1)
        elif not self._tables:
            self._end_line()

    def handle_data(self, data: str) -> None:
        """Take text up, where a cell is open or no table is."""
        if self._hushed:
            return
        if self._open is None and not self._tables and data.strip():
            self._open = []
        if self._open is not None:
            self._open.append(re.sub(r"[ \t\r\n]+", " ", data))

    def close(self) -> None:
        """End what is still open."""
        super().close()
        self._end_cell()
        self._end_line()

    def _next_row(self) -> None:
        self._row += 1
        self._column = 1
        if self._row > MOST_LINES:
            raise unreadable(*LONG)

    def _end_line(self) -> None:
        if not self._tables and self._open is not None:
            self._next_row()
            self.grid.put(self._row, 1, "".join(self._open).strip())
            self._open = None

    def _end_cell(self) -> None:
        if not self._tables or self._open is None:
            return
        while self._column <= NEAR_COLUMNS and self._covered.get(self._column, 0) >= self._row:
            self._column += 1
        rows, columns = self._span
        self.grid.put(self._row, self._column, "".join(self._open).strip() or None)
        if rows * columns > 1:
            self.grid.merges.append(Merge(self._row, self._column, self._row + rows - 1, self._column + columns - 1))
        if rows > 1:
            self._covered.update(dict.fromkeys(range(self._column, min(self._column + columns, NEAR_COLUMNS + 1)), self._row + rows - 1))
        self._column += columns
        self._open = None


def _span(text: str | None, most: int) -> int:
    return min(max(int(text), 1), most) if text and text.isdecimal() else 1


def _html_sheet(text: str) -> Sheet:
    page = _Tables()
    with told_as_broken(not_a_workbook(FileSort.WEB_PAGE)):
        page.feed(text)
        page.close()
    return page.grid.sheet()

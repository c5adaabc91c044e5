"""A look into an OOXML package before anything is parsed: sizes, extents, traces of what needs openpyxl, our mark."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from functools import cache, cached_property, partial
from xml.etree import ElementTree as ET

from gradflow.model.cells import Far, Mark, Picture, column_number
from gradflow.model.copies import OWN_SHEETS, make_mark
from gradflow.reading.grids import HUGE, MANY, MOST_SHEETS, NEAR_COLUMNS, NEAR_ROWS, SEVERAL_CELLS, Trimmed, trimmed
from gradflow.reading.pictures import BROKEN, DISPIMG, notes_by_sheet, pictures_by_sheet, sheet_entries
from gradflow.reading.sniffing import PROLOGUE, open_zip, refuse_entities, told_as_broken, unreadable

MAX_UNPACKED = 500 * 2**20
"""All entries together, as their headers say."""
MAX_SHEET = 120 * 2**20
"""A worksheet without its blank cells."""
LONG = 4 * 2**20
"""From this length on a worksheet is trimmed whatever it holds."""
MAX_OTHER = 100 * 2**20
MAX_ENTRIES = 5000
MAX_STYLES = 2 * 2**20
MAX_LOOKED_AT = 10 * 2**20
"""The openpyxl pass takes forty times as much memory."""
MAX_MARK = 64 * 2**10
CHUNK = 2**20

SHEET = re.compile(r"^xl/worksheets/[^/]+\.(?:xml|bin)$")
PARSED = re.compile(r"\[Content_Types\]\.xml$|_rels/|xl/(?:_rels/|workbook\.|styles\.|sharedStrings\.|worksheets/.+\.xml$)", re.IGNORECASE)
"""What is given to parsers that have never heard of entity bombs."""
FILLED_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"(?:[^>]*?\bs="(\d{1,6})")?[^>]*(?<!/)>')
ODD_DATES = re.compile(rb'numFmtId="(?:2[7-9]|3[0-6]|5[0-8])"')
TRACES = {
    b"<f": re.compile(rb"<f[ >/]"), b":f": re.compile(rb"<\w+:f[ >/]"), b't="e"': re.compile(rb't="e"(?<=\bt="e")'),
    b'hidden="': re.compile(rb'hidden="(?<=\bhidden=")(?:1|true)"'), b'ht="0': re.compile(rb'ht="0(?<=\sht="0)(?:\.0*)?"'),
    b'width="0': re.compile(rb'width="0(?<=\swidth="0)(?:\.0*)?"'),
}  # fmt: skip
"""What a worksheet holds, and how it goes on there, of which python-calamine does not tell all: formulas, error values, hidden rows and columns, also
those of no height or width. A word is found in a hundredth of the time a pattern takes, if it does not begin with one."""
SHEET_NAME = re.compile(rb"<(?:\w+:)?sheet\s")
STRINGS = "xl/sharedStrings.xml"
COUNT = re.compile(rb'\s(?:count|uniqueCount)="(\d{1,20})"')
MAC = re.compile(rb'date1904="(?:1|true)"')
FORMAT_START = re.compile(rb"<(?:\w+:)?xf\s[^>]*>")
FONT = re.compile(rb"<(?:\w+:)?font>.*?</(?:\w+:)?font>", re.DOTALL)
ODD_FONT = re.compile(rb'<(?:\w+:)?strike(?!\s+val="(?:0|false)")|<(?:\w+:)?color\s+(?:rgb="(?!FF000000)|indexed="(?!8"|64")|theme="[2-9])')
PROPERTY = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}property"
MARK_PREFIX = "gradflow."


class Package:
    """The zip behind an .xlsx, .xlsm or .xlsb. Raises ReadingError when it is broken or a bomb."""

    def __init__(self, content: bytes) -> None:
        """Open and measure."""
        self._zip = open_zip(content)
        self._given = content
        self._kept: dict[zipfile.ZipInfo, bytes] = {}
        """What was unpacked of entries that are given to parsers and not long."""
        entries = self._zip.infolist()
        sheets = [entry for entry in entries if SHEET.match(entry.filename)]
        others = sum(entry.file_size for entry in entries) - sum(entry.file_size for entry in sheets)
        if len(entries) > MAX_ENTRIES or max(others - MAX_OTHER, sum(e.file_size for e in entries) - MAX_UNPACKED) > 0:
            raise unreadable(*HUGE)
        for entry in entries:
            if PARSED.match(entry.filename):
                refuse_entities(next(self._pieces(entry, PROLOGUE), b"") if entry.file_size > LONG else self._content(entry)[:PROLOGUE])
        book = self._read("xl/workbook.xml")
        if len(SHEET_NAME.findall(book)) > MOST_SHEETS:
            raise unreadable(*MANY)
        styles = self._read("xl/styles.xml")[:MAX_STYLES]
        odd_formats = _odd_formats(styles)
        self.needs_openpyxl_pass = bool(ODD_DATES.search(styles.partition(b"<cellXfs")[2].partition(b"</cellXfs")[0]))
        """Whether it may hold what python-calamine cannot tell."""
        self.is_mac = MAC.search(book) is not None
        """Whether its days are counted from 1904."""
        self._sheets: dict[str, Trimmed] = {}
        self.has_dispimg = DISPIMG in self._read(STRINGS)
        """Whether some cell may hold WPS's formula for a picture."""
        for entry in sheets:
            found = self._sheet(entry)
            self._sheets[entry.filename] = found
            self.has_dispimg |= DISPIMG in found.content
            is_odd = has_traces(found.content) or _has_odd_rows(found.content, odd_formats)
            self.needs_openpyxl_pass |= is_odd and entry.filename not in {path for name, path in self._names if name in OWN_SHEETS}
        size = sum(len(sheet.content) for sheet in self._sheets.values())
        self.is_light = size <= MAX_LOOKED_AT and len(styles) < MAX_STYLES
        """Whether it is small enough for the openpyxl pass."""

    def _sheet(self, entry: zipfile.ZipInfo) -> Trimmed:
        pieces = partial(self._pieces, entry)
        if entry.filename.endswith(".bin"):
            return trimmed(pieces, MAX_SHEET, is_binary=True)
        if entry.file_size > LONG:
            return trimmed(pieces, MAX_SHEET)
        content = self._content(entry)
        if not far_cell(NEAR_ROWS).search(content):
            return Trimmed(content, Far())
        rows = columns = 0
        for letters, row, _ in FILLED_CELL.findall(content):
            rows, columns = max(rows, int(row)), max(columns, column_number(letters.decode("ascii")))
        return trimmed(lambda: [content], MAX_SHEET) if rows > NEAR_ROWS or columns > NEAR_COLUMNS else Trimmed(content, Far())

    def _content(self, entry: zipfile.ZipInfo) -> bytes:
        if entry in self._kept:
            return self._kept[entry]
        content = b"".join(self._pieces(entry))
        if entry.file_size <= LONG and PARSED.match(entry.filename):
            self._kept[entry] = content
        return content

    def _pieces(self, entry: zipfile.ZipInfo, size: int = CHUNK) -> Iterator[bytes]:
        with told_as_broken(), self._zip.open(entry) as stream:
            while piece := stream.read(size):
                yield piece

    def handed_over(self) -> bytes:
        """The workbook as it came, or without what was trimmed away; sheets that are not light are let go of."""
        changed = {name: sheet.content for name, sheet in self._sheets.items() if len(sheet.content) != self._zip.getinfo(name).file_size}
        changed |= self._honest_strings()
        content = self.rebuilt(changed) if changed else self._given
        if not self.is_light:
            self._kept.clear()
            for sheet in self._sheets.values():
                sheet.content = b""
        return content

    def _honest_strings(self) -> dict[str, bytes]:
        """The shared strings without a count of them that cannot be: python-calamine makes room for as many at once."""
        strings = self._read(STRINGS)
        if not any(int(count) > len(strings) for count in COUNT.findall(strings[:PROLOGUE])):
            return {}
        return {STRINGS: COUNT.sub(b"", strings, 2)}

    def sheets_only(self) -> bytes:
        """The package with nothing but cells, styles and how rows and columns look: what the openpyxl pass needs. Raises ReadingError."""
        if not self.is_light:
            raise unreadable(*HUGE)
        return self.rebuilt({name: _cells_only(sheet.content) for name, sheet in self._sheets.items()}, is_bare=True)

    def rebuilt(self, changed: dict[str, bytes], *, is_bare: bool = False) -> bytes:
        """The package with some entries changed; bare: without pictures, comments, links to other books."""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
            for name in dict.fromkeys(self._zip.namelist()):
                if not is_bare or not name.startswith(("xl/worksheets/_rels/", "xl/media/", "xl/drawings/", "xl/externalLinks/")):
                    package.writestr(name, changed[name] if name in changed else self._read(name))
        return stream.getvalue()

    def far(self) -> dict[str, Far]:
        """Sheet name -> far-off cells that were left out."""
        found = {entry: sheet.far for entry, sheet in self._sheets.items() if sheet.far.count}
        return {name: found[entry] for name, entry in self._names if entry in found} if found else {}

    @cached_property
    def _names(self) -> list[tuple[str, str]]:
        """Sheet name and entry, as far as the package tells."""
        try:
            return list(sheet_entries(self._zip))
        except BROKEN:
            return []

    def pictures(self) -> dict[str, tuple[Picture, ...]]:
        """Sheet name -> its pictures, for sheets that have any."""
        return pictures_by_sheet(self._zip, has_dispimg=self.has_dispimg)

    def notes(self) -> dict[str, dict[tuple[int, int], str]]:
        """Sheet name -> (row, column) -> comment on that cell."""
        return notes_by_sheet(self._zip)

    def mark(self) -> Mark | None:
        """What gradflow wrote into the custom properties, if anything."""
        try:
            info = self._zip.getinfo("docProps/custom.xml")
        except KeyError:
            return None
        content = self._read(info.filename) if info.file_size <= MAX_MARK else b""
        if not content or b"<!" in content:
            return None
        try:
            root = ET.fromstring(content)  # noqa: S314 - no doctype, no entities, 64 KB
        except ET.ParseError:
            return None
        values = {
            item.get("name", "").removeprefix(MARK_PREFIX): "".join(item.itertext())
            for item in root.iter(PROPERTY)
            if item.get("name", "").startswith(MARK_PREFIX)
        }
        return make_mark(values) if values else None

    def _read(self, name: str) -> bytes:
        entry = self._zip.NameToInfo.get(name)
        return self._content(entry) if entry else b""


def _odd_formats(styles: bytes) -> frozenset[bytes]:
    """The numbers of cell formats with a struck-out or coloured font, or a filled background."""
    fonts = [bool(ODD_FONT.search(font)) for font in FONT.findall(styles.partition(b"<fonts")[2].partition(b"</fonts")[0])]
    found = set()
    for number, start in enumerate(FORMAT_START.findall(styles.partition(b"<cellXfs")[2].partition(b"</cellXfs")[0])):
        font, fill = (re.search(rb"\b" + name + rb'Id="(\d{1,5})"', start) for name in (b"font", b"fill"))
        if (fill and int(fill[1]) > 1) or (font and int(font[1]) < len(fonts) and fonts[int(font[1])]):
            found.add(b"%d" % number)
    return frozenset(found)


@cache
def far_cell(near_rows: int) -> re.Pattern[bytes]:
    """A cell, filled or not, that may lie beyond so many rows, or right of column IV, the last that is near."""
    first, rest = str(near_rows)[0], str(near_rows)[1:]
    rows = rf"[{first}-9]\d{{{len(rest)}}}|\d{{{len(rest) + 2}}}"
    return re.compile(rf'r="(?:(?:I[W-Z]|[J-Z][A-Z]|[A-Z]{{3}})\d|[A-Z]{{1,3}}(?:{rows}))'.encode("ascii"))


def has_traces(content: bytes) -> bool:
    """Whether python-calamine does not tell all of a worksheet."""
    found = ((content.find(word), pattern) for word, pattern in TRACES.items())
    return any(at >= 0 and pattern.search(content, max(content.rfind(b"<", 0, at), 0)) is not None for at, pattern in found)


def _has_odd_rows(content: bytes, odd: frozenset[bytes]) -> bool:
    """Whether a row that is no head, a row of several cells standing above it, has cells of an odd format."""
    if not odd:
        return False
    filled: Counter[int] = Counter()
    strange: set[int] = set()
    for cell in FILLED_CELL.finditer(content):
        row = int(cell[2])
        filled[row] += 1
        strange.update([row] if cell[3] in odd else [])
    return any(filled[row - 1] >= SEVERAL_CELLS for row in strange)


def _cells_only(content: bytes) -> bytes:
    """A worksheet up to the end of its cells: merges, validations and drawings stand behind them."""
    head, end, _ = content.partition(b"</sheetData>")
    return head + end + b"</worksheet>" if end else content

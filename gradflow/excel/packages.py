"""A look into a workbook's package before anything is parsed: sizes, extents, our mark."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from xml.etree import ElementTree as ET

from gradflow.core.cells import Mark, Picture
from gradflow.core.copies import make_mark
from gradflow.core.places import column_number
from gradflow.excel.pictures import pictures_by_sheet
from gradflow.excel.sniffing import refuse_other_packages, unreadable

MAX_UNPACKED = 200 * 2**20
MAX_ENTRIES = 5000
MAX_CELLS = 2_000_000
"""Cells of the rectangle a sheet spans; a college has a few thousand."""
MAX_MARK = 64 * 2**10

SHEET = re.compile(r"^xl/worksheets/[^/]+\.xml$")
FILLED_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>')
ODD_DATES = re.compile(rb'numFmtId="(?:2[7-9]|3[0-6]|5[0-8])"')
FORMULA_OR_ERROR = re.compile(rb'<(?:\w+:)?f[ >/]|\bt="e"')
MAX_LOOKED_AT = 20 * 2**20
PROPERTY = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}property"
MARK_PREFIX = "gradflow."


class Package:
    """The zip behind an .xlsx or .ods. Raises ReadingError when it is broken or a bomb."""

    def __init__(self, content: bytes) -> None:
        """Open and measure."""
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, EOFError) as error:
            raise unreadable("文件已损坏或没有拷完") from error
        if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
            raise unreadable("解开后大得不像一张登记表", "新建空白模板，把内容复制过去后重新报送")
        refuse_other_packages(self._zip)

        self.has_far_cells = False
        """Whether some sheet's filled cells span more than MAX_CELLS."""
        self.has_formulas_or_errors = False
        """Whether some sheet holds formulas or error values, of which python-calamine tells nothing."""
        self.has_odd_dates = self._has_odd_dates()
        """Whether cells may have one of Chinese Excel's built-in date formats, which python-calamine takes for numbers."""
        for entry in entries:
            if SHEET.match(entry.filename):
                self._look_at(self._read(entry.filename))

    def _look_at(self, content: bytes) -> None:
        rows = columns = 0
        for letters, row in FILLED_CELL.findall(content):
            rows = max(rows, int(row))
            columns = max(columns, column_number(letters.decode("ascii")))
        self.has_far_cells |= rows * columns > MAX_CELLS
        self.has_formulas_or_errors |= len(content) <= MAX_LOOKED_AT and bool(FORMULA_OR_ERROR.search(content))

    def _has_odd_dates(self) -> bool:
        if "xl/styles.xml" not in self._zip.namelist():
            return False
        formats = self._read("xl/styles.xml").partition(b"<cellXfs")[2].partition(b"</cellXfs")[0]
        return bool(ODD_DATES.search(formats))

    def pictures(self) -> dict[str, tuple[Picture, ...]]:
        """Sheet name -> its pictures, for sheets that have any."""
        return pictures_by_sheet(self._zip)

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
        try:
            return self._zip.read(name)
        except Exception as error:  # a broken deflate stream raises half a dozen types
            raise unreadable("文件已损坏或没有拷完") from error

"""A look into a workbook's package before anything is parsed: sizes, extents, our mark."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from xml.etree import ElementTree as ET

from gradflow.core.cells import Mark
from gradflow.excel.sniffing import refuse_other_packages, unreadable

MAX_UNPACKED = 200 * 2**20
MAX_ENTRIES = 5000
MAX_CELLS = 2_000_000
"""Cells of the rectangle a sheet spans; a college has a few thousand."""
MAX_MARK = 64 * 2**10

SHEET = re.compile(r"^xl/worksheets/[^/]+\.xml$")
FILLED_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>')
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
        for entry in entries:
            if SHEET.match(entry.filename):
                self._look_at(self._read(entry.filename))

    def _look_at(self, content: bytes) -> None:
        rows = columns = 0
        for letters, row in FILLED_CELL.findall(content):
            rows = max(rows, int(row))
            columns = max(columns, _column(letters))
        self.has_far_cells |= rows * columns > MAX_CELLS
        self.has_formulas_or_errors |= len(content) <= MAX_LOOKED_AT and bool(FORMULA_OR_ERROR.search(content))

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


def make_mark(values: dict[str, str]) -> Mark:
    """A Mark of the custom properties' texts."""
    number = values.get("round", "")
    return Mark(
        campaign=values.get("campaign", ""),
        form=values.get("form", ""),
        branch=values.get("branch", ""),
        round=int(number) if re.fullmatch(r"[0-9]{1,2}", number) else None,
        source=values.get("source", ""),
    )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number

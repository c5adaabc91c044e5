"""Workbooks of which many are alike: xlsxwriter writes a skeleton once, and the cells and comments of each are put into it.

Formats, widths, panes and page set-up are asked of xlsxwriter, once for all workbooks that ask the same.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import quote_sheetname
from xlsxwriter.worksheet import Worksheet

from gradflow.model.cells import Mark
from gradflow.reading.packages import MARK_PREFIX
from gradflow.writing.books import BASE_FORMAT, CREATED, OPTIONS, Book, add_sheet, mark_properties
from gradflow.writing.comments import escape, numbers_taken, quoted, texts_part
from gradflow.writing.filled_sheets import Asked, FilledSheet, Look, look_of
from gradflow.writing.splicing import Packed, packed, zipped

KEPT = 64
"""Skeletons that are kept."""
STYLE = re.compile(r'<c r="[A-Z]+1" s="(\d+)"')
BODY = re.compile(r"<dimension [^>]*>|<sheetData/>|<sheetData>.*</sheetData>", re.DOTALL)
CUSTOM = "docProps/custom.xml"
VALUE = re.compile("(<vt:lpwstr>)([a-z]+)")
FILTER = "_xlnm._FilterDatabase"


class Skeleton(NamedTuple):
    """A workbook as xlsxwriter wrote it, without cells."""

    packed: Mapping[str, Packed]
    """Its parts."""
    workbook: str
    custom: str
    """The parts that tell its sheets and its mark; the mark's values are their names."""
    styles: Mapping[Look, str]
    """The number of each format."""
    sheets: tuple[tuple[str, str, str], ...]
    """Of each sheet's part, what stands before its dimension, between that and its cells, and behind them."""


class FilledBook(Book):
    """A book whose cells are put into a skeleton."""

    def __init__(self, target: Path | BytesIO, *, title: str, mark: Mark | None = None) -> None:
        self._target, self._title = target, title
        self._marks = mark_properties(mark)
        self.lists = {}
        self._looks: dict[tuple[tuple[str, Any], ...], Look] = {}
        self._sheets: list[FilledSheet] = []
        self._names: list[tuple[str, str]] = []

    def format(self, **properties: Any) -> Format:
        """A cell format, made once."""
        key = tuple(properties.items())
        if key not in self._looks:
            self._looks[key] = look_of(tuple(sorted({**BASE_FORMAT, **properties}.items())))
        return self._looks[key]

    def plain_sheet(self, name: str) -> Worksheet:
        """Add a sheet for data nobody prints."""
        self._sheets.append(FilledSheet(name))
        return self._sheets[-1]

    def define_name(self, name: str, formula: str) -> None:
        """Name a range."""
        self._names.append((name, formula.removeprefix("=")))

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Write the file, unless something went wrong. Raises OSError."""
        if kind is None:
            content = self._package()
            self._target.write_bytes(content) if isinstance(self._target, Path) else self._target.write(content)

    def _package(self) -> bytes:
        looks = tuple(sorted(set().union(*(sheet.looks for sheet in self._sheets)), key=lambda look: repr(look.properties)))
        asked = tuple(sheet.asked for sheet in self._sheets)
        images = tuple((number, sheet) for number, sheet in enumerate(self._sheets) if sheet.images)
        skeleton = (_written if images else _kept)(self._title, tuple(self._marks), looks, asked, images)
        return zipped({**skeleton.packed, **{name: packed(part.encode()) for name, part in self._filled(skeleton).items()}})

    def _filled(self, skeleton: Skeleton) -> dict[str, str]:
        """The parts that differ from the skeleton's."""
        made = {"xl/workbook.xml": skeleton.workbook.replace("<calcPr", f"{self._named_ranges()}<calcPr")}
        if skeleton.custom:
            made[CUSTOM] = VALUE.sub(lambda found: f"{found[1]}{escape(self._marks[found[2]])}", skeleton.custom)
        commented, number = 0, 1
        for place, (sheet, parted) in enumerate(zip(self._sheets, skeleton.sheets, strict=True), start=1):
            made[f"xl/worksheets/sheet{place}.xml"] = sheet.filled(parted, skeleton.styles)
            if sheet.comments:
                commented += 1
                made[f"xl/comments{commented}.xml"] = texts_part(sheet.sorted_comments())
                made[f"xl/drawings/vmlDrawing{commented}.vml"] = sheet.boxes(number)
                number += numbers_taken(sheet.sorted_comments())
        return made

    def _named_ranges(self) -> str:
        """The names of the book's ranges and of those that belong to its sheets, in their order."""
        named = [(name, "", formula) for name, formula in self._names]
        for place, sheet in enumerate(self._sheets):
            owned = f' localSheetId="{place}"'
            areas = ((name, f"{quote_sheetname(sheet.name)}!{area}") for name, area in sheet.names)
            named += [(name, f'{owned} hidden="1"' if name == FILTER else owned, area) for name, area in areas]
        named.sort(key=lambda one: one[0].removeprefix("_xlnm.").lstrip("_").lower())
        made = "".join(f"<definedName name={quoted(name)}{more}>{escape(area)}</definedName>" for name, more, area in named)
        return f"<definedNames>{made}</definedNames>" if made else ""


def _written(
    title: str, marks: Sequence[str], looks: Sequence[Look], asked: Sequence[Asked], images: Sequence[tuple[int, FilledSheet]]
) -> Skeleton:
    """Have a skeleton written."""
    target = BytesIO()
    book = xlsxwriter.Workbook(target, OPTIONS)
    book.set_properties({"title": title, "author": "gradflow", "created": CREATED})
    for key in marks:
        book.set_custom_property(MARK_PREFIX + key, key)
    formats = {look: book.add_format(dict(look.properties)) for look in looks}
    for name, calls, has_comments in asked:
        sheet = add_sheet(book, name)
        for method, given, named in calls:
            getattr(sheet, method)(*(formats[one] if isinstance(one, Look) else one for one in given), **dict(named))
        if has_comments:
            sheet.write_comment(0, 0, "-")
    for number, filled in images:
        sheet = book.worksheets()[number]
        for row, height in filled.heights.items():
            sheet.set_row_pixels(row, height)
        for given in filled.images:
            sheet.insert_image(*given)
    first = book.worksheets()[0]
    for column, look in enumerate(looks):
        first.write_blank(0, column, "", formats[look])
    book.close()
    with zipfile.ZipFile(target) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    texts = [parts[f"xl/worksheets/sheet{number}.xml"].decode() for number in range(1, len(asked) + 1)]
    return Skeleton(
        packed={name: packed(content) for name, content in parts.items()},
        workbook=parts["xl/workbook.xml"].decode(),
        custom=parts.get(CUSTOM, b"").decode(),
        styles=dict(zip(looks, STYLE.findall(texts[0]), strict=True)),
        sheets=tuple(map(_parted, texts)),
    )


_kept = lru_cache(maxsize=KEPT)(_written)


def _parted(text: str) -> tuple[str, str, str]:
    before, between, behind = BODY.split(text)
    return before, between, behind

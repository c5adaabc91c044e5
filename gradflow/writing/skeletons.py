"""What xlsxwriter makes of workbooks: formats, widths, panes, page set-up, charts and pictures, without cells.

It is asked once for all workbooks that ask the same.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from typing import Any, NamedTuple

import xlsxwriter

from gradflow.reading.packages import MARK_PREFIX
from gradflow.writing.sheets import OPTIONS, Asked, Chart, Parted, Sheet
from gradflow.writing.splicing import Format, Packed, packed

CREATED = datetime(2023, 6, 8)  # noqa: DTZ001 - a fixed stamp: the same input gives the same bytes
KEPT = 64
"""Skeletons that are kept."""
WHOLE_SHEET = "A1:XFD1048576"
EVEN_FONT = {"font_name": "Arial", "font_size": 10, "font_scheme": False, "theme": -1}
"""Widths count in digits of the default font. This one has digits of one width on every system, so that pages come out alike."""
STYLE = re.compile(r'<c r="[A-Z]+1" s="(\d+)"')
BODY = re.compile(r"<dimension [^>]*>|<sheetData/>|<sheetData>.*</sheetData>", re.DOTALL)
CONDITIONS = re.compile(r"(?:<conditionalFormatting .*?</conditionalFormatting>)*", re.DOTALL)
LINKS = re.compile(r"<hyperlinks>(.*)</hyperlinks>")
RELATIONSHIP = re.compile(r' r:id="(\w+)"')
CUSTOM = "docProps/custom.xml"


class Skeleton(NamedTuple):
    """A workbook as xlsxwriter wrote it, without cells."""

    packed: Mapping[str, Packed]
    """Its parts."""
    workbook: str
    custom: str
    """The parts that tell its sheets and its mark; the mark's values are their names."""
    styles: Mapping[Format, str]
    """The number of each format."""
    sheets: tuple[Parted, ...]


def written(
    title: str,
    marks: Sequence[str],
    formats: Sequence[Format],
    asked: Sequence[Asked],
    placed: Sequence[tuple[int, Sheet]],
    *,
    is_even: bool,
) -> Skeleton:
    """Have a skeleton written; ``placed`` are the sheets that pictures, charts, links or the like are put on, by their numbers."""
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {**OPTIONS, **({"default_format_properties": dict(EVEN_FONT)} if is_even else {})})
    book.set_properties({"title": title, "author": "gradflow", "created": CREATED})
    for key in marks:
        book.set_custom_property(MARK_PREFIX + key, key)
    made = {form: book.add_format(dict(form.properties)) for form in formats}
    for name, calls, has_comments in asked:
        sheet = book.add_worksheet(name)
        sheet.ignore_errors({"number_stored_as_text": WHOLE_SHEET})  # IDs and telephone numbers are text everywhere
        for method, given, named in calls:
            getattr(sheet, method)(*(_made(book, one, made) for one in given), **dict(named))
        if has_comments:
            sheet.write_comment(0, 0, "-")
    for number, filled in placed:
        sheet = book.worksheets()[number]
        for row, height in filled.heights.items():
            sheet.set_row_pixels(row, height)
        for method, given in filled.placed:
            getattr(sheet, method)(*(_made(book, one, made) for one in given))
    first = book.worksheets()[0]
    for column, form in enumerate(made.values()):
        first.write_blank(0, column, "", form)
    book.close()
    with zipfile.ZipFile(target) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    texts = [parts[f"xl/worksheets/sheet{number}.xml"].decode() for number in range(1, len(asked) + 1)]
    return Skeleton(
        packed={name: packed([content]) for name, content in parts.items()},
        workbook=parts["xl/workbook.xml"].decode(),
        custom=parts.get(CUSTOM, b"").decode(),
        styles=dict(zip(formats, STYLE.findall(texts[0]), strict=True)),
        sheets=tuple(map(_parted, texts)),
    )


kept = lru_cache(maxsize=KEPT)(written)


def _made(book: xlsxwriter.Workbook, one: Any, formats: Mapping[Format, Any]) -> Any:
    """What a sheet is given, as xlsxwriter knows it."""
    if isinstance(one, Format):
        return formats[one]
    if isinstance(one, dict):
        return {key: _made(book, part, formats) for key, part in one.items()}
    if not isinstance(one, Chart):
        return one
    chart = book.add_chart(one.options)
    for method, given in one.calls:
        getattr(chart, method)(*(_made(book, part, formats) for part in given))
    return chart


def _parted(text: str) -> Parted:
    before, between, behind = BODY.split(text)
    conditions = CONDITIONS.match(behind)
    links = LINKS.search(behind)
    rest = LINKS.sub("", behind).removeprefix(conditions[0] if conditions else "")
    return Parted(before, between, conditions[0] if conditions else "", rest, tuple(RELATIONSHIP.findall(links[1])) if links else ())

"""What xlsxwriter makes of workbooks: formats, widths, panes, page set-up, charts and pictures, without cells.

It is asked once for all workbooks that ask the same, and once for sheets that look alike; what lists the sheets of a workbook is made here.
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
from gradflow.writing.comments import escape
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
CONDITIONS = re.compile(r"<conditionalFormatting .*?</conditionalFormatting>", re.DOTALL)
LINKS = re.compile(r"<hyperlinks>(.*)</hyperlinks>")
RELATIONSHIP = re.compile(r' r:id="(\w+)"')
CUSTOM, WORKBOOK, TITLES = "docProps/custom.xml", "xl/workbook.xml", "docProps/app.xml"
TYPES, RELATIONSHIPS = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
LISTS = (TYPES, RELATIONSHIPS, WORKBOOK, TITLES)
RELATIONS_OF = "xl/worksheets/_rels/sheet{}.xml.rels"
OF_SHEETS = re.compile(r"xl/(?:worksheets/|comments\d|drawings/vmlDrawing)")
"""Parts that are made sheet by sheet."""
LISTED_SHEET = re.compile(r'<sheet name="[^"]*" sheetId="\d+"([^>]*) r:id="rId\d+"/>')
"""A sheet in the list of them, and whether it is hidden."""
UNTOLD = ' state="veryHidden"'
"""Of a sheet that is not among the titles."""
LISTED_TITLES = re.compile(r'(<vt:i4>)\d+(</vt:i4>.*<vt:vector size=")\d+(" baseType="lpstr">)(?:<vt:lpstr>[^<]*</vt:lpstr>)*')
SHEET_TYPES, COMMENT_TYPES = (
    re.compile(rf'(<Override PartName="/xl/{name})\d+(\.xml" [^>]*>)(?:<Override PartName="/xl/{name}[^>]*>)*')
    for name in ("worksheets/sheet", "comments")
)
LISTED_TARGETS = re.compile(
    r'(<Relationship Id="rId)\d+(" [^>]*"worksheets/sheet)\d+(\.xml"/>)(?:<Relationship [^>]*"worksheets/sheet[^>]*>)*'
)
ID = re.compile(r"(?<=rId)\d+")


class Skeleton(NamedTuple):
    """A workbook as xlsxwriter wrote it, without cells, each look of its sheets once."""

    packed: Mapping[str, Packed]
    """Its parts that hold neither sheets nor lists of them."""
    lists: Mapping[str, str]
    """The parts that list sheets."""
    custom: str
    """The part that tells its mark, whose values are their names."""
    styles: Mapping[Format, str]
    """The number of each format."""
    sheets: tuple[Parted, ...]
    relations: tuple[str, ...]
    """The sheets' relationships; empty for none."""

    def listed(self, looks: Sequence[int], names: Sequence[str], comments: int) -> dict[str, str]:
        """The parts that list the sheets of a workbook: which of the looks here each has, their names, and how many have comments."""
        states = LISTED_SHEET.findall(self.lists[WORKBOOK])
        told = [escape(name).replace('"', "&quot;") for name in names]
        sheets = "".join(
            f'<sheet name="{name}" sheetId="{number}"{states[look]} r:id="rId{number}"/>'
            for number, (look, name) in enumerate(zip(looks, told, strict=True), start=1)
        )
        titles = [f"<vt:lpstr>{escape(name)}</vt:lpstr>" for look, name in zip(looks, names, strict=True) if states[look] != UNTOLD]
        before, _, rest = self.lists[WORKBOOK].partition("<sheets>")
        types = _as_many(SHEET_TYPES, self.lists[TYPES], len(looks))
        return {
            TYPES: _as_many(COMMENT_TYPES, types, comments),
            RELATIONSHIPS: self._targets(len(looks)),
            WORKBOOK: f"{before}<sheets>{sheets}{rest[rest.index('</sheets>') :]}",
            TITLES: LISTED_TITLES.sub(
                lambda found: f"{found[1]}{len(titles)}{found[2]}{len(titles)}{found[3]}{''.join(titles)}", self.lists[TITLES]
            ),
        }

    def _targets(self, count: int) -> str:
        """The relationships of a workbook of so many sheets: theirs first, then those of what is behind them."""
        before, *sheet, behind = LISTED_TARGETS.split(self.lists[RELATIONSHIPS])
        return (
            before
            + "".join(str(number).join(sheet) for number in range(1, count + 1))
            + ID.sub(lambda other: str(int(other[0]) + count - len(self.sheets)), behind)
        )


def _as_many(elements: re.Pattern[str], text: str, count: int) -> str:
    """The text with so many numbered elements where it has some."""
    return elements.sub(lambda found: "".join(f"{found[1]}{number}{found[2]}" for number in range(1, count + 1)), text)


def written(
    title: str,
    marks: Sequence[str],
    formats: Sequence[Format],
    asked: Sequence[tuple[str, Asked]],
    placed: Sequence[tuple[int, Sheet]],
    *,
    is_even: bool,
) -> Skeleton:
    """Have a skeleton written of sheets with these names; ``placed`` are those that pictures, charts, links or the like are put on, by number."""
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {**OPTIONS, **({"default_format_properties": dict(EVEN_FONT)} if is_even else {})})
    book.set_properties({"title": title, "author": "gradflow", "created": CREATED})
    for key in marks:
        book.set_custom_property(MARK_PREFIX + key, key)
    made = {form: book.add_format(dict(form.properties)) for form in formats}
    for name, (_, calls, has_comments) in asked:
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
    texts = {name: content.decode() for name, content in parts.items() if name in LISTS or name == CUSTOM or OF_SHEETS.match(name)}
    sheets = [texts[f"xl/worksheets/sheet{number}.xml"] for number in range(1, len(asked) + 1)]
    return Skeleton(
        packed={name: packed([content]) for name, content in parts.items() if name not in texts},
        lists={name: texts[name] for name in LISTS},
        custom=texts.get(CUSTOM, ""),
        styles=dict(zip(formats, STYLE.findall(sheets[0]), strict=True)),
        sheets=tuple(map(_parted, sheets)),
        relations=tuple(texts.get(RELATIONS_OF.format(number), "") for number in range(1, len(asked) + 1)),
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
    links = RELATIONSHIP.findall("".join(LINKS.findall(behind)))
    return Parted(before, between, "".join(CONDITIONS.findall(behind)), LINKS.sub("", CONDITIONS.sub("", behind)), tuple(links))

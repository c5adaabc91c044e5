"""Reading OpenDocument spreadsheets, values and looks at once; blanks repeated a million times cost nothing."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import IO
from xml.etree import ElementTree as ET

from gradflow.model.cells import ERROR_VALUES, Merge, Picture, Raw, Sheet
from gradflow.reading.grids import HUGE, MANY, MOST_SHEETS, NEAR_COLUMNS, NEAR_ROWS, Grid, as_shown, count_of
from gradflow.reading.sniffing import LOCKED_ODS, PROLOGUE, open_zip, refuse_entities, told_as_broken, unreadable

MAX_XML = 200 * 2**20
TABLE, TEXT, OFFICE, STYLE, FO, NUMBER, DRAW = (
    f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}"
    for name in ("table", "text", "office", "style", "xsl-fo-compatible", "datastyle", "drawing")
)
PARTS_READ = ("META-INF/manifest.xml", "styles.xml", "content.xml")
PARTS = {"year": "yyyy", "month": "m", "day": "d"}
PIECE, LONGEST_ROW = 2**20, 16 * 2**20
ROW_END = b"</table:table-row>"
BLANK_ENDS = re.compile(rb'(?:<table:(?:covered-)?table-cell(?:\s+table:[\w-]+="[^"<>]*")*\s*/>)+(?=</table:table-row>)')
"""Blank cells at the end of a row, formatted or not: not worth looking at."""
HIDING = {"collapse", "filter"}
LINES = {f"{TEXT}line-break": "\n", f"{TEXT}tab": "\t", f"{TEXT}s": " "}


@dataclass
class _Look:
    """What a cell style tells, its parents' included."""

    is_struck: bool = False
    is_coloured: bool = False
    shown: str = ""
    """The date format, as Excel would write it."""


@dataclass
class _Looks:
    """Named styles."""

    cells: dict[str, _Look] = field(default_factory=dict)
    dates: dict[str, str] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    """Table styles of sheets that are not displayed."""


def read_ods(content: bytes) -> tuple[Sheet, ...]:
    """All sheets of an .ods. Raises ReadingError."""
    with open_zip(content) as package, told_as_broken():
        parts = {entry.filename: entry for entry in package.infolist()}
        if max(parts[name].file_size for name in PARTS_READ if name in parts) > MAX_XML:
            raise unreadable(*HUGE)
        manifest, styles = (package.read(parts[name]) if name in parts else b"" for name in PARTS_READ[:-1])
        with package.open(parts[PARTS_READ[-1]]) as body:
            refuse_entities(body.read(PROLOGUE))
        refuse_entities(styles[:PROLOGUE])
        if b"encryption-data" in manifest:
            raise unreadable(*LOCKED_ODS)
        looks = _Looks()
        if styles:
            list(_sheets(io.BytesIO(styles), looks))
        with package.open(parts[PARTS_READ[-1]]) as body:
            return tuple(_sheets(_Slim(body), looks))


def read_flat(content: bytes) -> tuple[Sheet, ...]:
    """All sheets of a flat .fods. Raises ReadingError."""
    with told_as_broken():
        return tuple(_sheets(_Slim(io.BytesIO(content)), _Looks()))


class _Slim:
    """A document read in stretches, without the blank cells at the ends of its rows."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._rest = b""

    def read(self, _size: int = -1) -> bytes:
        """The next stretch, cut behind a row; nothing at the end."""
        stretch = self._rest
        self._rest = b""
        while piece := self._stream.read(PIECE):
            stretch += piece
            end = stretch.rfind(ROW_END) + len(ROW_END)
            if end >= len(ROW_END):
                stretch, self._rest = stretch[:end], stretch[end:]
                break
            if len(stretch) > LONGEST_ROW:
                break
        return BLANK_ENDS.sub(b"", stretch)


def _sheets(body: _Slim | io.BytesIO, looks: _Looks) -> Iterator[Sheet]:
    """Read through the document once, taking styles up as they come and letting go of each row when it is done."""
    tables: list[_Table] = []
    count = 0
    for event, element in ET.iterparse(body, ("start", "end")):  # noqa: S314 - expat bounds entities; the worker bounds the rest
        if element.tag == f"{TABLE}table":
            if event == "start":
                tables.append(_Table(element, looks))
            else:
                count += 1
                yield tables.pop().sheet()
                element.clear()
        elif event == "start":
            continue
        elif tables:
            tables[-1].take(element)
        elif element.tag == f"{STYLE}style":
            _take_style(element, looks)
        elif element.tag == f"{NUMBER}date-style":
            shown = (PARTS.get(part.tag.rpartition("}")[2]) for part in element)
            looks.dates[element.get(f"{STYLE}name", "")] = "-".join(filter(None, shown))
        if count > MOST_SHEETS:
            raise unreadable(*MANY)


def _take_style(element: ET.Element, looks: _Looks) -> None:
    name = element.get(f"{STYLE}name", "")
    if element.get(f"{STYLE}family") == "table":
        shown = element.find(f"{STYLE}table-properties")
        looks.hidden.update([name] if shown is not None and shown.get(f"{TABLE}display") == "false" else [])
        return
    base = looks.cells.get(element.get(f"{STYLE}parent-style-name", ""), _Look())
    text, cell = element.find(f"{STYLE}text-properties"), element.find(f"{STYLE}table-cell-properties")
    line = text.get(f"{STYLE}text-line-through-style", "") if text is not None else ""
    colours = (text.get(f"{FO}color", "") if text is not None else "", cell.get(f"{FO}background-color", "") if cell is not None else "")
    looks.cells[name] = _Look(
        is_struck=line != "none" if line else base.is_struck,
        is_coloured=any(one not in {"", "#000000", "#ffffff", "transparent"} for one in colours) or (base.is_coloured and not any(colours)),
        shown=looks.dates.get(element.get(f"{STYLE}data-style-name", ""), base.shown),
    )


class _Table:
    """A sheet that is being read row by row."""

    def __init__(self, table: ET.Element, looks: _Looks) -> None:
        self._looks = looks
        self._grid = Grid(table.get(f"{TABLE}name", ""), is_hidden=table.get(f"{TABLE}style-name") in looks.hidden)
        self._row = self._column = 1
        self._pictures = 0

    def take(self, element: ET.Element) -> None:
        """Take up an element that is complete."""
        if element.tag == f"{TABLE}table-row":
            self._take_row(element)
            element.clear()
        elif element.tag == f"{TABLE}table-column":
            count = count_of(element, f"{TABLE}number-columns-repeated", 1)
            if element.get(f"{TABLE}visibility") in HIDING:
                self._grid.hidden_columns.update(range(self._column, min(self._column + count, NEAR_COLUMNS)))
            self._column += count
        elif element.tag == f"{DRAW}image":
            self._pictures += 1

    def _take_row(self, line: ET.Element) -> None:
        row, count = self._row, count_of(line, f"{TABLE}number-rows-repeated", 1)
        self._row += count
        cells = list(_cells(line, self._looks))
        last = min(row + count - 1, self._grid.reach + 1)  # the first row beyond is told as far-off
        for number in range(row, max(row, last) + 1 if cells else row):
            for at, raw, element, look in cells:
                _put(self._grid, (number, at), raw, element, look)
        if line.get(f"{TABLE}visibility") in HIDING and row <= NEAR_ROWS:
            self._grid.hidden_rows.update(range(row, min(row + count, NEAR_ROWS)))

    def sheet(self) -> Sheet:
        return self._grid.sheet((Picture(0, 0),) * min(self._pictures, 2000))


def _cells(line: ET.Element, looks: _Looks) -> Iterator[tuple[int, Raw, ET.Element, _Look]]:
    """Column, value, element and look of a row's filled cells; covered ones stand in their place and are blank."""
    column = 1
    for element in line:
        if element.tag not in {f"{TABLE}table-cell", f"{TABLE}covered-table-cell"}:
            continue
        count = count_of(element, f"{TABLE}number-columns-repeated", 1)
        look = looks.cells.get(element.get(f"{TABLE}style-name", ""), _Look())
        raw = _raw(element, look)
        notes = element.find(f"{OFFICE}annotation") is not None
        if (raw is not None or notes) and element.tag == f"{TABLE}table-cell":
            for at in range(column, column + min(count, NEAR_COLUMNS)):
                yield at, raw, element, look
        column += count


def _put(grid: Grid, place: tuple[int, int], raw: Raw, element: ET.Element, look: _Look) -> None:
    row, column = place
    grid.put(row, column, raw)
    down, across = count_of(element, f"{TABLE}number-rows-spanned", 1), count_of(element, f"{TABLE}number-columns-spanned", 1)
    if down * across > 1:
        grid.merges.append(Merge(row, column, row + down - 1, column + across - 1))
    note = element.find(f"{OFFICE}annotation")
    if note is not None:
        grid.notes[place] = _text(note)
    if raw is not None:
        grid.struck.update([place] if look.is_struck else [])
        grid.coloured.update([place] if look.is_coloured else [])


def _raw(element: ET.Element, look: _Look) -> Raw:
    values: Mapping[str, str] = element.attrib
    kind = values.get(f"{OFFICE}value-type", "")
    text = _text(element)
    if text in ERROR_VALUES:
        return text
    if kind in {"float", "percentage", "currency"}:
        try:
            return float(values.get(f"{OFFICE}value", ""))
        except ValueError:
            return text or None
    if kind == "date":
        return _date(values.get(f"{OFFICE}date-value", ""), look) or text or None
    if kind == "boolean":
        return values.get(f"{OFFICE}boolean-value") == "true"
    return text or values.get(f"{OFFICE}string-value") or None


def _date(written: str, look: _Look) -> Raw:
    match = re.match(r"(\d{4})-(\d\d)-(\d\d)", written)
    try:
        return as_shown(date(*map(int, match.groups())), look.shown) if match else None
    except ValueError:
        return None


def _text(element: ET.Element) -> str:
    """The paragraphs of a cell or note, those of notes and shapes within left out."""
    return "\n".join("".join(_words(one)) for one in element if one.tag == f"{TEXT}p")


def _words(element: ET.Element) -> Iterator[str]:
    yield LINES.get(element.tag, "") * min(max(1, count_of(element, f"{TEXT}c", 1)), 100)
    yield element.text or ""
    for one in element:
        yield from _words(one)
        yield one.tail or ""

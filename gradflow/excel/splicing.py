"""Long tables: their rows are rendered once and put into the finished workbook in the place of a pattern.

xlsxwriter writes everything around the rows. Where they belong it gets one *pattern row*, of a blank cell a
column in that column's format, and beside it a linked cell a target file; so each style has its number and each
file its relationship. What may stand in a cell is the same as in ``books.put``.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import quoteattr

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from gradflow.core.places import column_letters
from gradflow.excel.comments import text_element
from gradflow.excel.writable import LARGEST, clean, lines_of, row_height

EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - day 0 of a spreadsheet
MOST_DISTINCT = 20_000
"""Values a column keeps rendered."""
AT_ONCE = 1000
"""Rows a piece of the package."""
LAST_ROW = 1_048_576
ESCAPED = re.compile("_(?=x[0-9a-fA-F]{4}_)")
"""What Excel would take for the code of a character."""
ROW = re.compile(r'<row r="(\d+)"')
CELL = re.compile(r'<c r="[A-Z]+\d+" s="(\d+)"')
LINK = re.compile(r'<hyperlink ref="[A-Z]+(\d+)" r:id="(\w+)"[^>]*/>')


@dataclass(frozen=True, slots=True)
class Body:
    """The rows of a table on a sheet."""

    first: int
    """The 0-based row they begin at."""
    rows: Sequence[Sequence[object]]
    formats: Sequence[Format]
    """A column's format."""
    widths: Sequence[float]
    """The columns whose text makes a row higher: the first ones, in characters."""
    links: Sequence[tuple[int, str] | None] = ()
    """For each row the 0-based column of a cell and the address it leads to."""
    linked: Format | None = None
    """How a cell with a link looks."""

    def pattern(self, sheet: Worksheet) -> None:
        """Write the pattern row, and a cell a target."""
        for column, form in enumerate(self.formats):
            sheet.write_blank(self.first, column, "", form)
        for number, target in enumerate(self.targets()):
            sheet.write_url(self.first + number, len(self.formats), target, self.linked, "-")

    def targets(self) -> dict[str, int]:
        """The files that are linked to, numbered."""
        found = dict.fromkeys(link[1].partition("#")[0] for link in self.links if link)
        return {target: number for number, target in enumerate(found)}


class _Column(dict[tuple[type, object], tuple[str, int]]):
    """A value -> its cell behind the place, and the lines it takes; the type tells 1 from True."""

    def __init__(self, style: str, width: float | None) -> None:
        super().__init__()
        self.style, self.width = f'" s="{style}"', width

    def __missing__(self, key: tuple[type, object]) -> tuple[str, int]:
        _, value = key
        if len(self) > MOST_DISTINCT:
            self.clear()
        lines = lines_of(value, self.width) if isinstance(value, str) and self.width else 1
        self[key] = self.style + cell_content(value), lines
        return self[key]


@lru_cache(maxsize=MOST_DISTINCT, typed=True)
def cell_content(value: object) -> str:
    """All of a cell behind its style."""
    if value is None or value == "":
        return "/>"
    if isinstance(value, bool):
        return f' t="b"><v>{value:d}</v></c>'
    if isinstance(value, date | time):
        return f"><v>{_serial(value):.16G}</v></c>"
    if isinstance(value, int | float) and abs(value) <= LARGEST:
        return f"><v>{value:.16G}</v></c>"
    text = ESCAPED.sub("_x005F_", clean(str(value)))
    return f' t="inlineStr"><is>{text_element(text)}</is></c>'


def _serial(value: date | time) -> float:
    if isinstance(value, time):
        value = datetime.combine(EPOCH, value)
    elif not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)  # noqa: DTZ001
    past = value - EPOCH
    return past.days + (past.seconds + past.microseconds / 1e6) / 86_400


def splice(target: Path | BytesIO, bodies: dict[str, Body]) -> None:
    """Put the rows of bodies (name of the sheet's part -> its body) into the package at a target."""
    skeleton = BytesIO(target.read_bytes() if isinstance(target, Path) else target.getvalue())
    if isinstance(target, BytesIO):
        target.seek(0)
        target.truncate()
    with zipfile.ZipFile(skeleton) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for part in source.infolist():
            data = source.read(part)
            if body := bodies.get(part.filename):
                with package.open(part, "w") as stream:
                    stream.writelines(piece.encode() for piece in _spliced(data.decode(), body))
            else:
                package.writestr(part, data)


def _spliced(skeleton: str, body: Body) -> Iterator[str]:
    """The part of a sheet with a body's rows, in pieces."""
    rows = body.rows[: LAST_ROW - body.first]
    end = body.first + len(rows)
    places = [(int(row[1]), row.start()) for row in ROW.finditer(skeleton)]
    start = next(place for number, place in places if number == body.first + 1)
    stop = next((place for number, place in places if number > end), skeleton.index("</sheetData>"))
    last = max(end, places[-1][0])
    head = re.sub(r'<dimension ref="[^"]*"/>', f'<dimension ref="A1:{column_letters(len(body.formats))}{last}"/>', skeleton[:start])
    yield head
    yield from _rendered(rows, body, CELL.findall(skeleton, start, skeleton.index("</row>", start)))
    yield _relinked(skeleton[stop:], body, end)


def _rendered(rows: Sequence[Sequence[object]], body: Body, styles: Sequence[str]) -> Iterator[str]:
    """The rows' elements."""
    count = len(body.formats)
    letters = [f'<c r="{column_letters(place)}' for place in range(1, count + 1)]
    widths = [*body.widths, *[None] * (count - len(body.widths))]
    columns = [_Column(style, width) for style, width in zip(styles, widths, strict=False)]
    linked = [_Column(styles[-1], width) for width in widths]
    made = []
    for index, cells in enumerate(rows):
        place, most = str(body.first + index + 1), 1
        link = body.links[index] if body.links else None
        own = columns if link is None else [*columns[: link[0]], linked[link[0]], *columns[link[0] + 1 :]]
        parts: list[str] = []
        for letter, column, value in zip(letters, own, cells, strict=True):
            content, lines = column[type(value), value]
            parts += letter, place, content
            most = max(most, lines)
        made.append(f'<row r="{place}" ht="{row_height(most):g}" customHeight="1">{"".join(parts)}</row>')
        if len(made) == AT_ONCE:
            yield "".join(made)
            made.clear()
    yield "".join(made)


def _relinked(rest: str, body: Body, end: int) -> str:
    """What follows the rows, with a link a row in the place of those of the pattern."""
    patterns = [link for link in LINK.finditer(rest) if body.first < int(link[1]) <= end]
    if not patterns:
        return rest
    targets = body.targets()
    made = []
    for row, link in enumerate(body.links[: end - body.first], start=body.first + 1):
        if link:
            target, _, anchor = link[1].partition("#")
            where = f" location={quoteattr(anchor)}" if anchor else ""
            made.append(f'<hyperlink ref="{column_letters(link[0] + 1)}{row}" r:id="{patterns[targets[target]][2]}"{where}/>')
    return rest[: patterns[0].start()] + "".join(made) + rest[patterns[-1].end() :]

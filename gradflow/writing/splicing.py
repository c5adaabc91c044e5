"""What the cells of sheets look like inside a workbook; of long tables, a column's distinct values are made once.

Packages whose unchanging parts are compressed once: zip files of fixed dates, so that the same parts give the same bytes.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from itertools import repeat
from struct import pack
from types import NoneType
from typing import Any, NamedTuple, cast

from gradflow.model.cells import column_letters
from gradflow.writing.comments import quoted, text_element
from gradflow.writing.widths import LARGEST, LONGEST_TEXT, clean, lines_of, row_height

EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - day 0 of a spreadsheet
MOST_DISTINCT = 5_000
"""Values a column keeps rendered."""
TEXTS = frozenset({str, NoneType})
AT_ONCE = 1000
"""Rows a piece of the package."""
LAST_ROW = 1_048_576
ESCAPED = re.compile("_(?=x[0-9a-fA-F]{4}_)")
"""What Excel would take for the code of a character."""
SPECIAL = ("&", "<", ">", "_x", "| ", " |")
"""What XML cannot hold as it is, of printable texts between ``|``."""


class Format:
    """How a cell looks, by its properties sorted by name; there is one of each."""

    def __init__(self, properties: tuple[tuple[str, Any], ...]) -> None:
        self.properties = properties


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

    def targets(self) -> dict[str, int]:
        """The files that are linked to, numbered from 1."""
        found = dict.fromkeys(link[1].partition("#")[0] for link in self.links if link)
        return {target: number for number, target in enumerate(found, start=1)}


class _Column:
    """The cells of a column as they stand in every row, from behind the row's number to before it in the next cell; distinct values are made once."""

    def __init__(self, style: str, width: float | None, following: str) -> None:
        self._start, self._end, self._width = _styled(style), following, width
        self._cells: dict[object, str] = {}
        self._lines: dict[object, int] = {}

    def restyled(self, cell: str, style: str) -> str:
        return _styled(style) + cell[len(self._start) :]

    def rendered(self, values: Sequence[object]) -> tuple[list[str], list[int]]:
        """The values' cells, and the lines each takes; no lines where all take one."""
        types = set(map(type, values))
        keys = values if types <= TEXTS else list(zip(map(type, values), values, strict=True))  # the type tells 1 from True
        if len(self._cells) > MOST_DISTINCT:
            self._cells, self._lines = {}, {}
        cells, lines = self._cells, self._lines
        given = dict(zip(keys, values, strict=True))
        new = {key: given[key] for key in given.keys() - cells.keys()}
        start, end = self._start, self._end
        cells.update(zip(new, [f"{start}{content}{end}" for content in _contents(list(new.values()))], strict=True))
        if self._width and not _are_short([value for value in new.values() if isinstance(value, str)], self._width):
            most = ((key, lines_of(value, self._width)) for key, value in new.items())
            lines.update((key, count) for key, count in most if count > 1)
        return list(map(cells.__getitem__, keys)), [lines.get(key, 1) for key in keys] if lines else []


def _styled(style: str) -> str:
    """What stands between the row's number and the cell's content."""
    return f'" s="{style}"'


def _opening(number: int) -> str:
    """A cell up to the row's number."""
    return f'<c r="{column_letters(number)}'


def _are_short(texts: Sequence[str], width: float) -> bool:
    """Whether each of them takes one line, as far as their lengths tell."""
    longest = max(map(len, texts), default=0)
    signs = "".join(texts)
    return (longest * 2 <= width or (signs.isascii() and longest < width)) and "\n" not in signs


def _contents(values: list[object]) -> list[str]:
    """All of the cells behind their styles; small figures, and texts that XML can hold as they are, are looked through together."""
    types = set(map(type, values))
    if types == {int} and max(map(abs, cast("list[int]", values))) < MOST_DISTINCT:
        return [f"><v>{value}</v></c>" for value in values]
    if types == {str} and all(values):
        texts = cast("list[str]", values)
        together = f"|{'|'.join(texts)}|"
        if together.isprintable() and not any(map(together.__contains__, SPECIAL)) and max(map(len, texts)) <= LONGEST_TEXT:
            return [f' t="inlineStr"><is><t>{text}</t></is></c>' for text in texts]
    return [cell_content(value) for value in values]


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


def rendered_rows(body: Body, styles: Mapping[Format, str]) -> Iterator[str]:
    """The rows' elements, in pieces; ``styles`` are the numbers of the formats."""
    widths = [*body.widths, *[None] * (len(body.formats) - len(body.widths))]
    following = [*map(_opening, range(2, len(widths) + 1)), ""]
    columns = [_Column(styles[form], width, after) for form, width, after in zip(body.formats, widths, following, strict=True)]
    for start in range(0, min(len(body.rows), LAST_ROW - body.first), AT_ONCE):
        some = body.rows[start : start + AT_ONCE]
        made = [column.rendered(values) for column, values in zip(columns, zip(*some, strict=True), strict=True)]
        cells = [found for found, _ in made]
        for row, link in enumerate(body.links[start : start + AT_ONCE]):
            if link and body.linked:
                cells[link[0]][row] = columns[link[0]].restyled(cells[link[0]][row], styles[body.linked])
        lines = [1] * len(some), *(found for _, found in made if found)
        most = list(map(max, zip(*lines, strict=True)))
        heights = {count: f"{row_height(count):g}" for count in set(most)}
        numbers = map(str, range(body.first + start + 1, LAST_ROW + 1))
        yield "".join(
            f'<row r="{number}" ht="{heights[count]}" customHeight="1">{number.join(own)}</row>'
            for number, count, own in zip(numbers, most, zip(repeat(_opening(1)), *cells, strict=False), strict=False)
        )


def linked_rows(body: Body, relationships: Sequence[str]) -> Iterator[str]:
    """The links of its rows; ``relationships`` are those of the files they lead to."""
    targets = body.targets()
    for row, link in enumerate(body.links[: LAST_ROW - body.first], start=body.first + 1):
        if link:
            target, _, anchor = link[1].partition("#")
            where = f" location={quoted(anchor)}" if anchor else ""
            yield f'<hyperlink ref="{column_letters(link[0] + 1)}{row}" r:id="{relationships[targets[target] - 1]}"{where}/>'


FIXED_DATE = (1 << 5) | 1
"""1 January 1980, the first day a zip file knows."""
QUICK = 2
"""How hard a part is pressed: a third larger than at zlib's usual 6, in a third of the time."""
VERSION, NAMES_IN_UTF8, DEFLATED = 20, 0x800, 8


class Packed(NamedTuple):
    """A part, compressed."""

    data: bytes
    checksum: int
    size: int
    """Of what was compressed, in bytes."""


def packed(pieces: Iterable[bytes]) -> Packed:
    """Compress a part."""
    deflater, data, checksum, size = zlib.compressobj(QUICK, wbits=-zlib.MAX_WBITS), [], 0, 0
    for piece in pieces:
        data.append(deflater.compress(piece))
        checksum, size = zlib.crc32(piece, checksum), size + len(piece)
    return Packed(b"".join((*data, deflater.flush())), checksum, size)


def zipped(parts: Mapping[str, Packed]) -> bytes:
    """The package of parts by name, in their order; each takes less than 4 GB."""
    made: list[bytes] = []
    directory: list[bytes] = []
    place = 0
    for name, part in parts.items():
        encoded = name.encode()
        sizes = (part.checksum, len(part.data), part.size)
        entry = pack("<5H3L2H", VERSION, NAMES_IN_UTF8, DEFLATED, 0, FIXED_DATE, *sizes, len(encoded), 0)
        made += b"PK\x03\x04", entry, encoded, part.data
        directory += b"PK\x01\x02", pack("<H", VERSION), entry, pack("<3H2L", 0, 0, 0, 0o600 << 16, place), encoded
        place += 4 + len(entry) + len(encoded) + len(part.data)
    listed = b"".join(directory)
    end = pack("<4H2LH", 0, 0, len(parts), len(parts), len(listed), place, 0)
    return b"".join((*made, listed, b"PK\x05\x06", end))

"""Taking out of a worksheet what holds nothing, or lies too far away, before any parser sees it.

A parser makes a dense grid up to the last cell: a stray one at XFD1048576 would cost gigabytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from gradflow.core.cells import Far
from gradflow.core.places import column_number
from gradflow.excel.grids import HUGE, MAX_CELLS, Strays
from gradflow.excel.sniffing import unreadable

PIECE = 8 * 2**20
"""The longest stretch without the end of a row."""
BLANK_CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*/>|<(?:\w+:)?c\b[^>/]*></(?:\w+:)?c>")
BLANK_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*/>|<(?:\w+:)?row\b[^>]*>\s*</(?:\w+:)?row>")
CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,7})(\d{1,10})"[^>]*(?:/>|>.*?</(?:\w+:)?c>)', re.DOTALL)
ROW_END = re.compile(rb"</(?:\w+:)?row>|<(?:\w+:)?row\b[^>]*/>")


@dataclass
class Trimmed:
    """A worksheet's XML, and the far-off cells that were taken out of it."""

    content: bytes
    far: Far


def trimmed(pieces: Callable[[], Iterable[bytes]], most: int, *, is_binary: bool = False) -> Trimmed:
    """Read a worksheet piece by piece, keeping filled cells near the top left, and no wider a sheet than its length allows.

    Raises ReadingError when more than ``most`` bytes remain, or when rows are very many.
    """
    strays = Strays()
    kept = _trim_binary(b"".join(pieces()), strays) if is_binary else _trim(pieces(), most, strays)
    if strays.last_row * strays.last_column > MAX_CELLS:
        strays = Strays(MAX_CELLS // strays.last_row)
        kept = _trim_binary(b"".join(pieces()), strays) if is_binary else _trim(pieces(), most, strays)
    return Trimmed(kept, strays.far)


def _trim(pieces: Iterable[bytes], most: int, strays: Strays) -> bytes:
    kept: list[bytes] = []
    size = 0
    for stretch in _stretches(pieces):
        slim = BLANK_ROW.sub(b"", BLANK_CELL.sub(b"", stretch))
        slim = CELL.sub(lambda match: _near(match, strays), slim)
        kept.append(BLANK_ROW.sub(b"", slim))
        size += len(kept[-1])
        if size > most:
            raise unreadable(*HUGE)
    return b"".join(kept)


def _stretches(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes, cut behind rows."""
    rest = b""
    for piece in pieces:
        rest += piece
        ends = [match.end() for match in ROW_END.finditer(rest)][-1:]
        if ends:
            yield rest[: ends[0]]
            rest = rest[ends[0] :]
        elif len(rest) > PIECE:
            raise unreadable(*HUGE)
    yield rest


def _near(match: re.Match[bytes], strays: Strays) -> bytes:
    row, column = int(match[2]), column_number(match[1].decode("ascii"))
    return b"" if strays.take(row, column) else match[0]


ROW_HEADER, BLANK, CELLS = 0, 1, range(1, 12)
"""Record types of a binary worksheet (MS-XLSB 2.3.1)."""


def _trim_binary(content: bytes, strays: Strays) -> bytes:
    """The same for a worksheet of an .xlsb: records of (type, size, data). Raises ReadingError."""
    kept = bytearray()
    row_header = b""
    place = row = 0
    while place < len(content):
        kind, start = _number(content, place, 2)
        size, start = _number(content, start, 4)
        end = start + size
        if kind == ROW_HEADER:
            row, row_header = int.from_bytes(content[start : start + 4], "little"), content[place:end]
        elif kind not in CELLS:
            kept += content[place:end]
        elif kind != BLANK and not strays.take(row + 1, int.from_bytes(content[start : start + 4], "little") + 1):
            kept += row_header + content[place:end]
            row_header = b""
        place = end
    return bytes(kept)


def _number(content: bytes, place: int, most: int) -> tuple[int, int]:
    """A number of 7-bit groups, lowest first, and the place behind it. Raises ReadingError at the end of the content."""
    value = 0
    for group in range(most):
        if place >= len(content):
            raise unreadable("文件已损坏或没有拷完")
        byte = content[place]
        place += 1
        value |= (byte & 0x7F) << (7 * group)
        if byte < 0x80:  # noqa: PLR2004 - the top bit says that more follow
            break
    return value, place

"""A look at an .xls before a parser that believes all it says.

Chains of sectors that run in a circle, sizes beyond the file, or a cell far away make python-calamine take
memory until the system ends the process: nobody can raise ReadingError then.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence

DIMENSIONS, DIMENSIONS_SIZE, SEVERAL = 0x0200, 12, 0x00BD
CELLS = frozenset({0x0006, SEVERAL, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E})
"""Records of cells, that begin with row and column (MS-XLS 2.3)."""


def is_sound(content: bytes) -> bool:
    """Whether every chain of sectors ends and no size is larger than the file. Never raises."""
    import olefile  # noqa: PLC0415 - for .xls only

    try:
        with olefile.OleFileIO(io.BytesIO(content)) as container:
            if container.num_mini_fat_sectors:
                container.loadminifat()
            counted = (container.num_fat_sectors, container.num_mini_fat_sectors, container.num_difat_sectors)
            sizes = [entry.size for entry in container.direntries if entry is not None]
            sizes += [count * container.sector_size for count in counted]
            return max(sizes) <= len(content) and not _runs_in_a_circle(container.fat) and not _runs_in_a_circle(container.minifat or ())
    except Exception:  # noqa: BLE001 - a broken container makes a parser say half a dozen things
        return False


def extent(content: bytes) -> int:
    """Cells of the rectangle that holds all cells of the workbook, or that its sheets claim to span. Raises what olefile raises."""
    import olefile  # noqa: PLC0415 - for .xls only

    with olefile.OleFileIO(io.BytesIO(content)) as container:
        name = next(name for name in ("Workbook", "Book") if container.exists(name))
        stream = container.openstream(name).read()
    rows = columns = largest = place = 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        data = stream[place + 4 : place + 4 + size]
        place += 4 + size
        if kind == DIMENSIONS and size >= DIMENSIONS_SIZE:
            top, bottom, left, right = struct.unpack_from("<IIHH", data)
            largest = max(largest, (bottom - top) % 2**32 * ((right - left) % 2**32))  # an end before its start is as far as can be
        elif kind in CELLS and len(data) >= 4:  # noqa: PLR2004 - row and column
            row, column = struct.unpack_from("<HH", data)
            last = struct.unpack_from("<H", data, len(data) - 2)[0] if kind == SEVERAL else column
            rows, columns = max(rows, row + 1), max(columns, column + 1, last + 1)
    return max(largest, rows * columns)


def _runs_in_a_circle(following: Sequence[int]) -> bool:
    """Whether any chain of the table comes back to itself; ``following`` is the sector behind each."""
    ended = bytearray(len(following))
    for start in range(len(following)):
        sector, chain = start, set[int]()
        while sector < len(following) and not ended[sector]:
            if sector in chain:
                return True
            chain.add(sector)
            sector = following[sector]
        for one in chain:
            ended[one] = 1
    return False

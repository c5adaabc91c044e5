"""A look at the OLE container behind an .xls before a parser that believes all it says.

Chains of sectors that run in a circle, or sizes beyond the file, make python-calamine take memory
until the system ends the process (ReadingError is then no longer possible).
"""

from __future__ import annotations

import io
from collections.abc import Sequence


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

"""Photos for Word: which bytes Word can show, and how large."""

from __future__ import annotations

import zlib
from io import BytesIO

from gradflow.core.cells import MOST_PIXELS

PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
CHUNK_FRAME = 12
"""Length, name and checksum of a PNG chunk."""


def fitted(photo: bytes, frame: tuple[float, float]) -> tuple[float, float] | None:
    """Width and height in millimetres to show a photo with in a frame, its proportion kept.

    None for what Word cannot show: no picture, an unknown format, a picture cut off or damaged, one of more pixels than can be unpacked.
    """
    from docx.image.image import Image  # noqa: PLC0415 - lxml, for Word only

    try:
        image = Image.from_file(BytesIO(photo))
        width, height = float(image.width), float(image.height)
        pixels = image.px_width * image.px_height
    except Exception:  # noqa: BLE001 - whatever a broken picture makes the parser say
        return None
    if not width > 0 or not height > 0 or pixels > MOST_PIXELS or not is_whole(photo):
        return None
    scale = min(frame[0] / width, frame[1] / height)
    return width * scale, height * scale


def is_whole(photo: bytes) -> bool:
    """Whether a PNG's chunks are all there and undamaged, a JPEG has its end; other formats are taken as they are."""
    if photo.startswith(PNG):
        return _chunks_are_whole(photo)
    if photo.startswith(JPEG):
        return b"\xff\xd9" in photo[2:]
    return True


def _chunks_are_whole(photo: bytes) -> bool:
    place = len(PNG)
    while place + CHUNK_FRAME <= len(photo):
        length = int.from_bytes(photo[place : place + 4])
        body = photo[place + 4 : place + 8 + length]
        if zlib.crc32(body) != int.from_bytes(photo[place + 8 + length : place + CHUNK_FRAME + length]):
            return False
        if body.startswith(b"IEND"):
            return True
        place += CHUNK_FRAME + length
    return False

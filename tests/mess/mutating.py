"""Breaking workbooks on purpose: packages with entries changed, swapped, doubled and dropped, and bytes flipped anywhere."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable
from random import Random

Entries = list[tuple[str, bytes]]
Change = Callable[[bytes, Random], bytes]

ODD_TEXTS = (
    b"", b"-1", b"0", b"1048577", b"4294967295", b"1e309", b"nan", b"XFD1048576", b"A0", b"&#0;", b"&lt;", b"<", b"]]>", b"\xff", b"\x00",
    b"_x0000_", "\u202e\ud7ff甲".encode(), b"9" * 400, b"true", b"../../x", b"rId1",
)  # fmt: skip
ATTRIBUTE = re.compile(rb'(\s[\w:]+=")([^"]*)(")')
ELEMENT = re.compile(rb"<[\w:]+[^>]*>|</[\w:]+>")


def entries_of(content: bytes) -> Entries:
    """Names and contents of a package's entries; none of a file that is no package, or too broken to be one."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return [(info.filename, package.read(info)) for info in package.infolist()]
    except Exception:  # noqa: BLE001 - a broken zip raises half a dozen types
        return []


def packed(entries: Entries) -> bytes:
    """A package of these entries, in this order, a name twice if it is there twice."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a name twice is what is wanted
        for name, content in entries:
            package.writestr(name, content)
    return stream.getvalue()


def flipped(content: bytes, random: Random) -> bytes:
    """A few bytes changed, wherever they lie."""
    changed = bytearray(content)
    for _ in range(random.randint(1, 8)):
        if changed:
            changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def cut(content: bytes, random: Random) -> bytes:
    """Half copied: an end, or a stretch in the middle, is missing."""
    start = random.randrange(len(content) + 1)
    return content[:start] + content[start + random.randrange(200) :] if random.random() < 0.5 else content[:start]


def with_odd_attribute(content: bytes, random: Random) -> bytes:
    """One attribute given a value no program writes."""
    return _at_one(ATTRIBUTE, content, random, lambda match: match[1] + random.choice(ODD_TEXTS) + match[3])


def with_odd_element(content: bytes, random: Random) -> bytes:
    """One tag dropped, doubled, cut short, or text put behind it."""
    ways: tuple[Callable[[bytes], bytes], ...] = (
        lambda tag: tag[:0],
        lambda tag: tag * 2,
        lambda tag: tag * 300,
        lambda tag: tag[:-1],
        lambda tag: tag + random.choice(ODD_TEXTS),
    )
    return _at_one(ELEMENT, content, random, lambda match: random.choice(ways)(match[0]))


def _at_one(pattern: re.Pattern[bytes], content: bytes, random: Random, change: Callable[[re.Match[bytes]], bytes]) -> bytes:
    found = list(pattern.finditer(content))
    if not found:
        return content
    match = random.choice(found)
    return content[: match.start()] + change(match) + content[match.end() :]


CHANGES: tuple[Change, ...] = (with_odd_attribute, with_odd_element, cut, flipped)


def broken_package(content: bytes, random: Random, change: Change | None = None) -> bytes:
    """A package with one thing wrong inside; bytes that are no package are broken as they are.

    ``change`` breaks the content of one entry; by default one of ``CHANGES``.
    """
    entries = entries_of(content)
    if not entries:
        return (change or random.choice(CHANGES))(content, random)
    place = random.randrange(len(entries))
    name, inner = entries[place]
    other = entries[random.randrange(len(entries))]
    match random.randrange(8):
        case 0:
            entries[place] = (name, other[1])
        case 1:
            entries.append((name, other[1]))
        case 2:
            del entries[place]
        case 3:
            entries[place] = (random.choice([other[0], name.upper(), f"/{name}", name.replace("/", "\\"), f"../{name}", f"{name}/"]), inner)
        case _:
            entries[place] = (name, (change or random.choice(CHANGES))(inner, random))
    return packed(entries)

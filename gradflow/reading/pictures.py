"""Pictures in a workbook's package: floating over a sheet, WPS's DISPIMG, Excel's pictures in cells."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import TypeVar
from xml.etree import ElementTree as ET

from gradflow.model.cells import Picture, column_number

MAX_XML = 8 * 2**20
MAX_PICTURE = 10 * 2**20
MOST_PICTURES = 2000
RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
ATTRIBUTE = re.compile(rb'\b(Id|Target|TargetMode)="([^"]*)"')
CELL_IMAGE = re.compile(
    rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>(?:(?!</(?:\w+:)?c>).){0,400}?DISPIMG\((?:&quot;|")([^"&]{1,80})',
    re.DOTALL,
)
CELL_VALUE_IMAGE = re.compile(rb'<(?:\w+:)?c\s(?=[^>]*?\bvm="\d+")[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')
BROKEN = (ET.ParseError, KeyError, ValueError, OSError, zipfile.BadZipFile, NotImplementedError, zlib.error, EOFError, RuntimeError)
"""What a damaged package makes the parsers say: it costs the pictures, never the workbook."""
NAMES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'"}
DRAWING = "xl/drawings/drawing"
TRACES = ("xl/drawings/", "xl/cellimages", "xl/richData/", "xl/metadata.xml")
CELL_NAME = re.compile(r"([A-Z]{1,3})(\d{1,7})")
CELL_IMAGES = "xl/cellimages.xml"
DISPIMG = b"DISPIMG"

Found = TypeVar("Found")


def pictures_by_sheet(package: zipfile.ZipFile, *, has_dispimg: bool = False) -> dict[str, tuple[Picture, ...]]:
    """Sheet name -> its pictures; sheets without any are left out. Never raises for what the package holds.

    ``has_dispimg``: some sheet has WPS's formula. Excel keeps that, its result #NAME?, and not the picture.
    """
    has_traces = has_dispimg or any(name.startswith(TRACES) for name in package.namelist())
    return _by_sheet(package, lambda entry: tuple(_of_sheet(package, entry))[:MOST_PICTURES]) if has_traces else {}


def sheet_entries(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Sheet name and package entry, in order."""
    targets = _relations(package, "xl/workbook.xml")
    for match in re.finditer(rb"<(?:\w+:)?sheet\s[^>]*>", _read(package, "xl/workbook.xml")):
        name = re.search(rb'\bname="([^"]*)"', match[0])
        link = re.search(rb'\b\w+:id="([^"]*)"', match[0])
        if name and link and (entry := targets.get(link[1].decode("utf-8", "replace"))):
            yield re.sub(r"&\w+;", lambda match: NAMES.get(match[0], match[0]), name[1].decode("utf-8", "replace")), entry


def notes_by_sheet(package: zipfile.ZipFile) -> dict[str, dict[tuple[int, int], str]]:
    """Sheet name -> (row, column) -> the comment there, and the text of a box; sheets without any are left out. Never raises for what the package holds."""
    names = package.namelist()
    has_notes, has_boxes = any("comment" in name.casefold() for name in names), any(name.startswith(DRAWING) for name in names)
    boxes = _by_sheet(package, lambda entry: dict(_boxes(package, entry))) if has_boxes else {}
    notes = _by_sheet(package, lambda entry: dict(_notes(package, entry))) if has_notes else {}
    return {name: boxes.get(name, {}) | notes.get(name, {}) for name in boxes | notes}


def _by_sheet(package: zipfile.ZipFile, read: Callable[[str], Found]) -> dict[str, Found]:
    try:
        return {name: found for name, entry in sheet_entries(package) if (found := read(entry))}
    except BROKEN:
        return {}


def _boxes(package: zipfile.ZipFile, entry: str) -> Iterator[tuple[tuple[int, int], str]]:
    for target in _relations(package, entry).values():
        for anchor in _tree(package, target) if target.startswith(DRAWING) else ():
            if text := "".join(one.text or "" for one in anchor.iter() if _local(one.tag) == "t").strip():
                yield _corner(anchor), f"文本框： {text}"


def _notes(package: zipfile.ZipFile, entry: str) -> Iterator[tuple[tuple[int, int], str]]:
    for target in _relations(package, entry).values():
        if not re.fullmatch(r"comments?\d*\.xml", posixpath.basename(target)):
            continue
        for note in _tree(package, target).iter():
            if _local(note.tag) == "comment" and (place := CELL_NAME.fullmatch(note.get("ref", ""))):
                text = "".join(one.text or "" for one in note.iter() if _local(one.tag) == "t")
                yield (int(place[2]), column_number(place[1])), text


def _of_sheet(package: zipfile.ZipFile, entry: str) -> Iterator[Picture]:
    for target in _relations(package, entry).values():
        if target.startswith("xl/drawings/") and target.endswith(".xml"):
            yield from _floating(package, target)
    content = _read(package, entry)
    if DISPIMG in content:
        images = _cell_images(package)
        for letters, row, image in CELL_IMAGE.findall(content):
            yield Picture(int(row), column_number(letters.decode("ascii")), images.get(image.decode("utf-8", "replace"), ""))
    if b" vm=" in content:
        for letters, row in CELL_VALUE_IMAGE.findall(content):
            yield Picture(int(row), column_number(letters.decode("ascii")))


def _floating(package: zipfile.ZipFile, drawing: str) -> Iterator[Picture]:
    """Pictures of a drawing: the cell their upper left corner lies in."""
    targets = _relations(package, drawing)
    for anchor in _tree(package, drawing):
        tags = {_local(e.tag) for e in anchor.iter()}
        if not {"blip", "pic"} <= tags:
            continue
        yield Picture(*_corner(anchor), _embedded(anchor, targets))


def _corner(anchor: ET.Element) -> tuple[int, int]:
    """Row and column of the cell in which the upper left corner of something in a drawing lies."""
    start = next((e for e in anchor if _local(e.tag) == "from"), None)
    place = {_local(e.tag): int(e.text or 0) for e in start} if start is not None else {}
    return place.get("row", 0) + 1, place.get("col", 0) + 1


def _cell_images(package: zipfile.ZipFile) -> dict[str, str]:
    """WPS's picture ID -> package entry."""
    if CELL_IMAGES not in package.namelist():
        return {}
    targets = _relations(package, CELL_IMAGES)
    found = {}
    for image in _tree(package, CELL_IMAGES):
        name = next((e.get("name", "") for e in image.iter() if _local(e.tag) == "cNvPr"), "")
        found[name] = _embedded(image, targets)
    return found


def _embedded(element: ET.Element, targets: dict[str, str]) -> str:
    """The package entry of the first picture an element shows; empty if there is none."""
    blip = next((e for e in element.iter() if _local(e.tag) == "blip"), None)
    attributes = blip.attrib if blip is not None else {}
    link = next((value for key, value in attributes.items() if _local(key) == "embed"), "")
    return targets.get(link, "")


def _relations(package: zipfile.ZipFile, entry: str) -> dict[str, str]:
    """Relation ID -> package entry, for what lies inside the package."""
    folder, name = posixpath.split(entry)
    path = f"{folder}/_rels/{name}.rels"
    if path not in package.namelist():
        return {}
    found = {}
    for match in RELATION.finditer(_read(package, path)):
        values = {key.decode(): value.decode("utf-8", "replace") for key, value in ATTRIBUTE.findall(match[0])}
        if "Id" in values and "Target" in values and values.get("TargetMode") != "External":
            target = values["Target"]
            found[values["Id"]] = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
    return found


def _tree(package: zipfile.ZipFile, entry: str) -> ET.Element:
    content = _read(package, entry)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise ValueError("a drawing with a document type")
    return ET.fromstring(content)  # noqa: S314 - no doctype, no entities, a bounded size


def _read(package: zipfile.ZipFile, entry: str) -> bytes:
    if package.getinfo(entry).file_size > MAX_XML and not entry.startswith("xl/worksheets/"):
        raise ValueError("too large")
    return package.read(entry)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def read_picture(content: bytes, entry: str) -> bytes:
    """The bytes of a picture in a workbook; none if it cannot be read or is very large."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return package.read(entry) if package.getinfo(entry).file_size <= MAX_PICTURE else b""
    except BROKEN:
        return b""

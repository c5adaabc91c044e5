"""Office files beside the reports that people may go on working on: what somebody has changed is never lost.

A file is sealed with its sort and the digest of its parts (``dc:identifier``). Office programs write the parts
anew when they save, so the seal tells whether a file is still as gradflow wrote it; and its bytes tell no time.
The sort says what the file is and may say where it was written, so that nobody's copy is taken for it.

Workbooks to hand out, in a folder: named after form, round and branch, never over somebody's work.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from gradflow.forms.loader import Form
from gradflow.model.campaign import Campaign
from gradflow.model.cells import is_blank
from gradflow.model.copies import OWN_SHEETS
from gradflow.model.naming import composed, safe_name
from gradflow.outputs.files import replace_file
from gradflow.reading.sniffing import ReadingError
from gradflow.reading.workbooks import read_workbook
from gradflow.writing.templates import BLANK, Filling, write_template

PROPERTIES = "docProps/core.xml"
EPOCH = (1980, 1, 1, 0, 0, 0)
SEAL = re.compile(rb"<dc:identifier>gradflow:([a-z0-9-]+):([0-9a-f]{64})</dc:identifier>")
ANY_IDENTIFIER = re.compile(rb"<dc:identifier\s*/>|<dc:identifier>.*?</dc:identifier>", re.DOTALL)
BROKEN = (zipfile.BadZipFile, KeyError, ValueError, EOFError, NotImplementedError, RuntimeError, zlib.error)
END = b"</cp:coreProperties>"


@dataclass(frozen=True, slots=True)
class FilesWritten:
    """What became of a folder's files, by their names in it."""

    written: tuple[str, ...]
    kept: tuple[str, ...]
    """Not written: somebody has changed what stands there."""
    removed: tuple[str, ...]
    """Of an earlier run and untouched, no longer wanted."""


def seal(content: bytes, sort: str) -> bytes:
    """The package with fixed times and its seal: the same parts and sort (letters, digits, ``-``) give the same bytes."""
    parts = _parts(content)
    mark = f"<dc:identifier>gradflow:{sort}:{_digest(parts)}</dc:identifier>".encode()
    parts[PROPERTIES] = ANY_IDENTIFIER.sub(b"", parts[PROPERTIES]).replace(END, mark + END)
    sealed = io.BytesIO()
    with zipfile.ZipFile(sealed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # the same on every system
            package.writestr(entry, part)
    return sealed.getvalue()


def placed(sort: str, name: str) -> str:
    """A sort of file that belongs at one place, by its name in the folder (with ``/``)."""
    return f"{sort}-{hashlib.sha256(composed(name).encode()).hexdigest()[:16]}"


def sort_of(content: bytes) -> str:
    """The sort a file was sealed as; empty if it is not as gradflow wrote it."""
    try:
        parts = _parts(content)
        found = SEAL.search(parts[PROPERTIES])
    except BROKEN:
        return ""
    return found[1].decode() if found and found[2].decode() == _digest(parts) else ""


def is_untouched(content: bytes) -> bool:
    """Whether the file is as gradflow wrote it."""
    return bool(sort_of(content))


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def _digest(parts: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name in sorted(parts):
        if name != PROPERTIES:
            digest.update(f"{name}\0{len(parts[name])}\0".encode())
            digest.update(parts[name])
    return digest.hexdigest()


def put_files(folder: Path, files: Mapping[str, bytes], sort: str, is_ours: Callable[[str], bool] = lambda _: True) -> FilesWritten:
    """Write files sealed as ``placed(sort, name)`` by their names in the folder, and remove untouched ones of earlier runs.

    Only files of the sort are removed, only where they were written, and only names for which ``is_ours`` holds;
    of folders only those that this leaves empty. Raises OSError.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    written, kept, removed = [], [], []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name in files or not path.is_file() or not is_ours(name) or sort_of(path.read_bytes()) != placed(sort, name):
            continue
        path.unlink()
        removed.append(name)
    for name, content in files.items():
        path = folder / name
        if path.exists() and not is_untouched(path.read_bytes()):
            kept.append(name)
            continue
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_file(path, content, is_private=True)
        written.append(name)
    for home in {(folder / name).parent for name in removed} - {folder}:
        if not home.is_symlink() and not any(home.iterdir()):
            home.rmdir()
    return FilesWritten(tuple(written), tuple(kept), tuple(removed))


LONGEST_BRANCH = 100
"""Bytes of a branch's name in a file name; the form's own stands before it."""


UNFILLED, PREFILLED = "blank", "prefilled"


def blank_name(form: Form, filling: Filling = BLANK) -> str:
    """What a workbook to fill in is called."""
    number = f"-第{filling.round}次" if filling.round else ""
    owner = f"-{safe_name(filling.branch.name, LONGEST_BRANCH)}" if filling.branch else ""
    return f"{safe_name(form.spec.annex)}-{safe_name(form.spec.name)}{number}{owner}.xlsx"


def write_blank(folder: Path, form: Form, campaign: Campaign, filling: Filling = BLANK) -> tuple[Path, bool]:
    """Write one workbook; return its path and whether it was written.

    One of that name is replaced if it is a blank as gradflow wrote it, of whatever year and settings, or holds nothing but what gradflow fills in.
    """
    path, sort = folder / blank_name(form, filling), PREFILLED if filling.people else UNFILLED
    contents = (blank_content(form, campaign, one) for one in (filling, Filling(filling.branch, filling.round)))
    if path.exists() and sort_of(path.read_bytes()) not in {UNFILLED, sort} and not any(_is_blank(path, one) for one in contents):
        return path, False
    replace_file(path, seal(blank_content(form, campaign, filling), sort), is_private=bool(filling.people))
    return path, True


def blank_content(form: Form, campaign: Campaign, filling: Filling) -> bytes:
    """The workbook, not yet sealed."""
    content = BytesIO()
    write_template(content, form, campaign, filling)
    return content.getvalue()


def _is_blank(path: Path, fresh: bytes) -> bool:
    """Whether every filled cell of a workbook stands just so in the fresh one: nobody has typed anything."""
    try:
        old, new = (read_workbook(content, path.name) for content in (path.read_bytes(), fresh))
    except ReadingError:
        return False
    sheets = {sheet.name: sheet for sheet in new.sheets}
    return all(
        is_blank(cell) or (sheet.name in sheets and sheets[sheet.name].at(row, column) == cell)
        for sheet in old.sheets
        if sheet.name not in OWN_SHEETS
        for row, cells in enumerate(sheet.rows, start=1)
        for column, cell in enumerate(cells, start=1)
    )

"""What files and the program itself are, in a few characters: the same again only if nothing has changed."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path

import gradflow

MOST_BYTES = 64 * 2**20
"""Larger files are not read anyway."""
PACKAGES = "-packages"
"""How the folders end that hold installed packages."""


def digest_of(path: Path) -> str:
    """SHA-256 of a file's content; empty for what is no plain file, cannot be read, or is too large to be read at all."""
    try:
        mode = path.lstat()
        if not stat.S_ISREG(mode.st_mode) or mode.st_size > MOST_BYTES:
            return ""
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def print_of(path: Path) -> tuple[object, ...]:
    """Name, size, time of the last change (also as the clock here shows it) and digest. Raises OSError for what has no digest."""
    before = path.lstat()
    digest = digest_of(path)
    if not digest:
        raise OSError
    shown = datetime.fromtimestamp(int(before.st_mtime)).isoformat()  # noqa: DTZ006 - as people read it
    return (str(path), before.st_size, before.st_mtime_ns, shown, digest)


@cache
def program_print() -> str:
    """Of gradflow's version and files, of Python, and of when packages were installed last."""
    root = Path(gradflow.__file__).parent
    installed = [(path, os.stat(path).st_mtime_ns) for path in sys.path if path.endswith(PACKAGES) and os.path.isdir(path)]  # noqa: PTH112, PTH116 - texts
    told = (gradflow.__version__, sys.version, sys.getfilesystemencoding(), installed, sorted(_files(str(root))))
    return hashlib.sha256(repr(told).encode("utf-8", "surrogateescape")).hexdigest()


def _files(folder: str) -> Iterator[tuple[str, int, int]]:
    """Path, size and time of the last change of everything the package holds; not of what Python makes of it."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _files(entry.path)
            else:
                found = entry.stat()
                yield (entry.path, found.st_size, found.st_mtime_ns)

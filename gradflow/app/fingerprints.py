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
from gradflow.outputs.manifest import digest_of

MOST_BYTES = 64 * 2**20
"""Larger files are not read anyway."""
PACKAGES = "-packages"
"""How the folders end that hold installed packages."""


def is_plain(path: Path) -> bool:
    """Whether it is a plain file, no link to one, and small enough to be read. Raises OSError."""
    found = path.lstat()
    return stat.S_ISREG(found.st_mode) and found.st_size <= MOST_BYTES


def print_of(path: Path) -> tuple[object, ...]:
    """Name, size, time of the last change (also as the clock here shows it) and SHA-256. Raises OSError for what is not plain."""
    found = path.lstat()
    if not is_plain(path):
        raise OSError
    shown = datetime.fromtimestamp(int(found.st_mtime)).isoformat()  # noqa: DTZ006 - as people read it
    return (str(path), found.st_size, found.st_mtime_ns, shown, digest_of(path))


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

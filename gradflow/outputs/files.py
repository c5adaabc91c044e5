"""Single files put in their place in one step: whole or not at all, and private from their first byte on."""

from __future__ import annotations

import os
from pathlib import Path

UNFINISHED = ".part"
LONGEST_STEM = 60
"""Characters of a name kept in the one beside it, which must not be longer than systems take."""


def replace_file(path: Path, content: bytes, *, is_private: bool) -> None:
    """Write a file beside its place, then put it there; a private one only its owner may read. Raises OSError."""
    work = path.with_name(f".{path.name[:LONGEST_STEM]}{UNFINISHED}")
    work.unlink(missing_ok=True)  # of a run that was killed
    try:
        descriptor = os.open(work, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600 if is_private else 0o666)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        work.replace(path)
    finally:
        work.unlink(missing_ok=True)  # refused or interrupted


def is_unfinished(path: Path) -> bool:
    """Whether a run that was killed left it: nobody's work."""
    return path.name.startswith(".") and path.name.endswith(UNFINISHED)


def unfinished(folder: Path) -> list[Path]:
    """What runs that were killed left of such files in a folder."""
    return sorted(folder.glob(f".*{UNFINISHED}")) if folder.is_dir() else []

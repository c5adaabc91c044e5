"""The digests of all files of a reports folder, which it carries itself."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

MANIFEST = ".gradflow-files"


def has_manifest(folder: Path) -> bool:
    """Whether the folder knows what gradflow wrote into it."""
    return (folder / MANIFEST).is_file()


def write_manifest(folder: Path, known: Mapping[str, str]) -> None:
    """Note the digests of all files in a folder just written, in order of their names; those ``known`` are not read again."""
    files = sorted((path.relative_to(folder).as_posix(), path) for path in folder.rglob("*") if path.is_file())
    lines = "".join(f"{known.get(name) or digest_of(path)}  {name}\n" for name, path in files)
    (folder / MANIFEST).write_text(lines, encoding="utf-8", errors="surrogateescape", newline="\n")


def read_manifest(folder: Path) -> dict[str, str]:
    """Name -> digest, as the manifest has them; nothing is known from one that cannot be read."""
    with contextlib.suppress(OSError):
        lines = (folder / MANIFEST).read_text("utf-8", errors="surrogateescape").split("\n")
        return {name: digest for digest, mark, name in (line.partition("  ") for line in lines) if mark}
    return {}


def is_as_written(folder: Path) -> bool:
    """Whether a folder holds what its manifest says, to the last byte, and nothing else."""
    known = read_manifest(folder)
    try:
        found = {name: path for path, name in _files(str(folder), "") if name != MANIFEST}
        return bool(known) and known.keys() == found.keys() and all(digest_of(Path(found[name])) == known[name] for name in known)
    except OSError:
        return False


def _files(folder: str, prefix: str) -> Iterator[tuple[str, str]]:
    """Path and name of everything in a folder that is no folder itself; a link is no folder."""
    with os.scandir(folder) as entries:
        for entry in entries:
            name = f"{prefix}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                yield from _files(entry.path, f"{name}/")
            elif entry.is_symlink():
                raise OSError
            else:
                yield entry.path, name


def digest_of(path: Path) -> str:
    """SHA-256 of a file's content. Raises OSError."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()

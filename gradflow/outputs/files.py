"""Single files put in their place in one step, private from their first byte on; the digests of a reports folder."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator, Mapping
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


MANIFEST = ".gradflow-files"


def has_manifest(folder: Path) -> bool:
    """Whether the folder knows what gradflow wrote into it."""
    return (folder / MANIFEST).is_file()


def write_manifest(folder: Path, known: Mapping[str, str]) -> None:
    """Note the digests of all files in a folder just written, in order of their names; those ``known`` are not read again."""
    files = ((path.relative_to(folder).as_posix(), path) for path in folder.rglob("*") if path.is_file())
    write_digests(folder / MANIFEST, {name: known.get(name) or digest_of(path) for name, path in files})


def write_digests(path: Path, digests: Mapping[str, str]) -> None:
    """Write a line each, in order of the names, for ``digests_in``. Raises OSError."""
    lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items()))
    path.write_text(lines, encoding="utf-8", errors="surrogateescape", newline="\n")


def read_manifest(folder: Path) -> dict[str, str]:
    """Name -> digest, as the manifest has them."""
    return digests_in(folder / MANIFEST)


def digests_in(path: Path) -> dict[str, str]:
    """Name -> digest, as the lines of a file have them; nothing is known from one that cannot be read."""
    with contextlib.suppress(OSError):
        lines = path.read_text("utf-8", errors="surrogateescape").split("\n")
        return {name: digest for digest, mark, name in (line.partition("  ") for line in lines) if mark}
    return {}


def is_as_written(folder: Path) -> bool:
    """Whether a folder holds what its manifest says, to the last byte, and nothing else."""
    known = read_manifest(folder)
    try:
        found = {Path(entry.path).relative_to(folder).as_posix(): entry for entry in below(str(folder))}
        has_links = any(entry.is_symlink() for entry in found.values())
        found.pop(MANIFEST, None)
        is_same = bool(known) and not has_links and known.keys() == found.keys()
        return is_same and all(digest_of(folder / name) == digest for name, digest in known.items())
    except OSError:
        return False


def below(folder: str) -> Iterator[os.DirEntry[str]]:
    """Everything in a folder that is no folder itself; a link is no folder. Raises OSError."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from below(entry.path)
            else:
                yield entry


def digest_of(path: Path) -> str:
    """SHA-256 of a file's content. Raises OSError."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()

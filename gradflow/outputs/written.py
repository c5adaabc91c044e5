"""What gradflow wrote into a reports folder, and what people have changed or put there since: that is never deleted.

The folder carries the digests of its files; of one that carries none nothing is known, and all in it is people's.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from gradflow.model.naming import free_name
from gradflow.outputs.files import MANIFEST, digest_of, has_manifest, read_manifest
from gradflow.reading.sniffing import LITTER_NAMES, is_litter

COPIES, OTHERS, KEPT_MARK = ".gradflow-copies", ".gradflow-others", ".gradflow-kept"
"""What returned copies and other workbooks of branches were made from; the folder of what people left."""
MARKS = frozenset({MANIFEST, COPIES, OTHERS, KEPT_MARK})
KEPT = "-保留"
"""Behind the name of the reports folder: where people's files are put."""
KEPT_TEXT = "这些文件是有人放在报告文件夹里、或在那里改过的，gradflow 没有删去，移到了这里。用完请自己删去。\n"


def kept_beside(out: Path) -> Path:
    """Where what people left in a reports folder is put."""
    return out.with_name(f"{out.name}{KEPT}")


def is_ours(folder: Path) -> bool:
    """Whether it is a reports folder, or one beside it for what people left there."""
    return has_manifest(folder) or os.path.lexists(folder / KEPT_MARK)


def changes(folder: Path) -> list[Path]:
    """What people have changed in a reports folder, or put there; a folder of theirs as one. Locks and thumbnails are nothing."""
    known = read_manifest(folder)
    homes = {parent.as_posix() for name in known for parent in Path(name).parents}
    return list(_changes(folder, folder, known, homes))


def _changes(folder: Path, top: Path, known: Mapping[str, str], homes: set[str]) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        name = path.relative_to(top).as_posix()
        if path.is_dir() and not path.is_symlink():
            if path.name.casefold() in LITTER_NAMES:
                continue
            if name in homes:
                yield from _changes(path, top, known, homes)
            else:
                yield path
        elif name != MANIFEST and not is_litter(path.name) and not _is_as_written(path, known.get(name, "")):
            yield path


def _is_as_written(path: Path, digest: str) -> bool:
    try:
        return not path.is_symlink() and path.is_file() and digest_of(path) == digest
    except OSError:
        return False


def put_aside(folder: Path, out: Path) -> list[str]:
    """Move what people have changed or put into ``folder``, the old reports of ``out``, beside ``out``; return a sentence for each.

    Nothing there is overwritten. Raises OSError; then all is where it was.
    """
    home = kept_beside(out)
    moved: list[tuple[Path, Path]] = []
    try:
        for path in changes(folder):
            target = home / path.relative_to(folder)
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not os.path.lexists(home / KEPT_MARK):
                (home / KEPT_MARK).write_text(KEPT_TEXT, encoding="utf-8")
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            target = Path(free_name(target.as_posix(), os.path.lexists))
            path.rename(target)
            moved.append((path, target))
    except OSError:
        for path, target in reversed(moved):
            with contextlib.suppress(OSError):
                target.rename(path)
        raise
    return [_sentence(out.name / path.relative_to(folder), home.name / target.relative_to(home), target) for path, target in moved]


def _sentence(old: Path, new: Path, target: Path) -> str:
    what = "文件夹" if target.is_dir() and not target.is_symlink() else ""
    hint = "如果是支部交回的，请放进收件夹再运行一次。"
    return f"{what}“{old}”是有人改过或自己放的，没有删去，已移到“{new}”。{hint}"

"""What lies in the inbox and is not read: links, shortcuts, hidden things, pipes. Each is told, for people may be in it."""

from __future__ import annotations

import os
import posixpath
import re
import stat
from pathlib import Path, PurePosixPath

from gradflow.model.naming import INBOX
from gradflow.reading.sniffing import ReadingError, is_ignored, is_system
from gradflow.rules.files import PASSED_OVER, SAME_CONTENT

WORKBOOK_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".et", ".xlsb"})
"""What is read in a folder that has no inbox."""
SHORTCUTS = (".lnk", ".url", ".webloc", ".inetloc", ".fileloc", ".desktop", ".pif")
CLOUD = ".icloud"
ELSEWHERE = (*SHORTCUTS, CLOUD)
"""What is in such a file lies somewhere else."""
SHORTCUT = re.compile(rb"L\0\0\0\x01\x14\x02\0|book\0\0\0\0mark\0|!<symlink>|\[InternetShortcut\]|\[Desktop Entry\]")
"""How shortcuts of Windows, macOS, Cygwin and Linux begin, whatever they are called."""
LONGEST_START = 64
SPECIAL = (stat.S_ISFIFO, stat.S_ISSOCK, stat.S_ISCHR, stat.S_ISBLK)
NO_FILE = "不是普通文件(管道、设备之类)"
PUT_FILES = "把里面的文件直接放进收件夹，再运行一次；不用的请删去"
PUT_ORIGINAL = "把原来的文件复制一份直接放进收件夹，再运行一次；不用的请删去"


def why_not_read(root: Path, file: str) -> ReadingError | None:
    """Why the thing of that name in the campaign folder is passed over; None for what is read.

    A link to something in the inbox that is read anyway is no loss: that is told as the same content.
    """
    path = root / file
    if is_link(path):
        return _of_link(path, root / INBOX if PurePosixPath(file).parts[0] == INBOX else root, root)
    try:
        mode = path.lstat().st_mode
    except OSError:
        return None  # gone meanwhile, or cannot be looked at: reading tells
    if any(is_special(mode) for is_special in SPECIAL):
        return _passed_over(NO_FILE)
    return why_by_name(path.name, is_folder=stat.S_ISDIR(mode))


def is_link(path: Path) -> bool:
    """Whether it is a link, or what Windows has in place of links to folders."""
    is_junction = getattr(os.path, "isjunction", None)  # from Python 3.12 on
    return path.is_symlink() or bool(is_junction and is_junction(path))


def why_by_name(name: str, *, is_folder: bool) -> ReadingError | None:
    """Why something of that name is passed over, in a folder or in an archive."""
    if is_folder:
        return _passed_over("是隐藏文件夹(名称以点开头)，里面的文件都没有读", PUT_FILES) if name.startswith(".") else None
    if name.casefold().endswith(CLOUD):
        return _passed_over("还在云盘里，没有下载到这台电脑", "下载后再运行一次")
    if name.startswith("."):
        return _passed_over("是隐藏文件(名称以点开头)", "去掉名称开头的点，再运行一次；不用的请删去")
    return shortcut() if name.casefold().endswith(SHORTCUTS) else None


def why_by_content(content: bytes) -> ReadingError | None:
    """Whether what was read is a shortcut, whatever it is called."""
    return shortcut() if SHORTCUT.match(content[:LONGEST_START].removeprefix(b"\xef\xbb\xbf").lstrip()) else None


def why_in_archive(parts: list[str], mode: int) -> ReadingError | None:
    """Why an archive's entry is passed over; ``mode`` as in ``stat``, 0 where the packing program did not say."""
    *folders, name = parts
    if any(folder.startswith(".") for folder in folders):
        return why_by_name(".", is_folder=True)
    if stat.S_ISLNK(mode):
        return _passed_over("是链接，压缩包里没有它指向的内容", PUT_ORIGINAL)
    if any(is_special(mode) for is_special in SPECIAL):
        return _passed_over(NO_FILE)
    return why_by_name(name, is_folder=False)


def shortcut() -> ReadingError:
    """A file that only says where another one is."""
    return _passed_over("是快捷方式，里面没有内容", PUT_ORIGINAL)


def leads_to(parts: list[str], target: str) -> str:
    """Where a link in an archive leads to, as a path in it."""
    return posixpath.normpath(posixpath.join(*parts[:-1], target.replace("\\", "/")))


def _of_link(path: Path, top: Path, root: Path) -> ReadingError | None:
    try:
        target, top, root = path.resolve(strict=True), top.resolve(), root.resolve()
    except (OSError, RuntimeError) as error:
        is_round = isinstance(error, RuntimeError) or os.path.lexists(os.path.realpath(path))
        what = "绕成了圈" if is_round else "指向的文件或文件夹找不到"
        return _passed_over(f"是链接(快捷方式)，{what}", PUT_ORIGINAL)
    if not target.is_relative_to(top):
        return _passed_over("是链接(快捷方式)，指向收件夹以外", PUT_FILES if target.is_dir() else PUT_ORIGINAL)
    inside = target.relative_to(top).parts
    if not _is_left_out(inside, target) and (target.is_dir() or top != root or target.suffix.lower() in WORKBOOK_SUFFIXES):
        kept = (target.relative_to(root) if target.is_relative_to(root) else PurePosixPath(INBOX, *inside)).as_posix()
        return ReadingError(SAME_CONTENT, kept=kept)
    return None if target.is_file() else _passed_over("是链接(快捷方式)，指向的文件夹没有读", PUT_FILES)


def _is_left_out(parts: tuple[str, ...], target: Path) -> bool:
    """Whether something in the inbox is not read where it lies."""
    if any(is_system(part) or part.startswith(".") for part in parts):
        return True
    return target.is_file() and is_ignored(target.name)


def _passed_over(what: str, todo: str = PUT_ORIGINAL) -> ReadingError:
    return ReadingError(PASSED_OVER, what=what, todo=todo)

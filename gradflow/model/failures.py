"""Failures of the system in words for people."""

from __future__ import annotations

import errno
import traceback
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from pathlib import PurePath

REASONS = {
    errno.EACCES: "没有权限或文件被占用",
    errno.EPERM: "没有权限或文件被占用",
    errno.EBUSY: "文件被别的程序占用",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘已满",
    errno.EFBIG: "磁盘已满或文件大小受限制",
    errno.EROFS: "这个位置是只读的",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EIO: "磁盘读写出错",
    errno.EMFILE: "同时打开的文件太多",
    errno.ENOENT: "找不到这个文件或文件夹",
    errno.EEXIST: "已经有一个同名的文件",
    errno.EISDIR: "那里是文件夹，不是文件",
    errno.ENOTDIR: "那里是文件，不是文件夹",
    errno.ENOTEMPTY: "文件夹里还有别的东西",
    errno.ELOOP: "链接绕成了圈",
}
PATH_TOO_LONG, LONGEST_PATH = 206, 260
"""Number of the error, and characters of a path that are too many (MAX_PATH of Windows)."""
WINDOWS_REASONS = {
    (32, 33): "文件正被别的程序打开",
    (53, 59, 64, 67, 121, 1231): "网络上的这个位置连不上",
    (PATH_TOO_LONG,): "路径太长，请把活动文件夹移到浅一些的地方(如 D:\\2024届)",
    range(358, 405): "文件还在云盘(OneDrive)上、没有下载到本机，请在资源管理器里右键选“始终保留在此设备上”",
}
"""By the system's own numbers (winerror.h), where errno has one for many of them."""
NO_MEMORY = "没有做完，多半是内存不够。关掉别的程序，再运行一次。"
"""Of a run that ended because there was too little, or that the system ended."""
Tell = Callable[[str], object]
"""What to do with a sentence for people on what is waited for, or was done beside what was asked; ``str`` leaves it."""
Watch = Callable[[int, int], object]
"""Is called with how many (of files: at the start, and after each; of campaigns) are done, and how many there are."""


class GradflowError(Exception):
    """Something cannot be done; the message says why and what to do, in Chinese. Every error gradflow raises on purpose is one."""


def reason_of(error: OSError) -> str:
    """Why the system refused, in Chinese."""
    number = getattr(error, "winerror", None)
    if number in {2, 3} and len(str(error.filename)) >= LONGEST_PATH:  # not found, Windows says then
        number = PATH_TOO_LONG
    if told := [reason for numbers, reason in WINDOWS_REASONS.items() if number in numbers]:
        return told[0]
    return REASONS.get(error.errno or 0, f"读写出错(系统错误 {error.errno})" if error.errno else "读写出错")


def sentence_of(error: Exception) -> str:
    """What is told of an error that ends a run: never a traceback, for that would show what a workbook held."""
    if isinstance(error, GradflowError):
        return str(error)
    if isinstance(error, OSError):
        return f"读写文件出错：{reason_of(error)}。检查磁盘空间、权限，文件开着的请先关闭，再运行一次。"
    if isinstance(error, MemoryError):
        return NO_MEMORY
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{PurePath(frame.filename).name}:{frame.lineno}"
    return f"程序出错（{type(error).__name__}，{place}）。原来的报告没有改动；请把这一行告诉维护人员。"


def perhaps(typed: str, choices: Iterable[str]) -> str:
    """``，是不是“…”`` for the one of a few words that a typed one is most like; empty if it is like none."""
    like = get_close_matches(typed, list(choices), 1)
    return f"，是不是“{like[0]}”" if like else ""


class MissingExtraError(GradflowError):
    """Something needs a package that is an extra of the installation; the message says what to install, in Chinese."""


def missing_package(what: str, package: str, otherwise: str = "") -> MissingExtraError:
    """``what`` cannot be done before pip has installed that; ``otherwise``: how to do without."""
    how = f"在 gradflow 文件夹里运行 .venv\\Scripts\\pip install {package}（Linux、macOS 是 .venv/bin/pip），再运行一次"
    return MissingExtraError(f"{what}。{how}{otherwise}。")


def missing_extra(what: str, component: str, extra: str, otherwise: str = "") -> MissingExtraError:
    """The same of an extra of gradflow, which people call by its ``component``."""
    return missing_package(f"{what}要先装上{component}组件", f'-c constraints.txt ".[{extra}]"', otherwise)

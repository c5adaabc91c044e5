"""Where a file's bytes come from: the inbox, archives in it, and behind passwords.

What lies in the inbox and is not read: links, shortcuts, hidden things, pipes. Each is told, for people may be in it.
"""

from __future__ import annotations

import io
import os
import posixpath
import re
import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from gradflow.model.failures import reason_of
from gradflow.model.naming import INBOX, free_name
from gradflow.model.vocabulary import FileSort
from gradflow.reading.sniffing import (
    Format,
    ReadingError,
    format_of,
    is_ignored,
    is_system,
    not_a_workbook,
    open_zip,
    too_heavy,
    unreadable,
)
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


MAX_FILE_BYTES = 64 * 2**20
MAX_ARCHIVE_BYTES = 300 * 2**20
"""Unpacked, all members together."""
MOST_MEMBERS = 500
"""Of one archive, those of archives in it included."""
DEEPEST = 3
"""Archives within archives."""
LONGEST_LINK = 4096
"""Characters of a path, at most, on all systems."""
TOO_MANY = ("压缩包里的东西太多", "请支部直接报送工作簿，一个支部一份")
DEFAULT_PASSWORD = "VelvetSweatshop"  # noqa: S105 - Excel's own, for .xls files with a protected structure only
LOCKED, WRONG = "设置了打开密码", "设置了打开密码，给出的密码都不对"
UNLOCK = "请支部在 Excel 里取消打开密码(文件—信息—保护工作簿)，另存后重新报送；知道密码的，用 --password-file 读取"


@dataclass(frozen=True, slots=True, repr=False)
class Sources:
    """The campaign folder, and the passwords workbooks may be locked with.

    Names of files are relative to the folder, with ``/``; those of an archive's members go on behind its own.
    """

    root: Path
    passwords: tuple[str, ...] = ()
    is_given: bool = False
    """Whether people named the files one by one: then they are read whatever they are called and wherever links lead."""

    def on_disk(self, file: str) -> Path:
        """The file of that name, or the archive that holds it."""
        path = self.root / file
        if path.is_file():
            return path
        path = self.root
        for part in PurePosixPath(file).parts:
            path /= part
            if path.is_file():
                break
        return path

    def content(self, file: str) -> bytes:
        """The bytes of a file or of an archive's member. Raises ReadingError."""
        if not self.is_given and (reason := why_not_read(self.root, file)):
            raise reason
        path = self.on_disk(file)
        content = _read(path)
        if path != self.root / file:
            content = _member(content, PurePosixPath(file).relative_to(path.relative_to(self.root).as_posix()).as_posix())
        if not self.is_given and (reason := why_by_content(content)):
            raise reason
        return content


def unlocked(content: bytes, passwords: tuple[str, ...] = ()) -> tuple[Format, bytes]:
    """What the workbook is, and its bytes without its password if it has one. Raises ReadingError where none of the passwords opens it."""
    found = format_of(content)
    if found is Format.ENCRYPTED or (found is Format.BIFF and _is_locked(content)):
        return _unlock(content, passwords)
    return found, content


def _read(path: Path) -> bytes:
    if path.is_dir():
        raise unreadable("这个文件夹打不开，里面的表没有读到", "检查文件夹的权限，再运行一次")
    try:
        with open(path, "rb", opener=_open_at_once) as stream:
            before = os.fstat(stream.fileno())
            if not stat.S_ISREG(before.st_mode):
                raise unreadable("不是普通文件", "把它移出收件夹")
            if before.st_size == 0:
                raise unreadable("是空文件(0字节)，可能没有拷完")
            if before.st_size > MAX_FILE_BYTES:
                raise too_heavy(before.st_size)
            content = stream.read(MAX_FILE_BYTES + 1)
            after = os.fstat(stream.fileno())
    except OSError as error:
        raise unreadable(f"系统不让读：{reason_of(error)}", "在 Excel 里关闭这份文件或检查文件权限，再运行一次") from error
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(content) != after.st_size:
        raise unreadable("正在写入，还没有拷完", "等拷贝完成后再运行一次")
    return content


def _open_at_once(path: str, flags: int) -> int:
    """Open without waiting for somebody to write into a pipe that was put in the file's place."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def members(file: str, content: bytes) -> tuple[str, ...]:
    """The names of what an archive holds, litter left out; a hidden folder is one. Raises ReadingError for one that is empty, huge or locked."""
    found = _members(content)
    if not found:
        raise not_a_workbook(FileSort.EMPTY_ARCHIVE)
    return tuple(f"{file}/{name}" for name in found)


def _members(content: bytes) -> dict[str, zipfile.ZipInfo | ReadingError]:
    """Name for people -> entry, or why it is passed over."""
    found: dict[str, zipfile.ZipInfo | ReadingError] = {}
    links: dict[str, str] = {}
    with open_zip(content) as archive:
        for info in archive.infolist():
            parts = _parts(info)
            if info.is_dir() or not parts or is_ignored(parts[-1]) or any(map(is_system, parts[:-1])):
                continue
            mode = info.external_attr >> 16
            if reason := why_in_archive(parts, mode):
                name = _hidden_folder(parts) or free_name("/".join(parts), found.__contains__)
                found[name] = reason
                if stat.S_ISLNK(mode):
                    links[name] = leads_to(parts, _link_text(archive, info))
                continue
            if info.flag_bits & 1:
                raise unreadable("压缩包加了密码", "请支部直接报送工作簿，或去掉压缩包的密码")
            found[free_name("/".join(parts), found.__contains__)] = info
    for name, target in links.items():
        if any(isinstance(one, zipfile.ZipInfo) and f"{own}/".startswith(f"{target}/") for own, one in found.items()):
            found.pop(name, None)  # what it leads to is read anyway
    too_much = sum(one.file_size for one in found.values() if isinstance(one, zipfile.ZipInfo)) > MAX_ARCHIVE_BYTES
    if len(found) > MOST_MEMBERS or too_much:
        raise unreadable(*TOO_MANY)
    return found


def _hidden_folder(parts: list[str]) -> str:
    """The path up to the first hidden folder, if any: what lies in it is told once."""
    end = next((place for place, part in enumerate(parts[:-1], start=1) if part.startswith(".")), 0)
    return "/".join(parts[:end])


def _link_text(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> str:
    """Where a link in an archive says it leads to."""
    try:
        return archive.read(info).decode("utf-8", "replace") if info.file_size <= LONGEST_LINK and not info.flag_bits & 1 else ""
    except Exception:  # noqa: BLE001 - a broken deflate stream raises half a dozen types
        return ""


def _parts(info: zipfile.ZipInfo) -> list[str]:
    """An entry's path, decoded as the program that packed it meant it; nothing that climbs out of the archive."""
    name = info.orig_filename
    if not info.flag_bits & 0x800:  # not marked as UTF-8: zipfile took it for CP437
        raw = name.encode("cp437", "replace")
        try:
            name = raw.decode("utf-8")
        except UnicodeDecodeError:
            name = raw.decode("gb18030", "replace")
    parts = re.sub(r"[\x00-\x1f\x7f]", "", name).replace("\\", "/").split("/")
    return [part for part in parts if part.strip(" .") and not re.fullmatch(r"[A-Za-z]:", part)]


def _member(content: bytes, name: str, depth: int = 1) -> bytes:
    """The bytes of an archive's member, through archives in it."""
    found = _members(content)
    holder = next((own for own in found if name == own or name.startswith(f"{own}/")), None)
    if holder is None or depth > DEEPEST:
        raise unreadable("压缩包里又有压缩包，层数太多" if holder else "压缩包里的文件不见了", "请支部直接报送工作簿")
    entry = found[holder]
    if isinstance(entry, ReadingError):
        raise entry
    inner = _unpacked(content, entry)
    return inner if name == holder else _member(inner, name[len(holder) + 1 :], depth + 1)


def _unpacked(content: bytes, info: zipfile.ZipInfo) -> bytes:
    if info.file_size > MAX_FILE_BYTES:
        raise too_heavy(info.file_size)
    try:
        with open_zip(content) as archive, archive.open(info) as entry:
            inner = entry.read(MAX_FILE_BYTES + 1)
    except (ReadingError, MemoryError):
        raise
    except NotImplementedError as error:
        raise unreadable("压缩包的压缩方式不常见，解不开", "请支部直接报送工作簿，或重新压缩成普通的 zip") from error
    except Exception as error:  # a broken deflate stream raises half a dozen types
        raise unreadable("压缩包里的这份文件已损坏") from error
    if not inner:
        raise unreadable("是空文件(0字节)，可能没有拷完")
    return inner


def _office_file(content: bytes) -> Any:
    import msoffcrypto  # noqa: PLC0415 - cryptography behind it, for .xls and locked workbooks only

    return msoffcrypto.OfficeFile(io.BytesIO(content))


def _is_locked(content: bytes) -> bool:
    """Whether an .xls needs a password, as far as the library can tell."""
    try:
        return bool(_office_file(content).is_encrypted())
    except Exception:  # noqa: BLE001 - old or odd files: reading itself will tell
        return False


def _unlock(content: bytes, passwords: tuple[str, ...]) -> tuple[Format, bytes]:
    for password in (*passwords, DEFAULT_PASSWORD):
        opened = io.BytesIO()
        try:
            locked = _office_file(content)
            locked.load_key(password=password)
            locked.decrypt(opened)
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001, S112 - a wrong password and a broken file are told in many ways
            continue
        if (found := format_of(opened.getvalue())) in {Format.PACKAGE, Format.ODS, Format.BIFF}:
            return found, opened.getvalue()
    raise unreadable(WRONG if passwords else LOCKED, UNLOCK)

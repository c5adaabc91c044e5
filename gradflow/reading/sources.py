"""Where a file's bytes come from: the inbox, archives in it, and behind passwords."""

from __future__ import annotations

import io
import os
import re
import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from gradflow.model.failures import reason_of
from gradflow.model.naming import free_name
from gradflow.model.vocabulary import FileSort
from gradflow.reading.passed_over import leads_to, why_by_content, why_in_archive, why_not_read
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

"""What a file is, told by its first bytes and not by its name."""

from __future__ import annotations

import zipfile
from pathlib import Path

from gradflow.core.checks import Check
from gradflow.rules.intake.files import NOT_A_WORKBOOK, UNREADABLE

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_FILE_BYTES = 64 * 2**20
RESEND = "请支部重新报送这份文件"

SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF 文件"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"{\\rtf", "RTF 文档"),
)
IGNORED_NAMES = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})
IGNORED_PREFIXES = ("~$", ".~", "._", ".~lock")
IGNORED_SUFFIXES = (".tmp", ".part", ".crdownload", ".lnk")


class ReadingError(Exception):
    """A file cannot be read; carries the intake check and its facts."""

    def __init__(self, check: Check, **facts: str) -> None:
        """Keep the check and the facts for its message."""
        super().__init__(check.code)
        self.check, self.facts = check, facts


def unreadable(why: str, todo: str = RESEND) -> ReadingError:
    """A file that should be a workbook but cannot be opened."""
    return ReadingError(UNREADABLE, why=why, todo=todo)


def is_ignored(name: str) -> bool:
    """Tell whether a file is one that systems and programs leave lying about."""
    folded = name.casefold()
    return folded in IGNORED_NAMES or folded.startswith(IGNORED_PREFIXES) or folded.endswith(IGNORED_SUFFIXES)


def read_bytes(path: Path) -> bytes:
    """Read a file whole. Raises ReadingError if it is empty, too large or cannot be opened."""
    try:
        size = path.stat().st_size
        if size == 0:
            raise unreadable("是空文件(0字节)，可能没有拷完")
        if size > MAX_FILE_BYTES:
            raise unreadable(f"有{size // 2**20} MB, 不像一张登记表", "删去图片等多余内容后重新报送")
        return path.read_bytes()
    except OSError as error:
        reason = "没有读取权限" if isinstance(error, PermissionError) else "读取出错"
        raise unreadable(reason, "在 Excel 里关闭这份文件或检查文件权限，再运行一次") from error


def refuse_non_workbook(content: bytes) -> None:
    """Raise ReadingError unless the content can be a workbook (a zip package or an OLE file)."""
    for signature, what in SIGNATURES:
        if content.startswith(signature):
            raise ReadingError(NOT_A_WORKBOOK, what=what)
    if content.startswith(OLE):
        _refuse_ole(content)
    elif not content.startswith(ZIP):
        start = content[:400].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        what = "网页文件" if start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml")) else "文本或未知格式的文件"
        raise ReadingError(NOT_A_WORKBOOK, what=what)


def _refuse_ole(content: bytes) -> None:
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise unreadable("设置了打开密码", "在 Excel 里取消打开密码(文件—信息—保护工作簿)，另存后重新报送")
    if "WordDocument".encode("utf-16-le") in content:
        raise ReadingError(NOT_A_WORKBOOK, what="Word 文档")
    if "PowerPoint Document".encode("utf-16-le") in content:
        raise ReadingError(NOT_A_WORKBOOK, what="PPT 文件")


def refuse_other_packages(package: zipfile.ZipFile) -> None:
    """Raise ReadingError for a zip that is a Word file, slides, or a plain archive."""
    names = set(package.namelist())
    if "word/document.xml" in names:
        raise ReadingError(NOT_A_WORKBOOK, what="Word 文档")
    if "ppt/presentation.xml" in names:
        raise ReadingError(NOT_A_WORKBOOK, what="PPT 文件")
    if not names & {"[Content_Types].xml", "content.xml"}:
        raise ReadingError(NOT_A_WORKBOOK, what="压缩包")

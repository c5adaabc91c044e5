"""What a file is, told by its content and not by its name."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, auto

from gradflow.model.checks import Check
from gradflow.model.vocabulary import FileSort
from gradflow.rules.files import NOT_A_WORKBOOK, UNREADABLE

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
RESEND = "请支部重新报送这份文件"
DAMAGED = "文件已损坏或没有拷完"
FILL_IN = "把内容填进官方模板，另存为 .xlsx 后重新报送(盖章的扫描件另外留存)"
SAVE_ANEW = "在 Excel 或 WPS 里打开，另存为“Excel 工作簿(.xlsx)”后重新报送；打不开的请支部另发一份"
UNPACK = "解压后报送里面的工作簿(普通的 zip 压缩包可以直接交)"
LOCKED_ODS = ("设置了打开密码", "取消打开密码，另存后重新报送")
DETACH = "把邮件里的附件另存出来，重新报送附件"
EXPORT = "导出成 Excel 工作簿(.xlsx)后重新报送"
TODO = {
    FileSort.MAIL: DETACH, FileSort.IWORK: EXPORT, FileSort.LOTUS: EXPORT,
    **dict.fromkeys((FileSort.RAR, FileSort.SEVEN_ZIP, FileSort.ARCHIVE, FileSort.EMPTY_ARCHIVE), UNPACK),
}  # fmt: skip

SIGNATURES: tuple[tuple[re.Pattern[bytes], FileSort], ...] = tuple(
    (re.compile(pattern, re.DOTALL), sort)
    for pattern, sort in (
        (rb"%PDF", FileSort.PDF),
        (rb"Rar!", FileSort.RAR),
        (rb"7z\xbc\xaf\x27\x1c", FileSort.SEVEN_ZIP),
        (rb"PK\x05\x06", FileSort.EMPTY_ARCHIVE),
        (rb"\x1f\x8b|BZh\d|\xfd7zXZ|.{257}ustar", FileSort.ARCHIVE),
        (rb"\x89PNG|\xff\xd8\xff|GIF8|BM.{4}\0{4}|II\*\0|MM\0\*|RIFF.{4}WEBP|.{4}ftyp(?:hei|mif1|avif)", FileSort.PICTURE),
        (rb"\xd7\xcd\xc6\x9a|\x01\0\0\0.{36} EMF", FileSort.PICTURE),
        (rb".{4}ftyp|RIFF.{4}AVI", FileSort.VIDEO),
        (rb"\{\\rtf", FileSort.RTF),
        (rb"MZ[^\n]{0,64}\0", FileSort.PROGRAM),
        (rb"SQLite format|\0\x01\0\0Standard ", FileSort.DATABASE),
        (rb"\0\0[\x02\x1a]\0", FileSort.LOTUS),
    )
)
"""How files of other kinds begin."""
PACKAGES: tuple[tuple[re.Pattern[str], FileSort], ...] = tuple(
    (re.compile(pattern, re.MULTILINE), sort)
    for pattern, sort in (
        (r"^word/document\.xml$", FileSort.WORD),
        (r"^ppt/presentation\.xml$", FileSort.POWERPOINT),
        (r"^visio/document\.xml$", FileSort.VISIO),
        (r"\.fdseq$", FileSort.XPS),
        (r"^OFD\.xml$", FileSort.OFD),
        (r"(?:^|/)(?:Index/Document\.iwa|Index\.zip)$", FileSort.IWORK),
        (r"^AndroidManifest\.xml$", FileSort.PROGRAM),
    )
)
"""An entry that only packages of that kind have."""
WORD_TEXT, LONGEST_LETTER = "word/document.xml", 8 * 2**20
WORKBOOK_ENTRY = re.compile(r"^xl/|workbook\.(?:xml|bin)$", re.MULTILINE | re.IGNORECASE)
OLE_STREAMS = (
    ("WordDocument", FileSort.WORD),
    ("PowerPoint Document", FileSort.POWERPOINT),
    ("PP40", FileSort.POWERPOINT),
    ("VisioDocument", FileSort.VISIO),
    ("Quill", FileSort.PUBLISHER),
    ("__properties_version1.0", FileSort.MAIL),
)
OLD_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x06\x00", b"\x09\x08\x08\x00", b"\x09\x08\x10\x00")
"""How .xls files of Excel 2 to 5 begin, which have no OLE container."""
LITTER_NAMES = frozenset({"thumbs.db", "desktop.ini", ".ds_store", "icon\r", "ehthumbs.db", "__macosx", "@eadir"})
LITTER_PREFIXES = ("~$", ".~", "._")
"""Locks and thumbnails: nobody's work, wherever they lie."""
SYSTEM_NAMES = LITTER_NAMES | {
    ".git", ".gitignore", ".gitattributes", ".gitmodules", ".gitkeep", ".keep", ".hg", ".hgignore", ".svn", ".bzr", ".jj", ".idea", ".vscode",
    ".trash", ".trashes", ".recycle", "#recycle", "@recycle", "$recycle.bin", "recycler", "system volume information", ".snapshot", "#snapshot",
    ".spotlight-v100", ".fseventsd", ".temporaryitems", ".documentrevisions-v100", ".appledouble", ".apdisk", ".localized", ".volumeicon.icns",
    ".directory", ".hidden", ".nomedia", ".dropbox", ".dropbox.cache", ".dropbox.attr", ".stversions", ".stignore", ".sync", ".syncignore",
    ".syncid", ".synologyworkingdirectory", ".gradflow",
}  # fmt: skip
SYSTEM_PREFIXES = (
    ".trash-", ".nfs0", ".fuse_hidden", ".com.apple.", ".stfolder", ".syncthing.", ".sync_", ".csync_journal", ".owncloudsync", ".nextcloudsync",
    ".goutputstream-", ".tmp.drive", ".$",
)  # fmt: skip
"""Folders and files of version control, wastebaskets, indexing and synchronising."""
UNFINISHED_SUFFIXES = (".tmp", ".part", ".crdownload", ".download", ".swp")
UNFINISHED_PREFIXES = ("~wrl", "~syncthing~")

PROLOGUE = 64 * 2**10
"""How far into a part of a package entity definitions are looked for; they stand before everything else."""


class Format(Enum):
    """What the content is, as far as the ways of reading it differ."""

    PACKAGE = auto()
    """A zip: .xlsx, .xlsm, .xlsb."""
    ODS = auto()
    ARCHIVE = auto()
    """A plain zip of other files."""
    ENCRYPTED = auto()
    """An .xlsx behind a password (ECMA-376 part 4, in an OLE container)."""
    BIFF = auto()
    """.xls and .et."""
    TEXT = auto()
    """Anything written in characters: HTML, XML, CSV."""


class ReadingError(Exception):
    """A file cannot be read; carries the intake check and its facts."""

    def __init__(self, check: Check, **facts: str) -> None:
        """Keep the check and the facts for its message."""
        super().__init__(check.code)
        self.check, self.facts = check, facts


def unreadable(why: str, todo: str = RESEND) -> ReadingError:
    """A file that should be a workbook but cannot be opened."""
    return ReadingError(UNREADABLE, why=why, todo=todo)


@contextmanager
def told_as_broken(error: ReadingError | None = None) -> Iterator[None]:
    """Raise that error, or that the file is damaged, whatever a broken content makes a parser say: half a dozen types."""
    try:
        yield
    except (MemoryError, ReadingError):
        raise
    except Exception as found:
        raise error or unreadable(DAMAGED) from found


def not_a_workbook(sort: FileSort, **found: str) -> ReadingError:
    """A file of another kind, with what was ``found`` in it."""
    return ReadingError(NOT_A_WORKBOOK, what=sort.label, sort=sort, todo=TODO.get(sort, FILL_IN), **found)


def too_heavy(size: int) -> ReadingError:
    """A file of too many bytes."""
    return unreadable(f"有{size // 2**20} MB, 不像一张登记表", "删去图片等多余内容后重新报送")


def refuse_entities(xml: bytes) -> None:
    """Raise ReadingError for XML that defines entities: no program writes such tables, and small ones unfold to gigabytes."""
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise unreadable("里面有不该出现的代码(实体定义)，可能是恶意文件", "不要打开它；请支部用官方模板填写后重新报送")


def is_litter(name: str) -> bool:
    """Tell whether a file or folder is one that systems and programs leave lying about, and that nobody would miss."""
    folded = name.casefold()
    return folded in LITTER_NAMES or folded.startswith(LITTER_PREFIXES)


def is_system(name: str) -> bool:
    """Tell whether a file or folder belongs to a system or program: nobody hands in anything there."""
    folded = name.casefold()
    return is_litter(name) or folded in SYSTEM_NAMES or folded.startswith(SYSTEM_PREFIXES)


def is_ignored(name: str) -> bool:
    """Tell whether a file belongs to a system or program, or is one that some program has not finished."""
    return is_system(name) or name.casefold().endswith(UNFINISHED_SUFFIXES) or name.casefold().startswith(UNFINISHED_PREFIXES)


def format_of(content: bytes) -> Format:
    """Tell what the content is. Raises ReadingError, naming it, unless it can hold a form."""
    if content.startswith(ZIP):
        return _zip(content)
    if content.startswith(OLE):
        return _ole(content)
    if content.startswith(OLD_BIFF):
        return Format.BIFF
    for signature, sort in SIGNATURES:
        if signature.match(content):
            raise not_a_workbook(sort)
    return Format.TEXT


def _ole(content: bytes) -> Format:
    import olefile  # noqa: PLC0415 - for .xls only

    try:
        with olefile.OleFileIO(io.BytesIO(content)) as container:
            streams = {path[0] for path in container.listdir()}
    except Exception as error:  # whatever a broken container makes a parser say
        raise unreadable(DAMAGED) from error
    if "EncryptedPackage" in streams:
        return Format.ENCRYPTED
    if streams & {"Workbook", "Book", "WORKBOOK", "BOOK", "workbook", "book"}:
        return Format.BIFF
    raise not_a_workbook(next((sort for name, sort in OLE_STREAMS if name in streams), FileSort.UNKNOWN))


def open_zip(content: bytes) -> zipfile.ZipFile:
    """Open a zip. Raises ReadingError when it is broken."""
    with told_as_broken():
        return zipfile.ZipFile(io.BytesIO(content))


def _zip(content: bytes) -> Format:
    with open_zip(content) as package:
        names = package.namelist()
        listed = "\n".join(names)
        for entry, sort in PACKAGES:
            if entry.search(listed):
                raise not_a_workbook(sort, **(_letter(package) if WORD_TEXT in names else {}))
        if "encrypted-package" in names:  # how LibreOffice locks from 24.8 on
            raise unreadable(*LOCKED_ODS)
        if "[Content_Types].xml" in names and not WORKBOOK_ENTRY.search(listed):
            raise not_a_workbook(FileSort.OTHER_OFFICE)
        if "mimetype" in names and "content.xml" in names:
            _refuse_other_documents(package)
    if "[Content_Types].xml" in names:
        return Format.PACKAGE
    return Format.ODS if "content.xml" in names else Format.ARCHIVE


def _letter(package: zipfile.ZipFile) -> dict[str, str]:
    """The text of a Word document line by line, and whether it holds pictures and tables; nothing where it is too long or broken."""
    try:
        info = package.getinfo(WORD_TEXT)
        xml = package.read(info).decode("utf-8") if info.file_size < LONGEST_LETTER else ""
    except Exception:  # noqa: BLE001 - a broken deflate stream raises half a dozen types
        return {}
    if not xml:
        return {}
    has_pictures = any(name.startswith(("word/media/", "word/embeddings/")) for name in package.namelist())
    text = html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"</w:p>|<w:(?:br|cr|tab)\b[^>]*>", "\n", xml)))
    return {"text": text, "pictures": "1" if has_pictures else "", "tables": "1" if "<w:tbl>" in xml else ""}


def _refuse_other_documents(package: zipfile.ZipFile) -> None:
    """Raise ReadingError for an OpenDocument file that is no spreadsheet."""
    info = package.getinfo("mimetype")
    with told_as_broken():
        kind = package.read(info) if info.file_size < 200 else b""  # noqa: PLR2004 - a media type is short
    if match := re.fullmatch(rb"application/vnd\.oasis\.opendocument\.(text|presentation|graphics)\S*\s*", kind):
        raise not_a_workbook(FileSort.WORD if match[1] == b"text" else FileSort.POWERPOINT)

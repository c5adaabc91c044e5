"""The glossary: one key, one meaning, everywhere (docs/glossary.md is made from it)."""

from __future__ import annotations

import tomllib
from enum import StrEnum
from importlib.resources import files
from typing import Self


class Labelled(StrEnum):
    """An enum whose members have a value for programs and a Chinese label for people."""

    label: str
    rank: int
    """Its place among the members: 0 for the first."""

    def __new__(cls, value: str, label: str = "") -> Self:
        """Keep all three."""
        member = str.__new__(cls, value)
        member._value_, member.label, member.rank = value, label, len(cls.__members__)
        return member


class FileSort(Labelled):
    """What a file is that is no workbook."""

    PDF = "pdf", "PDF 文件"
    WORD = "word", "Word 文档"
    POWERPOINT = "powerpoint", "PPT 文件"
    OFD = "ofd", "OFD 文件"
    RTF = "rtf", "RTF 文档"
    XPS = "xps", "XPS 文件"
    VISIO = "visio", "Visio 图纸"
    PUBLISHER = "publisher", "Publisher 文件"
    OTHER_OFFICE = "other_office", "另一种 Office 文件"
    IWORK = "iwork", "Numbers 或 Pages 文件"
    LOTUS = "lotus", "很旧的表格文件(Lotus 或 Quattro)"
    PICTURE = "picture", "图片"
    VIDEO = "video", "视频"
    MAIL = "mail", "邮件"
    RAR = "rar", "RAR 压缩包"
    SEVEN_ZIP = "7z", "7z 压缩包"
    ARCHIVE = "archive", "压缩包"
    EMPTY_ARCHIVE = "empty_archive", "空的压缩包"
    PROGRAM = "program", "程序文件"
    DATABASE = "database", "数据库文件"
    WEB_PAGE = "web_page", "网页文件"
    WEB_ARCHIVE = "web_archive", "网页归档文件(.mht)"
    MARKUP = "markup", "网页或 XML 文件"
    CSV = "csv", "CSV 文本"
    BROKEN_TEXT = "broken_text", "文本文件，里面的表格读不出来"
    UNKNOWN = "unknown", "文本或未知格式的文件"


_GLOSSARY: dict[str, dict[str, str]] = tomllib.loads((files("gradflow.model") / "glossary.toml").read_text("utf-8"))
FIELD_LABELS, TERMS = _GLOSSARY["fields"], _GLOSSARY["terms"]
"""Field key -> the short Chinese name used in messages (the official head stands in the form); English term in the code -> the one people use."""

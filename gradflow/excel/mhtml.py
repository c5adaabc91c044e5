"""Web archives (MHTML), which old office systems export and call .xls: the pages in a MIME message (RFC 2557)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32

from gradflow.core.vocabulary import FileSort
from gradflow.excel.grids import LONG, MANY, MOST_SHEETS
from gradflow.excel.sniffing import not_a_workbook, unreadable

HEADERS = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)+", re.DOTALL)
TELLING = re.compile(rb"^(?:MIME-Version\s*:|Content-Type\s*:\s*(?:multipart/|text/html|message/))", re.IGNORECASE | re.MULTILINE)
MOST_LINES = 1_100_000
"""Of the message: the parser keeps each as an object."""
LONGEST_HEADER = 16 * 2**10
ATTACHED = re.compile(r"application/(?!(?:x-)?(?:xml|javascript|font))|message/rfc822")


def is_mime(content: bytes) -> bool:
    """Tell whether the content begins like a MIME message."""
    match = HEADERS.match(content[:LONGEST_HEADER])
    return match is not None and TELLING.search(match[0]) is not None


def pages(content: bytes) -> Iterator[tuple[bytes, str]]:
    """The bytes and the character set of each page. Raises ReadingError for a message without any."""
    if max(content.count(b"\n"), content.count(b"\r")) > MOST_LINES:
        raise unreadable(*LONG)
    message = BytesParser(policy=compat32).parsebytes(content.removeprefix(b"\xef\xbb\xbf").lstrip())
    parts = [part for part in message.walk() if not part.is_multipart()]
    if len(parts) > MOST_SHEETS:
        raise unreadable(*MANY)
    found = [part for part in parts if part.get_content_type() in {"text/html", "application/xhtml+xml"} and not _is_attached(part)]
    if not found:
        raise not_a_workbook(FileSort.MAIL if any(map(_is_attached, parts)) else FileSort.WEB_ARCHIVE)
    for part in found:
        yield _bytes_of(part), part.get_content_charset() or ""


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or ATTACHED.match(part.get_content_type()) is not None


def _bytes_of(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""

"""Text files that people saved with whatever they had: UTF-8, UTF-16, or the system's Chinese code page."""

from __future__ import annotations

from pathlib import Path


def decoded(content: bytes) -> str:
    """The text, whichever of the encodings of Notepad it is in; what none of them can read is replaced."""
    try:
        return content.decode("utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", "replace")


def small_text(path: Path, most_bytes: int) -> str:
    """The text of a file, empty of one that is larger than that. Raises OSError."""
    with path.open("rb") as stream:
        content = stream.read(most_bytes + 1)
    return decoded(content) if len(content) <= most_bytes else ""

"""收件回执: a text that says what a branch has handed in, and how such a text is read and compared again.

What counts of the text are its lines, without blanks at their ends, runs of blanks and empty lines: so it
survives being mailed, pasted and saved by Notepad. The last line is a seal over all the others.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePosixPath

TITLE = "毕业生党员材料收件回执"
BRANCH, DAY, HASH, SEAL = "党支部：", "检查日期：", "SHA-256：", "校验码："
UNREADABLE = "(读不出)"
SHORT, SEAL_LENGTH = 12, 16
"""Hexadecimal digits of a fingerprint in short, and of a seal."""
NUMBERED = re.compile(r"\d+\. (.+)")
DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Named:
    """A workbook a receipt names: the file's name as it was, and the SHA-256 of its content; empty if it could not be read."""

    name: str
    digest: str


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """A receipt as read from its text."""

    branch: str
    day: str
    files: tuple[Named, ...]
    seal: str
    """As it stands in the text; empty if that has none."""
    digest: str
    """SHA-256 of all lines but the seal: by this the ledger knows the receipts that were written."""

    @property
    def is_whole(self) -> bool:
        """Whether the lines are those the seal was made over."""
        return self.seal == self.digest[:SEAL_LENGTH]


def sealed(lines: Sequence[str]) -> str:
    """The text of a receipt: the lines, and a seal over them."""
    text = "\n".join(lines)
    return f"{text}\n{SEAL}{_digest(_counting(text.splitlines()))[:SEAL_LENGTH]}\n"


def digest_of(text: str) -> str:
    """The digest of the text of a receipt; of nothing for a text that is none."""
    receipt = read_acknowledgement(text)
    return receipt.digest if receipt else _digest(())


def read_acknowledgement(text: str) -> Acknowledgement | None:
    """Read a receipt; None for a text that is none. What stands before its title or after its seal is no part of it."""
    lines = _counting(text.removeprefix("\ufeff").splitlines())
    if TITLE not in lines:
        return None
    lines = lines[lines.index(TITLE) :]
    end = next((number for number, line in enumerate(lines) if line.startswith(SEAL)), len(lines))
    seal = lines[end].removeprefix(SEAL) if end < len(lines) else ""
    lines = lines[:end]
    named = tuple(
        Named(entry[1], after.removeprefix(HASH) if DIGEST.fullmatch(after.removeprefix(HASH)) else "")
        for line, after in pairwise(lines)
        if (entry := NUMBERED.fullmatch(line)) and after.startswith(HASH)
    )
    return Acknowledgement(_after(BRANCH, lines), _after(DAY, lines), named, seal, _digest(lines))


def _counting(lines: Iterable[str]) -> list[str]:
    """The lines as far as they count."""
    return [kept for line in lines if (kept := " ".join(line.split()))]


def _digest(lines: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode("utf-8", "replace")).hexdigest()


def _after(start: str, lines: Sequence[str]) -> str:
    return next((line.removeprefix(start) for line in lines if line.startswith(start)), "")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Files held against a receipt."""

    same: tuple[tuple[str, Named], ...]
    """A file given, and the one of the receipt whose content it has."""
    changed: tuple[tuple[str, Named], ...]
    """A file given, and the one of the receipt that has its name and another content."""
    strange: tuple[str, ...]
    """Files given that the receipt does not name."""
    absent: tuple[Named, ...]
    """What the receipt names and nobody gave."""


def compared(receipt: Acknowledgement, given: Mapping[str, str]) -> Comparison:
    """Compare by content; ``given`` is name -> SHA-256. Names only tell which content was expected."""
    by_digest = {named.digest: named for named in receipt.files if named.digest}
    same = tuple((name, by_digest[digest]) for name, digest in given.items() if digest in by_digest)
    found = {named.digest for _, named in same}
    absent = tuple(named for named in receipt.files if named.digest not in found)
    by_name = {PurePosixPath(named.name).name: named for named in absent}
    others = [name for name, digest in given.items() if digest not in by_digest]
    changed = tuple((name, by_name[own]) for name in others if (own := PurePosixPath(name).name) in by_name)
    strange = tuple(name for name in others if PurePosixPath(name).name not in by_name)
    return Comparison(same, changed, strange, absent)

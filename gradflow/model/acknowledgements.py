"""收件回执: a text that says what a branch has handed in, and how such a text is read and compared again.

What counts of the text are its lines, without blanks at their ends, runs of blanks and empty lines: so it
survives being mailed, pasted and saved by Notepad. The last line is a seal over all the others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from gradflow.model.folding import half_width, later, visible

TITLE = "毕业生党员材料收件回执"
BRANCH, DAY, CODE, SEAL = "党支部：", "检查日期：", "核对码", "校验码："
UNREADABLE = "(读不出)"
SHORT, SEAL_LENGTH = 12, 16
"""Hexadecimal digits of a fingerprint in short, and of a seal."""
NUMBERED = later(r"(\d+)\. (.+)")
CODED = later(rf"{CODE}(\d+)：(.*)")
PASSES = later(
    rf"^\W*(?:{TITLE}|(?:党支部|检查日期|sha-?256|校验码|核对码\d*|行数|结论|活动|指纹):|收到的(?:表|工作簿))"
    r"|读到\d+行?|已汇总\d+行?|待更正\d+行?|\d收到(?:\[|;|$)|\.(?:xls[xmb]?|et|ods|csv|zip|rar|7z|docx?|pdf)(?![a-z0-9])"
    r"|(?<![0-9a-z])(?=[0-9]*[a-f])[0-9a-f]{12,}(?![0-9a-z@])|(?<![0-9a-z])[0-9a-f]{32,}(?![0-9a-z@])"
)
"""What a receipt's lines look like: folded to half width and lower case, without blanks."""
DIGEST = later(r"[0-9a-f]{64}")


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


@dataclass(frozen=True, slots=True)
class AcknowledgementText:
    """A text with its receipts, and the lines, without empty ones, that belong to none: no seal speaks for them."""

    acknowledgements: tuple[Acknowledgement, ...]
    above: tuple[str, ...]
    below: tuple[str, ...]
    """Behind the first receipt, between receipts too."""

    @property
    def passing(self) -> tuple[str, ...]:
        """Lines of no receipt that could be taken for a part of one."""
        return tuple(filter(passes_for_receipt, (*self.above, *self.below)))


def sealed(lines: Sequence[str]) -> str:
    """The text of a receipt: the lines, and a seal over them."""
    text = "\n".join(lines)
    return f"{text}\n{SEAL}{_digest(_counting(text.splitlines()))[:SEAL_LENGTH]}\n"


def read_text(text: str) -> AcknowledgementText:
    """Take a text apart: a receipt goes from its title to its seal, to the next title or the end where it has none."""
    above: list[str] = []
    below: list[str] = []
    found: list[list[str]] = []
    is_open = False
    for line in _counting(text.removeprefix("\ufeff").splitlines()):
        if line == TITLE:
            found.append([])
            is_open = True
        if not is_open:
            (below if found else above).append(line)
            continue
        found[-1].append(line)
        is_open = not line.startswith(SEAL)
    return AcknowledgementText(tuple(map(_read, found)), tuple(above), tuple(below))


def _read(lines: Sequence[str]) -> Acknowledgement:
    seal = lines[-1].removeprefix(SEAL) if lines[-1].startswith(SEAL) else ""
    lines = [line for line in lines if not line.startswith(SEAL)]
    codes = {coded[1]: coded[2] for line in lines if (coded := CODED.fullmatch(line))}
    named = []
    for entry in filter(None, map(NUMBERED.fullmatch, lines)):
        code = codes.pop(entry[1], None)
        if code is not None:
            named.append(Named(entry[2], code if DIGEST.fullmatch(code) else ""))
    return Acknowledgement(_after(BRANCH, lines), _after(DAY, lines), tuple(named), seal, _digest(lines))


def passes_for_receipt(line: str) -> bool:
    """Whether a line outside a receipt could be taken for a part of one: a title, a labelled line, a workbook or a fingerprint."""
    folded = "".join(visible(half_width(line)).split()).casefold()
    return PASSES.search(folded) is not None


def _counting(lines: Iterable[str]) -> list[str]:
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

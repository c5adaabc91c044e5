"""Whether a receipt is one that was given out, and whether files are those it names."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from pathlib import Path

from gradflow.app.campaign_file import small_text
from gradflow.model.acknowledgements import Acknowledgement, AcknowledgementText, Comparison, compared, read_text
from gradflow.model.failures import GradflowError, reason_of
from gradflow.model.masking import masked_name
from gradflow.reading.sniffing import Format, ReadingError, format_of, is_ignored, is_system
from gradflow.reading.sources import Sources, members
from gradflow.store.ledger import issued

MAX_BYTES = 4 * 2**20


class VerificationError(GradflowError):
    """There is nothing to verify, or nothing to verify it with."""


class Origin(Enum):
    """What is known of a receipt."""

    KNOWN = auto()
    """The ledger has it."""
    UNCHECKED = auto()
    """There is no ledger to ask."""
    UNKNOWN = auto()
    """The ledger does not have it."""
    ALTERED = auto()
    """Its seal does not fit."""


TRUSTED = frozenset({Origin.KNOWN, Origin.UNCHECKED})


@dataclass(frozen=True, slots=True)
class Given:
    """What was given to compare: name -> SHA-256 of everything in it; what could not be read, and why."""

    found: dict[str, str]
    unreadable: dict[str, str]
    is_whole: bool
    """Whether a folder was given, in which everything the receipt names should be."""
    groups: tuple[frozenset[str], ...]
    """The names found in each file given by name: an archive has several."""


@dataclass(frozen=True)
class Verification:
    """A text with receipts, what is known of each, and how the files given compare with them."""

    text: AcknowledgementText
    origins: tuple[Origin, ...]
    given: Given

    @cached_property
    def comparison(self) -> Comparison:
        """The files given against all that the receipts to be trusted name, or all of them where none is."""
        given_out = self.text.acknowledgements
        trusted = [one for one, origin in zip(given_out, self.origins, strict=True) if origin in TRUSTED] or given_out
        together = dataclasses.replace(trusted[0], files=tuple(dict.fromkeys(named for one in trusted for named in one.files)))
        return compared(together, self.given.found)

    @cached_property
    def wrong(self) -> frozenset[str]:
        """The files given by name that the receipts do not name; an archive is named if anything in it is."""
        same = {name for name, _ in self.comparison.same}
        return frozenset(name for group in self.given.groups if not group & same for name in group)

    @property
    def is_right(self) -> bool:
        """Whether all agrees: the receipts are trusted, each file given is in them, and all they name is in the folders given."""
        agrees = not self.wrong and not (self.given.is_whole and self.comparison.absent)
        return agrees and not self.text.passing and TRUSTED.issuperset(self.origins)


def verify(receipt: Path, paths: Sequence[Path], campaign: Path) -> Verification:
    """Hold a text file with receipts against a campaign's ledger, and files and folders against it. Raises GradflowError."""
    text = _read(receipt)
    known = issued(campaign)
    return Verification(text, tuple(_origin(one, known) for one in text.acknowledgements), _gather(paths))


def _read(path: Path) -> AcknowledgementText:
    """Read a text with receipts. Raises VerificationError for one that has none."""
    try:
        read = read_text(small_text(path, MAX_BYTES))
    except OSError as error:
        raise VerificationError(masked_name(f"回执“{path}”打不开：{reason_of(error)}。")) from error
    if not read.acknowledgements:
        raise VerificationError(masked_name(f"“{path}”不是收件回执。先写回执的文本文件，再写要核对的文件。"))
    return read


def _origin(receipt: Acknowledgement, known: frozenset[str] | None) -> Origin:
    if not receipt.is_whole:
        return Origin.ALTERED
    return Origin.UNCHECKED if known is None else Origin.KNOWN if receipt.digest in known else Origin.UNKNOWN


def _gather(paths: Sequence[Path]) -> Given:
    """Take the fingerprints of all that is given. Raises VerificationError for what is not there."""
    found: dict[str, str] = {}
    unreadable: dict[str, str] = {}
    groups = []
    for path in paths:
        if not path.exists():
            raise VerificationError(masked_name(f"没有“{path}”这个文件或文件夹。"))
        read = [one for file in (_below(path) if path.is_dir() else (path,)) for one in _fingerprints(file)]
        found.update((name, digest) for name, digest, why in read if digest)
        unreadable.update((name, why) for name, digest, why in read if not digest)
        groups += [] if path.is_dir() else [frozenset(name for name, *_ in read)]
    return Given(found, unreadable, any(path.is_dir() for path in paths), tuple(groups))


def _below(path: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(path):
        folders[:] = sorted(one for one in folders if not is_system(one))
        yield from (Path(folder, name) for name in sorted(files) if not is_ignored(name))


def _fingerprints(path: Path) -> Iterator[tuple[str, str, str]]:
    """Name, fingerprint and why there is none, of a file, or of each member of an archive."""
    sources, names = Sources(path.parent, is_given=True), [path.name]
    with contextlib.suppress(ReadingError):  # no workbook and no archive: its own fingerprint is all there is
        content = sources.content(path.name)
        names = (format_of(content) is Format.ARCHIVE and [*members(path.name, content)]) or names
    for name in names:
        try:
            digest, why = hashlib.sha256(sources.content(name)).hexdigest(), ""
        except ReadingError as error:
            digest, why = "", error.facts.get("why") or error.facts.get("what", "")  # whichever check refused it
        yield (path.parent / name).as_posix(), digest, why

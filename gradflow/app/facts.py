"""What the files of an inbox were found to say, kept by their content: a file that has not changed is not examined again.

What is kept of a file is hidden behind a pad that only its own content gives: to whoever has the file it tells nothing new, and to
whoever has not it tells nothing at all, though cards hold the numbers of relatives that no report has. It is sealed with what only
this installation knows of itself (``program_print``): what is damaged, or comes from somewhere else, is not even looked into.

What examining a file gave, as bytes: for the way from a worker, and to be kept.

What is kept lies in a campaign folder, and that may come from anybody: reading it makes values of the types listed here, of plain
containers and of nothing else, whatever the bytes say. Not even the types themselves are handed out, only what makes values of them.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import hmac
import io
import pickle
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from operator import attrgetter
from pathlib import Path
from typing import Any, cast

from gradflow.app.last_run import MOST_BYTES, data_digest, is_plain, program_print
from gradflow.forms.loader import Forms
from gradflow.kinds.base import value_types
from gradflow.model.campaign import Campaign
from gradflow.model.cells import Far, Location, MacDay, Mark, Picture, YearlessDate
from gradflow.model.copies import Memory, Remembered
from gradflow.model.findings import Change, Issue
from gradflow.model.people import LikelyPerson, UnreadBlock
from gradflow.model.records import Record, SheetFacts
from gradflow.model.reports import FileResult
from gradflow.reading.sniffing import OLE
from gradflow.store.facts import drop_facts_but, read_facts, write_facts

VALUES: tuple[type, ...] = (
    FileResult, SheetFacts, Record, Issue, Change, Location, Mark, Memory, Remembered, Picture, UnreadBlock, LikelyPerson, Far,
    *value_types(),
)  # fmt: skip
"""Frozen dataclasses, and named tuples."""
BUILT_IN: tuple[type, ...] = (date, datetime, time, timedelta, Decimal, YearlessDate, MacDay)


def _taken_apart(kind: type[Any]) -> Callable[[Any], tuple[type[Any], tuple[Any, ...]]]:
    names: tuple[str, ...] = kind.__match_args__
    if len(names) == 1:
        return lambda value: (kind, (getattr(value, names[0]),))
    fields = attrgetter(*names)
    return lambda value: (kind, fields(value))


APART: dict[type, Callable[[Any], tuple[type[Any], tuple[Any, ...]]]] = {
    **{kind: _taken_apart(kind) for kind in VALUES},
    MacDay: lambda value: (MacDay, (float(value),)),
}
"""Type -> itself and what a value is made of, in the order it is made."""
MAKERS: dict[tuple[str, str], Callable[..., Any]] = {
    (kind.__module__, kind.__qualname__): type.__call__.__get__(kind) for kind in (*VALUES, *BUILT_IN)
}
"""Where a type stands -> what makes values of it: nothing that could be given other attributes."""


class _Unpacker(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """What makes values of a type. Raises UnpicklingError for one that is not listed."""
        try:
            return MAKERS[module, name]
        except KeyError as error:
            raise pickle.UnpicklingError from error


PART, LONG = 5000, ("records", "changes")
"""How many entries of a sheet's long fields, or of a result's issues, stand in one part."""


def parted(result: FileResult) -> Iterator[object]:
    """The result without what is long, then (sheet's number or -1, field, some of its entries)."""
    long = [(number, name, getattr(one, name)) for number, one in enumerate(result.sheets) for name in LONG]
    long.append((-1, "issues", result.issues))
    if all(len(entries) <= PART for *_, entries in long):
        yield result
        return
    bare = tuple(dataclasses.replace(one, records=(), changes=()) for one in result.sheets)
    yield dataclasses.replace(result, sheets=bare, issues=())
    for number, name, entries in long:
        yield from ((number, name, entries[start : start + PART]) for start in range(0, len(entries), PART))


def joined(parts: Sequence[Any]) -> FileResult:
    """The result again."""
    result, *rest = parts
    if not rest:
        return cast("FileResult", result)
    entries: dict[tuple[int, str], list[Any]] = defaultdict(list)
    for number, name, some in rest:
        entries[number, name].extend(some)
    full = tuple(
        dataclasses.replace(one, **{name: tuple(entries[number, name]) for name in LONG}) for number, one in enumerate(result.sheets)
    )
    return dataclasses.replace(cast("FileResult", result), sheets=full, issues=tuple(entries[-1, "issues"]))


def packed(value: object) -> bytes:
    """A part of an answer as bytes."""
    stream = io.BytesIO()
    packer = pickle.Pickler(stream, pickle.HIGHEST_PROTOCOL)
    packer.dispatch_table = APART  # our own values by their fields
    packer.dump(value)
    return stream.getvalue()


def unpacked(content: bytes) -> Any:
    """The part again, whoever wrote the bytes. Raises an exception of any type for what ``packed`` did not make."""
    return _Unpacker(io.BytesIO(content)).load()


MOST_WAITING = 4 * 2**20
"""Bytes that wait to be written."""
SEAL_SIZE = 32


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds, told by two digests."""

    digest: str
    """SHA-256, as results and the ledger know it."""
    secret: bytes = field(repr=False)
    """Kept nowhere."""


class Facts:
    """The facts of some files: those known, and those to be kept."""

    def __init__(self, campaign: Path, contents: Mapping[str, Content], context: str) -> None:
        """``contents``: of each file; others are never known nor kept. ``context``: a digest of what else examining depends on."""
        self._campaign, self._contents, self._context = campaign, contents, context
        self._keys = {file: data_digest([context, file, content.digest]) for file, content in contents.items()}
        self._waiting: dict[str, Sequence[bytes]] = {}
        self._size = 0

    def known(self) -> dict[str, FileResult]:
        """File -> what it was found to say, of those of which that is kept; whatever is wrong with it, it is not known."""
        files = {key: file for file, key in self._keys.items()}
        found = {files[key]: _result(parts, self._lock(files[key])) for key, parts in read_facts(self._campaign, files)}
        return {file: one for file, one in found.items() if one and (one.file, one.digest) == (file, self._contents[file].digest)}

    def keep(self, result: FileResult, parts: Sequence[bytes]) -> None:
        """Keep what a file was found to say, if it was read, and held when it was read what it holds by its digest."""
        content = self._contents.get(result.file)
        if result.is_readable and content and result.digest == content.digest:
            self._waiting[self._keys[result.file]] = _locked(parts, self._lock(result.file))
            self._size += sum(map(len, parts))
            if self._size > MOST_WAITING:
                self.flush()

    def flush(self) -> None:
        """Write what waits to be."""
        if self._waiting:
            write_facts(self._campaign, self._waiting)
        self._waiting, self._size = {}, 0

    def drop_others(self) -> None:
        """Drop what is kept of all other files and other contents."""
        drop_facts_but(self._campaign, self._keys.values())

    def _lock(self, file: str) -> bytes:
        return hashlib.blake2b(self._contents[file].secret, key=hashlib.sha256(f"{self._context} {file}".encode()).digest()).digest()


NO_FACTS = Facts(Path(), {}, "")


@contextlib.contextmanager
def kept_facts(campaign: Path, files: Sequence[str], context: str, *, has_passwords: bool) -> Iterator[Facts]:
    """The facts of a campaign's files; of others nothing is kept once all have been looked at."""
    contents = {file: content for file in files if (content := _content(campaign / file, has_passwords=has_passwords))}
    facts = Facts(campaign, contents, context)
    try:
        yield facts
        facts.drop_others()
    finally:
        facts.flush()


def examination_print(campaign: Campaign, forms: Forms) -> str:
    """A digest of all that examining a file depends on beside the file: not on how much its issues weigh."""
    specs = [(key, form.spec.model_dump_json()) for key, form in forms.items()]
    return data_digest([program_print(), campaign.model_dump_json(exclude={"rules"}), specs])


def _locked(parts: Sequence[bytes], lock: bytes) -> list[bytes]:
    """The parts, each behind its pad, with a seal before it that tells its place and how many there are."""
    hidden = [_padded(part, place, lock) for place, part in enumerate(parts)]
    return [_seal(body, place, len(parts), lock) + body for place, body in enumerate(hidden)]


def _result(locked: Sequence[bytes], lock: bytes) -> FileResult | None:
    """The result again; None unless every part is there as it was locked."""
    parts = []
    for place, sealed in enumerate(locked):
        seal, body = sealed[:SEAL_SIZE], sealed[SEAL_SIZE:]
        if not hmac.compare_digest(seal, _seal(body, place, len(locked), lock)):
            return None
        parts.append(_padded(body, place, lock))
    with contextlib.suppress(Exception):  # of whatever type: it was not this program that wrote it
        result = joined([unpacked(part) for part in parts])
        return result if isinstance(result, FileResult) else None
    return None


def _padded(part: bytes, place: int, lock: bytes) -> bytes:
    """The part behind a pad (SHAKE-256), or the part from behind it."""
    pad = hashlib.shake_256(b"%s pad %d" % (lock, place)).digest(len(part))
    return (int.from_bytes(part) ^ int.from_bytes(pad)).to_bytes(len(part))


def _seal(body: bytes, place: int, parts: int, lock: bytes) -> bytes:
    return hashlib.blake2b(b"%d of %d " % (place, parts) + body, key=lock, digest_size=SEAL_SIZE).digest()


def _content(path: Path, *, has_passwords: bool) -> Content | None:
    """What a plain file holds; None of one that cannot be read, or that a password may have opened: nothing is kept of those."""
    with contextlib.suppress(OSError):
        content = path.read_bytes() if is_plain(path) else b""
        if content and len(content) <= MOST_BYTES and not (has_passwords and content.startswith(OLE)):
            return Content(hashlib.sha256(content).hexdigest(), hashlib.blake2b(content, person=b"gradflow facts").digest())
    return None

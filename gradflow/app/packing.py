"""What examining a file gave, as bytes: for the way from a worker, and to be kept.

What is kept lies in a campaign folder, and that may come from anybody: reading it makes values of the types listed here, of plain
containers and of nothing else, whatever the bytes say. Not even the types themselves are handed out, only what makes values of them.
"""

from __future__ import annotations

import dataclasses
import io
import pickle
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from datetime import date, datetime, time, timedelta
from enum import Enum
from operator import attrgetter
from typing import Any, cast

from gradflow.core.cells import Far, MacDay, Mark, Picture, YearlessDate
from gradflow.core.copies import Memory, Remembered
from gradflow.core.findings import Change, Finding, FindingState, Severity
from gradflow.core.places import Location
from gradflow.core.records import Record, Submission
from gradflow.core.reports import FileResult
from gradflow.core.unread import LikelyPerson, UnreadBlock
from gradflow.kinds.address import Address
from gradflow.kinds.contact_log import ContactLog
from gradflow.kinds.dates import PartialDate, TwoDays
from gradflow.kinds.id_number import IdNumber
from gradflow.kinds.organisation import Organisation
from gradflow.kinds.phone import Phone, Phones
from gradflow.kinds.places import Place
from gradflow.kinds.regions import Region

VALUES: tuple[type, ...] = (
    FileResult, Submission, Record, Finding, Change, Location, Mark, Memory, Remembered, Picture, UnreadBlock, LikelyPerson, Far, TwoDays,
)  # fmt: skip
"""Frozen dataclasses."""
TUPLES: tuple[type, ...] = (Address, ContactLog, IdNumber, Organisation, PartialDate, Phone, Phones, Place, Region)
"""Named tuples."""
ENUMS: tuple[type[Enum], ...] = (Severity, FindingState)
BUILT_IN: tuple[type, ...] = (date, datetime, time, timedelta, YearlessDate, MacDay)


def _taken_apart(kind: type) -> Callable[[Any], tuple[Any, ...]]:
    names = [field.name for field in fields(kind)]
    if len(names) == 1:
        return lambda value: (getattr(value, names[0]),)
    return attrgetter(*names)


APART: dict[type, Callable[[Any], tuple[Any, ...]]] = {
    **{kind: _taken_apart(kind) for kind in VALUES},
    **dict.fromkeys(TUPLES, tuple),
    MacDay: lambda value: (float(value),),
}
"""Type -> what it is made of, in the order it is made."""
MAKERS: dict[tuple[str, str], Callable[..., Any]] = {
    **{(kind.__module__, kind.__qualname__): type.__call__.__get__(kind) for kind in (*VALUES, *TUPLES, *BUILT_IN)},
    **{(kind.__module__, kind.__qualname__): {one.value: one for one in kind}.__getitem__ for kind in ENUMS},
}
"""Where a type stands -> what makes values of it: nothing that could be given other attributes."""


class _Packer(pickle.Pickler):
    def reducer_override(self, value: Any) -> Any:
        """Take our own values apart by their fields."""
        kind = type(value)
        apart = APART.get(kind)
        return (kind, apart(value)) if apart else NotImplemented


class _Unpacker(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """What makes values of a type. Raises UnpicklingError for one that is not listed."""
        try:
            return MAKERS[module, name]
        except KeyError as error:
            raise pickle.UnpicklingError from error


PART, LONG = 5000, ("records", "findings", "changes")
"""How many entries of a submission's long fields stand in one part."""


def parted(result: FileResult) -> Iterator[object]:
    """The result without what is long, then (submission's number, field, some of its entries)."""
    if all(len(getattr(one, name)) <= PART for one in result.submissions for name in LONG):
        yield result
        return
    bare = tuple(dataclasses.replace(one, records=(), findings=(), changes=()) for one in result.submissions)
    yield dataclasses.replace(result, submissions=bare)
    for number, submission in enumerate(result.submissions):
        for name in LONG:
            entries = getattr(submission, name)
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
        dataclasses.replace(one, **{name: tuple(entries[number, name]) for name in LONG}) for number, one in enumerate(result.submissions)
    )
    return dataclasses.replace(cast("FileResult", result), submissions=full)


def packed(value: object) -> bytes:
    """A part of an answer as bytes."""
    stream = io.BytesIO()
    _Packer(stream, pickle.HIGHEST_PROTOCOL).dump(value)
    return stream.getvalue()


def unpacked(content: bytes) -> Any:
    """The part again, whoever wrote the bytes. Raises an exception of any type for what ``packed`` did not make."""
    return _Unpacker(io.BytesIO(content)).load()

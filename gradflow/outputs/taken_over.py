"""Returned copies of the last run, taken over where this one would write the same.

The reports folder notes for each copy a digest over all it was made from. A copy that somebody has changed since is never taken.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Protocol

from gradflow.core.records import Record, Submission
from gradflow.outputs.copied_sheets import Copying
from gradflow.outputs.manifest import digests_in, read_manifest
from gradflow.outputs.written import KEYS

OF_SHEET = tuple(one.name for one in fields(Submission) if one.name not in {"records", "changes", "memory"})
OF_RECORD = ("person", *(one.name for one in fields(Record) if one.name not in {"values", "unknown", "spread"}))
"""What is understood follows from what is typed, and sets have no order; all else is told as it stands."""


class Told(Protocol):
    """A copy to write."""

    @property
    def name(self) -> str:
        """Its path in the reports folder."""

    @property
    def submissions(self) -> tuple[Submission, ...]:
        """What stands in it."""

    @property
    def rest(self) -> object:
        """All else it says."""


@dataclass(frozen=True)
class Earlier:
    """The reports of the last run, if there are any, and the program that is running now."""

    folder: Path | None = None
    program: str = ""
    """Is another where the program would write another copy."""

    @cached_property
    def _keys(self) -> Mapping[str, str]:
        return digests_in(self.folder / KEYS) if self.folder else {}

    @cached_property
    def _digests(self) -> Mapping[str, str]:
        return read_manifest(self.folder) if self.folder else {}

    def take_over(self, name: str, key: str, folder: Path) -> str:
        """Put the copy of that name into ``folder`` if it was made from the same and is as it was written; return its SHA-256, or nothing."""
        if not self.folder or self._keys.get(name) != key:
            return ""
        with contextlib.suppress(OSError):
            content = (self.folder / name).read_bytes()
            digest = hashlib.sha256(content).hexdigest()
            if digest == self._digests.get(name):
                (folder / name).write_bytes(content)
                return digest
        return ""

    def keys(self, copies: Iterable[Told], copying: Copying) -> dict[str, str]:
        """Name of each copy -> digest over all it is made from."""
        forms = [(key, form.spec.model_dump_json()) for key, form in copying.forms.items()]
        common = repr((self.program, copying.campaign.model_dump_json(), copying.as_of, copying.sources.passwords, forms))
        return {copy.name: _digest([common, copy.rest, *map(_sheet, copy.submissions)]) for copy in copies}


NOTHING = Earlier()


def note_keys(folder: Path, keys: Mapping[str, str]) -> None:
    """Note in a folder just written what its copies were made from. Raises OSError."""
    if keys:
        lines = "".join(f"{key}  {name}\n" for name, key in sorted(keys.items()))
        (folder / KEYS).write_text(lines, encoding="utf-8", errors="surrogateescape", newline="\n")


def _sheet(one: Submission) -> object:
    records = [[getattr(record, name) for name in OF_RECORD] for record in one.records]
    memory = (one.memory.sources, one.memory.people, sorted(map(repr, one.memory.findings)))
    return [getattr(one, name) for name in OF_SHEET], records, memory


def _digest(told: object) -> str:
    return hashlib.sha256(repr(told).encode("utf-8", "surrogateescape")).hexdigest()

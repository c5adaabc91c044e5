"""Workbooks of branches' folders: each is written once, in several processes where that is quicker.

One of the last run is taken over where this one would write the same, by a digest over all it was made from, which the
reports folder notes; one that somebody has changed since is never taken.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import Protocol

from gradflow.forms.loader import Forms
from gradflow.model.campaign import Campaign
from gradflow.model.records import Submission
from gradflow.outputs.files import digest_of, digests_in, read_manifest, write_digests
from gradflow.outputs.written import COPIES, OTHERS
from gradflow.reading.sources import Sources


@dataclass(frozen=True, slots=True)
class Common:
    """What all of them rest on: the campaign, the day, the forms, and where the files are: photos are taken from them."""

    campaign: Campaign
    as_of: date
    forms: Forms
    sources: Sources

    def is_of_cards(self, submission: Submission) -> bool:
        """Whether a sheet holds cards, and not a table of them."""
        return self.forms[submission.form].spec.is_card and not submission.is_table

    def started(self, program: str) -> hashlib._Hash:
        """A digest that is another wherever any of this is; ``program`` where another would be written."""
        forms = [(key, form.spec.model_dump_json()) for key, form in self.forms.items()]
        told = repr((program, self.campaign.model_dump_json(), self.as_of, self.sources.passwords, forms))
        return hashlib.sha256(told.encode("utf-8", "surrogateescape"))


class BranchWorkbook(Protocol):
    """One workbook to write."""

    @property
    def name(self) -> str:
        """Its path in the reports folder, with ``/``."""

    def made_of(self) -> object:
        """All that it shows beside what is common to all: what ``repr`` says of it differs wherever the workbook would."""

    def write(self, path: Path, common: Common) -> None:
        """Write it. Raises OSError."""


Each = Callable[[Callable[[BranchWorkbook], str], Sequence[BranchWorkbook]], Iterable[str]]
"""Does one thing with each of several workbooks, and gives what comes of it in their order."""


@dataclass(frozen=True)
class Earlier:
    """The reports of the last run, if there are any, and the program that is running now."""

    folder: Path = Path(os.devnull)
    program: str = ""

    @cached_property
    def _keys(self) -> dict[str, str]:
        return digests_in(self.folder / COPIES) | digests_in(self.folder / OTHERS)

    @cached_property
    def _digests(self) -> dict[str, str]:
        return read_manifest(self.folder)

    def take_over(self, name: str, key: str, folder: Path) -> str:
        """Put the workbook of that name into ``folder`` if it was made from the same and is as it was written; return its SHA-256, or nothing."""
        if self._keys.get(name) != key:
            return ""
        with contextlib.suppress(OSError):
            content = (self.folder / name).read_bytes()
            digest = hashlib.sha256(content).hexdigest()
            if digest == self._digests.get(name):
                (folder / name).write_bytes(content)
                return digest
        return ""


def _digest(started: hashlib._Hash, told: object) -> str:
    started.update(repr(told).encode("utf-8", "surrogateescape"))
    return started.hexdigest()


NOTHING = Earlier()


def write_workbooks(
    folder: Path, noted_in: str, workbooks: Iterable[BranchWorkbook], common: Common, earlier: Earlier = NOTHING, each: Each | None = None
) -> dict[str, str]:
    """Write all of them under a folder; return the SHA-256 of each by its name, in order.

    One that an ``earlier`` run wrote from the same is taken over; ``each`` may spread the others over several processes, else each is
    written as it comes, and none is held. What they were made from stands in the file ``noted_in``. Raises OSError.
    """
    known, keys = dict[str, str](), dict[str, str]()
    fresh: list[BranchWorkbook] = []
    start = common.started(earlier.program)
    for one in workbooks:
        keys[one.name] = key = _digest(start.copy(), one.made_of())
        (folder / one.name).parent.mkdir(parents=True, exist_ok=True)
        known[one.name] = earlier.take_over(one.name, key, folder)
        if known[one.name]:
            continue
        if each:
            fresh.append(one)
        else:
            known[one.name] = _written(folder, common, one)
    if each:
        known.update(zip((one.name for one in fresh), each(partial(_written, folder, common), fresh), strict=True))
    if keys:
        write_digests(folder / noted_in, keys)
    return known


def _written(folder: Path, common: Common, one: BranchWorkbook) -> str:
    path = folder / one.name
    one.write(path, common)
    return digest_of(path)

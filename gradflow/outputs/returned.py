"""各支部/<支部>/<file>.xlsx: a marked copy of every workbook with something to correct (contract §3).

One of the last run is taken over where this one would write the same, by a digest over all it was made from, which the
reports folder notes; one that somebody has changed since is never taken.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property, partial
from pathlib import Path, PurePosixPath

from gradflow.forms.loader import Forms
from gradflow.model.cells import Mark
from gradflow.model.copies import PROBLEMS_SHEET
from gradflow.model.findings import FindingState, Resolution
from gradflow.model.naming import LONGEST_NAME, safe_name
from gradflow.model.records import Record, Submission
from gradflow.model.reports import Report
from gradflow.outputs.acknowledgements import short_lines
from gradflow.outputs.branch_folders import BranchFolders
from gradflow.outputs.copied_sheets import Copying, write_copies
from gradflow.outputs.files import digest_of, digests_in, read_manifest, write_digests
from gradflow.outputs.problem_sheet import problem_lines, solved_lines, write_problems
from gradflow.outputs.written import KEYS
from gradflow.pipeline.grouping import grouped
from gradflow.reading.sources import Sources
from gradflow.rules.sheets import FAR_ROWS, UNREAD_PEOPLE
from gradflow.writing.books import Book
from gradflow.writing.rosters import write_guide, write_lists
from gradflow.writing.templates import write_hidden

OF_SHEET = tuple(one.name for one in fields(Submission) if one.name not in {"records", "changes", "memory", "rejected"})
OF_RECORD = ("person", *(one.name for one in fields(Record) if one.name not in {"values", "unknown", "spread"}))
"""What is understood follows from what is typed, and sets have no order; all else is told as it stands."""


@dataclass(frozen=True)
class Earlier:
    """The reports of the last run, if there are any, and the program that is running now."""

    folder: Path = Path(os.devnull)
    program: str = ""
    """Is another where the program would write another copy."""

    @cached_property
    def _keys(self) -> Mapping[str, str]:
        return digests_in(self.folder / KEYS)

    @cached_property
    def _digests(self) -> Mapping[str, str]:
        return read_manifest(self.folder)

    def take_over(self, name: str, key: str, folder: Path) -> str:
        """Put the copy of that name into ``folder`` if it was made from the same and is as it was written; return its SHA-256, or nothing."""
        if self._keys.get(name) != key:
            return ""
        with contextlib.suppress(OSError):
            content = (self.folder / name).read_bytes()
            digest = hashlib.sha256(content).hexdigest()
            if digest == self._digests.get(name):
                (folder / name).write_bytes(content)
                return digest
        return ""

    def keys(self, copies: Iterable[Copy], copying: Copying) -> dict[str, str]:
        """Name of each copy -> digest over all it is made from."""
        forms = [(key, form.spec.model_dump_json()) for key, form in copying.forms.items()]
        common = repr((self.program, copying.campaign.model_dump_json(), copying.as_of, copying.sources.passwords, forms))
        made_of = ((copy.name, [common, (copy.mark, copy.solved, copy.receipt), *map(_sheet, copy.submissions)]) for copy in copies)
        return {name: hashlib.sha256(repr(told).encode("utf-8", "surrogateescape")).hexdigest() for name, told in made_of}


NOTHING = Earlier()


def _sheet(one: Submission) -> object:
    records = [[getattr(record, name) for name in OF_RECORD] for record in one.records]
    memory = (one.memory.sources, one.memory.people, sorted(map(repr, one.memory.findings)))
    return [getattr(one, name) for name in OF_SHEET], records, memory


PART = "（{branch}要改的）"
"""Stands behind the name of a copy that lacks something of its workbook: nobody shall save it over that, or over another branch's."""
UNREAD = frozenset({FAR_ROWS.code, UNREAD_PEOPLE.code})
"""What a copy cannot hold."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy to write."""

    name: str
    """Its path in the reports folder, with ``/``."""
    mark: Mark
    submissions: tuple[Submission, ...]
    solved: tuple[Resolution, ...]
    """What came right since the last copy, on its sheets and others of their files."""
    receipt: tuple[str, ...]
    """What its branch has handed in, in short."""


Each = Callable[[Callable[[Copy], str], Sequence[Copy]], Iterable[str]]
"""Does one thing with each of several copies, and gives what comes of it in their order."""


def write_returned(
    folders: BranchFolders, report: Report, forms: Forms, sources: Sources, earlier: Earlier = NOTHING, each: Each = map
) -> dict[Path, str]:
    """Write all returned copies; return the SHA-256 of each, in order.

    A copy holds all that its workbook holds of the branch, sheets without a fault too: saved over the workbook, it loses nobody.
    One that an ``earlier`` run wrote from the same is taken over; ``each`` may spread the others over several processes.
    Raises OSError.
    """
    copying = Copying(report.campaign, report.as_of, forms, sources)
    folder, copies = folders.root, list(_copies(report, folders))
    keys = earlier.keys(copies, copying)
    for home in {(folder / copy.name).parent for copy in copies}:
        home.mkdir(parents=True, exist_ok=True)
    digests = {copy.name: digest for copy in copies if (digest := earlier.take_over(copy.name, keys[copy.name], folder))}
    fresh = [copy for copy in copies if copy.name not in digests]
    digests.update(zip((copy.name for copy in fresh), each(partial(_write_copy, folder, copying), fresh), strict=True))
    if keys:
        write_digests(folder / KEYS, keys)
    return {folder / copy.name: digests[copy.name] for copy in copies}


def _copies(report: Report, folders: BranchFolders) -> Iterator[Copy]:
    others = grouped((one.goes_with, one) for one in report.sheets if one.goes_with)  # they go into the copy of another version
    unread = {finding.where.file for finding in report.findings if finding.code in UNREAD}
    digests = {result.file: result.digest for result in report.results}
    receipts = grouped((receipt.branch or "", receipt) for receipt in report.submissions)
    solved = grouped((outcome.where.file, outcome) for outcome in report.own_outcomes if outcome.state is FindingState.SOLVED)
    for file, counting in grouped((s.file, s) for s in report.sheets if s.key not in report.superseded).items():
        for branch, sheets in grouped((s.branch, s) for s in counting if s.goes_with is None).items():
            own = [one for sheet in sheets for one in (sheet, *others[sheet.key])]
            if not any(f.is_open for one in own for f in one.findings):
                continue
            kept = tuple(one for one in own if one.records or any(f.is_open for f in one.findings))
            is_whole = file not in unread and all(one in kept for one in counting if one.records or one.is_nil)
            name = _file_name(file, "" if is_whole else PART.format(branch=branch))
            files = dict.fromkeys(one.file for one in kept)
            lines = short_lines(one for one in receipts[branch] if branch or one.file == kept[0].file)
            first = kept[0]
            number = first.round if all(one.round == first.round for one in kept if one.form == first.form) else None
            mark = Mark(report.campaign.name, first.form, first.branch, number, digests[file])
            yield Copy(folders.place(branch, name), mark, kept, tuple(outcome for file in files for outcome in solved[file]), tuple(lines))


def _file_name(file: str, tail: str) -> str:
    end = safe_name(tail) if tail else ""
    return f"{safe_name(PurePosixPath(file).stem, LONGEST_NAME - len(end.encode()))}{end}.xlsx"


def _write_copy(folder: Path, copying: Copying, copy: Copy) -> str:
    """Write one copy under a folder, and return its SHA-256."""
    path, submissions = folder / copy.name, copy.submissions
    with Book(path, title=PROBLEMS_SHEET, mark=copy.mark) as book:
        guide = book.sheet(PROBLEMS_SHEET, is_portrait=True, is_long=True)
        copied = write_copies(book, submissions, copying)
        lines = [*problem_lines(copied), *solved_lines(copied, copy.solved)]
        write_problems(book, guide, submissions, lines, copying, copy.receipt)
        forms = dict.fromkeys((s.form, copying.is_of_cards(s)) for s in submissions)
        write_guide(book, [copying.forms[key] if is_card else copying.forms[key].table for key, is_card in forms], is_returned=True)
        write_lists(book)
        numbers = {id(line.finding): (number, line.look) for number, line in enumerate(lines, start=1) if line.finding}
        write_hidden(book, copy.mark, [line for one in copied for line in one.memory(numbers)])
    return digest_of(path)

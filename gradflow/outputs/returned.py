"""各支部/<支部>/<file>.xlsx: a marked copy of every workbook with something to correct (contract §3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path, PurePosixPath

from gradflow.model.cells import Mark
from gradflow.model.copies import PROBLEMS_SHEET
from gradflow.model.findings import FindingState, Resolution
from gradflow.model.naming import LONGEST_NAME, safe_name
from gradflow.model.records import Record, Submission
from gradflow.model.reports import Report
from gradflow.outputs.acknowledgements import short_lines
from gradflow.outputs.branch_folders import BranchFolders
from gradflow.outputs.branch_workbooks import Common
from gradflow.outputs.copied_sheets import write_copies
from gradflow.outputs.problem_sheet import problem_lines, solved_lines, write_problems
from gradflow.pipeline.grouping import grouped
from gradflow.rules.sheets import FAR_ROWS, UNREAD_PEOPLE
from gradflow.writing.books import Book
from gradflow.writing.rosters import write_guide, write_lists
from gradflow.writing.templates import write_hidden

OF_SHEET = tuple(one.name for one in fields(Submission) if one.name not in {"records", "changes", "memory", "rejected"})
OF_RECORD = ("person", *(one.name for one in fields(Record) if one.name not in {"values", "unknown", "spread"}))
"""What is understood follows from what is typed, and sets have no order; all else is told as it stands."""


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
    """One copy to write (``BranchWorkbook``)."""

    name: str
    mark: Mark
    submissions: tuple[Submission, ...]
    solved: tuple[Resolution, ...]
    """What came right since the last copy, on its sheets and others of their files."""
    receipt: tuple[str, ...]
    """What its branch has handed in, in short."""

    def made_of(self) -> object:
        """All that it shows, as it was typed."""
        return self.mark, self.solved, self.receipt, *map(_sheet, self.submissions)

    def write(self, path: Path, common: Common) -> None:
        """Write all that its workbook holds of the branch, sheets without a fault too: saved over the workbook, it loses nobody."""
        with Book(path, title=PROBLEMS_SHEET, mark=self.mark) as book:
            guide = book.sheet(PROBLEMS_SHEET, is_portrait=True, is_long=True)
            copied = write_copies(book, self.submissions, common)
            lines = [*problem_lines(copied), *solved_lines(copied, self.solved)]
            write_problems(book, guide, self.submissions, lines, common, self.receipt)
            forms = dict.fromkeys((s.form, common.is_of_cards(s)) for s in self.submissions)
            write_guide(book, [common.forms[key] if is_card else common.forms[key].table for key, is_card in forms], is_returned=True)
            write_lists(book)
            numbers = {id(line.finding): (number, line.look) for number, line in enumerate(lines, start=1) if line.finding}
            write_hidden(book, self.mark, [line for one in copied for line in one.memory(numbers)])


def copies(report: Report, folders: BranchFolders) -> Iterator[Copy]:
    """The copies to write."""
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

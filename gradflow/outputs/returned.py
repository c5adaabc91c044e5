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
from gradflow.model.copies import ADDED, PROBLEM_HEAD, PROBLEMS_SHEET, REASON_HEAD, SHORTEST_REASON
from gradflow.model.findings import Finding, FindingState, Resolution, Severity
from gradflow.model.naming import LONGEST_NAME, safe_name
from gradflow.model.records import Record, Submission
from gradflow.model.reports import Report
from gradflow.outputs.acknowledgements import short_lines
from gradflow.outputs.branch_folders import BranchFolders
from gradflow.outputs.copied_sheets import Copied, Copying, missing_people, write_copies
from gradflow.outputs.files import digest_of, digests_in, read_manifest, write_digests
from gradflow.outputs.words import UNKNOWN_BRANCH
from gradflow.outputs.written import KEYS
from gradflow.pipeline.grouping import grouped
from gradflow.pipeline.lineage import PLACE_HEAD, WHOSE_HEAD, look_of
from gradflow.pipeline.person_status import due_day
from gradflow.pipeline.working_days import return_by
from gradflow.reading.sources import Sources
from gradflow.rules.sheets import FAR_ROWS, UNREAD_PEOPLE
from gradflow.writing.books import Book
from gradflow.writing.rosters import LOOKS, TO_FILL_IN, write_guide, write_lists
from gradflow.writing.sheets import Sheet
from gradflow.writing.tables import LINK_COLOUR, set_widths, write_block, write_line, write_lines
from gradflow.writing.templates import write_hidden
from gradflow.writing.widths import Column, clean

DONE = (None, "绿底斜体的已经了结，不用再改")
LEVELS: Mapping[str, tuple[Severity | None, str]] = {
    Severity.ERROR.label: (Severity.ERROR, "红底粗框的必须改正"),
    Severity.WARNING.label: (Severity.WARNING, "黄底虚框的改正或说明"),
    FindingState.EXPLAINED.label: DONE,
    FindingState.SOLVED.label: DONE,
}
"""The levels of the list in their order: how their cells are marked, and what is to be done."""
HOW = "1. 点“位置”跳到那一格，就在本文件里改：{legend}。"
HOW_REASON = f"说明写在右边浅黄色的“情况说明”格里，至少{SHORTEST_REASON}个字。"
HOW_BACK = "2. 别的不用动。改好后保存，把本文件整份交回党委办公室："
HOW_ADDED = f"3. “原行号”写着“{ADDED}”的，是替少了的人加的：请补填完整；不再报送的不用填，只在“情况说明”里写明去向，由党委办公室决定。"
WHOLE_SHEET = "整张表"
LIST = (Column(PLACE_HEAD, 5), Column(WHOSE_HEAD, 10), Column("填写内容", 12), Column(PROBLEM_HEAD, 22), Column(REASON_HEAD, 34))
PHONE = [column.width for column in LIST[:-1]]
"""What is seen at once on a telephone of 360 pixels."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list, without its number."""

    level: str
    link: str
    """Where its cell stands in the copy; nothing for a sheet as a whole."""
    whose: str
    """Its sheet, where there are several, person and field, a line each."""
    value: str
    message: str
    advice: str
    since: str = ""
    """How it stands since the last copy, where that says more than the level."""
    reply: str = ""
    """The branch's reason."""
    finding: Finding | None = None

    @property
    def is_answerable(self) -> bool:
        """Whether a reason may settle it."""
        return bool(self.finding and self.finding.is_answerable)

    @property
    def place(self) -> str:
        """The cell alone: programs neither break nor fit a link's text."""
        return self.link.rpartition("!")[2] or WHOLE_SHEET

    @property
    def problem(self) -> str:
        """What is wrong and what to do."""
        return f"【{self.level}{self.since and '·'}{self.since}】\n{self.message}\n{self.advice}"

    @property
    def look(self) -> str:
        """The digest by which it is found again."""
        return look_of(self.place, clean(self.whose), clean(self.problem))


def write_problems(
    book: Book, sheet: Sheet, submissions: Sequence[Submission], lines: Sequence[Line], copying: Copying, receipt: Sequence[str]
) -> None:
    """Fill 退回说明: what to do, then every problem with a link to its cell and a cell for the branch's reason, and the branch's receipt."""
    first, last = submissions[0], len(PHONE) - 1
    title = f"{copying.campaign.cohort}届毕业生党员材料退回说明"
    write_line(sheet, 0, (0, last), title, book.format(bold=True, font_size=14, align="center"), 34)
    legend = "；".join(dict.fromkeys(LEVELS[line.level][1] for line in lines))
    above = [
        f"党支部：{first.branch or first.written_branch or UNKNOWN_BRANCH}",
        f"原文件：{PurePosixPath(first.file).name}（{copying.as_of.isoformat()}检查）",
        HOW.format(legend=legend) + (HOW_REASON if any(line.is_answerable for line in lines) else ""),
        f"{HOW_BACK}{_by(first, copying)}。",
        *([HOW_ADDED] if any(map(missing_people, submissions)) else []),
    ]
    head = write_lines(sheet, above, 1, PHONE, book.format()) + 1
    set_widths(sheet, [column.width for column in LIST])
    rows = [(line.place, line.whose, line.value, f"{number}. {line.problem}", line.reply) for number, line in enumerate(lines, start=1)]
    end = write_block(sheet, book, head, LIST, rows)
    link = book.format(border=1, align="center", font_color=LINK_COLOUR, underline=1)
    for row, line in enumerate(lines, start=head + 1):
        if line.link:
            sheet.write_url(row, 0, f"internal:{line.link}", link, string=line.place)
        sheet.put(row, 1, line.whose, book.format(border=1, align="left"))
        sheet.put(row, 2, line.value, book.format(**{"border": 1, "align": "left", "num_format": "@", **LOOKS[LEVELS[line.level][0]]}))
        _write_reason(book, sheet, (row, last + 1), line)
    write_lines(sheet, receipt, end + 1, PHONE, book.format())
    sheet.repeat_rows(head, head)


def _by(first: Submission, copying: Copying) -> str:
    """By when the copy should come back."""
    due_on = due_day(first.lane, copying.forms, copying.campaign)
    day = return_by(due_on, copying.as_of)
    told = f"{day.year}年{day.month}月{day.day}日"
    return f"最迟{told}（截止日，当天也可以）" if day == due_on else f"请尽快，最迟{told}"


def _write_reason(book: Book, sheet: Sheet, place: tuple[int, int], line: Line) -> None:
    """The cell for the branch's reason: one to fill in, or one that is greyed where a reason settles nothing."""
    look = book.format(**TO_FILL_IN) if line.is_answerable else book.format(border=1, bg_color="#EDEDED", align="left", num_format="@")
    sheet.put(*place, line.reply, look)
    if line.is_answerable:
        hint = f"不改的，在这里写明原因，至少{SHORTEST_REASON}个字"
        sheet.data_validation(*place, *place, {"validate": "any", "input_title": REASON_HEAD, "input_message": hint})


def problem_lines(copied: Sequence[Copied]) -> list[Line]:
    """What is to be corrected, what is to be corrected or explained, and below what is explained."""
    found = [
        _problem_line(copy, finding, is_alone=len(copied) == 1)
        for copy in copied
        for finding in copy.findings()
        if finding.severity is not Severity.INFO
    ]
    order = list(LEVELS)
    return sorted(found, key=lambda line: order.index(line.level))


def _problem_line(copy: Copied, finding: Finding, *, is_alone: bool) -> Line:
    place = _place(copy, finding, is_alone=is_alone)
    if not finding.is_open:
        advice = "不用再改" if finding.reply else f"不用再改：{finding.reason}"
        return Line(finding.state.label, *place, finding.value, finding.message, advice, "", finding.reply, finding)
    since = finding.state.label if copy.submission.memory.sources or finding.state is not FindingState.NEW else ""
    advice = f"怎么改：{finding.advice}" + (f"（{finding.note}）" if finding.note else "")
    return Line(finding.severity.label, *place, finding.value, finding.message, advice, since, finding.reply, finding)


def _place(copy: Copied, told: Finding | Resolution, *, is_alone: bool) -> tuple[str, str]:
    """Where a problem stands in the copy, as a link and in words."""
    parts = ("" if is_alone else copy.sheet, told.person, told.label)
    return copy.link(told.where.row, told.field), "\n".join(dict.fromkeys(filter(None, parts)))


def solved_lines(copied: Sequence[Copied], solved: Sequence[Resolution]) -> Iterator[Line]:
    """Below it, what the last copy told and what is right now, so that nobody looks for it again."""
    for copy in copied:
        own = copy.submission
        of_sheet = (one for one in solved if (one.where.file, one.where.sheet, one.branch) == (own.file, own.sheet, own.branch))
        for outcome in of_sheet:
            if copy.holds(outcome.where.row):
                message = f"上次填写“{outcome.before}”：{outcome.title}" if outcome.before else outcome.title
                place = _place(copy, outcome, is_alone=len(copied) == 1)
                yield Line(outcome.state.label, *place, outcome.after, message, "不用再改")


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

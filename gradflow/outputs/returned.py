"""退回/<支部>/<file>.xlsx: a marked copy of every workbook with something to correct (contract §3)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any
from unicodedata import normalize

from gradflow.core.cells import Mark, Raw
from gradflow.core.copies import PROBLEMS_SHEET, SHORTEST_REASON
from gradflow.core.findings import FindingState
from gradflow.core.records import Submission
from gradflow.core.reports import Column, FileResult, Report
from gradflow.excel.books import Book, clean, put
from gradflow.excel.hidden import write_hidden
from gradflow.excel.rosters import write_guide, write_lists
from gradflow.excel.sources import Sources
from gradflow.excel.tables import LEVEL_FILLS, finish_table, write_block
from gradflow.forms.loader import Forms
from gradflow.outputs.copied_sheets import Copied, Copying, write_copies
from gradflow.outputs.handed_in import short_lines
from gradflow.pipeline.merge import UNKNOWN_BRANCH

FOLDER = "退回"
LONGEST_NAME = 200
"""Bytes; Linux takes 255, and something is put behind."""
LONG = 20_000
"""People in a copy beyond which it is not held in memory: what is written twice, as colours and links of the list, then is not."""
HOW = (
    f"1. 请直接在本文件里改：红底粗框(必须改)照批注改正；黄底虚框(改或说明)改正，或在“情况说明”栏写明原因（至少{SHORTEST_REASON}个字）；绿底斜体的已说明或已准许，不用改。",
    "2. 表右边“问题”栏写着每个人要改什么，可以用筛选只看有问题的行；点下表“位置”可跳到该格。",
    "3. 改好后保存，把本文件交回党委办公室，它会自动替换原来的文件；没有问题的行不用动。",
)
LIST = (
    Column("序号", 6), Column("级别", 10), Column("位置", 12), Column("姓名", 10), Column("栏目", 14),
    Column("填写内容", 24), Column("问题", 46), Column("怎么改", 42), Column("与上次比", 11),
)  # fmt: skip


def write_returned(folder: Path, report: Report, forms: Forms, sources: Sources) -> list[Path]:
    """Write all returned copies under ``folder``; return their paths, in order."""
    written: list[Path] = []
    taken: set[str] = set()
    homes: dict[str, Path] = {}
    for result in report.results:
        submissions = [s for s in result.submissions if any(f.is_open for f in s.findings)]
        for branch, own in _by_branch(submissions).items():
            if branch not in homes:
                homes[branch] = free_path(folder / FOLDER / safe_name(branch or UNKNOWN_BRANCH), taken)
            path = free_path(homes[branch] / _file_name(result.file), taken)
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_copy(path, result, own, Copying(report, forms, sources))
            written.append(path)
    return written


def _by_branch(submissions: Sequence[Submission]) -> dict[str, list[Submission]]:
    groups: dict[str, list[Submission]] = defaultdict(list)
    for submission in submissions:
        groups[submission.branch].append(submission)
    return groups


def safe_name(name: str, most_bytes: int = LONGEST_NAME) -> str:
    """A folder or file name that stays where it is put, on Windows too, and no longer than systems take."""
    kept = re.sub(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]', "_", clean(name))
    kept = kept.strip(" .")[:80].encode()[:most_bytes].decode("utf-8", "ignore").strip(" .")
    reserved = re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?", kept)
    return f"_{kept}" if reserved or not kept.strip("_") else kept


def _file_name(file: str) -> str:
    return safe_name(PurePosixPath(file).stem) + ".xlsx"


def free_path(path: Path, taken: set[str]) -> Path:
    """The path, numbered where another would be taken for the same: some systems tell neither case nor how an é is made."""
    candidate, number = path, 1
    while (key := normalize("NFC", str(candidate)).casefold()) in taken:
        number += 1
        candidate = path.with_name(f"{path.stem}({number}){path.suffix}")
    taken.add(key)
    return candidate


def _write_copy(path: Path, result: FileResult, submissions: Sequence[Submission], copying: Copying) -> None:
    first, report = submissions[0], copying.report
    mark = Mark(campaign=report.campaign.name, form=first.form, branch=first.branch, round=first.round, source=result.digest)
    is_long = sum(len(submission.records) for submission in submissions) > LONG
    with Book(path, title=PROBLEMS_SHEET, mark=mark, is_long=is_long) as book:
        guide = book.sheet(PROBLEMS_SHEET)
        copied = write_copies(book, submissions, copying)
        _write_problems(book, guide, copied, report)
        write_guide(book, [copying.forms[key] for key in dict.fromkeys(s.form for s in submissions)])
        write_lists(book)
        write_hidden(book, mark, [line for copy in copied for line in copy.memory()])


def _write_problems(book: Book, sheet: Any, copied: Sequence[Copied], report: Report) -> None:
    """Fill 退回说明: what to do, then every problem with a link to its cell."""
    for place, column in enumerate(LIST):
        sheet.set_column(place, place, column.width)
    last = len(LIST) - 1
    first = copied[0].submission
    branch = first.branch or first.written_branch or UNKNOWN_BRANCH
    title = f"{report.campaign.name}毕业生党员材料  退回说明"
    sheet.merge_range(0, 0, 0, last, title, book.format(bold=True, font_size=16, align="center"))
    sheet.set_row(0, 34)
    lines = (f"党支部：{branch}", f"原文件：{first.file}    检查日期：{report.as_of.isoformat()}", *HOW)
    for row, line in enumerate(lines, start=1):
        sheet.merge_range(row, 0, row, last, clean(line), book.format())
        sheet.set_row(row, 18)
    head = len(lines) + 2
    lines_below = [*_problem_rows(copied), *_solved_rows(copied, report)]
    rows = [((number, *cells), target) for number, (cells, target) in enumerate(lines_below, start=1)]
    end = write_block(sheet, book, head, LIST, [cells for cells, _ in rows])
    for row, (cells, target) in enumerate(rows, start=head + 1):
        put(sheet, row, 1, cells[1], book.format(border=1, align="center", bg_color=LEVEL_FILLS[str(cells[1])]))
        if target:
            link = book.format(border=1, align="center", font_color="#0563C1", underline=1)
            sheet.write_url(row, 2, f"internal:{target}", link, string=str(cells[2]))
    for row, line in enumerate(short_lines(report, first.branch, first.file), start=end + 1):
        sheet.merge_range(row, 0, row, last, clean(line), book.format())
    finish_table(sheet, head, end, len(LIST))
    sheet.freeze_panes(0, 0)


ListRow = tuple[tuple[Raw, ...], str]
"""One line of the list without its number, and the address of its cell in the copy ("" for a whole sheet)."""


def _problem_rows(copied: Sequence[Copied]) -> Iterator[ListRow]:
    """What is to be corrected or explained."""
    for copy in copied:
        is_back = bool(copy.submission.memory.sources)
        for finding in copy.findings():
            if finding.is_open:
                since = finding.state.label if is_back or finding.state is not FindingState.NEW else ""
                advice = f"{finding.advice}（{finding.note}）" if finding.note else finding.advice
                line = (finding.person, finding.label, finding.value, finding.message, advice, since)
                yield _placed(finding.severity.label, copy.place(finding.where.row, finding.field), line)


def _solved_rows(copied: Sequence[Copied], report: Report) -> Iterator[ListRow]:
    """Below it, what the last copy told and what is right now, so that nobody looks for it again."""
    solved = [outcome for outcome in report.outcomes if outcome.state is FindingState.SOLVED]
    for copy in copied:
        own = copy.submission
        for outcome in solved:
            if (outcome.where.file, outcome.where.sheet, outcome.branch) == (own.file, own.sheet, own.branch) and copy.holds(
                outcome.where.row
            ):
                message = f"上次填写“{outcome.before}”：{outcome.title}" if outcome.before else outcome.title
                line = (outcome.person, outcome.label, outcome.after, message, "已改好，不用再改", outcome.state.label)
                yield _placed(outcome.state.label, copy.place(outcome.where.row, outcome.field), line)


def _placed(level: str, place: tuple[str, str], line: tuple[Raw, ...]) -> ListRow:
    sheet, cell = place
    return (level, f"{sheet}!{cell}" if cell else "整张表", *line), f"'{sheet}'!{cell}" if cell else ""

"""退回/<支部>/<file>.xlsx: a marked copy of every workbook with something to correct (contract §3)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from gradflow.core.cells import Mark, Raw
from gradflow.core.copies import MEMORY_SHEET, PROBLEMS_SHEET, SHORTEST_REASON, Memory, Remembered, memory_lines
from gradflow.core.findings import Finding, Severity
from gradflow.core.places import column_letters
from gradflow.core.records import Record, Submission
from gradflow.core.reports import Column, FileResult, Report
from gradflow.excel.books import Book, clean, put
from gradflow.excel.rosters import (
    COPY_COLUMNS,
    FILLS,
    FIRST_ROW,
    CellMark,
    Layout,
    Row,
    write_guide,
    write_lists,
    write_roster,
)
from gradflow.excel.tables import finish_table, write_block
from gradflow.forms.loader import Forms
from gradflow.pipeline.findings import value_digest
from gradflow.pipeline.merge import UNKNOWN_BRANCH
from gradflow.rules.intake.sheets import SEVERAL_BRANCHES

FOLDER = "退回"
HOW = (
    f"1. 请直接在本文件里改：红底(必须改)照批注改正；黄底(改或说明)改正，或在“情况说明”栏写明原因（至少{SHORTEST_REASON}个字）。",
    "2. 表右边“问题”栏写着每个人要改什么，可以用筛选只看有问题的行；点下表“位置”可跳到该格。",
    "3. 改好后保存，把本文件交回党委办公室，它会自动替换原来的文件；没有问题的行不用动。",
)
LIST = (
    Column("序号", 6), Column("级别", 10), Column("位置", 12), Column("姓名", 10), Column("栏目", 14),
    Column("填写内容", 24), Column("问题", 46), Column("怎么改", 42),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Copied:
    """Where a sheet's rows and columns come to stand in the copy (0-based)."""

    sheet: str
    rows: Mapping[int, int]
    columns: Mapping[str, int]


def write_returned(folder: Path, report: Report, forms: Forms) -> list[Path]:
    """Write all returned copies under ``folder``; return their paths, in order."""
    written: list[Path] = []
    taken: set[str] = set()
    for result in report.results:
        submissions = [s for s in result.submissions if any(f.is_open for f in s.findings)]
        for branch, own in _by_branch(submissions).items():
            path = folder / FOLDER / safe_name(branch or UNKNOWN_BRANCH) / _file_name(result.file)
            path = _free(path, taken)
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_copy(path, result, own, report, forms)
            written.append(path)
    return written


def _by_branch(submissions: Sequence[Submission]) -> dict[str, list[Submission]]:
    groups: dict[str, list[Submission]] = defaultdict(list)
    for submission in submissions:
        groups[submission.branch].append(submission)
    return groups


def safe_name(name: str) -> str:
    """A folder or file name that stays where it is put, on Windows too."""
    kept = re.sub(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\ufeff]', "_", clean(name))
    kept = kept.strip(" .")[:80].strip(" .")
    reserved = re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?", kept)
    return f"_{kept}" if reserved or not kept.strip("_") else kept


def _file_name(file: str) -> str:
    return safe_name(PurePosixPath(file).stem) + ".xlsx"


def _free(path: Path, taken: set[str]) -> Path:
    candidate, number = path, 1
    while str(candidate).casefold() in taken:
        number += 1
        candidate = path.with_name(f"{path.stem}({number}){path.suffix}")
    taken.add(str(candidate).casefold())
    return candidate


def _write_copy(path: Path, result: FileResult, submissions: Sequence[Submission], report: Report, forms: Forms) -> None:
    first = submissions[0]
    mark = Mark(campaign=report.campaign.name, form=first.form, branch=first.branch, round=first.round, source=result.digest)
    with Book(path, title=PROBLEMS_SHEET, mark=mark) as book:
        guide = book.sheet(PROBLEMS_SHEET)
        copied = [
            (submission, _write_sheet(book, submission, report, forms, number)) for number, submission in enumerate(submissions, start=1)
        ]
        _write_problems(book, guide, copied, report)
        write_guide(book, [forms[key] for key in dict.fromkeys(s.form for s in submissions)])
        write_lists(book)
        _write_memory(book, copied)


def _write_sheet(book: Book, submission: Submission, report: Report, forms: Forms, number: int) -> Copied:
    """Write one sheet anew in official layout, with the branch's rows in the branch's order."""
    form = forms[submission.form]
    by_row: dict[int | None, list[Finding]] = defaultdict(list)
    for finding in submission.findings:
        if finding.severity is not Severity.INFO:
            by_row[finding.where.row].append(finding)
    rows = [_row(record, by_row[record.row], submission.doubtful) for record in submission.records]
    spec = form.spec
    added = tuple((head, 16.0) for _, head in submission.extra_heads)
    title = submission.title or spec.titled(report.campaign.college, report.campaign.cohort)
    is_mixed = any(finding.code == SEVERAL_BRANCHES.code for finding in submission.findings)
    branch = "" if is_mixed else submission.branch or submission.written_branch
    name = spec.annex if number == 1 else f"{spec.annex}({number})"
    layout = Layout(name, title, branch, rows, COPY_COLUMNS + added)
    write_roster(book, form, layout)
    places = {record.row: FIRST_ROW + index for index, record in enumerate(submission.records)}
    return Copied(name, places, {field.key: index for index, field in enumerate(spec.fields)})


def _row(record: Record, findings: Sequence[Finding], doubtful: Sequence[str]) -> Row:
    """One row of the copy; fields that two columns claimed stay empty, for the branch to decide."""
    by_field: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.is_open:
            by_field[finding.field or ""].append(finding)
    marks = {key: _cell_mark(found) for key, found in by_field.items() if key}
    told = "\n".join(_told(finding) for finding in findings)
    cells = {key: None if key in doubtful else raw for key, raw in record.cells.items()}
    return Row(cells, marks, (told or None, record.reason or None, record.row, *record.extras))


def _cell_mark(findings: Sequence[Finding]) -> CellMark:
    gravest = min((finding.severity for finding in findings), key=lambda severity: severity.rank)
    lines = (f"【{f.severity.label}】{f.message}\n怎么改：{f.advice}" for f in findings)
    return CellMark(gravest, "\n".join(lines))


def _told(finding: Finding) -> str:
    place = f"（原{finding.where.cell}）" if finding.where.cell else ""
    label = f"{finding.label}{place}：" if finding.label else ""
    if not finding.is_open:
        return f"【已说明】{label}{finding.message}"
    note = f"（{finding.note}）" if finding.note else ""
    return f"【{finding.severity.label}】{label}{finding.message}。怎么改：{finding.advice}{note}"


def _write_problems(book: Book, sheet: Any, copied: Sequence[tuple[Submission, Copied]], report: Report) -> None:
    """Fill 退回说明: what to do, then every problem with a link to its cell."""
    for place, column in enumerate(LIST):
        sheet.set_column(place, place, column.width)
    last = len(LIST) - 1
    branch = copied[0][0].branch or copied[0][0].written_branch or UNKNOWN_BRANCH
    title = f"{report.campaign.name}毕业生党员材料  退回说明"
    sheet.merge_range(0, 0, 0, last, title, book.format(bold=True, font_size=16, align="center"))
    sheet.set_row(0, 34)
    lines = (f"党支部：{branch}", f"原文件：{copied[0][0].file}    检查日期：{report.as_of.isoformat()}", *HOW)
    for row, line in enumerate(lines, start=1):
        sheet.merge_range(row, 0, row, last, clean(line), book.format())
        sheet.set_row(row, 18)
    head = len(lines) + 2
    rows = list(_problem_rows(copied))
    end = write_block(sheet, book, head, LIST, [cells for cells, _ in rows])
    for row, (cells, target) in enumerate(rows, start=head + 1):
        fill = FILLS[Severity.ERROR] if cells[1] == Severity.ERROR.label else FILLS[Severity.WARNING]
        put(sheet, row, 1, cells[1], book.format(border=1, align="center", bg_color=fill))
        if target:
            link = book.format(border=1, align="center", font_color="#0563C1", underline=1)
            sheet.write_url(row, 2, f"internal:{target}", link, string=str(cells[2]))
    finish_table(sheet, head, end, len(LIST))
    sheet.freeze_panes(0, 0)


def _problem_rows(
    copied: Sequence[tuple[Submission, Copied]],
) -> Iterator[tuple[tuple[Raw, ...], str]]:
    """The list's rows, each with the address of its cell in the copy ("" for a whole sheet)."""
    number = 0
    for submission, copy in copied:
        for finding in submission.findings:
            if not finding.is_open:
                continue
            number += 1
            row = copy.rows.get(finding.where.row or 0)
            column = copy.columns.get(finding.field or "", 0)
            cell = f"{column_letters(column + 1)}{row + 1}" if row is not None else ""
            place = f"{copy.sheet}!{cell}" if cell else "整张表"
            cells = (
                number, finding.severity.label, place, finding.person, finding.label, finding.value,
                finding.message, f"{finding.advice}（{finding.note}）" if finding.note else finding.advice,
            )  # fmt: skip
            yield cells, f"'{copy.sheet}'!{cell}" if cell else ""


def _write_memory(book: Book, copied: Sequence[tuple[Submission, Copied]]) -> None:
    """Write the hidden sheet that tells where each sheet comes from and what it was returned for."""
    sheet = book.plain_sheet(MEMORY_SHEET)
    sheet.very_hidden()
    lines: list[tuple[str, ...]] = []
    for submission, copy in copied:
        reasons = {record.row: record.reason for record in submission.records if record.reason}
        told = frozenset(
            Remembered(f.where.row, f.code, f.field or "", value_digest(f.value), _refused(f, reasons))
            for f in submission.findings
            if f.where.row and f.severity is not Severity.INFO
        )
        sources = (submission.source, *submission.memory.sources)
        lines.extend(memory_lines(copy.sheet, Memory(sources, told)))
    for row, line in enumerate(lines):
        for column, text in enumerate(line):
            put(sheet, row, column, text)


def _refused(finding: Finding, reasons: Mapping[int, str]) -> str:
    """The digest of the reason beside a finding it does not settle; empty if it does or there is none."""
    reason = reasons.get(finding.where.row or 0, "")
    return value_digest(reason) if reason and finding.state != "explained" else ""

"""退回说明: the first sheet of a returned copy: what to do, and every problem with a link to its cell and a cell for a reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from gradflow.model.cells import Raw
from gradflow.model.copies import ADDED, REASON_HEAD, SHORTEST_REASON
from gradflow.model.findings import Finding, FindingState, Outcome, Severity
from gradflow.model.records import Submission
from gradflow.outputs.copied_sheets import Copied, Copying, missing_people
from gradflow.outputs.words import UNKNOWN_BRANCH
from gradflow.pipeline.lineage import MESSAGE_HEAD, NUMBER_HEAD, PERSON_HEAD, PLACE_HEAD, look_of
from gradflow.pipeline.person_status import due_day
from gradflow.pipeline.working_days import return_by
from gradflow.writing.books import Book
from gradflow.writing.rosters import TO_FILL_IN
from gradflow.writing.tables import LEVEL_FILLS, finish_table, set_widths, write_block, write_line, write_lines
from gradflow.writing.widths import Column, clean

DONE = (LEVEL_FILLS["已改好"], "绿底斜体的已经了结，不用再改")
LEVELS = {
    Severity.ERROR.label: (LEVEL_FILLS["必须改"], "红底粗框的必须改正"),
    Severity.WARNING.label: (LEVEL_FILLS["改或说明"], "黄底虚框的改正或说明"),
    FindingState.EXPLAINED.label: DONE,
    FindingState.SOLVED.label: DONE,
}
"""The levels of the list in their order: how they are filled, and what is to be done."""
HOW = "1. 就在本文件里改：{legend}。"
HOW_REASON = f"说明写在浅黄色的“情况说明”格里，至少{SHORTEST_REASON}个字，下表或本人那一行都可以。"
HOW_FIND = "2. 点下表“位置”跳到那一格。每个人要改什么，也写在那一行（或那张卡）右边的“问题”栏里，可以筛选。"
HOW_BACK = "3. 没有问题的行和卡不用动。改好后保存，把本文件整份交回党委办公室："
HOW_ADDED = (
    f"4. “原行号”写着“{ADDED}”的，是替少了的人加的：请补填完整；确实不再报送的不用填，只在“情况说明”里写明这个人的去向，由党委办公室决定。"
)
LIST = (
    Column(NUMBER_HEAD, 5), Column("级别", 9), Column(PLACE_HEAD, 13), Column(PERSON_HEAD, 9), Column("栏目", 12),
    Column("填写内容", 18), Column(MESSAGE_HEAD, 36), Column("怎么改", 34), Column(REASON_HEAD, 28),
)  # fmt: skip
SINCE = Column("与上次比", 11)
"""Stands before the last column where anything was told before."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list, without its number."""

    level: str
    target: str
    """The address of its cell in the copy, for people; 整张表 for none."""
    link: str
    texts: tuple[Raw, ...]
    """Person, field, value, problem, and what to do."""
    since: str = ""
    """How it stands since the last copy."""
    reply: str = ""
    """The branch's reason."""
    finding: Finding | None = None

    @property
    def is_answerable(self) -> bool:
        """Whether a reason may settle it."""
        return bool(self.finding and self.finding.is_answerable)

    @property
    def look(self) -> str:
        """The digest by which it is found again."""
        person, _, _, message, *_ = map(str, self.texts)
        return look_of(self.target, clean(person), clean(message))


def write_problems(
    book: Book, sheet: Any, submissions: Sequence[Submission], lines: Sequence[Line], copying: Copying, receipt: Sequence[str]
) -> None:
    """Fill 退回说明: what to do, then every problem with a link to its cell and a cell for the branch's reason, and the branch's receipt."""
    first = submissions[0]
    has_since = any(line.since for line in lines)
    columns = (*LIST[:-1], *([SINCE] if has_since else []), LIST[-1])
    last, widths = len(columns) - 1, [column.width for column in columns]
    set_widths(sheet, widths)
    branch = first.branch or first.written_branch or UNKNOWN_BRANCH
    title = f"{copying.campaign.name}毕业生党员材料  退回说明"
    write_line(sheet, 0, (0, last), title, book.format(bold=True, font_size=16, align="center"), 34)
    legend = "；".join(dict.fromkeys(LEVELS[line.level][1] for line in lines))
    above = [
        f"党支部：{branch}",
        f"原文件：{PurePosixPath(first.file).name}    检查日期：{copying.as_of.isoformat()}",
        HOW.format(legend=legend) + (HOW_REASON if any(line.is_answerable for line in lines) else ""),
        HOW_FIND,
        f"{HOW_BACK}{_by(first, copying)}。",
        *([HOW_ADDED] if any(map(missing_people, submissions)) else []),
    ]
    head = write_lines(sheet, above, 1, widths, book.format()) + 1
    rows = [
        (number, line.level, line.target, *line.texts, *([line.since] if has_since else []), line.reply)
        for number, line in enumerate(lines, start=1)
    ]
    end = write_block(sheet, book, head, columns, rows)
    for row, line in enumerate(lines, start=head + 1):
        sheet.put(row, 1, line.level, book.format(border=1, align="center", bg_color=LEVELS[line.level][0]))
        if line.link:
            link = book.format(border=1, align="center", font_color="#0563C1", underline=1)
            sheet.write_url(row, 2, f"internal:{line.link}", link, string=line.target)
        _write_reason(book, sheet, (row, last), line)
    write_lines(sheet, receipt, end + 1, widths, book.format())
    finish_table(sheet, head, end, len(columns))
    sheet.freeze_panes(0, 0)


def _by(first: Submission, copying: Copying) -> str:
    """By when the copy should come back."""
    due_on = due_day((first.form, first.round), copying.forms, copying.campaign)
    day = return_by(due_on, copying.as_of)
    told = f"{day.year}年{day.month}月{day.day}日"
    return f"最迟{told}（截止日，当天也可以）" if day == due_on else f"请尽快，最迟{told}"


def _write_reason(book: Book, sheet: Any, place: tuple[int, int], line: Line) -> None:
    """The cell for the branch's reason: one to fill in, or one that is greyed where a reason settles nothing."""
    look = book.format(**TO_FILL_IN) if line.is_answerable else book.format(border=1, bg_color="#EDEDED", align="left", num_format="@")
    sheet.put(*place, line.reply, look)
    if line.is_answerable:
        hint = f"不改的，在这里写明原因，至少{SHORTEST_REASON}个字"
        sheet.data_validation(*place, *place, {"validate": "any", "input_title": REASON_HEAD, "input_message": hint})


def problem_lines(copied: Sequence[Copied]) -> list[Line]:
    """What is to be corrected, what is to be corrected or explained, and below what is explained."""
    found = [_problem_line(copy, finding) for copy in copied for finding in copy.findings() if finding.severity is not Severity.INFO]
    order = list(LEVELS)
    return sorted(found, key=lambda line: order.index(line.level))


def _problem_line(copy: Copied, finding: Finding) -> Line:
    is_back = bool(copy.submission.memory.sources)
    since = finding.state.label if is_back or finding.state is not FindingState.NEW else ""
    level, advice = finding.severity.label, f"{finding.advice}（{finding.note}）" if finding.note else finding.advice
    if not finding.is_open:
        level = finding.state.label
        advice = "已说明，不用再改" if finding.reply else f"已说明，不用再改：{finding.reason}"
    texts = (finding.person, finding.label, finding.value, finding.message, advice)
    return Line(level, *copy.address(finding.where.row, finding.field), texts, since, finding.reply, finding)


def solved_lines(copied: Sequence[Copied], solved: Sequence[Outcome]) -> Iterator[Line]:
    """Below it, what the last copy told and what is right now, so that nobody looks for it again."""
    for copy in copied:
        own = copy.submission
        of_sheet = (one for one in solved if (one.where.file, one.where.sheet, one.branch) == (own.file, own.sheet, own.branch))
        for outcome in of_sheet:
            if copy.holds(outcome.where.row):
                message = f"上次填写“{outcome.before}”：{outcome.title}" if outcome.before else outcome.title
                texts = (outcome.person, outcome.label, outcome.after, message, "已改好，不用再改")
                yield Line(outcome.state.label, *copy.address(outcome.where.row, outcome.field), texts, outcome.state.label)

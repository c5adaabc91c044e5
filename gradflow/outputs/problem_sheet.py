"""退回说明: the first sheet of a returned copy: what to do, and every problem with a link to its cell and a cell for a reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from gradflow.model.copies import ADDED, PROBLEM_HEAD, REASON_HEAD, SHORTEST_REASON
from gradflow.model.findings import Finding, FindingState, Resolution, Severity
from gradflow.model.records import Submission
from gradflow.outputs.branch_workbooks import Common
from gradflow.outputs.copied_sheets import Copied, missing_people
from gradflow.outputs.words import UNKNOWN_BRANCH
from gradflow.pipeline.lineage import PLACE_HEAD, WHOSE_HEAD, look_of
from gradflow.pipeline.person_status import due_day
from gradflow.pipeline.working_days import return_by
from gradflow.writing.books import Book
from gradflow.writing.rosters import LOOKS, TO_FILL_IN
from gradflow.writing.sheets import Sheet
from gradflow.writing.tables import LINK_COLOUR, set_widths, write_block, write_line, write_lines
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
    book: Book, sheet: Sheet, submissions: Sequence[Submission], lines: Sequence[Line], common: Common, receipt: Sequence[str]
) -> None:
    """Fill 退回说明: what to do, then every problem with a link to its cell and a cell for the branch's reason, and the branch's receipt."""
    first, last = submissions[0], len(PHONE) - 1
    title = f"{common.campaign.cohort}届毕业生党员材料退回说明"
    write_line(sheet, 0, (0, last), title, book.format(bold=True, font_size=14, align="center"), 34)
    legend = "；".join(dict.fromkeys(LEVELS[line.level][1] for line in lines))
    above = [
        f"党支部：{first.branch or first.written_branch or UNKNOWN_BRANCH}",
        f"原文件：{PurePosixPath(first.file).name}（{common.as_of.isoformat()}检查）",
        HOW.format(legend=legend) + (HOW_REASON if any(line.is_answerable for line in lines) else ""),
        f"{HOW_BACK}{_by(first, common)}。",
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


def _by(first: Submission, common: Common) -> str:
    """By when the copy should come back."""
    due_on = due_day(first.lane, common.forms, common.campaign)
    day = return_by(due_on, common.as_of)
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

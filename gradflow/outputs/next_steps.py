"""回访任务: who is to be called, why, what for and by when; for the office in 汇总.xlsx, and a sheet for each branch to work from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from gradflow.model.campaign import Campaign
from gradflow.model.cells import Mark
from gradflow.model.copies import TASKS
from gradflow.model.reports import Report
from gradflow.model.views import NextStep, Task
from gradflow.outputs.branch_folders import TASKS as NAME
from gradflow.outputs.branch_folders import BranchFolders
from gradflow.outputs.branch_workbooks import Common
from gradflow.outputs.words import UNKNOWN_BRANCH, UNMERGED
from gradflow.pipeline.grouping import grouped
from gradflow.rules.next_steps import next_step_words
from gradflow.rules.regulations import limits
from gradflow.writing.books import Book
from gradflow.writing.splicing import Body
from gradflow.writing.tables import column_formats, finish_table, write_head, write_lines
from gradflow.writing.templates import write_hidden
from gradflow.writing.widths import Column, Table, clean, height_for

SHEET = TASKS
WHO = (Column("姓名", 10, "name"), Column("联系电话", 15, "phone"))
WHAT = (
    Column("情形", 12), Column("下一步", 56), Column("最迟", 16), Column("上次联系", 11),
)  # fmt: skip
RESULT = Column("联系结果", 22)
"""Empty: the branch writes in it."""
HOW = "打过电话的，把时间、方式和结果写在“联系结果”里，交回访表时抄到“联系回访方式及时间”和备注里。日期后面写着“已过”的先办。"


@lru_cache(maxsize=1)
def tasks_table(report: Report) -> Table:
    """A row for each person who needs a step, by branch, the most pressing first: made once for the office and the branches."""
    secretaries = _secretaries(report.campaign)
    rows = [
        (number, task.status.branch or UNKNOWN_BRANCH, *_row(task, report.as_of), secretaries.get(task.status.branch, ""))
        for number, task in enumerate(report.tasks, start=1)
    ]
    return Table(SHEET, (Column("序号", 6), Column("党支部", 24), *WHO, *WHAT, Column("书记", 10)), rows)


def _secretaries(campaign: Campaign) -> dict[str, str]:
    return {branch.name: branch.secretary for branch in campaign.branches}


def _row(task: Task, today: date) -> tuple[str, ...]:
    phone, last = task.status.values["phone"], task.last_contact
    who = (task.status.person.name or "(没有姓名)", UNMERGED if phone is None else phone)
    return (*who, *_what(task.steps, today), last.isoformat() if last else "")


@lru_cache(maxsize=4096)
def _what(steps: tuple[NextStep, ...], today: date) -> tuple[str, ...]:
    """Situation, step and last day; there are few, however many people."""
    names = "\n".join(next_step_words()[step.situation].name for step in steps)
    return (names, "\n".join(step_texts(steps)), _day_text(steps, today))


def sources(tasks: Iterable[Task]) -> str:
    """What the steps rest on, situation by situation."""
    found = {step.situation for task in tasks for step in task.steps}
    told = (f"{words.name}——{words.source}" for situation, words in next_step_words().items() if situation in found)
    return f"依据：{'；'.join(told)}。"


@lru_cache(maxsize=4096)
def step_texts(steps: Sequence[NextStep]) -> tuple[str, ...]:
    """What to do, step by step."""
    return tuple(next_step_words()[step.situation].step.format(end=_end_text(step), **limits()) for step in steps)


def _end_text(step: NextStep) -> str:
    return f"预备期{step.day.isoformat()}满" if step.day else "预备期已延长" if step.is_prolonged else "入党时间未知"


def _day_text(steps: Sequence[NextStep], today: date) -> str:
    """The last day; why there is none."""
    days = [step.day for step in steps if step.day]
    return min(days).isoformat() + ("（已过）" if min(days) < today else "") if days else _end_text(steps[0])


@dataclass(frozen=True, slots=True)
class TaskSheet:
    """The people of a branch, on A4 landscape, in columns of fixed widths: all branches share one skeleton (``BranchWorkbook``)."""

    name: str
    branch: str
    secretary: str
    rows: Sequence[Sequence[object]]
    sources: str

    def made_of(self) -> object:
        """For whom, and all that it says."""
        return NAME, self.branch, self.secretary, self.rows, self.sources

    def write(self, path: Path, common: Common) -> None:
        """Write it."""
        columns = (Column("序号", 5), *WHO, *WHAT, RESULT)
        widths = [column.width for column in columns]
        until, secretary = common.as_of.isoformat(), self.secretary or "________"
        title = f"{self.branch}毕业生党员回访任务（截至{until}）\n书记：{secretary}　共{len(self.rows)}人。{HOW}"
        mark = Mark(form=SHEET, branch=self.branch)
        with Book(path, title=SHEET, mark=mark) as book:
            sheet = book.sheet(SHEET)
            sheet.merge_range(0, 0, 0, len(columns) - 1, clean(title), book.format(font_size=11, align="left"))
            sheet.set_row(0, height_for([title], [sum(widths) * 0.85]) + 8)
            write_head(sheet, book, 1, columns, widths)
            end = sheet.body(Body(2, self.rows, column_formats(book, columns, {}), widths))
            finish_table(sheet, 1, end, len(columns), kept=2)
            write_lines(sheet, [self.sources], end, widths, book.format(align="left", font_size=10))
            write_hidden(book, mark)


def task_sheets(folders: BranchFolders, report: Report) -> Iterator[TaskSheet]:
    """回访任务.xlsx of every known branch with anybody to call."""
    by_branch = grouped((task.status.branch, (task, row[2:-1])) for task, row in zip(report.tasks, tasks_table(report).rows, strict=True))
    secretaries = _secretaries(report.campaign)
    for branch, tasks in by_branch.items():
        if branch in secretaries:
            rows = [(number, *told, "") for number, (_, told) in enumerate(tasks, start=1)]
            yield TaskSheet(folders.own(branch, NAME), branch, secretaries[branch], rows, sources(task for task, _ in tasks))

"""What report.html says of each branch: the matrix, and what is to be done today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gradflow.forms.loader import Forms
from gradflow.model.masking import shown, shown_name
from gradflow.model.reports import Report, Timeliness
from gradflow.outputs.html_lists import Words
from gradflow.outputs.words import UNKNOWN_BRANCH, cell_text, day_text, lane_name, late_of, late_text
from gradflow.pipeline.grouping import grouped
from gradflow.pipeline.merge import Sum, by_branch
from gradflow.pipeline.progress import Cell, CellState, Progress
from gradflow.rules.sheets import NO_BRANCH

TONES = {
    CellState.MISSING: "missing", CellState.RETURNED: "returned", CellState.DUE_TODAY: "due", CellState.DONE: "good",
}  # fmt: skip
AWAITED = frozenset({CellState.EMPTY, CellState.DUE_TODAY})
"""What is still to come."""
SOON = 7
"""Days ahead of a deadline in which branches that have not handed in are named."""
MOST_NAMED = 16
"""Branches named in one line; the matrix has all."""


@dataclass(frozen=True, slots=True)
class State:
    """One cell of the matrix: its words, and the tone that underlines them."""

    text: str
    tone: str


@dataclass(frozen=True, slots=True)
class Line:
    """One branch's line of the matrix."""

    name: str
    number: int | None
    """The branch's number in the list of findings, if it has any."""
    states: tuple[State, ...]
    rows: Sum
    people: int
    open: int

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to do with this branch."""
        is_right = not (self.open or self.rows.rejected or self.rows.errors or self.rows.warnings)
        return is_right and not any(state.tone in {"missing", "late", "returned"} for state in self.states)


def matrix(report: Report, progress: Progress, branches: Words) -> list[Line]:
    """A line for each branch, in branch order, those not registered last."""
    return [_line(rows, progress, branches) for rows in by_branch(report)]


def _line(rows: Sum, progress: Progress, branches: Words) -> Line:
    people, cells = progress.person_statuses.get(rows.name, ()), progress.cells.get(rows.name, {})
    states = tuple(State(cell_text(cells[lane]), tone(cells[lane])) if cells else State("", "quiet") for lane in progress.lanes)
    name = rows.name or UNKNOWN_BRANCH
    return Line(shown_name(name), branches.find(name), states, rows, len(people), sum(bool(one.open) for one in people))


def tone(cell: Cell) -> str:
    """The tone of a cell: missing, returned, late, due, quiet or good; the weightiest that fits."""
    is_worse = cell.state in {CellState.MISSING, CellState.RETURNED}
    return "late" if cell.is_late and not is_worse else TONES.get(cell.state, "quiet")


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do today: what, how, and for whom."""

    title: str
    tone: str
    advice: str
    names: tuple[str, ...]
    count: int

    @property
    def rest(self) -> int:
        """How many are not named."""
        return self.count - len(self.names)


def _task(title: str, tone: str, advice: str, names: Sequence[str]) -> Task:
    return Task(title, tone, advice, tuple(names[:MOST_NAMED]), len(names))


def tasks(report: Report, forms: Forms, progress: Progress) -> Iterator[Task]:
    """What to do today, the most pressing first."""
    yield from _missing(report, forms, progress)
    yield from _soon(report, forms, progress)
    yield from _returned(report)
    if unread := dict.fromkeys(shown_name(r.file) for r in report.receipts if r.file and r.state.is_unread):
        yield _task("没有读进来的文件", "missing", "打不开或不是报送表，原因见问题清单；请支部重新交，或移出收件夹。", list(unread))
    if nobodys := dict.fromkeys(shown_name(f.where.file) for f in report.findings if f.code == NO_BRANCH.code and f.is_open):
        yield _task("看不出是哪个支部的文件", "missing", "问清是哪个支部的，请支部照退回件写上支部名称，再交一次。", list(nobodys))
    yield from _late(report, forms)


def _missing(report: Report, forms: Forms, progress: Progress) -> Iterator[Task]:
    found = grouped(((one.form or "", one.round), one) for one in report.receipts if one.timeliness is Timeliness.MISSING)
    places = {lane: place for place, lane in enumerate(progress.lanes)}
    for lane, receipts in sorted(found.items(), key=lambda item: places.get(item[0], len(places))):
        due_on = receipts[0].due_on
        late = f"{day_text(due_on)}截止，已{late_text(due_on, report.as_of)}。" if due_on else ""
        names = [shown_name(receipt.branch) for receipt in receipts]
        yield _task(f"催交{lane_name(lane, forms)}", "missing", f"{late}gradflow remind 会写好催办的话。", names)


def _soon(report: Report, forms: Forms, progress: Progress) -> Iterator[Task]:
    for lane in progress.lanes:
        due_on = report.campaign.due_on(*lane)
        days = (due_on - report.as_of).days if due_on else -1
        cells = {name: own[lane] for name, own in progress.cells.items() if own[lane].state in AWAITED}
        names = [shown_name(name) for name, cell in cells.items() if cell.first is None]  # nothing is in yet
        if due_on and 0 <= days <= SOON and names:
            when = f"还有 {days} 天" if days else "就是今天"
            yield _task(f"{lane_name(lane, forms)}快到期", "due", f"{day_text(due_on)}截止，{when}，还没有收到。", names)


def _returned(report: Report) -> Iterator[Task]:
    told_of = [finding for finding in report.findings if finding.is_open and finding.branch]
    errors, warnings = (Counter(one.branch for one in told_of if one.is_error is is_error) for is_error in (True, False))
    names = sorted({*errors, *warnings}, key=lambda name: (-errors[name], -warnings[name], report.campaign.branch_order(name)))
    told = [f"{shown_name(name)}（{_weights(errors[name], warnings[name])}）" for name in names]
    if told:
        yield _task("发退回件", "returned", "文件在“退回”文件夹，每个支部一个；支部改好后放回收件夹，再运行一次。", told)


def _weights(errors: int, warnings: int) -> str:
    return "，".join(part for part in (f"必须改{errors}" if errors else "", f"改或说明{warnings}" if warnings else "") if part)


def _late(report: Report, forms: Forms) -> Iterator[Task]:
    found = {(r.branch, r.form, r.round): r for r in report.receipts if late_of(r)}
    told = [f"{shown(r.branch or UNKNOWN_BRANCH)} {lane_name((r.form or '', r.round), forms)}{late_of(r)}" for r in found.values()]
    if told:
        yield _task("逾期交来（已经收到，不用再催）", "late", "记在“提交情况”里。", told)

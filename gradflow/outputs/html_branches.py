"""What report.html says of each branch: the matrix, and what is to be done today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gradflow.core.reports import Receipt, Report
from gradflow.forms.loader import Forms
from gradflow.outputs.html_lists import Words, open_count
from gradflow.outputs.html_texts import shown, shown_name
from gradflow.pipeline.merge import UNKNOWN_BRANCH
from gradflow.pipeline.progress import NOT_NEEDED, Progress
from gradflow.pipeline.standing import slot_name
from gradflow.pipeline.working_days import late_text
from gradflow.rules.intake.sheets import NO_BRANCH

FIGURES = ("读到行数", "已汇总", "待更正", "必须改", "改或说明")
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
    figures: tuple[int, ...]
    people: int
    open: int

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to do with this branch."""
        return not (self.open or any(self.figures[2:]) or any(state.tone in {"missing", "late", "returned"} for state in self.states))


def matrix(report: Report, progress: Progress, branches: Words) -> list[Line]:
    """A line for each branch, in branch order, those not registered last."""
    table = report.branches
    heads = [column.head for column in table.columns] if table else []
    places = [heads.index(head) for head in FIGURES] if table else []
    figures = {str(row[0]): tuple(int(row[place]) for place in places) for row in table.rows} if table else {}
    names = [*progress.cells, *(name for name in figures if name not in progress.cells)]
    lines = []
    for name in names:
        people = progress.standings.get("" if name == UNKNOWN_BRANCH else name, ())
        cells = progress.cells.get(name, {})
        states = tuple(State(cells.get(slot, ""), tone(cells.get(slot, ""))) for slot in progress.slots)
        numbers = figures.get(name, (0,) * len(FIGURES))
        lines.append(Line(shown_name(name), branches.find(name), states, numbers, len(people), open_count(people)))
    return lines


def tone(text: str) -> str:
    """The tone of a cell's words: missing, returned, late, due, quiet or good."""
    for word, found in (
        ("未交", "missing"),
        ("退回", "returned"),
        ("逾期", "late"),
        ("今天截止", "due"),
        ("还没有到", "quiet"),
        (NOT_NEEDED, "quiet"),
    ):
        if word in text:
            return found
    done, slash, wanted = text.partition("/")
    return "quiet" if not text or (slash and (done != wanted or done == "0")) else "good"


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
    unread = [shown_name(r.file) for r in report.receipts if r.file and r.state in {"unreadable", "not_a_form"}]
    if unread:
        yield _task(
            "没有读进来的文件", "missing", "打不开或不是报送表，原因见问题清单；请支部重新交，或移出收件夹。", list(dict.fromkeys(unread))
        )
    nobodys = [shown_name(f.where.file) for f in report.findings if f.code == NO_BRANCH.code and f.is_open]
    if nobodys:
        yield _task(
            "看不出是哪个支部的文件", "missing", "问清是哪个支部的，请支部照退回件写上支部名称，再交一次。", list(dict.fromkeys(nobodys))
        )
    yield from _late(report, forms)


def _missing(report: Report, forms: Forms, progress: Progress) -> Iterator[Task]:
    found: dict[tuple[str, int | None], list[Receipt]] = defaultdict(list)
    for receipt in report.receipts:
        if receipt.timeliness == "missing":
            found[receipt.form or "", receipt.round].append(receipt)
    places = {slot: place for place, slot in enumerate(progress.slots)}
    for slot in sorted(found, key=lambda slot: places.get(slot, len(places))):
        receipts = found[slot]
        due_on = receipts[0].due_on
        late = f"{due_on.month}月{due_on.day}日截止，已{late_text(due_on, report.as_of)}。" if due_on else ""
        names = [shown_name(receipt.branch) for receipt in receipts]
        yield _task(f"催交{slot_name(slot, forms)}", "missing", f"{late}gradflow remind 会写好催办的话。", names)


def _soon(report: Report, forms: Forms, progress: Progress) -> Iterator[Task]:
    for slot in progress.slots:
        due_on = report.campaign.due_on(*slot)
        days = (due_on - report.as_of).days if due_on else -1
        names = [shown_name(name) for name, cells in progress.cells.items() if cells[slot] in {"", "今天截止"}]
        if due_on and 0 <= days <= SOON and names:
            when = f"还有 {days} 天" if days else "就是今天"
            yield _task(f"{slot_name(slot, forms)}快到期", "due", f"{due_on.month}月{due_on.day}日截止，{when}，还没有收到。", names)


def _returned(report: Report) -> Iterator[Task]:
    errors: dict[str, int] = defaultdict(int)
    warnings: dict[str, int] = defaultdict(int)
    for finding in report.findings:
        if finding.is_open and finding.branch:
            (errors if finding.is_error else warnings)[finding.branch] += 1
    names = sorted({*errors, *warnings}, key=lambda name: (-errors[name], -warnings[name], report.campaign.branch_order(name)))
    told = [f"{shown_name(name)}（{_weights(errors[name], warnings[name])}）" for name in names]
    if told:
        yield _task("发退回件", "returned", "文件在“退回”文件夹，每个支部一个；支部改好后放回收件夹，再运行一次。", told)


def _weights(errors: int, warnings: int) -> str:
    return "，".join(part for part in (f"必须改{errors}" if errors else "", f"改或说明{warnings}" if warnings else "") if part)


def _late(report: Report, forms: Forms) -> Iterator[Task]:
    found = {(r.branch, r.form, r.round): r for r in report.receipts if r.timeliness == "late" and r.due_on and r.first_at}
    told = [
        f"{shown(r.branch or UNKNOWN_BRANCH)} {slot_name((r.form or '', r.round), forms)}{late_text(r.due_on, r.first_at.date())}"
        for r in found.values()
        if r.due_on and r.first_at
    ]
    if told:
        yield _task("逾期交来（已经收到，不用再催）", "late", "记在“提交情况”里。", told)

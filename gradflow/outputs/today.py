"""今天要办: what the office is to do today, for 总览 and report.html."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from gradflow.forms.loader import Forms
from gradflow.model.masking import shown_name
from gradflow.model.reports import Report, Timeliness
from gradflow.model.views import ItemKind
from gradflow.outputs.words import UNKNOWN_BRANCH, day_text, lane_name, late_text
from gradflow.pipeline.grouping import grouped
from gradflow.pipeline.progress import CellState, Progress
from gradflow.rules.sheets import NO_BRANCH

AWAITED = frozenset({CellState.EMPTY, CellState.DUE_TODAY})
"""What is still to come."""
SOON = 7
"""Days ahead of a deadline in which branches that have not handed in are named."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do today: what, how, and for whom."""

    title: str
    tone: str
    advice: str
    names: Sequence[str]


def tasks(report: Report, forms: Forms, progress: Progress) -> Iterator[Task]:
    """What to do today, the most pressing first."""
    yield from _missing(report, forms, progress)
    yield from _soon(report, forms, progress)
    yield from _returned(report)
    if unread := dict.fromkeys(shown_name(r.file) for r in report.submissions if r.file and r.state.is_unread):
        yield Task("没有读进来的文件", "missing", "打不开或不是报送表，原因见问题清单；请支部重新交，或移出收件夹。", list(unread))
    if nobodys := dict.fromkeys(shown_name(f.where.file) for f in report.findings if f.code == NO_BRANCH.code and f.is_open):
        yield Task("看不出是哪个支部的文件", "missing", "问清是哪个支部的，请支部照退回件写上支部名称，再交一次。", list(nobodys))
    yield from _cards(report)
    yield from _people(report)


def _missing(report: Report, forms: Forms, progress: Progress) -> Iterator[Task]:
    found = grouped(((one.form or "", one.round), one) for one in report.submissions if one.timeliness is Timeliness.MISSING)
    places = {lane: place for place, lane in enumerate(progress.lanes)}
    for lane, receipts in sorted(found.items(), key=lambda item: places.get(item[0], len(places))):
        due_on = receipts[0].due_on
        late = f"{day_text(due_on)}截止，已{late_text(due_on, report.as_of)}。" if due_on else ""
        names = [shown_name(receipt.branch) for receipt in receipts]
        yield Task(f"催交{lane_name(lane, forms)}", "missing", f"{late}gradflow remind 会写好催办的话。", names)


def _soon(report: Report, forms: Forms, progress: Progress) -> Iterator[Task]:
    for lane in progress.lanes:
        due_on = report.campaign.due_on(*lane)
        days = (due_on - report.as_of).days if due_on else -1
        cells = {name: own[lane] for name, own in progress.cells.items() if own[lane].state in AWAITED}
        names = [shown_name(name) for name, cell in cells.items() if cell.first is None]  # nothing is in yet
        if due_on and 0 <= days <= SOON and names:
            when = f"还有 {days} 天" if days else "就是今天"
            yield Task(f"{lane_name(lane, forms)}快到期", "due", f"{day_text(due_on)}截止，{when}，还没有收到。", names)


def _returned(report: Report) -> Iterator[Task]:
    told_of = [finding for finding in report.findings if finding.is_open and finding.branch]
    errors, warnings = (Counter(one.branch for one in told_of if one.is_error is is_error) for is_error in (True, False))
    names = sorted({*errors, *warnings}, key=lambda name: (-errors[name], -warnings[name], report.campaign.branch_order(name)))
    weights = {name: (f"必须改{errors[name]}" * bool(errors[name]), f"改或说明{warnings[name]}" * bool(warnings[name])) for name in names}
    told = [f"{shown_name(name)}（{'，'.join(filter(None, own))}）" for name, own in weights.items()]
    if told:
        yield Task("发退回件", "returned", "把“各支部”里它的文件夹发去；改好的放回收件夹，再运行一次。", told)


def _cards(report: Report) -> Iterator[Task]:
    lacking = [one.branch for one in report.person_statuses if any(item.kind is ItemKind.NO_CARD for item in one.open)]
    if lacking:
        advice = f"还差 {len(lacking)} 人的；gradflow template 附件1 --from-roster 写出填好名单的登记卡。"
        yield Task("补登记卡", "missing", advice, _counted(lacking))


def _people(report: Report) -> Iterator[Task]:
    latest = report.as_of + timedelta(days=SOON)
    pressing = [task.status.branch for task in report.tasks if any(step.day and step.day <= latest for step in task.steps)]
    if pressing:
        told = f"{len(pressing)} 人到 {day_text(latest)}前都要联系，谁、为什么、怎么办在“回访任务”里；各支部的在它的文件夹里。"
        yield Task("联系要回访的人", "due", told, _counted(pressing))


def _counted(branches: Iterable[str]) -> list[str]:
    return [f"{shown_name(branch or UNKNOWN_BRANCH)}（{count}人）" for branch, count in Counter(branches).items()]

"""What 总览 and report.html say first: 今天要办, what the office is to do today; and 文字小结, the paragraph it writes upward.

The paragraph is made of the figures of 总览. What there is none of is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from gradflow.forms.loader import Forms
from gradflow.model.masking import shown_name
from gradflow.model.reports import Report, SubmissionState, Timeliness
from gradflow.model.views import Counted, ItemKind, Landing, Reason, Statistic
from gradflow.outputs.words import UNKNOWN_BRANCH, counted_text, day_text, lane_name, late_text
from gradflow.pipeline.grouping import grouped
from gradflow.pipeline.matching import base_forms
from gradflow.pipeline.progress import SOON, CellState, Headline, Progress, headline
from gradflow.pipeline.register import counted_by
from gradflow.rules.sheets import NO_BRANCH

PARAGRAPH_TITLE = "文字小结（可以直接粘贴上报）"
Total = Mapping[Counted, int]
Words = Sequence[tuple[str, Counted]]
PEOPLE: Words = (("正式党员", Statistic.FULL), ("预备党员", Statistic.PROBATIONARY), ("身份待核", Statistic.STATUS_UNSURE))
DIRECTIONS: Words = (("转往省内", Statistic.WITHIN), ("转往省外", Statistic.BEYOND), ("省份待核", Statistic.PROVINCE_UNSURE))
NOT_YET: Words = (("尚未回访", Landing.NOT_ASKED), ("转入情况待核", Landing.TO_CHECK))
OTHERS: Words = (
    ("保留在校、出国（境）等暂不转出", Landing.KEPT), ("不再转接", Landing.ENDED), ("预备期将满", Statistic.PROBATION_ENDS),
    ("预备期已满未转正", Statistic.PROBATION_OVER),
)  # fmt: skip


def paragraph(report: Report, forms: Forms) -> str:
    """One paragraph."""
    known = counted_by(forms)
    total = {what: sum(one.of(what) for one in report.statistics) * (what in known) for what in (*Statistic, *Landing, *Reason)}
    others = (*OTHERS, (f"{counted_text(Statistic.UNLISTED, forms)}名单", Statistic.UNLISTED))
    head = headline(report)
    sentences = (
        _joined("，", _work(report, forms), _among("有毕业生党员", total[Statistic.GRADUATES], _people(PEOPLE, total))),
        _handed_in(head),
        _transfers(head, total),
        _joined("，", *_people(others, total)),
        _left(head),
        _next_day(report, forms),
    )
    return "".join(f"{sentence}。" for sentence in sentences if sentence)


def _joined(sign: str, *parts: str) -> str:
    return sign.join(filter(None, parts))


def _people(words: Words, total: Total) -> list[str]:
    """The figures that are not 0."""
    return [f"{word}{total[what]}人" for word, what in words if total[what]]


def _among(word: str, count: int, details: Iterable[str]) -> str:
    return _joined("，其中", f"{word}{count}人", "、".join(details)) if count else ""


def _behind(text: str, details: Iterable[str]) -> str:
    told = "、".join(filter(None, details))
    return f"{text}（{told}）" if told else text


def _work(report: Report, forms: Forms) -> str:
    if not report.campaign.branches:
        return ""
    base, day = base_forms(forms), report.as_of
    nil = len({one.branch for one in report.submissions if one.state is SubmissionState.NIL and one.form in base})
    branches = f"涉及{len(report.campaign.branches)}个党支部"
    return _behind(
        f"截至{day.year}年{day_text(day)}，{report.campaign.name}毕业生党员组织关系转接工作{branches}", [f"零报告{nil}个"] if nil else ()
    )


def _handed_in(head: Headline) -> str:
    on_time, due = head.in_time
    parts = (("按时上交", on_time), ("逾期上交", head.late), ("尚未上交", head.missing))
    return _joined("，", f"应上交各类表{due}份", "、".join(f"{word}{count}份" for word, count in parts if count)) if due else ""


def _transfers(head: Headline, total: Total) -> str:
    landed, leaving = head.landed
    receipts, waiting = total[Statistic.RECEIPT_BACK], total[Landing.OPEN]
    reasons = sorted(((one.label, one) for one in Reason), key=lambda reason: -total[reason[1]])
    return _joined(
        "；",
        _among("应转出", leaving, _people(DIRECTIONS, total)),
        _joined("，", f"已转入{landed}人，转入率{landed / leaving:.0%}", f"已收回执{receipts}份" if receipts else "") if landed else "",
        _joined("，", _behind(f"未转入{waiting}人", _people(reasons, total)) if waiting else "", *_people(NOT_YET, total)),
    )


def _left(head: Headline) -> str:
    explained = (f"其中已说明{head.explained}处" if head.explained else "",)
    return _joined(
        "，",
        f"目前尚有{head.open}人没有办完" if head.open else "",
        f"各表必须改正{head.errors}处" if head.errors else "",
        _behind(f"需改正或说明{head.warnings}处", explained) if head.warnings else "",
    )


def _next_day(report: Report, forms: Forms) -> str:
    day = min((one.due_on for one in report.campaign.deadlines if one.due_on >= report.as_of), default=None)
    due = [lane_name(one.lane, forms) for one in report.campaign.deadlines if one.due_on == day]
    return f"{'、'.join(due)}最迟{day_text(day)}上交" if day else ""


AWAITED = frozenset({CellState.EMPTY, CellState.DUE_TODAY})
"""What is still to come."""


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
    yield from _to_call(report)


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


def _to_call(report: Report) -> Iterator[Task]:
    latest = report.as_of + timedelta(days=SOON)
    pressing = [task.status.branch for task in report.tasks if any(step.day and step.day <= latest for step in task.steps)]
    if pressing:
        told = f"{len(pressing)} 人到 {day_text(latest)}前都要联系，谁、为什么、怎么办在“回访任务”里；各支部的在它的文件夹里。"
        yield Task("联系要回访的人", "due", told, _counted(pressing))


def _counted(branches: Iterable[str]) -> list[str]:
    return [f"{shown_name(branch or UNKNOWN_BRANCH)}（{count}人）" for branch, count in Counter(branches).items()]

"""文字小结: the paragraph the office writes upward, made of the figures of 总览. What there is none of is left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from gradflow.forms.loader import Forms
from gradflow.model.reports import Report, SubmissionState
from gradflow.model.views import Counted, Landing, Reason, Statistic
from gradflow.outputs.words import counted_text, day_text, lane_name
from gradflow.pipeline.matching import base_forms
from gradflow.pipeline.progress import Headline, headline
from gradflow.pipeline.register import counted_by

TITLE = "文字小结（可以直接粘贴上报）"
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

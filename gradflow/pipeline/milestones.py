"""Forms that everybody has handed in and that are merged whole: what may go upwards, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gradflow.core.people_owed import Place
from gradflow.core.records import Context
from gradflow.core.reports import Milestone, Receipt, Report
from gradflow.forms.loader import Forms
from gradflow.pipeline.matching import base_form
from gradflow.pipeline.progress import COUNTING
from gradflow.pipeline.standing import ACCEPTED, Slot, slot_name, slots


def milestones(report: Report, forms: Forms, context: Context) -> tuple[Milestone, ...]:
    """The forms that are complete, in the notice's order; ``context`` knows the registered branches."""
    wanted = slots(forms, context)
    begun = [slot for slot in wanted if _of(slot, report)]
    found = ((slot, text) for slot in begun if (text := _complete(slot, report, forms)))
    return tuple(Milestone(text, _next_step(slot, wanted, forms) if slot == begun[-1] else "") for slot, text in found)


def _of(slot: Slot, report: Report) -> list[Receipt]:
    return [r for r in report.receipts if (r.form, r.round) == slot and r.state in COUNTING]


def _complete(slot: Slot, report: Report, forms: Forms) -> str:
    """The sentence for a form that is complete, or nothing."""
    receipts, base = _of(slot, report), base_form(forms)
    names = {branch.name for branch in report.campaign.branches}
    nil = {r.branch for r in report.receipts if r.form == base and r.state == "nil"}
    came, own_nil = {r.branch for r in receipts}, {r.branch for r in receipts if r.state == "nil"} | (nil if slot[0] != base else set())
    merged = sum(r.rows_accepted for r in receipts)
    if not names <= came | nil or any(r.errors or r.rows_rejected for r in receipts) or _in_question(slot, report):
        return ""
    if forms[slot[0]].spec.layout == "card" and any(one.states.get(slot) != ACCEPTED for one in report.standings if one.is_listed):
        return ""
    count = f"{len(names)}个支部" + (f"（{len(own_nil & names)}个零报告）" if own_nil & names else "")
    return f"{slot_name(slot, forms)} {count}已收齐，{f'{merged}人全部汇总，' if merged else ''}{_verdict(receipts, report)}。"


def _in_question(slot: Slot, report: Report) -> bool:
    return any(one.place is Place.IN_QUESTION and one.kept.lane == slot for one in report.owed.absent)


def _verdict(receipts: Sequence[Receipt], report: Report) -> str:
    """That it can go upwards, or what is to be looked at before."""
    warnings = sum(r.warnings - r.explained for r in receipts)
    unread = len({r.file for r in report.receipts if r.state in {"unreadable", "not_a_form"} and r.errors})
    doubts = [f"{warnings}处“改或说明”没有说明" if warnings else "", f"{unread}份文件没有读进来" if unread else ""]
    told = "，".join(filter(None, doubts))
    return f"但还有{told}，核实后再上报" if told else "可以上报"


def _next_step(slot: Slot, wanted: Sequence[Slot], forms: Forms) -> str:
    """What comes after a form: letters and the first follow-up after the roster, the next round after a round."""
    steps = list(_steps(slot, wanted, forms))
    return f"下一步：{'；'.join(steps)}。" if steps else ""


def _steps(slot: Slot, wanted: Sequence[Slot], forms: Forms) -> Iterator[str]:
    if forms[slot[0]].spec.layout == "card":
        yield "运行 gradflow cards 写出可打印的登记卡"
        return
    is_base = slot[0] == base_form(forms)
    if is_base:
        yield "运行 gradflow letters 开介绍信"
    following = next((one for one in wanted if one[1] and (is_base or (one[0] == slot[0] and one[1] > (slot[1] or 0)))), None)
    if following:
        annex = forms[following[0]].spec.annex
        yield f"运行 gradflow template {annex} --round {following[1]} 写出填好名单的{slot_name(following, forms)}，发给各支部"

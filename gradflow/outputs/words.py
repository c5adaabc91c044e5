"""What several outputs say alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from gradflow.forms.loader import Forms, every_form
from gradflow.model.campaign import Grant
from gradflow.model.cells import Location
from gradflow.model.collected import COLUMN_OF
from gradflow.model.findings import TRIAL, Finding, FindingState
from gradflow.model.forms import OpenTask, in_round
from gradflow.model.people import Lane, Owed, Place
from gradflow.model.reports import Report, SubmissionState, SubmissionStatus, Timeliness
from gradflow.model.views import Counted, ItemKind, Milestone, OpenItem, Statistic
from gradflow.pipeline.matching import base_forms, listed_in
from gradflow.pipeline.progress import Cell, CellState
from gradflow.pipeline.working_days import lateness, return_by, unpublished_years
from gradflow.rules.registry import title_of
from gradflow.rules.sheets import words_of

MOST_NAMED = 8
LONGEST_NAME = 30
"""Characters; names of ethnic minorities are long."""
UNKNOWN_BRANCH = "(未识别支部)"
UNMERGED = "待核"
"""What stands for a value that only rows hold which must be corrected first; 待更正 has it as typed."""
ITEMS = {
    ItemKind.TO_CORRECT: "{form}待更正",
    ItemKind.MISSING: "{form}没有交",
    ItemKind.NOT_LISTED: "{form}里没有这个人",
    ItemKind.NO_CARD: "没有{form}",
    ItemKind.FORM_DUE: "{form}",
    ItemKind.NOT_ASKED: "还没有回访",
    ItemKind.NOT_LANDED: "还没有转入({reason})",
    ItemKind.NO_RECEIPT: "回执没有反馈",
    ItemKind.PROBATION_OVER: "预备期{day}已满",
    ItemKind.PROBATION_ENDS: "预备期{day}满",
    ItemKind.KEPT: "组织关系保留({reason})",
    ItemKind.STILL_KEPT: "往届，组织关系还没有转出",
    ItemKind.ENDED: "不再转接（已去世、已出党等）",
}
CELLS = {
    CellState.NOT_NEEDED: "不用交", CellState.EARLY: "还没有到", CellState.DUE_TODAY: "今天截止", CellState.MISSING: "未交",
}  # fmt: skip
PLACES = (Place.MERGED, Place.TO_CORRECT, Place.IN_QUESTION, Place.RELEASED)
"""In the order of the sum."""
FIGURES = {
    "colleges": "院校", "branches": "支部", "files": "收到的文件",
    "rows_read": "读到的行", "rows_accepted": "  其中已进入汇总表", "rows_rejected": "  其中待更正",
    "ever_read": "历次读到的人次(附件×次数)", **{COLUMN_OF[place]: f"  {place.label}" for place in PLACES},
    "ever_named": "历次读到的人(去掉重复)", "early": "还没有开始的一次里的行",
    "people": "人员(各表对上后)", "done": "  其中已办结", "waiting": "  其中还没到期，现在不用办", "open": "  其中没有办完",
    "errors": "必须改", "warnings": "改或说明", "explained": "  其中已说明", "infos": "提示", "trials": TRIAL,
    "changes": "自动更正", "reworded": "  其中改了内容", "respelt": "  其中只改写法(日期、空格等)",
    "missing": "未交(每个支部每份表)", "late": "逾期交来(每个支部每份表)", "in_time": "按时率(按时的/交来的和到期的)",
    "landed_rate": "转入率(已转入/应转出)", "receipt_rate": "回执率(已收回执/已转入)", "asked_rate": "回访率(已回访/应转出)",
    "on_time_rate": "按时率(按时通过/应交)", "done_rate": "办结率(已办结/人员)", "shared": "两校都有的人",
}  # fmt: skip
"""What is counted of a campaign or of many, in the order it is told."""


def figure_lines(values: Mapping[str, Any], **heads: str) -> list[tuple[str, int | str]]:
    """Those of ``FIGURES`` that there are, under the caller's own heads where it has any."""
    return [(heads.get(name, head), values[name]) for name, head in FIGURES.items() if values.get(name) is not None]


def share_text(part: int, whole: int) -> str:
    """A share as people read it; nothing of nothing has none."""
    return f"{part}/{whole}={part / whole:.0%}" if whole else ""


def lane_name(lane: Lane, forms: Forms) -> str:
    """附件2, 附件3第1次."""
    form = forms.get(lane[0]) or every_form().get(lane[0])
    return in_round(form.spec.annex if form else lane[0], lane[1])


def card_note(forms: Forms) -> str:
    """How rows are counted where some are cards."""
    cards = "、".join(form.spec.annex for form in forms.values() if form.spec.is_card)
    return f"（{cards}每张卡算一行）" if cards else ""


def counted_text(what: Counted, forms: Forms) -> str:
    """What a figure counts: the list of everybody goes by its own name."""
    return f"不在{listed_in(base_forms(forms), forms) or '名单'}" if what is Statistic.UNLISTED else what.label


def day_text(day: date) -> str:
    """7月25日."""
    return f"{day.month}月{day.day}日"


def deadlines_text(report: Report, forms: Forms) -> list[str]:
    """附件2 6月24日, and so on."""
    return [f"{lane_name(one.lane, forms)} {day_text(one.due_on)}" for one in report.campaign.deadlines]


def item_text(item: OpenItem, forms: Forms) -> str:
    """One thing that is open, or to be kept in mind."""
    if item.lane and item.kind is ItemKind.STEP:
        return step_of(item.lane, item.until, forms).text
    form = lane_name(item.lane, forms) if item.lane else ""
    return ITEMS[item.kind].format(form=form, day=item.day, reason=item.reason or "没有写明原因")


def step_of(lane: Lane, until: str, forms: Forms) -> OpenTask:
    """What a form declares of a step."""
    return next(step for step in forms[lane[0]].spec.open if step.until == until)


def step_text(waiting: Sequence[str], text: str) -> str:
    """A step, and how many rows wait for it: by name where they have names."""
    return f"{text}：{people_text([name for name in waiting if name], len(waiting), '人' if any(waiting) else '项')}"


def people_text(names: Sequence[str], count: int, unit: str = "人") -> str:
    """How many they are, and who, the first of them if they are many."""
    told = [_plain_name(name) for name in names[:MOST_NAMED]]
    more = "等" if len(names) > MOST_NAMED else ""
    return f"{count}{unit}" + (f"（{'、'.join(told)}{more}）" if told else "")


def _plain_name(name: str) -> str:
    """The name without the figures that tell namesakes apart; a very long one is cut, and seen to be."""
    plain = re.sub(r"[(（\s]*[0-9].*", "", name)
    return plain if len(plain) <= LONGEST_NAME else f"{plain[:LONGEST_NAME]}…"


def wait_text(item: OpenItem, forms: Forms) -> str:
    """One thing that is to come, and until when."""
    comma = " " if item.kind is ItemKind.FORM_DUE else "，"  # 附表7 9月30日
    return item_text(item, forms) + (f"{comma}{day_text(item.day)}到期" if item.day else "")


def items_text(items: Iterable[OpenItem], forms: Forms) -> str:
    """All that is open, or to be kept in mind, of a person."""
    return "；".join(item_text(item, forms) for item in items)


def granted_text(grant: Grant) -> str:
    """What of somebody the office lets stand: 性别与身份证号码不一致（R201）."""
    return f"{title_of(grant.code)}（{grant.code}）"


def cell_text(cell: Cell) -> str:
    """One cell of the matrix."""
    words = (
        f"{cell.merged}/{cell.wanted}" if cell.wanted else "",
        f"{cell.returned}张退回" if cell.returned else "",
        late_of(cell.first) or ("按时" if cell.first.timeliness is Timeliness.ON_TIME else "已交") if cell.first else "",
        "退回" if cell.state is CellState.RETURNED and not cell.returned else "零报告" if cell.is_nil else "",
        "原件不在收件夹" if cell.first and cell.first.state is SubmissionState.GONE else CELLS.get(cell.state, ""),
    )
    return "，".join(filter(None, words))


def late_of(receipt: SubmissionStatus) -> str:
    """How late a submission came; empty for one that did not."""
    if receipt.timeliness is not Timeliness.LATE or not receipt.due_on or not receipt.first_at:
        return ""
    return late_text(receipt.due_on, receipt.first_at.date())


def late_text(due_on: date, day: date) -> str:
    """逾期4天(2个工作日); 约2个 where the holidays are not published."""
    late = lateness(due_on, day)
    return f"逾期{late.days}天({'约' if late.is_estimated else ''}{late.working_days}个工作日)"


def calendar_note(report: Report) -> str:
    """That working days are estimated, where a day that matters is in a year whose holidays are not known; empty where all are."""
    deadlines = (deadline.due_on for deadline in report.campaign.deadlines)
    years = "、".join(f"{year}年" for year in unpublished_years((report.as_of, return_by(None, report.as_of), *deadlines)))
    return f"{years}的放假安排还不知道：工作日只除去了周末和元旦、劳动节、国庆节的法定日子，请自己核对。" if years else ""


def state_text(finding: Finding, corrected: frozenset[tuple[str, str | None]]) -> str:
    """How a finding stands against what was told before; that it is new is worth saying of a corrected copy only."""
    is_first = finding.state is FindingState.NEW and (finding.where.file, finding.where.sheet) not in corrected
    return "" if is_first else finding.state.label


def reason_text(finding: Finding) -> str:
    """What the branch wrote, and why it did not settle the finding."""
    return f"{finding.reason}（未采纳：{finding.note}）" if finding.note else finding.reason


def cell_name(where: Location) -> str:
    """The cell, or the row; empty for a whole sheet."""
    return where.cell or (f"第{where.row}行" if where.row else "")


def owed_text(owed: Owed) -> str:
    """The sum of everybody ever read."""
    return f"历次读到 {owed.ever_read} 人次（{sum(owed.people.values())} 人）= {places_text(owed.units)}"


def places_text(units: Mapping[Place, int]) -> str:
    """Where they are, as a sum."""
    return " + ".join(f"{place.label} {units[place]}" for place in PLACES)


def milestone_text(one: Milestone, forms: Forms) -> str:
    """Who has handed in, how many people are merged, whether it can go upwards, and what comes next."""
    count = f"{one.branches}个支部" + (f"（{one.nil}个零报告）" if one.nil else "")
    unit = words_of(forms[one.lane[0]].spec)["unit"]
    people = f"{one.people}{unit}全部汇总，" if one.people else ""
    doubts = (f"{one.warnings}处“改或说明”没有说明" if one.warnings else "", f"{one.unread}份文件没有读进来" if one.unread else "")
    told = "，".join(filter(None, doubts))
    verdict = f"但还有{told}，核实后再上报" if told else "可以上报"
    return f"{lane_name(one.lane, forms)} {count}已收齐，{people}{verdict}。{_next_step(one, forms)}"


def _next_step(one: Milestone, forms: Forms) -> str:
    steps = ["运行 gradflow cards 写出可打印的登记卡"] if one.has_cards_next else []
    steps += ["运行 gradflow letters 开介绍信"] if one.has_letters_next else []
    if one.round_next:
        form, number = one.round_next
        annex = forms[form].spec.annex
        steps.append(f"运行 gradflow template {annex} --round {number} 写出填好名单的{lane_name(one.round_next, forms)}，发给各支部")
    return f"下一步：{'；'.join(steps)}。" if steps else ""

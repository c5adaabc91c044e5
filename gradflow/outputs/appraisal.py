"""考核参考: the last sheet of 汇总.xlsx, a line a branch, and under it the formula of the score and where each figure is counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gradflow.model.reports import Report
from gradflow.model.views import Appraisal, Shortfall
from gradflow.outputs.words import share_text
from gradflow.rules.follow_up import not_landed_needs_reason
from gradflow.writing.tables import Look
from gradflow.writing.widths import Column, Table

NAME = "考核参考"
TIMELY = ("应交", "按时", "逾期", "逾期天数", "未交")
FIGURES = (Shortfall.ERRORS, Shortfall.UNEXPLAINED, Shortfall.NO_REASON, Shortfall.OPEN)
PROBLEMS = "问题清单：必须改；改或说明 未说明(状态不是“已说明”)；"
SOURCES = (
    "供参考，不替代党委评定。支部不分先后，按 campaign.toml 里的次序。",
    "提交情况：应交、按时、逾期、逾期天数(日历日)、未交，一次通过率(“退回过”空着的/交来的)。每个支部每份表(分几次交的每一次)算一份，没有截止日的不算应交。",
    f"{PROBLEMS}{Shortfall.NO_REASON.label}(规则号 {not_landed_needs_reason.code}，还没有改的)。",
    "总览的上报统计二：转入率(已转入/应转出)，回执率(已收回执/已转入)，回访率(应转出里不是“未回访”的/应转出)。",
    "人员总表：没办完(“还没有办完的”里有现在要办的；只写着以后到期的不算)。没有要做的，率空着，也不扣分。",
)
"""Where each figure is counted."""


def _cells(one: Appraisal, figures: Sequence[Shortfall]) -> Iterator[object]:
    yield from (one.branch, one.due, one.on_time, one.shortfalls[Shortfall.LATE], one.days_late, one.shortfalls[Shortfall.MISSING])
    yield from (share_text(measure.part, measure.whole) for measure in one.measures)
    yield from (one.shortfalls[what] for what in figures)
    yield one.score


def _tells_landing(report: Report) -> bool:
    return any(one.key == "landed" for appraisal in report.appraisals[:1] for one in appraisal.measures)


def formula(report: Report) -> str:
    """How the score is made, with the weights in use."""
    weights = {one: getattr(report.campaign.appraisal, one) for one in Shortfall}
    parts = [
        f"{one.label}×{weight:.10g}"
        for one, weight in weights.items()
        if weight and (one is not Shortfall.NO_REASON or _tells_landing(report))
    ]
    return f"得分 = 100 − {' − '.join(parts)}，最低0分。" if parts else "得分 = 100。"


def appraisal_table(report: Report) -> tuple[Table, Look]:
    """考核参考: a line a branch, and how it is shown."""
    measures = report.appraisals[0].measures if report.appraisals else ()
    figures = [one for one in FIGURES if one is not Shortfall.NO_REASON or _tells_landing(report)]
    heads = (*TIMELY, *(one.head for one in measures), *(one.label for one in figures), "得分")
    columns = (Column("党支部", 24), *(Column(head, 9) for head in heads))
    told = f"{formula(report)}各项扣几分写在 campaign.toml 的 [appraisal] 里。"
    sources = SOURCES if _tells_landing(report) else (*SOURCES[:2], PROBLEMS, SOURCES[-1])
    return Table(NAME, columns, [tuple(_cells(one, figures)) for one in report.appraisals]), Look(kept=1, notes=(told, *sources))

"""What the charts of 总览 and of report.html show: the same counts, named alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from gradflow.model.findings import Severity
from gradflow.model.reports import Report
from gradflow.model.views import HandIn, Landing, RuleCount, Statistic, Week
from gradflow.outputs.words import UNKNOWN_BRANCH
from gradflow.rules.registry import title_of

TOP_RULES = 8
"""Rules named one by one; the rest are one line."""
LANDINGS = (Landing.LANDED, Landing.OPEN, Landing.NOT_ASKED, Landing.TO_CHECK)
STAYING = "不转出"
"""保留在校 and 不再转接 together."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar or column: a value for each series."""

    label: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """A small table of counts."""

    head: str
    """Over the names of what is counted."""
    series: tuple[str, ...]
    bars: tuple[Bar, ...]


def hand_ins(report: Report) -> Counts:
    """How the forms came, branch by branch."""
    bars = (Bar(one.branch, tuple(map(one.of, HandIn))) for one in report.figures.hand_ins)
    return Counts("党支部", tuple(one.label for one in HandIn), tuple(bars))


def landings(report: Report) -> Counts:
    """How many of the graduates' memberships have arrived, branch by branch."""
    places = report.campaign.places
    found = [one for one in report.statistics if one.branch in places or one.of(Statistic.GRADUATES)]
    bars = (Bar(one.branch or UNKNOWN_BRANCH, (*map(one.of, LANDINGS), one.of(Landing.KEPT, Landing.ENDED))) for one in found)
    return Counts("党支部", (*(one.label for one in LANDINGS), STAYING), tuple(bars))


def weeks(found: Iterable[Week]) -> Counts:
    """How many memberships arrived, week by week."""
    bars = (Bar(week_text(one.monday), (one.landed, one.so_far)) for one in found)
    return Counts("周(周一至周日)", ("当周转入", "累计转入"), tuple(bars))


def week_text(monday: date | None) -> str:
    """A week: 7.3-7.9."""
    if monday is None:
        return "时间待核"
    sunday = monday + timedelta(days=6)
    return f"{monday.month}.{monday.day}-{sunday.month}.{sunday.day}"


def destinations(report: Report) -> Counts:
    """Where the graduates go."""
    unnamed = {True: "去向待核", False: Landing.NOT_ASKED.label}
    bars = (Bar(one.name or unnamed[one.is_asked], (one.people, one.landed)) for one in report.figures.destinations)
    return Counts("去向", ("人数", "其中已转入"), tuple(bars))


def rules(report: Report) -> Counts:
    """What is to be corrected or explained; rare ones are one line together."""
    found = report.figures.findings_by_rule
    named = found if len(found) <= TOP_RULES + 1 else found[:TOP_RULES]
    bars = [_bar(f"{title_of(one.code)} {one.code}".lstrip(), one) for one in named]
    if rest := found[len(named) :]:
        bars.append(_bar(f"其他{len(rest)}种", *rest))
    return Counts("问题", (Severity.ERROR.label, Severity.WARNING.label, "支部数"), tuple(bars))


def _bar(name: str, *counts: RuleCount) -> Bar:
    branches: set[str] = set().union(*(one.branches for one in counts))
    return Bar(name, (sum(one.errors for one in counts), sum(one.warnings for one in counts), len(branches)))

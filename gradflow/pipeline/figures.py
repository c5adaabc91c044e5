"""The figures that charts show: small tables of counts, each of which can be counted again on another sheet."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from gradflow.core.campaign import Campaign
from gradflow.core.findings import Finding, Severity
from gradflow.core.records import Context
from gradflow.core.reports import Column, Figures, Receipt, Standing, Table
from gradflow.forms.loader import Forms
from gradflow.kinds.choice import Choice
from gradflow.pipeline.merge import UNKNOWN_BRANCH
from gradflow.pipeline.standing import ENDED, KEPT, LANDED, NOT_VISITED, OPEN, TO_CHECK
from gradflow.rules.landing import latest_follow_up
from gradflow.rules.registry import catalogue

ON_TIME, LATE, RETURNED, MISSING = "按时通过", "逾期通过", "退回待改", "未交"
STAYING = "不转出"
"""保留在校 and 不再转接 together."""
UNDATED, UNTOLD, REST = "时间待核", "去向待核", "其他"
TOP_RULES = 12
"""Rules named one by one; the rest are one line."""
WEEK = timedelta(days=7)
NAME, FIGURE = 34, 9
"""Widths of the tables' columns."""


def make_figures(
    receipts: Iterable[Receipt], findings: Iterable[Finding], standings: Iterable[Standing], forms: Forms, context: Context
) -> Figures:
    """Count what the charts show."""
    found = [standing for standing in standings if standing.is_listed]
    return Figures(
        hand_ins=hand_ins(receipts, context.campaign),
        landed_by_week=landed_by_week(found, context),
        landed_by_branch=landed_by_branch(found, context.campaign),
        destinations=destinations(found, forms),
        findings_by_rule=findings_by_rule(findings),
    )


def hand_ins(receipts: Iterable[Receipt], campaign: Campaign) -> Table:
    """Branch by branch, how many forms (each round by itself) came in time, late, must be corrected, are missing.

    Each form counts once, in the worst of these that fits; one without a deadline counts as in time.
    """
    states: dict[tuple[str, str, int | None], set[str]] = defaultdict(set)
    for receipt in receipts:
        if receipt.branch and receipt.form and (told := _hand_in(receipt)):
            states[receipt.branch, receipt.form, receipt.round].add(told)
    heads = (ON_TIME, LATE, RETURNED, MISSING)
    counts = Counter((branch, next(head for head in reversed(heads) if head in told)) for (branch, _, _), told in states.items())
    return _by_branch("交表情况", heads, counts, campaign)


def _hand_in(receipt: Receipt) -> str | None:
    if receipt.state in {"superseded", "early", "unreadable", "not_a_form"}:
        return None
    if receipt.state == "missing":
        return MISSING
    if receipt.state == "returned":
        return RETURNED
    return LATE if receipt.timeliness == "late" else ON_TIME


def landed_by_week(found: Iterable[Standing], context: Context) -> Table:
    """Week by week (from Monday), how many memberships arrived, and how many so far.

    Weeks run from the first arrival to the last, none left out; days that cannot be are counted in a last line.
    """
    first = date.fromisoformat(f"{context.campaign.cohort}-{context.limits['transfers_begin']}")
    weeks: Counter[date] = Counter()
    undated = 0
    for day in _arrivals(found):
        if day and first <= day <= context.as_of:
            weeks[day - timedelta(days=day.weekday())] += 1
        else:
            undated += 1
    rows: list[tuple[str, int, int]] = []
    total, week = 0, min(weeks, default=None)
    while week and week <= max(weeks):
        total += weeks[week]
        rows.append((_span(week), weeks[week], total))
        week += WEEK
    if undated:
        rows.append((UNDATED, undated, total + undated))
    columns = (Column("周(周一至周日)", NAME), Column("当周转入", FIGURE), Column("累计转入", FIGURE))
    return Table("每周转入", columns, tuple(rows))


def _arrivals(found: Iterable[Standing]) -> Iterator[date | None]:
    """The day each membership arrived; None where it is not understood."""
    for one in found:
        entry = latest_follow_up(one.merged)
        if one.landing == LANDED and entry:
            day = entry[1].get("landed_on")
            yield day.first if day else None


def _span(monday: date) -> str:
    sunday = monday + timedelta(days=6)
    return f"{monday.month}.{monday.day}-{sunday.month}.{sunday.day}"


def landed_by_branch(found: Iterable[Standing], campaign: Campaign) -> Table:
    """Branch by branch, how many of the graduates' memberships have arrived."""
    counts = Counter((one.branch or UNKNOWN_BRANCH, STAYING if one.landing in {KEPT, ENDED} else one.landing) for one in found)
    return _by_branch("转入落地", (LANDED, OPEN, NOT_VISITED, TO_CHECK, STAYING), counts, campaign)


def destinations(found: Iterable[Standing], forms: Forms) -> Table:
    """Where the graduates go, by their latest follow-up row: in the form's order, then what is not known."""
    counts: Counter[str] = Counter()
    landed: Counter[str] = Counter()
    for one in found:
        entry = latest_follow_up(one.merged) if one.landing != TO_CHECK else None
        value = entry[1].get("destination_type") if entry else None
        is_asked = latest_follow_up(one.person) is not None
        told = str(forms[entry[0].form].show("destination_type", value)) if entry and value else UNTOLD if is_asked else NOT_VISITED
        counts[told] += 1
        landed[told] += one.landing == LANDED
    kinds = [kind for form in forms.values() if isinstance(kind := form.kinds.get("destination_type"), Choice)]
    order = [item.text for kind in kinds for item in kind.options.choices]
    places = {name: place for place, name in enumerate((*order, UNTOLD, NOT_VISITED))}
    rows = [(name, counts[name], landed[name]) for name in sorted(counts, key=lambda name: (places.get(name, len(order)), name))]
    return Table("毕业去向", (Column("去向", NAME), Column("人数", FIGURE), Column("其中已转入", FIGURE)), tuple(rows))


def findings_by_rule(findings: Iterable[Finding]) -> Table:
    """What is to be corrected or explained, the most frequent first; rare ones are one line together."""
    titles = {code: check.title for code, check in catalogue().items()}
    counts: Counter[tuple[str, bool]] = Counter()
    branches: dict[str, set[str]] = defaultdict(set)
    for one in findings:
        if one.is_error or one.severity is Severity.WARNING:
            counts[one.code, one.is_error] += 1
            branches[one.code].add(one.branch)
    codes = sorted(branches, key=lambda code: (-counts[code, True] - counts[code, False], code))
    rows = [(f"{titles.get(code, '')} {code}".strip(), counts[code, True], counts[code, False], len(branches[code])) for code in codes]
    named = rows if len(rows) <= TOP_RULES + 1 else rows[:TOP_RULES]
    if rest := codes[len(named) :]:
        errors, warnings = (sum(counts[code, is_error] for code in rest) for is_error in (True, False))
        named = [*named, (f"{REST}{len(rest)}种", errors, warnings, len(set().union(*(branches[code] for code in rest))))]
    heads = (Severity.ERROR.label, Severity.WARNING.label, "支部数")
    return Table("问题种类", (Column("问题", NAME), *(Column(head, FIGURE) for head in heads)), tuple(named))


def _by_branch(name: str, heads: Sequence[str], counts: Counter[tuple[str, str]], campaign: Campaign) -> Table:
    """Counts by branch and head; branches nobody registered come last."""
    names = [branch.name for branch in campaign.branches]
    names += sorted({branch for branch, _ in counts} - set(names))
    rows = tuple((branch, *(counts[branch, head] for head in heads)) for branch in names)
    return Table(name, (Column("党支部", NAME), *(Column(head, FIGURE) for head in heads)), rows)

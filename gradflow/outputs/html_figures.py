"""What the charts of report.html show; every figure is a count of the report's own lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from gradflow.core.people import Person
from gradflow.core.reports import Report
from gradflow.forms.loader import Forms
from gradflow.outputs.html_texts import shown, shown_name
from gradflow.outputs.svg_charts import Bar, Chart, Series
from gradflow.pipeline.progress import Progress
from gradflow.rules.landing import is_landed, latest_follow_up, stays
from gradflow.rules.registry import catalogue

MOST_BRANCHES, MOST_RULES, MOST_WEEKS = 24, 10, 26
BEFORE = timedelta(days=35)
"""Nobody lands longer than this before graduation: earlier days are slips of the pen."""
TIMELINESS = ("on_time", "late", "missing")


def charts(report: Report, forms: Forms, progress: Progress) -> list[Chart]:
    """All charts, in the page's order."""
    return [hand_in_chart(progress), rule_chart(report), landing_chart(report), week_chart(report), destination_chart(report, forms)]


def hand_in_chart(progress: Progress) -> Chart:
    """By branch: forms and rounds in time, late, missing; and how many of them were returned."""
    found: list[tuple[str, tuple[int, ...], int]] = []
    for branch in progress.cells:
        counts: Counter[str] = Counter()
        returned = 0
        for slot in progress.slots:
            receipts = progress.receipts.get((branch, slot), ())
            told = [receipt.timeliness for receipt in receipts if receipt.timeliness]
            counts[told[0] if told else ""] += 1
            returned += bool(told) and any(receipt.state == "returned" for receipt in receipts)
        found.append((branch, tuple(counts[word] for word in TIMELINESS), returned))
    is_long = len(found) > MOST_BRANCHES
    if is_long:
        found.sort(key=lambda line: (-line[1][2], -line[1][1], -line[2]))
    bars = tuple(
        Bar(shown_name(name), values, f"退回{back}" if back else "") for name, values, back in found[:MOST_BRANCHES] if any(values)
    )
    series = (Series("按时", "good"), Series("逾期", "late"), Series("未交", "missing"))
    return Chart(
        "hand-in",
        "各支部提交情况（份）",
        series,
        bars,
        "还没有到任何一个截止日，也没有收到表。",
        note=_cut(len(found), "各支部提交情况", is_long=is_long),
    )


def _cut(count: int, where: str, *, is_long: bool) -> str:
    return f"共 {count} 个支部，只画最需要过问的 {MOST_BRANCHES} 个，其余见“{where}”。" if is_long else ""


def landing_chart(report: Report) -> Chart:
    """By branch: of those to be transferred, who has landed, who has not, whom nobody has asked."""
    table = report.statistics
    heads = [column.head for column in table.columns] if table else []
    places = [heads.index(head) for head in ("已转入", "未转入", "未回访")] if table else []
    lines = [(str(row[0]), tuple(int(row[place]) for place in places)) for row in table.rows[:-1]] if table else []
    lines = [line for line in lines if any(line[1])]
    is_long = len(lines) > MOST_BRANCHES
    if is_long:
        lines.sort(key=lambda line: -line[1][1] - line[1][2])
    bars = tuple(Bar(shown_name(name), values) for name, values in lines[:MOST_BRANCHES])
    series = (Series("已转入", "good"), Series("未转入", "late"), Series("未回访", "missing"))
    return Chart(
        "landing",
        "各支部转入落地（应转出的人）",
        series,
        bars,
        "还没有附件2，不知道谁应转出。",
        note=_cut(len(lines), "汇总.xlsx的总览", is_long=is_long),
    )


def week_chart(report: Report) -> Chart:
    """How many landed in each week, named after its Monday."""
    landed = [one.person for one in report.standings if one.is_listed and has_landed(one.person)]
    days = [day for person in landed if (day := landed_on(person))]
    weeks = Counter(day - timedelta(day.weekday()) for day in days)
    bars = _week_bars(weeks, report.campaign.graduated_on - BEFORE)
    undated = len(landed) - len(days)
    note = f"另有 {undated} 人已转入，转入时间没有写清楚。" if undated else ""
    series = (Series("转入时间所在的一周（写的是周一）", "good"),)
    return Chart("weeks", "每周转入人数", series, bars, "还没有人转入，或附件3还没有收到。", unit="人", note=note, is_upright=True)


def _week_bars(weeks: Counter[date], start: date) -> tuple[Bar, ...]:
    """A column for every week from the first to the last; those before the start, or too many weeks ago, together in one."""
    if not weeks:
        return ()
    last = max(weeks)
    start = max(start - timedelta(start.weekday()), last - timedelta(weeks=MOST_WEEKS - 1))
    first = next(week for week in sorted(weeks) if week >= start or week == last)
    earlier = sum(count for week, count in weeks.items() if week < first)
    span = ((first + timedelta(weeks=number)) for number in range((last - first).days // 7 + 1))
    bars = [Bar(f"{week.month}月{week.day}日", (weeks[week],)) for week in span]
    return ((Bar("更早", (earlier,)),) if earlier else ()) + tuple(bars)


def has_landed(person: Person) -> bool:
    """Whether the latest follow-up row of somebody to be transferred says that they landed."""
    entry = latest_follow_up(person)
    return entry is not None and is_landed(entry[1]) and not stays(person)


def landed_on(person: Person) -> date | None:
    """The day of landing, where the latest follow-up row tells it."""
    entry = latest_follow_up(person)
    day = entry[1].get("landed_on") if entry else None
    return day.first if day else None


def destination_chart(report: Report, forms: Forms) -> Chart:
    """Where people went, as the latest follow-up tells."""
    counts: Counter[str] = Counter()
    for one in report.standings:
        entry = latest_follow_up(one.person)
        if one.is_listed and entry:
            told = entry[1].get("destination_type")
            counts[str(forms[entry[0].form].table.show("destination_type", told)) if told else "没有写清楚"] += 1
    asked = sum(counts.values())
    unasked = sum(one.is_listed for one in report.standings) - asked
    bars = _ranked(counts)
    note = f"另有 {unasked} 人还没有回访。" if unasked and asked else ""
    return Chart("destinations", "毕业去向（最近一次回访）", (Series("人数", "plain"),), bars, "还没有回访。", unit="人", note=note)


def rule_chart(report: Report) -> Chart:
    """The rules that find most."""
    counts = Counter(finding.code for finding in report.findings)
    titles = {code: f"{code} {check.title}" for code, check in catalogue().items()}
    bars = _ranked(Counter({titles.get(code, code): count for code, count in counts.items()}))
    rest = bars[MOST_RULES:]
    note = f"另有 {len(rest)} 条规则，共 {sum(bar.values[0] for bar in rest)} 处。" if rest else ""
    return Chart("rules", "哪些问题最多", (Series("处数", "plain"),), bars[:MOST_RULES], "没有发现问题。", unit="处", note=note)


def _ranked(counts: Counter[str]) -> tuple[Bar, ...]:
    ranked: Sequence[tuple[str, int]] = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Bar(shown(name), (count,)) for name, count in ranked)

"""The charts of report.html: the same counts that 总览 draws its charts from."""

from __future__ import annotations

from collections.abc import Sequence

from gradflow.core.reports import Report
from gradflow.outputs import chart_data
from gradflow.outputs.chart_data import Bar, Counts
from gradflow.outputs.html_texts import shown, shown_name
from gradflow.outputs.svg_charts import Chart, Series

MOST_BRANCHES, MOST_WEEKS = 24, 26
EARLIER = "更早"


def charts(report: Report) -> list[Chart]:
    """All charts, in the page's order."""
    rules, weeks, destinations = chart_data.rules(report), chart_data.weeks(report), chart_data.destinations(report)
    return [
        _by_branch(
            "hand-in", "各支部提交情况（份）", chart_data.hand_ins(report), ("good", "late", "returned", "missing"),
            ("还没有到任何一个截止日，也没有收到表。", "各支部提交情况"),
        ),
        Chart("rules", "哪些问题最多", _series(rules, ("missing", "returned")), _bars(rules, 2), "没有要改的问题。", unit="处"),
        _by_branch(
            "landing", "各支部转入落地", chart_data.landings(report), ("good", "late", "missing", "returned", "plain"),
            ("还没有附件2，不知道谁应转出。", "汇总.xlsx的总览"),
        ),
        Chart("weeks", "每周转入人数", _series(weeks, ("good",)), _weeks(weeks), "还没有人转入，或附件3还没有收到。", unit="人", is_upright=True),
        Chart("destinations", "毕业去向（最近一次回访）", _series(destinations, ("plain",)), _bars(destinations, 1), "还没有附件2。", unit="人"),
    ]  # fmt: skip


def _series(counts: Counts, tones: Sequence[str]) -> tuple[Series, ...]:
    """The first series, each in its tone."""
    return tuple(Series(name, tone) for name, tone in zip(counts.series, tones, strict=False))


def _bars(counts: Counts, count: int) -> tuple[Bar, ...]:
    """Each bar with its first ``count`` figures."""
    return tuple(Bar(shown(bar.label), bar.values[:count]) for bar in counts.bars)


def _by_branch(key: str, title: str, counts: Counts, tones: Sequence[str], words: tuple[str, str]) -> Chart:
    """Branches that have anything to show; of very many, those with most that is not as it should be."""
    empty, elsewhere = words
    found = [bar for bar in counts.bars if any(bar.values)]
    note = ""
    if len(found) > MOST_BRANCHES:
        note = f"共 {len(found)} 个支部，只画最需要过问的 {MOST_BRANCHES} 个，其余见“{elsewhere}”。"
        found.sort(key=lambda bar: tuple(-value for value in reversed(bar.values)))
    bars = tuple(Bar(shown_name(bar.label), bar.values) for bar in found[:MOST_BRANCHES])
    return Chart(key, title, _series(counts, tones), bars, empty, note=note)


def _weeks(counts: Counts) -> tuple[Bar, ...]:
    """A column for every week; those too many weeks ago together in one."""
    bars = [Bar(bar.label, bar.values[:1]) for bar in counts.bars]
    earlier = sum(bar.values[0] for bar in bars[:-MOST_WEEKS])
    return ((Bar(EARLIER, (earlier,)),) if earlier else ()) + tuple(bars[-MOST_WEEKS:])

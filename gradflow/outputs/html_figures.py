"""What the charts of report.html show: the same small tables that 总览 draws its charts from."""

from __future__ import annotations

from collections.abc import Sequence

from gradflow.core.reports import Figures, Report, Table
from gradflow.outputs.html_texts import shown, shown_name
from gradflow.outputs.svg_charts import Bar, Chart, Series

MOST_BRANCHES, MOST_WEEKS = 24, 26
EARLIER = "更早"


def charts(report: Report) -> list[Chart]:
    """All charts, in the page's order; none without figures."""
    figures = report.figures
    return [] if figures is None else _charts(figures)


def _charts(figures: Figures) -> list[Chart]:
    rules, destinations = figures.findings_by_rule, figures.destinations
    return [
        _by_branch(
            "hand-in", "各支部提交情况（份）", figures.hand_ins, ("good", "late", "returned", "missing"),
            ("还没有到任何一个截止日，也没有收到表。", "各支部提交情况"),
        ),
        Chart("rules", "哪些问题最多", _series(rules, ("missing", "returned")), _bars(rules, 2), "没有要改的问题。", unit="处"),
        _by_branch(
            "landing", "各支部转入落地", figures.landed_by_branch, ("good", "late", "missing", "returned", "plain"),
            ("还没有附件2，不知道谁应转出。", "汇总.xlsx的总览"),
        ),
        Chart(
            "weeks", "每周转入人数", (Series("当周转入", "good"),), _weeks(figures.landed_by_week), "还没有人转入，或附件3还没有收到。",
            unit="人", is_upright=True,
        ),
        Chart("destinations", "毕业去向（最近一次回访）", (Series("人数", "plain"),), _bars(destinations, 1), "还没有附件2。", unit="人"),
    ]  # fmt: skip


def _series(table: Table, tones: Sequence[str]) -> tuple[Series, ...]:
    """A series for each of the table's columns of figures, in its tone."""
    return tuple(Series(column.head, tone) for column, tone in zip(table.columns[1:], tones, strict=False))


def _bars(table: Table, count: int) -> tuple[Bar, ...]:
    """A bar for each row, with its first ``count`` figures."""
    return tuple(Bar(shown(str(row[0])), tuple(row[1 : count + 1])) for row in table.rows)


def _by_branch(key: str, title: str, table: Table, tones: Sequence[str], words: tuple[str, str]) -> Chart:
    """Branches that have anything to show; of very many, those with most that is not as it should be."""
    empty, elsewhere = words
    rows = [row for row in table.rows if any(row[1:])]
    note = ""
    if len(rows) > MOST_BRANCHES:
        note = f"共 {len(rows)} 个支部，只画最需要过问的 {MOST_BRANCHES} 个，其余见“{elsewhere}”。"
        rows.sort(key=lambda row: tuple(-value for value in reversed(row[1:])))
    bars = tuple(Bar(shown_name(str(row[0])), tuple(row[1:])) for row in rows[:MOST_BRANCHES])
    return Chart(key, title, _series(table, tones), bars, empty, note=note)


def _weeks(table: Table) -> tuple[Bar, ...]:
    """A column for every week; those too many weeks ago together in one."""
    bars = [Bar(str(row[0]), (row[1],)) for row in table.rows]
    earlier = sum(bar.values[0] for bar in bars[:-MOST_WEEKS])
    return ((Bar(EARLIER, (earlier,)),) if earlier else ()) + tuple(bars[-MOST_WEEKS:])

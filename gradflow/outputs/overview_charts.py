"""The charts of 总览, each beside the small table it is drawn from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from gradflow.core.reports import Figures, Table
from gradflow.excel.charts import bars, columns_and_line
from gradflow.excel.running import LINE, MOST_TOGETHER, Running
from gradflow.excel.writable import height_for

LEAST_HEIGHT = 200.0
"""Points below which a chart cannot be read."""
MOST_PARTS = 6
"""Charts of one figure; a campaign with more branches gets tables for the rest."""


def write_charts(running: Running, figures: Figures) -> None:
    """Write the blocks: hand-ins, landings by week and branch, destinations, findings by rule."""
    _by_branch(running, figures.hand_ins, "各支部交表情况（份）", "每个附件每一次算一份，只算在一栏里；没有截止日的算按时。")
    if figures.landed_by_week.rows:
        _by_week(running, figures.landed_by_week)
    if any(row[1] for row in figures.landed_by_branch.rows):
        _by_branch(running, figures.landed_by_branch, "各支部转入落地情况（人）", "")
    if figures.destinations.rows:
        _bars(running, figures.destinations, "毕业去向（人）", (1, 2), is_stacked=False)
    if figures.findings_by_rule.rows:
        _bars(running, figures.findings_by_rule, "问题种类（处）", (1, 2), is_stacked=True)


def _by_branch(running: Running, table: Table, title: str, note: str) -> None:
    parts = list(_parts(table.rows, running.widths[0]))
    figures = range(1, len(table.columns))
    for number, rows in enumerate(parts, start=1):
        name = f"{title}（{number}/{len(parts)}）" if len(parts) > 1 else title
        height = _height(running, table, rows)
        running.heading(name, height + LINE)
        if note and number == 1:
            running.note(note)
        block = running.table(table.columns, rows)
        if number <= MOST_PARTS and any(any(row[1:]) for row in rows):
            running.room_for_chart(block, height)
            running.chart_beside(block, bars(running.book, block, name, figures), height)


def _parts(rows: Sequence[Sequence[Any]], width: float) -> Iterator[Sequence[Sequence[Any]]]:
    """Rows of branches, page by page."""
    part: list[Sequence[Any]] = []
    height = 2 * LINE
    for row in rows:
        own = height_for(row[:1], [width])
        if part and height + own > MOST_TOGETHER:
            yield part
            part, height = [], 2 * LINE
        part.append(row)
        height += own
    if part:
        yield part


def _height(running: Running, table: Table, rows: Sequence[Sequence[Any]]) -> float:
    """Points of a block: its table's, but enough for a chart and no more than a page."""
    heads = height_for([column.head for column in table.columns], running.widths)
    whole = heads + sum(height_for(row[:1], running.widths) for row in rows)
    return min(max(whole, LEAST_HEIGHT), MOST_TOGETHER)


def _by_week(running: Running, table: Table) -> None:
    running.heading("每周转入落地（人）", min(max(LEAST_HEIGHT, LINE * len(table.rows)), MOST_TOGETHER))
    block = running.table(table.columns, table.rows)
    height = min(max(LEAST_HEIGHT, LINE * (len(table.rows) + 1)), 1.6 * LEAST_HEIGHT)
    running.room_for_chart(block, height)
    running.chart_beside(block, columns_and_line(running.book, block, "每周转入落地（人）", 1, 2), height)


def _bars(running: Running, table: Table, title: str, columns: Sequence[int], *, is_stacked: bool) -> None:
    height = _height(running, table, table.rows)
    running.heading(title, height)
    block = running.table(table.columns, table.rows)
    running.room_for_chart(block, height)
    running.chart_beside(block, bars(running.book, block, title, columns, is_stacked=is_stacked), height)

"""The charts of 总览, each beside the small table it is drawn from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from gradflow.forms.loader import Forms
from gradflow.model.reports import Report
from gradflow.model.views import Landing
from gradflow.outputs import chart_data
from gradflow.outputs.chart_data import Bar, Counts
from gradflow.pipeline.register import counted_by
from gradflow.writing.charts import Block, bars, columns_and_line
from gradflow.writing.paged_sheet import LINE, MOST_TOGETHER, PagedSheet
from gradflow.writing.widths import Column, height_for

NAME, FIGURE = 34, 9
"""Widths of the tables' columns."""
LEAST_HEIGHT = 200.0
"""Points below which a chart cannot be read."""
MOST_PARTS = 6
"""Charts of one figure; a campaign with more branches gets tables for the rest."""


def write_charts(running: PagedSheet, report: Report, forms: Forms) -> None:
    """Write the blocks: hand-ins, landings by week and branch, destinations, findings by rule."""
    note = "每个附件每一次算一份，只算在一栏里；没有截止日的算按时。"
    _by_branch(running, chart_data.hand_ins(report), "各支部交表情况（份）", note)
    weeks, landings, destinations, rules = (
        made(report) for made in (chart_data.weeks, chart_data.landings, chart_data.destinations, chart_data.rules)
    )
    tells_landing = Landing.LANDED in counted_by(forms)
    if weeks.bars:
        _by_week(running, weeks)
    if tells_landing and any(bar.values[0] for bar in landings.bars):
        _by_branch(running, landings, "各支部转入落地情况（人）", "")
    if tells_landing and destinations.bars:
        _bars(running, destinations, "毕业去向（人）", is_stacked=False)
    if rules.bars:
        _bars(running, rules, "问题种类（处）", is_stacked=True)


def _block(running: PagedSheet, counts: Counts) -> Block:
    columns = (Column(counts.head, NAME), *(Column(head, FIGURE) for head in counts.series))
    return running.table(columns, [(bar.label, *bar.values) for bar in counts.bars])


def _by_branch(running: PagedSheet, counts: Counts, title: str, note: str) -> None:
    parts = list(_parts(counts.bars, running.widths[0]))
    for number, part in enumerate(parts, start=1):
        name = f"{title}（{number}/{len(parts)}）" if len(parts) > 1 else title
        own = replace(counts, bars=tuple(part))
        height = _height(running, own)
        running.heading(name, height + LINE)
        if note and number == 1:
            running.note(note)
        block = _block(running, own)
        if number <= MOST_PARTS and any(any(bar.values) for bar in part):
            running.chart_beside(block, bars(block, name, range(1, len(block.heads))), height)


def _parts(found: Sequence[Bar], width: float) -> Iterator[Sequence[Bar]]:
    """Bars of branches, page by page."""
    part: list[Bar] = []
    height = 2 * LINE
    for bar in found:
        own = height_for([bar.label], [width])
        if part and height + own > MOST_TOGETHER:
            yield part
            part, height = [], 2 * LINE
        part.append(bar)
        height += own
    if part:
        yield part


def _height(running: PagedSheet, counts: Counts) -> float:
    """Points of a block: its table's, but enough for a chart and no more than a page."""
    heads = height_for([counts.head, *counts.series], running.widths)
    whole = heads + sum(height_for([bar.label], running.widths) for bar in counts.bars)
    return min(max(whole, LEAST_HEIGHT), MOST_TOGETHER)


def _by_week(running: PagedSheet, counts: Counts) -> None:
    lines = len(counts.bars)
    running.heading("每周转入落地（人）", min(max(LEAST_HEIGHT, LINE * lines), MOST_TOGETHER))
    block = _block(running, counts)
    height = min(max(LEAST_HEIGHT, LINE * (lines + 1)), 1.6 * LEAST_HEIGHT)
    running.chart_beside(block, columns_and_line(block, "每周转入落地（人）", 1, 2), height)


def _bars(running: PagedSheet, counts: Counts, title: str, *, is_stacked: bool) -> None:
    height = _height(running, counts)
    running.heading(title, height)
    block = _block(running, counts)
    running.chart_beside(block, bars(block, title, (1, 2), is_stacked=is_stacked), height)

"""Native charts whose every figure stands in cells beside them; told apart by pattern, not by colour alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gradflow.writing.books import FONT
from gradflow.writing.sheets import Chart, Sheet
from gradflow.writing.widths import clean

DARK, PALE, WHITE = "#1F4E79", "#BDD7EE", "#FFFFFF"
LOOKS: tuple[Mapping[str, Any], ...] = (
    {"fill": {"color": PALE}},
    {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": DARK, "bg_color": WHITE}},
    {"fill": {"color": DARK}},
    {"pattern": {"pattern": "dotted_diamond", "fg_color": DARK, "bg_color": WHITE}},
    {"pattern": {"pattern": "horizontal_brick", "fg_color": DARK, "bg_color": WHITE}},
)
"""From light to dark, plain and hatched in turn: they stay apart on a black and white printer."""
HIDE_ZERO = "0;;;"
OUTLINE = {"border": {"color": DARK, "width": 0.75}}
SMALL = {"name": FONT, "size": 9}
LIGHT_LABELS = frozenset({2})
"""Looks so dark that figures on them are white."""


@dataclass(frozen=True, slots=True)
class Block:
    """A table as it stands on a sheet: its head is in 0-based row ``head``, its rows follow."""

    sheet: str
    head: int
    heads: Sequence[str]
    rows: Sequence[Sequence[Any]]

    def series(self, column: int, **more: Any) -> dict[str, Any]:
        """A series of one column over the names in the first.

        What the cells hold is kept with it, so that the chart can be drawn before they are looked at.
        """
        first, last = self.head + 1, self.head + len(self.rows)
        return {
            "name": [self.sheet, self.head, column],
            "name_data": [clean(self.heads[column])],
            "categories": [self.sheet, first, 0, last, 0],
            "categories_data": [clean(str(row[0])) for row in self.rows],
            "values": [self.sheet, first, column, last, column],
            "values_data": [row[column] for row in self.rows],
            **more,
        }


def _labels(look: int) -> dict[str, Any]:
    font = {**SMALL, **({"color": WHITE, "bold": True} if look in LIGHT_LABELS else {})}
    return {"value": True, "num_format": HIDE_ZERO, "font": font}


def bars(block: Block, title: str, columns: Sequence[int], *, is_stacked: bool = True) -> Chart:
    """Horizontal bars, the first row on top: names of any length stay readable."""
    chart = Chart(type="bar", **({"subtype": "stacked"} if is_stacked else {}))
    for look, column in enumerate(columns):
        gap = {"gap": 40} if is_stacked else {"gap": 40, "overlap": -5}
        chart.add_series(block.series(column, data_labels=_labels(look), **OUTLINE, **LOOKS[look], **gap))
    _finish(chart, title)
    chart.set_y_axis({"reverse": True, "interval_unit": 1, "num_font": SMALL, "line": {"color": DARK}, "major_tick_mark": "none"})
    chart.set_x_axis(
        {"min": 0, "label_position": "none", "major_tick_mark": "none", "line": {"none": True}, "major_gridlines": {"visible": False}}
    )
    return chart


def columns_and_line(block: Block, title: str, column: int, line: int) -> Chart:
    """Columns of one figure, and a line of another over them."""
    chart, over = Chart(type="column"), Chart(type="line")
    chart.add_series(block.series(column, gap=60, data_labels=_labels(0), **OUTLINE, **LOOKS[0]))
    marks = {"marker": {"type": "diamond", "size": 6, "fill": {"color": DARK}, "border": {"color": DARK}}}
    dashes = {"line": {"color": DARK, "width": 1.5, "dash_type": "dash"}}
    over.add_series(block.series(line, **marks, **dashes))
    chart.combine(over)
    _finish(chart, title)
    chart.set_x_axis({"num_font": SMALL, "line": {"color": DARK}})
    chart.set_y_axis({"min": 0, "num_font": SMALL, "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}})
    return chart


def _finish(chart: Chart, title: str) -> None:
    chart.set_title({"name": title, "name_font": {**SMALL, "size": 11, "bold": True}, "overlay": False})
    chart.set_legend({"position": "bottom", "font": SMALL})
    chart.set_chartarea({"border": {"color": "#7F7F7F"}})


def place_chart(sheet: Sheet, chart: Chart, cell: tuple[int, int], size: tuple[float, float]) -> None:
    """Put a chart at a 0-based cell; ``size`` in pixels. It moves with its cells and is never stretched by them."""
    width, height = size
    chart.set_size({"width": int(width), "height": int(height)})
    sheet.insert_chart(*cell, chart, {"object_position": 2, "x_offset": 6, "y_offset": 2})

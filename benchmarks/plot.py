"""docs/pictures/performance.svg: bars of the clean rosters, and growth on logarithmic axes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from xml.sax.saxutils import escape

from workloads import AGAIN, CHANGED, COLLEAGUE, FAST, FLOOR, LIMIT, ONE, TWO, Result

OURS, OTHERS, INK, FAINT = "#b5322a", "#8a97a6", "#222222", "#d9dde2"
BARS = (FLOOR, AGAIN, CHANGED, ONE, TWO, LIMIT, FAST, COLLEAGUE)
WIDTH, LEFT, BAR, TOP = 780, 280, 24, 64
HEIGHT = 300
"""Of the picture of growth."""


def _text(x: float, y: float, words: str, **more: object) -> str:
    extra = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in more.items())
    return f'<text x="{x:.1f}" y="{y:.1f}"{extra}>{escape(words)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, *, is_dashed: bool = False) -> str:
    dashes = ' stroke-dasharray="4 4"' if is_dashed else ""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{OTHERS if is_dashed else FAINT}"{dashes}/>'


def bars(result: Result) -> Iterator[str]:
    """CPU seconds as bars, seconds on the clock behind them."""
    known = [(name, result.costs[name]) for name in BARS if name in result.costs]
    scale = (WIDTH - LEFT - 150) / max(costs.least("cpu") for _, costs in known)
    yield _text(20, 26, result.title, font_size=16, font_weight="bold")
    yield _text(20, 46, "CPU seconds of all processes, and seconds on the clock; least of all runs")
    for number, (name, costs) in enumerate(known):
        y, cpu, wall = TOP + number * (BAR + 8), costs.least("cpu"), costs.least("wall")
        yield _text(LEFT - 8, y + 17, name, text_anchor="end")
        yield f'<rect x="{LEFT}" y="{y}" width="{cpu * scale:.1f}" height="{BAR}" fill="{OURS if "gradflow" in name else OTHERS}"/>'
        yield _text(LEFT + cpu * scale + 8, y + 17, f"{cpu:.1f} s; clock {wall:.1f} s")


def growth(result: Result, top: float) -> Iterator[str]:
    """CPU seconds against workbooks, with the straight line of proportion through the largest."""
    points = [(int(name), costs.least("cpu")) for name, costs in result.costs.items()]
    (least, _), (most, last) = points[0], points[-1]
    decades = range(math.floor(math.log10(min(cpu for _, cpu in points))), math.ceil(math.log10(max(cpu for _, cpu in points))) + 1)

    def x(count: float) -> float:
        return LEFT + math.log10(count / least) / math.log10(most / least) * (WIDTH - LEFT - 70)

    def y(cpu: float) -> float:
        return top + HEIGHT - (math.log10(cpu) - decades[0]) / (decades[-1] - decades[0]) * HEIGHT

    yield _text(20, top - 38, "growth: CPU seconds by rosters of 50 people, one worker", font_size=16, font_weight="bold")
    yield _text(20, top - 18, "dashed: in proportion to the largest")
    for decade in decades:
        yield _line(LEFT, y(10**decade), WIDTH - 70, y(10**decade))
        yield _text(LEFT - 8, y(10**decade) + 5, f"{10.0**decade:g} s", text_anchor="end")
    low = max(least, most * 10.0 ** decades[0] / last)
    yield _line(x(low), y(last * low / most), x(most), y(last), is_dashed=True)
    path = " ".join(f"{x(count):.1f},{y(cpu):.1f}" for count, cpu in points)
    yield f'<polyline points="{path}" fill="none" stroke="{OURS}" stroke-width="2"/>'
    for count, cpu in points:
        yield f'<circle cx="{x(count):.1f}" cy="{y(cpu):.1f}" r="4" fill="{OURS}"/>'
        yield _text(x(count) + 6, y(cpu) + 16, f"{cpu:.1f} s")
        yield _text(x(count), top + HEIGHT + 20, f"{count:,}", text_anchor="middle")


def picture(rosters: Result, grown: Result) -> str:
    """The whole picture."""
    middle = TOP + len(BARS) * (BAR + 8) + 80
    height = middle + HEIGHT + 40
    parts = "\n".join((*bars(rosters), *growth(grown, middle)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'font-family="sans-serif" font-size="13" fill="{INK}">\n<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>\n{parts}\n</svg>\n'
    )

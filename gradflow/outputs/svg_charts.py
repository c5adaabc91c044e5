"""Charts as inline SVG: every value is printed as a number, and told in words to a screen reader.

Colours come from the page's style sheet by the class of a series (its tone); lightness and outline
differ too, so that a chart can be read in grey.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from gradflow.outputs.chart_data import Bar
from gradflow.writing.widths import display_width

WIDTH = 640
STACKED, SINGLE, GAP = (206, 186), (318, 70), 8
"""Widths of the label left of a bar and of the words right of it, at least, for several series and for one; the space between."""
LEAST = 40
"""The least that the longest bar takes."""
LINE, LEGEND = 26, 30
"""Heights of a bar's line and of the legend."""
PLOT, FOOT, HEAD = 150, 44, 24
"""Heights of a column chart: the columns, what stands below and above them."""
EM = 14
"""The size of the letters, as the style sheet says it."""
MOST_LABELS = 9
NARROW = 0.56
"""The width of a letter or digit, in widths of a Chinese character."""


@dataclass(frozen=True, slots=True)
class Series:
    """What one colour stands for."""

    name: str
    tone: str


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart; without bars, the page says ``empty`` instead."""

    key: str
    title: str
    series: tuple[Series, ...]
    bars: tuple[Bar, ...]
    empty: str
    unit: str = ""
    note: str = ""
    is_upright: bool = False

    def svg(self) -> Markup:
        """The drawing; empty where there is nothing to draw."""
        if not self.bars:
            return Markup("")
        if self.is_upright:
            return _frame(self, HEAD + PLOT + FOOT, _column_parts(self))
        top = LEGEND if len(self.series) > 1 else 4
        return _frame(self, top + LINE * len(self.bars) + 4, _bar_parts(self, top))

    def told(self) -> str:
        """All its values in words."""
        return "；".join(f"{bar.label}：{_words(self, bar)}" for bar in self.bars)


def _words(chart: Chart, bar: Bar) -> str:
    """The values of one bar in words; several series by name, those at zero left out."""
    if len(chart.series) == 1:
        parts = [f"{bar.values[0]}{chart.unit}"]
    else:
        parts = [f"{series.name}{value}" for series, value in zip(chart.series, bar.values, strict=True) if value]
    return " ".join(parts) or "无"


def _frame(chart: Chart, height: int, parts: Iterator[Markup]) -> Markup:
    return Markup(
        '<svg role="img" aria-labelledby="chart-{key}-title chart-{key}-told" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        '<title id="chart-{key}-title">{title}</title><desc id="chart-{key}-told">{told}</desc>{body}</svg>'
    ).format(key=chart.key, width=WIDTH, height=height, title=chart.title, told=chart.told(), body=Markup("").join(parts))


def _bar_parts(chart: Chart, top: int) -> Iterator[Markup]:
    if len(chart.series) > 1:
        yield from _legend(chart.series)
    label, tail = STACKED if len(chart.series) > 1 else SINGLE
    whole = WIDTH - label - 2 * GAP
    most = max(sum(bar.values) for bar in chart.bars) or 1
    ends = [(whole - EM * ems(_words(chart, bar))) * most / total for bar in chart.bars if (total := sum(bar.values))]
    room = max(min([whole - tail, *ends]), LEAST)  # the words right of a bar are not cut either
    for number, bar in enumerate(chart.bars):
        y = top + LINE * number
        yield _text(label, y + 18, shortened(bar.label, label / EM), "end")
        x = float(label + GAP)
        for series, value in zip(chart.series, bar.values, strict=True):
            length = value * room / most
            if value:
                yield _box((x, y + 4, length, LINE - 8), series.tone)
            x += length
        yield _text(x + GAP, y + 18, _words(chart, bar))


def _legend(series: Sequence[Series]) -> Iterator[Markup]:
    x = float(STACKED[0] + GAP)
    for one in series:
        yield _box((x, 5, 14, 14), one.tone)
        yield _text(x + 19, 17, one.name)
        x += 19 + EM * ems(one.name) + 16


def _column_parts(chart: Chart) -> Iterator[Markup]:
    step = min(80.0, WIDTH / len(chart.bars))
    left = (WIDTH - step * len(chart.bars)) / 2
    most = max(bar.values[0] for bar in chart.bars) or 1
    every = -(-len(chart.bars) // MOST_LABELS)
    base = HEAD + PLOT
    for number, bar in enumerate(chart.bars):
        height = bar.values[0] * PLOT / most
        x = left + step * number
        if bar.values[0]:
            yield _box((x + step * 0.15, base - height, step * 0.7, height), chart.series[0].tone)
            yield _text(x + step / 2, base - height - 6, str(bar.values[0]), "middle")
        if number % every == 0:
            yield _text(x + step / 2, base + 18, bar.label, "middle")
    yield Markup('<line class="axis" x1="0" x2="{}" y1="{}" y2="{}"/>').format(WIDTH, base, base)
    yield _text(WIDTH / 2, base + 38, chart.series[0].name, "middle", "quiet")


def _box(place: tuple[float, float, float, float], tone: str) -> Markup:
    x, y, width, height = (f"{number:.1f}" for number in place)
    return Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>').format(tone, x, y, width, height)


def _text(x: float, y: float, text: str, anchor: str = "start", tone: str = "ink") -> Markup:
    return Markup('<text class="{}" x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>').format(tone, x, y, anchor, text)


def ems(text: str) -> float:
    """About how wide a text is, in widths of a Chinese character."""
    wide = display_width(text) - len(text)
    return wide + NARROW * (len(text) - wide)


def shortened(text: str, room: float) -> str:
    """A label that fits beside its bar: of a long one the middle is left out, for what tells branches apart stands at the end."""
    if ems(text) <= room:
        return text
    head, tail = list(text), list[str]()
    while ems("".join(tail)) < room * 0.45:
        tail.insert(0, head.pop())
    while ems("".join((*head, "…", *tail))) > room:
        head.pop()
    return "".join((*head, "…", *tail))

"""docs/performance.md: what was measured, as tables; and the goals."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import psutil
from measuring import Costs
from workloads import AGAIN, CHANGED, COLLEAGUE, EVERYTHING, LIMIT, ONE, TWO, Result

Results = Mapping[str, Result]
STAGES = "stages"
WHY = """What keeps (b) and (d) from their goals: no stage stands out, and none is done twice. Reading and writing alone take about the goal's 0.6 of
the limit; the rest is what the limit does not do: knowing forms and rows, understanding and checking every cell, putting people together,
remembering them, telling how far each is. A function call is what CPython charges for, and each person costs some 1,300 of them; no
function takes more than a twentieth. What is left to gain is fewer of them: rows that are alike looked at together, in columns.
"""
INTRO = """# Performance

Written by `python benchmarks/run.py --write`; `make bench` prints the same. What a figure means:

- **limit**: python-calamine reads every workbook once, and xlsxwriter (constant memory) writes every cell of gradflow's own 汇总.xlsx once,
  without formats. The same job, no thought. **floor**: the same with the rows' XML put straight into the package.
- **colleague**: a script of pandas and openpyxl as an office's IT colleague would write it: core checks, a merged sheet a form, one error
  list. **colleague-fast**: the same on calamine and xlsxwriter. A test holds its merged rows and its errors against gradflow's.
- **gradflow** writes *all* its reports: 汇总.xlsx, report.html, findings.json, returned copies, receipts.

Everything is a command measured from start to exit: computing time (CPU) of all its processes, time on the clock, and the most memory all
processes held together. The commands take turns, every other time backwards. Cells are the least of all runs, and the median in brackets;
ratios are of the least, and in brackets the median of the ratios within one turn. The workbooks are made from a seed; everybody in them is
invented.

`make bench-small` (in `.ci/run`) holds two ratios on 100 rosters of 50 people against `benchmarks/committed.json` and fails at 1.3 times.

![CPU seconds for the rosters, and growth](pictures/performance.svg)
"""
HEAD = ("", "CPU s", "wall s", "peak MB", "CPU ÷ limit", "wall ÷ limit", "colleague's CPU ÷ its", "colleague's wall ÷ its")


def machine() -> str:
    """Cores, memory and Python."""
    memory = psutil.virtual_memory().total / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GB of memory, {platform.system()}, {platform.python_implementation()} {platform.python_version()}"


def table(head: tuple[str, ...], lines: Iterator[tuple[str, ...]]) -> str:
    """A table of markdown; numbers stand at the right."""
    rule = ("---", *["---:"] * (len(head) - 1))
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, rule, *lines)) + "\n"


def _both(least: float, middle: float) -> str:
    return f"{least:.2f} ({middle:.2f})"


def _ratio(costs: Costs, other: Costs | None, what: str) -> str:
    return _both(costs.ratio(other, what), costs.paired(other, what)) if other else ""


def _inverse(costs: Costs, other: Costs | None, what: str) -> str:
    return _ratio(other, costs, what) if other else ""


def ordered(result: Result) -> list[tuple[str, Costs]]:
    """The contestants, the yardsticks last; what is none of them as it was measured."""
    return sorted(result.costs.items(), key=lambda item: EVERYTHING.index(item[0]) if item[0] in EVERYTHING else 0)


def section(result: Result) -> str:
    """A workload's heading and table."""
    limit, colleague = result.costs.get(LIMIT), result.costs.get(COLLEAGUE)
    lines = (
        (
            name,
            *(_both(costs.least(what), costs.median(what)) for what in ("cpu", "wall")),
            f"{costs.peak:.0f}" if costs.peak else "",
            *(_ratio(costs, limit, what) for what in ("cpu", "wall")),
            *(_inverse(costs, colleague, what) for what in ("cpu", "wall")),
        )
        for name, costs in ordered(result)
    )
    return f"## {result.title}\n\n{table(HEAD if limit else HEAD[:4], (line if limit else line[:4] for line in lines))}"


def profile(result: Result) -> str:
    """A heading and a table of stages, and what share of all each takes."""
    whole = sum(costs.least("cpu") for costs in result.costs.values())
    lines = (
        (name, f"{seconds:.2f}", f"{seconds / whole:.0%}") for name, costs in result.costs.items() for seconds in (costs.least("cpu"),)
    )
    return f"## {result.title}\n\n{table(('', 'CPU s', 'of all'), lines)}\n{WHY}"


def shown(key: str, result: Result) -> str:
    """A workload's part of the page."""
    return profile(result) if key == STAGES else section(result)


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure of some workloads and what it must reach."""

    what: str
    needs: tuple[str, ...]
    figure: Callable[[Results], float]
    bound: float
    is_least: bool = False
    """Whether the figure must reach the bound from above."""

    def line(self, results: Results) -> tuple[str, ...]:
        """Text, figure, bound, and whether it is reached."""
        figure = self.figure(results)
        is_reached = figure >= self.bound if self.is_least else figure <= self.bound
        return self.what, f"{figure:.2f}", f"{'≥' if self.is_least else '≤'} {self.bound:g}", "yes" if is_reached else "no"


def _of(results: Results, workload: str, name: str, what: str) -> float:
    return results[workload].costs[name].least(what)


def _times(workload: str, upper: str, lower: str, what: str) -> Callable[[Results], float]:
    return lambda results: _of(results, workload, upper, what) / _of(results, workload, lower, what)


def _most(workload: str) -> Callable[[Results], float]:
    return lambda results: max(results[workload].costs[name].peak for name in (ONE, TWO))


def _grown(results: Results) -> tuple[tuple[int, Costs], tuple[int, Costs]]:
    """A tenth or so of the largest size, and the largest: workbooks and costs."""
    sizes = [(int(name), costs) for name, costs in results["growth"].costs.items()]
    return next(size for size in sizes if size[0] * 10 >= sizes[-1][0]), sizes[-1]


def _kilobytes_a_row(results: Results) -> float:
    (few, small), (many, large) = _grown(results)
    return (large.peak - small.peak) * 1024 / ((many - few) * 50)


def _bending(results: Results) -> float:
    (few, small), (many, large) = _grown(results)
    return (large.least("cpu") / many) / (small.least("cpu") / few)


GOALS = (
    Goal("(a) wall seconds, two workers", ("college",), lambda results: _of(results, "college", TWO, "wall"), 2),
    Goal("(a) again, nothing changed: wall seconds", ("college",), lambda results: _of(results, "college", AGAIN, "wall"), 0.2),
    Goal("(b) clean: CPU ÷ limit, one worker", ("rosters",), _times("rosters", ONE, LIMIT, "cpu"), 0.6),
    Goal("(b) clean: wall ÷ limit, two workers", ("rosters",), _times("rosters", TWO, LIMIT, "wall"), 0.4),
    Goal("(b) clean: times faster than colleague (CPU), one worker", ("rosters",), _times("rosters", COLLEAGUE, ONE, "cpu"), 3, is_least=True),
    Goal("(b) clean: times faster than colleague (wall), two workers", ("rosters",), _times("rosters", COLLEAGUE, TWO, "wall"), 5, is_least=True),
    Goal(
        "(b) 5 % faulty ÷ clean (CPU), one worker", ("rosters", "faulty"),
        lambda results: _of(results, "faulty", ONE, "cpu") / _of(results, "rosters", ONE, "cpu"), 1.5,
    ),
    Goal("(b) again, nothing changed: wall seconds", ("rosters",), lambda results: _of(results, "rosters", AGAIN, "wall"), 1),
    Goal("(b) again, one workbook changed ÷ first run (CPU)", ("rosters",), _times("rosters", CHANGED, ONE, "cpu"), 0.35),
    Goal("(b) memory of all processes, MB", ("rosters",), _most("rosters"), 400),
    Goal("(d) CPU ÷ limit, one worker", ("long",), _times("long", ONE, LIMIT, "cpu"), 0.6),
    Goal("--help: wall seconds", ("start",), lambda results: _of(results, "start", "gradflow --help", "wall"), 0.08),
    Goal("--version: wall seconds", ("start",), lambda results: _of(results, "start", "gradflow --version", "wall"), 0.08),
    Goal("growth: kB a further row", ("growth",), _kilobytes_a_row, 2),
    Goal("growth: CPU a workbook, at most workbooks ÷ at a tenth of them", ("growth",), _bending, 1.2),
)  # fmt: skip


def goals(results: Results) -> str:
    """The goals whose workloads were measured."""
    known = (goal.line(results) for goal in GOALS if set(goal.needs) <= results.keys())
    return "## Goals\n\n" + table(("goal", "measured", "must reach", "reached"), known)


def renewed(before: str, results: Results, how: str) -> str:
    """The page with the sections of some workloads as measured anew, each with how; all else as it was."""
    head, *sections = before.split("\n## ")
    found = {section.partition("\n")[0]: section for section in sections}
    for key, result in results.items():
        found[result.title] = f"{shown(key, result).removeprefix('## ')}\n{machine()}. {how}\n"
    return "\n## ".join((head, *found.values()))


def page(results: Results, how: str) -> str:
    """The whole page; ``how`` tells the command, when, and how long it took."""
    return "\n".join((INTRO, f"{machine()}. {how}\n", goals(results), *(shown(key, result) for key, result in results.items())))

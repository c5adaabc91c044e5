"""gradflow against plain reading and writing and against what a colleague would write, in one run.

``python benchmarks/run.py [WORKLOAD...]`` prints a table a workload: college, rosters, faulty, long, stages, growth, start (all by default).
``--small`` takes a tenth, ``--write`` writes docs/performance.md and its picture (of some workloads their sections only), ``--check`` holds two ratios at 100 rosters against
committed.json (``--commit`` renews them).
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import page
import plot
from measuring import ROOT
from workloads import COLLEAGUE, LIMIT, ONE, Result, campaigns, contest, growth, stages, start

COMMITTED = Path(__file__).with_name("committed.json")
ROOM = 1.3
"""How many times a committed ratio is too slow."""
TURNS = 4
"""At most, of the check: noise only ever adds, so the least of several turns counts."""
RENEW = "python benchmarks/run.py --commit"
STARTS = 10
WORKLOADS = (*campaigns(is_small=False), page.STAGES, "growth", "start")
DOCS = ROOT / "docs"


def measured(options: argparse.Namespace) -> Iterator[tuple[str, Result]]:
    """The workloads asked for, one after the other."""
    known = campaigns(is_small=options.small)
    for key in options.workloads or WORKLOADS:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name) / "campaign"
            if key == "growth":
                yield key, growth(folder, min(options.growth_to, 300) if options.small else options.growth_to)
            elif key == page.STAGES:
                yield key, stages(folder, 100 if options.small else 1_000)
            elif key == "start":
                yield key, start(STARTS)
            else:
                try:
                    *_, result = contest(known[key], folder, options.repeat)
                except ValueError as error:
                    print(f"left out: {error}\n", flush=True)
                else:
                    yield key, result


def ratios(result: Result) -> dict[str, float]:
    """gradflow's CPU seconds with one worker against the yardsticks'."""
    costs = result.costs
    return {f"gradflow/{other}": costs[ONE].ratio(costs[other], "cpu") for other in (LIMIT, COLLEAGUE)}


def check() -> bool:
    """Whether the small rosters keep to the committed ratios; turns go on until they do, so many at most."""
    committed = json.loads(COMMITTED.read_text("utf-8"))
    for found in _small(TURNS):
        print("; ".join(f"{name} {ratio:.2f} (at most {committed[name] * ROOM:.2f})" for name, ratio in found.items()), flush=True)
        if all(ratio <= committed[name] * ROOM for name, ratio in found.items()):
            if all(ratio * ROOM < committed[name] for name, ratio in found.items()):
                print(f"Faster than committed; to keep it: {RENEW}")
            return True
    print(f"gradflow has become slower; if that is meant: {RENEW}")
    return False


def commit() -> None:
    """Renew the committed ratios."""
    *_, found = _small(TURNS)
    COMMITTED.write_text(json.dumps({name: round(ratio, 2) for name, ratio in found.items()}, indent=1) + "\n", "utf-8")
    print(COMMITTED.read_text("utf-8"), end="")


def _small(turns: int) -> Iterator[dict[str, float]]:
    """The ratios of the small rosters after each turn."""
    with tempfile.TemporaryDirectory() as name:
        for result in contest(campaigns(is_small=True)["rosters"], Path(name) / "campaign", turns, only=(ONE, LIMIT, COLLEAGUE)):
            yield ratios(result)


def asked() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workloads", nargs="*", metavar="WORKLOAD", help=f"some of {', '.join(WORKLOADS)}")
    parser.add_argument("--small", action="store_true", help="a tenth of each workload")
    parser.add_argument("--repeat", type=int, default=3, help="turns of each workload (3)")
    parser.add_argument("--growth-to", type=int, default=3_000, help="the most rosters of growth: 10, 30, 100, 300, 1000 or 3000")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md and its picture")
    parser.add_argument("--check", action="store_true", help="compare two ratios with committed.json")
    parser.add_argument("--commit", action="store_true", help="renew committed.json")
    options = parser.parse_args()
    if unknown := set(options.workloads) - set(WORKLOADS):
        parser.error(f"no such workload: {', '.join(sorted(unknown))}")
    return options


def main() -> int:
    """Measure, print, and write if asked."""
    options = asked()
    if options.check:
        return int(not check())
    if options.commit:
        commit()
        return 0
    began, load, results = time.perf_counter(), os.getloadavg()[0], {}
    for key, result in measured(options):
        results[key] = result
        print(page.shown(key, result), flush=True)
    minutes = (time.perf_counter() - began) / 60
    how = f"`{' '.join(['python benchmarks/run.py', *sys.argv[1:]])}` on {datetime.now(UTC):%Y-%m-%d} took {minutes:.0f} minutes; load average before it: {load:.1f}."
    print(page.goals(results), f"\n{page.machine()}. {how}")
    if options.write:
        path = DOCS / "performance.md"
        is_whole = results.keys() == set(WORKLOADS)
        path.write_text(page.page(results, how) if is_whole else page.renewed(path.read_text("utf-8"), results, how), "utf-8")
        if {"rosters", "growth"} <= results.keys():
            (DOCS / "pictures" / "performance.svg").write_text(plot.picture(results["rosters"], results["growth"]), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

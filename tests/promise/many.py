"""Runs many: ``python tests/promise/many.py --seeds 300 --kind A|B [--start N] [--keep DIR] [--no-shrink]``."""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

from promise import messy
from promise.counting import Failure

with contextlib.suppress(ImportError):
    from promise import sequences


def run(kind: str, seed: int, folder: Path) -> tuple[list[Failure], dict[str, int], str]:
    """One seed: its failures, figures and recipe."""
    if kind == "A":
        plan = messy.draw_plan(seed)
        verdict = messy.judge(plan, folder)
        return verdict.failures, verdict.figures, messy.describe(plan)
    told = sequences.play(seed, folder)
    return told.failures, told.figures, told.recipe


def smallest(kind: str, seed: int, folder: Path, what: str) -> str:
    """The recipe of a smaller case that breaks the same promise, and how."""
    if kind == "A":
        plan, verdict = messy.shrunk(messy.draw_plan(seed), folder, what)
        return messy.describe(plan) + "\n" + "\n".join(f"    → {f}" for f in verdict.failures if f.kind == what)
    told = sequences.shrunk(seed, folder, what)
    return told.recipe + "\n" + "\n".join(f"    → {f}" for f in told.failures if f.kind == what)


def main() -> None:
    """Run them, print figures and failing seeds; exit status 1 where a promise is broken."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kind", choices=["A", "B"], required=True)
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--shrink", type=int, default=2, help="how many of each kind of failure are made smaller")
    choice = parser.parse_args()
    began, figures, broken = time.process_time(), Counter[str](), defaultdict[tuple[str, str], list[tuple[int, str]]](list)
    with tempfile.TemporaryDirectory() as there:
        folder = Path(there) / "2023届"
        for seed in range(choice.start, choice.start + choice.seeds):
            failures, more, _ = run(choice.kind, seed, folder)
            figures.update(more)
            figures["failing seeds"] += bool(failures)
            figures["failures"] += len(failures)
            for failure in failures:
                broken[failure.kind, failure.about].append((seed, failure.text))
        for (what, about), found in sorted(broken.items(), key=lambda item: -len(item[1])):
            seeds = sorted({seed for seed, _ in found})
            print(f"\n== {what} · {about}: {len(found)} in seeds {seeds[:12]}{' …' if len(seeds) > 12 else ''}\n   {found[0][1][:500]}")
            for seed in seeds[: choice.shrink]:
                print(f"  seed {seed}, made smaller: {smallest(choice.kind, seed, folder, what)[:2500]}")
    print(f"\nkind {choice.kind}: {dict(figures)}, {time.process_time() - began:.0f} s CPU of this process")
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()

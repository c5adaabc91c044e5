"""Runs many: ``python tests/promise/many.py --seeds 300 --kind A|B [--start N]``; one: ``--kind B --show N [--keep DIR]``.

The gradflow that is tried is the one Python finds, e.g. by PYTHONPATH.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from support import keep_collecting

from promise import messy, sequences
from promise.counting import Failure


def run(kind: str, seed: int, folder: Path) -> tuple[list[Failure], dict[str, int], str]:
    """One seed: its failures, figures and recipe."""
    if kind == "A":
        plan = messy.draw_plan(seed)
        verdict = messy.judge(plan, folder)
        return verdict.failures, verdict.figures, messy.describe(plan)
    told = sequences.play(seed, folder)
    return told.failures, told.figures, told.recipe


def smallest(kind: str, seed: int, folder: Path, what: tuple[str, str]) -> str:
    """The recipe of a smaller case that breaks the same promise, and how."""
    if kind == "A":
        plan, verdict = messy.shrunk(messy.draw_plan(seed), folder, *what)
        return messy.describe(plan) + "\n" + "\n".join(f"    → {f}" for f in verdict.failures if (f.kind, f.about) == what)
    told = sequences.shrunk(seed, folder, *what)
    return told.recipe + "\n" + "\n".join(f"    → {f}" for f in told.failures if (f.kind, f.about) == what)


def show(kind: str, seed: int, keep: Path | None) -> bool:
    """Print one seed's recipe and failures; whether it has any."""
    with tempfile.TemporaryDirectory() as there:
        failures, figures, recipe = run(kind, seed, (keep or Path(there)) / "2023届")
    print(recipe, *failures, figures, sep="\n")
    return bool(failures)


def several(kind: str, seeds: range, most_shrunk: int) -> bool:
    """Print figures, and what failed with its seeds and the smallest cases found; whether anything did."""
    keep_collecting()
    began, figures, broken = time.process_time(), Counter[str](), defaultdict[tuple[str, str], list[tuple[int, str]]](list)
    with tempfile.TemporaryDirectory() as there:
        folder = Path(there) / "2023届"
        for seed in seeds:
            failures, more, _ = run(kind, seed, folder)
            figures.update({**more, "failing seeds": bool(failures), "failures": len(failures)})
            for failure in failures:
                broken[failure.kind, failure.about].append((seed, failure.text))
        for what, found in sorted(broken.items(), key=lambda item: -len(item[1])):
            failing = sorted({seed for seed, _ in found})
            print(
                f"\n== {' · '.join(what)}: {len(found)} in seeds {failing[:12]}{' …' if len(failing) > 12 else ''}\n   {found[0][1][:500]}"
            )
            for seed in failing[:most_shrunk]:
                print(f"  seed {seed}, made smaller: {smallest(kind, seed, folder, what)[:3000]}", flush=True)
    print(f"\nkind {kind}: {dict(figures)}, {time.process_time() - began:.0f} s CPU of this process")
    return bool(broken)


def main() -> None:
    """Exit status 1 where a promise is broken."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kind", choices=["A", "B"], required=True)
    parser.add_argument("--seeds", type=int, default=100, help="how many")
    parser.add_argument("--start", type=int, default=0, help="the first")
    parser.add_argument("--shrink", type=int, default=1, help="how many of each kind of failure are made smaller")
    parser.add_argument("--show", type=int, help="only this seed, with its recipe")
    parser.add_argument("--keep", type=Path, help="where its campaign folder stays")
    choice = parser.parse_args()
    if choice.show is not None:
        sys.exit(show(choice.kind, choice.show, choice.keep))
    sys.exit(several(choice.kind, range(choice.start, choice.start + choice.seeds), choice.shrink))


if __name__ == "__main__":
    main()

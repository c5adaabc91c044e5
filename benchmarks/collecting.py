"""Many campaigns against each alone: ``python benchmarks/collecting.py [--campaigns 50]`` on a quiet machine; POSIX, all on this one.

Each is workload (a). Measured: every one alone (one worker), all by ``gradflow collect``, the same again with nothing changed, one changed, and on
a Dask cluster of as many local workers as there are cores. The reports must be equal byte for byte. ``--write`` puts the table into docs/规模.md.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import invented
from measuring import ROOT, Cost, environment, measure, python
from workloads import Campaign, campaigns

PAGE, MARK = ROOT / "docs" / "规模.md", "<!-- 实测 -->"
CORES = os.cpu_count() or 1


def make(home: Path, campaign: Campaign, count: int) -> list[Path]:
    """So many colleges' campaigns of one workload, each with people of its own; those that are there already are taken as they are."""
    found = []
    for number in range(count):
        invented.COLLEGE = f"第{number + 1}职业技术学院"
        found.append(home / f"{number + 1}")
        if not found[-1].exists():
            invented.make_campaign(
                found[-1], campaign.forms, campaign.branches, campaign.people, campaign.share, number * campaign.branches
            )
    return found


def forget(folders: list[Path]) -> None:
    """Take away all that gradflow wrote."""
    for folder in folders:
        shutil.rmtree(folder / "reports", ignore_errors=True)
        shutil.rmtree(folder / ".gradflow", ignore_errors=True)


def digest(folder: Path) -> str:
    """Of the names and contents of all reports; not of what they were made from, which names the folder."""
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith(".gradflow"):
            whole.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()


def _started(folder: str, module: str, *words: object) -> subprocess.Popen[bytes]:
    command = python("-m", f"distributed.cli.{module}", *words)
    return subprocess.Popen(command, env=environment(), stderr=subprocess.DEVNULL, cwd=folder)  # noqa: S603 - our own words


@contextmanager
def cluster() -> Iterator[str]:
    """A scheduler and workers on this machine; its address."""
    with tempfile.TemporaryDirectory() as name:
        told = Path(name) / "scheduler.json"
        ours = [_started(name, "dask_scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", told)]
        ours += [_started(name, "dask_worker", "--scheduler-file", told, "--nworkers", CORES, "--nthreads", 1, "--no-dashboard")]
        try:
            while not told.exists():
                time.sleep(0.1)
            time.sleep(5)
            yield re.search(r'"address": "(.*?)"', told.read_text())[1]
        finally:
            for one in reversed(ours):
                one.terminate()
                one.wait()


def run(home: Path, folders: list[Path], as_of: str) -> Iterator[tuple[str, Cost]]:
    """Name and cost of everything. Raises SystemExit where reports differ."""
    choice = ("--as-of", as_of)
    alone = [measure(python("-m", "gradflow", "validate", folder, *choice, "--jobs", 1, "--fail-on", "never")) for folder in folders]
    yield "逐个检查(各一个进程)", Cost(sum(one.cpu for one in alone), sum(one.wall for one in alone), max(one.peak for one in alone))
    expected = [digest(folder / "reports") for folder in folders]
    together = python("-m", "gradflow", "collect", *folders, *choice, "--quiet", "--out", home / "总汇")

    def collected(*words: object) -> Cost:
        return measure(["sh", "-c", '"$@"; test $? -le 1', "sh", *together, *map(str, words)])

    forget(folders)
    yield "collect", collected()
    ours = digest(home / "总汇" / "reports")
    if expected != [digest(folder / "reports") for folder in folders]:
        raise SystemExit("reports differ")
    yield "collect，什么也没有变", collected()
    changed = next((folders[0] / "inbox").iterdir())
    kept, came = changed.read_bytes(), changed.stat().st_mtime
    changed.write_bytes(next((folders[0] / "inbox").glob("*[!1].xlsx")).read_bytes())
    yield "collect，一个学院变了一份表", collected()
    changed.write_bytes(kept)
    os.utime(changed, (came, came))
    forget(folders)
    shutil.rmtree(home / "总汇" / "reports")
    with cluster() as address:
        yield f"collect --dask，{CORES} 个工作进程", collected("--dask", address)
    if expected != [digest(folder / "reports") for folder in folders] or ours != digest(home / "总汇" / "reports"):
        raise SystemExit("reports of the cluster differ")


def main() -> None:
    """Print the table, or write it into the page."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--campaigns", type=int, default=50)
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--home", type=Path, help="where campaigns are made, and kept for the next time")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    campaign = campaigns(is_small=options.small)["college"]
    books = len(campaign.forms) * campaign.branches
    with tempfile.TemporaryDirectory() as name:
        home = options.home or Path(name)
        folders = make(home, campaign, options.campaigns)
        forget(folders)
        lines = ["|  | CPU 秒 | 秒 | 全部进程内存 MB | 秒 ÷ (逐个之和 ÷ 核数) |", "|---|---:|---:|---:|---:|"]
        base = 0.0
        for what, cost in run(home, folders, campaign.as_of):
            base = base or cost.wall / CORES
            lines.append(f"| {what} | {cost.cpu:.1f} | {cost.wall:.1f} | {cost.peak:.0f} | {cost.wall / base:.2f} |")
            print(lines[-1], flush=True)
    day = datetime.now(tz=UTC).date()
    head = f"{options.campaigns} 个活动，每个 {books} 份表、{books * campaign.people} 行；{CORES} 核，{day.isoformat()}，`python benchmarks/collecting.py --write`："
    text = "\n".join((MARK, head, "", *lines, MARK))
    if options.write:
        before, _, after = PAGE.read_text("utf-8").split(MARK)
        PAGE.write_text(before + text + after, "utf-8")


if __name__ == "__main__":
    main()

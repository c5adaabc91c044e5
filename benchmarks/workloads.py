"""What is measured: campaigns, the commands that are put to them in turn, and the goals (see docs/performance.md)."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from invented import make_campaign, workbook, write_workbook
from limit import keep_cells
from measuring import ROOT, Cost, Costs, environment, measure, python

ONE, TWO, AGAIN, CHANGED = (
    "gradflow, one worker",
    "gradflow, two workers",
    "gradflow again, nothing changed",
    "gradflow again, one workbook changed",
)
LIMIT, FLOOR, COLLEAGUE, FAST = "limit", "floor", "colleague", "colleague-fast"
EVERYTHING = (ONE, AGAIN, CHANGED, TWO, FLOOR, LIMIT, FAST, COLLEAGUE)
HERE = ROOT / "benchmarks"


@dataclass(frozen=True, slots=True)
class Campaign:
    """A workload: so many branches with a workbook of each form, so many people a workbook."""

    key: str
    title: str
    forms: Sequence[str]
    branches: int
    people: int
    share: float
    as_of: str


@dataclass(slots=True)
class Result:
    """What the contestants of a workload cost."""

    title: str
    costs: dict[str, Costs] = field(default_factory=dict)

    def add(self, name: str, cost: Cost) -> None:
        """Note a run."""
        self.costs.setdefault(name, Costs([])).runs.append(cost)


@dataclass(slots=True)
class Arena:
    """A campaign's folder, and the commands that are put to it."""

    campaign: Campaign
    folder: Path

    def put(self, share: float, hour: int = 9) -> None:
        """Write the first branch's first workbook, come at an hour, with a share of faulty rows."""
        form = self.campaign.forms[0]
        write_workbook(workbook(self.folder, form, 0), form, 0, self.campaign.people, share, hour)

    def forget(self) -> None:
        """Take away all that gradflow wrote."""
        for name in ("reports", ".gradflow"):
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def gradflow(self, jobs: int) -> Cost:
        """Check, merge and write all reports."""
        choice = ("--as-of", self.campaign.as_of, "--jobs", jobs, "--fail-on", "never")
        return measure(python("-m", "gradflow", "validate", self.folder, *choice))

    def first(self, jobs: int) -> Cost:
        """A first run."""
        self.forget()
        return self.gradflow(jobs)

    def changed(self) -> Cost:
        """One more run with one workbook changed, which is put back."""
        self.put(self.campaign.share + 0.1, hour=10)
        cost = self.gradflow(1)
        self.put(self.campaign.share)
        return cost

    def yardstick(self, script: str, *words: object) -> Callable[[], Cost]:
        """A script of this folder that reads the inbox and writes one workbook."""
        return lambda: measure(python(HERE / script, self.folder / "inbox", *words))

    def contestants(self) -> list[dict[str, Callable[[], Cost]]]:
        """Everything to run in one turn; what stands together runs in that order.

        gradflow runs once before, for the limit writes its cells. Raises ValueError if it did not read every row.
        """
        self.gradflow(1)
        expected = len(self.campaign.forms) * self.campaign.branches * self.campaign.people
        counts = json.loads((self.folder / "reports" / "findings.json").read_text("utf-8"))["counts"]
        if counts["rows_read"] != expected:
            raise ValueError(f"{self.campaign.title}: {counts['rows_read']} of {expected} rows read")
        cells, out = self.folder.with_name("cells"), self.folder.with_name("out.xlsx")
        keep_cells(self.folder / "reports" / "汇总.xlsx", cells)
        again = {AGAIN: lambda: self.gradflow(1), CHANGED: self.changed} if self.campaign.branches > 1 else {}
        return [
            {ONE: lambda: self.first(1), **again},
            {LIMIT: self.yardstick("limit.py", cells, out)},
            {COLLEAGUE: self.yardstick("colleague.py", out)},
            {TWO: lambda: self.first(2)},
            {FLOOR: self.yardstick("limit.py", cells, out, "--floor")},
            {FAST: self.yardstick("colleague.py", out, "--fast")},
        ]


def contest(campaign: Campaign, folder: Path, turns: int, only: Sequence[str] = EVERYTHING) -> Iterator[Result]:
    """Run everything, or what is named, in turn, every other time backwards; the result after each turn. Raises ValueError as above."""
    make_campaign(folder, campaign.forms, campaign.branches, campaign.people, campaign.share)
    result = Result(campaign.title)
    contestants = Arena(campaign, folder).contestants()
    for number in range(turns):
        for together in contestants if number % 2 == 0 else reversed(contestants):
            for name in [name for name in together if name in only]:
                result.add(name, together[name]())
        yield result


def campaigns(*, is_small: bool) -> dict[str, Campaign]:
    """The workloads, as performance is promised for them or small."""
    branches, class_size, rosters, long = (6, 10, 100, 5_000) if is_small else (30, 40, 1_000, 100_000)
    every = ("transfer_out", "registration_card", "follow_up")
    listed = (
        Campaign("college", f"(a) a college: {branches} branches × 3 forms × {class_size} people, 5 % faulty", every, branches, class_size, 0.05, "2023-07-25"),
        Campaign("rosters", f"(b) {rosters:,} rosters × 50 people, clean", every[:1], rosters, 50, 0.0, "2023-06-20"),
        Campaign("faulty", f"(b) {rosters:,} rosters × 50 people, 5 % faulty", every[:1], rosters, 50, 0.05, "2023-06-20"),
        Campaign("long", f"(d) one roster of {long:,} people, clean", every[:1], 1, long, 0.0, "2023-06-20"),
    )  # fmt: skip
    return {campaign.key: campaign for campaign in listed}


def growth(folder: Path, most: int) -> Result:
    """First runs with one worker over ever more rosters of 50, each once."""
    result = Result("growth: rosters × 50 people, one worker")
    for count in (10, 30, 100, 300, 1_000, 3_000):
        if count <= most:
            make_campaign(folder, ("transfer_out",), count, 50, 0.0)
            arena = Arena(Campaign("growth", "", ("transfer_out",), count, 50, 0.0, "2023-06-20"), folder)
            result.add(f"{count}", arena.gradflow(1))
            shutil.rmtree(folder)
    return result


def stages(folder: Path, rosters: int) -> Result:
    """Where the computing time of clean rosters of 50 goes, all in one process."""
    result = Result(f"where the time goes: {rosters:,} rosters × 50 people, clean, all in one process")
    make_campaign(folder, ("transfer_out",), rosters, 50, 0.0)
    command = python(HERE / "stages.py", folder, "2023-06-20")
    done = subprocess.run(command, env=environment(), check=True, capture_output=True, text=True)  # noqa: S603 - our own words
    for stage, seconds in json.loads(done.stdout).items():
        result.add(stage, Cost(seconds, seconds, 0))
    return result


def start(repeat: int) -> Result:
    """Starting up, beside Python alone."""
    result = Result("start-up")
    commands = {
        "python -c pass": ("-c", "pass"),
        "gradflow --help": ("-m", "gradflow", "--help"),
        "gradflow --version": ("-m", "gradflow", "--version"),
    }
    for _ in range(repeat):
        for name, words in commands.items():
            result.add(name, measure(python(*words)))
    return result

"""Where the computing time of a run goes: ``python benchmarks/stages.py FOLDER DAY`` prints CPU seconds by stage as JSON.

Everything is done in one process, workers' work too; what a stage calls of another counts there only.
"""

from __future__ import annotations

import functools
import importlib
import json
import sys
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

BEGAN = time.process_time()
STAGES = {
    "reading workbooks": ("gradflow.reading.workbooks.read_workbook",),
    "recognising forms, branches, rows": ("gradflow.pipeline.examine.recognise",),
    "understanding cells, rules of cells and rows": ("gradflow.pipeline.examine.validate",),
    "handing over, keeping facts": ("gradflow.app.examination._parted", "gradflow.app.examination._joined", "gradflow.app.facts.Facts.keep"),
    "rules of sheets and days": ("gradflow.pipeline.run.settle_rounds",),
    "people: matching, completeness, rules": ("gradflow.pipeline.run.crosscheck",),
    "people owed, with the ledger": (
        "gradflow.pipeline.run.open_account", "gradflow.pipeline.run.ask", "gradflow.pipeline.run.settle", "gradflow.app.session.note_people",
    ),
    "how far everybody is, what is next": ("gradflow.pipeline.run.person_statuses", "gradflow.pipeline.run.next_steps"),
    "汇总.xlsx": ("gradflow.outputs.consolidated.write_consolidated",),
    "workbooks of every branch": ("gradflow.outputs.publishing.write_workbooks", "gradflow.outputs.publishing.next_forms"),
    "findings.json, report.html": (
        "gradflow.outputs.findings_json.document", "gradflow.outputs.findings_json.write_findings", "gradflow.outputs.html_page.write_page",
    ),
}  # fmt: skip
"""Stage -> functions, where they are looked up."""
START, REST = "start: Python, imports, settings", "imports of what writes, all else"


class Clock:
    """CPU seconds by stage, each without the stages within it."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self._now = [REST]
        self._since = time.process_time()

    def turn(self, stage: str | None) -> None:
        """Enter a stage, or leave the one that is on."""
        moment = time.process_time()
        self.seconds[self._now[-1]] += moment - self._since
        self._since = moment
        self._now = [*self._now, stage] if stage else self._now[:-1]

    def watched(self, stage: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """The function, its time told; what it would give bit by bit is made at once."""

        @functools.wraps(work)
        def timed(*given: Any, **named: Any) -> Any:
            self.turn(stage)
            try:
                made = work(*given, **named)
                return list(made) if isinstance(made, Iterator) else made
            finally:
                self.turn(None)

        return timed


def watch(clock: Clock) -> None:
    """Have all stages timed. Raises AttributeError or ImportError where one has another name now."""
    for stage, names in STAGES.items():
        for name in names:
            home, _, own = name.rpartition(".")
            try:
                holder: Any = importlib.import_module(home)
            except ModuleNotFoundError:
                module, _, kind = home.rpartition(".")
                holder = getattr(importlib.import_module(module), kind)
            setattr(holder, own, clock.watched(stage, getattr(holder, own)))


def answered_here(waiting: deque[str], job: Any, *_: object) -> Iterator[tuple[str, Any]]:
    """What a worker would answer, worked out here."""
    while waiting:
        file = waiting.popleft()
        yield file, job.joined([*job.parted(job.work(file, int))])


def profile(folder: Path, day: date) -> dict[str, float]:
    """CPU seconds by stage of one first run, in the order of the run."""
    import gradflow  # noqa: PLC0415 - its import counts
    from gradflow.app import examination  # noqa: PLC0415 - its import counts

    examination.answers = answered_here
    campaign = gradflow.open(folder)
    started, clock = time.process_time() - BEGAN, Clock()
    watch(clock)
    campaign.validate(day, jobs=1).write(jobs=1)
    clock.turn(None)
    return {START: started, **{stage: clock.seconds[stage] for stage in (*STAGES, REST)}}


if __name__ == "__main__":
    print(json.dumps(profile(Path(sys.argv[1]), date.fromisoformat(sys.argv[2])), ensure_ascii=False))

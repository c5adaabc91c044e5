"""What a command costs from start to exit: computing time of all its processes, time on the clock, and the most memory they held at once."""

from __future__ import annotations

import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
TICK = 0.1
"""Seconds between two looks at the memory (``ru_maxrss`` will not do: a child begins with what its parent held)."""
UNCOUNTED = "uncounted"
"""Begins a line that a yardstick prints: seconds of computing and on the clock that are no part of its task."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run of a command cost."""

    cpu: float
    """Seconds of computing, of the whole process tree."""
    wall: float
    """Seconds from start to exit."""
    peak: float
    """Megabytes that all processes held together; pages they share count once where the system tells (Linux).
    0 if it was over before anybody looked."""


def environment() -> dict[str, str]:
    """Of this checkout's modules, compiled once and kept, as an installed package's are."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}


def python(*words: object) -> list[str]:
    """A command of this interpreter."""
    return [sys.executable, *map(str, words)]


def measure(command: Sequence[str]) -> Cost:
    """Run a command to its end. Raises SystemExit, with what it printed, if it fails. POSIX only (``wait4``)."""
    with tempfile.TemporaryFile() as screen:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=screen, stderr=subprocess.STDOUT, env=environment())  # noqa: S603 - our own words
        memory = _Memory(process.pid)
        memory.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        memory.is_over.set()
        memory.join()
        screen.seek(0)
        printed = screen.read().decode("utf-8", "replace")
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{printed}")
    cpu_aside, wall_aside = _uncounted(printed)
    return Cost(usage.ru_utime + usage.ru_stime - cpu_aside, wall - wall_aside, memory.peak / 2**20)


def _uncounted(printed: str) -> tuple[float, float]:
    for line in printed.splitlines():
        if line.startswith(UNCOUNTED):
            cpu, wall = map(float, line.split()[1:])
            return cpu, wall
    return 0.0, 0.0


class _Memory(threading.Thread):
    """Looks at a process and all below it until it is over."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.top, self.peak, self.is_over = psutil.Process(pid), 0, threading.Event()

    def run(self) -> None:
        while not self.is_over.wait(TICK):
            with contextlib.suppress(psutil.Error):
                self.peak = max(self.peak, sum(map(_held, (self.top, *self.top.children(recursive=True)))))


def _held(process: psutil.Process) -> int:
    """Bytes of a process; its share of what it has in common with others where that is known."""
    with contextlib.suppress(psutil.Error):
        info = process.memory_full_info()
        return int(getattr(info, "pss", info.rss))
    return 0


@dataclass(slots=True)
class Costs:
    """The runs of one command, in the order of the repetitions."""

    runs: list[Cost]

    def least(self, what: str) -> float:
        """The smallest of all runs: what the machine's noise added least to."""
        return min(getattr(run, what) for run in self.runs)

    def median(self, what: str) -> float:
        """The middle of all runs."""
        return statistics.median(getattr(run, what) for run in self.runs)

    def ratio(self, other: Costs, what: str) -> float:
        """How many times another's least cost this one's is."""
        return self.least(what) / other.least(what)

    def paired(self, other: Costs, what: str) -> float:
        """The median of the ratios within a repetition."""
        return statistics.median(getattr(a, what) / getattr(b, what) for a, b in zip(self.runs, other.runs, strict=True))

    @property
    def peak(self) -> float:
        """The most memory of any run, in megabytes."""
        return max(run.peak for run in self.runs)

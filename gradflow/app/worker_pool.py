"""Worker processes that take one file at a time: what befalls a worker is known to be that file's doing.

Computing time and memory decide, never the clock on the wall: a worker that is stopped, or waits for a share or a busy machine,
is waited for.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from multiprocessing import connection
from multiprocessing.process import BaseProcess
from typing import Any

import psutil

from gradflow.app.campaign_lock import leave_signals_to_parent, signals_held

SECONDS, SECONDS_A_MEGABYTE, MOST_SECONDS = 30, 20, 600
"""Of computing, for one file: so many, and more for each megabyte of its bytes, but never more than that."""
QUIET_SECONDS = 10
"""Of waiting without computing, after which people are told."""
TICK = 1.0
"""Seconds between two looks at what busy workers take."""
STARTED_WITH = 100 * 2**20
"""Bytes a worker may hold beside its share: what it has loaded before it reads anything."""


class Fate(Enum):
    """How a worker ended without an answer."""

    DIED = auto()
    SLOW = auto()


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker does once (``start``) and for each file (``work``); an answer of None means that it needs more memory.

    ``work`` is also given what to call with the size of the file in bytes, once that is known.
    """

    start: Callable[[], None]
    work: Callable[[str, Callable[[int], None]], object]
    parted: Callable[[Any], Iterator[object]]
    """Takes an answer apart: what is large goes over in parts, so that neither end holds all of it twice."""
    joined: Callable[[Sequence[Any]], object]
    most_bytes: int
    """Of memory; the parent sees to it where the system does not."""
    is_once: bool = False
    """Whether each file gets a new worker."""


@dataclass(slots=True)
class _Worker:
    """A process, our end of its pipe, and the file it is at."""

    process: BaseProcess
    meter: psutil.Process
    pipe: connection.Connection
    job: Job
    file: str = ""
    is_told: bool = False
    """Whether people know that it waits."""
    _size: int = 0
    """Of the file, in bytes, as far as it is known."""
    _parts: list[object] = field(default_factory=list)
    _began: tuple[float, float] = (0, 0)
    """Seconds it had computed and seconds on the clock when it began the file."""
    _measured_at: float = 0

    def take(self, file: str) -> None:
        self.file, self.is_told, self._size = file, False, 0
        self._measured_at = time.monotonic()
        self._began = self._taken()[0], self._measured_at
        with contextlib.suppress(OSError):  # a worker that is gone is noticed when it is asked for its answer
            self.pipe.send(file)

    def look(self) -> Iterator[object]:
        """Its answer or fate, if it has come to one."""
        try:
            while self.pipe.poll():
                word, said = self.pipe.recv()
                if word is _Word.SIZE:
                    self._size = said
                elif word is _Word.PART:
                    self._parts.append(said)
                else:
                    yield self.job.joined(self._parts) if word is _Word.END else None
                    self._parts.clear()
                    return
        except Exception:  # noqa: BLE001 - cut off, or what cannot be carried over
            yield Fate.DIED
            return
        if not self.process.is_alive():
            yield Fate.DIED
        elif time.monotonic() - self._measured_at >= TICK:
            yield from self._measured()

    def _measured(self) -> Iterator[object]:
        """Its fate, where it has taken too much."""
        self._measured_at = time.monotonic()
        computed, held = self._taken()
        if computed - self._began[0] > allowed_seconds(self._size):
            yield Fate.SLOW
        elif held > self.job.most_bytes + STARTED_WITH:
            yield None

    def is_waiting(self) -> bool:
        """Whether it has waited rather than computed for long, as last measured, and nobody has been told."""
        passed = self._measured_at - self._began[1]
        return not self.is_told and passed > QUIET_SECONDS and passed - (self._taken()[0] - self._began[0]) > QUIET_SECONDS

    def _taken(self) -> tuple[float, int]:
        """Seconds it has computed since it began to live, and bytes it holds; nothing of one that is gone."""
        try:
            times = self.meter.cpu_times()
            return times.user + times.system, self.meter.memory_info().rss
        except psutil.Error:
            return 0, 0

    def end(self) -> None:
        """Stop at once; nothing it still does is wanted."""
        self.process.kill()
        self.process.join(1)  # one that hangs on a dead share cannot even be killed
        self.pipe.close()


class _Word(Enum):
    SIZE = auto()
    """Of the file it reads, in bytes."""
    PART = auto()
    """Of its answer."""
    END = auto()
    """Of its answer."""
    NO_MEMORY = auto()


def allowed_seconds(size: int) -> float:
    """Seconds of computing a file of so many bytes may take."""
    return min(SECONDS + SECONDS_A_MEGABYTE * size / 2**20, MOST_SECONDS)


def answers(
    waiting: deque[str], job: Job, workers: int, tell: Callable[[str], None], meanwhile: Callable[[], object] = bool
) -> Iterator[tuple[str, Any]]:
    """Each file with its answer or Fate, in no particular order; files may be added to ``waiting`` meanwhile.

    ``tell`` is called once with each file whose worker waits instead of computing, ``meanwhile`` when all workers are at their first.
    """
    pool: list[_Worker] = []
    try:
        while waiting or any(worker.file for worker in pool):
            free = [worker for worker in pool if not worker.file]
            missing = min(workers - len(pool), len(waiting) - len(free))
            for worker in free + [_hired(job, pool) for _ in range(missing)]:
                if waiting:
                    worker.take(waiting.popleft())
            meanwhile()
            meanwhile = bool
            for worker, answer in _done(pool, tell):
                file, worker.file = worker.file, ""
                if job.is_once or answer is None or isinstance(answer, Fate):
                    pool.remove(worker)
                    worker.end()
                yield file, answer
    finally:
        for worker in pool:
            worker.end()


def _hired(job: Job, pool: list[_Worker]) -> _Worker:
    context = multiprocessing.get_context()
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, job), daemon=True)
    with signals_held():
        process.start()
        pool.append(_Worker(process, psutil.Process(process.pid), ours, job))
    theirs.close()
    return pool[-1]


def _done(pool: list[_Worker], tell: Callable[[str], None]) -> Iterator[tuple[_Worker, object]]:
    """Wait for something to happen, and look at everybody who is busy."""
    busy = [worker for worker in pool if worker.file]
    signs: list[Any] = [worker.pipe for worker in busy] + [worker.process.sentinel for worker in busy]
    connection.wait(signs, TICK)
    for worker in busy:
        found = list(worker.look())
        if not found and worker.is_waiting():
            worker.is_told = True
            tell(worker.file)
        yield from ((worker, answer) for answer in found)


def _serve(pipe: connection.Connection, job: Job) -> None:
    leave_signals_to_parent()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # a parser that panics must not print what it was reading
    job.start()
    while True:
        try:
            file = pipe.recv()
        except EOFError:
            return
        answer = job.work(file, lambda size: pipe.send((_Word.SIZE, size)))
        try:
            for part in job.parted(answer) if answer is not None else ():
                pipe.send((_Word.PART, part))
            pipe.send((_Word.NO_MEMORY if answer is None else _Word.END, None))
        except MemoryError:
            pipe.send((_Word.NO_MEMORY, None))


def _end_with_parent() -> None:
    """A worker whose run was killed has nobody to work for, and must not hold the campaign locked."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)

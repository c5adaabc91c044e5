"""Worker processes that take one file at a time: what befalls a worker is known to be that file's doing."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from multiprocessing import connection
from multiprocessing.process import BaseProcess
from typing import Any

SECONDS = 20
"""Of computing, for one file."""
PATIENCE = 3 if os.name == "posix" else 1
"""How many times as long a worker may take on a machine that is busy with other things."""


class Fate(Enum):
    """How a worker ended without an answer."""

    DIED = auto()
    SLOW = auto()


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker does once (``start``) and for each file (``work``); an answer of None means that it needs more memory."""

    start: Callable[[], None]
    work: Callable[[str], object]
    is_once: bool = False
    """Whether each file gets a new worker."""


@dataclass(slots=True)
class _Worker:
    """A process, our end of its pipe, and the file it is at."""

    process: BaseProcess
    pipe: connection.Connection
    file: str = ""
    deadline: float = 0

    def take(self, file: str) -> None:
        """Begin a file."""
        self.file, self.deadline = file, time.monotonic() + SECONDS * PATIENCE
        with contextlib.suppress(OSError):  # a worker that is gone is noticed when it is asked for its answer
            self.pipe.send(file)

    def is_done(self) -> bool:
        """Whether there is an answer, or will never be one."""
        return self.pipe.poll() or not self.process.is_alive() or time.monotonic() >= self.deadline

    def answer(self) -> object:
        """What it found, or its fate."""
        if time.monotonic() >= self.deadline and self.process.is_alive() and not self.pipe.poll():
            return Fate.SLOW
        try:
            return self.pipe.recv() if self.pipe.poll() else self._fate()
        except Exception:  # noqa: BLE001 - cut off, or what cannot be carried over
            return self._fate()

    def _fate(self) -> Fate:
        self.process.join(1)
        over_time = -getattr(signal, "SIGXCPU", 0)
        return Fate.SLOW if over_time and self.process.exitcode == over_time else Fate.DIED

    def end(self) -> None:
        """Stop at once; nothing it still does is wanted."""
        self.process.kill()
        self.process.join()
        self.pipe.close()


def answers(waiting: deque[str], job: Job, workers: int) -> Iterator[tuple[str, Any]]:
    """Each file with its answer or Fate, in no particular order; files may be added to ``waiting`` meanwhile."""
    crew: list[_Worker] = []
    try:
        while waiting or any(worker.file for worker in crew):
            free = [worker for worker in crew if not worker.file]
            missing = min(workers - len(crew), len(waiting) - len(free))
            for worker in free + [_hired(job, crew) for _ in range(missing)]:
                if waiting:
                    worker.take(waiting.popleft())
            for worker in _done(crew):
                file, answer = worker.file, worker.answer()
                worker.file = ""
                if job.is_once or answer is None or isinstance(answer, Fate):
                    crew.remove(worker)
                    worker.end()
                yield file, answer
    finally:
        for worker in crew:
            worker.end()


def _hired(job: Job, crew: list[_Worker]) -> _Worker:
    context = multiprocessing.get_context()
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, job), daemon=True)
    process.start()
    theirs.close()
    crew.append(_Worker(process, ours))
    return crew[-1]


def _done(crew: list[_Worker]) -> list[_Worker]:
    """Wait for the next answers."""
    busy = [worker for worker in crew if worker.file]
    signs: list[Any] = [worker.pipe for worker in busy] + [worker.process.sentinel for worker in busy]
    next_deadline = min(worker.deadline for worker in busy)
    connection.wait(signs, max(0.0, next_deadline - time.monotonic()))
    return [worker for worker in busy if worker.is_done()]


def _serve(pipe: connection.Connection, job: Job) -> None:
    """The life of a worker."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # a parser that panics must not print what it was reading
    job.start()
    while True:
        try:
            file = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        _limit_time()
        answer = job.work(file)
        try:
            pipe.send(answer)
        except MemoryError:
            pipe.send(None)


def _limit_time() -> None:
    """From now on SECONDS of computing; the system ends what takes longer, even where no Python runs."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - not on Windows

        most = int(time.process_time()) + SECONDS + 1
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))  # no memory of people left lying


def _end_with_parent() -> None:
    """A worker whose run was killed has nobody to work for, and must not hold the campaign locked."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)

"""Worker processes that take one file at a time: what befalls a worker is known to be that file's doing.

Computing time and memory decide, never the clock on the wall: a worker that is stopped, or waits for a share or a busy machine,
is waited for.
"""

from __future__ import annotations

import contextlib
import io
import multiprocessing
import os
import pickle
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
    """Takes an answer apart: what is large goes over in parts, so that neither end holds it twice."""
    joined: Callable[[Sequence[Any]], object]
    """Puts the parts together again."""
    most_bytes: int
    """Of memory; the parent sees to it where the system does not."""
    is_once: bool = False
    """Whether each file gets a new worker."""


@dataclass(slots=True)
class _Worker:
    """A process, our end of its pipe, and the file it is at."""

    process: BaseProcess
    pipe: connection.Connection
    job: Job
    file: str = ""
    is_told: bool = False
    """Whether people know that it waits."""
    _meter: psutil.Process | None = None
    _size: int = 0
    """Of the file, in bytes, as far as it is known."""
    _pieces: deque[bytes] = field(default_factory=deque)
    """Of the part of the answer that is coming."""
    _parts: list[object] = field(default_factory=list)
    _began: tuple[float, float] = (0, 0)
    """Seconds it had computed and seconds on the clock when it began the file."""
    _measured_at: float = 0

    def take(self, file: str) -> None:
        """Begin a file."""
        self.file, self.is_told, self._size = file, False, 0
        self._measured_at = time.monotonic()
        self._began = self._computed(), self._measured_at
        with contextlib.suppress(OSError):  # a worker that is gone is noticed when it is asked for its answer
            self.pipe.send(file)

    def look(self) -> Iterator[object]:
        """Its answer or fate, if it has come to one."""
        try:
            while self.pipe.poll():
                word, piece = _parted(self.pipe.recv_bytes())
                if word is _Word.PIECE:
                    self._pieces.append(piece)
                elif word is _Word.SIZE:
                    self._size = int(piece)
                elif word is _Word.PART:
                    self._parts.append(pickle.load(io.BufferedReader(_Pieces(self._pieces))))  # noqa: S301 - our own process
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
        if self._computed() - self._began[0] > allowed_seconds(self._size):
            yield Fate.SLOW
        elif self._resident() > self.job.most_bytes + STARTED_WITH:
            yield None

    def is_waiting(self) -> bool:
        """Whether it has waited rather than computed for long, as last measured, and nobody has been told."""
        passed = self._measured_at - self._began[1]
        return not self.is_told and passed > QUIET_SECONDS and passed - (self._computed() - self._began[0]) > QUIET_SECONDS

    def _computed(self) -> float:
        """Seconds it has computed since it began to live."""
        try:
            self._meter = self._meter or psutil.Process(self.process.pid)
            times = self._meter.cpu_times()
        except psutil.Error:  # gone
            return 0
        return times.user + times.system

    def _resident(self) -> int:
        try:
            return self._meter.memory_info().rss if self._meter else 0
        except psutil.Error:  # gone
            return 0

    def end(self) -> None:
        """Stop at once; nothing it still does is wanted."""
        self.process.kill()
        self.process.join(1)  # one that hangs on a dead share cannot even be killed
        self.pipe.close()


class _Word(Enum):
    """What a message from a worker is, by its first byte."""

    SIZE = b"s"
    """Of the file it reads, in bytes."""
    PIECE = b"p"
    """The next piece of a part of its answer."""
    PART = b"."
    """The end of a part."""
    END = b"e"
    """Of its answer."""
    NO_MEMORY = b"m"


def _parted(message: bytes) -> tuple[_Word, bytes]:
    return _Word(message[:1]), message[1:]


class _Outbox:
    """A file that pickle writes to, and that goes over the pipe in pieces."""

    def __init__(self, pipe: connection.Connection) -> None:
        self._pipe = pipe

    def write(self, piece: Any) -> None:
        """Send a piece."""
        self.send(_Word.PIECE, bytes(piece))

    def send(self, word: _Word, rest: bytes = b"") -> None:
        """Send a message."""
        self._pipe.send_bytes(word.value + rest)


class _Pieces(io.RawIOBase):
    """A file of pieces that are let go of as they are read."""

    def __init__(self, pieces: deque[bytes]) -> None:
        self._pieces = pieces
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill as much as the next piece allows."""
        if not self._rest and self._pieces:
            self._rest = memoryview(self._pieces.popleft())
        part = self._rest[: len(buffer)]
        buffer[: len(part)] = part
        self._rest = self._rest[len(part) :]
        return len(part)


def allowed_seconds(size: int) -> float:
    """Seconds of computing a file of so many bytes may take."""
    return min(SECONDS + SECONDS_A_MEGABYTE * size / 2**20, MOST_SECONDS)


def answers(waiting: deque[str], job: Job, workers: int, tell: Callable[[str], None]) -> Iterator[tuple[str, Any]]:
    """Each file with its answer or Fate, in no particular order; files may be added to ``waiting`` meanwhile.

    ``tell`` is called once with each file whose worker waits instead of computing.
    """
    pool: list[_Worker] = []
    try:
        while waiting or any(worker.file for worker in pool):
            free = [worker for worker in pool if not worker.file]
            missing = min(workers - len(pool), len(waiting) - len(free))
            for worker in free + [_hired(job, pool) for _ in range(missing)]:
                if waiting:
                    worker.take(waiting.popleft())
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
        pool.append(_Worker(process, ours, job))
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
    """The life of a worker."""
    leave_signals_to_parent()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # a parser that panics must not print what it was reading
    job.start()
    outbox = _Outbox(pipe)
    while True:
        try:
            file = pipe.recv()
        except EOFError:
            return
        answer = job.work(file, lambda size: outbox.send(_Word.SIZE, b"%d" % size))
        try:
            for part in job.parted(answer) if answer is not None else ():
                pickle.dump(part, outbox, pickle.HIGHEST_PROTOCOL)
                outbox.send(_Word.PART)
            outbox.send(_Word.NO_MEMORY if answer is None else _Word.END)
        except MemoryError:
            outbox.send(_Word.NO_MEMORY)


def _end_with_parent() -> None:
    """A worker whose run was killed has nobody to work for, and must not hold the campaign locked."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)

"""One campaign among many as a task: what is to be done, in this process or in one of its own, and what becomes of it.

A process of its own takes the task as a line of JSON on stdin and gives the outcome as a line of JSON on stdout. Its stdin then stays
open: when that ends, whoever wanted the outcome is gone, and so is the process, at once, and holds the campaign no longer.

Many at a time: here, each in such a process, or on a Dask cluster, where a worker starts it. What comes of a campaign is the same
wherever it is performed, and beside whichever others.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

import psutil
from pydantic import TypeAdapter

from gradflow.app.campaign_file import CampaignError
from gradflow.app.last_run import LastRun
from gradflow.app.session import open_session
from gradflow.app.validating import validate_and_write
from gradflow.model.collected import Outcome
from gradflow.model.failures import NO_MEMORY, missing_extra, sentence_of
from gradflow.model.masking import on_screen
from gradflow.model.naming import REPORTS
from gradflow.pipeline.summing import summarise

NAME = "perform"
"""Of the command that such a process runs."""
OUTCOME = TypeAdapter(Outcome)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A campaign to be validated and summed up."""

    place: str
    """Folder or address, as it was named."""
    folder: str
    """Where it lies: an absolute path, the same on every computer that may perform it."""
    key: str
    """The collection's, in hex: ID numbers are marked under it."""
    as_of: date | None = None
    """None for today."""
    jobs: int | None = None
    """Processes that examine its files; None: as many as suit one campaign alone."""


def perform(task: Task) -> Outcome:
    """Do to a campaign what ``gradflow validate`` does, and sum it up; whatever stands in the way is a refusal, never an exception."""
    try:
        return _performed(task)
    except Exception as error:  # noqa: BLE001 - the last door: one campaign never stops the others
        return refused(task, sentence_of(error))


def _performed(task: Task) -> Outcome:
    folder = Path(task.folder)
    today = datetime.now().date()  # noqa: DTZ005 - local time, as people read it
    last = LastRun(folder, folder / REPORTS, task.as_of, today)  # before the settings are read: what changes meanwhile is not remembered
    session = open_session(folder)
    if session.is_bare:
        raise CampaignError(f"“{folder}”里没有 campaign.toml，不是活动文件夹。先运行 gradflow init，或者去掉这一处。")
    check = partial(session.validate, task.as_of, jobs=task.jobs)
    stands = last.shown() is not None
    found = check() if stands else validate_and_write(session, check, last, jobs=task.jobs)[0]
    summary = summarise(found.report, found.progress, bytes.fromhex(task.key))
    return Outcome(place=task.place, summary=summary, is_unchanged=stands, holds_for=last.print)


def refused(task: Task, sentence: str) -> Outcome:
    """What becomes of a campaign that something stands in the way of."""
    return Outcome(place=task.place, refusal=on_screen(sentence))


class TaskProcess:
    """A process of its own that performs one task: that it died is a refusal too, and all its memory is given back."""

    def __init__(self, task: Task) -> None:
        """Start it; that it cannot be started is a refusal."""
        self._task = task
        self._process: subprocess.Popen[bytes] | None = None
        self._failure = NO_MEMORY
        words = [NAME] if hasattr(sys, "frozen") else ["-m", "gradflow", NAME]
        try:
            self._process = subprocess.Popen(  # noqa: S603 - ourselves
                [sys.executable, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                start_new_session=True, creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )  # fmt: skip
        except OSError as error:
            self._failure = sentence_of(error)

    def outcome(self) -> Outcome:
        """Give it the task and wait for what becomes of it."""
        try:
            return OUTCOME.validate_python(json.loads(self._answer()))
        except ValueError:  # it ended before it could tell
            return refused(self._task, self._failure)

    def _answer(self) -> bytes:
        if self._process is None:
            return b""
        given = json.dumps(asdict(self._task), default=date.isoformat).encode("ascii") + b"\n"
        with self._process as process:
            assert process.stdin
            assert process.stdout
            with contextlib.suppress(OSError):  # it is gone already
                os.write(process.stdin.fileno(), given)
            return process.stdout.readline()

    def interrupt(self) -> None:
        """Ask it to clear up what is half done, and to end."""
        if self._process:
            self._process.terminate()

    def end(self) -> None:
        """Stop at once; nothing it still does is wanted."""
        if self._process:
            self._process.kill()


def serve() -> None:
    """The life of that process."""
    given, answer = _taken(0), _taken(1)
    with open(given, "rb", closefd=False) as stream:
        told = json.loads(stream.readline())
    threading.Thread(target=_end_with, args=(given,), daemon=True).start()
    task = Task(**{**told, "as_of": told["as_of"] and date.fromisoformat(told["as_of"])})
    outcome = OUTCOME.dump_python(perform(task), mode="json")
    with open(answer, "wb") as stream:  # noqa: PTH123 - no path
        stream.write(json.dumps(outcome).encode("ascii") + b"\n")


def _taken(stream: int) -> int:
    """One of the process's streams for ourselves: what a library prints goes nowhere, and no process started from here has it."""
    own, nothing = os.dup(stream), os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, stream)
    return own


def _end_with(given: int) -> None:
    """Wait for the end of stdin, and end: the campaign must not stay held for somebody who is gone."""
    while os.read(given, 1):
        pass
    os._exit(1)


CAMPAIGN_BYTES = 500 * 2**20
"""Free memory without which no further campaign is begun beside others; one of 90 workbooks takes 150 MB."""
TICK = 0.5
"""Seconds between two looks at whether a signal came, where waiting itself does not tell."""
PATIENCE = 2
"""Seconds interrupted campaigns have to clear up what is half done."""


def side_by_side(tasks: Sequence[Task], *, jobs: int | None = None, dask: str | None = None) -> Iterator[tuple[int, Outcome]]:
    """Perform tasks; yield the number of each with its outcome, as they end.

    ``jobs``: how many at a time on this computer, else as many as it has cores and free memory for. ``dask``: the address of a scheduler
    whose workers perform them instead. Whatever befalls one campaign is its refusal. Closed or interrupted, it ends all that is under way
    here; a worker finishes the campaign it is at. Raises CampaignError where the cluster cannot be used, MissingExtraError without the extra.
    """
    tasks = [replace(task, jobs=1) for task in tasks] if len(tasks) > 1 else tasks
    if dask is None or not tasks:
        yield from _here(tasks, jobs)
        return
    try:
        from gradflow.app.cluster import on_cluster  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        raise missing_extra("用 --dask ", "集群", "cluster") from error
    yield from on_cluster(tasks, dask)


def _here(tasks: Sequence[Task], jobs: int | None) -> Iterator[tuple[int, Outcome]]:
    """Each in a process; a thread waits for what it tells."""
    waiting, running = deque(enumerate(tasks)), dict[Future[Outcome], tuple[int, TaskProcess]]()
    most = jobs or max(1, min(os.cpu_count() or 1, psutil.virtual_memory().available // CAMPAIGN_BYTES))
    with ThreadPoolExecutor(most) as threads:
        try:
            while waiting or running:
                while waiting and (not running or (len(running) < most and (jobs or psutil.virtual_memory().available >= CAMPAIGN_BYTES))):
                    number, task = waiting.popleft()
                    process = TaskProcess(task)
                    running[threads.submit(process.outcome)] = number, process
                for done in wait(running, TICK, FIRST_COMPLETED).done:
                    yield running.pop(done)[0], done.result()
        finally:
            for _, process in running.values():
                process.interrupt()
            wait(running, PATIENCE)
            for _, process in running.values():
                process.end()

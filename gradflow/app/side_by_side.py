"""Many campaigns at a time: on this computer, each in a process of its own, or on a Dask cluster, where a worker starts that process.

What comes of a campaign is the same wherever it is performed, and beside whichever others.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace

import psutil

from gradflow.app.campaign_task import Task, TaskProcess
from gradflow.model.collected import Outcome
from gradflow.model.failures import missing_extra

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
                while waiting and (not running or (len(running) < most and (jobs or _has_room()))):
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


def _has_room() -> bool:
    return psutil.virtual_memory().available >= CAMPAIGN_BYTES

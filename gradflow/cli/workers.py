"""Examining files in worker processes: one that dies or hangs costs its own file only."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent import futures
from concurrent.futures.process import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from gradflow.core.records import Context
from gradflow.core.reports import FileResult
from gradflow.excel.sources import Sources
from gradflow.forms.loader import Forms
from gradflow.pipeline.examine import Refusal, examine, refused
from gradflow.rules.intake.files import UNREADABLE

WORKER_BYTES = 600 * 2**20
"""What a worker may take beyond what it starts with."""
SECONDS = 20
QUEUED = 8
"""Files in flight per worker: enough to keep it busy, few enough to suspect when one dies."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What every worker needs: where the files are, the campaign's forms and the rules' context."""

    sources: Sources
    forms: Forms
    context: Context


@dataclass(frozen=True, slots=True)
class Archive:
    """A file that holds others."""

    members: tuple[str, ...]


_desk: Desk | None = None


def _start(desk: Desk) -> None:
    global _desk  # noqa: PLW0603 - a worker process has one desk for life
    _desk = desk
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # a parser that panics must not print what it was reading
    gc.disable()  # records hold no cycles; collecting them costs a quarter of the time
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - not on Windows

        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        limit = pages * resource.getpagesize() + WORKER_BYTES
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _work(file: str) -> FileResult | Archive:
    assert _desk is not None
    return examine_file(file, _desk)


def examine_file(file: str, desk: Desk) -> FileResult | Archive:
    """Read and check one file in this process, or tell what an archive holds."""
    from gradflow.excel.reading import read_workbook  # noqa: PLC0415 - workers only
    from gradflow.excel.sniffing import Format, ReadingError, format_of  # noqa: PLC0415 - workers only
    from gradflow.excel.sources import members  # noqa: PLC0415 - workers only

    try:
        content = desk.sources.content(file)
        if format_of(content) is Format.ARCHIVE:
            return Archive(members(file, content))
        return examine(read_workbook(content, file, desk.sources.passwords), desk.forms, desk.context)
    except ReadingError as error:
        return refused(file, Refusal(error.check, error.facts), desk.context)
    except MemoryError:
        return refused(file, _lost("大得不像一张登记表"), desk.context)
    except Exception as error:  # noqa: BLE001 - the last door: one file never stops the others
        return refused(file, _lost(f"检查时程序出错({type(error).__name__})"), desk.context)


def _lost(why: str) -> Refusal:
    todo = "新建空白模板，把内容复制过去后重新报送"
    return Refusal(UNREADABLE, {"why": why, "todo": todo})


def examine_all(files: Sequence[str], desk: Desk, jobs: int) -> Iterator[FileResult]:
    """Examine files in ``jobs`` workers, in no particular order."""
    waiting = deque(files)
    while waiting:
        suspects = yield from _batch(waiting, desk, jobs)
        for file in suspects:
            alone = deque([file])
            if (yield from _batch(alone, desk, 1)):
                yield refused(file, _lost("读取时出了问题(内容异常或过大)"), desk.context)
            waiting.extend(alone)


def _batch(waiting: deque[str], desk: Desk, jobs: int) -> Generator[FileResult, None, list[str]]:
    """Work until nothing waits, or a worker dies or hangs; return the files then in flight. Archives' members are put in the queue."""
    pool = ProcessPoolExecutor(jobs, multiprocessing.get_context(), _start, (desk,))
    flying: dict[futures.Future[FileResult | Archive], str] = {}
    try:
        while waiting or flying:
            while waiting and len(flying) < jobs * QUEUED:
                flying[pool.submit(_work, waiting[0])] = waiting[0]
                waiting.popleft()
            done, _ = futures.wait(flying, SECONDS, futures.FIRST_COMPLETED)
            if not done:
                return sorted(flying.values())
            for future in done:
                result = future.result()
                del flying[future]
                if isinstance(result, Archive):
                    waiting.extend(result.members)
                else:
                    yield result
    except Exception:  # noqa: BLE001 - a worker that died, or an answer that cannot be carried over
        return sorted(flying.values())
    finally:
        _close(pool)
    return []


def _close(pool: ProcessPoolExecutor) -> None:
    """End the workers at once; nothing they still do is wanted."""
    for process in list((pool._processes or {}).values()):  # noqa: SLF001 - no public way to end a hung worker
        process.kill()
    pool.shutdown(wait=True, cancel_futures=True)

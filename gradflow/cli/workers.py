"""Examining files in worker processes: one that dies or hangs costs its own file only."""

from __future__ import annotations

import contextlib
import dataclasses
import gc
import hashlib
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent import futures
from concurrent.futures.process import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import connection
from pathlib import Path

from gradflow.core.records import Context
from gradflow.core.reports import FileResult
from gradflow.excel.sources import Sources
from gradflow.forms.loader import Forms
from gradflow.pipeline.examine import Refusal, examine, refused
from gradflow.rules.intake.files import UNREADABLE

ALL_BYTES, LEAST_BYTES = 600 * 2**20, 100 * 2**20
"""What all workers together may take beyond what they start with, and what each may at least."""
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


def _start(desk: Desk, most_bytes: int) -> None:
    global _desk  # noqa: PLW0603 - a worker process has one desk for life
    _desk = desk
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # a parser that panics must not print what it was reading
    gc.disable()  # records hold no cycles; collecting them costs a quarter of the time
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - not on Windows

        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        limit = pages * resource.getpagesize() + most_bytes
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _end_with_parent() -> None:
    """A worker whose run was killed has nobody to work for, and must not hold the campaign locked."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _work(file: str) -> FileResult | Archive | None:
    assert _desk is not None
    try:
        return examine_file(file, _desk)
    except MemoryError:
        return None


def examine_file(file: str, desk: Desk) -> FileResult | Archive:
    """Read and check one file in this process, or tell what an archive holds. Raises MemoryError for one that is too large."""
    from gradflow.excel.reading import read_workbook  # noqa: PLC0415 - workers only
    from gradflow.excel.sniffing import Format, ReadingError, format_of  # noqa: PLC0415 - workers only
    from gradflow.excel.sources import members  # noqa: PLC0415 - workers only

    content = b""
    try:
        content = desk.sources.content(file)
        if format_of(content) is Format.ARCHIVE:
            return Archive(members(file, content))
        return examine(read_workbook(content, file, desk.sources.passwords), desk.forms, desk.context)
    except ReadingError as error:
        return _refused(file, Refusal(error.check, error.facts), content, desk)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - the last door: one file never stops the others
        return _refused(file, _lost(f"检查时程序出错({type(error).__name__})"), content, desk)


def _refused(file: str, refusal: Refusal, content: bytes, desk: Desk) -> FileResult:
    """The result of a file that cannot be read as a workbook; by the digest of its bytes, if any, the ledger knows when it came."""
    result = refused(file, refusal, desk.context)
    return dataclasses.replace(result, digest=hashlib.sha256(content).hexdigest()) if content else result


def _lost(why: str) -> Refusal:
    todo = "新建空白模板，把内容复制过去后重新报送"
    return Refusal(UNREADABLE, {"why": why, "todo": todo})


def examine_all(files: Sequence[str], desk: Desk, jobs: int) -> Iterator[FileResult]:
    """Examine files in ``jobs`` workers, in no particular order.

    Files that were in flight when a worker died or hung, and those that were too large for their
    worker's share of memory, are examined again one by one, so that the one to blame is known.
    """
    waiting = deque(files)
    while waiting:
        careful = deque((yield from _batch(waiting, desk, jobs, QUEUED)))
        while careful:
            for culprit in (yield from _batch(careful, desk, 1, 1)):
                yield refused(culprit, _lost("读取时出了问题(内容异常或过大)"), desk.context)


def _batch(waiting: deque[str], desk: Desk, jobs: int, queued: int) -> Generator[FileResult, None, list[str]]:
    """Work until nothing waits, or a worker dies or hangs; return the files then in flight and those that were too large.

    The members of archives are put in the queue.
    """
    share = max(ALL_BYTES // jobs, LEAST_BYTES)
    pool = ProcessPoolExecutor(jobs, multiprocessing.get_context(), _start, (desk, share))
    flying: dict[futures.Future[FileResult | Archive | None], str] = {}
    large: list[str] = []
    try:
        while waiting or flying:
            while waiting and len(flying) < jobs * queued:
                flying[pool.submit(_work, waiting[0])] = waiting[0]
                waiting.popleft()
            done, _ = futures.wait(flying, SECONDS, futures.FIRST_COMPLETED)
            if not done:
                break
            for future in done:
                result = future.result()
                file = flying.pop(future)
                if result is None:
                    large.append(file)
                elif isinstance(result, Archive):
                    waiting.extend(result.members)
                else:
                    yield result
    except Exception:  # noqa: BLE001 - a worker that died, or an answer that cannot be carried over
        if waiting and not flying:
            large.append(waiting.popleft())  # nothing was begun: somebody must leave the queue
    finally:
        _close(pool)
    return sorted((*flying.values(), *large))


def _close(pool: ProcessPoolExecutor) -> None:
    """End the workers at once; nothing they still do is wanted."""
    for process in list((pool._processes or {}).values()):  # noqa: SLF001 - no public way to end a hung worker
        process.kill()
    pool.shutdown(wait=True, cancel_futures=True)

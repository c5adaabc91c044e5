"""Examining files in worker processes: one that dies or hangs costs its own file only."""

from __future__ import annotations

import contextlib
import gc
import hashlib
import pickle
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from gradflow.app.facts import NO_FACTS, Facts, joined, packed, parted
from gradflow.app.worker_pool import Fate, Job, answers
from gradflow.forms.loader import Forms
from gradflow.kinds.places import regions
from gradflow.model.failures import Tell
from gradflow.model.records import Ruleset
from gradflow.model.reports import FileResult
from gradflow.pipeline.examine import Refusal, examine, refused
from gradflow.reading.sources import MOST_MEMBERS, TOO_MANY, Sources
from gradflow.rules.files import UNREADABLE
from gradflow.rules.registry import catalogue

ALL_BYTES, LEAST_BYTES = 500 * 2**20, 50 * 2**20
"""What all workers together may take beyond what they start with, and what each may at least."""
MUCH_LITTER = 100_000
"""Objects made and not yet given back, after which it pays to look for cycles among them."""
FEW_THINGS = 20
"""Below this they are made sooner than a worker has started."""
COPY_OVER = "新建空白模板，把内容复制过去后重新报送"
LOST = {
    Fate.SLOW: "读了很久还没有读完，内容异常或过多",
    Fate.DIED: "读取时程序异常退出，内容可能已损坏或过大",
    None: "展开后大得放不进内存",
}
"""Fate of the worker, or None where memory ran out -> why the file is refused."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ExaminationContext:
    """What every worker needs: where the files are, the campaign's forms and its rules, which know no day."""

    sources: Sources
    forms: Forms
    ruleset: Ruleset


@dataclass(frozen=True, slots=True)
class Examined:
    """What examining a file gave, and the same as a worker packed it."""

    result: FileResult
    parts: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Archive:
    """A file that holds others."""

    members: tuple[str, ...]


def _start(most_bytes: int) -> None:
    gc.disable()  # records hold no cycles; collecting them costs a quarter of the time
    gc.freeze()  # what was here before is no litter
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - not on Windows

        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        limit = pages * resource.getpagesize() + most_bytes
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))  # no memory of people left lying


def _work(exam: ExaminationContext, file: str, tell_size: Callable[[int], None]) -> FileResult | Archive | None:
    try:
        return examine_file(file, exam, tell_size)
    except MemoryError:
        return None
    finally:
        if gc.get_count()[0] > MUCH_LITTER:
            gc.collect()


def examine_file(file: str, exam: ExaminationContext, tell_size: Callable[[int], object] = int) -> FileResult | Archive:
    """Read and check one file in this process, or tell what an archive holds. Raises MemoryError for one that is too large."""
    from gradflow.reading.sniffing import Format, ReadingError, format_of  # noqa: PLC0415 - workers only
    from gradflow.reading.sources import members  # noqa: PLC0415 - workers only
    from gradflow.reading.workbooks import read_workbook  # noqa: PLC0415 - workers only

    content = b""
    try:
        content = exam.sources.content(file)
        tell_size(len(content))
        if format_of(content) is Format.ARCHIVE:
            return Archive(members(file, content))
        return examine(read_workbook(content, file, exam.sources.passwords), exam.forms, exam.ruleset)
    except ReadingError as error:
        refusal = Refusal(error.check, error.facts).as_letter(file, exam.forms, exam.ruleset.campaign)
        return refused(file, refusal, _digest(content), is_certain=bool(content))
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - the last door: one file never stops the others
        return refused(file, _lost("检查时程序出错"), _digest(content), is_certain=False)


def _digest(content: bytes) -> str:
    """By the digest of its bytes, if any, the ledger knows when a file came."""
    return hashlib.sha256(content).hexdigest() if content else ""


def _lost(why: str, todo: str = COPY_OVER) -> Refusal:
    return Refusal(UNREADABLE, {"why": why, "todo": todo})


def examine_all(
    files: Sequence[str], exam: ExaminationContext, workers: int, tell: Tell = str, facts: Facts = NO_FACTS
) -> Iterator[FileResult]:
    """Examine files in so many workers, in no particular order; what ``facts`` know already is taken from there.

    Those whose worker died, took too long or ran out of its share of memory are examined again, each in
    a worker of its own with all the memory, so that neither other files nor the number of workers matter.
    """

    def tell_waiting(file: str) -> None:
        tell(f"正在等“{file}”：电脑正忙，或者共享文件夹没有回应。会一直等下去，不影响结果；要停下请按 Ctrl+C。")

    known = facts.known()
    yield from known.values()
    waiting, archives = deque(file for file in files if file not in known), _Archives(facts)
    if waiting:
        catalogue(), regions()  # every worker begins with them, and this process needs them too
    share = max(ALL_BYTES // workers, LEAST_BYTES)
    while waiting:
        again = deque[str]()
        for file, answer in answers(waiting, _job(exam, share), workers, tell_waiting):
            if answer is None or isinstance(answer, Fate):
                again.append(file)
            else:
                yield from archives.settled(file, answer, waiting)
        for file, answer in answers(again, _job(exam, ALL_BYTES, is_once=True), 1, tell_waiting):
            yield from archives.settled(file, answer, waiting)
    yield from archives.results()


def _job(exam: ExaminationContext, most_bytes: int, *, is_once: bool = False) -> Job:
    return Job(partial(_start, most_bytes), partial(_work, exam), _parted, _joined, most_bytes, is_once)


def _parted(answer: FileResult | Archive) -> Iterator[Archive | bytes]:
    """What goes over: an archive, or the parts of a result, packed, for they may be kept as well."""
    if isinstance(answer, Archive):
        yield answer
    else:
        yield from map(packed, parted(answer))


def _joined(parts: Sequence[Any]) -> Examined | Archive:
    """The answer again, with its parts as they came."""
    first = parts[0]
    return first if isinstance(first, Archive) else Examined(joined([pickle.loads(part) for part in parts]), tuple(parts))  # noqa: S301 - our own process


def spread(meanwhile: Callable[[], object], work: Callable[[T], str], things: Sequence[T], workers: int) -> list[str]:
    """What work makes of each thing, in their order, each worker its share of them, while something else is done here.

    What a worker left that died or had too little memory is made here. Raises what is raised here.
    """
    if workers == 1 or len(things) < FEW_THINGS:
        meanwhile()
        return list(map(work, things))
    share = max(ALL_BYTES // workers, LEAST_BYTES)
    job = Job(partial(_start, share), partial(_made_of, work, things, workers), iter, list, share)
    found = dict(answers(deque(map(str, range(workers))), job, workers, lambda _: None, meanwhile))
    made = [iter(answer if isinstance(answer := found[str(first)], list) else ()) for first in range(workers)]
    return [next(made[place % workers], "") or work(thing) for place, thing in enumerate(things)]


def _made_of(work: Callable[[T], str], things: Sequence[T], workers: int, first: str, tell_size: Callable[[int], None]) -> list[str]:
    """What is made of a worker's share: every so-manieth from its first on, as far as it comes."""
    tell_size(ALL_BYTES)  # it may take its time
    made = list[str]()
    with contextlib.suppress(MemoryError):
        for thing in things[int(first) :: workers]:
            made.append(work(thing))
    return made


class _Archives:
    """What came out of archives, held back until it is known that none holds too much, those within it counted."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._roots: dict[str, str] = {}
        """Member -> the archive in the inbox."""
        self._counts: Counter[str] = Counter()
        self._results: dict[str, list[FileResult]] = {}

    def settled(self, file: str, answer: Examined | Archive | Fate | None, waiting: deque[str]) -> Iterator[FileResult]:
        """Results that stand; members of archives go to ``waiting``."""
        root = self._roots.get(file, "")
        if isinstance(answer, Archive):
            self._open(root or file, answer, waiting)
            return
        if isinstance(answer, Examined):
            result = answer.result
            self._facts.keep(result, answer.parts)
        else:
            result = refused(file, _lost(LOST[answer]), is_certain=False)
        if not root:
            yield result
        else:
            self._results[root].append(result)

    def _open(self, root: str, archive: Archive, waiting: deque[str]) -> None:
        self._results.setdefault(root, [])
        self._counts[root] += len(archive.members)
        if self._counts[root] <= MOST_MEMBERS:
            self._roots.update(dict.fromkeys(archive.members, root))
            waiting.extend(archive.members)
            return
        kept = [file for file in waiting if self._roots.get(file) != root]
        waiting.clear()
        waiting.extend(kept)

    def results(self) -> Iterator[FileResult]:
        """What the archives held, or the refusal of those that hold too much."""
        for root, results in self._results.items():
            if self._counts[root] > MOST_MEMBERS:
                yield refused(root, _lost(*TOO_MANY))
            else:
                yield from results

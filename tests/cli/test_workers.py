"""A worker that dies, hangs or fails costs its own file only."""

import io
import os
import signal
import time
import zipfile
from collections import deque
from collections.abc import Callable
from datetime import date
from pathlib import Path

import psutil
import pytest
from support import GOOD, campaign_folder, roster, write_xlsx

from gradflow.app import worker_pool
from gradflow.app.examination import ExaminationContext, examine_all, spread
from gradflow.app.session import open_session
from gradflow.model.cells import Workbook
from gradflow.reading import workbooks
from gradflow.reading.sniffing import ReadingError
from gradflow.reading.sources import Sources
from gradflow.rules.files import PASSED_OVER

pytestmark = pytest.mark.workers

FILES = [f"inbox/{n:02d}.xlsx" for n in range(20)]


def strike(content: bytes, file: str, passwords: tuple[str, ...]) -> Workbook:
    if file == "inbox/07.xlsx":
        os._exit(1)
    if file == "inbox/11.xlsx":
        time.sleep(1.5)  # waiting is no computing
    if file == "inbox/12.xlsx":
        while True:
            pass
    if file == "inbox/13.xlsx":
        raise RuntimeError(file)
    if file == "inbox/15.xlsx":
        return [0] * 10**9
    return REALLY(content, file, passwords)


REALLY = workbooks.read_workbook


@pytest.mark.parametrize("jobs", [1, 3])
def test_the_others_are_all_examined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int) -> None:
    folder = campaign_folder(tmp_path / "c")
    for file in FILES:
        write_xlsx(folder / file, roster([GOOD]))
    opened = open_session(folder)
    monkeypatch.setattr(workbooks, "read_workbook", strike)
    monkeypatch.setattr(worker_pool, "SECONDS", 1)
    monkeypatch.setattr(worker_pool, "TICK", 0.1)
    exam = ExaminationContext(opened.sources, opened.forms, opened.context(date(2023, 7, 25)))
    results = {result.file: result for result in examine_all(FILES, exam, jobs)}
    assert sorted(results) == FILES
    unreadable = [file for file, result in sorted(results.items()) if not result.is_readable]
    assert unreadable == ["inbox/07.xlsx", "inbox/12.xlsx", "inbox/13.xlsx", "inbox/15.xlsx"]
    told = {file: results[file].issues[0].message.removeprefix("文件打不开：") for file in unreadable}
    assert told == {
        "inbox/07.xlsx": "读取时程序异常退出，内容可能已损坏或过大",
        "inbox/12.xlsx": "读了很久还没有读完，内容异常或过多",
        "inbox/13.xlsx": "检查时程序出错",
        "inbox/15.xlsx": "展开后大得放不进内存",
    }


def packed(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize("jobs", [1, 3])
def test_an_archive_of_too_many_archives_is_refused_once(tmp_path: Path, jobs: int) -> None:
    folder = campaign_folder(tmp_path / "c")
    good = write_xlsx(tmp_path / "a.xlsx", roster([GOOD])).read_bytes()
    inner = packed(**{f"{n}.csv": b"a,b" for n in range(300)})
    (folder / "inbox" / "many.zip").write_bytes(packed(**{"1.zip": inner, "2.zip": inner, "附件2.xlsx": good}))
    (folder / "inbox" / "few.zip").write_bytes(packed(**{"1.zip": packed(**{"附件2.xlsx": good})}))
    opened = open_session(folder)
    exam = ExaminationContext(opened.sources, opened.forms, opened.context(date(2023, 7, 25)))
    results = {result.file: result for result in examine_all(["inbox/many.zip", "inbox/few.zip"], exam, jobs)}
    assert sorted(results) == ["inbox/few.zip/1.zip/附件2.xlsx", "inbox/many.zip"]
    assert results["inbox/many.zip"].issues[0].message == "文件打不开：压缩包里的东西太多"


def test_n12_a_worker_that_is_stopped_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(content: bytes, file: str, passwords: tuple[str, ...]) -> Workbook:
        if file == "inbox/1.xlsx":
            os.kill(os.getpid(), signal.SIGSTOP)
        return REALLY(content, file, passwords)

    folder = campaign_folder(tmp_path / "c")
    files = [f"inbox/{n}.xlsx" for n in range(3)]
    for file in files:
        write_xlsx(folder / file, roster([GOOD]))
    opened = open_session(folder)
    monkeypatch.setattr(workbooks, "read_workbook", stopped)
    for name, value in {"SECONDS": 1, "QUIET_SECONDS": 0.5, "TICK": 0.1}.items():
        monkeypatch.setattr(worker_pool, name, value)
    told: list[str] = []

    def tell(text: str) -> None:
        told.append(text)
        for child in psutil.Process().children():
            os.kill(child.pid, signal.SIGCONT)

    exam = ExaminationContext(opened.sources, opened.forms, opened.context(date(2023, 7, 25)))
    results = list(examine_all(files, exam, 1, tell))
    assert [(result.file, len(result.sheets)) for result in results] == [(file, 1) for file in files]
    assert told == ["正在等“inbox/1.xlsx”：电脑正忙，或者共享文件夹没有回应。会一直等下去，不影响结果；要停下请按 Ctrl+C。"]


def test_n12_what_took_too_long_beside_others_is_tried_again_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow_once(content: bytes, file: str, passwords: tuple[str, ...]) -> Workbook:
        while not (tmp_path / "tried").exists() or (tmp_path / "tried").read_text() == str(os.getpid()):
            (tmp_path / "tried").write_text(str(os.getpid()))
        return REALLY(content, file, passwords)

    folder = campaign_folder(tmp_path / "c")
    write_xlsx(folder / "inbox" / "1.xlsx", roster([GOOD]))
    opened = open_session(folder)
    monkeypatch.setattr(workbooks, "read_workbook", slow_once)
    monkeypatch.setattr(worker_pool, "SECONDS", 1)
    monkeypatch.setattr(worker_pool, "TICK", 0.1)
    exam = ExaminationContext(opened.sources, opened.forms, opened.context(date(2023, 7, 25)))
    assert [result.is_readable for result in examine_all(["inbox/1.xlsx"], exam, 2)] == [True]


def test_n12_computing_time_grows_with_the_file_and_has_an_end() -> None:
    assert (
        worker_pool.allowed_seconds(0)
        < worker_pool.allowed_seconds(7 * 2**20)
        <= worker_pool.allowed_seconds(64 * 2**20)
        == worker_pool.MOST_SECONDS
    )


def hoard(file: str, _tell_size: object) -> str:
    hoarded = bytearray(os.urandom(1) * 200 * 2**20)
    time.sleep(20)
    return file + str(len(hoarded))


def test_n12_the_parent_ends_what_takes_too_much_memory_where_the_system_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_pool, "STARTED_WITH", psutil.Process().memory_info().rss)
    monkeypatch.setattr(worker_pool, "TICK", 0.1)
    began = time.monotonic()
    assert list(worker_pool.answers(deque(["a"]), worker_pool.Job(time.tzset, hoard, iter, tuple, 50 * 2**20), 1, print)) == [("a", None)]
    assert time.monotonic() - began < 15


def test_n12_only_plain_files_are_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "附件2.xlsx")
    for name in ("附件2.xlsx", "null"):
        (tmp_path / "null").symlink_to("/dev/zero") if name == "null" else None
        with pytest.raises(ReadingError) as error:
            Sources(tmp_path).content(name)
        assert error.value.check is PASSED_OVER


def make(thing: str) -> str:
    if thing == "dies" and os.getpid() != HERE:
        os._exit(1)
    if thing == "needs more" and os.getpid() != HERE:
        raise MemoryError
    return f"{thing} made"


HERE = os.getpid()


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_what_no_worker_makes_is_made_here(workers: int) -> None:
    things = [*map(str, range(25)), "dies", "needs more", *map(str, range(5))]
    done: list[int] = []
    assert spread(lambda: done.append(os.getpid()), make, things, workers) == [f"{thing} made" for thing in things]
    assert done == [HERE]  # what is done meanwhile is done here, and once


def fail(thing: str) -> str:
    raise OSError(28, "No space left on device", thing)


@pytest.mark.parametrize(("meanwhile", "work"), [(bool, fail), (lambda: fail("else"), make)])
def test_what_cannot_be_made_at_all_fails_here(meanwhile: Callable[[], object], work: Callable[[str], str]) -> None:
    with pytest.raises(OSError, match="No space"):
        spread(meanwhile, work, [*map(str, range(30))], 2)

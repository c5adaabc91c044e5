"""Killed at any moment, run twice at once, on a full disk: the old reports stay whole, and the next run is right."""

import contextlib
import errno
import multiprocessing
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing import connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from filelock import FileLock
from support import GOOD, SECOND, Shown, campaign_folder, contents, gradflow, roster, shown, write_xlsx

from gradflow.app import campaign_lock, session
from gradflow.outputs.publishing import recover

BEFORE, AFTER = "2023-06-20", "2023-07-25"
POINTS = 14
FORK = multiprocessing.get_context("fork")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = campaign_folder(tmp_path / "c")
    write_xlsx(folder / "inbox" / "a.xlsx", roster([GOOD, {**SECOND, "sex": "女"}]))
    write_xlsx(folder / "inbox" / "b.xlsx", roster([SECOND], branch="乙支部"))
    for name in ("a.xlsx", "b.xlsx"):  # there on the day the tests look at, so that the ledger notes them
        os.utime(folder / "inbox" / name, (1687225200, 1687225200))
    return folder


def start(folder: Path, day: str, **more: object) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "gradflow", "validate", str(folder), "--as-of", day]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)


def begun(prepare: Callable[[], object], *words: object) -> "tuple[BaseProcess, connection.Connection]":
    """A command in a process of its own that has all it needs loaded; what it shows comes through the pipe."""
    ours, theirs = FORK.Pipe()
    process = FORK.Process(target=lambda: (prepare(), theirs.send(shown(*words))))
    process.start()
    theirs.close()
    return process, ours


def done(prepare: Callable[[], object], *words: object) -> Shown:
    """What such a command showed."""
    process, pipe = begun(prepare, *words)
    with pipe:
        told = pipe.recv()
    process.join()
    return told


def limited(size: int) -> Callable[[], object]:
    """No file may grow beyond that, as on a full disk."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def is_whole(ledger: Path) -> bool:
    with contextlib.closing(sqlite3.connect(ledger)) as connection:
        return connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.workers
def test_killed_at_any_moment(folder: Path, tmp_path: Path) -> None:
    assert gradflow("validate", str(folder), "--as-of", BEFORE) == 1
    old = contents(folder / "reports")
    undisturbed = shutil.copytree(folder, tmp_path / "undisturbed")
    began = time.monotonic()
    assert done(int, "validate", undisturbed, "--as-of", AFTER).status == 1
    whole = time.monotonic() - began
    new = contents(undisturbed / "reports")
    assert new != old
    for point in range(POINTS):
        run, pipe = begun(int, "validate", folder, "--as-of", AFTER)
        with pipe:
            time.sleep(whole * (point + 0.5) / POINTS)
            run.kill()
            run.join()
        assert contents(folder / "reports") in (old, new), point
        assert is_whole(folder / ".gradflow" / "ledger.sqlite")
    assert gradflow("validate", str(folder), "--as-of", AFTER) == 1
    assert contents(folder / "reports") == new
    assert [p.name for p in folder.iterdir() if p.name.startswith(".reports")] == []


def test_killed_between_the_two_steps_of_the_exchange(folder: Path) -> None:
    gradflow("validate", str(folder), "--as-of", BEFORE)
    old = contents(folder / "reports")
    (folder / "reports").rename(folder / ".reports-abcd1234-old")
    (folder / ".reports-abcd1234").mkdir()
    (folder / ".reports-我的").mkdir()
    recover(folder / "reports")
    assert contents(folder / "reports") == old
    assert [p.name for p in folder.iterdir() if p.name.startswith(".reports")] == [".reports-我的"]


def test_a_ledger_that_was_only_begun(folder: Path) -> None:
    (folder / ".gradflow").mkdir()
    (folder / ".gradflow" / "ledger.sqlite").touch()
    assert gradflow("validate", str(folder), "--as-of", BEFORE) == 1


def test_a_second_run_waits_and_says_so(folder: Path) -> None:
    (folder / ".gradflow").mkdir()
    with FileLock(folder / ".gradflow" / "lock"):
        second = start(folder, BEFORE)
        assert second.stderr is not None
        assert "另一个 gradflow" in second.stderr.readline()
        assert second.poll() is None
    second.communicate()
    assert second.returncode == 1
    assert (folder / "reports" / "汇总.xlsx").exists()


def test_a_run_that_has_waited_long_enough_gives_up(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(campaign_lock, "WAIT_SECONDS", 0.2)
    (folder / ".gradflow").mkdir()
    with FileLock(folder / ".gradflow" / "lock"):
        assert gradflow("validate", str(folder), "--as-of", BEFORE) == 2
    assert "一直在处理" in capsys.readouterr().err


def test_workers_end_with_their_run(folder: Path) -> None:
    """A worker left behind would hold the lock it has inherited."""
    for number in range(30):
        write_xlsx(folder / "inbox" / f"{number}.xlsx", roster([GOOD] * 40))
    run = start(folder, BEFORE)
    time.sleep(0.9)
    run.send_signal(signal.SIGKILL)
    run.communicate()
    began = time.monotonic()
    with FileLock(folder / ".gradflow" / "lock", timeout=5):
        assert time.monotonic() - began < 5


@pytest.mark.parametrize("size", [0, 2_000, 30_000])
def test_a_full_disk_leaves_the_old_reports(folder: Path, size: int) -> None:
    gradflow("validate", str(folder), "--as-of", BEFORE)
    old = contents(folder / "reports")
    write_xlsx(folder / "inbox" / "c.xlsx", roster([GOOD] * 200))
    status, _, told = done(limited(size), "validate", folder, "--as-of", AFTER)
    assert status == 2
    assert len(told.strip().splitlines()) == 1 and "Traceback" not in told, told
    assert contents(folder / "reports") == old
    assert [p.name for p in folder.iterdir() if p.name.startswith(".reports")] == []


def test_a_report_folder_that_is_a_link_is_left_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "elsewhere").mkdir()
    for target in ("elsewhere", "nowhere"):
        (folder / "reports").symlink_to(target)
        assert gradflow("validate", str(folder), "--as-of", BEFORE) == 2
        assert "是链接" in capsys.readouterr().err
        (folder / "reports").unlink()
    assert [p.name for p in folder.iterdir() if p.name.startswith(".reports")] == []


def test_what_somebody_put_beside_a_returned_copy_is_not_lost(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gradflow("validate", str(folder), "--as-of", BEFORE)
    note = next((folder / "reports" / "各支部").iterdir()) / "电话记录.txt"
    note.write_text("x", encoding="utf-8")
    assert gradflow("validate", str(folder), "--as-of", BEFORE) == 1
    kept = folder / "reports-保留" / note.relative_to(folder / "reports")
    assert "电话记录.txt" in capsys.readouterr().err and kept.read_text("utf-8") == "x" and not note.exists()
    note.write_text("y", encoding="utf-8")
    assert gradflow("purge", str(folder), "--yes") == 0
    assert kept.with_name("电话记录(2).txt").read_text("utf-8") == "y" and not (folder / "reports").exists()


def test_purge_leaves_foreign_reminders_and_takes_what_killed_runs_left(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gradflow("validate", str(folder), "--as-of", BEFORE)
    (folder / "reminders").mkdir()
    (folder / "reminders" / "我的.txt").touch()
    assert gradflow("purge", str(folder), "--yes") == 2
    assert "我的.txt" in capsys.readouterr().err and (folder / "reports").exists()
    (folder / "reminders" / "我的.txt").unlink()
    (folder / "templates").mkdir()
    for name in (".附件3-甲支部.xlsx.part", "附件2.xlsx"):
        (folder / "templates" / name).touch()
    (folder / ".reports-abcd1234").mkdir()
    assert gradflow("purge", str(folder), "--yes") == 0
    assert sorted(p.name for p in folder.iterdir()) == ["campaign.toml", "inbox", "templates"]
    assert [p.name for p in (folder / "templates").iterdir()] == ["附件2.xlsx"]


@pytest.mark.parametrize("words", [("template", "--all-branches", "--campaign"), ("remind",)], ids=["template", "remind"])
def test_single_files_are_replaced_whole(folder: Path, words: tuple[str, ...]) -> None:
    gradflow(*words, str(folder))
    place = folder / ("templates" if words[0] == "template" else "reminders")
    old = contents(place)
    for name in old:
        (place / f".{name}.part").write_text("of a run that was killed", encoding="utf-8")
    status, _, told = done(limited(200), *words, folder)
    assert status == 2 and "磁盘" in told, told
    now = contents(place)
    assert {name: now[name] for name in old} == old
    assert gradflow(*words, str(folder)) == 0
    assert sorted(contents(place)) == sorted(old)


BROKEN = {
    "PRAGMA user_version = 99": "更新的 gradflow",
    "UPDATE contents SET first_seen_at = 'x'": "已损坏",
    "ALTER TABLE contents RENAME TO others": "",
    "UPDATE contents SET first_seen_at = '2023-06-20T10:00:00+08:00'": "",
}


@pytest.mark.parametrize("statement", BROKEN)
def test_a_ledger_that_somebody_changed(folder: Path, capsys: pytest.CaptureFixture[str], statement: str) -> None:
    gradflow("validate", str(folder), "--as-of", BEFORE)
    with contextlib.closing(sqlite3.connect(folder / ".gradflow" / "ledger.sqlite")) as ledger:
        ledger.execute(statement)
        ledger.commit()
    capsys.readouterr()
    assert gradflow("validate", str(folder), "--as-of", AFTER) == (2 if BROKEN[statement] else 1)
    told = capsys.readouterr().err
    assert BROKEN[statement] in told and len(told.splitlines()) <= 1


def test_a_file_where_the_ledger_should_be(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / ".gradflow").touch()
    assert gradflow("validate", str(folder), "--as-of", BEFORE) == 2
    assert "同名的文件" in capsys.readouterr().err


def test_a_file_that_goes_while_it_is_read_costs_itself_only(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "list_files", lambda *_, **__: ["inbox/a.xlsx", "inbox/gone.xlsx"])
    assert gradflow("validate", str(folder), "--as-of", BEFORE) == 1
    assert (folder / "reports" / "汇总.xlsx").exists()


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES, errno.ENOSPC])
def test_a_folder_that_cannot_be_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], number: int
) -> None:
    def refuse(**_: object) -> str:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(tempfile, "mkdtemp", refuse)
    assert gradflow("validate", str(folder), "--as-of", BEFORE) == 2
    told = capsys.readouterr().err
    assert "不能在" in told and "Traceback" not in told
    assert not (folder / "reports").exists()

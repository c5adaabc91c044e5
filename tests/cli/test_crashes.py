"""Killed at any moment, run twice at once, on a full disk: the old reports stay whole, and the next run is right."""

import contextlib
import errno
import hashlib
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from filelock import FileLock
from support import GOOD, SECOND, campaign_folder, roster, write_xlsx
from test_promises import gradflow

from gradflow.cli import alone as alone_module
from gradflow.outputs.publishing import recover

BEFORE, AFTER = "2023-06-20", "2023-07-25"
POINTS = 14


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = campaign_folder(tmp_path / "c")
    write_xlsx(folder / "inbox" / "a.xlsx", roster([GOOD, {**SECOND, "sex": "女"}]))
    write_xlsx(folder / "inbox" / "b.xlsx", roster([SECOND], branch="乙支部"))
    return folder


def start(folder: Path, day: str, **more: object) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "gradflow", "validate", str(folder), "--as-of", day]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)


def contents(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.rglob("*")) if p.is_file()}


def is_whole(ledger: Path) -> bool:
    with contextlib.closing(sqlite3.connect(ledger)) as connection:
        return connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_killed_at_any_moment(folder: Path, tmp_path: Path) -> None:
    assert gradflow("validate", str(folder), "--as-of", BEFORE) == 1
    old = contents(folder / "reports")
    undisturbed = shutil.copytree(folder, tmp_path / "undisturbed")
    began = time.monotonic()
    start(undisturbed, AFTER).communicate()
    whole = time.monotonic() - began
    new = contents(undisturbed / "reports")
    assert new != old
    for point in range(POINTS):
        run = start(folder, AFTER)
        time.sleep(whole * (point + 0.5) / POINTS)
        run.send_signal(signal.SIGKILL)
        run.communicate()
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
    monkeypatch.setattr(alone_module, "WAIT_SECONDS", 0.2)
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
    run = start(folder, AFTER, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))
    _, told = run.communicate()
    assert run.returncode == 2
    assert len(told.strip().splitlines()) == 1 and "Traceback" not in told, told
    assert contents(folder / "reports") == old
    assert [p.name for p in folder.iterdir() if p.name.startswith(".reports")] == []


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

"""One campaign as a task: the same as ``gradflow validate``, in a process of its own that dies alone, and never outlives its parent."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import psutil
import pytest
from support import GOOD, SECOND, campaign_folder, contents, held_up, is_held, roster, shown, until, write_xlsx

from gradflow.app import campaign_task
from gradflow.app.campaign_task import Task, TaskProcess, perform, side_by_side
from gradflow.model.failures import NO_MEMORY

DAY = date(2023, 7, 25)


def task(folder: Path, **more: object) -> Task:
    return Task(place=folder.name, folder=str(folder), key="5e" * 32, as_of=DAY, **more)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = campaign_folder(tmp_path / "c")
    for name, people in {"a": [GOOD, {**SECOND, "sex": "女"}], "b": [SECOND]}.items():
        os.utime(write_xlsx(folder / "inbox" / f"{name}.xlsx", roster(people)), (1687225200, 1687225200))
    return folder


def test_it_is_what_validate_does_and_remembers(folder: Path, tmp_path: Path) -> None:
    other = shutil.copytree(folder, tmp_path / "other")
    first = perform(task(folder))
    assert first.summary
    assert (first.place, first.refusal, first.is_unchanged) == ("c", "", False)
    assert [one.branch for one in first.summary.branches][:2] == ["甲支部", "乙支部"]
    assert (first.summary.cohort, first.summary.as_of, first.summary.files, first.summary.is_settled) == (2023, DAY, 2, False)
    assert shown("validate", other, "--as-of", DAY).status == 1
    assert contents(folder / "reports") == contents(other / "reports")
    assert "都和上次检查时一样" in shown("validate", folder, "--as-of", DAY).err
    again = perform(task(folder))
    assert (again.summary, again.is_unchanged) == (first.summary, True)


def test_settings_changed_while_it_runs_are_not_remembered_as_those_it_ran_by(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = campaign_task.open_session

    def open_and_change(*given: object, **more: object) -> object:
        session = opened(*given, **more)
        path = folder / "campaign.toml"
        path.write_text(path.read_text("utf-8").replace("甲支部", "丙支部"), "utf-8")
        return session

    with monkeypatch.context() as patch:
        patch.setattr(campaign_task, "open_session", open_and_change)
        assert perform(task(folder)).holds_for == ""
    assert not perform(task(folder)).is_unchanged


def test_what_stands_in_the_way_is_a_refusal(folder: Path, tmp_path: Path) -> None:
    assert perform(task(tmp_path / "none")).refusal == f"没有“{tmp_path / 'none'}”这个文件夹。"
    shutil.copytree(folder / "inbox", tmp_path / "bare")
    assert "里没有 campaign.toml" in perform(task(tmp_path / "bare")).refusal
    assert sorted(one.name for one in (tmp_path / "bare").iterdir()) == ["a.xlsx", "b.xlsx"]
    (folder / "campaign.toml").write_text("cohort = 2023", "utf-8")
    assert "college" in perform(task(folder)).refusal


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (RuntimeError("王芳 320584200005120016"), "程序出错（RuntimeError，"),
        (MemoryError(), NO_MEMORY),
        (OSError(28, "full"), "读写文件出错：磁盘已满"),
    ],
)
def test_an_error_is_one_sentence_and_shows_nobody(folder: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, told: str) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(campaign_task, "summarise", fail)
    outcome = perform(task(folder))
    assert outcome.summary is None
    assert outcome.refusal.startswith(told)
    assert "王芳" not in outcome.refusal


@pytest.mark.workers
def test_apart_it_is_the_same(folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    other = shutil.copytree(folder, tmp_path / "other" / "c")
    assert TaskProcess(task(folder)).outcome() == perform(task(other))
    assert contents(folder / "reports") == contents(other / "reports")
    assert TaskProcess(task(tmp_path / "无\udcff")).outcome() == perform(task(tmp_path / "无\udcff"))
    assert capfd.readouterr() == ("", "")


@pytest.mark.workers
def test_what_is_printed_there_reaches_neither_the_screen_nor_the_answer(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    words = "import os, sys; os.write(2, b'noise'); print('noise', flush=True)"
    (tmp_path / "sitecustomize.py").write_text(
        f"import gradflow.app.campaign_task as one\nreally = one.perform\n\ndef noisy(task):\n    {words}\n    return really(task)\n\none.perform = noisy\n"
    )
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    outcome = TaskProcess(task(folder)).outcome()
    assert outcome.summary, outcome
    assert capfd.readouterr() == ("", "")


@pytest.mark.workers
def test_a_process_that_is_killed_is_a_refusal_and_the_others_go_on(folder: Path, tmp_path: Path) -> None:
    other = shutil.copytree(folder, tmp_path / "other")
    with held_up(folder):
        running = side_by_side([task(folder), task(other)], jobs=2)
        assert next(running)[0] == 1
        (child,) = psutil.Process().children()
        until(lambda: is_held(folder))
        child.kill()
        number, outcome = next(running)
    assert (number, outcome.refusal, outcome.summary) == (0, NO_MEMORY, None)
    until(lambda: not is_held(folder))
    assert perform(task(folder)).summary


@pytest.mark.workers
def test_a_process_that_cannot_be_started_is_a_refusal(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(folder / "none"))
    assert TaskProcess(task(folder)).outcome().refusal.startswith("读写文件出错：找不到")


@pytest.mark.workers
def test_a_program_in_one_file_starts_itself(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "gradflow.exe"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m gradflow "$@"\n')
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert TaskProcess(task(folder)).outcome().summary


PARENT = """
import signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell's background job is born deaf to it
from gradflow.__main__ import main
import gradflow.cli.main as cli
from gradflow.app.campaign_task import Task
from gradflow.app.campaign_task import side_by_side
cli.main = lambda: list(side_by_side([Task(place=one, folder=one, key="5e") for one in sys.argv[1:]], jobs=2))
main()
"""


@pytest.mark.workers
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_it_ends_with_its_parent_and_holds_nothing(folder: Path, tmp_path: Path, number: signal.Signals) -> None:
    other = shutil.copytree(folder, tmp_path / "other")
    with contextlib.ExitStack() as stack:
        for one in (folder, other):
            stack.enter_context(held_up(one))
        parent = subprocess.Popen([sys.executable, "-c", PARENT, folder, other], stderr=subprocess.PIPE)
        until(lambda: is_held(folder) and is_held(other))
        family = psutil.Process(parent.pid).children(recursive=True)
        assert len(family) >= 2
        parent.send_signal(number)
        _, told = parent.communicate(timeout=20)
        assert psutil.wait_procs(family, timeout=5)[1] == []
        assert not is_held(folder)
        assert not is_held(other)
    statuses = {signal.SIGKILL: (-9, 0), signal.SIGTERM: (143, 1), signal.SIGINT: (130, 1)}
    assert (parent.returncode, told.count(b"\n")) == statuses[number], told.decode()
    assert [one.name for one in folder.iterdir() if one.name.startswith(".reports")] == []

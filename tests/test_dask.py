"""Campaigns performed by a real scheduler and two real workers: the same reports, and a worker that is killed loses and doubles nothing."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import psutil
import pytest
from support import GOOD, SECOND, campaign_folder, contents, held_up, is_held, roster, until, write_xlsx

from gradflow.app import cluster as door
from gradflow.app.campaign_file import CampaignError
from gradflow.app.campaign_task import Task, perform, side_by_side
from gradflow.model.failures import MissingExtraError

pytestmark = pytest.mark.workers


class Cluster(NamedTuple):
    """Its scheduler, where that is, and its workers."""

    scheduler: "subprocess.Popen[bytes]"
    address: str
    workers: "list[subprocess.Popen[bytes]]"


@pytest.fixture
def cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Cluster]:
    """The parameter: how often a campaign may lose its worker."""
    monkeypatch.setenv("DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES", str(getattr(request, "param", 3)))
    file = tmp_path / "scheduler.json"
    with contextlib.ExitStack() as stack:

        def started(*words: object) -> "subprocess.Popen[bytes]":
            command = [sys.executable, "-m", "dask", *map(str, words), "--scheduler-file", str(file), "--no-dashboard"]
            process = stack.enter_context(subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL))
            stack.callback(process.kill)
            return process

        scheduler = started("scheduler", "--host", "127.0.0.1", "--port", 0)
        until(file.exists)
        workers = [started("worker", "--no-nanny", "--nthreads", 1, "--local-directory", tmp_path / f"w{n}") for n in range(2)]
        yield Cluster(scheduler, json.loads(file.read_text("utf-8"))["address"], workers)


@pytest.fixture
def tasks(tmp_path: Path) -> list[Task]:
    """Three campaigns, one of them without anything to correct."""
    for number, people in enumerate(([GOOD], [GOOD, {**SECOND, "sex": "女"}], [SECOND])):
        folder = campaign_folder(tmp_path / "there" / f"c{number}")
        os.utime(write_xlsx(folder / "inbox" / "a.xlsx", roster(people)), (1687225200, 1687225200))
    return [Task(place=one.name, folder=str(one), key="5e" * 32, as_of=date(2023, 7, 25)) for one in sorted((tmp_path / "there").iterdir())]


def here(tasks: list[Task], tmp_path: Path) -> list[Task]:
    """The same tasks on copies."""
    copy = shutil.copytree(tmp_path / "there", tmp_path / "here")
    return [replace(one, folder=str(copy / one.place)) for one in tasks]


def test_a_cluster_gives_the_same_bytes(cluster: Cluster, tasks: list[Task], tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    local = here(tasks, tmp_path)
    expected = dict(enumerate(map(perform, local)))
    assert all(outcome.summary for outcome in expected.values())
    found = dict(side_by_side([*tasks, replace(tasks[0], place="none", folder=str(tmp_path / "none"))], dask=cluster.address))
    assert "工作机" in found[3].refusal
    assert f"没有“{tmp_path / 'none'}”这个文件夹" in found.pop(3).refusal
    assert found == expected
    for one, other in zip(tasks, local, strict=True):
        reports = contents(Path(one.folder, "reports"))
        assert reports
        assert reports == contents(Path(other.folder, "reports"))
    with patch.object(door, "__version__", "0.0.9"), pytest.raises(CampaignError, match=r"这台电脑上是 0\.0\.9，结果会不一样"):
        list(side_by_side(tasks, dask=cluster.address))
    assert capfd.readouterr() == ("", "")


def test_a_worker_killed_in_the_middle_loses_and_doubles_nothing(cluster: Cluster, tasks: list[Task], tmp_path: Path) -> None:
    local = here(tasks, tmp_path)
    expected = dict(enumerate(map(perform, local)))
    folder = Path(tasks[1].folder)
    with ThreadPoolExecutor(1) as thread:
        with held_up(folder):
            running = thread.submit(lambda: list(side_by_side(tasks, dask=cluster.address)))
            kill_worker_at(folder, cluster)
        found = running.result(timeout=60)
    assert sorted(number for number, _ in found) == [0, 1, 2]
    assert dict(found) == expected
    for one, other in zip(tasks, local, strict=True):
        assert contents(Path(one.folder, "reports")) == contents(Path(other.folder, "reports"))
        assert perform(one).is_unchanged
        assert not is_held(Path(one.folder))


@pytest.mark.parametrize("cluster", [0], indirect=True)
def test_what_a_cluster_cannot_do_is_told(cluster: Cluster, tasks: list[Task], capfd: pytest.CaptureFixture[str]) -> None:
    folder = Path(tasks[1].folder)
    with ThreadPoolExecutor(1) as thread, held_up(folder):
        running = thread.submit(lambda: dict(side_by_side(tasks, dask=cluster.address)))
        others = [Path(one.folder, "reports") for one in (tasks[0], tasks[2])]
        until(lambda: all(map(Path.is_dir, others)))  # none waits at the worker that dies
        kill_worker_at(folder, cluster)
        found = running.result(timeout=60)
        assert [bool(found[number].summary) for number in range(3)] == [True, False, True]
        assert found[1].refusal.startswith("没有做完：做它的工作机几次中途退出")
        running = thread.submit(lambda: dict(side_by_side(tasks, dask=cluster.address)))
        until(lambda: is_held(folder))
        cluster.scheduler.kill()
        with pytest.raises(CampaignError, match="和调度机的连接断了"):
            running.result(timeout=60)
    assert capfd.readouterr() == ("", "")


def kill_worker_at(folder: Path, cluster: Cluster) -> None:
    """Kill the worker that is in the middle of a campaign; nothing it has started stays."""
    until(lambda: is_held(folder))
    families = {worker: psutil.Process(worker.pid).children(recursive=True) for worker in cluster.workers}
    (worker,) = (worker for worker, family in families.items() if any(map(holds(folder), family)))
    worker.kill()
    assert psutil.wait_procs(families[worker], timeout=5)[1] == []


def holds(folder: Path) -> Callable[[psutil.Process], bool]:
    """Whether a process has the campaign's lock open."""

    def is_holder(process: psutil.Process) -> bool:
        with contextlib.suppress(psutil.Error):
            return any(one.path == str(folder / ".gradflow" / "lock") for one in process.open_files())
        return False

    return is_holder


def test_a_cluster_that_cannot_be_used_is_told_in_a_sentence(tasks: list[Task], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "CONNECT_SECONDS", 0.5)
    for address in ("tcp://127.0.0.1:1", "10.0.0.x:y", "ftp://a", "tls://127.0.0.1:1"):
        with pytest.raises(CampaignError, match=f"连不上调度机“{address}”"):
            list(side_by_side(tasks, dask=address))
    assert list(side_by_side([], dask="tcp://127.0.0.1:1")) == []
    monkeypatch.setitem(sys.modules, "gradflow.app.cluster", None)
    with pytest.raises(MissingExtraError, match=r"\.\[cluster\]"):
        list(side_by_side(tasks, dask="tcp://127.0.0.1:1"))

"""Fixtures of all tests: campaign folders, the example as validated, and whole runs that stay in this process."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from support import campaign_folder, example_copy, keep_collecting, shown

from gradflow.cli import workers
from gradflow.cli.crew import Job

IN_WORKERS = workers.answers


def _answered_here(waiting: deque[str], job: Job, *_: object) -> Iterator[tuple[str, Any]]:
    """What workers would answer, worked out in this process: no fork, no limits of memory and time."""
    while waiting:
        file = waiting.popleft()
        yield file, job.work(file, lambda _: None)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "workers: files are examined in worker processes, as commands do; elsewhere in this process")


def pytest_runtest_setup(item: pytest.Item) -> None:
    workers.answers = IN_WORKERS if item.get_closest_marker("workers") else _answered_here


def pytest_collection_finish() -> None:
    keep_collecting()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A campaign folder of 甲支部 and 乙支部 with an empty inbox."""
    return campaign_folder(tmp_path / "c")


class Validated(NamedTuple):
    """The example campaign after ``gradflow validate``; not to be changed."""

    day: str
    folder: Path
    status: int
    screen: str


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Validated]:
    """The example campaign as validated on a day, once a session; who writes to it copies it first."""

    @cache
    def validated(day: str) -> Validated:
        folder = example_copy(tmp_path_factory.mktemp("example"))
        run = shown("validate", folder.name, "--as-of", day, cwd=folder.parent)
        return Validated(day, folder, run.status, run.out)

    return validated

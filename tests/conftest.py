"""Fixtures of all tests: campaign folders, the example as validated, and whole runs that stay in this process."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections import deque
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, NoReturn
from unittest.mock import patch

import pytest
from support import EXAMPLE, campaign_folder, example_copy, keep_collecting, shown

from gradflow.app import examination
from gradflow.app.worker_pool import Job

IN_WORKERS = examination.answers


def _refused(_status: int) -> NoReturn:
    message = "a worker that dies: mark the test with `workers`"
    raise SystemError(message)


def _answered_here(
    waiting: deque[str], job: Job, _workers: int, _tell: object, meanwhile: Callable[[], object] = bool
) -> Iterator[tuple[str, Any]]:
    """What workers would answer, worked out in this process: taken apart and joined, but no fork, no limits."""
    meanwhile()
    while waiting:
        file = waiting.popleft()
        with patch.object(os, "_exit", _refused):
            answer = job.work(file, lambda _: None)
        yield file, None if answer is None else job.joined([*job.parted(answer)])


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "workers: files are examined in worker processes, as commands do; elsewhere in this process")


def pytest_runtest_setup(item: pytest.Item) -> None:
    examination.answers = IN_WORKERS if item.get_closest_marker("workers") else _answered_here


def pytest_collection_finish() -> None:
    keep_collecting()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A campaign folder of 甲支部 and 乙支部 with an empty inbox."""
    return campaign_folder(tmp_path / "c")


@pytest.fixture(scope="session")
def by_office(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., list[Path]]:
    """``by_office(suffix, *paths)`` saves workbooks anew with LibreOffice, as another kind of file, and drops the first."""
    if not shutil.which("soffice"):
        pytest.skip("needs LibreOffice")
    home = tmp_path_factory.mktemp("office")

    def saved(suffix: str, *paths: Path) -> list[Path]:
        folder = Path(tempfile.mkdtemp(dir=home))
        words = ["soffice", f"-env:UserInstallation=file://{home}/profile", "--headless", "--convert-to", suffix, "--outdir", str(folder)]
        subprocess.run([*words, *map(str, paths)], check=True, capture_output=True)
        for path in paths:
            path.unlink()
        return [Path(shutil.move(folder / f"{path.stem}.{suffix}", path.parent)) for path in paths]

    return saved


class Validated(NamedTuple):
    """An example campaign after ``gradflow validate``; not to be changed."""

    source: Path
    day: str
    folder: Path
    status: int
    screen: str


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Validated]:
    """An example campaign as validated on a day, once a session; who writes to it copies it first."""

    @cache
    def validated(day: str, source: Path = EXAMPLE) -> Validated:
        folder = example_copy(tmp_path_factory.mktemp("example"), source)
        run = shown("validate", folder.name, "--as-of", day, cwd=folder.parent)
        return Validated(source, day, folder, run.status, run.out)

    return validated

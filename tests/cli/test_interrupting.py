"""Interrupted at any moment: one sentence, the right exit status, nothing left behind, the old reports as they were."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from support import GOOD, campaign_folder, contents, roster, write_xlsx
from test_crashes import BEFORE, start

from gradflow import __main__ as entry

STATUSES = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 143}


def heeded() -> None:
    """A program started in the background ignores Ctrl+C; here it is not to."""
    for number in STATUSES:
        signal.signal(number, signal.SIG_DFL)


def wait_until_it_heeds(run: "subprocess.Popen[str]") -> None:
    """Until the program has taken over the last of the signals: before that it is the interpreter that begins."""
    status = Path(f"/proc/{run.pid}/status")
    while run.poll() is None:
        caught = next(line for line in status.read_text("ascii").splitlines() if line.startswith("SigCgt"))
        if int(caught.split()[1], 16) >> (signal.SIGHUP - 1) & 1:
            return
        time.sleep(0.002)


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campaign that takes a while."""
    folder = campaign_folder(tmp_path_factory.mktemp("busy") / "c")
    (folder / "reports").mkdir()
    for file in range(40):
        write_xlsx(folder / "inbox" / f"{file}.xlsx", roster([GOOD] * (40 + file)))
    return folder


@pytest.fixture(scope="module")
def whole(busy: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The reports of a run that was let go on."""
    folder = shutil.copytree(busy, tmp_path_factory.mktemp("whole") / "c")
    start(folder, BEFORE).communicate()
    return contents(folder / "reports")


@pytest.mark.parametrize("number", STATUSES)
@pytest.mark.parametrize("after", [0, 0.15, 0.45, 0.75])
def test_n16_a_signal_ends_the_run_in_one_sentence(
    busy: Path, whole: dict[str, str], tmp_path: Path, number: signal.Signals, after: float
) -> None:
    folder = shutil.copytree(busy, tmp_path / "c")
    run = start(folder, BEFORE, preexec_fn=heeded)
    wait_until_it_heeds(run)
    time.sleep(after)
    children = psutil.Process(run.pid).children(recursive=True)
    run.send_signal(number)
    _, told = run.communicate(timeout=30)
    assert (run.returncode, told) == (STATUSES[number], entry.TOLD)
    assert psutil.wait_procs(children, timeout=5)[1] == []
    assert contents(folder / "reports") in ({}, whole)  # a machine may stand still between the waiting and the signal
    assert [p.name for p in folder.iterdir() if p.name.startswith(".reports")] == []


def test_n16_a_signal_that_was_to_be_ignored_is(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "c")
    run = start(folder, BEFORE, preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    time.sleep(0.3)
    run.send_signal(signal.SIGHUP)
    _, told = run.communicate(timeout=30)
    assert (run.returncode, told) == (0, "")


def test_n16_a_second_signal_does_not_disturb_the_clearing_up() -> None:
    code = (
        "import os, signal, sys, gradflow.__main__ as entry, gradflow.cli.main as cli\n"
        "def run():\n"
        "    try:\n        os.kill(os.getpid(), signal.SIGTERM)\n"
        "    finally:\n        os.kill(os.getpid(), signal.SIGINT); print('cleared', flush=True)\n"
        "cli.main = run\nentry.main()\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, preexec_fn=heeded)
    assert (run.returncode, run.stdout, run.stderr) == (143, "cleared\n", entry.TOLD)


def test_n16_a_signal_that_python_could_not_raise_is_raised_again() -> None:
    code = (
        "import os, signal, time, gradflow.__main__ as entry, gradflow.cli.main as cli\n"
        "class Last:\n    def __del__(self):\n        os.kill(os.getpid(), signal.SIGINT); time.sleep(0)\n"
        "def run():\n    Last(); time.sleep(20)\n"
        "cli.main, entry.PATIENCE = run, 0.2\nentry.main()\n"
    )
    began = time.monotonic()
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, preexec_fn=heeded)
    assert (run.returncode, run.stderr) == (130, entry.TOLD)
    assert time.monotonic() - began < 15


@pytest.mark.parametrize("way", [["-m", "gradflow"], ["-c", "from gradflow.__main__ import main; main()"]])
def test_n16_an_ascii_locale(tmp_path: Path, way: list[str]) -> None:
    folder = campaign_folder(tmp_path / "二〇二三")
    write_xlsx(folder / "inbox" / "附件2.xlsx", roster([GOOD]))
    bare = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG"))}
    bare |= {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    words = ["validate", str(folder), "--as-of", BEFORE]
    run = subprocess.run([sys.executable, *way, *words], env=bare, capture_output=True, check=False)
    assert (run.returncode, run.stderr) == (0, b"")
    assert "已汇总 1 行" in run.stdout.decode("utf-8")
    with contextlib.chdir(folder / "reports"):
        assert Path("汇总.xlsx").exists()

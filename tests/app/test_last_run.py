"""A run is answered from memory only where a new one would write and show the same; then nothing at all is written."""

import json
import os
import shutil
import sqlite3
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from support import GOOD, SECOND, campaign_folder, example_copy, roster, write_xlsx
from test_promises import contents, gradflow

from gradflow.app import last_run, session, validating
from gradflow.cli import opening, validate
from gradflow.outputs.files import MANIFEST

SAME = "都和上次检查时一样"
TODAY = datetime(2023, 6, 20, 9)
A = "inbox/a.xlsx"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = campaign_folder(tmp_path / "c", more='[rules]\nR301 = "warning"')
    came = datetime(2023, 6, 19, 10).timestamp()
    for name, person, branch in (("a", GOOD, "甲支部"), ("b", {**SECOND, "age": 1}, "乙支部")):
        os.utime(write_xlsx(folder / "inbox" / f"{name}.xlsx", roster([person], branch=branch)), (came, came))
    (folder / "forms").mkdir()
    (folder / "forms" / "own.toml").write_text('key = "transfer_out"\nhanding_in = "交到办公室"\n', "utf-8")
    (folder / "grants.toml").write_text("# 没有\n", "utf-8")
    return folder


@pytest.fixture(autouse=True)
def clocks(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """What the clock shows; the last entry counts."""
    shown = [TODAY]
    for module in (validate, opening):
        monkeypatch.setattr(module, "clock", lambda: shown[-1])
    return shown


class Note:
    """What a run answers: exit status, stdout and stderr, and whether it is from memory."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], *words: str) -> None:
        capsys.readouterr()
        self.status = gradflow("validate", str(folder), *words)
        self.out, self.err = capsys.readouterr()
        self.is_same = SAME in self.err


def everything(folder: Path) -> dict[str, tuple[str, int]]:
    return {name: (digest, (folder / name).stat().st_mtime_ns) for name, digest in contents(folder).items()}


def test_an_unchanged_run_shows_the_same_and_writes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = Note(folder, capsys)
    before = everything(folder)
    second = Note(folder, capsys)
    assert not first.is_same and second.is_same
    assert (second.status, second.out) == (first.status, first.out) and first.status == 1
    assert everything(folder) == before
    assert len(second.err.splitlines()) == 1
    as_json, never = Note(folder, capsys, "--format", "json"), Note(folder, capsys, "--fail-on", "never", "--jobs", "3")
    assert json.loads(as_json.out) == json.loads((folder / "reports" / "findings.json").read_text("utf-8")) and as_json.is_same
    assert (never.status, never.out, never.is_same) == (0, first.out, True)
    assert everything(folder) == before


def test_a_json_run_is_remembered_for_the_screen(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    as_json = Note(folder, capsys, "--format", "json")
    text = Note(folder, capsys)
    assert text.is_same and "报告在：" in text.out
    assert Note(folder, capsys, "--format", "json").out == as_json.out


def test_a_new_run_would_give_the_same(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, reports = Note(folder, capsys), contents(folder / "reports")
    for name in ("last-run.json", "facts.sqlite"):
        (folder / ".gradflow" / name).unlink()
    again = Note(folder, capsys)
    assert not again.is_same and (again.out, contents(folder / "reports")) == (first.out, reports)


def swapped(path: Path) -> None:
    """Another content of the same size and time."""
    before, content = path.stat(), path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def appended(path: Path, text: str = "# \n") -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def touched(path: Path) -> None:
    os.utime(path, (path.stat().st_atime, path.stat().st_mtime + 60))


def noted(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / ".gradflow" / "ledger.sqlite")) as ledger, ledger:
        ledger.execute(statement)


def added(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")


def both_altered(folder: Path) -> None:
    (folder / "reports" / "report.html").unlink()
    manifest = folder / "reports" / MANIFEST
    manifest.write_text("".join(line for line in manifest.read_text("utf-8").splitlines(keepends=True) if "html" not in line), "utf-8")


def without(folder: Path, key: str) -> None:
    memory = folder / ".gradflow" / "last-run.json"
    kept = json.loads(memory.read_bytes())
    memory.write_text(json.dumps({**kept, key: {}} if key == "statuses" else {name: kept[name] for name in kept if name != key}), "ascii")


CHANGES: dict[str, Callable[[Path], object]] = {
    "content only": lambda folder: swapped(folder / A),
    "time only": lambda folder: touched(folder / A),
    "name": lambda folder: (folder / A).rename(folder / "inbox" / "c.xlsx"),
    "a file more": lambda folder: added(folder / "inbox" / "new" / "x.txt"),
    "a file less": lambda folder: (folder / A).unlink(),
    "a lock in the inbox": lambda folder: added(folder / "inbox" / "~$a.xlsx"),
    "a link": lambda folder: (folder / "inbox" / "link").symlink_to(folder / A),
    "campaign.toml": lambda folder: appended(folder / "campaign.toml"),
    "no campaign.toml": lambda folder: (folder / "campaign.toml").unlink(),
    "grants.toml": lambda folder: appended(folder / "grants.toml"),
    "no grants.toml": lambda folder: (folder / "grants.toml").unlink(),
    "a form": lambda folder: appended(folder / "forms" / "own.toml"),
    "a form more": lambda folder: shutil.copy(folder / "forms" / "own.toml", folder / "forms" / "two.toml"),
    "ledger: a time": lambda folder: noted(folder, "UPDATE contents SET first_seen_at = '2023-06-18T09:00:00'"),
    "ledger: a person": lambda folder: noted(folder, "UPDATE people SET person = '某某'"),
    "ledger: somebody writes": lambda folder: added(folder / ".gradflow" / "ledger.sqlite-journal"),
    "no ledger": lambda folder: (folder / ".gradflow" / "ledger.sqlite").unlink(),
    "a report's content": lambda folder: swapped(folder / "reports" / "汇总.xlsx"),
    "a report less": lambda folder: (folder / "reports" / "report.html").unlink(),
    "a returned copy less": lambda folder: shutil.rmtree(folder / "reports" / "各支部"),
    "a report more": lambda folder: added(folder / "reports" / "各支部" / "note.txt"),
    "a report is a link": lambda folder: (folder / "reports" / "x").symlink_to(folder / A),
    "the manifest": lambda folder: appended(folder / "reports" / MANIFEST, "0  x\n"),
    "manifest and report alike": both_altered,
    "no reports": lambda folder: shutil.rmtree(folder / "reports"),
    "something of a killed run": lambda folder: (folder / ".reports-abcdefgh").mkdir(),
    "memory damaged": lambda folder: (folder / ".gradflow" / "last-run.json").write_text("{", "utf-8"),
    "memory of nothing": lambda folder: (folder / ".gradflow" / "last-run.json").write_text("[]", "utf-8"),
    "memory without lines": lambda folder: without(folder, "lines"),
    "memory without a status": lambda folder: without(folder, "statuses"),
    "memory gone": lambda folder: (folder / ".gradflow" / "last-run.json").unlink(),
    "purged": lambda folder: gradflow("purge", str(folder), "--yes"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_each_change_alone_makes_a_new_run(folder: Path, capsys: pytest.CaptureFixture[str], change: Callable[[Path], object]) -> None:
    Note(folder, capsys)
    assert Note(folder, capsys).is_same
    change(folder)
    assert not Note(folder, capsys).is_same


def test_each_setting_alone_makes_a_new_run(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "words").write_text("geheim\n", "utf-8")
    file = ("--password-file", str(tmp_path / "words"))
    for words in (
        ("--as-of", "2023-06-20"), ("--as-of", "2023-06-19"), ("--out", str(tmp_path / "other")), file, ("--encrypt", *file),
    ):  # fmt: skip
        Note(folder, capsys)
        assert Note(folder, capsys).is_same
        assert not Note(folder, capsys, *words).is_same, words
    monkeypatch.chdir(folder)
    assert not Note(Path(), capsys).is_same
    assert Note(Path(), capsys).is_same


def test_what_a_password_opened_is_never_answered_from_memory(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "words").write_text("geheim\n", "utf-8")
    file = ("--password-file", str(tmp_path / "words"))
    for words in (file, ("--encrypt", *file)):
        assert [Note(folder, capsys, *words).is_same for _ in range(2)] == [False, False]


def test_another_program_makes_a_new_run(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    Note(folder, capsys)
    monkeypatch.setattr(last_run, "program_print", lambda: "another")
    assert not Note(folder, capsys).is_same


def test_a_new_day_makes_a_new_run_but_for_a_day_that_is_past(
    folder: Path, capsys: pytest.CaptureFixture[str], clocks: list[datetime]
) -> None:
    Note(folder, capsys)
    assert Note(folder, capsys).is_same
    clocks.append(TODAY + timedelta(days=1))
    assert not Note(folder, capsys).is_same
    Note(folder, capsys, "--as-of", "2023-06-20")
    assert Note(folder, capsys, "--as-of", "2023-06-20").is_same
    clocks.append(TODAY + timedelta(days=9))
    assert Note(folder, capsys, "--as-of", "2023-06-20").is_same


def test_a_day_that_was_to_come_when_it_was_asked_for(folder: Path, capsys: pytest.CaptureFixture[str], clocks: list[datetime]) -> None:
    Note(folder, capsys, "--as-of", "2023-06-22")
    assert Note(folder, capsys, "--as-of", "2023-06-22").is_same
    clocks.append(datetime(2023, 6, 23, 9))
    assert not Note(folder, capsys, "--as-of", "2023-06-22").is_same


def test_the_time_zone_is_part_of_a_time(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    Note(folder, capsys)
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()
    try:
        assert not Note(folder, capsys).is_same
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_report_with_the_time_of_day_in_it_is_not_remembered(
    folder: Path, capsys: pytest.CaptureFixture[str], clocks: list[datetime]
) -> None:
    clocks.append(TODAY.replace(microsecond=7))
    os.utime(folder / A, (0, 0))  # a time before the notice: that of the run counts
    assert [Note(folder, capsys).is_same for _ in range(3)] == [False, False, True]  # the ledger has noted it by the second


def test_what_was_read_by_chance_is_not_remembered(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "inbox" / "empty.xlsx").write_bytes(b"")
    assert [Note(folder, capsys).is_same for _ in range(2)] == [False, False]


def test_what_changes_while_a_run_is_on_is_not_remembered(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    statuses = validating.statuses

    def change(found: session.Validation) -> dict[str, int]:
        touched(folder / A)
        return statuses(found)

    before = (folder / A).stat()
    with monkeypatch.context() as patch:
        patch.setattr(validating, "statuses", change)
        Note(folder, capsys)
    os.utime(folder / A, ns=(before.st_atime_ns, before.st_mtime_ns))  # who knows what was read
    assert not Note(folder, capsys).is_same
    assert last_run.LastRun(folder, folder / "reports", None, TODAY.date()).shown()


def test_a_run_killed_before_it_is_remembered_is_made_again(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Note(folder, capsys)
    appended(folder / "campaign.toml")

    def kill(*_: object) -> None:
        raise SystemExit(143)

    with monkeypatch.context() as patch:
        patch.setattr(last_run.LastRun, "remember", kill)
        assert Note(folder, capsys).status == 143
    again = Note(folder, capsys)
    assert not again.is_same and again.status == 1
    assert Note(folder, capsys).is_same


def test_what_cannot_be_remembered_is_only_slower(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(last_run, "replace_file", fail)
    assert [(run.status, run.is_same) for run in (Note(folder, capsys), Note(folder, capsys))] == [(1, False), (1, False)]


def test_archives_and_other_files_are_remembered_too(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with zipfile.ZipFile(folder / "inbox" / "c.zip", "w") as archive:
        archive.write(folder / A, "c.xlsx")
    (folder / "inbox" / "scan.pdf").write_bytes(b"%PDF-1.4")
    first = Note(folder, capsys)
    again = Note(folder, capsys)
    assert again.is_same and again.out == first.out


def test_what_is_said_of_campaign_toml_is_said_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "campaign.toml").write_text((folder / "campaign.toml").read_text("utf-8").replace("R301", "X601"), "utf-8")
    first = Note(folder, capsys)
    again = Note(folder, capsys)
    assert again.is_same and again.err.splitlines()[:-1] == first.err.splitlines()


def test_the_example_is_answered_from_memory(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = example_copy(tmp_path)
    first = Note(folder, capsys, "--as-of", "2023-07-25")
    again = Note(folder, capsys, "--as-of", "2023-07-25")
    assert again.is_same and (again.status, again.out) == (first.status, first.out)
    assert oct((folder / ".gradflow" / "last-run.json").stat().st_mode & 0o777) == "0o600"

"""``gradflow watch``: validates when files have settled, tells what changed, and goes on whatever happens."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from types import SimpleNamespace

import pytest
from support import FORMS, GOOD, SECOND, campaign_folder, findings_json, roster, shown, until, write_xlsx

from gradflow.__main__ import TOLD
from gradflow.app import settling, watching
from gradflow.app.run_difference import MOST_NAMED, difference, standing_of
from gradflow.app.settling import LONGEST, PATIENCE, QUIET, TOLD_AFTER, Held, Settling, hold, is_remote, signs, stamps_of
from gradflow.app.watching import LOOK_AGAIN, TRY_AGAIN, Asked, Watcher, validate_again
from gradflow.cli import watch as command
from gradflow.model.failures import GradflowError

DAY = date(2023, 7, 25)
HEEDING = "import signal; signal.signal(signal.SIGINT, signal.SIG_DFL); from gradflow.__main__ import main; main()"
"""The program, even where the tests run in the background, and Ctrl+C is ignored."""
FILE = "inbox/附件2.xlsx"
GOOD_TOO = {**GOOD, "name": "李强", "id_number": "320584200005120075", "phone": "13861530078"}


class Disk:
    """What lies in a folder, second by second, and the runs that come of it."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[int, ...]] = {}
        self.held: dict[str, Held] = {}
        self.settling = Settling(self.held.get)
        self.now = 0
        self.told: list[tuple[int, str]] = []

    def after(self, seconds: float, each: Callable[[int], object] = lambda _: None) -> list[tuple[int, frozenset[str]]]:
        """Let time pass; returns when it ran, in seconds from now on, and without which files. ``each`` happens before every look."""
        runs, start = [], self.now
        while self.now - start < seconds:
            each(self.now - start)
            look = self.settling.look(self.files, self.now)
            self.told += [(self.now - start, name) for name in look.told]
            if look.is_due:
                runs.append((self.now - start, self.settling.take()))
            self.now += 1
        return runs


WHOLE: frozenset[str] = frozenset()


@pytest.fixture
def disk() -> Disk:
    return Disk()


def test_a_run_waits_until_all_stands_still(disk: Disk) -> None:
    def come(second: int) -> None:
        if second < 10:
            disk.files[f"inbox/{second}.xlsx"] = (1,)

    assert disk.after(60, come) == [(9 + QUIET, WHOLE)]
    assert disk.told == []
    disk.files["inbox/0.xlsx"] = (2,)
    del disk.files["inbox/1.xlsx"]
    assert disk.after(60) == [(QUIET, WHOLE)]


def test_what_is_again_as_it_was_is_no_change(disk: Disk) -> None:
    disk.files[FILE] = (1,)
    disk.after(60)
    moved = disk.files.pop(FILE)
    assert disk.after(2) == []
    disk.files[FILE] = moved
    assert disk.after(60) == []
    assert not disk.settling.is_waiting


def test_a_slow_copy_is_waited_for_and_told_of_once(disk: Disk) -> None:
    assert disk.after(100, lambda second: disk.files.update({FILE: (min(second, 30),)})) == [(30 + QUIET, WHOLE)]
    assert disk.told == [(TOLD_AFTER, FILE)]


def test_what_never_stands_still_holds_nobody_up_for_ever(disk: Disk) -> None:
    def move(second: int) -> None:
        disk.files |= {FILE: (1,), "inbox/moving.csv": (second,)}

    assert disk.after(300, move) == [(PATIENCE, frozenset({"inbox/moving.csv"}))]
    assert disk.settling.held == {"inbox/moving.csv": Held.MOVING}
    assert disk.settling.changed == {"inbox/moving.csv"}
    assert disk.after(60) == [(QUIET - 1, WHOLE)]


def test_what_was_left_out_is_read_even_if_it_is_again_as_it_was(disk: Disk) -> None:
    disk.files[FILE] = (1,)
    disk.after(60)
    runs = disk.after(PATIENCE + 1, lambda second: disk.files.update({FILE: (2, second), "inbox/b.xlsx": (1,)}))
    assert runs == [(PATIENCE, frozenset({FILE}))]
    assert disk.settling.changed == {FILE}
    disk.files[FILE] = (1,)
    assert disk.after(60) == [(QUIET, WHOLE)]


def test_a_copy_of_very_much_is_read_in_parts(disk: Disk) -> None:
    runs = disk.after(LONGEST * 2 + 10, lambda second: disk.files.update({f"inbox/{second}.xlsx": (1,)}))
    assert [second for second, _ in runs] == [LONGEST, LONGEST * 2 + 1]
    assert len(runs[0][1]) == QUIET


@pytest.mark.parametrize("why", [Held.LOCKED, Held.CLOSED, Held.PARTLY])
def test_what_is_held_is_waited_for_then_read_as_it_lies_and_again_when_free(disk: Disk, why: Held) -> None:
    disk.files |= {FILE: (1,), "inbox/b.xlsx": (1,)}
    disk.held[FILE] = why
    assert disk.after(PATIENCE + 100) == [(PATIENCE, WHOLE)]
    assert disk.told == [(TOLD_AFTER, FILE)]
    assert not disk.settling.changed
    disk.files[FILE] = (2,)
    assert disk.after(PATIENCE + 100) == [(PATIENCE, WHOLE)]
    del disk.held[FILE]
    assert disk.after(100) == [(0, WHOLE)]


def test_what_is_free_in_time_is_read_once(disk: Disk) -> None:
    disk.files[FILE] = (1,)
    disk.held[FILE] = Held.LOCKED
    assert disk.after(PATIENCE - 1) == []
    del disk.held[FILE]
    assert disk.after(100) == [(0, WHOLE)]


@pytest.fixture(name="sheet")
def _sheet(folder: Path) -> Path:
    return write_xlsx(folder / FILE, roster([GOOD]))


def test_a_workbook_that_is_whole_and_closed_is_not_held(sheet: Path) -> None:
    assert hold(sheet) is None
    sheet.write_text("姓名,年龄\n", "utf-8")
    assert hold(sheet) is None


@pytest.mark.parametrize("lock", ["~$附件2.xlsx", ".~附件2.xlsx", ".~lock.附件2.xlsx#"])
def test_the_lock_of_a_program_that_edits_it_holds_a_workbook(sheet: Path, lock: str) -> None:
    sheet.with_name(lock).touch()
    assert hold(sheet) is Held.LOCKED
    assert hold(write_xlsx(sheet.with_name("附件3.xlsx"), roster([GOOD]))) is None


def test_half_a_workbook_is_held(sheet: Path) -> None:
    content = sheet.read_bytes()
    for part in (content[:-30], content[: len(content) // 2], b"", bytes(4096)):
        sheet.write_bytes(part)
        assert hold(sheet) is Held.PARTLY
    sheet.write_bytes(content + b"\0" * 100)
    assert hold(sheet) is None


def test_what_cannot_be_opened_is_held_and_a_pipe_is_not_opened(sheet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(sheet.with_name("管道.xlsx"))
    assert hold(sheet.with_name("管道.xlsx")) is None
    assert hold(sheet.with_name("走了.xlsx")) is Held.CLOSED

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", refuse)
    assert hold(sheet) is Held.CLOSED


@pytest.mark.parametrize(
    ("place", "is_far"),
    [("/srv/share/2023届", True), ("/srv", False), ("/srv/shared", False), ("/srv/share/disk/c", False), ("/home/me", True), ("/z", True)],
)
def test_shares_are_recognised(place: str, monkeypatch: pytest.MonkeyPatch, *, is_far: bool) -> None:
    mounts = {
        "/": ("ext4", "rw"),
        "/srv/share": ("cifs", "rw"),
        "/srv/share/disk": ("ext4", "rw"),
        "/home": ("nfs4", "rw"),
        "/z": ("", "rw,remote"),
    }
    told = [SimpleNamespace(mountpoint=mount, fstype=kind, opts=opts) for mount, (kind, opts) in mounts.items()]
    monkeypatch.setattr(settling.psutil, "disk_partitions", lambda **_: told)
    monkeypatch.setattr(settling.os.path, "realpath", str)
    assert is_remote(Path(place)) is is_far
    assert is_remote(r"\\server\share\2023届")


class Office:
    """A watcher whose clock and runs are the test's."""

    def __init__(self, folder: Path, as_of: date | None = None, run: Callable[..., object] | None = None) -> None:
        self.folder, self.seconds = folder, 0.0
        self.today = datetime(2023, 7, 25, 23, 59)
        self.runs: list[set[str]] = []
        self.lines: list[str] = []
        self.told: list[str] = []
        self.failure: Exception | None = None
        self.asked = Asked(folder=folder, as_of=as_of, clock=lambda: self.today)
        self.watcher = Watcher(self.asked, run or self._run, self.lines.append, self.told.append)

    def _run(self, _left_out: frozenset[str], touched: frozenset[str], _tell: object) -> list[str]:
        self.runs.append(set(touched))
        if self.failure:
            raise self.failure
        return ["变了", "改了", "到这里"]

    def after(self, seconds: float = 10) -> int:
        """Let time pass without a sign from the system; returns how often it ran."""
        ran = 0
        for _ in range(int(seconds)):
            self.seconds += 1
            ran += self.watcher.step(self.seconds, is_woken=False)
        return ran

    def happens(self, name: str, text: str = "x") -> int:
        """Write a file, and be told of it; returns how often it ran."""
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
        self.seconds += 1
        return self.watcher.step(self.seconds, is_woken=True) + self.after()


@pytest.fixture
def office(folder: Path) -> Office:
    made = Office(folder)
    assert made.after() == 1
    made.runs.clear()
    return made


@pytest.mark.parametrize("name", ["campaign.toml", "grants.toml", "forms/own.toml", "inbox/a.csv", "inbox/深/b.csv"])
def test_what_decides_leads_to_a_run(office: Office, name: str) -> None:
    assert office.happens(name) == 1
    assert office.runs == [{name}]


@pytest.mark.parametrize("name", ["reports/x.xlsx", "templates/x.xlsx", ".gradflow/x", "inbox/~$a.xlsx", "x.txt"])
def test_what_does_not_decide_leads_to_none(office: Office, name: str) -> None:
    assert office.happens(name) == 0
    assert not office.after(LOOK_AGAIN * 2)


def test_what_the_system_does_not_tell_is_seen_sooner_or_later(office: Office) -> None:
    (office.folder / "inbox/a.csv").write_text("x")
    assert office.after(LOOK_AGAIN + QUIET + 1) == 1


def test_a_failed_run_is_a_sentence_once_and_is_tried_again(office: Office) -> None:
    office.failure = GradflowError("汇总.xlsx 开着。")
    assert office.happens("inbox/a.csv") == 1
    assert office.after(TRY_AGAIN * 4) >= 2
    assert office.told == ["23:59 汇总.xlsx 开着。"]
    office.failure, before = None, len(office.lines)
    assert office.after(TRY_AGAIN * 4) == 1
    assert office.lines[before:] == ["23:59 变了", "改了", "到这里"]


def test_what_every_run_says_is_said_once(folder: Path) -> None:
    office = Office(folder, DAY, lambda _left_out, _touched, tell: [tell("没有 campaign.toml。")][:0])
    assert (office.after(), office.happens("inbox/a.csv"), office.told) == (1, 1, ["没有 campaign.toml。"])


def test_a_bug_shows_nothing_of_what_was_read(office: Office) -> None:
    office.failure = ValueError("320584200005120016")
    office.happens("inbox/a.csv")
    assert re.fullmatch(r"23:59 程序出错（ValueError，test_watching.py:\d+）。.*", office.told[0])


def test_a_folder_that_goes_is_told_and_waited_for(office: Office) -> None:
    away = office.folder.rename(office.folder.with_name("away"))
    assert office.after(LOOK_AGAIN + QUIET + 1) == 0
    assert office.watcher.is_away
    assert office.told == [f"“{office.folder}”现在找不到或者打不开。等它回来再接着看；网络共享断开的，重新连上就行。"]
    (away / "campaign.toml").rename(away / "campaign.bak")
    away.rename(office.folder)
    office.after()
    assert len(office.told) == 1
    (office.folder / "campaign.bak").rename(office.folder / "campaign.toml")
    assert office.after() == 0
    assert office.told[1:] == [f"“{office.folder}”又能看到了，接着看。"]


def test_a_folder_that_is_gone_for_a_moment_is_none(office: Office) -> None:
    away = office.folder.rename(office.folder.with_name("away"))
    office.watcher.step(office.seconds + 1, is_woken=True)
    away.rename(office.folder)
    assert (office.after(), office.told) == (0, [])


@pytest.mark.parametrize(("as_of", "runs"), [(None, 1), (DAY, 0)])
def test_the_day_moves_on_at_midnight_unless_one_was_asked_for(folder: Path, as_of: date | None, runs: int) -> None:
    office = Office(folder, as_of)
    assert office.after() == 1
    office.today += timedelta(minutes=1)
    assert office.after(100) == runs


def test_what_is_waited_for_and_what_was_left_out_is_named(office: Office) -> None:
    path = office.folder / "inbox/moving.csv"
    (office.folder / "inbox/b.csv").write_text("x")
    (office.folder / "inbox/~$b.csv").touch()
    for second in range(int(PATIENCE) + 2):
        path.write_text("x" * (second + 1))
        office.watcher.step(office.seconds + second, is_woken=True)
    assert len(office.runs) == 1
    assert office.told == [
        "等一等再检查：“b.csv”开着，“moving.csv”还在拷贝或同步。",
        "没有再等，按磁盘上现在的内容检查的：“b.csv”开着。放好、关上以后会再检查。",
        "没有再等，这次没有算进去的：“moving.csv”还在拷贝或同步。放好以后会再检查。",
    ]


def test_a_folder_with_nothing_in_it_is_told(tmp_path: Path) -> None:
    asked = Asked(folder=tmp_path, as_of=DAY)
    office = Office(tmp_path, DAY, partial(validate_again, asked))
    office.after(100)
    assert [text[-44:] for text in office.told] == ["里没有 campaign.toml, 也没有 Excel 文件。先运行 gradflow init 新建活动文件夹。"[-44:]]


def run(folder: Path, *left_out: str, touched: tuple[str, ...] = ()) -> list[str]:
    """Validate as ``watch`` does, in this process."""
    return [*validate_again(Asked(folder=folder, as_of=DAY, jobs=1), frozenset(left_out), touched, str)]


def test_it_runs_what_validate_runs_and_is_not_woken_by_it(sheet: Path, folder: Path) -> None:
    office = Office(folder, DAY, partial(validate_again, Asked(folder=folder, as_of=DAY)))
    assert office.after() == 1
    assert office.after(LOOK_AGAIN * 3) == 0
    assert sheet.exists()
    assert "都和上次检查时一样" in shown("validate", folder, "--as-of", DAY).err


def test_where_nothing_changed_since_the_last_run_its_reports_stand(sheet: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sheet.exists()
    shown("validate", folder, "--as-of", DAY)
    monkeypatch.setattr(watching, "validate_and_write", None)
    assert run(folder)[0] == "收件夹里的表没有变"


def test_what_is_left_out_is_not_read_and_the_run_is_not_taken_for_a_whole_one(sheet: Path, folder: Path) -> None:
    write_xlsx(folder / "inbox/乙.xlsx", roster([SECOND], "乙支部"))
    run(folder, FILE)
    assert findings_json(folder)["counts"]["files"] == 1
    assert "都和上次检查时一样" not in shown("validate", folder, "--as-of", DAY).err
    assert findings_json(folder)["counts"]["files"] == 2
    assert sheet.exists()


def test_three_lines_tell_what_changed(folder: Path) -> None:
    assert run(folder)[0] == "收件夹里还没有表"
    wrong = {**GOOD, "phone": "1396123457"}
    path = write_xlsx(folder / FILE, roster([GOOD_TOO, wrong]))
    assert run(folder) == [
        "新收到 1 份：甲支部附件2",
        "新出现必须改 1 处：王芳联系电话（C301）",
        "现在读到 2 行，已汇总 1 行，待更正 1 行；必须改 1 处，改或说明 0 处；附件2还没有交：乙支部（1 个）",
    ]
    write_xlsx(path, roster([GOOD_TOO, GOOD]))
    assert run(folder, touched=(FILE,))[:2] == ["换过 1 份：甲支部附件2", "改好 1 处：王芳联系电话（C301）"]
    write_xlsx(path, roster([GOOD_TOO, wrong]))
    run(folder)
    assert run(folder)[:2] == ["收件夹里的表没有变", "要改的和上次一样"]
    path.unlink()
    assert run(folder)[:2] == ["拿走了 1 份：甲支部附件2", "新出现必须改 1 处：甲支部（F115）；随拿走的表去掉 1 处"]


def test_a_corrected_copy_of_another_name_solves(folder: Path) -> None:
    path = write_xlsx(folder / FILE, roster([{**GOOD, "phone": "1396123457"}]))
    run(folder)
    path.unlink()
    write_xlsx(folder / "inbox/改好.xlsx", roster([GOOD]))
    lines = run(folder)
    assert lines[0] == "新收到 1 份：甲支部附件2；拿走了 1 份：甲支部附件2"
    assert lines[1] == "改好 1 处：王芳联系电话（C301）"


def test_many_changes_are_counted_and_a_few_named(tmp_path: Path) -> None:
    names = [f"{sign}支部" for sign in "甲乙丙丁戊己"]
    folder = campaign_folder(tmp_path / "c", branches=names)
    for number, name in enumerate(names):
        write_xlsx(folder / f"inbox/{number}.xlsx", roster([GOOD], name))
    write_xlsx(folder / "inbox/又一份.xlsx", roster([GOOD], "甲支部"))
    line = run(folder)[0]
    assert line == f"新收到 7 份：{'、'.join(f'{name}附件2' for name in names[:MOST_NAMED])} 等"


def test_reports_that_cannot_be_read_tell_nothing(folder: Path) -> None:
    nothing = standing_of(folder / "reports")
    (folder / "reports").mkdir()
    for text in ("", "[]", '{"counts": {}}', '{"counts": {}, "submissions": [{}]}'):
        (folder / "reports/findings.json").write_text(text)
        assert standing_of(folder / "reports") == nothing
    assert len([*difference(nothing, nothing, (), FORMS)]) == 2


def test_a_warning_that_was_explained_is_not_open(folder: Path) -> None:
    finding = {"file": FILE, "branch": "甲支部", "person": "王芳", "field": "phone", "code": "S402", "severity": "warning"}
    told = {"counts": {}, "submissions": [], "findings": [{**finding, "state": state} for state in ("new", "explained")]}
    (folder / "reports").mkdir()
    (folder / "reports/findings.json").write_text(json.dumps(told))
    assert [*standing_of(folder / "reports").problems.values()] == [[FILE]]


def test_a_file_with_a_number_in_its_name_is_known_again(folder: Path) -> None:
    name = f"inbox/{GOOD['id_number']}.xlsx"
    write_xlsx(folder / name, roster([GOOD]))
    run(folder)
    assert run(folder, touched=(name,))[0] == "换过 1 份：甲支部附件2"


def test_all_that_validate_reads_is_looked_at(folder: Path) -> None:
    write_xlsx(folder / FILE, roster([GOOD]))
    (folder / "grants.toml").touch()
    assert set(stamps_of(folder, folder / "reports", is_bare=False)) == {FILE, "campaign.toml", "grants.toml"}


def test_polled_it_looks_every_few_seconds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(settling.time, "sleep", slept.append)
    assert [*islice(signs(tmp_path, is_polled=True), 3)] == [True] * 3
    assert slept == [settling.POLL] * 2


def test_no_such_folder_is_one_sentence(tmp_path: Path) -> None:
    assert shown("watch", tmp_path / "无") == (2, "", f"gradflow: 没有“{tmp_path / '无'}”这个文件夹。\n")


def looks(monkeypatch: pytest.MonkeyPatch, away: Sequence[bool]) -> list[bool]:
    """Have the command look at a folder that is away or not, look after look, and be interrupted then; a list that gets how signs are asked for."""
    polled: list[bool] = []

    def told(_folder: Path, *, is_polled: bool) -> Iterator[bool]:
        polled.append(is_polled)
        if not (is_polled or away):
            raise OSError
        while True:
            yield True

    class Wanderer:
        is_away = False
        ahead = iter(away)

        def __init__(self, *_: object) -> None:
            pass

        def step(self, _now: float, *, is_woken: bool) -> bool:
            self.is_away = next(self.ahead, None)
            if self.is_away is None:
                raise KeyboardInterrupt
            return not is_woken

    monkeypatch.setattr(command, "signs", told)
    monkeypatch.setattr(command, "Watcher", Wanderer)
    return polled


def test_a_folder_that_went_is_looked_for_and_watched_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    polled = looks(monkeypatch, [False, True, True, False])
    assert shown("watch", folder).status == 130
    assert polled == [False, True, False]


def test_where_the_system_tells_nothing_it_is_polled(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    polled = looks(monkeypatch, [])
    assert "系统不能通知这里的变化，改为隔几秒看一次。" in shown("watch", folder).err
    assert polled == [False, True]


@pytest.fixture(name="watch")
def _watch(folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """The command on an empty campaign, after its first run."""
    words = [sys.executable, "-c", HEEDING, "watch", str(folder), "--as-of", str(DAY), "--log", str(folder / "log")]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            until(lambda: "现在读到 0 行" in (folder / "log").read_text("utf-8") if (folder / "log").exists() else False)
            yield process
        finally:
            process.kill()


@pytest.mark.workers
def test_files_dropped_slowly_are_read_whole_and_it_ends_cleanly(folder: Path, watch: "subprocess.Popen[str]", tmp_path: Path) -> None:
    whole = write_xlsx(tmp_path / "whole.xlsx", roster([GOOD])).read_bytes()
    with (folder / FILE).open("wb", buffering=0) as file:
        for part in range(0, len(whole), len(whole) // 4 + 1):
            file.write(whole[part : part + len(whole) // 4 + 1])
            time.sleep(1)
    until(lambda: "已汇总 1 行" in (folder / "log").read_text("utf-8"))
    shutil.copy(folder / FILE, folder / "reports/x.xlsx")
    watch.send_signal(signal.SIGINT)
    out, err = watch.communicate(timeout=30)
    assert watch.returncode == 130
    assert [line[6:] for line in out.splitlines() if "收" in line] == ["收件夹里还没有表", "新收到 1 份：甲支部附件2"]
    assert err.splitlines() == [f"正在看着“{folder}”，表放好了就检查；按 Ctrl+C 停下。", TOLD.strip()]

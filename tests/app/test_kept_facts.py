"""A file that has not changed is not examined again; a report is the same with what is kept and without."""

import os
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from support import GOOD, SECOND, campaign_folder, crowd, example_copy, roster, write_xlsx
from test_promises import contents, gradflow

from gradflow.app import examination, facts, last_run
from gradflow.store.facts import NAME, read_facts
from gradflow.writing.books import locked_workbook

DAY = ("--as-of", "2023-06-20")
A, B = "inbox/a.xlsx", "inbox/b.xlsx"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = campaign_folder(tmp_path / "c")
    write_xlsx(folder / A, roster([GOOD]))
    write_xlsx(folder / B, roster([SECOND], branch="乙支部"))
    return folder


@pytest.fixture
def examined(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was given to workers."""
    files: list[str] = []
    answers = examination.answers

    def spy(waiting: Any, *more: Any) -> Iterator[Any]:
        files.extend(waiting)
        return answers(waiting, *more)

    monkeypatch.setattr(examination, "answers", spy)
    return files


def again(folder: Path, examined: list[str], *words: str) -> list[str]:
    """What is examined in a run that is not answered from memory."""
    (folder / ".gradflow" / "last-run.json").unlink(missing_ok=True)
    examined.clear()
    gradflow("validate", str(folder), *(words or DAY))
    return sorted(examined)


def store(folder: Path) -> Path:
    return folder / ".gradflow" / NAME


def rewrite(path: Path, **more: object) -> None:
    write_xlsx(path, roster([{**GOOD, **more}]))


def test_what_has_not_changed_is_not_examined(folder: Path, examined: list[str]) -> None:
    assert again(folder, examined) == [A, B]
    first = contents(folder / "reports")
    assert again(folder, examined) == []
    assert contents(folder / "reports") == first
    rewrite(folder / A, remark="留校")
    assert again(folder, examined) == [A]


def swap(folder: Path) -> None:
    (folder / A).rename(folder / "inbox" / "x.xlsx")
    (folder / B).rename(folder / A)
    (folder / "inbox" / "x.xlsx").rename(folder / B)


def same_time(folder: Path) -> None:
    before = (folder / A).stat()
    content = (folder / A).read_bytes()
    (folder / A).write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    os.utime(folder / A, ns=(before.st_atime_ns, before.st_mtime_ns))


def add_rule(folder: Path) -> None:
    with (folder / "campaign.toml").open("a", encoding="utf-8") as file:
        file.write('[rules]\nR301 = "off"\n')


def add_form(folder: Path) -> None:
    (folder / "forms").mkdir()
    (folder / "forms" / "own.toml").write_text('key = "transfer_out"\nhanding_in = "别的说法"\n', "utf-8")


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (swap, [A, B]),
        (same_time, [A]),
        (lambda folder: (folder / A).rename(folder / "inbox" / "c.xlsx"), ["inbox/c.xlsx"]),
        (lambda folder: os.utime(folder / A, (1687000000, 1687000000)), []),
        (lambda folder: (folder / A).unlink(), []),
        (add_rule, []),
        (add_form, [A, B]),
        (lambda folder: (folder / "campaign.toml").write_text((folder / "campaign.toml").read_text("utf-8") + "# note\n", "utf-8"), []),
        (lambda folder: shutil.rmtree(folder / "reports"), []),
        (lambda folder: store(folder).unlink(), [A, B]),
        (lambda folder: store(folder).write_bytes(b"x" * 9000), [A, B]),
        (lambda folder: store(folder).write_bytes(store(folder).read_bytes()[:-900]), None),
        (lambda folder: gradflow("purge", str(folder), "--yes"), [A, B]),
    ],
)  # fmt: skip
def test_what_each_change_costs(folder: Path, examined: list[str], change: Callable[[Path], object], found: list[str] | None) -> None:
    again(folder, examined)
    change(folder)
    assert again(folder, examined) == found or found is None
    with_facts = contents(folder / "reports")
    shutil.rmtree(folder / "reports")
    store(folder).unlink()
    again(folder, examined)
    assert contents(folder / "reports") == with_facts


def test_another_program_examines_anew(folder: Path, examined: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    again(folder, examined)
    monkeypatch.setattr(facts, "program_print", lambda: "another")
    assert again(folder, examined) == [A, B]


def test_another_day_examines_nothing_anew(folder: Path, examined: list[str]) -> None:
    again(folder, examined)
    assert again(folder, examined, "--as-of", "2023-06-21") == []


def test_other_commands_are_served_too(folder: Path, examined: list[str]) -> None:
    gradflow("status", str(folder), *DAY)
    assert sorted(examined) == [A, B]
    examined.clear()
    gradflow("remind", str(folder), *DAY)
    gradflow("validate", str(folder), *DAY)
    assert examined == []


def rows(folder: Path) -> int:
    with closing(sqlite3.connect(store(folder))) as known:
        return int(known.execute("SELECT count(*) FROM facts").fetchone()[0])


def test_nothing_stays_of_a_file_that_has_gone(folder: Path, examined: list[str]) -> None:
    again(folder, examined)
    assert rows(folder) == 2
    (folder / A).unlink()
    again(folder, examined)
    assert rows(folder) == 1 and again(folder, examined) == []
    gradflow("purge", str(folder), "--yes")
    assert not store(folder).parent.exists()


def test_what_is_kept_tells_nothing_without_the_file(folder: Path, examined: list[str]) -> None:
    rewrite(folder / A, name="欧阳独一")
    again(folder, examined)
    told = store(folder).read_bytes()
    assert not any(text.encode() in told for text in ("欧阳独一", GOOD["id_number"], "FileResult", "name"))
    bodies = [body for _, parts in read_facts(folder, keys(folder)) for body in parts]
    assert len(bodies) == 2 and all(len(set(body)) > 200 for body in bodies)


def keys(folder: Path) -> list[str]:
    with closing(sqlite3.connect(store(folder))) as known:
        return [key for (key,) in known.execute("SELECT key FROM facts")]


def test_no_two_files_have_the_same_pad(folder: Path, examined: list[str]) -> None:
    shutil.copy(folder / A, folder / "inbox" / "c.xlsx")
    again(folder, examined)
    first, second, third = (parts[0] for _, parts in read_facts(folder, keys(folder)))
    same = sum(a == b for a, b in zip(first, second, strict=False)), sum(a == b for a, b in zip(second, third, strict=False))
    assert max(same) < len(first) / 50


def altered(statement: str) -> Callable[[Path], None]:
    def alter(folder: Path) -> None:
        with closing(sqlite3.connect(store(folder))) as known, known:
            known.execute(statement)

    return alter


@pytest.mark.parametrize(
    "alter",
    [
        altered("UPDATE facts SET body = x''"),
        altered("UPDATE facts SET body = x'00'"),
        altered("UPDATE facts SET body = CAST(body || x'00' AS BLOB)"),
        altered("UPDATE facts SET body = substr(body, 1, 32)"),
        altered("UPDATE facts SET body = CAST(substr(body, 1, 99) || x'0707' || substr(body, 102) AS BLOB)"),
        altered("UPDATE facts SET body = (SELECT max(body) FROM facts) WHERE body = (SELECT min(body) FROM facts)"),
        altered("INSERT INTO facts SELECT key, 1, body FROM facts"),
    ],
)
def test_what_is_damaged_is_examined_again(folder: Path, examined: list[str], alter: Callable[[Path], None]) -> None:
    again(folder, examined)
    first = contents(folder / "reports")
    alter(folder)
    assert again(folder, examined)
    assert contents(folder / "reports") == first
    assert again(folder, examined) == []


def test_what_another_installation_wrote_is_not_looked_into(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    contents = {A: facts.Content("d", b"secret")}
    monkeypatch.setattr(facts, "unpacked", lambda _: pytest.fail("looked into"))
    theirs = facts._locked([b"hostile"], facts.Facts(folder, contents, "theirs")._lock(A))
    assert facts._result(theirs, facts.Facts(folder, contents, "ours")._lock(A)) is None
    assert facts._result(theirs, facts.Facts(folder, {A: facts.Content("d", b"other")}, "theirs")._lock(A)) is None
    assert facts._result(theirs, facts.Facts(folder, {B: contents[A]}, "theirs")._lock(B)) is None


def test_archives_locked_and_broken_files_are_not_kept(folder: Path, examined: list[str], tmp_path: Path) -> None:
    with zipfile.ZipFile(folder / "inbox" / "c.zip", "w") as archive:
        archive.write(folder / A, "c.xlsx")
    (folder / "inbox" / "d.xlsx").write_bytes(b"PK\x03\x04 broken")
    (folder / B).write_bytes(locked_workbook(BytesIO((folder / B).read_bytes()), "geheim"))
    (tmp_path / "words").write_text("geheim\n", "utf-8")
    words = (*DAY, "--password-file", str(tmp_path / "words"))
    again(folder, examined, *words)
    assert again(folder, examined, *words) == [B, "inbox/c.zip", "inbox/d.xlsx"]
    assert rows(folder) == 1


def test_a_file_that_changes_while_it_is_read_is_not_kept(folder: Path, examined: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    content = facts._content
    monkeypatch.setattr(facts, "_content", lambda *a, **k: facts.Content("0" * 64, b"") if content(*a, **k) else None)
    again(folder, examined)
    assert not store(folder).exists()
    assert again(folder, examined) == [A, B]


@pytest.mark.workers
def test_what_a_worker_died_of_is_examined_again(folder: Path, examined: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_: object) -> None:
        os._exit(1)

    monkeypatch.setattr(examination, "examine_file", die)
    again(folder, examined)
    monkeypatch.undo()
    kept: list[Sequence[bytes]] = []
    monkeypatch.setattr(facts.Facts, "keep", lambda _self, result, _parts: kept.append(result.file))
    gradflow("validate", str(folder), *DAY)
    assert sorted(map(str, kept)) == [A, B]


def test_what_a_broken_off_run_has_examined_is_kept(folder: Path, examined: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    keep = facts.Facts.keep

    def stop(self: facts.Facts, *more: Any) -> None:
        keep(self, *more)
        raise SystemExit(130)

    monkeypatch.setattr(facts.Facts, "keep", stop)
    assert gradflow("validate", str(folder), *DAY, "--jobs", "1") == 130
    monkeypatch.setattr(facts.Facts, "keep", keep)
    assert len(again(folder, examined)) == 1


def test_a_read_only_folder_is_only_slower(folder: Path, examined: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("gradflow.store.facts._opened", fail)
    assert again(folder, examined) == [A, B] == again(folder, examined)


def test_what_is_long_is_kept_too(folder: Path, examined: list[str]) -> None:
    write_xlsx(folder / A, roster(crowd(5100)))
    again(folder, examined)
    first = contents(folder / "reports")
    assert again(folder, examined) == [] and contents(folder / "reports") == first


def test_the_example_is_the_same_with_facts_and_without(tmp_path: Path, examined: list[str]) -> None:
    folder = example_copy(tmp_path)
    assert len(again(folder, examined, "--as-of", "2023-07-25")) > 10
    first, cells = contents(folder / "reports"), values(folder)
    assert again(folder, examined, "--as-of", "2023-07-25") == [file for file in examined if not file.endswith(".xlsx")]
    assert contents(folder / "reports") == first and values(folder) == cells


def values(folder: Path) -> list[list[object]]:
    return [list(row) for sheet in openpyxl.load_workbook(folder / "reports" / "汇总.xlsx") for row in sheet.iter_rows(values_only=True)]


def test_plain_files_only_are_looked_into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_bytes(b"1")
    (tmp_path / "link").symlink_to(tmp_path / "a")
    os.mkfifo(tmp_path / "pipe")
    assert [last_run.is_plain(tmp_path / name) for name in ("a", "link", "pipe", ".")] == [True, False, False, False]
    monkeypatch.setattr(last_run, "MOST_BYTES", 0)
    assert not last_run.is_plain(tmp_path / "a")

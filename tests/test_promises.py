"""The contract's promises (§4), on whole runs."""

import contextlib
import os
import re
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from conftest import Validated
from support import (
    EXAMPLE,
    GOOD,
    SECOND,
    campaign_folder,
    contents,
    example_copy,
    findings_json,
    gradflow,
    returned_copies,
    roster,
    write_xlsx,
)

from gradflow.cli import opening
from gradflow.store.ledger import first_seen


@pytest.mark.workers
def test_inbox_is_untouched_and_runs_are_byte_identical(tmp_path: Path, example: Callable[[str], Validated]) -> None:
    once = example("2023-07-25").folder
    folder = example_copy(tmp_path)
    assert gradflow("validate", str(folder), "--as-of", "2023-07-25", "--jobs", "3") == 1
    assert contents(folder / "reports") == contents(once / "reports")
    assert contents(folder / "inbox") == contents(once / "inbox") == contents(EXAMPLE / "inbox")


def test_text_never_becomes_a_formula_or_link(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "c")
    evil = ['=HYPERLINK("http://x","y")', "+cmd|'/c calc'!A1", "@SUM(1)", "-1+1", "http://evil.example"]
    rows = roster([{**GOOD, "remark": text, "name": text} for text in evil])
    path = write_xlsx(folder / "inbox" / "附件2.xlsx", rows)
    book = openpyxl.load_workbook(path)
    for row in range(4, 9):
        for column in (2, 11):
            book.active.cell(row, column).data_type = "s"
    book.save(path)
    assert gradflow("validate", str(folder), "--as-of", "2023-06-20") == 1
    for report in (folder / "reports").rglob("*.xlsx"):
        for sheet in openpyxl.load_workbook(report):
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.data_type != "f"
                    if cell.hyperlink and cell.hyperlink.target:  # ours, to the file it was read from
                        assert cell.hyperlink.target == "..\\inbox\\附件2.xlsx" and (report.parent / "../inbox/附件2.xlsx").exists()


def test_no_whole_id_or_phone_on_screen_or_in_json(example: Callable[[str], Validated]) -> None:
    folder = example("2023-07-25").folder
    secrets = set()
    for path in (folder / "inbox").rglob("*.xlsx"):
        for sheet in openpyxl.load_workbook(path):
            for row in sheet.iter_rows(values_only=True):
                secrets |= {m for value in row for m in re.findall(r"\d{17}[\dX]|1[3-9]\d{9}", str(value))}
    assert len(secrets) > 50
    text = example("2023-07-25").screen + (folder / "reports" / "findings.json").read_text("utf-8")
    assert len(text) > 50_000 and not [secret for secret in secrets if secret in text]


def test_a_returned_copy_holds_only_its_own_branchs_people(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "c")
    write_xlsx(folder / "inbox" / "a.xlsx", roster([GOOD, {**SECOND, "age": 5}]))
    write_xlsx(folder / "inbox" / "b.xlsx", roster([{**GOOD, "name": "赵敏"}], branch="乙支部"))
    gradflow("validate", str(folder), "--as-of", "2023-06-20")
    for branch, foreign in (("甲支部", "赵敏"), ("乙支部", "王芳")):
        for path in returned_copies(folder, branch):
            book = openpyxl.load_workbook(path)
            texts = [str(c.value) + (c.comment.text if c.comment else "") for s in book for row in s.iter_rows() for c in row]
            assert not [text for text in texts if foreign in text]


def test_one_bad_file_never_stops_the_others(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "c")
    write_xlsx(folder / "inbox" / "a.xlsx", roster([GOOD]))
    (folder / "inbox" / "b.xlsx").write_bytes(b"PK\x03\x04 broken")
    (folder / "inbox" / "c.docx").write_bytes(b"")
    (folder / "inbox" / "d.xlsx").symlink_to("/etc/passwd")
    assert gradflow("validate", str(folder), "--as-of", "2023-06-20") == 1
    document = findings_json(folder)
    assert document["counts"]["rows_accepted"] == 1
    assert {s["file"]: s["state"] for s in document["submissions"]} == {
        "inbox/a.xlsx": "clean", "inbox/b.xlsx": "unreadable", "inbox/c.docx": "unreadable",
    }  # fmt: skip


def test_reports_are_private_and_whole(example: Callable[[str], Validated]) -> None:
    folder = example("2023-07-25").folder
    assert (folder / "reports").stat().st_mode & 0o777 == 0o700
    assert (folder / "reports" / "汇总.xlsx").stat().st_mode & 0o777 == 0o600
    assert [p.name for p in folder.iterdir() if p.name.startswith(".reports")] == []


def test_a_foreign_folder_is_not_overwritten(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "我的文件.txt").write_text("x", encoding="utf-8")
    assert gradflow("validate", str(folder), "--as-of", "2023-07-25", "--out", str(tmp_path / "out")) == 2
    assert "我的文件.txt" in capsys.readouterr().err
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["我的文件.txt"]


def test_a_report_open_in_excel_leaves_the_old_reports(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_xlsx(folder / "inbox" / "a.xlsx", roster([GOOD]))
    gradflow("validate", str(folder), "--as-of", "2023-07-25")
    (folder / ".gradflow" / "last-run.json").unlink()  # a run that need not be made would not write
    before = contents(folder / "reports")
    really = Path.open

    def locked(self: Path, mode: str = "r", *more: object, **other: object) -> object:
        if self.name == "汇总.xlsx" and "+" in mode:
            raise PermissionError(13, "locked")
        return really(self, mode, *more, **other)

    monkeypatch.setattr(Path, "open", locked)
    assert gradflow("validate", str(folder), "--as-of", "2023-07-26") == 2
    assert "汇总.xlsx" in capsys.readouterr().err
    monkeypatch.undo()
    assert contents(folder / "reports") == before


def test_received_is_first_seen_or_modified_whichever_is_earlier(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "c")
    path = write_xlsx(folder / "inbox" / "a.xlsx", roster([GOOD]))
    late = datetime(2023, 6, 25, 8).timestamp()
    os.utime(path, (late, late))
    gradflow("validate", str(folder), "--as-of", "2023-06-24")

    def receipt() -> tuple[str, str]:
        part = findings_json(folder)["submissions"][0]
        return part["received_at"], part["timeliness"]

    assert receipt() == ("2023-06-24T23:59:59", "on_time")
    told = (folder / "reports" / "各支部" / "甲支部" / "收件回执.txt").read_text("utf-8-sig")
    assert "2023-06-24 收到[按检查日期推定]" in told and "23:59:59" not in told
    gradflow("validate", str(folder), "--as-of", "2023-07-25")  # what a past day supposed does not outlive its run
    assert receipt() == ("2023-06-25T08:00:00", "late")
    os.utime(path)  # seen on the day of the ledger, though touched since
    gradflow("validate", str(folder), "--as-of", "2023-07-25")
    assert receipt() == ("2023-06-25T08:00:00", "late")


@pytest.mark.parametrize(
    ("year", "more", "is_believed"),
    [
        (1970, "", False),
        (2001, "", False),
        (2023, "", True),
        (2023, "notice_on = 2023-06-21", False),
        (2001, "notice_on = 2000-01-01", True),
        (2105, "", True),
    ],
)
def test_n14_a_time_before_the_notice_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, year: int, more: str, *, is_believed: bool
) -> None:
    folder = campaign_folder(tmp_path / "c")
    text = (folder / "campaign.toml").read_text("utf-8")
    (folder / "campaign.toml").write_text(f"{more}\n{text}", "utf-8")
    path = write_xlsx(folder / "inbox" / "a.xlsx", roster([GOOD]))
    with zipfile.ZipFile(folder / "inbox" / "b.zip", "w") as archive:
        for number in range(2):
            archive.write(write_xlsx(tmp_path / f"{number}.xlsx", roster([{**SECOND, "age": number}], branch="乙支部")), f"{number}.xlsx")
    came = datetime(year, 6, 20, 10).timestamp()
    for one in (path, folder / "inbox" / "b.zip"):
        os.utime(one, (came, came))

    def told(day: str) -> tuple[set[str], list[tuple[str, str]]]:
        gradflow("validate", str(folder), "--as-of", day)
        document = findings_json(folder)
        times = {part["received_at"] for part in document["submissions"] if part["file"]}
        return times, [(one["file"], one["message"]) for one in document["findings"] if one["code"] == "F112"]

    monkeypatch.setattr(opening, "clock", lambda: datetime(2023, 6, 25, 9))
    times, found = told("2023-06-25")
    assert times == ({"2023-06-20T10:00:00" if year == 2023 else "2001-06-20T10:00:00"} if is_believed and year < 2100 else times)
    assert [file for file, _ in found] == ([] if is_believed else ["inbox/a.xlsx", "inbox/b.zip"])
    assert is_believed or (times == {"2023-06-25T09:00:00"} and f"{year}-06-20 10:00" in found[0][1])
    monkeypatch.setattr(opening, "clock", lambda: datetime(2023, 7, 25, 9))
    assert told("2023-07-25") == (times, found)
    if not is_believed:
        receipt = (folder / "reports" / "各支部" / "甲支部" / "收件回执.txt").read_text("utf-8-sig")
        assert f"{year}-06-20" not in receipt and "2023-06-25" in receipt


def test_the_ledger_notes_the_real_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = campaign_folder(tmp_path / "c")
    write_xlsx(folder / "inbox" / "a.xlsx", roster([GOOD]))
    monkeypatch.setattr(opening, "clock", lambda: datetime(2023, 6, 22, 9))

    def noted(day: str) -> list[str]:
        gradflow("validate", str(folder), "--as-of", day)
        with contextlib.closing(sqlite3.connect(folder / ".gradflow" / "ledger.sqlite")) as ledger:
            is_begun = ledger.execute("SELECT 1 FROM sqlite_master WHERE name = 'contents'").fetchone()
            return [time for (time,) in ledger.execute("SELECT first_seen_at FROM contents")] if is_begun else []

    assert noted("2023-06-21") == []
    assert noted("2023-06-22") == ["2023-06-22T09:00:00"]
    assert noted("2023-06-21") == ["2023-06-22T09:00:00"]
    shutil.rmtree(folder / ".gradflow")
    assert noted("2023-06-30") == ["2023-06-22T09:00:00"]


def test_the_ledger_keeps_the_first_time(tmp_path: Path) -> None:
    first, later = datetime(2023, 6, 1), datetime(2023, 7, 1)
    assert first_seen(tmp_path, dict.fromkeys(["a"], first)) == {"a": first}
    assert first_seen(tmp_path, dict.fromkeys(["a", "b"], later)) == {"a": first, "b": later}


def test_moving_a_version_out_makes_nobody_late(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "c")
    for name, person, day in (("a.xlsx", GOOD, 20), ("b.xlsx", {**GOOD, "remark": "x"}, 26)):
        path = write_xlsx(folder / "inbox" / name, roster([person]))
        came = datetime(2023, 6, day, 8).timestamp()
        os.utime(path, (came, came))

    def timeliness() -> set[str]:
        gradflow("validate", str(folder), "--as-of", "2023-06-27")
        parts = findings_json(folder)["submissions"]
        return {part["timeliness"] for part in parts if part["branch"] == "甲支部" and part["file"]}

    assert timeliness() == {"on_time"}
    with contextlib.closing(sqlite3.connect(folder / ".gradflow" / "ledger.sqlite")) as ledger:
        assert ledger.execute("SELECT * FROM firsts").fetchall() == [("甲支部", "transfer_out", 0, "2023-06-20T08:00:00")]
        ledger.execute("DROP TABLE firsts")  # as version 1 left it
        ledger.execute("PRAGMA user_version = 1")
    assert timeliness() == {"on_time"}
    (folder / "inbox" / "a.xlsx").unlink()
    assert timeliness() == {"on_time"}
    shutil.rmtree(folder / ".gradflow")
    assert timeliness() == {"late"}


def test_an_unreadable_file_came_when_it_was_first_seen(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "c")
    path = folder / "inbox" / "扫描件.pdf"
    path.write_bytes(b"%PDF-1.4 scan")
    came = datetime(2023, 6, 20, 8).timestamp()
    os.utime(path, (came, came))
    for _ in range(2):
        gradflow("validate", str(folder), "--as-of", "2023-06-27")
        parts = findings_json(folder)["submissions"]
        assert [part["received_at"] for part in parts if part["state"] == "unreadable"] == ["2023-06-20T08:00:00"]
        os.utime(path)


def test_a_folder_without_campaign_toml(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_xlsx(tmp_path / "附件2.xlsx", roster([GOOD]))
    assert gradflow("validate", str(tmp_path), "--as-of", "2023-06-20") == 0
    assert "没有 campaign.toml" in capsys.readouterr().err
    assert (tmp_path / "reports" / "汇总.xlsx").exists()

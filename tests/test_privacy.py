"""No whole ID or phone leaves the workbooks: planted everywhere, found nowhere; nothing becomes a link; nothing leaves the folder."""

import json
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from mess.formats import xls
from support import GOOD, SECOND, campaign_folder, roster, write_xlsx

from gradflow.cli import validate as validate_module
from gradflow.cli.main import main

ID, MOBILE = str(GOOD["id_number"]), str(GOOD["phone"])
WIDE = MOBILE.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
SPACED = f"{ID[:6]} {ID[6:14]} {ID[14:]}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = campaign_folder(tmp_path / "c")
    inbox = folder / "inbox"
    odd = {**GOOD, "name": f"王芳{ID}", "address": f"{MOBILE} {SPACED}", "remark": WIDE, "receiving_department": f"找{MOBILE}"}
    write_xlsx(inbox / f"附件2-{ID}.xlsx", roster([odd, {**SECOND, "phone": f"{MOBILE}9"}], branch=f"甲支部{MOBILE}"))
    rows = roster([GOOD, {**GOOD, "name": "赵敏"}], branch="乙支部")
    rows[0] = [f"{rows[0][0]} 联系人{MOBILE}"]
    rows[2].append(f"备用{ID}")
    write_xlsx(inbox / MOBILE / "附件2.xlsx", rows)
    xls(inbox / "附件2-甲支部.xls", roster([{**GOOD, "id_number": float(ID)}]))
    (inbox / f"{MOBILE}.pdf").write_bytes(b"%PDF")
    (inbox / f"{ID}.csv").write_text(f"{ID},{MOBILE}\n", encoding="utf-8")
    return folder


def run(*words: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-m", "gradflow", *map(str, words)], capture_output=True, text=True, check=False)


def whole(text: str) -> list[str]:
    """IDs and mobiles that stand whole in a text, whatever parts their digits."""
    plain = re.sub(r"[\s\-_·.]", "", text.translate(str.maketrans("０１２３４５６７８９", "0123456789")))
    return [secret for secret in (ID, MOBILE) if secret in plain]


@pytest.mark.parametrize(
    "words",
    [("validate",), ("validate", "--format", "json"), ("status",), ("remind",), ("cards",), ("letters",), ("purge", "--dry-run")],
    ids=" ".join,
)
def test_nothing_whole_on_screen_or_in_any_report_for_programs(folder: Path, words: tuple[str, ...]) -> None:
    shown = run(words[0], folder, *words[1:], *(() if words[0] == "purge" else ("--as-of", "2023-07-25")))
    assert "Traceback" not in shown.stderr
    assert whole(shown.stdout + shown.stderr) == []
    texts = [p for p in folder.rglob("*") if p.is_file() and p.suffix in {".json", ".html", ".txt", ".ics", ".log", ".sarif", ".jsonl"}]
    assert [p.name for p in texts if whole(p.read_text("utf-8"))] == []


def test_nothing_whole_in_an_error_of_the_program_itself(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError(ID)

    monkeypatch.setattr(validate_module, "make_report", fail)
    monkeypatch.setattr(sys, "argv", ["gradflow", "validate", str(folder)])
    with pytest.raises(SystemExit) as stop:
        main()
    told = capsys.readouterr().err
    assert stop.value.code == 2
    assert "KeyError" in told and "Traceback" not in told and whole(told) == []


def test_everything_written_is_its_owners_only(folder: Path) -> None:
    run("validate", folder, "--as-of", "2023-07-25")
    run("remind", folder, "--as-of", "2023-07-25")
    for place in ("reports", "reminders", ".gradflow"):
        assert (folder / place).stat().st_mode & 0o77 == 0, place
        assert [p.name for p in (folder / place).rglob("*") if p.stat().st_mode & 0o77] == []


NAMES = ["../../甲", "/etc/甲", "CON", "甲.", "a/b\\c", "甲" * 90, "😀支部", "=1+1", "甲\u202e乙"]


@pytest.mark.parametrize("name", NAMES)
def test_a_branch_name_cannot_leave_the_reports(tmp_path: Path, name: str) -> None:
    inbox = tmp_path / "home" / "in"
    write_xlsx(inbox / "附件2.xlsx", roster([{**GOOD, "sex": "女"}], branch=name))
    shown = run("validate", inbox, "--as-of", "2023-06-20")
    assert shown.returncode == 1, shown.stderr
    assert {p.relative_to(tmp_path).parts[:2] for p in tmp_path.rglob("*") if p.is_file()} <= {("home", "in")}
    assert len(list((inbox / "reports" / "退回").rglob("*.xlsx"))) == 1


def test_links_out_of_the_inbox_are_not_followed(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "c")
    outside = write_xlsx(tmp_path / "secret" / "附件2.xlsx", roster([GOOD]))
    (folder / "inbox" / "a.xlsx").symlink_to(outside)
    (folder / "inbox" / "b").symlink_to(outside.parent)
    (folder / "inbox" / "c").symlink_to(folder / "inbox")
    run("validate", folder, "--as-of", "2023-06-20")
    assert json.loads((folder / "reports" / "findings.json").read_text("utf-8"))["counts"]["files"] == 0


def test_a_branch_column_of_one_sheet_gives_each_branch_its_own_people_only(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "c")
    rows = roster([{**GOOD, "sex": "女"}, {**SECOND, "sex": "女"}], branch="")
    for row, text in zip(rows[2:], ("党支部", "甲支部", "乙支部"), strict=True):
        row.append(text)
    write_xlsx(folder / "inbox" / "附件2.xlsx", rows)
    run("validate", folder, "--as-of", "2023-06-20")
    for branch, foreign in (("甲支部", "李强"), ("乙支部", "王芳")):
        (path,) = (folder / "reports" / "退回" / branch).glob("*.xlsx")
        book = openpyxl.load_workbook(path)
        texts = [f"{c.value}{c.comment.text if c.comment else ''}" for sheet in book for row in sheet.iter_rows() for c in row]
        assert not [text for text in texts if foreign in text]

"""No whole ID or phone leaves the workbooks: planted everywhere, found nowhere; nothing becomes a link; nothing leaves the folder."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from mess.formats import xls
from support import GOOD, ROOT, SECOND, campaign_folder, findings_json, gradflow, returned_copies, roster, shown, write_xlsx

from gradflow.app import session as session_module
from gradflow.app.campaign_file import CampaignError
from gradflow.app.inbox import list_files
from gradflow.app.session import open_session
from gradflow.reading.sniffing import ReadingError
from gradflow.reading.sources import Sources
from gradflow.reading.workbooks import read_workbook

ID, MOBILE = str(GOOD["id_number"]), str(GOOD["phone"])
DASHED, DOTTED = (sign.join((MOBILE[:3], MOBILE[3:7], MOBILE[7:])) for sign in ("–", "·"))
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
    write_xlsx(inbox / DASHED / f"{DOTTED}.xlsx", roster([{**GOOD, "phone": f"{DASHED} 转", "remark": f"{MOBILE[:3]}/{MOBILE[3:]}"}]))
    xls(inbox / "附件2-甲支部.xls", roster([{**GOOD, "id_number": float(ID)}]))
    (inbox / f"{MOBILE}.pdf").write_bytes(b"%PDF")
    (inbox / f"{ID}.csv").write_text(f"{ID},{MOBILE}\n", encoding="utf-8")
    return folder


def whole(text: str) -> list[str]:
    """IDs and mobiles that stand whole in a text, whatever parts their digits."""
    plain = re.sub(r"[^\w\n]|_", "", text.translate(str.maketrans("０１２３４５６７８９", "0123456789")))
    return [secret for secret in (ID, MOBILE) if secret in plain]


@pytest.mark.parametrize(
    "words",
    [("validate",), ("validate", "--format", "json"), ("status",), ("remind",), ("cards",), ("letters",), ("purge", "--dry-run")],
    ids=" ".join,
)
def test_nothing_whole_on_screen_or_in_any_report_for_programs(folder: Path, words: tuple[str, ...]) -> None:
    told = shown(words[0], folder, *words[1:], *(() if words[0] == "purge" else ("--as-of", "2023-07-25")))
    assert "Traceback" not in told.err
    assert whole(told.out + told.err) == []
    texts = [p for p in folder.rglob("*") if p.is_file() and p.suffix in {".json", ".html", ".txt", ".ics", ".log"}]
    assert [p.name for p in texts if whole(p.read_text("utf-8"))] == []


def test_nothing_whole_on_the_terminal_of_a_program_with_workers(folder: Path) -> None:
    """What libraries print by themselves, in this process or in a worker, comes past no mask of ours."""
    command = [sys.executable, "-m", "gradflow", "validate", str(folder), "--as-of", "2023-07-25"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert whole(done.stdout + done.stderr) == []


def test_nothing_whole_in_an_error_of_the_program_itself(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError(ID)

    monkeypatch.setattr(session_module, "examine_all", fail)
    status, _, told = shown("validate", folder)
    assert status == 2
    assert "KeyError" in told and "Traceback" not in told and whole(told) == []


def test_everything_written_is_its_owners_only(folder: Path) -> None:
    shown("validate", folder, "--as-of", "2023-07-25")
    shown("remind", folder, "--as-of", "2023-07-25")
    for place in ("reports", "reminders", ".gradflow"):
        assert (folder / place).stat().st_mode & 0o77 == 0, place
        assert [p.name for p in (folder / place).rglob("*") if p.stat().st_mode & 0o77] == []


MASKED_BEFORE = ("findings.json", "dry_run", "asking.py: document.", "verify.py", "main.py: error.format_message()")
"""Documents and tables are masked part by part when they are made; the help of a group holds nothing typed."""


def test_every_line_on_the_screen_is_masked_or_has_nothing_in_it() -> None:
    """``click.echo`` takes a plain text, or goes through on_screen; findings.json is masked when it is made."""
    bare = []
    for path in sorted((ROOT / "gradflow" / "cli").glob("*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and ast.unparse(call.func) in {"click.echo", "click.secho", "print"} and call.args:
                text = ast.unparse(call.args[0])
                if "on_screen(" not in text and any(isinstance(one, ast.Name | ast.Call) for one in ast.walk(call.args[0])):
                    bare.append(f"{path.name}: {text}")
    assert [line for line in bare if not line.startswith("explain.py") and not any(word in line for word in MASKED_BEFORE)] == []


def test_what_is_not_urged_and_what_is_written_is_masked_too(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / MOBILE, branches=(f"甲支部{MOBILE}",))
    write_xlsx(folder / "inbox" / "附件2.xlsx", roster([{**GOOD, "sex": "女"}], branch=f"甲支部{MOBILE}"))
    for words in (("remind", folder), ("template", "--campaign", folder, "--all-branches"), ("init", tmp_path / ID)):
        told = shown(*words)
        assert told.status == 0, told.err
        assert whole(told.out + told.err) == []


NAMES = ["../../甲", "/etc/甲", "CON", "甲.", "a/b\\c", "甲" * 90, "😀" * 90, "😀支部", "=1+1", "甲\u202e乙"]


@pytest.mark.parametrize("name", NAMES)
def test_a_branch_name_cannot_leave_the_reports(tmp_path: Path, name: str) -> None:
    inbox = tmp_path / "home" / "in"
    write_xlsx(inbox / "附件2.xlsx", roster([{**GOOD, "sex": "女"}], branch=name))
    told = shown("validate", inbox, "--as-of", "2023-06-20")
    assert told.status == 1, told.err
    assert {p.relative_to(tmp_path).parts[:2] for p in tmp_path.rglob("*") if p.is_file()} <= {("home", "in")}
    assert len(list(returned_copies(inbox))) == 1


def test_links_out_of_the_inbox_are_not_followed(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "c")
    outside = write_xlsx(tmp_path / "secret" / "附件2.xlsx", roster([GOOD]))
    (folder / "inbox" / "a.xlsx").symlink_to(outside)
    (folder / "inbox" / "b").symlink_to(outside.parent)
    (folder / "inbox" / "c").symlink_to(folder / "inbox")
    (folder / "inbox" / "round.xlsx").symlink_to("about.xlsx")
    (folder / "inbox" / "about.xlsx").symlink_to("round.xlsx")
    (folder / "inbox" / "itself.xlsx").symlink_to("itself.xlsx")
    os.mkfifo(folder / "inbox" / "pipe.xlsx")
    shown("validate", folder, "--as-of", "2023-06-20")
    assert findings_json(folder)["counts"]["files"] == 0


def test_a_folder_that_cannot_be_opened_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = campaign_folder(tmp_path / "c")
    write_xlsx(folder / "inbox" / "关着的" / "附件2.xlsx", roster([GOOD]))
    really = os.scandir

    def scandir(path: str) -> object:
        if closed in str(path):
            raise PermissionError(13, "Permission denied", str(path))
        return really(path)

    monkeypatch.setattr(os, "scandir", scandir)
    closed = "关着的"
    assert list_files(folder, is_bare=False) == ["inbox/关着的"]
    with pytest.raises(ReadingError) as refusal:
        Sources(folder).content("inbox/关着的")
    assert "文件夹打不开" in refusal.value.facts["why"]
    closed = "inbox"
    with pytest.raises(CampaignError, match="没有权限"):
        list_files(folder, is_bare=False)


def test_branches_whose_names_fold_alike_have_folders_of_their_own(tmp_path: Path) -> None:
    for number, name in enumerate(("甲/支部A", "甲:支部a", "甲_支部A")):
        write_xlsx(tmp_path / f"附件2-{number}.xlsx", roster([{**GOOD, "name": f"王{'一二三'[number]}", "age": 5}], branch=name))
    shown("validate", tmp_path, "--as-of", "2023-06-20")
    folders = sorted((tmp_path / "reports" / "各支部").iterdir())
    assert len({folder.name.casefold() for folder in folders}) == len(returned_copies(tmp_path)) == 3
    for folder in folders:
        assert {path.name for path in folder.iterdir()} >= {"收件回执.txt", "消息.txt"}


def test_passwords_show_in_no_representation(tmp_path: Path) -> None:
    opened = open_session(campaign_folder(tmp_path / "c"), passwords=("S3cret",))
    assert "S3cret" not in f"{opened!r}{opened.sources!r}"


def test_an_encrypted_report_is_never_on_the_disk_as_it_is(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "c")
    write_xlsx(folder / "inbox" / "附件2.xlsx", roster([GOOD]))
    (tmp_path / "password.txt").write_text("S3cret\n", encoding="utf-8")
    seen: list[str] = []
    sys.addaudithook(lambda event, words: seen.append(str(words[0])) if event == "open" and watching else None)
    watching = True
    gradflow("validate", folder, "--encrypt", "--password-file", tmp_path / "password.txt")
    watching = False
    work = [Path(path).name for path in seen if "/.reports-" in path]
    assert work.count("汇总.xlsx") == 1 and [name for name in work if name.startswith("tmp")] == []
    with pytest.raises(ReadingError, match="F101"):
        read_workbook((folder / "reports" / "汇总.xlsx").read_bytes(), "汇总.xlsx")
    assert read_workbook((folder / "reports" / "汇总.xlsx").read_bytes(), "汇总.xlsx", ("S3cret",)).sheets[0].name == "总览"


def test_a_branch_column_of_one_sheet_gives_each_branch_its_own_people_only(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "c")
    rows = roster([{**GOOD, "sex": "女"}, {**SECOND, "sex": "女"}], branch="")
    for row, text in zip(rows[2:], ("党支部", "甲支部", "乙支部"), strict=True):
        row.append(text)
    write_xlsx(folder / "inbox" / "附件2.xlsx", rows)
    shown("validate", folder, "--as-of", "2023-06-20")
    for branch, foreign in (("甲支部", "李强"), ("乙支部", "王芳")):
        (path,) = returned_copies(folder, branch)
        book = openpyxl.load_workbook(path)
        texts = [f"{c.value}{c.comment.text if c.comment else ''}" for sheet in book for row in sheet.iter_rows() for c in row]
        assert not [text for text in texts if foreign in text]

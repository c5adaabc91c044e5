"""N9, N10, N11: what people put into the inbox and reports/ is told and never lost; --out and purge keep off what is not theirs."""

import json
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from support import GOOD, SECOND, campaign_folder, contents, gradflow, roster, write_xlsx

from gradflow.app.inbox import list_files
from gradflow.outputs import publishing
from gradflow.outputs.files import MANIFEST
from gradflow.outputs.publishing import recover
from gradflow.outputs.written import changes
from gradflow.reading.sources import Sources, members

DAY = "2023-06-20"
Tell = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A campaign with one workbook to return."""
    folder = campaign_folder(tmp_path / "c")
    write_xlsx(folder / "inbox" / "附件2.xlsx", roster([GOOD, {**SECOND, "sex": "女"}]))
    return folder


def validate(folder: Path, *words: object) -> int:
    return gradflow("validate", str(folder), "--as-of", DAY, *map(str, words))


def told(folder: Path) -> dict[str, str]:
    """File -> code, of the findings on whole files."""
    document = json.loads((folder / "reports" / "findings.json").read_text("utf-8"))
    return {f["file"]: f["code"] for f in document["findings"] if f["sheet"] is None}


def link(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


def filled(path: Path) -> None:
    write_xlsx(path / "里面" / "附件2.xlsx", roster([GOOD]))


PASSED_OVER: dict[str, Callable[[Path], None]] = {
    "链接.xlsx": link("../../outside/附件2.xlsx"),
    "链接夹": link("../../outside"),
    "断了.xlsx": link("没有.xlsx"),
    "自己.xlsx": link("自己.xlsx"),
    "设置.xlsx": link("../campaign.toml"),
    "收件夹外": link(".."),
    "附件2.xlsx.lnk": lambda path: path.write_bytes(b"L\0\0\0\x01\x14\x02\0"),
    "附件2.URL": lambda path: path.write_bytes(b""),
    "附件2.webloc": lambda path: path.write_text("<plist/>"),
    "改了名.xlsx": lambda path: path.write_bytes(b"book\0\0\0\0mark\0\0\0\0more"),
    "网址.xlsx": lambda path: path.write_bytes(b"[InternetShortcut]\r\nURL=x"),
    ".旧": filled,
    ".附件2.xlsx": lambda path: path.write_bytes(b"PK"),
    ".附件2.xlsx.icloud": lambda path: path.write_bytes(b"bplist00"),
    "管道.xlsx": os.mkfifo,
}


@pytest.mark.parametrize("place", ["", "子文件夹/"])
def test_n9_what_is_not_read_is_told_once_each(folder: Path, tmp_path: Path, place: str) -> None:
    filled(tmp_path / "outside")
    home = folder / "inbox" / place
    home.mkdir(exist_ok=True)
    for name, make in PASSED_OVER.items():
        make(home / name)
    assert validate(folder) == 1
    wanted = dict(PASSED_OVER)
    if place:
        del wanted["收件夹外"]  # leads to the inbox itself there
    assert {file for file, code in told(folder).items() if code == "F113"} == {f"inbox/{place}{name}" for name in wanted}
    document = json.loads((folder / "reports" / "findings.json").read_text("utf-8"))
    assert document["counts"]["files"] == 1 and document["counts"]["rows_read"] == 2


LITTER = (
    ".git/附件2.xlsx", "__MACOSX/._附件2.xlsx", ".DS_Store", "._附件2.xlsx", "~$附件2.xlsx", "Thumbs.db", "desktop.ini", ".~lock.附件2.xlsx#",
    ".Trash-1000/附件2.xlsx", ".stfolder/x", ".sync/x", "@eaDir/附件2.xlsx", ".gradflow/x", ".svn/x", ".gitkeep", "深/.hg/x", ".空/.DS_Store",
)  # fmt: skip


def test_n9_litter_stays_silent(folder: Path) -> None:
    for name in LITTER:
        path = folder / "inbox" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    assert list_files(folder, is_bare=False) == ["inbox/附件2.xlsx"]


def test_n9_a_link_to_what_is_read_anyway_is_no_error(folder: Path) -> None:
    inbox = folder / "inbox"
    write_xlsx(
        inbox / "乙" / "附件2.xlsx", roster([{**GOOD, "name": "赵敏", "sex": "女", "id_number": "320584200005120040"}], branch="乙支部")
    )
    (inbox / "又.xlsx").symlink_to("附件2.xlsx")
    (inbox / "乙二").symlink_to("乙")
    (inbox / "圈").symlink_to(".")
    validate(folder)
    assert {file: code for file, code in told(folder).items() if code in {"F113", "F105"}} == {
        "inbox/又.xlsx": "F105", "inbox/乙二": "F105", "inbox/圈": "F105",
    }  # fmt: skip


def test_n9_a_link_to_a_file_that_nothing_else_reads_is_read(folder: Path) -> None:
    inbox = folder / "inbox"
    (inbox / ".git" / "annex").mkdir(parents=True)
    (inbox / "附件2.xlsx").rename(inbox / ".git" / "annex" / "x")
    (inbox / "附件2.xlsx").symlink_to(".git/annex/x")
    validate(folder)
    assert json.loads((folder / "reports" / "findings.json").read_text("utf-8"))["counts"]["rows_read"] == 2


def test_n9_hidden_things_and_links_in_archives(folder: Path, tmp_path: Path) -> None:
    good = write_xlsx(tmp_path / "附件2.xlsx", roster([GOOD])).read_bytes()
    path = folder / "inbox" / "乙.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("附件2.xlsx", ".旧/a.xlsx", ".旧/深/b.xlsx", ".c.xlsx", "d.lnk", ".git/e.xlsx", "__MACOSX/._f", "x.tmp/g.xlsx"):
            archive.writestr(name, good)
        for name, target in (("外.xlsx", "/etc/passwd"), ("同.xlsx", "附件2.xlsx"), ("夹", "x.tmp/")):
            entry = zipfile.ZipInfo(name)
            entry.external_attr = 0o120777 << 16
            archive.writestr(entry, target)
    held = [name.removeprefix("乙.zip/") for name in members("乙.zip", path.read_bytes())]
    assert held == ["附件2.xlsx", ".旧", ".c.xlsx", "d.lnk", "x.tmp/g.xlsx", "外.xlsx"]
    validate(folder)
    passed = {file.removeprefix("inbox/乙.zip/") for file, code in told(folder).items() if code == "F113"}
    assert passed == {".旧", ".c.xlsx", "d.lnk", "外.xlsx"}


def test_n9_in_a_bare_folder_only_what_may_hold_workbooks(tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    write_xlsx(bare / "附件2.xlsx", roster([GOOD]))
    filled(bare / ".config")
    filled(bare / "甲支部" / ".旧")
    (bare / "甲支部" / ".venv").mkdir()
    (bare / "甲支部" / ".venv" / "x.py").touch()
    for name in ("浏览器.lnk", "附件3.xlsx - 快捷方式.lnk", "附件1.url", ".bashrc", "说明.txt"):
        (bare / name).touch()
    filled(tmp_path / "outside")
    (bare / "别处").symlink_to("../outside")
    filled(bare / "reports-保留")
    assert list_files(bare, is_bare=True) == ["别处", "甲支部/.旧", "附件1.url", "附件2.xlsx", "附件3.xlsx - 快捷方式.lnk"]


def test_n9_a_file_named_by_people_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    (tmp_path / ".附件2.xlsx").write_bytes(b"x")
    assert Sources(tmp_path, is_given=True).content(".附件2.xlsx") == b"x"


def leave(reports: Path) -> dict[str, bytes]:
    """What people leave in reports/: name -> content."""
    copy = next((reports / "各支部" / "甲支部").glob("附件2*.xlsx"))
    for path in (copy, reports / "汇总.xlsx"):
        book = openpyxl.load_workbook(path)
        book.active["A1"] = "改过"
        book.save(path)
    (copy.parent / "附件2（改好）.xlsx").write_bytes(b"reply")
    (reports / "电话记录.txt").write_bytes(b"note")
    (reports / "我的" / "深").mkdir(parents=True)
    (reports / "我的" / "深" / "a.bin").write_bytes(b"deep")
    (reports / "各支部" / "甲支部" / "收件回执.txt").write_bytes(b"changed")
    names = [
        f"各支部/甲支部/{copy.name}",
        "汇总.xlsx",
        "各支部/甲支部/附件2（改好）.xlsx",
        "电话记录.txt",
        "我的/深/a.bin",
        "各支部/甲支部/收件回执.txt",
    ]
    return {name: (reports / name).read_bytes() for name in names}


@pytest.mark.parametrize("is_out", [False, True])
def test_n10_what_people_left_in_the_reports_is_moved_aside_and_told(folder: Path, tmp_path: Path, capsys: Tell, *, is_out: bool) -> None:
    reports = tmp_path / "报告" if is_out else folder / "reports"
    words = ("--out", reports) if is_out else ()
    validate(folder, *words)
    fresh = contents(reports)
    left = leave(reports)
    shutil.rmtree(folder / ".gradflow")
    capsys.readouterr()
    assert validate(folder, *words, "--format", "json") == 1
    shown = capsys.readouterr()
    json.loads(shown.out)
    home = reports.with_name(f"{reports.name}-保留")
    assert {name: (home / name).read_bytes() for name in left} == left
    assert len([line for line in shown.err.splitlines() if "放进收件夹" in line]) == len(left)  # 我的 is one
    assert contents(reports) == fresh
    assert (home.stat().st_mode & 0o777) == 0o700


def test_n10_nothing_in_the_safe_place_is_overwritten(folder: Path) -> None:
    validate(folder)
    for text in ("一", "二", "三"):
        (folder / "reports" / "记录.txt").write_text(text, encoding="utf-8")
        validate(folder)
    home = folder / "reports-保留"
    assert [(home / name).read_text("utf-8") for name in ("记录.txt", "记录(2).txt", "记录(3).txt")] == ["一", "二", "三"]


def test_n10_what_nobody_changed_goes_without_a_word(folder: Path, capsys: Tell) -> None:
    validate(folder)
    for path in (folder / "reports").rglob("*"):
        os.utime(path, (1, 1))
    (folder / "reports" / "各支部" / "甲支部" / "~$附件2.xlsx").write_bytes(b"lock")
    (folder / "reports" / ".DS_Store").write_bytes(b"x")
    capsys.readouterr()
    validate(folder)
    assert not (folder / "reports-保留").exists() and capsys.readouterr().err == ""


def test_n10_the_manifest_knows_every_file_and_is_the_same_each_time(folder: Path) -> None:
    validate(folder)
    reports = folder / "reports"
    first = (reports / MANIFEST).read_bytes()
    names = [line.partition("  ")[2] for line in first.decode().splitlines()]
    assert names == sorted(set(contents(reports)) - {MANIFEST})
    validate(folder)
    assert (reports / MANIFEST).read_bytes() == first and changes(reports) == []


def test_n10_reports_without_their_manifest_are_nobodys_to_delete(folder: Path, capsys: Tell) -> None:
    validate(folder)
    reports = folder / "reports"
    (reports / MANIFEST).unlink()
    left = contents(reports)
    for words in (("validate", folder, "--as-of", DAY), ("purge", folder, "--yes")):
        assert gradflow(*map(str, words)) == 2 and "看不出是谁写的" in capsys.readouterr().err
        assert contents(reports) == left


def test_n10_a_link_or_a_file_in_the_place_of_the_safe_place_stops_the_run(folder: Path, capsys: Tell) -> None:
    validate(folder)
    (folder / "reports" / "记录.txt").touch()
    before = contents(folder / "reports")
    (folder / "reports-保留").write_bytes(b"mine")
    capsys.readouterr()
    assert validate(folder) == 2 and "reports-保留" in capsys.readouterr().err
    assert contents(folder / "reports") == before and (folder / "reports-保留").read_bytes() == b"mine"


def test_n10_what_cannot_be_moved_stays_with_the_old_reports(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Tell) -> None:
    validate(folder)
    for name in ("记录.txt", "再记.txt"):
        (folder / "reports" / name).touch()
    before = contents(folder / "reports")
    really = Path.rename

    def rename(self: Path, target: Path) -> Path:
        if self.name == "记录.txt" and "保留" in str(target):
            raise PermissionError(13, "no")
        return really(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    capsys.readouterr()
    assert validate(folder) == 2
    assert "没有写成" in capsys.readouterr().err and contents(folder / "reports") == before
    assert [p.name for p in folder.iterdir() if p.name.startswith(".reports")] == []


@pytest.mark.parametrize("is_swapped", [False, True])
def test_n10_a_killed_run_loses_nothing(folder: Path, *, is_swapped: bool) -> None:
    validate(folder)
    reports = folder / "reports"
    left = leave(reports)
    reports.rename(folder / ".reports-abcd1234-old")
    if is_swapped:
        shutil.copytree(folder / ".reports-abcd1234-old", reports)
        validate(folder)
        home = folder / "reports-保留"
        for name in left:
            path = home / name
            assert (path.exists() and path.with_name(f"{path.stem}(2){path.suffix}").exists()) or "我的" in name
        return
    said: list[str] = []
    recover(reports, said.append)
    assert said == [] and {name: (reports / name).read_bytes() for name in left} == left
    validate(folder)
    assert {name: (folder / "reports-保留" / name).read_bytes() for name in left} == left


def test_n10_old_reports_that_cannot_be_deleted_are_told_and_tried_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Tell
) -> None:  # fmt: skip
    validate(folder)
    (folder / ".gradflow" / "last-run.json").unlink()
    capsys.readouterr()
    with monkeypatch.context() as patch:
        patch.setattr(publishing.shutil, "rmtree", lambda *_, **__: None)
        assert validate(folder) == 1
    (left,) = [p for p in folder.iterdir() if p.name.startswith(".reports")]
    assert left.name in capsys.readouterr().err and left.name.endswith("-gone")
    validate(folder)
    assert not left.exists()


OUTS = ("inbox", "inbox/深/处", "inbox/附件2.xlsx", ".", "..", "templates", "templates/x", "forms", "cards/x", "letters", ".gradflow", "INBOX/x",
        "reports/sub", "reports-保留", "别名", "别名/x", "x/../inbox", "reminders")  # fmt: skip


@pytest.mark.parametrize("out", OUTS)
@pytest.mark.parametrize("command", ["validate", "purge"])
def test_n11_out_keeps_off_the_campaign(folder: Path, capsys: Tell, out: str, command: str) -> None:
    (folder / "别名").symlink_to("inbox")
    before, there = contents(folder.parent), sorted(folder.parent.rglob("*"))
    assert gradflow(command, str(folder), "--out", str(folder / out), *(["--yes"] if command == "purge" else [])) == 2
    said = capsys.readouterr().err.strip()
    assert "不能写到" in said and len(said.splitlines()) == 1
    assert contents(folder.parent) == before and sorted(folder.parent.rglob("*")) == there


def test_n11_out_keeps_off_another_campaign_and_off_an_inbox_that_is_a_link(folder: Path, tmp_path: Path, capsys: Tell) -> None:
    other = campaign_folder(tmp_path / "other")
    assert validate(folder, "--out", other / "inbox" / "x") == 2
    share = tmp_path / "share"
    (share / "in").mkdir(parents=True)
    shutil.rmtree(other / "inbox")
    (other / "inbox").symlink_to(share / "in")
    assert [validate(other, "--out", out) for out in (share / "in" / "x", share / "in", share)] == [2, 2, 2]
    assert capsys.readouterr().err.count("不能写到") == 4
    assert validate(other, "--out", tmp_path / "free") == 0


@pytest.mark.parametrize("words", [("template", "附件2", "--campaign"), ("remind",), ("cards",), ("letters",)], ids=lambda words: words[0])
def test_n11_nothing_is_written_into_the_inbox(folder: Path, words: tuple[str, ...]) -> None:
    before = contents(folder)
    assert gradflow(*words, str(folder), "--out", str(folder / "inbox")) == 2
    assert contents(folder) == before


def test_n11_purge_of_what_is_no_campaign_is_refused(tmp_path: Path, capsys: Tell) -> None:
    for name in ("letters", "cards", "reports", ".gradflow"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "信.docx").write_bytes(b"x")
    before = contents(tmp_path)
    assert gradflow("purge", str(tmp_path), "--yes") == 2
    assert "不是活动文件夹" in capsys.readouterr().err and contents(tmp_path) == before


def test_n11_purge_in_a_bare_campaign_spares_other_peoples_files(tmp_path: Path, capsys: Tell) -> None:
    write_xlsx(tmp_path / "附件2.xlsx", roster([GOOD]))
    gradflow("validate", str(tmp_path))
    assert gradflow("letters", str(tmp_path)) == 0
    (tmp_path / "cards").mkdir()
    for name in ("letters/情书.docx", "cards/名片.docx"):
        (tmp_path / name).write_bytes(b"mine")
    capsys.readouterr()
    assert gradflow("purge", str(tmp_path), "--yes") == 0
    assert sorted(contents(tmp_path)) == ["cards/名片.docx", "letters/情书.docx", "附件2.xlsx"]
    assert "1 个" in capsys.readouterr().out


def test_n11_purge_asks_about_what_people_left_in_the_reports(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Tell) -> None:
    validate(folder)
    (folder / "reports" / "记录.txt").write_text("x", encoding="utf-8")
    gradflow("purge", str(folder), "--dry-run")
    assert "其中 1 个是有人改过" in (said := capsys.readouterr().out) and "记录.txt" in said
    asked: list[str] = []
    monkeypatch.setattr("click.confirm", lambda text, **_: asked.append(text) or True)
    assert gradflow("purge", str(folder)) == 0
    assert "1 个" in asked[0] and not (folder / "reports").exists() and not (folder / "reports-保留").exists()


def test_n11_purge_without_a_question_keeps_what_people_left(folder: Path, capsys: Tell) -> None:
    validate(folder)
    (folder / "reports" / "记录.txt").write_text("x", encoding="utf-8")
    assert gradflow("purge", str(folder), "--yes") == 0
    assert (folder / "reports-保留" / "记录.txt").read_text("utf-8") == "x" and not (folder / "reports").exists()
    capsys.readouterr()
    assert gradflow("purge", str(folder), "--yes") == 0
    assert "reports-保留" in capsys.readouterr().out and (folder / "reports-保留" / "记录.txt").exists()

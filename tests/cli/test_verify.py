"""Receipts as validate writes them, and gradflow verify."""

import hashlib
import os
import shutil
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from conftest import Validated
from support import GOOD, campaign_folder, contents, gradflow, returned_copies, roster, write_xlsx

from gradflow.model.acknowledgements import TITLE, sealed

DAY = "2023-06-20"
WRONG = {**GOOD, "name": "李强", "sex": "女", "id_number": "320584200005120032", "phone": "13861530078"}
OTHER = {**GOOD, "name": "赵敏", "sex": "女", "id_number": "320584200005120040", "phone": "13861530101"}


@pytest.fixture(scope="module")
def validated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two branches: 甲 hands in one workbook that is wrong; 乙 one in a zip, which lies beside as well; one file is nobody's."""
    root = tmp_path_factory.mktemp("verify")
    folder = campaign_folder(root / "c")
    inbox = folder / "inbox"
    write_xlsx(inbox / "附件2.xlsx", roster([GOOD, WRONG]))
    write_xlsx(root / "附件2乙.xlsx", roster([OTHER], branch="乙支部"))
    with zipfile.ZipFile(inbox / "乙.zip", "w") as archive:
        archive.write(root / "附件2乙.xlsx", "附件2乙.xlsx")
    (inbox / "扫描件.pdf").write_bytes(b"%PDF-1.4 scan")
    gradflow("validate", str(folder), "--as-of", DAY)
    return root


@pytest.fixture
def folder(validated: Path, tmp_path: Path) -> Path:
    shutil.copytree(validated, tmp_path, dirs_exist_ok=True)
    return tmp_path / "c"


def receipt(folder: Path, name: str = "甲支部") -> Path:
    return folder / "reports" / "各支部" / name / "收件回执.txt"


def verify(folder: Path, *words: object) -> int:
    return gradflow("verify", str(words[0]), *map(str, words[1:]), "--campaign", str(folder))


def sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_what_a_receipt_says(folder: Path, tmp_path: Path) -> None:
    assert sorted(p.parent.name for p in (folder / "reports").rglob("收件回执.txt")) == ["(未识别支部)", "乙支部", "甲支部"]
    raw = receipt(folder).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") and b"\r\n" in raw
    text = raw.decode("utf-8-sig")
    assert sha(folder / "inbox" / "附件2.xlsx") in text
    for said in (
        "党支部：甲支部", "检查日期：2023-06-20", "行数：读到 2 = 已汇总 1 + 待更正 1", "结论：有要更正的",
        "1. 附件2.xlsx", "按时（2023-06-24 截止）", "必须改 1 处", "校验码：",
    ):  # fmt: skip
        assert said in text
    assert "乙" not in text and "王芳" not in text and "李强" not in text
    other = receipt(folder, "乙支部").read_text("utf-8-sig")
    assert "1. 附件2乙.xlsx" in other and sha(tmp_path / "附件2乙.xlsx") in other and "没有要更正的" in other
    unknown = receipt(folder, "(未识别支部)").read_text("utf-8-sig")
    assert sha(folder / "inbox" / "扫描件.pdf") in unknown and "打不开" in unknown and "只供党委办公室留存" in unknown


def test_a_returned_copy_has_its_own_branchs_receipt_in_short(folder: Path) -> None:
    (copy,) = returned_copies(folder, "甲支部")
    lines = [str(row[0]) for row in openpyxl.load_workbook(copy)["退回说明"].iter_rows(values_only=True)]
    (line,) = [line for line in lines if line.startswith("收件回执：")]
    assert "附件2.xlsx" in line and "按时" in line
    assert not [line for line in lines if "乙" in line]


def test_a_copy_of_nobody_known_names_its_own_file_only(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "c")
    for name, person in (("张三.xlsx", WRONG), ("李四.xlsx", {**OTHER, "sex": "男"})):
        write_xlsx(folder / "inbox" / name, roster([person], branch=""))
    gradflow("validate", str(folder), "--as-of", DAY)
    for path in returned_copies(folder, "(未识别支部)"):
        lines = [str(row[0]) for row in openpyxl.load_workbook(path)["退回说明"].iter_rows(values_only=True)]
        assert [path.stem in line for line in lines if line.startswith("收件回执：")] == [True]


def test_missing_late_and_replaced_are_said(folder: Path) -> None:
    (copy,) = returned_copies(folder, "甲支部")
    book = openpyxl.load_workbook(copy)
    book["附件2"]["D5"] = "男"
    book.save(folder / "inbox" / "改好.xlsx")
    came = datetime(2023, 6, 20, 9).timestamp()
    os.utime(folder / "inbox" / "附件2.xlsx", (came, came))
    gradflow("validate", str(folder), "--as-of", "2023-07-26")
    text = receipt(folder).read_text("utf-8-sig")
    assert "结论：收到的没有要更正的；还没有收到附件3第1次" in text
    assert "已由更正后的退回件“改好.xlsx”替换，不再计算" in text
    assert "2023-07-26 收到[按检查日期推定]（首份 2023-06-20 09:00:00 收到）；按时" in text
    assert sha(folder / "inbox" / "附件2.xlsx") in text and sha(folder / "inbox" / "改好.xlsx") in text


def test_a_receipt_is_true_where_it_was_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert verify(folder, receipt(folder)) == 0
    assert "是原文" in capsys.readouterr().out
    gradflow("validate", str(folder), "--as-of", "2023-06-21")  # a later receipt does not make an earlier one untrue
    later = receipt(folder).read_bytes()
    gradflow("validate", str(folder), "--as-of", DAY)
    (folder / "later.txt").write_bytes(later)
    assert receipt(folder).read_bytes() != later
    assert verify(folder, receipt(folder)) == verify(folder, folder / "later.txt") == 0


ALTERED: dict[str, tuple[Callable[[str], str], str]] = {
    "a word": (lambda text: text.replace("甲支部", "乙支部"), "不是原文"),
    "the hash": (lambda text: text.replace("核对码1：", "核对码1：0", 1), "不是原文"),
    "no seal": (lambda text: text[: text.index("校验码")], "不是原文"),
}


@pytest.mark.parametrize(("change", "said"), ALTERED.values(), ids=ALTERED)
def test_an_altered_receipt_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str], change: Callable[[str], str], said: str
) -> None:  # fmt: skip
    path = folder / "r.txt"
    path.write_text(change(receipt(folder).read_text("utf-8-sig")), encoding="utf-8")
    assert verify(folder, path, folder / "inbox" / "附件2.xlsx") == 1
    shown = capsys.readouterr().out
    assert said in shown and "核对不一致" in shown


def test_a_forged_receipt_has_a_good_seal_and_is_told_all_the_same(
    folder: Path, example: Callable[[str], Validated], capsys: pytest.CaptureFixture[str]
) -> None:
    forger = example(DAY).folder
    forged = next((forger / "reports" / "各支部").glob("商*/收件回执.txt"))
    assert verify(forger, forged) == 0
    capsys.readouterr()
    assert verify(folder, forged) == 1
    assert "账本里没有它" in capsys.readouterr().out


def test_files_against_a_receipt(folder: Path, tmp_path: Path) -> None:
    mine, inbox = receipt(folder), folder / "inbox"
    renamed = shutil.copy(inbox / "附件2.xlsx", tmp_path / "我交的.xlsx")
    changed = write_xlsx(tmp_path / "改" / "附件2.xlsx", roster([GOOD]))
    for words, status in (
        ((inbox / "附件2.xlsx",), 0),
        ((renamed,), 0),
        ((changed,), 1),
        ((renamed, changed), 1),
        ((inbox,), 0),  # everything named is there; what else is there does not matter
        ((tmp_path / "改",), 1),
        ((tmp_path / "改", renamed), 0),
        ((tmp_path / "没有.xlsx",), 2),
    ):
        assert verify(folder, mine, *words) == status, words


def test_a_zip_is_looked_into(folder: Path, tmp_path: Path) -> None:
    assert verify(folder, receipt(folder, "乙支部"), folder / "inbox" / "乙.zip") == 0
    assert verify(folder, receipt(folder, "乙支部"), tmp_path / "附件2乙.xlsx") == 0
    assert verify(folder, receipt(folder), folder / "inbox" / "乙.zip") == 1


def test_what_is_said_of_files(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changed = write_xlsx(tmp_path / "改" / "附件2.xlsx", roster([GOOD]))
    (tmp_path / "空.xlsx").write_bytes(b"")
    capsys.readouterr()
    verify(folder, receipt(folder), changed, tmp_path / "空.xlsx", folder / "campaign.toml")
    shown = capsys.readouterr().out
    for said in ("同名，内容改动过", "空文件", "内容与回执里的哪一份都不同", "没有给出", "核对不一致"):
        assert said in shown


def test_without_the_ledger_only_files_can_be_checked(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    alone = shutil.copy(receipt(folder), tmp_path / "回执.txt")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    capsys.readouterr()
    assert verify(elsewhere, alone) == 2
    assert verify(elsewhere, alone, folder / "inbox" / "附件2.xlsx") == 0
    shown = capsys.readouterr()
    assert "什么也核对不了" in shown.err and "真伪没有核对" in shown.out
    assert list(elsewhere.iterdir()) == []


def test_deleting_the_ledger_breaks_no_report_and_loses_old_receipts(folder: Path, tmp_path: Path) -> None:
    before = contents(folder / "reports")
    old = shutil.copy(receipt(folder), tmp_path / "old.txt")
    shutil.rmtree(folder / ".gradflow")
    gradflow("validate", str(folder), "--as-of", DAY)
    assert contents(folder / "reports") == before  # same inputs, same ledger (none), same day
    assert verify(folder, old) == 0
    shutil.rmtree(folder / ".gradflow")
    gradflow("validate", str(folder), "--as-of", "2023-06-22")
    assert verify(folder, old) == 1


@pytest.mark.parametrize("encoding", ["utf-16", "gb18030", "utf-8"])
def test_a_receipt_saved_by_notepad_is_the_same(folder: Path, encoding: str) -> None:
    path = folder / "r.txt"
    path.write_bytes(receipt(folder).read_text("utf-8-sig").encode(encoding))
    assert verify(folder, path) == 0


def test_what_is_no_receipt_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(folder, folder / "inbox" / "附件2.xlsx") == 2
    assert verify(folder, folder / "没有.txt") == 2
    told = capsys.readouterr().err
    assert "先写回执的文本文件" in told and "打不开" in told


def test_a_broken_ledger_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / ".gradflow" / "ledger.sqlite").write_bytes(b"nonsense" * 1000)
    assert verify(folder, receipt(folder)) == 2
    assert "已损坏" in capsys.readouterr().err


OUTSIDE: dict[str, tuple[Callable[[str, str], str], int]] = {
    "a greeting and a signature": (lambda own, _: f"王老师您好，回执发您。\n\n{own}\n此致\n李强 13961234579 甲支部\n2023-06-21", 0),
    "the subject of a mail": (lambda own, _: f"主题：转发 毕业生党员材料收件回执\n发件人：<li@qq.com>\n{own}", 0),
    "twice the same": (lambda own, _: own + own, 0),
    "two genuine": (lambda own, other: own + other, 0),
    "a forged one below": (lambda own, other: own + other.replace("乙支部", "丙支部"), 1),
    "a forged one above": (lambda own, other: other.replace("乙支部", "丙支部") + own, 1),
    "a forged one with a good seal": (lambda own, _: own + sealed([TITLE, "党支部：丙支部", "1. a.xlsx", "核对码1：" + "a" * 64]), 1),
    "one without a seal above": (lambda own, other: other[: other.index("校验码")] + own, 1),
    "two seals": (lambda own, _: own + "校验码：0123456789abcdef\n", 1),
    "an entry below": (lambda own, _: own + "2. inbox/附件3.xlsx\n   SHA-256：" + "b" * 64, 1),
    "an entry above": (lambda own, _: "2. inbox/附件3.xlsx\n" + own, 1),
    "an entry in full width": (lambda own, _: own + "２．ｉｎｂｏｘ／附件３．ｘｌｓｘ", 1),
    "a digest alone": (lambda own, _: own + "指纹 0d1bbeeffadc", 1),
    "another title": (lambda own, _: own + "【毕业生党员材料 收件回执（补）】", 1),
    "another branch": (lambda own, _: "党 支 部: 丙支部\n" + own, 1),
    "a verdict": (lambda own, _: own + "结论：收到的没有要更正的", 1),
    "rows": (lambda own, _: own + "附件3：读到 9 行，已汇总 9 行", 1),
}


@pytest.mark.parametrize(("paste", "status"), OUTSIDE.values(), ids=OUTSIDE)
def test_n15_receipt_what_no_seal_speaks_for_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str], paste: Callable[[str, str], str], status: int
) -> None:  # fmt: skip
    own, other = (receipt(folder, name).read_text("utf-8-sig") for name in ("甲支部", "乙支部"))
    path = folder / "r.txt"
    path.write_text(paste(own, other), encoding="utf-8")
    capsys.readouterr()
    assert verify(folder, path) == status
    shown = capsys.readouterr().out
    assert "是原文" in shown and ("核对不一致" in shown) == bool(status)
    assert "不在校验之内" in shown or "份回执" in shown


def test_n15_receipt_a_forged_one_does_not_vouch_for_a_file(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_xlsx(tmp_path / "假.xlsx", roster([GOOD]))
    forged = sealed([TITLE, "党支部：甲支部", "1. 假.xlsx", f"核对码1：{sha(path)}"])
    (folder / "r.txt").write_text(receipt(folder).read_text("utf-8-sig") + forged, encoding="utf-8")
    capsys.readouterr()
    assert verify(folder, folder / "r.txt", path) == 1
    shown = capsys.readouterr().out
    assert "账本里没有它" in shown and "就是当时交的" not in shown

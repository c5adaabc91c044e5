"""gradflow form check: every fault with its file, line and key; what was understood of a declaration that is right."""

from pathlib import Path

import pytest
from support import campaign_folder, shown

from gradflow.forms.checking import check_forms, line_of

BAD = """\
key = "bad"
annex = "附件2"
name = "某表"
title = "{school}某表"
title_word = ["某表"]
drop = ["age"]
lists_everyone = "是"
must_have = { stat = ["a"] }

[[open]]
until = "sent"
text = "还没有寄出"

[[fields]]
key = "seq"
head = "序号"
kind = "seq"
width = -3

[[fields]]
head = "姓名"
like = "transfer_ou"
key = "name"
requird = true

[[fields]]
key = "day"
head = "日期"
kind = "日期"

[[fields]]
key = "sent_on"
head = "寄出"
kind = "date"
not_before = "day"
required_if = { day = ["*"], dya = ["*"] }

[[fields]]
key = "stat"
head = "状态"
kind = "choice"
options = { choice = [] }

[[fields]]
key = "id_number"
head = "身份证"
kind = "text"

[[fields]]
head = "没有 key"
kind = "text"
notes = ["注：写错了地方"]
"""
TOLD = [
    (2, "annex “附件2”已被 transfer_out 使用；换一个"),
    (4, "title: title 里只能用 {college} 和 {cohort}，不认识 school"),
    (5, "title_word: 不认识这个键，是不是“title_words”"),
    (6, "drop: 不写在这里：栏目的键写在 [[fields]] 里，drop 和 after 只用于改 gradflow 自带的表"),
    (7, "lists_everyone: 应是 true 或 false"),
    (10, "open 写着“sent”，没有这个栏目，是不是“sent_on”"),
    (18, "fields.seq.width: 数太小"),
    (22, "fields.name 的 like 写着“transfer_ou”，那张表里没有这一栏，是不是“transfer_out”"),
    (24, "fields.name.requird: 不认识这个键，是不是“required”"),
    (29, "fields.day.kind 写的是“日期”，是不是“date”，只能是 address(地址及邮编)、"),
    (36, "fields.sent_on.required_if 写着“dya”，没有这个栏目，是不是“day”"),
    (42, "fields.stat.options: choice: 不认识这个键，是不是“choices”"),
    (42, "fields.stat.options: choices: 缺少这个键"),
    (47, "fields.id_number.kind 只能是“id_number”"),
    (49, "fields[7].key: 缺少这个键"),
    (52, "fields[7].notes: 不写在这里；整张表的键要写在第一个 [[fields]] 之前"),
]
"""Line and beginning of all that is wrong above."""


def written(folder: Path, **texts: str) -> Path:
    """A campaign with these declarations."""
    (campaign_folder(folder / "2023届") / "forms").mkdir()
    for name, text in texts.items():
        (folder / "2023届" / "forms" / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder / "2023届"


def test_all_faults_at_once_each_with_its_line_and_cure(tmp_path: Path) -> None:
    folder = written(tmp_path, bad=BAD, signs='key = “x”\nannex = "附表31"，\n')
    told = shown("form", "check", "--campaign", folder)
    lines = told.out.splitlines()
    expected = [*(("bad", *one) for one in TOLD), ("signs", 1, "中文引号 “ 要改成英文的"), ("signs", 2, "行末的 ， 是多出来的")]
    assert told.status == 2 and len(lines) == len(expected) + 1
    for line, (file, number, text) in zip(lines, expected, strict=False):
        assert line.startswith(f"{file}.toml 第{number}行：{text}")
    assert lines[-1].startswith(f"共 {len(expected)} 处要改")


GOOD = """
key = "visits"
annex = "附表31"
name = "走访记录"
title = "{college}走访记录"
fields = [
    { key = "name", like = "transfer_out" },
    { key = "asked_on", head = "走访日期", kind = "date" },
    { key = "told_on", head = "告知日期", kind = "date", not_before = "asked_on" },
]
"""


def test_what_was_understood_is_shown_and_a_file_named_alone_is_checked_beside_the_others(tmp_path: Path) -> None:
    folder = written(tmp_path, good=GOOD, bad=BAD)
    told = shown("form", "check", folder / "forms" / "good.toml", "--campaign", folder)
    assert told.status == 0 and "附表31《走访记录》(visits)：名单，一人一行，3栏" in told.out
    assert any(line.split()[:4] == ["姓名", "name", "姓名", "必填"] for line in told.out.splitlines())
    assert any(line.split()[1] == "told_on" and "不早于“走访日期”" in line for line in told.out.splitlines() if "告知" in line)


def test_an_overlay_that_drops_what_another_field_asks_for(tmp_path: Path) -> None:
    folder = written(tmp_path, member_file='key = "member_file"\ndrop = ["sealed_on", "remark"]\n')
    told = shown("form", "check", "--campaign", folder)
    assert told.status == 2
    assert [line for line in told.out.splitlines() if "没有这个栏目" in line and "sealed_on" in line] != []
    mended = 'key = "member_file"\ndrop = ["sealed_on", "remark"]\n[[open]]\nuntil = "sent_on"\ntext = "没有寄出"\n' + "".join(
        f'[[fields]]\nkey = "{key}"\n{more}\n' for key, more in (("checked_on", "required_if = {}"), ("sent_on", 'not_before = ""'))
    )
    (folder / "forms" / "member_file.toml").write_text(mended, encoding="utf-8")
    assert shown("form", "check", "--campaign", folder).status == 0


def test_two_files_that_do_not_go_together(tmp_path: Path) -> None:
    folder = written(tmp_path, one=GOOD, other=GOOD, third=GOOD.replace('key = "visits"', 'key = "third"'))
    told, forms = check_forms(sorted((folder / "forms").glob("*.toml")))
    assert {(one.file, one.line) for one in told} == {("other.toml", 2), ("other.toml", 3), ("third.toml", 3)}
    assert [form.key for form in forms] == ["visits"]


@pytest.mark.parametrize(
    ("words", "told"), [(["x.xlsx"], "空白表用 gradflow form draft"), (["gone.toml"], "没有这个文件"), ([], "里没有 .toml 文件")]
)
def test_what_is_no_declaration(tmp_path: Path, words: list[str], told: str) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"")
    result = shown("form", "check", *(tmp_path / word for word in words), "--campaign", tmp_path)
    assert result.status == 2 and told in result.err


@pytest.mark.parametrize(
    ("place", "line"),
    [("fields.seq.width", 18), ("fields.seq.hint", 15), ("fields[7].kind", 51), ("open[1].text", 10), ("due", 0), ("", 0)],
)
def test_lines(place: str, line: int) -> None:
    assert line_of(BAD, place) == line


def test_lines_of_fields_on_one_line_each() -> None:
    assert line_of(GOOD, "fields.told_on.kind") == 9 and line_of(GOOD, "fields.name.like") == 7

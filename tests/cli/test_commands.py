"""Exit statuses and sentences of the commands."""

from pathlib import Path

import pytest
from support import GOOD, campaign_folder, roster, shown, write_xlsx


def test_help_is_chinese() -> None:
    for words in (["--help"], ["init", "--help"], ["template", "--help"], ["validate", "--help"], ["explain", "--help"]):
        status, out, _ = shown(*words)
        assert status == 0
        assert "用法" in out and "选项" in out and "Show this" not in out and "Options" not in out and "OPTIONS" not in out


def test_init_then_validate_an_empty_inbox(tmp_path: Path) -> None:
    status, out, _ = shown("init", "2024届", cwd=tmp_path)
    assert status == 0
    assert "接下来" in out
    folder = tmp_path / "2024届"
    assert {p.name for p in folder.iterdir() if p.suffix not in {".bat", ".desktop", ".command"}} == {"campaign.toml", "templates", "inbox"}
    assert "cohort = 2024" in (folder / "campaign.toml").read_text("utf-8")
    status, _, err = shown("init", "2024届", cwd=tmp_path)
    assert (status, "没有改动" in err) == (2, True)
    status, out, _ = shown("validate", cwd=folder)
    assert status == 0
    assert "收到 0 份文件" in out


WRONG = [
    ('college = "某学院"\ncohort = 2023\ncolour = 1\n', "第3行", "colour"),
    ('college = "某学院"\ncohort = "今年"\n', "第2行", "cohort"),
    ("cohort = 2023\n", "college", "缺少"),
    ("college = 某学院\ncohort = 2023\n", "第1行", "双引号"),
    ('college = "某学院"\ncohort = 2023\n[rules]\nX999 = "off"\n', "第4行", "X999"),
    ('college = "某学院"\ncohort = 2023\n[rules]\nC101 = "loud"\n', "第4行", "C101"),
    ('college = "某学院"\ncohort = 2023\n[[deadlines]]\nform = "visit"\ndue_on = 2023-06-24\n', "第4行", "visit"),
    ('college = "某学院"\ncohort = 2023\n[[branches]]\nname = "甲"\n[[branches]]\nname = "甲"\n', "同名", "branches"),
]


@pytest.mark.parametrize(("text", "one", "two"), WRONG)
def test_a_wrong_campaign_file_is_told_in_one_sentence(tmp_path: Path, text: str, one: str, two: str) -> None:
    folder = campaign_folder(tmp_path / "c")
    (folder / "campaign.toml").write_text(text, encoding="utf-8")
    status, out, err = shown("validate", str(folder))
    assert (status, out) == (2, "")
    assert one in err and two in err
    assert len(err.strip().splitlines()) == 1


def test_notepads_byte_order_mark_is_fine(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "c")
    path = folder / "campaign.toml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    write_xlsx(folder / "inbox" / "a.xlsx", roster([GOOD]))
    assert shown("validate", str(folder), "--as-of", "2023-06-20")[0] == 0


@pytest.mark.parametrize(
    "words",
    [
        ["validate", "没有这个文件夹"],
        ["validate", "--nope"],
        ["nope"],
        ["explain", "C999"],
        ["template", "附件9"],
        ["validate", "--as-of", "昨天"],
    ],
)
def test_what_cannot_run_exits_2_with_one_sentence(tmp_path: Path, words: list[str]) -> None:
    status, out, err = shown(*words, cwd=tmp_path)
    assert (status, out) == (2, "")
    assert err.startswith("gradflow: ") and len(err.strip().splitlines()) == 1 and "Traceback" not in err


def test_templates_for_branches(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "c", more="[[branches]]\nname = 'A/B:支部'")
    assert shown("template", "--all-branches", cwd=folder)[0] == 0
    assert sorted(p.name for p in (folder / "templates").iterdir()) == [
        f"{form}-{name}.xlsx"
        for form in (
            "附件1-高校毕业生党员信息登记卡",
            "附件2-毕业生党员组织关系转出情况登记表",
            "附件3-毕业生党员组织关系转出回访情况统计表",
        )
        for name in ("A_B_支部", "乙支部", "甲支部")
    ]
    assert shown("template", "transfer_out", "--branch", "甲支部", "--out", "x", cwd=folder)[0] == 0
    assert shown("template", "--branch", "丙支部", cwd=folder)[0] == 2


def test_explain_names_source_examples_and_what_to_do() -> None:
    status, out, _ = shown("explain", "R301")
    assert status == 0
    assert "GB 11643" in out and "正确" in out and "错误" in out and "怎么改" in out
    assert shown("explain")[1].count("\n") > 70


def test_severities_can_be_set_in_the_campaign(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "c", more='[rules]\nC207 = "off"\nC551 = "error"')
    write_xlsx(folder / "inbox" / "a.xlsx", roster([{**GOOD, "address": "江苏省昆山市玉山镇1号"}]))
    status, out, _ = shown("validate", str(folder), "--as-of", "2023-06-20")
    assert status == 1
    assert "[C551]" in out

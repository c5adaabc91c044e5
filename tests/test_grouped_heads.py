"""Heads of two lines and lines above the table: declared, written, read, returned, merged."""

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from support import campaign_folder, run_campaign, shown, write_xlsx

from gradflow.forms.faults import FormError
from gradflow.forms.loader import load_forms
from gradflow.model.cells import Raw

LETTERS = """
key = "letters_out"
annex = "附表11"
name = "介绍信开具登记表"
title = "{college}{cohort}届毕业生党员介绍信开具登记表"
title_words = ["介绍信开具"]
branch_label = "填报单位："
lines = ["填报单位：{branch}　　填报人：　　填报日期："]
fields = [
    { key = "seq", like = "transfer_out" },
    { key = "name", like = "transfer_out" },
    { key = "sex", like = "transfer_out" },
    { key = "to_org", group = "接收党组织", head = "名称", kind = "organisation", required = true },
    { key = "to_phone", group = "接收党组织", head = "电话", kind = "phone" },
    { key = "from_org", group = "转出党组织", head = "名称", kind = "text" },
    { key = "from_phone", group = "转出党组织", head = "电话", kind = "phone" },
    { key = "remark", like = "transfer_out" },
]
"""
UPPER: list[Raw] = ["序号", "姓名", "性别", "接收党组织", None, "转出党组织", None, "备注"]
LOWER: list[Raw] = [None, None, None, "名称", "电话", "名称", "电话", None]
FLAT: list[Raw] = ["序号", "姓名", "性别", "接收党组织名称", "接收党组织电话", "转出党组织-名称", "转出党组织-电话", "备注"]
ORG, PHONE = "中共昆山市委组织部", "0512-57301234"
GROUPS = {"D3:E3": "接收党组织", "F3:G3": "转出党组织"}
PEOPLE: dict[str, list[Raw]] = {
    name: [number, name, sex, ORG, PHONE, f"{name[0]}大", f"1396123457{number}", None]
    for number, (name, sex) in enumerate((("王芳", "女"), ("李强", "男"), ("赵敏", "女"), ("周洋", "男")), start=1)
}
DAY = date(2023, 7, 25)


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One branch fills in the blank workbook; the other's tables lost their merges, repeat the heads, or have them in one line."""
    folder = campaign_folder(tmp_path_factory.mktemp("groups") / "2023届")
    (folder / "forms").mkdir()
    (folder / "forms" / "letters_out.toml").write_text(LETTERS, encoding="utf-8")
    assert shown("template", "附表11", "--branch", "甲支部", "--campaign", folder).status == 0
    (blank,) = (folder / "templates").glob("附表11*")
    book = openpyxl.load_workbook(blank)
    sheet = book["附表11"]
    assert {place: sheet[place.split(":")[0]].value for place in map(str, sheet.merged_cells.ranges) if place in GROUPS} == GROUPS
    assert sheet["A2"].value == "填报单位：甲支部　　填报人：　　填报日期：" and sheet["H3"].value == "备注" and sheet["A5"].value == 1
    sheet["A2"] = "填报单位：甲支部　　填报人：钱二　　填报日期：2023.6.1"
    for column, cell in enumerate(PEOPLE["王芳"], start=1):
        sheet.cell(5, column).value = 1396 if column == 5 else cell
    book.save(folder / "inbox" / "甲.xlsx")
    title: list[list[Raw]] = [["2023届毕业生党员介绍信开具登记表"], ["填报单位：", "乙支部", None, "填报人：孙三"]]
    write_xlsx(folder / "inbox" / "乙.xlsx", [*title, UPPER, LOWER, PEOPLE["李强"], UPPER, LOWER, PEOPLE["赵敏"]])
    write_xlsx(folder / "inbox" / "乙支部补.xlsx", [FLAT, PEOPLE["周洋"]])
    run_campaign(folder, DAY)
    return folder


def merged(folder: Path) -> list[tuple[Any, ...]]:
    """The merged sheet without numbers and sources."""
    sheet = openpyxl.load_workbook(folder / "reports" / "汇总.xlsx")["附表11汇总"]
    return [row[1:-1] for row in sheet.iter_rows(values_only=True)]


def returned(folder: Path) -> Path:
    """The first branch's returned copy."""
    return next((folder / "reports").rglob("甲.xlsx"))


def test_columns_of_the_same_head_are_told_apart(handed_in: Path) -> None:
    lines = merged(handed_in)
    assert lines[2][3:7] == ("接收党组织", None, "转出党组织", None)
    assert lines[3][3:7] == ("名称", "电话", "名称", "电话") and lines[2][0] == "党支部"
    assert [(row[1], *row[3:7]) for row in lines[4:7]] == [(name, *PEOPLE[name][3:7]) for name in ("李强", "赵敏", "周洋")]


def test_the_lines_above_stand_in_the_copy_as_filled_in_and_blank_in_the_merged_sheet(handed_in: Path) -> None:
    sheet = openpyxl.load_workbook(returned(handed_in))["附表11"]
    assert sheet["A2"].value == "填报单位：甲支部 填报人：钱二 填报日期：2023.6.1"
    assert [sheet.cell(4, column).value for column in range(4, 8)] == ["名称", "电话", "名称", "电话"]
    assert "接收党组织电话（原E5）" in sheet["I5"].value and sheet["I3"].value == "问题"
    whole = openpyxl.load_workbook(handed_in / "reports" / "汇总.xlsx")["附表11汇总"]
    assert whole["A2"].value == "填报单位：苏州信息职业技术学院　　填报人：　　填报日期："
    assert whole.freeze_panes == "D5" and whole.print_title_rows == "$3:$4"


def test_a_corrected_copy_is_read_again(handed_in: Path) -> None:
    path = returned(handed_in)
    book = openpyxl.load_workbook(path)
    book["附表11"]["E5"] = PHONE
    book.save(handed_in / "inbox" / "改 甲.xlsx")
    run_campaign(handed_in, DAY)
    assert [row[1] for row in merged(handed_in)[4:8]] == ["王芳", "李强", "赵敏", "周洋"]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('key = "remark",', 'key = "remark", group = "接收党组织",', "group 相同的栏目要挨在一起"),
        ('branch_label = "填报单位："', "", "{branch} 前面的文字要与 branch_label 相同"),
        ('group = "转出党组织", head = "电话"', 'group = "转出党组织", head = "名称"', "有两栏的 head 相同"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, before: str, after: str, told: str) -> None:
    assert before in LETTERS
    (tmp_path / "one.toml").write_text(LETTERS.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(FormError) as caught:
        load_forms(tmp_path)
    assert told in str(caught.value)

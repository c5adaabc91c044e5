"""A form added by one TOML file gets template, reading, checks, merged sheet and page."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from support import TRIAL, campaign_folder, checked, context, findings_json, gradflow, write_xlsx

from gradflow.app.session import open_session
from gradflow.model.checks import Rule, Scope
from gradflow.model.findings import Problem
from gradflow.pipeline.findings import finding

VISIT = """
key = "home_visit"
annex = "附件8"
name = "毕业生党员走访情况表"
title = "{college}{cohort}届毕业生党员走访情况表"
title_words = ["走访情况"]
blank_rows = 3
notes = ["注：每人走访一次。"]
[[fields]]
key = "seq"
head = "序号"
kind = "seq"
[[fields]]
key = "name"
head = "姓名"
kind = "person_name"
required = true
[[fields]]
key = "sex"
head = "性别"
kind = "choice"
required = true
[fields.options]
choices = [{ code = "male", text = "男" }, { code = "female", text = "女" }]
[[fields]]
key = "id_number"
head = "身份证号码"
kind = "id_number"
required = true
width = 22
[[fields]]
key = "visited"
head = "走访情况"
kind = "text"
hint = "写走访日期和方式"
"""


def test_one_file_adds_a_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = campaign_folder(tmp_path / "2023届")
    (folder / "forms").mkdir()
    (folder / "forms" / "home_visit.toml").write_text(VISIT, encoding="utf-8")

    assert gradflow("template", "附件8", "--campaign", str(folder)) == 0
    blank = folder / "templates" / "附件8-毕业生党员走访情况表.xlsx"
    book = openpyxl.load_workbook(blank)
    sheet = book["附件8"]
    assert sheet["A1"].value == "苏州信息职业技术学院2023届毕业生党员走访情况表"

    sheet["A2"] = "党支部名称：甲支部"
    for row, person in enumerate(
        [("王芳", "男", "320584200005120016"), ("李强", "女", "11010519491231002X"), ("赵敏", "男", "110105194912310021")], 4
    ):
        for column, value in enumerate((*person, "6月15日电话走访"), 2):
            sheet.cell(row, column).value = value
    book.save(folder / "inbox" / "走访.xlsx")

    assert gradflow("validate", str(folder), "--as-of", "2023-06-20") == 1
    shown = capsys.readouterr().out
    assert "F6 赵敏 身份证号码" in shown.replace("D6", "F6")
    assert "[C207]" in shown

    report = openpyxl.load_workbook(folder / "reports" / "汇总.xlsx")
    merged = report["附件8汇总"]
    assert [cell.value for cell in merged[2]] == ["序号", "党支部", "姓名", "性别", "身份证号码", "走访情况", "来源"]
    assert [row[2].value for row in merged.iter_rows(min_row=3) if row[2].value] == ["王芳"]
    codes = {row[10].value for row in report["问题清单"].iter_rows(min_row=2)}
    assert codes == {"C207", "R305"}

    assert gradflow("explain", "home_visit", "--campaign", str(folder)) == 0
    page = capsys.readouterr().out
    assert "## 附件8 毕业生党员走访情况表" in page
    assert "写走访日期和方式" in page


CARD = """
key = "small_card"
annex = "附件7"
name = "联系卡"
title = "{college}联系卡"
title_words = ["联系卡"]
layout = "card"
[[fields]]
key = "name"
head = "姓名："
kind = "person_name"
required = true
line = 1
[[fields]]
key = "sex"
like = "transfer_out"
line = 1
[[fields]]
key = "remark"
head = "爱好："
kind = "text"
line = 2
[[fields]]
key = "wish"
head = "愿望："
kind = "text"
line = 3
"""


def test_a_card_form_needs_no_photo(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "2023届")
    (folder / "forms").mkdir()
    (folder / "forms" / "card.toml").write_text(CARD, encoding="utf-8")
    assert gradflow("template", "附件7", "--campaign", str(folder)) == 0
    book = openpyxl.load_workbook(folder / "templates" / "附件7-联系卡.xlsx")
    for cell, value in {"B2": "王芳", "D2": "女", "B3": "游泳", "B4": "平安"}.items():
        book["附件7"][cell] = value
    book.save(folder / "inbox" / "甲支部联系卡.xlsx")
    assert gradflow("validate", str(folder), "--as-of", "2023-06-20") == 0
    merged = openpyxl.load_workbook(folder / "reports" / "汇总.xlsx")["附件7汇总"]
    assert [cell.value for cell in merged[3]][:-1] == [1, "甲支部", "王芳", "女", "游泳", "平安"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (CARD.replace('kind = "person_name"', 'kind = "text"'), "只能是“person_name”"),
        (CARD.replace("line = 2", "line = 1"), "一行最多"),
        (CARD.replace('like = "transfer_out"', 'like = "nothing"'), "like"),
        (CARD.replace('layout = "card"', ""), "line"),
    ],
)
def test_a_card_that_cannot_work_is_refused_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str], change: str, told: str) -> None:
    folder = campaign_folder(tmp_path / "2023届")
    (folder / "forms").mkdir()
    (folder / "forms" / "card.toml").write_text(change, encoding="utf-8")
    assert gradflow("validate", str(folder)) == 2
    error = capsys.readouterr().err
    assert "card.toml" in error and told in error


DISPATCH = """
key = "dispatch"
annex = "附表9"
name = "档案投递登记表"
title = "{college}{cohort}届档案投递登记表"
title_words = ["档案投递"]
[[fields]]
key = "seq"
like = "transfer_out"
[[fields]]
key = "name"
like = "transfer_out"
[[fields]]
key = "sex"
like = "transfer_out"
[[fields]]
key = "copies"
head = "份数"
kind = "number"
options = { units = ["份"], min = 1 }
[[fields]]
key = "postage"
head = "邮资"
kind = "number"
options = { units = ["元"], decimals = 2 }
[[fields]]
key = "tracking_number"
head = "机要号或EMS单号"
kind = "tracking_number"
[[fields]]
key = "organisation_code"
head = "接收党组织编码"
kind = "organisation_code"
"""


def test_figures_and_codes_are_read_told_merged_and_shown(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "c")
    (folder / "forms").mkdir()
    (folder / "forms" / "file.toml").write_text(DISPATCH, encoding="utf-8")
    heads = ["序号", "姓名", "性别", "份数", "邮资", "机要号或EMS单号", "接收党组织编码"]
    rows = [
        [1, "王芳", "女", "3份", "¥20.50", "1090 1234 56789", 51000011185],
        [2, "李强", "男", 1, 20.5, "同上", "011100054394"],
        [3, "赵敏", "男", "全体", 8, "EA473124828CN", "51000011185"],
        [4, "周洋", "男", 2, 8, "13961234579", "5.1E+10"],
    ]
    write_xlsx(folder / "inbox" / "附表9.xlsx", [["档案投递登记表"], ["党支部名称：甲支部"], heads, *rows])
    found = open_session(folder).validate(date(2023, 6, 20), jobs=1)
    found.write()

    sheet = openpyxl.load_workbook(folder / "reports" / "汇总.xlsx")["附表9汇总"]
    merged = [row[4:8] for row in sheet.iter_rows(min_row=3, values_only=True) if row[2]]
    assert merged == [(3, 20.5, "1090123456789", "051000011185"), (1, 20.5, "1090123456789", "011100054394")]
    frame = found.merged("附表9")
    assert [str(frame[key].dtype) for key in ("copies", "postage", "tracking_number")] == ["Int64", "Float64", "string"]
    assert frame["copies"].sum() == 4 and frame["postage"].sum() == 41

    told = {(one["person"], one["code"]): one["message"] for one in findings_json(folder)["findings"] if one["code"].startswith("C7")}
    assert {code for _, code in told} == {"C711", "C701", "C721", "C703", "C704"}
    assert told["赵敏", "C701"].startswith("“EA473124828CN”按前8位数字算，第11位应是9")
    assert told["赵敏", "C721"] == "“51000011185”有11位，应是12位"
    assert "139******79" in told["周洋", "C703"]
    changes = {(one["field"], one["before"], one["after"]) for one in findings_json(folder)["changes"]}
    assert changes == {
        ("copies", "3份", "3"), ("postage", "¥20.50", "20.5"), ("tracking_number", "1090 1234 56789", "1090123456789"),
        ("tracking_number", "同上", "1090123456789"), ("organisation_code", "51000011185", "051000011185"),
    }  # fmt: skip


def test_a_rule_tells_of_a_figure_that_is_0() -> None:
    rule = Rule("R999", "own", "人数不对", "应到{number}人", "核对", Scope.ROW, needs=("number",))
    sheet = checked({"number": 0}, form=TRIAL)
    told = finding(rule, Problem("number"), sheet, sheet.records[0], TRIAL, context())
    assert told is not None and told.message == "应到0人"

"""The blank official workbooks: as committed, and fit for filling in."""

from pathlib import Path
from random import Random

import openpyxl
import pytest
from samples import sample
from support import CARD, COLLEGE, FORM, FORMS, ROOT, TITLE, VISIT, compare, context, dump, flat, read, report

from gradflow.forms.loader import Form
from gradflow.model.campaign import Branch, Campaign
from gradflow.writing.templates import Filling, write_template

TEMPLATES = {form.key: ROOT / "templates" / f"{form.spec.annex}-{form.spec.name}.xlsx" for form in FORMS.values()}
CAMPAIGN = Campaign.model_validate({"college": COLLEGE, "cohort": 2023})


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_the_committed_template_is_what_the_declaration_gives(tmp_path: Path, form: Form) -> None:
    path = tmp_path / TEMPLATES[form.key].name
    write_template(path, form, CAMPAIGN)
    assert dump(path, has_widths=True) == dump(TEMPLATES[form.key], has_widths=True)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_dump_of_the_template(form: Form) -> None:
    compare(Path(__file__).parent / f"{form.key}.txt", dump(TEMPLATES[form.key], has_widths=True))


def test_heads_and_title_are_the_notices_letter_for_letter() -> None:
    sheet = openpyxl.load_workbook(TEMPLATES["transfer_out"])["附件2"]
    assert sheet["A1"].value == TITLE
    assert sheet["A2"].value == "党支部名称："
    assert [cell.value for cell in sheet[3]] == [
        "序号", "姓 名", "年龄", "性别", "民族", "身份证号码", "预备党员/正式党员", "联系电话\n（固定电话、手机）",
        "个人原籍（或落实就业单位、专转本考取的学校）所在的市、县、区委组织部名称", "个人详细通讯地址、邮编", "备注",
    ]  # fmt: skip
    assert [sheet.cell(row, 1).value for row in range(4, 9)] == [1, 2, 3, 4, 5]
    assert not sheet.protection.sheet


def test_heads_of_the_follow_up_table_are_the_notices() -> None:
    sheet = openpyxl.load_workbook(TEMPLATES["follow_up"])["附件3"]
    assert sheet["A1"].value == f"{COLLEGE}2023届毕业生党员组织关系转出回访情况统计表"
    assert [cell.value for cell in sheet[3]] == [
        "序号", "毕业生党员姓名", "性别", "预备党员/正式党员", "具体情况（回原籍/专转本/就业单位）", "已如期转入党组织名称",
        "转入时间(年、月、日）", "回执是否反馈", "备注(未转入情况说明)", "联系回访方式及时间",
    ]  # fmt: skip


def test_the_card_is_one_a4_page_with_the_notices_labels() -> None:
    sheet = openpyxl.load_workbook(TEMPLATES["registration_card"])["附件1"]
    assert sheet["A1"].value == f"{COLLEGE}毕业生党员信息登记卡（2023年度）"
    labels = [cell.value for row in sheet.iter_rows(min_row=2) for cell in row if cell.value]
    assert labels == [
        "姓  名：", "性  别：", "（免冠照片）", "出生年月：", "入党时间：", "毕业院系、班级：", "毕业后去向：", "本人手机：", "家庭固定电话：",
        "直系亲属姓名1：", "手  机：", "姓名2：", "手  机：", "家庭地址及邮编：", "班主任/辅导员姓名：", "手  机：",
        "毕业后会长期联系的同学姓名：", "手  机：", "电子邮箱：", "QQ：", "微信号：", "其他联系方式：",
    ]  # fmt: skip
    page = sheet.page_setup
    assert (page.orientation, page.paperSize) == ("portrait", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage and page.fitToHeight in {None, 1}  # absent means one


def test_a_blank_template_is_recognised_and_empty() -> None:
    codes = {form: {code for _, code in flat(report(read(path)))} for form, path in TEMPLATES.items()}
    assert codes["transfer_out"] == {"F222", "F232"}
    assert codes["follow_up"] == {"F222", "F228", "F232"}
    assert codes["registration_card"] == {"F222", "F232"}


@pytest.mark.parametrize("seed", range(20))
def test_a_template_filled_with_samples_has_no_finding(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    path = tmp_path / "附件2.xlsx"
    write_template(path, FORM, context().campaign, Filling(Branch(name="甲支部", members=12)))
    book = openpyxl.load_workbook(path)
    sheet = book["附件2"]
    assert sheet["A15"].value == 12
    for row in range(4, 16):
        cells = {field.key: sample(FORM.kinds[field.key], random) for field in FORM.spec.fields}
        number = FORM.kinds["id_number"].parse(cells["id_number"])
        cells |= {"seq": row - 3, "sex": "男" if number.sex == "male" else "女", "age": 2023 - number.born_on.year}
        for column, field in enumerate(FORM.spec.fields, start=1):
            sheet.cell(row, column).value = cells[field.key]
    book.save(path)
    found = report(read(path))
    assert flat(found) == []
    assert found.counts["rows_accepted"] == 12


@pytest.mark.parametrize("seed", range(10))
def test_a_follow_up_table_filled_with_samples_has_no_error(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    path = tmp_path / "附件3第一次.xlsx"
    write_template(path, VISIT, context().campaign, Filling(Branch(name="甲支部"), 1))
    book = openpyxl.load_workbook(path)
    sheet = book["附件3"]
    for row in range(4, 10):
        cells = {field.key: sample(VISIT.kinds[field.key], random) for field in VISIT.spec.fields}
        cells |= {
            "seq": row - 3,
            "destination_type": random.choice(["回原籍", "专转本", "就业单位"]),
            "landed_org": "中共昆山市玉山镇委员会",
            "receipt": random.choice(["是", "线上"]),
        }
        for column, field in enumerate(VISIT.spec.fields, start=1):
            sheet.cell(row, column).value = cells[field.key]
    book.save(path)
    found = report(read(path))
    assert not [f for f in found.findings if f.severity.value != "info"]
    assert found.counts["rows_accepted"] == 6


@pytest.mark.parametrize("seed", range(10))
def test_a_card_filled_with_samples_has_no_error(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    path = tmp_path / "登记卡-甲支部.xlsx"
    people = [{one.key: sample(CARD.kinds[one.key], random) for one in CARD.spec.fields} for _ in range(3)]
    for number, one in enumerate(people):
        one |= {"name": f"王{'芳强敏'[number]}", "class_group": "计算机2001班", "destination": "回原籍"}
    write_template(path, CARD, context().campaign, Filling(Branch(name="甲支部"), None, people))
    found = report(read(path))
    assert not [f for f in found.findings if f.severity.value != "info"]
    assert found.counts["rows_accepted"] == 3


def test_marks_of_a_branch_copy(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_template(path, VISIT, context().campaign, Filling(Branch(name="甲支部"), 2))
    mark = read(path).mark
    assert mark is not None
    assert (mark.campaign, mark.form, mark.branch, mark.round) == (f"{COLLEGE}2023届", "follow_up", "甲支部", 2)

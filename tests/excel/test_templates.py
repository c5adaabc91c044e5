"""The blank official workbooks: as committed, and fit for filling in."""

from pathlib import Path
from random import Random

import openpyxl
import pytest
from support import COLLEGE, FORM, ROOT, TITLE, compare, context, dump, flat, report

from gradflow.core.campaign import Branch, Campaign
from gradflow.excel.reading import read_workbook
from gradflow.excel.templates import write_template

BLANK = ROOT / "templates" / "附件2-毕业生党员组织关系转出情况登记表.xlsx"


def test_the_committed_template_is_what_the_declaration_gives(tmp_path: Path) -> None:
    path = tmp_path / BLANK.name
    write_template(path, FORM, Campaign.model_validate({"college": COLLEGE, "cohort": 2023}))
    assert dump(path) == dump(BLANK)


def test_dump_of_the_template() -> None:
    compare(Path(__file__).parent / "template.txt", dump(BLANK))


def test_heads_and_title_are_the_notices_letter_for_letter() -> None:
    sheet = openpyxl.load_workbook(BLANK)["附件2"]
    assert sheet["A1"].value == TITLE
    assert sheet["A2"].value == "党支部名称："
    assert [cell.value for cell in sheet[3]] == [
        "序号", "姓 名", "年龄", "性别", "民族", "身份证号码", "预备党员/正式党员", "联系电话\n（固定电话、手机）",
        "个人原籍（或落实就业单位、专转本考取的学校）所在的市、县、区委组织部名称", "个人详细通讯地址、邮编", "备注",
    ]  # fmt: skip
    assert [sheet.cell(row, 1).value for row in range(4, 9)] == [1, 2, 3, 4, 5]
    assert not sheet.protection.sheet


def test_a_blank_template_is_recognised_and_empty() -> None:
    found = report(read_workbook(BLANK, "附件2.xlsx"))
    assert {"F222", "F232"} == {code for _, code in flat(found)}


@pytest.mark.parametrize("seed", range(20))
def test_a_template_filled_with_samples_has_no_finding(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    branch = Branch(name="甲支部", members=12)
    path = tmp_path / "附件2.xlsx"
    write_template(path, FORM, context().campaign, branch)
    book = openpyxl.load_workbook(path)
    sheet = book["附件2"]
    assert sheet["A15"].value == 12
    for row in range(4, 16):
        cells = {field.key: FORM.kinds[field.key].sample(random) for field in FORM.spec.fields}
        number = FORM.kinds["id_number"].parse(cells["id_number"])
        cells |= {"seq": row - 3, "sex": "男" if number.sex == "male" else "女", "age": 2023 - number.born_on.year}
        for column, field in enumerate(FORM.spec.fields, start=1):
            sheet.cell(row, column).value = cells[field.key]
    book.save(path)
    found = report(read_workbook(path, "附件2.xlsx"))
    assert flat(found) == []
    assert found.counts["rows_accepted"] == 12


def test_marks_of_a_branch_copy(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_template(path, FORM, context().campaign, Branch(name="甲支部"))
    mark = read_workbook(path, "a.xlsx").mark
    assert mark is not None
    assert (mark.campaign, mark.form, mark.branch) == (f"{COLLEGE}2023届", "transfer_out", "甲支部")

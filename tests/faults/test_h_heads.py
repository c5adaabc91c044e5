"""Fault lines H1, H3, H4, H5: heads in whatever words."""

from __future__ import annotations

import tomllib
from pathlib import Path
from random import Random

import pytest
from support import FORM, FORMS, GOOD, GOOD_CARD, GOOD_VISIT, SECOND, flat, report, roster, workbook

from gradflow.model.cells import Looks, Merge, Raw, Sheet
from gradflow.model.records import Submission
from gradflow.model.reports import Report
from gradflow.pipeline.guesses import is_of_export
from gradflow.pipeline.heads import find_head

HEADS: dict[str, dict[str, str]] = tomllib.loads((Path(__file__).parent / "heads.toml").read_text("utf-8"))
TITLES = {
    "transfer_out": ("毕业生党员组织关系转出情况登记表", GOOD),
    "follow_up": ("毕业生党员组织关系转出回访情况统计表（第一次）", GOOD_VISIT),
    "registration_card": ("毕业生党员信息登记卡", GOOD_CARD),
}
QUESTIONS = (
    "{n}、{h}", "{n}.{h}（必填）", "{n}. {h}", "Q{n}_您的{h}：", "请输入您的{h}", "*{h}", "{n}. 您的{h} [填空题] *", "第{n}题：{h}", "{h}(选填)",
    "基本信息—{h}", "（{n}）请填写{h}", "{h}【必填】", "{n}、您的{h}是？", "{h}（自动）", "{n}．{h}：", "您的{h}是什么？", "{n}、请选择您的{h}（单选）",
    "{h}必填", "{n}-{h}", "请如实填写{h}", "{h}\n请认真核对", "题目{n}：{h}",
)  # fmt: skip
OTHER = {
    "seq": "序号",
    "name": "姓名",
    "sex": "性别",
    "id_number": "身份证号码",
    "member_status": "正式/预备",
    "receiving_department": "介绍信抬头",
    "phone": "手机号码",
}
"""Heads of another college's form."""
OWN_COLUMNS = {
    "问卷星": ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP", "总分"],
    "腾讯文档": ["提交者（自动）", "提交时间（自动）"],
    "腾讯问卷": ["编号", "开始答题时间", "结束答题时间", "答题时长", "地理位置省", "用户ID", "昵称", "IP", "UA", "Referrer"],
    "金山表单": ["提交者", "提交时间", "填写ID", "填写人ID", "修改时间", "WPS昵称"],
    "飞书": ["提交人", "提交时间", "创建人", "创建时间", "最后更新时间", "父记录", "自动编号"],
    "微软": ["ID", "开始时间", "完成时间", "上次修改时间"],
    "钉钉": ["审批编号", "审批状态", "审批结果", "发起时间", "完成时间", "发起人工号", "发起人姓名", "发起人部门", "当前处理人"],
    "简道云": ["提交人", "提交时间", "更新时间", "当前节点", "流程状态"],
    "金数据": [
        "序号",
        "提交人",
        "提交时间",
        "修改时间",
        "填写设备",
        "操作系统",
        "浏览器",
        "填写者IP",
        "微信昵称",
        "微信性别",
        "微信openid",
    ],
    "麦客": ["数据编号", "填写者", "来源", "提交时间"],
    "问卷网": ["序号", "开始时间", "结束时间", "答题时长", "作答IP", "渠道来源", "作答状态", "用户昵称"],
}


def read_one(rows: list[list[Raw]] | Sheet, file: str = "甲支部 附件.xlsx") -> tuple[Report, Submission]:
    found = report(workbook(file, rows))
    return found, found.sheets[0]


def codes(found: Report) -> list[str]:
    """What is told of the sheet, its head and its cells; not of what rules find between values."""
    return [finding.code for finding in found.findings if finding.code[0] in "FC"]


@pytest.mark.parametrize(("form", "head", "field"), [(form, *pair) for form, heads in HEADS.items() for pair in heads.items()])
def test_h3_heads_of_real_forms(form: str, head: str, field: str) -> None:
    named = FORMS[form].table.field_named(head)
    assert (named[0] if named else "") == field


def test_h3_there_are_many_heads_and_many_that_mean_nothing_here() -> None:
    fields = [field for heads in HEADS.values() for field in heads.values()]
    assert len({head for heads in HEADS.values() for head in heads}) > 500
    assert sum(not field for field in fields) > 150


@pytest.mark.parametrize("form", TITLES)
@pytest.mark.parametrize("question", QUESTIONS)
def test_h1_every_field_asked_as_a_question_in_any_order(form: str, question: str) -> None:
    table, (title, person) = FORMS[form].table, TITLES[form]
    fields = [one for one in table.spec.fields if one.key not in {"seq", "photo"}]
    Random(question).shuffle(fields)
    heads: list[Raw] = [question.format(n=number, h=one.label) for number, one in enumerate(fields, start=1)]
    _, sheet = read_one([[title], heads, [person.get(one.key) for one in fields]])
    assert sheet.form == form
    assert {key: column for key, column in sheet.columns.items() if key != "seq"} == {one.key: n for n, one in enumerate(fields, start=1)}
    assert {key: raw for key, raw in sheet.records[0].cells.items() if raw} == {key: raw for key, raw in person.items() if raw}


@pytest.mark.parametrize("official", TITLES)
def test_h1_official_heads_numbered(official: str) -> None:
    table, (title, person) = FORMS[official].table, TITLES[official]
    fields = [one for one in table.spec.fields if one.key not in {"seq", "photo"}]
    heads: list[Raw] = [f"{number}、{one.head}" for number, one in enumerate(fields, start=1)]
    _, sheet = read_one([[title], heads, [person.get(one.key) for one in fields]])
    assert len([key for key in sheet.columns if key != "seq"]) == len(fields)


@pytest.mark.parametrize("platform", OWN_COLUMNS)
def test_h1_columns_that_online_forms_add_are_not_told(platform: str) -> None:
    own = OWN_COLUMNS[platform]
    rows = roster([GOOD])
    answered = [*own, *(f"{n}、{head}" for n, head in enumerate(map(str, rows[2][1:]), start=1))]
    found, sheet = read_one([[*answered], [*["x"] * len(own), *rows[3][1:]]])
    assert all(is_of_export(head) for head in own)
    assert sheet.form == "transfer_out"
    assert codes(found) == ["F224"]  # the branch stands in the file's name only


def test_h1_a_platforms_own_mail_column_is_not_the_persons() -> None:
    fields = [one for one in FORMS["registration_card"].table.spec.fields if one.key not in {"seq", "photo"}]
    rows: list[list[Raw]] = [["ID", "开始时间", "完成时间", "电子邮件", "名称", *(one.head for one in fields)]]
    rows.append([1, "x", "y", "anonymous", "anonymous", *({**GOOD_CARD, "email": "a@qq.com"}.get(one.key) for one in fields)])
    found, sheet = read_one(rows, "甲支部登记卡.xlsx")
    assert sheet.records[0].cells["email"] == "a@qq.com"
    assert "F203" not in codes(found)


def test_h1_other_added_columns_are_told_once_together() -> None:
    rows = roster([GOOD])
    rows[2] += ["学号", "提交时间", "寝室"]
    rows[3] += ["2020001", "2023-06-12", "3-201", "x"]
    found, _ = read_one(rows)
    assert [finding.message for finding in found.findings] == ["“学号”、“寝室”、没有表头的O列不是官方表格里的栏目，不进汇总"]


@pytest.mark.parametrize("mark", ["(空)", "（空）", "(跳过)", "（跳过）", "未填写", "[空]", "nan", "None", "未填", "选填"])
def test_h1_a_question_left_out_is_a_blank(mark: str) -> None:
    found, sheet = read_one(roster([{**GOOD, "remark": mark}]))
    assert codes(found) == []
    assert sheet.records[0].cells["remark"] is None
    assert sheet.changes == ()
    assert codes(read_one(roster([{**GOOD, "ethnicity": mark}]))[0]) == ["C101"]


@pytest.mark.parametrize("mark", [-3, "-3", -2.0, "-2"])
def test_h1_coded_marks_are_blanks_in_exports_only(mark: Raw) -> None:
    rows = roster([{**GOOD, "remark": mark}])
    assert read_one(rows)[1].records[0].cells["remark"] == mark
    rows[2] += ["提交答卷时间"]
    rows[3] += ["2023/6/12 9:01:11"]
    assert read_one(rows)[1].records[0].cells["remark"] is None


def with_column(head: str, values: list[Raw], *people: dict[str, Raw]) -> list[list[Raw]]:
    rows = roster(list(people) or [GOOD, SECOND])
    rows[2].append(head)
    for row, value in zip(rows[3:], values, strict=False):
        row.append(value)
    return rows


def test_h4_the_column_whose_values_fit_wins() -> None:
    rows = with_column("党员类别", ["正式党员", "预备党员"], {**GOOD, "member_status": "中共党员"}, {**SECOND, "member_status": "中共党员"})
    rows[2][6] = "政治面貌"
    found, sheet = read_one(rows)
    assert sheet.columns["member_status"] == 12
    assert [record.cells["member_status"] for record in sheet.records] == ["正式党员", "预备党员"]
    assert codes(found) == ["F202"]
    assert sheet.extra_heads == ((7, "政治面貌"),)


@pytest.mark.parametrize("is_behind", [True, False])
def test_h4_of_two_columns_of_organisations_the_one_that_names_departments_is_the_addressee(*, is_behind: bool) -> None:
    branches, departments = ["昆山市玉山镇同心社区党支部"] * 2, ["中共昆山市委组织部", "苏州市吴江区委组织部"]
    first, second = (branches, departments) if is_behind else (departments, branches)
    people = [{**one, "receiving_department": value} for one, value in zip((GOOD, SECOND), first, strict=True)]
    heads = ("转入党组织名称", "组织关系介绍信抬头") if is_behind else ("组织关系介绍信抬头", "转入党组织名称")
    rows = with_column(heads[1], [*second], *people)
    rows[2][8] = heads[0]
    found, sheet = read_one(rows)
    assert [record.cells["receiving_department"] for record in sheet.records] == departments
    assert [finding.message for finding in found.findings if finding.code == "F202"] == ["“转入党组织名称”不是官方表格里的栏目，不进汇总"]


def test_h4_the_official_head_yields_to_values_that_fit() -> None:
    people = [
        {**GOOD, "member_status": "中共党员"},
        {**SECOND, "member_status": "党员"},
        {**SECOND, "name": "赵敏", "member_status": "正式党员"},
    ]
    found, sheet = read_one(with_column("政治面貌", ["正式党员", "预备党员", "正式党员"], *people))
    assert sheet.columns["member_status"] == 12
    assert codes(found) == ["F202"]
    found, sheet = read_one(with_column("政治面貌", ["共青团员", "正式党员", "群众"], *people))
    assert sheet.columns["member_status"] == 7  # both fit badly: the official head stands


H4 = [
    ("联系方式", ["13861530079", "13861530080"], []),  # read together
    ("介绍信抬头", ["中共苏州市吴江区委组织部", "x"], ["F202"]),  # the official head is nearer
    ("接收单位党组织", ["某某社区党支部", "x"], ["F202"]),
    ("家庭住址", ["江苏省苏州市", "x"], ["F202"]),
    ("政治面貌", ["中共党员", "中共党员"], ["F202"]),
    ("政治面貌", ["正式党员", "正式党员"], ["F202"]),  # says the same
    ("政治面貌", ["预备党员", "正式党员"], ["F202", "F203"]),  # contradicts: never guessed
    ("证件号码", ["110105199003078035", "110105199003078035"], ["F202", "F203"]),
    ("单位", ["某某有限公司", "x"], ["F202"]),
    ("编号", [7, 8], []),  # every form export has one
    ("身份证号", [None, None], ["F202"]),
]


@pytest.mark.parametrize(("head", "values", "expected"), H4)
def test_h4_two_columns_for_one_field(head: str, values: list[Raw], expected: list[str]) -> None:
    found, sheet = read_one(with_column(head, values))
    assert sorted(set(codes(found))) == expected
    assert sheet.columns["receiving_department"] == 9
    assert len(sheet.records) == 2


@pytest.mark.parametrize(
    "name", ["附件2、附件3.xlsx", "附件2和3.xlsx", "附件2+附件3.xlsx", "附件2-3.xlsx", "附件二、三.xlsx", "附件2.xlsx", "附件1至3.xlsx"]
)
def test_h5_a_file_that_holds_both(name: str) -> None:
    title, person = TITLES["follow_up"]
    visit: list[list[Raw]] = [[title], ["党支部名称：甲支部"], [one.head for one in FORMS["follow_up"].spec.fields]]
    visit.append([1, *(person.get(one.key) for one in FORMS["follow_up"].spec.fields[1:])])
    assert "F225" not in codes(report(workbook(name, roster([GOOD]), visit)))
    assert "F225" in codes(report(workbook("附件1.xlsx", roster([GOOD]), visit)))


def test_h5_a_hidden_helper_column_is_nothing_to_tell() -> None:
    rows = with_column("辅助", ["x", "y"])
    found, _ = read_one(Sheet("Sheet", rows, looks=Looks(hidden_columns=frozenset({12}))))
    assert codes(found) == []
    found, _ = read_one(Sheet("Sheet", roster([GOOD]), looks=Looks(hidden_columns=frozenset({5}))))
    assert codes(found) == ["F241"]


@pytest.mark.parametrize("height", [2, 3])
def test_h5_heads_merged_over_several_rows(height: int) -> None:
    rows = roster([GOOD, SECOND])
    heads = rows[2]
    blank: list[Raw] = [None] * len(heads)
    for n in range(1, height):
        rows.insert(2 + n, list(blank))
    rows[2][7], rows[1 + height][7] = "联系方式", "手机"
    merges = tuple(Merge(3, column, 2 + height, column) for column in range(1, 12) if column != 8)
    found, sheet = read_one(Sheet("Sheet", rows, merges))
    assert codes(found) == []
    assert [record.row for record in sheet.records] == [3 + height, 4 + height]
    assert len(sheet.columns) == 11


def test_h5_only_the_number_is_merged_over_the_head() -> None:
    rows = roster([GOOD, SECOND])
    heads = rows[2]
    rows[2] = ["序号", "基本情况", *[None] * 5, "联系", None, None, None]
    rows.insert(3, [None, *heads[1:]])
    rows.insert(4, [None] * 11)
    found, sheet = read_one(Sheet("Sheet", rows, (Merge(3, 1, 5, 1), Merge(3, 2, 3, 7), Merge(3, 8, 3, 11))))
    assert codes(found) == []
    assert [record.person for record in sheet.records] == ["王芳", "李强"]
    assert len(sheet.columns) == 11


def test_h5_a_head_merged_into_the_people_swallows_nobody() -> None:
    _, sheet = read_one(Sheet("Sheet", roster([GOOD, SECOND]), (Merge(3, 11, 5, 11),)))
    assert [record.person for record in sheet.records] == ["王芳", "李强"]
    labelled = {**GOOD, "name": "姓名：王芳", "sex": "性别：男", "ethnicity": "民族：汉族"}  # each like a head with a hint behind it
    _, sheet = read_one(Sheet("Sheet", roster([labelled, SECOND]), (Merge(3, 11, 5, 11),)))
    assert len(sheet.records) == 2


def test_h5_columns_of_relatives_under_a_common_head_are_not_the_persons() -> None:
    rows = roster([GOOD])
    rows[2] += ["家长信息", None]
    rows.insert(3, [*[None] * 11, "姓名", "电话"])
    rows[4] += ["王大", "13861530079"]
    _, sheet = read_one(Sheet("Sheet", rows, (Merge(3, 12, 3, 13), *(Merge(3, column, 4, column) for column in range(1, 12)))))
    assert sheet.records[0].cells["name"] == "王芳"
    assert sheet.records[0].cells["phone"] == GOOD["phone"]


def test_h3_another_colleges_form_is_one_message() -> None:
    rows = roster([GOOD], heads=[OTHER.get(one.key, one.key) for one in FORM.spec.fields])
    rows[0] = ["某某大学2023届毕业生党员组织关系转移登记表"]
    found, _ = read_one(rows)
    errors = [finding for finding in found.findings if finding.severity.value == "error"]
    assert [finding.code for finding in errors] == ["F212"]
    assert errors[0].message.endswith(
        "；最像附件2：认得姓名、性别、身份证号码、预备党员/正式党员、联系电话、组织部名称，缺年龄、民族、通讯地址、邮编"
    )


@pytest.mark.parametrize(
    "head", ["接收党员组织关系党组织联系地址", "接收单位通讯地址及邮编", "转入党委地址", "工作单位联系地址", "考取学校地址"]
)
def test_h3_where_an_organisation_has_its_seat_is_nobodys_address(head: str) -> None:
    found, sheet = read_one(roster([GOOD], heads=[head if one.key == "address" else one.head for one in FORM.spec.fields]))
    assert [finding.message for finding in found.findings if finding.code == "F201"] == ["没有找到“个人详细通讯地址、邮编”一栏"]
    assert "address" not in sheet.columns


def test_h3_a_form_that_lacks_several_columns_is_one_message() -> None:
    found, _ = read_one(roster([GOOD], heads=[OTHER.get(one.key, one.key) for one in FORM.spec.fields]))
    assert [finding.code for finding in found.findings if finding.severity.value == "error"] == ["F255"]
    found, _ = read_one(roster([GOOD], heads=[one.head if one.key not in {"age", "sex"} else one.key for one in FORM.spec.fields]))
    assert [finding.code for finding in found.findings if finding.severity.value == "error"] == ["F201", "F201"]


def test_h3_no_form_says_what_it_is_most_like() -> None:
    rows: list[list[Raw]] = [["某某名单"], ["序号", "姓名", "性别", "民族", "寝室"], [1, "王芳", "女", "汉族", "3-201"]]
    found = report(workbook("名单.xlsx", rows))
    assert [finding.message for finding in found.findings if finding.code == "F103"] == [
        "工作簿里没有一张表的表头与官方表格相符；最像附件2：认得姓名、性别、民族，缺年龄、身份证号码、预备党员/正式党员、联系电话、组织部名称、通讯地址、邮编"
    ]


def test_heads_of_ten_thousand_characters_and_five_hundred_columns_are_read() -> None:
    rows = with_column("长" * 10_000, ["x"])
    rows[2] += [f"{n}、请填写您的第{n}项情况，请务必如实填写：" * 20 for n in range(500)]
    rows[2][1] = "1、" + "请" * 9000 + "姓名"
    rows[2].append("姓" * 160)
    found, sheet = read_one(rows)
    assert len(sheet.records) == 2
    assert all(len(finding.message) < 1000 for finding in found.findings)


def test_a_repeated_question_row_is_no_person() -> None:
    heads: list[Raw] = [f"{n}、请填写您的{one.label}" for n, one in enumerate(FORM.spec.fields[1:], start=1)]
    people: list[list[Raw]] = [[person.get(one.key) for one in FORM.spec.fields[1:]] for person in (GOOD, SECOND)]
    _, sheet = read_one([heads, people[0], list(heads), people[1]])
    assert [record.person for record in sheet.records] == ["王芳", "李强"]


def test_a_persons_row_is_never_the_head() -> None:
    sheet = Sheet("Sheet", [["姓名王芳", "性别女", "民族汉", "年龄22", "13961234579", "备注"]])
    assert find_head(sheet, [FORM], "") is None or flat(report(workbook("x.xlsx", sheet)))


@pytest.mark.parametrize("label", ["{n}、{h}", "{n}.{h}：", "（{n}）{h}", "*{h}", "{h}（必填）：", "请填写{h}", "【{h}】"])
def test_h1_labels_of_a_card_with_numbers_and_marks(label: str) -> None:
    fields = [one for one in FORMS["registration_card"].spec.fields if one.key != "photo"]
    rows: list[list[Raw]] = [["毕业生党员信息登记卡"]]
    rows += [[label.format(n=n, h=one.head.strip("：")), GOOD_CARD.get(one.key)] for n, one in enumerate(fields, start=1)]
    found, sheet = read_one(rows, "甲支部/王芳.xlsx")
    assert codes(found) == []
    assert {key: raw for key, raw in sheet.records[0].cells.items() if raw and key != "photo"} == {k: v for k, v in GOOD_CARD.items() if v}


def visits_with(head: str, key: str, value: Raw, *others: str) -> list[list[Raw]]:
    """An 附件3 in which one official column has another head, and others are added."""
    fields = [one for one in FORMS["follow_up"].spec.fields if one.key != "seq"]
    rows: list[list[Raw]] = [[TITLES["follow_up"][0]], ["党支部名称：甲支部"], [head if one.key == key else one.head for one in fields]]
    rows[2] += others
    for name in ("王芳", "李强"):
        person = {**GOOD_VISIT, "name": name, key: value}
        rows.append([*(person.get(one.key) for one in fields), *("计算机系" for _ in others)])
    return rows


KNOWN = [
    ("landed_org", "已落实党组织名称"), ("landed_org", "现所在党组织"), ("landed_org", "目前所在党支部"), ("landed_org", "现党组织名称"),
    ("landed_on", "转接时间"), ("landed_on", "转入党组织时间"), ("landed_on", "落地时间"), ("landed_on", "组织关系落实日期"),
    ("receipt", "回执联是否寄回"), ("receipt", "是否收到纸质回执"), ("receipt", "介绍信回执有没有反馈"),
    ("not_landed_reason", "未转接原因"), ("not_landed_reason", "没有转入的原因"), ("not_landed_reason", "未落实情况说明"),
    ("destination_type", "去向情况"), ("destination_type", "现状"), ("name", "Name 姓名"), ("name", "党员名称"),
    ("member_status", "中共正式/预备党员"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "head"), KNOWN)
def test_h3_an_official_column_in_other_words(key: str, head: str) -> None:
    value = GOOD_VISIT[key] or "已提交，等待接收"
    found, sheet = read_one(visits_with(head, key, value))
    assert [code for code in codes(found) if code != "F227"] == []
    assert key in sheet.columns
    assert sheet.records[0].cells[key] == ("王芳" if key == "name" else value)


NOT_KNOWN = [
    ("landed_on", "办完时间", "2023-07-10", ["F256"]), ("landed_org", "报到的组织", "中共昆山市玉山镇委员会", ["F256"]),
    ("receipt", "纸质回执", "是", ["F256"]), ("receipt", "回执到没到", "是", ["F256"]), ("follow_up_contact", "联系记录", "电话 2023.7.15", ["F256"]),
    ("not_landed_reason", "为何未转入", "等待接收", ["F256"]), ("landed_on", "入党时间", "2021-12-10", ["F202"]),
    ("landed_on", "出生日期", "2000-05-12", ["F202"]), ("receipt", "学号", "2020101", ["F202"]), ("landed_org", "所在党支部", "甲支部", []),
    ("receipt", "档案是否转出", "是", ["F202"]), ("not_landed_reason", "班级", "软件2001班", ["F202"]),
]  # fmt: skip


@pytest.mark.parametrize(("key", "head", "value", "expected"), NOT_KNOWN)
def test_h3_an_official_column_is_gone_and_an_unknown_one_stands_there(key: str, head: str, value: Raw, expected: list[str]) -> None:
    found, sheet = read_one(visits_with(head, key, value))
    assert sorted({code for code in codes(found) if code != "F227"}) == expected
    if expected == ["F256"]:
        assert sheet.records[0].cells[key] == value
        assert [finding.severity.value for finding in found.findings if finding.code == "F256"] == ["warning"]


def test_h3_a_column_that_is_simply_missing_is_nothing_to_tell() -> None:
    fields = [one for one in FORMS["follow_up"].spec.fields if one.key not in {"seq", "receipt", "not_landed_reason"}]
    rows: list[list[Raw]] = [[TITLES["follow_up"][0]], ["党支部名称：甲支部"], [one.head for one in fields]]
    rows.append([GOOD_VISIT.get(one.key) for one in fields])
    assert [code for code in codes(read_one(rows)[0]) if code != "F227"] == []


def test_h3_remarks_under_a_head_of_what_they_hold() -> None:
    for head, expected in (
        ("落实单位或学校", []),
        ("就业单位/升学学校", []),
        ("就业单位", ["F256"]),
        ("其他", ["F256"]),
        ("学号", ["F202"]),
    ):
        heads = [head if one.key == "remark" else one.head for one in FORM.spec.fields]
        found, sheet = read_one(roster([{**GOOD, "remark": "苏州某某有限公司"}], heads=heads))
        assert codes(found) == expected
        assert sheet.records[0].cells.get("remark") == ("苏州某某有限公司" if head != "学号" else None)


@pytest.mark.parametrize("head", ["党籍状态", "党员状态", "政治面貌"])
def test_h4_a_column_that_says_something_else_in_every_row_is_one_finding(head: str) -> None:
    heads = [head if one.key == "member_status" else one.head for one in FORM.spec.fields]
    found, _ = read_one(roster([{**GOOD, "member_status": "正常"}, {**SECOND, "member_status": "正常"}], heads=heads))
    assert [(f.code, f.message) for f in found.findings if f.is_error] == [
        ("F201", f"没有找到“预备党员/正式党员”一栏；“{head}”一栏各行都写着“正常”，不是这一栏要的内容")
    ]
    for values in (("正常", "预备党员"), ("党员", "党员")):  # a mistake here and there, or what may mean either, is told of its cell
        people = [{**one, "member_status": value} for one, value in zip((GOOD, SECOND), values, strict=True)]
        assert "F201" not in codes(read_one(roster(people, heads=heads))[0])


def test_h5_a_line_above_the_head_with_a_hint_is_none_of_it() -> None:
    rows = roster([GOOD])
    rows[1] = [rows[1][0], *[None] * 10, "电话：0512-63456789"]
    rows[3].append("王老师")
    found, sheet = read_one(rows)
    assert sheet.records[0].cells["phone"] == GOOD["phone"]
    assert [finding.message for finding in found.findings] == ["没有表头的L列不是官方表格里的栏目，不进汇总"]


CARD_HEADS = [
    (["姓名", "手机", "班主任姓名", "联系电话"], ["name", "mobile", "advisor_name", "advisor_mobile"]),
    (["姓名", "班主任姓名", "联系电话"], ["name", "advisor_name", "mobile"]),
    (["姓名", "班主任姓名", "手机", "班主任手机"], ["name", "advisor_name", "mobile", "advisor_mobile"]),
    (["姓名", "联系方式", "直系亲属姓名1", "手机号", "姓名2", "电话"],
     ["name", "mobile", "relative1_name", "relative1_mobile", "relative2_name", "relative2_mobile"]),
]  # fmt: skip


@pytest.mark.parametrize(("heads", "keys"), CARD_HEADS)
def test_h4_a_plain_telephone_is_whose_name_stands_before_it(heads: list[str], keys: list[str]) -> None:
    own = ["性别", "出生年月", "入党时间", "毕业院系、班级", "毕业后去向", "家庭地址及邮编"]
    row = [*(GOOD_CARD[key] for key in ("sex", "born_in", "joined_on", "class_group", "destination", "home_address"))]
    _, sheet = read_one([["毕业生党员信息登记卡"], [*own, *heads], [*row, *(f"{key}值" for key in keys)]])
    assert {key: sheet.records[0].cells[key] for key in keys} == {key: f"{key}值" for key in keys}


@pytest.mark.parametrize("head", ["性名", "名姓", "姓各", "姓 铭", "性 名"])
def test_h3_a_misspelt_head_of_names_is_hinted_at(head: str) -> None:
    heads = [head if field.key == "name" else field.head for field in FORM.spec.fields]
    found = report(workbook("附件2.xlsx", roster([GOOD, SECOND], heads=heads)))
    assert [one.message for one in found.findings if one.code == "F201"] == [
        f"没有找到“姓名”一栏；有一栏写作“{head.replace(' ', '')}”，是不是它"
    ]


@pytest.mark.parametrize(("heads", "first", "second", "name"), [
    ("姓 名", "王", "芳", "王芳"), ("姓氏 名字", "欧阳", "娜娜", "欧阳娜娜"), ("姓 名", "古丽", "买买提", "古丽 买买提"), ("姓 名", "王芳", None, "王芳"),
])  # fmt: skip
def test_h3_surname_and_given_name_in_two_columns(heads: str, first: str, second: str | None, name: str) -> None:
    rows = roster([GOOD])
    rows[2:] = [[rows[2][0], *heads.split(), *rows[2][2:]], [1, first, second, *rows[3][2:]]]
    (sheet,) = report(workbook("附件2.xlsx", rows)).sheets
    assert [record.cells["name"] for record in sheet.records] == [name]


SPLIT = [
    (GOOD, "phone", ["联系电话1", "联系电话2"], ["0512-63456789", "13812345678"], "0512-63456789 13812345678"),
    (GOOD, "phone", ["联系电话", None], [None, "13812345678"], "13812345678"),
    (GOOD, "phone", ["联系电话", None], ["0512", "63456789"], "0512-63456789"),
    (GOOD, "address", ["个人详细通讯地址、邮编", None], ["江苏省苏州市昆山市人民路5号", "215300"], "江苏省苏州市昆山市人民路5号 215300"),
    (GOOD, "address", ["个人详细通讯地址、邮编", None, None], ["江苏省", "苏州市", "昆山市人民路5号 215300"], "江苏省苏州市昆山市人民路5号 215300"),
    (GOOD, "address", ["省", "市", "详细地址、邮编"], ["江苏省", "苏州市", "昆山市人民路5号 215300"], "江苏省苏州市昆山市人民路5号 215300"),
    (GOOD, "address", ["省", "通讯地址"], ["江苏省", "江苏省昆山市人民路5号 215300"], "江苏省昆山市人民路5号 215300"),
    (GOOD, "address", ["省", "市", "通讯地址"], ["安徽省", "合肥市", "江苏省昆山市人民路5号 215300"], "江苏省昆山市人民路5号 215300"),
    (GOOD, "address", ["省", "通讯地址"], ["江苏", "苏州市昆山市人民路5号 215300"], "江苏苏州市昆山市人民路5号 215300"),
    (GOOD, "address", ["通讯地址", None, None, "省市", "街道", "邮编"], ["江苏省苏州市", "昆山市人民路5号", 215300], "江苏省苏州市昆山市人民路5号 215300"),
    (GOOD, "name", ["姓名", None], ["王", "芳"], "王芳"),
    (GOOD, "id_number", ["身份证号码", None], [str(GOOD["id_number"])[:6], str(GOOD["id_number"])[6:]], GOOD["id_number"]),
    (GOOD, "receiving_department", ["组织部名称", None], ["江苏省", "昆山市委组织部"], "江苏省昆山市委组织部"),
    (GOOD, "receiving_department", ["个人原籍所在的区委组织部名称", "就业单位所在的区委组织部名称"], ["中共昆山市委组织部", None], "中共昆山市委组织部"),
    (GOOD, "sex", ["男", "女"], [None, "√"], "女"),
    (GOOD, "member_status", ["预备党员", "正式党员"], ["", "√"], "正式党员"),
    (GOOD, "sex", ["男", "女"], ["√", "√"], "男、女"),
    (GOOD_VISIT, "follow_up_contact", ["回访方式", "回访时间"], ["电话", "2023.7.20"], "电话 2023.7.20"),
    (GOOD_VISIT, "follow_up_contact", ["联系回访方式及时间", None], ["电话", "2023.7.20"], "电话 2023.7.20"),
    (GOOD_VISIT, "follow_up_contact", ["第一次联系回访", "第二次联系回访"], ["电话 2023.7.18", "微信2023.7.20"], "电话 2023.7.18；微信2023.7.20"),
    (GOOD_VISIT, "follow_up_contact", ["联系回访（首次）", "联系回访（二次）"], ["电话未接 2023.7.18", "微信2023.7.20"], "电话未接 2023.7.18；微信2023.7.20"),
    (GOOD_VISIT, "follow_up_contact", ["第一次回访方式", "第一次回访时间", "第二次回访方式", "第二次回访时间"], ["电话", "2023.7.18", "微信", "2023.7.20"], "电话 2023.7.18；微信 2023.7.20"),
    (GOOD_VISIT, "landed_on", ["转入年", "月", "日"], ["2023年", "7月", "5日"], "2023年7月5日"),
    (GOOD_VISIT, "landed_on", ["转入时间", None, None], [2023, 7, 5], "2023.7.5"),
    (GOOD_VISIT, "receipt", ["回执是否反馈", None, "是", "否"], ["", "√"], "否"),
    (GOOD_VISIT, "destination_type", ["具体情况", None, None, "回原籍", "专转本", "就业单位"], ["√", None, None], "回原籍"),
    (GOOD_VISIT, "landed_on", ["转入时间", None, None, "年", "月", "日"], [2023, 7, 5], "2023.7.5"),
]  # fmt: skip


@pytest.mark.parametrize(("person", "key", "heads", "values", "expected"), SPLIT)
def test_h_one_field_in_several_columns(
    person: dict[str, Raw], key: str, heads: list[str | None], values: list[Raw], expected: Raw
) -> None:
    """Under one head, merged or numbered, in parts, as choices with ticks, or each kind of organisation in its own."""
    form = FORMS["follow_up" if person is GOOD_VISIT else "transfer_out"]
    keys, count = [one.key for one in form.spec.fields], len(values)
    place = keys.index(key)
    row = [1 if one == "seq" else person.get(one) for one in keys]
    title: Raw = TITLES[form.key][0]
    rows: list[list[Raw]] = [[title], ["党支部名称：甲支部"], [one.head for one in form.spec.fields]]
    rows[2][place : place + 1] = heads[:count]
    rows += [[None] * place + [*heads[count:]] + [None] * (len(keys) - place - 1)] if heads[count:] else []
    rows += [[*row[:place], *values, *row[place + 1 :]]]
    rows += [[2, *row[1:place], *values[::-1], *row[place + 1 :]]] if "组织部" in str(heads[1]) else []
    merges = (Merge(3, place + 1, 3, place + count),) if heads[1] is None else ()
    (sheet,) = report(workbook("表.xlsx", Sheet("Sheet1", rows, merges))).sheets
    assert sheet.records[0].cells[key] == expected
    assert not sheet.extra_heads


@pytest.mark.parametrize(("heads", "own"), [
    (["学校地址", "家庭住址"], 1), (["家庭住址", "学校地址"], 0), (["户籍地址", "现住址及邮编"], 1), (["家庭住址", "现住址"], 1), (["现住址", "户籍地址"], 0), (["户籍地址", "家庭住址"], 1), (["现住地址（含邮编）", "户籍地址"], 0),
    (["户籍地址", "实际居住地"], 1), (["收信地址", "户籍地址"], 0),
])  # fmt: skip
def test_h_of_two_addresses_the_one_that_reaches(heads: list[str], own: int) -> None:
    rows = roster([GOOD])
    both = ["江苏省南京市玄武区珠江路1号 210018", "江苏省苏州市昆山市人民路5号 215300"]
    for line, cells in ((2, heads), (3, both)):
        rows[line][9:10] = cells
    (sheet,) = report(workbook("附件2.xlsx", rows)).sheets
    assert sheet.records[0].cells["address"] == both[own]
    assert [text for _, text in sheet.extra_heads] == [heads[1 - own]]


def test_h_two_whole_addresses_under_one_head_are_not_joined() -> None:
    rows = roster([GOOD])
    rows[2][9:10], rows[3][9:10] = ["通讯地址", None], ["江苏省苏州市昆山市人民路5号 215300", "江苏省南京市玄武区珠江路1号"]
    (sheet,) = report(workbook("附件2.xlsx", Sheet("Sheet1", rows, (Merge(3, 10, 3, 11),)))).sheets
    assert sheet.records[0].cells["address"] == "江苏省苏州市昆山市人民路5号 215300"


@pytest.mark.parametrize("is_all", [True, False])
@pytest.mark.parametrize(("at", "gone", "put", "how"), [
    (0, 0, [None], "整行右移了一格"), (1, 0, [None], "整行右移了一格"), (3, 0, [None], "从“性别”起右移了一格"), (3, 0, ["男"], "从“民族”起右移了一格"),
    (5, 0, [None], "从“身份证号码”起右移了一格"), (2, 1, [], "从“年龄”起左移了一格"), (4, 1, [], "从“民族”起左移了一格"),
])  # fmt: skip
def test_c_a_row_one_cell_aside_is_one_fault(at: int, gone: int, put: list[Raw], how: str, *, is_all: bool) -> None:
    rows = roster([GOOD, SECOND])
    rows[3:] = [[*cells[:at], *put, *cells[at + gone :]] if is_all or number else cells for number, cells in enumerate(rows[3:])]
    found = report(workbook("附件2.xlsx", rows))
    assert [one.code for one in found.findings if one.code not in {"F101", "F202"}] == ["F247"]
    assert f"{SECOND['name']}（{how}）" in next(one.message for one in found.findings if one.code == "F247")


@pytest.mark.parametrize(
    "cells",
    [
        {4: "男", 3: "汉族"},
        {6: GOOD["phone"], 7: "预备党员"},
        {5: "正式党员", 6: "正式党员"},
        {3: None, 4: "男"},
        {8: "13861530079", 7: None},
    ],
)
def test_c_one_cell_in_another_is_no_row_aside(cells: dict[int, Raw]) -> None:
    rows = roster([GOOD, SECOND])
    rows[3] = [cells.get(at, cell) for at, cell in enumerate(rows[3])]
    found = report(workbook("附件2.xlsx", rows))
    assert "F247" not in {one.code for one in found.findings}
    assert len(found.sheets[0].records) == 2


def test_h_columns_that_are_no_parts_of_one_stay_what_they_are() -> None:
    rows = roster([GOOD, SECOND])
    for line, cells in ((2, ["男", "女"]), (3, [3, 4]), (4, [5, 6])):
        rows[line] += cells
    (sheet,) = report(workbook("附件2.xlsx", rows)).sheets
    assert [text for _, text in sheet.extra_heads] == ["男", "女"]
    assert sheet.records[0].cells["sex"] == GOOD["sex"]

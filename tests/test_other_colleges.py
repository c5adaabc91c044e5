"""Other colleges' campaigns that use their own forms alone: fields by any name get their kind's and role's rules, and nobody speaks of forms that are not there."""

import re
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from support import campaign_folder, findings_json, run_campaign, shown, write_xlsx

from gradflow.forms.faults import FormError
from gradflow.forms.loader import load_forms
from gradflow.model.campaign import Campaign
from gradflow.model.cells import Raw

COLLEGE = "江南某某大学"
BRANCH = "信息学院学生第一党支部"
PEOPLE = (
    ("王芳", "女", "320584200105120160", "13961234579"), ("李强", "男", "320583200003070370", "13861530078"), ("赵敏", "女", "320582200111200420", "15995512346"),
    ("孙浩然", "男", "320681200109020550", "18006139087"), ("周雨欣", "女", "321282200006150649", "17712340987"),
)  # fmt: skip
OVERLAY = """
key = "transfer_out"
name = "毕业生党员组织关系转移登记表"
title = "{college}{cohort}届毕业生党员组织关系转移登记表"
title_words = ["转移登记"]
notes = []
drop = ["age", "ethnicity", "address", "remark", "member_status"]
[[fields]]
key = "receiver"
head = "接收组织关系的党组织"
kind = "organisation"
required = true
after = "id_number"
[[fields]]
key = "receiving_department"
head = "介绍信抬头"
[[fields]]
key = "final_org"
head = "具体去处（基层党委/党支部）"
kind = "organisation"
[[fields]]
key = "letter_no"
head = "介绍信编号"
kind = "text"
[[fields]]
key = "paid"
head = "党费交至"
kind = "date"
options = { precision = "month" }
"""
FILES = """
key = "archive"
annex = "附件5"
name = "毕业生党员档案转递登记表"
title = "{college}{cohort}届毕业生党员档案转递登记表"
title_words = ["档案转递"]
lists_everyone = true
fields = [
    { key = "no", head = "序号", kind = "seq" },
    { key = "who", head = "姓名", kind = "person_name", required = true },
    { key = "student_no", head = "学号", kind = "text" },
    { key = "sfz", head = "公民证件", kind = "id_number", required = true },
    { key = "joined", head = "入党时间", kind = "date" },
    { key = "turned", head = "转正时间", kind = "date" },
    { key = "zip", head = "邮编", kind = "postcode" },
    { key = "asked_on", head = "调档日期", kind = "date" },
    { key = "sent", head = "发档日期", kind = "date", not_before = "asked_on" },
    { key = "tel", head = "值班手机", kind = "phone" },
]
"""
FIGURES = """
key = "stat"
annex = "附件4"
name = "组织关系转接情况统计表"
title = "{college}{cohort}届毕业生党员组织关系转接情况统计表"
title_words = ["转接情况统计"]
fields = [
    { key = "no", head = "序号", kind = "seq" },
    { key = "unit", head = "单位", kind = "text", required = true },
    { key = "total", head = "总数", kind = "number", required = true },
    { key = "kept", head = "保留人数", kind = "number" },
    { key = "contact_no", head = "批次", kind = "text" },
]
"""
BY_CHANNEL = """
key = "{key}"
annex = "附{number}"
name = "毕业生党员{name}名单"
title = "{{college}}{{cohort}}届毕业生党员{name}名单"
title_words = ["{name}名单"]
channel = "{channel}"
fields = [
    {{ key = "no", head = "序号", kind = "seq" }},
    {{ key = "who", head = "姓名", kind = "person_name", required = true }},
    {{ key = "gender", like = "transfer_out.sex", head = "性别" }},
    {{ key = "sfz", head = "身份证号", kind = "id_number", required = true }},
    {{ key = "mobile_no", head = "手机号码", kind = "phone", required = true }},
    {{ key = "to", head = "组织关系介绍信抬头", kind = "organisation", role = "receiving_department", required = true }},
    {{ key = "committee", head = "所往基层党委", kind = "organisation" }},
    {{ key = "number", head = "介绍信编号", kind = "text" }},
    {{ key = "paid", head = "党费交至", kind = "date", options = {{ precision = "month" }} }},
    {{ key = "days", head = "有效期（天）", kind = "number", options = {{ units = ["天"] }} }},
]
"""
VISITS = """
key = "visits"
annex = "附4"
name = "毕业生党员转接落实情况表"
title = "{college}{cohort}届毕业生党员转接落实情况表"
title_words = ["转接落实"]
lists_everyone = true
in_rounds = true
fields = [
    { key = "no", head = "序号", kind = "seq" },
    { key = "who", head = "姓名", kind = "person_name", required = true },
    { key = "arrived_at", head = "现党组织名称", kind = "organisation", role = "landed_org" },
    { key = "arrived_on", head = "转入时间", kind = "date" },
    { key = "reply", like = "follow_up.receipt", head = "回执状态" },
    { key = "why", head = "未办结原因", kind = "text" },
]
"""


def folder_of(tmp_path: Path, forms: dict[str, str], *dates: tuple[str, str]) -> Path:
    folder = campaign_folder(tmp_path / "2023届")
    days = "".join(f'[[deadlines]]\nform = "{form.partition(":")[0]}"\n{form.partition(":")[2]}\ndue_on = {day}\n' for form, day in dates)
    (folder / "campaign.toml").write_text(
        f'college = "{COLLEGE}"\ncohort = 2023\n[[branches]]\nname = "{BRANCH}"\n[[branches]]\nname = "商学院学生党支部"\n{days}', "utf-8"
    )
    (folder / "forms").mkdir()
    for name, text in forms.items():
        (folder / "forms" / f"{name}.toml").write_text(text, "utf-8")
    return folder


def sheet(title: str, heads: list[str], rows: list[list[Raw]], branch: str = BRANCH) -> list[list[Raw]]:
    return [[title], [f"党支部名称：{branch}"], [*heads], *rows]


def told(folder: Path) -> set[tuple[str, str]]:
    return {(one["cell"], one["code"]) for one in findings_json(folder)["findings"] if one["severity"] != "info"}


def texts(folder: Path) -> str:
    """Everything that a run wrote, but what was typed."""
    found = []
    for path in sorted((folder / "reports").rglob("*.*")):
        if path.suffix == ".xlsx":
            found += [str(cell) for ws in openpyxl.load_workbook(path) for row in ws.iter_rows(values_only=True) for cell in row if cell]
        else:
            found.append(path.read_text("utf-8"))
    return "\n".join(found)


@pytest.fixture
def overlaid(tmp_path: Path) -> Path:
    """A college whose only form is a changed 附件2."""
    folder = folder_of(tmp_path, {"transfer_out": OVERLAY})
    heads = [
        "序号",
        "姓 名",
        "性别",
        "身份证号码",
        "接收组织关系的党组织",
        "联系电话",
        "介绍信抬头",
        "具体去处（基层党委/党支部）",
        "介绍信编号",
        "党费交至",
    ]
    rows: list[list[Raw]] = [
        [n, name, sex, number, "中共昆山市玉山镇委员会", phone, "中共昆山市委组织部", "玉山镇同心村党支部", f"000{n}", "2023.06"]
        for n, (name, sex, number, phone) in enumerate(PEOPLE, start=1)
    ]
    rows[3][4] = rows[4][7] = "某某有限公司"
    write_xlsx(folder / "inbox" / "登记表.xlsx", sheet(f"{COLLEGE}2023届毕业生党员组织关系转移登记表", heads, rows))
    return folder


def test_a_company_in_a_field_of_ones_own_is_told_and_absent_forms_are_not(overlaid: Path) -> None:
    run_campaign(overlaid, date(2023, 6, 20))
    assert told(overlaid) == {("E7", "C451"), ("H8", "C451")}
    status = shown("status", str(overlaid), "--as-of", "2023-06-25").out
    assert "2/5人" in status
    assert not re.search("附件[13]|回访", status + texts(overlaid).replace("回访任务", ""))


def test_letters_take_what_the_form_has(overlaid: Path) -> None:
    shown("letters", str(overlaid), "--as-of", "2023-06-25")
    rows = list(openpyxl.load_workbook(overlaid / "letters" / "介绍信套打.xlsx")["套打"].iter_rows(values_only=True))
    first = dict(zip(rows[0], rows[1], strict=True))
    wanted = ("介绍信编号", "抬头", "去", "党费交至年", "党费交至月")
    assert [first[head] for head in wanted] == ["0001", "中共昆山市委组织部", "玉山镇同心村党支部", "贰零贰叁", "陆"]
    assert len(rows) == 4


def test_files_and_figures_of_ones_own(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"archive": FILES, "stat": FIGURES}, ("archive", "2023-07-10"), ("stat", "2023-07-10"))
    heads = ["序号", "姓名", "学号", "公民证件", "入党时间", "转正时间", "邮编", "调档日期", "发档日期", "值班手机"]
    rows: list[list[Raw]] = [
        [n, name, 202000010 + n, number, "2022.5.12", "2023.5.12", 215300, "2023.7.1", "2023.7.3", "0512-57320000"]
        for n, (name, _, number, _) in enumerate(PEOPLE, start=1)
    ]
    rows[0][6], rows[1][5], rows[2][8], rows[3][3], rows[4][9] = 50000, "2021.5.12", "2023.6.3", "320681200109020551", "13800138000"
    write_xlsx(folder / "inbox" / "档案.xlsx", sheet(f"{COLLEGE}2023届毕业生党员档案转递登记表", heads, rows))
    figures: list[list[Raw]] = [[1, BRANCH, 12, -2, 7], [2, "研究生支部", 7, 0, 8]]
    heads = ["序号", "单位", "总数", "保留人数", "批次"]
    write_xlsx(folder / "inbox" / "统计.xlsx", sheet(f"{COLLEGE}2023届毕业生党员组织关系转接情况统计表", heads, figures))
    run_campaign(folder, date(2023, 7, 10))
    assert told(folder) == {("F5", "R333"), ("I6", "R331"), ("D7", "C207"), ("J8", "C354"), ("D4", "C712")}
    assert ("50000", "050000") in {(one["before"], one["after"]) for one in findings_json(folder)["changes"]}
    status = shown("status", str(folder), "--as-of", "2023-07-10").out
    assert "4/5人" in status or "3/5人" in status
    assert not re.search("附件[123]", status + texts(folder))


@pytest.fixture
def split(tmp_path: Path) -> Path:
    """A college that splits its graduates by the way they go."""
    ways = (("within", 1, "省内转接", "online"), ("beyond", 2, "省外转接", "letter"), ("staying", 3, "暂未转出", "kept"))
    forms = {key: BY_CHANNEL.format(key=key, number=number, name=name, channel=way) for key, number, name, way in ways}
    days = (("within", "2023-06-20"), ("beyond", "2023-06-20"), ("visits:round = 1", "2023-09-20"))
    folder = folder_of(tmp_path, {**forms, "visits": VISITS}, *days)
    heads = ["序号", "姓名", "性别", "身份证号", "手机号码", "组织关系介绍信抬头", "所往基层党委", "介绍信编号", "党费交至", "有效期（天）"]
    rows: list[list[Raw]] = [
        [n, name, sex, number, phone, "中共昆山市委组织部", "中共昆山市玉山镇委员会", f"2023{n}", "2023.06", 90]
        for n, (name, sex, number, phone) in enumerate(PEOPLE, start=1)
    ]
    rows[2][9], rows[3][7], rows[3][2] = 120, "20233", "女"
    for name, own in (("省内转接", rows[:2]), ("省外转接", rows[2:4]), ("暂未转出", rows[4:])):
        write_xlsx(folder / "inbox" / f"{name}.xlsx", sheet(f"{COLLEGE}2023届毕业生党员{name}名单", heads, own))
    return folder


def test_lists_by_channel_list_everyone_together(split: Path) -> None:
    run_campaign(split, date(2023, 6, 20))
    assert told(split) == {("J4", "R334"), ("H4", "S407"), ("H5", "S407"), ("C5", "R301")}
    status = shown("status", str(split), "--as-of", "2023-06-22").out
    assert "没有这个人" not in status
    assert not re.search("附件[123]", status + texts(split))
    shown("letters", str(split), "--as-of", "2023-06-22")
    left = {row[1]: row[2] for row in openpyxl.load_workbook(split / "letters" / "介绍信套打.xlsx")["未列入"].iter_rows(values_only=True)}
    assert (left["王芳"], left["周雨欣"]) == ("线上转接，不开介绍信", "组织关系保留在校（或出国、延期毕业），不开介绍信")


def test_a_follow_up_of_ones_own_is_held_against_the_lists(split: Path) -> None:
    heads = ["序号", "姓名", "现党组织名称", "转入时间", "回执状态", "未办结原因"]
    rows: list[list[Raw]] = [
        [1, "王芳", "中共昆山市玉山镇委员会", "2023.7.10", "线上", None], [2, "李强", "恒力集团有限公司", "2023.7.10", "线上", None],
        [3, "赵敏", None, None, "否", None], [4, "孙浩然", "中共太仓市委组织部", "2023.7.12", "是", None], [5, "周雨新", None, None, "否", "备考，保留在校"],
    ]  # fmt: skip
    write_xlsx(split / "inbox" / "落实.xlsx", sheet(f"{COLLEGE}2023届毕业生党员转接落实情况表", heads, rows))
    run_campaign(split, date(2023, 9, 20))
    found = {(one["cell"], one["code"], one["message"]) for one in findings_json(split)["findings"] if "落实" in (one["file"] or "")}
    assert {(cell, code) for cell, code, _ in found} >= {("C5", "C470"), ("F6", "R325"), ("C7", "X612"), ("B8", "X602")}
    assert any(code == "X612" and "附2写的是" in message for _, code, message in found)
    assert not re.search("附件[123]", texts(split))


ROLES = 'key = "x"\nannex = "附9"\nname = "表"\ntitle = "表"\nfields = [{ key = "a", head = "甲", kind = "text"%s }, { key = "b", head = "乙", kind = "text"%s }]'


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (', role = "letter_number"', ', role = "letter_number"', "fields.a 和 fields.b|fields.b 和 fields.a"),
        (', role = "letter_nunber"', "", "没有这种用途，是不是 letter_number"),
        (', role = "dues_until"', "", "kind 只能是“date”"),
    ],
)
def test_a_role_that_cannot_be_is_told_by_file_and_key(tmp_path: Path, first: str, second: str, words: str) -> None:
    (tmp_path / "x.toml").write_text(ROLES % (first, second), "utf-8")
    with pytest.raises(FormError, match=words) as raised:
        load_forms(tmp_path)
    assert "x.toml: fields.a" in str(raised.value) or "x.toml: fields.b" in str(raised.value)


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ({"college": COLLEGE}, {"x"}),
        ({"college": COLLEGE, "forms": ["附件2"]}, {"x", "transfer_out"}),
        ({"college": COLLEGE, "deadlines": [{"form": "transfer_out", "due_on": date(2023, 6, 24)}]}, {"x", "transfer_out", "follow_up", "registration_card"}),
        ({"college": "苏州信息职业技术学院"}, {"x", "transfer_out", "follow_up", "registration_card"}),
        ({"college": "苏州信息职业技术学院", "forms": []}, {"x"}),
    ],
)  # fmt: skip
def test_which_forms_are_in_use(tmp_path: Path, more: dict[str, object], wanted: set[str]) -> None:
    (tmp_path / "x.toml").write_text(ROLES % ("", ""), "utf-8")
    assert set(load_forms(tmp_path, Campaign.model_validate({"cohort": 2023, **more}))) == wanted


def test_none_keeps_a_field_from_a_role(tmp_path: Path) -> None:
    text = ROLES.replace("甲", "介绍信编号")
    for more, wanted in (("", "letter_number"), (', role = "none"', "a")):
        (tmp_path / "x.toml").write_text(text % (more, ""), "utf-8")
        assert wanted in load_forms(tmp_path)["x"].kinds


@pytest.mark.parametrize(
    ("more", "keys"), [("", ["host", "host_id", "org_phone"]), ("lists_everyone = true\n", ["name", "id_number", "org_phone"])]
)
def test_the_only_name_of_a_form_is_a_persons_only_where_it_is_about_people(tmp_path: Path, more: str, keys: list[str]) -> None:
    fields = [
        '[[fields]]\nkey = "host"\nhead = "主持人"\nkind = "person_name"\n',
        '[[fields]]\nkey = "host_id"\nhead = "主持人证件"\nkind = "id_number"\n',
        '[[fields]]\nkey = "org_phone"\nhead = "电话"\ngroup = "接收党组织"\nkind = "phone"\n',
    ]
    (tmp_path / "meetings.toml").write_text(
        f'key = "meetings"\nannex = "附表31"\nname = "会议"\ntitle = "会议"\n{more}{"".join(fields)}', "utf-8"
    )
    assert [field.key for field in load_forms(tmp_path)["meetings"].spec.fields] == keys

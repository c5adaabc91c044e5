"""Faults N2 and N17: who stands in a workbook without having been read is told by name; what becomes empty is listed."""

import itertools
import re
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st
from support import (
    CARD,
    FORM,
    FORMS,
    GOOD,
    GOOD_CARD,
    GOOD_VISIT,
    SECOND,
    VISIT,
    campaign_folder,
    checked,
    context,
    merged_of,
    read,
    report,
    roster,
    shown,
    visits,
    workbook,
    write_xlsx,
)

from gradflow.forms.loader import Form
from gradflow.kinds.base import NOTHING
from gradflow.model.cells import Far, Looks, Raw, Sheet, Workbook, is_blank, typed_text
from gradflow.model.findings import Finding, Severity
from gradflow.model.reports import Report
from gradflow.pipeline.evidence import Evidence
from gradflow.pipeline.examine import examine
from gradflow.pipeline.tokens import likely_name
from gradflow.reading.grids import Strays
from gradflow.rules.sheets import UNREAD_PEOPLE

Rows = list[list[Raw]]
HEADS: list[Raw] = [field.head for field in FORM.spec.fields]
KEYS = [field.key for field in FORM.spec.fields]
ZHAO = {**GOOD, "name": "赵敏", "sex": "女", "id_number": "320584200103054622", "phone": "13861530099"}
CHEN = {**GOOD, "name": "陈伟", "id_number": "320584200207089934", "phone": "13912345678"}
LUO = {**GOOD, "name": "罗娟", "sex": "女", "id_number": "320584200111170244", "phone": "13712345675"}
THREE = (ZHAO, CHEN, LUO)
NAMES = "赵敏、陈伟、罗娟"


def line(person: Mapping[str, Raw], *keys: str) -> list[Raw]:
    """Some of a person's cells."""
    return [person.get(key) for key in keys or KEYS]


def lines(*keys: str, people: Iterable[Mapping[str, Raw]] = THREE) -> Rows:
    return [line(person, *keys) for person in people]


def beside(*tables: Rows, width: int = 12) -> Rows:
    """Tables side by side."""
    height = max(map(len, tables))
    cut = [[(rows[n] if n < len(rows) else []) for rows in tables] for n in range(height)]
    return [[cell for row in rows for cell in [*row, *[None] * width][:width]] for rows in cut]


def told(found: Report) -> list[Finding]:
    return [finding for finding in found.findings if finding.code == "F247"]


def named(*sheets: Rows | Sheet, file: str = "附件2.xlsx") -> str:
    """Rows and names told of a workbook."""
    found = told(report(workbook(file, *sheets)))
    return "；".join(re.sub(r"工作表“.*?”(.*)像是(\d+)个人，没有读到：", r"\1 \2 ", finding.message) for finding in found)


UNREAD: dict[str, Rows] = {
    "pasted": lines(),
    "id beside the name": lines("name", "id_number"),
    "id before the name": lines("id_number", "name"),
    "name and mobile": lines("name", "phone"),
    "mobile as a number": [[person["name"], int(str(person["phone"]))] for person in THREE],
    "mobile with blanks": [[p["name"], f"{str(p['phone'])[:3]} {str(p['phone'])[3:7]} {str(p['phone'])[7:]}"] for p in THREE],
    "name and sex": lines("name", "sex"),
    "name and ethnicity": lines("name", "ethnicity"),
    "name and status": lines("name", "member_status"),
    "name and department": lines("name", "receiving_department"),
    "name and month": [
        [person["name"], month] for person, month in zip(THREE, ("2001.3", "2002年7月", datetime(2001, 11, 1)), strict=True)
    ],
    "id as a number": [[person["name"], float(str(person["id_number"])[:17] + "0")] for person in THREE],
    "id in scientific notation": [[person["name"], "3.20584E+17"] for person in THREE],
    "17 digits": [[person["name"], str(person["id_number"])[:17]] for person in THREE],
    "15 digits": [[p["name"], str(p["id_number"])[:6] + str(p["id_number"])[8:17]] for p in THREE],
    "masked ids": [[p["name"], str(p["id_number"])[:6] + "********" + str(p["id_number"])[14:]] for p in THREE],
    "one cell": [["，".join(str(cell) for cell in line(person, "name", "sex", "id_number", "phone"))] for person in THREE],
    "one cell without signs": [[f"{person['name']}{person['id_number']}"] for person in THREE],
    "names with blanks": [[f"{str(p['name'])[0]}　{str(p['name'])[1]}", p["id_number"]] for p in THREE],
    "names with notes": [[f"{person['name']}(女)", person["sex"]] for person in THREE],
}


@pytest.mark.parametrize("rows", [*UNREAD.values()], ids=UNREAD.keys())
@pytest.mark.parametrize("top", [[], [["补充名单"]]])
def test_n2_a_second_sheet_without_heads(rows: Rows, top: Rows) -> None:
    start = len(top) + 1
    assert named(roster([GOOD]), [*top, *rows]) == f"第{start}—{start + 2}行 3 {NAMES}"


WITH_HEADS: dict[str, Rows] = {
    "two heads": [["姓名", "身份证号"], *lines("name", "id_number")],
    "names no list of surnames has": [["姓名", "性别"], ["买买提", "男"], ["阿依古丽·买买提", "女"]],
    "columns for people": [["姓名", *[p["name"] for p in THREE]], ["性别", *[p["sex"] for p in THREE]]],
    "columns with ids": [["姓名", *[p["name"] for p in THREE]], ["号码", *[p["id_number"] for p in THREE]]],
    "half a card": [["姓名", "赵敏", "性别", "女"], ["身份证号码", ZHAO["id_number"], "手机", ZHAO["phone"]]],
    "an id alone": [[ZHAO["id_number"]]],
    "one with much known": [line(ZHAO, "seq", "name", "age", "sex", "ethnicity", "member_status", "phone")],
    "cards as a table, pasted": [
        ["赵敏", "女", "2001.3", "2022-04-12", "软件2001班", "回原籍", "13861530099", "张大山", "13912345671", "陈静", "13912345672"],
        ["陈伟", "男", "2002.7", "2022-04-12", "软件2001班", "回原籍", "13912345678", "张小山", "13912345673", "陈静", "13912345672"],
    ],
    "follow-up rows, pasted": [[1, "赵敏", "已就业", "中共昆山市玉山镇委员会", "2023-07-10"], [2, "陈伟", "待定", "昆山市委组织部", None]],
}
WITH_HEADS_TOLD = [
    f"第2—4行 3 {NAMES}",
    "第2—3行 2 买买提、阿依古丽·买买提",
    f"第1行 3 {NAMES}",
    f"第2行 3 {NAMES}",
    "第1行 1 赵敏",
    "第1行 1 第1行没有姓名的1人",
    "第1行 1 赵敏",
    "第1—2行 2 赵敏、陈伟",
    "第1—2行 2 赵敏、陈伟",
]


@pytest.mark.parametrize(("rows", "expected"), [*zip(WITH_HEADS.values(), WITH_HEADS_TOLD, strict=True)], ids=WITH_HEADS.keys())
def test_n2_a_second_sheet_with_other_heads(rows: Rows, expected: str) -> None:
    assert named(roster([GOOD]), rows) == expected


IN_THE_SHEET: dict[str, tuple[Rows, str]] = {
    "above the head": ([line(ZHAO), *roster([GOOD])], "第1行 1 赵敏"),
    "in a total": ([*roster([GOOD]), ["合计：1人", "赵敏", ZHAO["id_number"]]], "第5行 1 赵敏"),
    "in a total's cells": ([*roster([GOOD]), ["合计", "赵敏", None, None, None, ZHAO["id_number"]]], "第5行 1 赵敏"),
    "in a remark": ([*roster([GOOD]), [f"备注：赵敏 {ZHAO['id_number']}"]], "第5行 1 赵敏"),
    "beside, with heads": (
        beside(roster([GOOD, SECOND]), [[], [], ["姓名", "身份证号"], *lines("name", "id_number")]),
        f"第4—6行 3 {NAMES}",
    ),
    "beside, without heads": (beside(roster([GOOD, SECOND]), [[], [], [], *lines("name", "id_number")]), f"第4—6行 3 {NAMES}"),
    "beside, names alone": (beside(roster([GOOD, SECOND]), [[], [], ["姓名"], *lines("name")]), f"第4—6行 3 {NAMES}"),
    "under it, other heads": ([*roster([GOOD]), ["姓名", "身份证号"], *lines("name", "id_number")], f"第6—8行 3 {NAMES}"),
    "under it, names alone": ([*roster([GOOD]), ["姓名", "备注"], ["赵敏", "无"]], "第6行 1 赵敏"),
    "under it, another order, which is read": ([*roster([GOOD]), HEADS[::-1], *[row[::-1] for row in lines()]], ""),
    "under it, two heads of ours and a reason": ([*roster([GOOD]), ["序号", "姓名", "原因"], [1, "赵敏", "实习"]], "第6行 1 赵敏"),
    "under it, no heads": ([*roster([GOOD]), [], [None, *line(ZHAO, "name", "id_number", "phone")]], "第6行 1 赵敏"),
    "under it, no heads, names first": ([*roster([GOOD]), [], line(ZHAO, "name", "id_number", "phone")], "第6行 1 赵敏"),
    "under it, no heads, mobiles": ([*roster([GOOD]), *[[None, *row] for row in lines("name", "phone")]], f"第5—7行 3 {NAMES}"),
    "heads misspelt": (
        [["序号", "性名", "年令", "姓别", "民簇", "身份证号吗", "预备党员/正试党员", "组织部名称"], [1, *line(ZHAO)[1:]]],
        "第2行 1 赵敏",
    ),
    "heads down the first column": ([list(row) for row in zip(HEADS, line(GOOD), line(ZHAO), strict=True)], "第6行 2 王芳、赵敏"),
    "one visited, heads down the first column": ([[one.head, GOOD_VISIT.get(one.key)] for one in VISIT.spec.fields], "第2行 1 王芳"),
    "a head too low": ([*[[] for _ in range(70)], HEADS, line(ZHAO)], "第72行 1 赵敏"),
}


@pytest.mark.parametrize(("rows", "expected"), [*IN_THE_SHEET.values()], ids=IN_THE_SHEET.keys())
def test_n2_people_in_a_sheet_beside_what_was_read(rows: Rows, expected: str) -> None:
    assert named(rows) == expected


def card(person: Mapping[str, Raw]) -> Rows:
    fields = [field for field in CARD.spec.fields if field.key != "photo"]
    return [["毕业生党员登记卡"], *([field.label, person.get(field.key)] for field in fields)]


def test_n2_people_beside_and_under_cards() -> None:
    own = [["身份证号", GOOD["id_number"]], ["籍贯", "江苏苏州"], ["父亲", "张大山", "13912345678"], ["母亲", "李梅", "13912345679"]]
    assert named([*card(GOOD_CARD), *own], file="附件1.xlsx") == ""
    assert named(beside(card(GOOD_CARD), [[], *lines("name", "id_number")]), file="附件1.xlsx") == f"第2—4行 3 {NAMES}"
    assert named([*card(GOOD_CARD), [], *lines("name", "id_number")], file="附件1.xlsx") == f"第24—26行 3 {NAMES}"
    several = beside(*(card({**GOOD_CARD, "name": p["name"], "mobile": p["phone"]}) for p in (GOOD, ZHAO, CHEN)), width=3)
    found = report(workbook("附件1.xlsx", several))
    read_names = {record.person for s in found.sheets for record in s.records}
    assert read_names == {"王芳", "赵敏", "陈伟"}
    assert told(found) == []


def test_n2_relatives_that_a_card_names_are_nobody_of_ours() -> None:
    more = {"relative1_name": "张大山", "relative1_mobile": "13912345671", "advisor_name": "陈静", "advisor_mobile": "13912345672"}
    family: Rows = [["张大山", "13912345671"], ["陈静", "13912345672"]]
    assert named(card({**GOOD_CARD, **more}), family, file="附件1.xlsx") == ""


HONEST: dict[str, Rows] = {
    "a print copy": lines(people=(GOOD, SECOND)),
    "a pivot": [["行标签", "性别"], ["王芳", "男"], ["李强", "男"], ["总计", 2]],
    "names and one thing": [["王芳", "汉族"], ["李强", "满族"]],
    "ids as numbers": [["王芳", float("320584200005120000")], ["李强", "1.10105E+17"]],
    "statistics": [["支部", "正式党员", "预备党员"], ["甲支部", 1, 0], ["商学院", 2, 0], ["男", 3], ["汉族", 5]],
    "statistics by place": [
        ["去向", "组织部"],
        ["张家港", "中共张家港市委组织部"],
        ["常熟", "中共常熟市委组织部"],
        ["昆山", "昆山市委组织部"],
    ],
    "statistics by subject": [["软件技术", "男", 2], ["金融管理", "女", 3], ["商务英语", "女", 1], ["计算机", "男", 1]],
    "secretaries": [["支部", "书记", "电话"], ["甲支部", "张伟", "13912345678"], ["乙支部", "李芳", "13912345679"]],
    "advisors": [["班级", "辅导员", "手机"], ["软件2001班", "张伟", "13912345678"], ["软件2002班", "李芳", "13912345679"]],
    "who introduced them": [["入党介绍人姓名", "手机"], ["张伟", "13912345678"], ["李芳", "13912345679"]],
    "a covering note": [["关于报送毕业生党员名单的函"], ["联系人：张三，联系电话：13912345678"], ["甲支部"], ["2023年6月20日"]],
    "who fills in and who checks": [["填表人：张三", None, "电话：13912345678"], ["审核人", "李四", "13912345679"]],
    "one name and number": [["张三", "13912345678"]],
    "a sample": [["（样例）"], ["张三", "男", "320584200005120016", "13912345678"]],
    "a sample row": [["示例", "张三", "男", "320584200005120016", "13912345678"]],
    "orders": [["订单", 20230620101500123.0, "微信"], ["订单", "202306201015001234", "支付宝"]],
    "options": [["男", "汉族", "正式党员", "昆山市委组织部"], ["女", "回族", "预备党员", "常熟市委组织部"], [None, "满族"]],
}


@pytest.mark.parametrize("rows", [*HONEST.values()], ids=HONEST.keys())
def test_n2_honest_sheets_are_left_alone(rows: Rows) -> None:
    assert named(roster([GOOD, SECOND]), rows) == ""
    assert named([*roster([GOOD, SECOND]), HEADS, *([] if len(rows[0]) > 8 else rows[-1:])]) == ""


def test_n2_added_columns_and_sheets_put_away_are_left_alone() -> None:
    added: Rows = [[], [], ["籍贯", "政治面貌", "介绍人", "介绍人电话"], ["江苏苏州", "中共党员", "张伟", "13912345678"]]
    assert named(beside(roster([GOOD]), added)) == ""
    assert named(beside(roster([GOOD]), [[], [], [], ["江苏苏州", "中共党员"]])) == ""
    assert named(beside(visits([{**GOOD_VISIT}]), [[], [], ["身份证号"], [GOOD["id_number"]]]), file="附件3第一次.xlsx") == ""
    options: Rows = [["男", "张伟"], ["女", "李芳"], [None, "陈静"]]
    assert named(roster([GOOD]), Sheet("数据源", options)) == ""
    assert named(roster([GOOD]), Sheet("示例", lines(people=[ZHAO]))) == ""
    remembered: Rows = [
        ["people", "附件2", "1"],
        ["finding", "附件2", "4", "X621", "", "", "赵敏", ZHAO["id_number"]],
        ["finding", "附件2", "5", "X621", "", "", "陈伟"],
    ]
    shown: Rows = [
        ["退回说明"],
        ["序号", "位置", "姓名", "问题", "情况说明"],
        [1, "附件2 F4", "赵敏", ZHAO["id_number"], None],
        [2, "附件2 F5", "陈伟", CHEN["phone"], None],
    ]
    assert named(roster([GOOD]), Sheet("_gradflow", remembered), Sheet("退回说明", shown)) == ""
    assert named(roster([GOOD]), Sheet("Sheet3", lines(), looks=Looks(is_hidden=True))) == f"第1—3行 3 {NAMES}"


@pytest.mark.parametrize("name", ["退回说明", "填写说明", "_选项"])
def test_n2_people_on_a_sheet_called_like_one_of_gradflows_are_told(name: str) -> None:
    assert named(roster([GOOD]), Sheet(name, lines())) == f"第1—3行 3 {NAMES}"


def test_n2_what_stands_under_a_head_of_a_form_is_a_value_of_its_field() -> None:
    listed: Rows = [["姓名", "班级"], *([one["name"], f"软件{number}班"] for number, one in enumerate(THREE, start=1))]
    assert named(roster([GOOD]), listed) == f"第2—4行 3 {NAMES}"


@pytest.mark.parametrize("typed", ["{0}-{1}-{2}", "{0} {1} {2}", "身份证号：{0} {1} {2}", "身份证：{0}{1}-{2}"])
def test_n2_an_id_number_whose_parts_are_set_off_is_one(typed: str) -> None:
    number = str(ZHAO["id_number"])
    assert named(roster([GOOD]), [["赵敏", typed.format(number[:6], number[6:14], number[14:])]]) == "第1行 1 赵敏"


@pytest.mark.parametrize("top", range(7))
@pytest.mark.parametrize("form", ["附件2", "附件3第一次"])
def test_n2_a_table_beside_may_begin_in_any_row(form: str, top: int) -> None:
    twice: list[dict[str, Raw]] = [GOOD_VISIT, {**GOOD_VISIT, "name": SECOND["name"]}]
    rows = roster([GOOD, SECOND]) if form == "附件2" else visits(twice)
    dated = [["赵敏", "女", "2023.7.7"], ["陈伟", "男", None], ["罗娟", None, "2023.7.9"]]
    tables: dict[str, Rows] = {
        "head": [["毕业生党员姓名", "性别", "转入时间"], *dated],
        "names": [["姓名"], *lines("name")],
        "no head": lines("name", "sex"),
        "ids": [["姓名", "身份证号"], *lines("name", "id_number")],
    }
    for (name, table), count in itertools.product(tables.items(), (1, 2, 3)):
        first, names = top + (2 if name != "no head" else 1), NAMES.split("、")[:count]
        found = report(workbook(f"{form}.xlsx", beside([*rows, ["合计：2人"]], [*[[]] * top, *table[: len(table) - 3 + count]])))
        read = {(record.row, record.person) for sheet in found.sheets for record in sheet.records}
        if not read.issuperset(enumerate(names, start=first)) and (count > 1 or name != "no head"):
            place = f"第{first}—{first + count - 1}行" if count > 1 else f"第{first}行"
            expected = [f"{place}像是{count}个人，没有读到：{'、'.join(names)}"]
            assert [finding.message.split("”")[-1] for finding in told(found)] == expected, (name, count)


@pytest.mark.parametrize(
    ("text", "listed", "visited"),
    [
        ("另有赵敏{}漏填", "赵敏", "赵敏"),
        ("附：赵敏，女，{}，13861530099", "赵敏", "赵敏"),
        ("还有一人{}", "第4行没有姓名的1人", ""),  # 附件3 asks for no ID number: it may be the row's own
        ("王芳{}", "", ""),
        ("父亲赵敏{}", "", ""),
        ("介绍人：赵敏 {}", "", ""),
        ("快递单号 32058420010305462", "", ""),
        ("身份证 " + GOOD["id_number"] + " 已换证", "", ""),
    ],
)
def test_n2_who_stands_in_a_remark_with_an_id_number(text: str, listed: str, visited: str) -> None:
    remark = text.format(ZHAO["id_number"])
    for rows, file, expected in (
        (roster([{**GOOD, "remark": remark}, SECOND]), "附件2.xlsx", listed),
        (visits([{**GOOD_VISIT, "not_landed_reason": remark}]), "附件3第一次.xlsx", visited),
    ):
        assert named(rows, file=file) == (expected and f"第4行 1 {expected}")
    both = [GOOD, {**GOOD, "name": "赵敏", "id_number": ZHAO["id_number"], "remark": remark}]
    assert named(roster(both)) == ""


RING = [["赵敏", "王建国", ZHAO["phone"]], ["陈伟", "李建国", CHEN["phone"]]]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["学生", "家长", "电话"], *RING], f"第2—3行 2 {NAMES[:5]}"),
        ([["学生", "家长", "电话"], *([name, *rest] for name, (_, *rest) in zip(("王芳", "李强"), RING, strict=True))], ""),
        ([["姓名", "长期联系同学", "同学手机"], ["王芳", "赵小敏", ZHAO["phone"]], ["李强", "赵小敏", ZHAO["phone"]]], ""),
        ([["支委", "电话"], ["赵敏", ZHAO["phone"]], ["陈伟", CHEN["phone"]]], ""),
        ([["服务团队名单"], ["姓名", "手机"], ["赵敏", ZHAO["phone"]], ["陈伟", CHEN["phone"]]], ""),
        ([["毕业生服务团队名单"], ["姓名", "身份证号"], *lines("name", "id_number")], f"第3—5行 3 {NAMES}"),
        ([["姓名", "毕业证书编号"], ["王芳", "138591202306001234"], ["李强", "138591202306001242"]], ""),
        ([[f"赵敏 {ZHAO['id_number']} 江苏省昆山市玉山镇人民路1号 215300"]], "第1行 1 赵敏"),
        ([[f"赵敏 女 汉族 {ZHAO['id_number']} 中共昆山市委组织部"]], "第1行 1 赵敏"),
        ([[f"注：赵敏{ZHAO['id_number']}、陈伟{CHEN['id_number']}未报"]], "第1行 2 赵敏、陈伟"),
        ([[f"另有赵敏女{ZHAO['id_number']}"]], "第1行 1 赵敏"),
    ],
)
def test_n2_whose_number_it_is(rows: Rows, expected: str) -> None:
    assert named(roster([GOOD, SECOND]), rows) == expected


@pytest.mark.parametrize(
    "text", ["原身份证号{}已更正", "父亲王建国，身份证号{}", "与李雷（{}）同名", "租房房东{}", "毕业证书编号138591202306001234"]
)
def test_n2_an_id_number_of_somebody_else_in_a_remark_is_nobody_of_ours(text: str) -> None:
    assert named(roster([{**GOOD, "remark": text.format(ZHAO["id_number"])}, SECOND])) == ""


@pytest.mark.parametrize("name", ["填写说明", "退回说明", "Sheet2"])
def test_n2_one_person_on_a_sheet_of_text_is_told(name: str) -> None:
    head = ["位置", "姓名和栏目", "填写内容", "问题", "情况说明"]
    told_before = ["F5", "李强\n身份证号码", ZHAO["id_number"], "1. 【必须改】\n改成" + str(CHEN["id_number"]), None]
    pasted = line(ZHAO, "name", "id_number", "phone")
    top: Rows = [["退回说明"], head, told_before] if name == "退回说明" else [["附件2 转出登记表 填写说明"], [], []]
    assert named(roster([GOOD, SECOND]), Sheet(name, [*top, pasted])) == "第4行 1 赵敏"
    assert named(roster([GOOD, SECOND]), Sheet(name, top)) == ""


def test_n2_who_stands_in_the_forms_head_row_is_told() -> None:
    head_row = beside(roster([GOOD]), [[], [], ["学号", "赵敏", ZHAO["id_number"]], ["2023001"]])
    assert named(head_row) == "第3行 1 赵敏"


@pytest.mark.parametrize(("columns", "rows"), [([*range(1, 12), *range(300, 310)], 1), ([*range(1, 310)], 0), ([1, 2, 300], 0)])
def test_n2_a_row_of_cells_far_to_the_right_is_told(columns: list[int], rows: int) -> None:
    strays = Strays()
    for column in columns:
        strays.take(5, column)
    assert (strays.far.rows, strays.far.first_row) == (rows, 5 * rows)


def test_n2_who_was_read_for_the_branch_is_not_told_and_who_was_read_for_another_is() -> None:
    book = workbook("a.xlsx", roster([GOOD]), lines())
    assert not told(report(book, workbook("b.xlsx", roster(THREE))))
    assert len(told(report(book, workbook("b.xlsx", roster(THREE, "乙支部"))))) == 1
    nameless = workbook("a.xlsx", roster([GOOD]), lines("name", "phone"))
    assert len(told(report(nameless, workbook("b.xlsx", roster(THREE, "乙支部"))))) == 1
    assert not told(report(nameless, workbook("b.xlsx", roster(THREE))))
    part = report(book, workbook("b.xlsx", roster([ZHAO, LUO])))
    assert [finding.message for finding in told(part)] == ["工作表“Sheet2”第2行像是1个人，没有读到：陈伟"]
    namesake = {**ZHAO, "id_number": "320584200204118840"}
    assert len(told(report(workbook("a.xlsx", roster([GOOD, namesake]), lines(people=[ZHAO]))))) == 1
    mistyped = {**ZHAO, "id_number": str(ZHAO["id_number"])[:10] + "9" + str(ZHAO["id_number"])[11:]}
    assert not told(report(workbook("a.xlsx", roster([GOOD, mistyped]), lines(people=[ZHAO]))))


def test_n2_a_number_cut_short_in_a_row_that_was_read_hides_nobody_else() -> None:
    assert named(roster([{**GOOD, "id_number": "3.20584E+17"}]), lines("name", "id_number")) == f"第1—3行 3 {NAMES}"
    assert not told(report(workbook("a.xlsx", roster([{**ZHAO, "id_number": "3.20584E+17"}]), lines("name", "id_number", people=[ZHAO]))))


def test_n2_the_finding() -> None:
    found = report(workbook("a.xlsx", roster([GOOD]), lines()))
    (one,) = told(found)
    assert (one.where.file, one.where.sheet, one.where.row, one.branch, one.severity) == (
        "a.xlsx",
        "Sheet2",
        None,
        "甲支部",
        Severity.ERROR,
    )
    assert not re.search(r"\d{5}", one.message)
    assert found.counts["rows_accepted"] == 1
    assert [receipt.state for receipt in found.submissions if receipt.file] == ["returned"]


def test_n2_without_any_form_the_people_are_named_too() -> None:
    found = report(workbook("乙支部名单.xlsx", lines()))
    assert [finding.code for finding in found.findings if finding.is_error] == ["F247", "F103"]
    assert (told(found)[0].branch, told(found)[0].where.sheet) == ("乙支部", "Sheet1")
    text = Workbook("名单.csv", (Sheet("CSV", lines()),), "x", odd_format="CSV 文本")
    assert {finding.code for finding in report(text).findings} == {"F110", "F247"}


def test_n2_many_are_named_by_several_findings() -> None:
    people = [[f"{first}{second}{third}", "男"] for first in "王李张刘陈" for second in "伟芳娜敏静丽" for third in "宇轩然博文"]
    found = told(report(workbook("a.xlsx", roster([GOOD]), people)))
    assert [re.search(r"(第.*)像是", finding.message)[1] for finding in found] == ["第1—100行", "第101—150行"]  # type: ignore[index]
    shown = "".join(finding.message for finding in found)
    assert all(str(name) in shown for name, _ in people)
    low = told(report(workbook("a.xlsx", roster([GOOD]), [*[[] for _ in range(1200)], *lines()])))
    assert "第1201行至第1203行" in low[0].message


def test_n2_a_corrected_copy_carries_it_until_the_people_are_in() -> None:
    found = report(workbook("甲.xlsx", roster([GOOD]), lines()), workbook("甲二.xlsx", roster([GOOD]), lines()))
    assert len(told(found)) == 2
    one = examine(workbook("甲.xlsx", roster([GOOD]), lines()), FORMS, context())
    assert [person.name for person in one.unread[0].people] == ["赵敏", "陈伟", "罗娟"]


def test_n2_far_rows_are_told_of_every_sheet() -> None:
    far = Far(("A30000",), 9, 3, 30000)
    assert [f.code for f in report(workbook("a.xlsx", roster([GOOD]), Sheet("x", [], far=far))).findings] == ["F246"]
    twin = report(workbook("a.xlsx", roster([GOOD])), workbook("b.xlsx", Sheet("x", roster([GOOD]), far=far)))
    assert sorted(f.code for f in twin.findings) == ["F105", "F246"]


def test_n2_every_kind_of_file(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_xlsx(tmp_path / "a.xlsx", roster([GOOD]), lines()))
    book["Sheet2"].sheet_state = "veryHidden"
    book.save(tmp_path / "hidden.xlsx")
    old = xlwt.Workbook()
    for name, rows in (("附件2", roster([GOOD])), ("续", lines())):
        sheet = old.add_sheet(name)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                sheet.write(row, column, cell)
    old.save(str(tmp_path / "old.xls"))
    text = "\n".join(",".join("" if cell is None else str(cell).replace("\n", "") for cell in row) for row in lines())
    (tmp_path / "text.csv").write_text(text, encoding="gb18030")
    for name in ("hidden.xlsx", "old.xls", "text.csv"):
        blocks = examine(read(tmp_path / name), FORMS, context()).unread
        assert [person.name for block in blocks for person in block.people] == ["赵敏", "陈伟", "罗娟"], name


def test_n2_a_workbook_in_an_archive_by_the_command(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "2023届", more='[rules]\nF247 = "off"\n')
    write_xlsx(tmp_path / "a.xlsx", roster([GOOD]), lines())
    with zipfile.ZipFile(folder / "inbox" / "甲支部.zip", "w") as archive:
        archive.write(tmp_path / "a.xlsx", "甲/附件2.xlsx")
    result = shown("validate", folder, "--as-of", "2023-06-20")
    assert result.status == 1
    assert NAMES in result.out
    assert "F247 不能关闭、试行或改变轻重，以免漏掉人" in result.out + result.err


@pytest.mark.parametrize("chosen", ["off", "beta", "info", "warning"])
def test_n2_campaign_toml_cannot_touch_a_fixed_check(chosen: str) -> None:
    ctx = context(rules={"F247": chosen})
    assert ctx.severity(UNREAD_PEOPLE) is Severity.ERROR
    assert not ctx.is_beta(UNREAD_PEOPLE)


NAME_LIKE = ["王芳", "欧阳娜娜", "买买提·阿依古丽", "张三(女)", "黄山", "诸葛亮", "商学文", "李本"]
NOT_NAMES = ["商学院", "计算机支部", "张家港", "金融管理", "正式党员", "合计", "江苏苏州", "已就业", "X", "二〇二三年六月"]


def test_n2_what_looks_like_a_name() -> None:
    assert all(likely_name(name.replace("•", "·")) for name in NAME_LIKE)
    assert not [name for name in NOT_NAMES if (found := likely_name(name)) and found[1]]


def test_n2_a_form_of_ones_own_tells_its_own_choices() -> None:
    evidence = Evidence(tuple(FORMS.values()))
    items = evidence.items_of(["男", "预备党员", "汉", "139-1234-5678", "2001.5", "中共昆山市委组织部", "专转本", 12, None])
    assert {sort for sort, _ in items} == {"sex", "member_status", "ethnicity", "phone", "date", "organisation", "destination_type"}


MESSY: list[Raw] = [
    *sorted(NOTHING), "无。", "无 ", "／", "　无", "同上", "王芳", " 王 芳", "男 ", "女生", "汉", "2023.7.1", "未转入", "待定", 21.0, "21岁",
    "139 6123 4579", "中共昆山市委组织部 ", "江苏省苏州市吴江区1号215200", "是", "QQ", "ａ＠b.com", True, datetime(2023, 7, 1), 45108, "张三（女）",
]  # fmt: skip


@pytest.mark.parametrize("form", [FORM, VISIT, CARD.table], ids=lambda form: form.key)
@settings(deadline=None, max_examples=150)
@given(data=st.data())
def test_n17_a_value_is_spelt_as_typed_or_its_change_is_listed(form: Form, data: st.DataObject) -> None:
    keys = [field.key for field in form.spec.fields if field.key not in {"seq", "photo"}]
    cells = {key: data.draw(st.sampled_from(MESSY), label=key) for key in keys}
    found = checked(cells, {**cells}, form=form)
    places = {(change.where.row, change.field) for change in found.changes}
    for record in found.records:
        for key in keys:
            typed = record.cells[key]
            if key in record.unknown or is_blank(typed):
                continue
            shown = form.show(key, record.get(key))
            assert typed_text(typed) == ("" if shown is None else str(shown)) or (record.row, key) in places, (key, typed, shown)


@pytest.mark.parametrize("typed", ["无", "/", "无。", "—", "暂无", "---", "（无）"])
def test_n17_a_remark_that_means_nothing_becomes_empty_and_is_listed(typed: str) -> None:
    found = report(workbook("附件2.xlsx", roster([{**GOOD, "remark": typed}])))
    assert [(change.field, change.before, change.after) for change in found.changes] == [("remark", typed, "")]
    assert merged_of(found, "transfer_out").rows[0][-1] is None


def test_n2_a_row_is_left_to_who_tells_of_unread_people_only_where_he_would() -> None:
    strange = {"sex": "1" + "0" * 350, "member_status": None, "destination_type": "?", "landed_org": None, "landed_on": None}
    odd = {**GOOD_VISIT, **strange, "receipt": 5286374980337568.0, "not_landed_reason": "?", "follow_up_contact": 0.968}
    found = report(workbook("附件3第一次.xlsx", visits([odd, {**GOOD_VISIT, "name": "李强"}])))
    assert [record.person for sheet in found.sheets for record in sheet.records] == ["王芳", "李强"]


@pytest.mark.parametrize(
    "rows",
    [
        [["赵敏", "女", "13861530099", "回原籍"], ["陈伟", "男", "13912345678", "就业"]],
        [["赵敏", "女", "软件2001", "暂缓"], ["陈伟", "男", "软件2001", "暂缓"]],
        [[None, "赵敏", "女", "软件2001", "暂缓"], [None, "陈伟", "男", "软件2001", "暂缓"]],
        [[None, "赵敏", "女", "13861530099", "回原籍"], [None, "陈伟", "男", "13912345678", "就业"]],
    ],
)
def test_a_list_without_a_head_under_a_roster_is_told_and_not_read_by_its_columns(rows: Rows) -> None:
    found = report(workbook("附件2.xlsx", [*roster([GOOD, SECOND]), [], *rows]))
    assert [one.message.rpartition("：")[2] for one in found.findings if one.code == "F247"] == ["赵敏、陈伟"]
    assert len(merged_of(found, FORM.key).rows) == 2
    assert not [one for one in found.findings if one.is_error and one.code != "F247"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("另有赵敏320584200103054622未报", ["赵敏"]),
        ("文本框： 另有：赵敏 女 320584200103054622", ["赵敏"]),
        (f"{GOOD['name']} {GOOD['id_number']}", []),
        ("身份证更正，原为320584200103054622", []),
        ("320584200103054622", []),
        ("【错误】赵敏 320584200103054622", []),
    ],
)
def test_whoever_a_comment_names_by_an_id_number_is_told(text: str, names: list[str]) -> None:
    found = report(workbook("附件2.xlsx", Sheet("Sheet1", roster([GOOD]), looks=Looks(notes={(4, 2): text}))))
    assert [one.message.rpartition("：")[2] for one in found.findings if one.code == "F247"] == names

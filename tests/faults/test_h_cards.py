"""Fault line H1, H3: labels of a card in whatever words."""

from __future__ import annotations

from itertools import chain
from random import Random

import pytest
from support import CARD, GOOD_CARD, examined, report, workbook

from gradflow.model.cells import Raw
from gradflow.model.findings import Finding
from gradflow.model.records import Record

FULL: dict[str, Raw] = {
    **GOOD_CARD, "home_phone": "0512-63456789", "relative1_name": "王建国", "relative1_mobile": "13912340001", "relative2_name": "李秀英",
    "relative2_mobile": "13912340002", "advisor_name": "赵老师", "advisor_mobile": "13912340003", "classmate_name": "钱同学",
    "classmate_mobile": "13912340004", "email": "a@example.com", "qq": "123456789", "wechat": "wxid12345", "other_contact": "钉钉",
}  # fmt: skip
LINES = [[one for one in CARD.spec.fields if one.line == line and one.key != "photo"] for line in range(1, 13)]
WORDS = {
    "name": "姓名 学生姓名 党员姓名 本人姓名 毕业生姓名",
    "sex": "性别 男/女 您的性别 性别（男/女）",
    "born_in": "出生年月 出生日期 出生年月日 生日 何时出生 出生时间 出生年月（如2001.5）",
    "joined_on": "入党时间 入党日期 入党年月 何时入党 加入党组织时间 加入中国共产党时间 入党时间（年月） 成为预备党员时间",
    "class_group": "毕业院系、班级 院系班级 毕业院系班级 所在班级 学院班级 系部、班级 院系及班级 所在学院班级",
    "destination": "毕业后去向 毕业去向 去向 就业去向 毕业后的去向 去向情况 毕业去向（单位或学校）",
    "mobile": "本人手机 手机 手机号 联系方式 电话 联系电话 手机号码 本人联系方式 移动电话 本人电话 个人手机号",
    "home_phone": "家庭固定电话 家庭电话 固定电话 家庭固话 座机 住宅电话",
    "home_address": "家庭地址及邮编 家庭地址、邮编 通讯地址及邮编 家庭住址 家庭地址（邮编） 联系地址 现住址 家庭通讯地址及邮政编码",
    "email": "电子邮箱 邮箱 E-mail 电子邮件 邮箱地址 电子信箱",
    "qq": "QQ QQ号 QQ号码 QQ账号",
    "wechat": "微信号 微信 微信账号 微信号码",
    "other_contact": "其他联系方式 其它联系方式 其他方式 备用联系方式",
    "advisor_name": "班主任/辅导员姓名 班主任姓名 辅导员 班主任（辅导员） 辅导员/班主任姓名",
    "classmate_name": "毕业后会长期联系的同学姓名 长期联系的同学 同学姓名 联系同学姓名",
    "relative1_name": "直系亲属姓名1 直系亲属姓名 亲属姓名1 家属姓名 直系亲属（1）",
    "relative2_name": "姓名2 直系亲属姓名2 亲属2姓名",
    **dict.fromkeys(("relative1_mobile", "relative2_mobile", "advisor_mobile", "classmate_mobile"), "手机 联系电话 电话 联系方式 手机号"),
}
LAYOUTS = ("beside", "colon", "upright", "behind", "one cell", "apart", "below")


def card(layout: str, labels: dict[str, str], person: dict[str, Raw] = FULL) -> list[list[Raw]]:
    """A card in one of the layouts, with other labels for some fields."""
    rows: list[list[Raw]] = [["毕业生党员信息登记卡"], [None]]
    for line in LINES:
        pairs = [(labels.get(one.key, one.head.strip("：")), person.get(one.key)) for one in line]
        if layout == "upright":
            rows += [list(pair) for pair in pairs]
        elif layout == "below":
            rows += [[label for label, _ in pairs], [value for _, value in pairs]]
        elif layout in {"behind", "one cell"}:
            cells = [f"{label}：{value}" for label, value in pairs]
            rows.append([*cells] if layout == "behind" else ["　　".join(cells)])
        else:
            cell = {"beside": "{}", "colon": "{}：", "apart": "{}"}[layout]
            between = [None, None] if layout == "apart" else []
            rows.append([*chain.from_iterable((cell.format(label), *between, value) for label, value in pairs)])
    return rows


def read(rows: list[list[Raw]]) -> tuple[list[Finding], Record]:
    result, found = examined(workbook("甲支部登记卡.xlsx", rows))
    return found, result.sheets[0].records[0]


def filled(record: Record) -> dict[str, Raw]:
    return {key: raw for key, raw in record.cells.items() if raw is not None and key != "photo"}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("key", WORDS)
def test_h3_labels_in_other_words(key: str, layout: str) -> None:
    for label in WORDS[key].split():
        found, record = read(card(layout, {key: label}))
        assert (label, found, filled(record)) == (label, [], FULL)


@pytest.mark.parametrize("seed", range(30))
def test_h3_all_labels_in_other_words(seed: int) -> None:
    random = Random(seed)
    rows = card(LAYOUTS[seed % len(LAYOUTS)], {key: random.choice(words.split()) for key, words in WORDS.items()})
    found = report(workbook("甲支部登记卡.xlsx", rows))
    assert (found.findings, filled(found.sheets[0].records[0])) == ((), FULL)


UNKNOWN = [
    "何时转正", "转正时间", "政治面貌", "民族", "籍贯", "学号", "身份证号", "所学专业", "血型", "健康状况", "曾用名", "宗教信仰", "是否团员",
    "递交申请书时间", "父亲姓名", "母亲电话", "邮编", "职务", "党支部名称", "备注", "特长", "毕业时间", "紧急联系人", "家长姓名", "单位地址", "学历",
]  # fmt: skip


@pytest.mark.parametrize("label", UNKNOWN)
@pytest.mark.parametrize("value", ["某某", "2023.2.23"])
def test_h3_a_label_nobody_knows_is_in_no_value(label: str, value: str) -> None:
    for line, colon in ((2 + line, colon) for line in range(len(LINES)) for colon in ("", "：")):
        rows = card("beside", {})
        rows[line] += [f"{label}{colon}", value]
        found, record = read(rows)
        assert ([finding.code for finding in found], filled(record)) == (["F202"], FULL)
        assert record.extras == (value,)


ANSWERS = [
    ("wechat", "手机号"), ("wechat", "同手机号"), ("wechat", "手机：13961234579"), ("other_contact", "电话：0512-63456789"), ("other_contact", "手机"),
    ("destination", "专转本：苏州大学"), ("destination", "专转本 苏州大学"), ("destination", "待业"), ("class_group", "软件技术专业"),
    ("home_phone", "无固定电话"), ("home_address", "江苏省苏州市吴江区松陵街道云梨路100号 邮编：215200"), ("relative1_name", "父亲：王建国"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "answer"), ANSWERS)
@pytest.mark.parametrize("layout", ["beside", "colon", "upright"])
def test_h3_an_answer_that_looks_like_a_label_is_an_answer(key: str, answer: str, layout: str) -> None:
    assert filled(read(card(layout, {}, {**FULL, key: answer}))[1]) == {**FULL, key: answer}


def test_h3_values_in_several_cells_stay_together() -> None:
    rows = card("beside", {})
    rows[4][1:] = ["计算机系", "软件技术"]
    rows[5][1:] = ["专转本", "苏州大学"]
    _, record = read(rows)
    assert (record.cells["class_group"], record.cells["destination"]) == ("计算机系 软件技术", "专转本 苏州大学")


def test_h3_two_labels_for_the_parts_of_one_field() -> None:
    rows = card("beside", {})
    rows[4] = ["毕业院系", "计算机系", "班级", "软件2001班"]
    found, record = read(rows)
    assert (found, record.cells["class_group"]) == ([], "计算机系 软件2001班")


@pytest.mark.parametrize("label", ["手机", "联系电话", "电话"])
def test_h3_a_telephone_of_somebody_else_is_not_the_persons(label: str) -> None:
    for others in (["父亲姓名", "王大", label, "13912340088"], [label, "13912340088"]):
        rows = card("beside", {})
        rows.insert(len(rows), others)
        found, record = read(rows)
        assert ([finding.code for finding in found], filled(record)) == (["F202"], FULL)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (["姓名3：", "丁三舅", "手  机：", "13912340009"], ["姓名3", "手机"]),
        (["直系亲属姓名3", "丁三舅", "手机", "13912340009"], ["直系亲属姓名3", "手机"]),
        (["姓名3：丁三舅", "手机：13912340009"], ["姓名3", "手机"]),
        (["姓名3：", "丁三舅"], ["姓名3"]),
        (["长期联系的同学姓名：", "丁三舅", "手  机：", "13912340009"], ["长期联系的同学姓名", "手机"]),
        ([None, "丁三舅", "手  机：", "13912340009"], ["姓名", "手机"]),
        (["本人手机2：", "13912340009"], ["本人手机2"]),
    ],
)
@pytest.mark.parametrize("count", [1, 2])
def test_k1_a_further_relative_classmate_or_mobile_stays_with_its_label(row: list[Raw], told: list[str], count: int) -> None:
    rows = [*card("beside", {}), row]
    rows += [line for _ in range(count - 1) for line in ([], *card("beside", {}, {**FULL, "name": "李强"})[2:])]
    result, found = examined(workbook("甲支部登记卡.xlsx", rows))
    (sheet,) = result.sheets
    assert ({one.code for one in found}, [head for _, head in sheet.extra_heads]) == ({"F202"}, told)
    assert list(sheet.records[0].extras) == [value for value in ("丁三舅", "13912340009") if value in "".join(filter(None, map(str, row)))]
    assert (filled(sheet.records[0]), len(sheet.records)) == (FULL, count)


@pytest.mark.parametrize("place", ["before the classmate", "behind the relatives"])
@pytest.mark.parametrize(
    ("line", "kept"),
    [
        (["姓名3：", "丁三舅", "手  机：", "13912340009"], {"丁三舅", "13912340009"}),
        (["姓名3", "丁三舅", "手机", "13912340009"], {"丁三舅", "13912340009"}),
        (["直系亲属姓名3：", "丁三舅", "手机：", "13912340009"], {"丁三舅", "13912340009"}),
        (["直系亲属姓名3：", "丁三舅"], {"丁三舅"}),
        (["姓名3：丁三舅"], {"丁三舅"}),
        (["毕业后会长期联系的同学姓名：", "丁三舅", "手  机：", "13912340009"], {"丁三舅", "13912340009"}),
        (["本人手机2：13912340009"], {"13912340009"}),
        (["本人手机2：", "13912340009"], {"13912340009"}),
    ],
)
def test_k_a_further_relative_classmate_or_telephone_is_kept_and_told(line: list[Raw], kept: set[str], place: str) -> None:
    rows = card("apart" if len(line) == 1 else "beside", {})
    at = next(number for number, cells in enumerate(rows) if "同学" in str(cells[0])) - (place == "behind the relatives")
    found = report(workbook("甲支部 附件1.xlsx", [*rows[:at], line, *rows[at:]]))
    (sheet,) = found.sheets
    (record,) = sheet.records
    assert [one.code for one in found.findings if one.is_open] == []
    values = {str(record.cells["classmate_name"]), str(record.cells["classmate_mobile"]), *map(str, record.extras)}
    assert kept | {"钱同学", "13912340004"} <= values
    told = next(one.message for one in found.findings if one.code == "F202")
    assert all(head in told for _, head in sheet.extra_heads)
    assert (record.cells["mobile"], record.cells["relative2_name"]) == (FULL["mobile"], "李秀英")

"""A clean campaign of ten people with all three forms in two rounds, in which one thing at a time is broken."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable
from datetime import date

from support import CARD, COLLEGE, FORM, VISIT, context, report, workbook

from gradflow.core.cells import Raw, Workbook
from gradflow.core.findings import Finding
from gradflow.kinds.id_number import check_digit

NAMES = ("顾澄", "陆昕怡", "沈芮", "钱瑾瑜", "严珂", "葛翊", "戚岚", "谢泓", "邹珺", "喻霁")
"""The first six are of 甲支部, the others of 乙支部."""
BRANCH = ("甲支部",) * 6 + ("乙支部",) * 4
PLACES = (
    ("320584", "中共苏州市吴江区委组织部", "江苏省苏州市吴江区松陵街道云梨路", "215200", "苏州市吴江区松陵街道党工委"),
    ("320583", "中共昆山市委组织部", "江苏省昆山市玉山镇人民路", "215300", "中共昆山市玉山镇委员会"),
    ("411522", "中共光山县委组织部", "河南省信阳市光山县弦山街道正大街", "465450", "光山县弦山街道党工委"),
)
LINES = [[one for one in CARD.spec.fields if one.line == line and one.key != "photo"] for line in range(1, 13)]
Rows = dict[str, list[dict[str, Raw]]]
"""Sheet -> its people: 附件2, 附件3第一次, 附件3第二次 and 登记卡, each with the branch in ``branch``."""


def _person(number: int) -> dict[str, dict[str, Raw]]:
    region, department, street, postcode, landed = PLACES[number % 3]
    sex = "男" if number % 2 else "女"
    stem = f"{region}2001{number + 1:02d}{number + 11}{(2 * number + 100) // 2 * 2 + (sex == '男'):03d}"
    number_on_card = stem + check_digit(stem)
    is_full = number < 5
    shared = {"name": NAMES[number], "sex": sex, "branch": BRANCH[number]}
    age = 2023 - 2001 - ((number + 1, number + 11) > (6, 30))
    status = "正式党员" if is_full else "预备党员"
    address = f"{street}{number + 10}号 {postcode}"
    mobile = f"139612{34570 + 37 * number}"
    visit: dict[str, Raw] = {
        **shared,
        "member_status": status,
        "destination_type": "回原籍",
        "follow_up_contact": f"电话 2023.7.{number + 5}",
    }
    day = f"2023.7.{number + 3}"
    first: dict[str, Raw] = {**visit, "landed_org": landed, "landed_on": day, "receipt": "是"}
    if number % 3 == 2:
        first |= {"landed_org": None, "landed_on": None, "receipt": None, "not_landed_reason": "已发起转接，等待接收方审核"}
    second: dict[str, Raw] = {
        **visit,
        "landed_org": landed,
        "landed_on": day if number % 3 < 2 else "2023.8.20",
        "receipt": "是",
        "follow_up_contact": f"电话 2023.9.{number + 5}",
    }
    return {
        "附件2": {
            **shared, "age": age, "ethnicity": "汉族", "id_number": number_on_card, "member_status": status, "phone": mobile,
            "receiving_department": department, "address": address,
        },
        "附件3第一次": first,
        "附件3第二次": second,
        "登记卡": {
            **shared, "born_in": f"2001.{number + 1}", "joined_on": "2021.11.20" if is_full else "2022.11.20",
            "class_group": f"商学院 会计200{number % 4 + 1}班", "destination": "回原籍", "mobile": mobile, "home_address": address,
            "relative1_name": f"{NAMES[number][0]}建国", "relative1_mobile": f"138612{54570 + 31 * number}", "qq": f"{81204577 + 1013 * number}",
            "wechat": "同手机号",
        },
    }  # fmt: skip


def clean() -> Rows:
    """The campaign without a mistake."""
    people = [_person(number) for number in range(len(NAMES))]
    return {sheet: [person[sheet] for person in people] for sheet in people[0]}


def books(rows: Rows) -> list[Workbook]:
    """The workbooks: a roster a branch and form, a workbook of cards a branch."""
    found = []
    for branch in dict.fromkeys(BRANCH):
        for sheet, people in rows.items():
            own = [one for one in people if one["branch"] == branch]
            if sheet == "登记卡":
                made = [
                    [[f"{COLLEGE}毕业生党员信息登记卡（2023年度）"], [None]]
                    + [[cell for one in line for cell in (one.head, person.get(one.key))] for line in LINES]
                    for person in own
                ]
            else:
                form = FORM if sheet == "附件2" else VISIT
                keys = [field.key for field in form.spec.fields]
                lines: list[list[Raw]] = [[n if key == "seq" else one.get(key) for key in keys] for n, one in enumerate(own, start=1)]
                made = [[[form.spec.titled(COLLEGE, 2023)], [f"党支部名称：{branch}"], [f.head for f in form.spec.fields], *lines]]
            found.append(workbook(f"{branch}{sheet}.xlsx", *made))
    return found


def told(rows: Rows, as_of: date = date(2023, 9, 25)) -> list[Finding]:
    """What the branches are asked to do something about."""
    ctx = dataclasses.replace(context(), as_of=as_of)
    return [one for one in report(*books(rows), ctx=ctx).findings if one.is_open]


def broken(change: Callable[[Rows], object]) -> list[Finding]:
    """What is told when one thing of the clean campaign is changed."""
    rows = copy.deepcopy(clean())
    change(rows)
    return told(rows)

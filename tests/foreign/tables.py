"""The parts of which layouts are put together: heads, title rows, the rows of people, what stands under them."""

from __future__ import annotations

import random

from foreign.people import BRANCHES, COLLEGE, Person
from foreign.spelling import Hand, follow_cells, roster_cells, some_hand
from foreign.writing import Rows, Sheet

ROSTER_TITLE = f"{COLLEGE}2023届毕业生党员组织关系转出情况登记表"
FOLLOW_TITLE = f"{COLLEGE}2023届毕业生党员组织关系转出回访情况统计表"
ROSTER: dict[str, str] = {
    "seq": "序号",
    "name": "姓 名",
    "age": "年龄",
    "sex": "性别",
    "nation": "民族",
    "id": "身份证号码",
    "status": "预备党员/正式党员",
    "phone": "联系电话\n（固定电话、手机）",
    "org": "个人原籍（或落实就业单位、专转本考取的学校）所在的市、县、区委组织部名称",
    "address": "个人详细通讯地址、邮编",
    "remark": "备注",
}
FOLLOW: dict[str, str] = {
    "seq": "序号",
    "name": "毕业生党员姓名",
    "sex": "性别",
    "status": "预备党员/正式党员",
    "goes": "具体情况（回原籍/专转本/就业单位）",
    "landed": "已如期转入党组织名称",
    "landed_on": "转入时间(年、月、日）",
    "receipt": "回执是否反馈",
    "reason": "备注(未转入情况说明)",
    "contact": "联系回访方式及时间",
}
NOTES = (
    "注：1、“联系电话”要真实有效；",
    "2、已落实就业单位且签订协议的学生党员、专转本的学生党员，请在“备注栏”内注明“落实的单位或考取的学校名称”。已知道就读学校的专转本学生请问清楚转至组织部门的具体名称，务必准确。",
)


def branch(people: list[Person]) -> str:
    return BRANCHES[people[0].branch][0]


def alias(people: list[Person]) -> str:
    return BRANCHES[people[0].branch][1]


def heads(base: dict[str, str], *changed: str, drop: tuple[str, ...] = ()) -> dict[str, str]:
    """``base`` with other words: ``field=head``; new fields go behind."""
    words = dict(base)
    for change in changed:
        key, word = change.split("=", 1)
        words[key] = word
    return {key: word for key, word in words.items() if key not in drop}


def cells_of(person: Person, hand: Hand, columns: dict[str, str]) -> dict[str, object]:
    return follow_cells(person, hand) if "contact" in columns else roster_cells(person, hand)


def body(people: list[Person], columns: dict[str, str], hand: Hand | None = None, first: int = 1, **constant: object) -> Rows:
    """One row a person, by any hand if none is given; ``constant`` fills further columns."""
    hand = hand or some_hand(random.Random(people[0].seed))
    rows: Rows = []
    for number, person in enumerate(people, first):
        cells = {"seq": number, **cells_of(person, hand, columns), **constant}
        rows.append([cells.get(key, "") for key in columns])
    return rows


def titled(people: list[Person], columns: dict[str, str], label: str = "党支部名称：{}") -> Rows:
    """Title, the branch's line, the head."""
    title = FOLLOW_TITLE if "contact" in columns else ROSTER_TITLE
    return [[title], [label.format(branch(people))], list(columns.values())]


def plain(people: list[Person], columns: dict[str, str], hand: Hand | None = None, label: str = "党支部名称：{}") -> Sheet:
    """The official layout in other words: title over the width, branch, head, people."""
    wide = chr(64 + len(columns))
    rows = [*titled(people, columns, label), *body(people, columns, hand)]
    return Sheet("Sheet1", rows, [f"A1:{wide}1", f"A2:{wide}2"])

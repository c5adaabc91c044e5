"""Layouts of the registration card (附件1)."""

from __future__ import annotations

import random
from pathlib import Path

import openpyxl

from foreign.layouts import TEMPLATES
from foreign.people import COLLEGE, Person
from foreign.tables import alias, branch
from foreign.truth import qq
from foreign.writing import Rows, Sheet, to_xls, to_xlsx

TITLE = f"{COLLEGE}毕业生党员信息登记卡（2023年度）"
# The values of the official card by their cells; the labels stand left of them.
CELLS = {
    "B2": "name",
    "D2": "sex",
    "B3": "born",
    "D3": "joined",
    "B4": "class",
    "B5": "goes",
    "B6": "mobile",
    "D6": "landline",
    "B7": "kin1",
    "D7": "kin1_phone",
    "B8": "kin2",
    "D8": "kin2_phone",
    "B9": "address",
    "B10": "teacher",
    "D10": "teacher_phone",
    "B11": "friend",
    "D11": "friend_phone",
    "B12": "mail",
    "D12": "qq",
    "B13": "wechat",
    "D13": "other",
}
LABELS = (
    (("姓  名：", "name"), ("性  别：", "sex")),
    (("出生年月：", "born"), ("入党时间：", "joined")),
    (("毕业院系、班级：", "class"),),
    (("毕业后去向：", "goes"),),
    (("本人手机：", "mobile"), ("　  家庭固定电话：", "landline")),
    (("直系亲属姓名1：", "kin1"), ("　　　手  机：", "kin1_phone")),
    (("        姓名2：", "kin2"), ("　　　手  机：", "kin2_phone")),
    (("家庭地址及邮编：", "address"),),
    (("班主任/辅导员姓名：", "teacher"), ("　　　手  机：", "teacher_phone")),
    (("毕业后会长期联系的同学姓名：", "friend"), ("　　　手  机：", "friend_phone")),
    (("电子邮箱：", "mail"), ("　　　QQ：", "qq")),
    (("微信号：", "wechat"), ("　　其他联系方式：", "other")),
)


def values(person: Person, born: str = "{0.year}.{0.month}", joined: str = "{0.year}.{0.month}.{0.day}") -> dict[str, str]:
    rng = random.Random(person.seed)
    phones = [f"1{rng.choice('358')}{rng.randrange(5, 10)}{rng.randrange(10**8):08d}" for _ in range(4)]
    wechat = rng.choice(("同手机号", person.mobile, f"wx_{person.seed % 99999}abc", "同上", "微信同手机"))
    return {
        "name": person.name,
        "sex": person.sex,
        "born": born.format(person.born),
        "joined": joined.format(person.joined),
        "class": person.class_name,
        "goes": person.remark or person.goes,
        "mobile": person.mobile,
        "landline": person.landline or rng.choice(("", "无")),
        "kin1": f"{person.name[0]}建民（父亲）",
        "kin1_phone": phones[0],
        "kin2": rng.choice(("李秀梅", "母亲 李秀梅", "李秀梅（母子）")),
        "kin2_phone": phones[1],
        "address": f"{person.street} {person.place.postcode}",
        "teacher": "陈志远",
        "teacher_phone": "13862105577",
        "friend": "周雨桐",
        "friend_phone": phones[3],
        "mail": f"{qq(person)}@qq.com",
        "qq": qq(person),
        "wechat": wechat if wechat != "同上" else "同手机",
        "other": rng.choice(("", "无", "/")),
    }


def one_each(people: list[Person], inbox: Path) -> None:
    """A workbook a person, the official card, named after the person, in a folder of the branch."""
    folder = inbox / branch(people) / "附件1登记卡"
    folder.mkdir(parents=True, exist_ok=True)
    for person in people:
        book = openpyxl.load_workbook(TEMPLATES / "附件1-高校毕业生党员信息登记卡.xlsx")
        page = book.worksheets[0]
        for cell, key in CELLS.items():
            page[cell] = values(person)[key] or None
        book.save(folder / f"{person.name}.xlsx")


def sheet_each(people: list[Person], inbox: Path) -> None:
    """One workbook, the official card copied for each person."""
    book = openpyxl.load_workbook(TEMPLATES / "附件1-高校毕业生党员信息登记卡.xlsx")
    blank = book.worksheets[0]
    for person in people:
        page = book.copy_worksheet(blank)
        page.title = person.name
        for cell, key in CELLS.items():
            page[cell] = values(person, "{0.year}年{0.month}月", "{0.year}年{0.month}月{0.day}日")[key] or None
    book.remove(blank)
    book.save(inbox / f"附件1 {alias(people)}.xlsx")


def stacked(people: list[Person], inbox: Path) -> None:
    """All cards one under the other; what is filled in stands behind the label in the same cell, as in the notice's own table."""
    rows: Rows = []
    for person in people:
        filled = values(person, "{0:%Y-%m}", "{0:%Y-%m-%d}")
        rows.append([TITLE])
        for line in LABELS:
            cells: list[object] = []
            for label, key in line:
                cells += [f"{label}{filled[key]}", ""]
            rows.append(cells)
        rows += [[], []]
    to_xlsx(inbox / f"登记卡-{branch(people)}.xlsx", Sheet("Sheet1", rows))


def listed(people: list[Person], inbox: Path) -> None:
    """The cards as a list, a row a person."""
    keys = ["name", "sex", "born", "joined", "class", "goes", "mobile", "landline", "address", "mail", "qq", "wechat"]
    heads = [
        "姓名",
        "性别",
        "出生年月",
        "入党时间",
        "毕业院系、班级",
        "毕业后去向",
        "本人手机",
        "家庭固定电话",
        "家庭地址及邮编",
        "电子邮箱",
        "QQ",
        "微信号",
    ]
    rows: Rows = [[TITLE], [f"党支部名称：{branch(people)}"], ["序号", *heads]]
    rows += [[number, *(values(person, "{0:%Y.%m}", "{0:%Y.%m.%d}")[key] for key in keys)] for number, person in enumerate(people, 1)]
    to_xls(inbox / f"{branch(people)}登记卡汇总.xls", Sheet("Sheet1", rows, ["A1:M1", "A2:M2"]))


def own_words(people: list[Person], inbox: Path) -> None:
    """A sheet a person in an .xls, labels in a branch's own words and spacing."""
    words = {
        "class": "毕业院系班级",
        "goes": "毕业去向",
        "mobile": "手机",
        "landline": "固定电话",
        "address": "家庭地址、邮编",
        "mail": "邮箱",
        "qq": "QQ号",
        "wechat": "微信",
    }
    sheets = []
    for person in people:
        filled = values(person, "{0:%Y-%m}", "{0.year}/{0.month}/{0.day}")
        rows: Rows = [[TITLE], [f"党支部名称：{branch(people)}"]]
        for line in LABELS:
            rows.append([cell for label, key in line for cell in (words.get(key, label.strip(" 　：")), filled[key])])
        sheets.append(Sheet(person.name, rows, ["A1:D1", "A2:D2"]))
    to_xls(inbox / f"附件1-{branch(people)}（一人一表）.xls", *sheets)


CARDS = ((one_each, sheet_each), (stacked, listed, own_words))

"""Layouts of the roster in which rows stand that are no people, or cells that speak for several."""

from __future__ import annotations

from pathlib import Path

from foreign.people import Person
from foreign.spelling import Hand
from foreign.tables import ROSTER, alias, body, branch, plain, titled
from foreign.writing import Sheet, to_xls, to_xlsx


def sample_row(people: list[Person], inbox: Path) -> None:
    """The sample row of the college's template left in."""
    sample = [
        "例",
        "张三",
        21,
        "男",
        "汉族",
        "32050020020101XXXX",
        "预备党员",
        "138XXXXXXXX",
        "中共昆山市委组织部",
        "江苏省昆山市XX镇XX路XX号 215300",
        "XX公司",
    ]
    rows = [*titled(people, ROSTER), sample, *body(people, ROSTER, Hand(id="small", landline="wide", joint="；"))]
    to_xlsx(inbox / f"附件2+{alias(people)}.xlsx", Sheet("Sheet1", rows, ["A1:K1", "A2:K2"]))


def totals(people: list[Person], inbox: Path) -> None:
    """A subtotal after each half, a total and what it is made of at the end."""
    half = len(people) // 2
    rows = [
        *titled(people, ROSTER),
        *body(people[:half], ROSTER),
        ["小计", f"{half}人"],
        *body(people[half:], ROSTER, first=half + 1),
        ["小计", f"{len(people) - half}人"],
    ]
    full = sum(person.status == "正式党员" for person in people)
    rows += [["合计", f"{len(people)}人"], [f"其中：正式党员{full}人，预备党员{len(people) - full}人"]]
    to_xlsx(inbox / f"{branch(people)}（附件2）.xlsx", Sheet("附件2", rows, ["A1:K1", "A2:K2", f"A{len(rows)}:K{len(rows)}"]))


def sections(people: list[Person], inbox: Path) -> None:
    """A heading for each class, over the width, with its number of people; numbers begin anew."""
    rows = titled(people, ROSTER)
    areas = ["A1:K1", "A2:K2"]
    for number, name in enumerate(sorted({person.class_name for person in people}), 1):
        own = [person for person in people if person.class_name == name]
        rows.append([f"{'一二三'[number - 1]}、{name}（{len(own)}人）"])
        areas.append(f"A{len(rows)}:K{len(rows)}")
        rows += body(own, ROSTER, Hand(age="text", joint="\n"))
    to_xlsx(inbox / f"{branch(people)}附件2分班.xlsx", Sheet("Sheet1", rows, areas))


def status_sections(people: list[Person], inbox: Path) -> None:
    """正式党员 first, then 预备党员, each under its heading in the first column; no column of status is filled in twice."""
    rows = titled(people, ROSTER)
    for status in ("正式党员", "预备党员"):
        rows += [[status], *body([person for person in people if person.status == status], ROSTER, Hand(joint=" "))]
    to_xls(inbox / f"{branch(people)}附件二.xls", Sheet("Sheet1", rows, ["A1:K1", "A2:K2"]))


def repeated_heads(people: list[Person], inbox: Path) -> None:
    """The head again on each printed page, with a line for the page's number."""
    rows = titled(people, ROSTER)
    for start in range(0, len(people), 5):
        if start:
            rows += [[f"第 {start // 5} 页，共 {(len(people) + 4) // 5} 页"], list(ROSTER.values())]
        rows += body(people[start : start + 5], ROSTER, Hand(phone="plus"), first=start + 1)
    to_xls(inbox / f"{branch(people)}2.xls", Sheet("Sheet1", rows, ["A1:K1", "A2:K2"]))


def merged_values(people: list[Person], inbox: Path) -> None:
    """People of one organisation side by side, its cell merged down over them."""
    own = sorted(people, key=lambda person: person.org)
    sheet = plain(own, ROSTER)
    start = 0
    for index in range(1, len(own) + 1):
        if index == len(own) or own[index].org != own[start].org:
            if index - start > 1:
                sheet.merged.append(f"I{start + 4}:I{index + 3}")
                for row in sheet.rows[start + 4 : index + 3]:
                    row[8] = ""
            start = index
    to_xlsx(inbox / f"附件2 {branch(people)}.xlsx", sheet)


def ditto(people: list[Person], inbox: Path) -> None:
    """同上 where the organisation is the one of the row above."""
    own = sorted(people, key=lambda person: person.org)
    sheet = plain(own, ROSTER, Hand(joint=" / "))
    for index in range(len(own) - 1, 0, -1):
        if own[index].org == own[index - 1].org:
            sheet.rows[index + 3][8] = "同上"
    to_xls(inbox / f"{alias(people)}-附件2.xls", sheet)

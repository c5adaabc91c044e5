"""Make the example of another college, whose forms are its own: ``python examples/other_college.py``.

Its blank is written by openpyxl, as an office would have it; its forms were drafted by ``gradflow form draft`` and finished by hand
(``forms/``). People are drawn at random. What is planted stands in ``planted-2024-07-08.tsv``.
"""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from people import sample
from writing import finish

from gradflow.forms.loader import load_forms

DAY, RECEIVED = "2024-07-08", "2024-07-05T09:00:00"
HERE = Path(__file__).parent / "江南工程职业学院2024届"
SHEETS = ("省内", "省外", "暂未转出")
TITLE = "江南工程职业学院2024届毕业生党员组织关系"
LINE = "填报单位（分党委）：{}　　填报人：{}　　填报日期：{}"
WHO = ("序号", "姓名", "性别", "民族", "身份证号", "正式/预备", "入党年月", "手机号码")
TO = ("接收党组织｜所往基层党委", "接收党组织｜组织关系介绍信抬头", "去向单位")
HEADS = {
    "省内": (*WHO, *TO, "党费交至", "系统转出日期", "备注"),
    "省外": (*WHO, *TO, "介绍信｜编号", "介绍信｜有效期（天）", "党费交至", "介绍信回执", "备注"),
    "暂未转出": (*WHO, "未办结原因", "预计转出时间", "备注"),
}
TITLES = {"省内": "转接登记表（省内）", "省外": "转接登记表（省外）", "暂未转出": "暂未转出登记表"}
NOTES = {
    "省内": "注：1、省内通过系统转接，不开纸质介绍信。",
    "省外": "注：1、抬头写到县级以上党委组织部。",
    "暂未转出": "注：1、没有办结的必须写原因。",
}
CHOICES = {"性别": "男,女", "正式/预备": "正式,预备", "介绍信回执": "已收到,未收到"}
BRANCHES = (
    "机械工程学院学生党支部",
    "信息工程学院学生党支部",
    "经济管理学院学生党支部",
    "建筑工程学院学生党支部",
    "艺术设计学院学生党支部",
)
INLAND = (("中共昆山市委组织部", "中共昆山市玉山镇委员会"), ("中共无锡市滨湖区委组织部", "中共无锡市滨湖区蠡园街道工作委员会"))
AWAY = (
    ("中共合肥市蜀山区委组织部", "中共合肥市蜀山区荷叶地街道工作委员会"),
    ("中共杭州市余杭区委组织部", "中共杭州市余杭区仓前街道工作委员会"),
)
UNITS = ("苏州汇川技术有限公司", "无锡先导智能装备股份有限公司", "阳光电源股份有限公司", "杭州海康威视数字技术股份有限公司")
KINDS = load_forms()["transfer_out"].kinds
Person = dict[str, Any]


def last_head(name: str) -> int:
    """The last row of a sheet's heads, which stand in one line or two."""
    return 3 + any("｜" in head for head in HEADS[name])


def write_sheet(book: openpyxl.Workbook, name: str, branch: str, people: list[Person]) -> None:
    """One of the three sheets, with people or a few empty numbered rows."""
    sheet, heads = book.create_sheet(name), HEADS[name]
    said = LINE.format(branch, *(("钱某", "2024.7.5") if branch else ("        ", "")))
    for row, text in enumerate((TITLE + TITLES[name], said), start=1):
        sheet.cell(row, 1, text)
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(heads))
    last = last_head(name)
    groups: dict[str, list[int]] = {}
    for column, head in enumerate(heads, start=1):
        group, _, own = head.rpartition("｜")
        sheet.cell(last if group else 3, column, own)
        if group:
            groups.setdefault(group, []).append(column)
        else:
            sheet.merge_cells(start_row=3, start_column=column, end_row=last, end_column=column)
        if own in CHOICES:
            offered = DataValidation(type="list", formula1=f'"{CHOICES[own]}"')
            offered.add(f"{get_column_letter(column)}{last + 1}:{get_column_letter(column)}99")
            sheet.add_data_validation(offered)
    for group, columns in groups.items():
        sheet.cell(3, columns[0], group)
        sheet.merge_cells(start_row=3, start_column=columns[0], end_row=3, end_column=columns[-1])
    rows = [[number, *(person.get(head.rpartition("｜")[2]) for head in heads[1:])] for number, person in enumerate(people, start=1)]
    for cells in rows or [[number] for number in range(1, 6)]:
        sheet.append(cells)
    sheet.append([NOTES[name]])


def write_book(path: Path, branch: str, people: dict[str, list[Person]]) -> None:
    """The three sheets of a branch; without one the blank."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in SHEETS:
        if people.get(name) or not branch:
            write_sheet(book, name, branch, people.get(name, []))
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def somebody(random: Random) -> Person:
    """A graduate, drawn at random."""
    typed = str(sample(KINDS["id_number"], random))
    return {
        "姓名": sample(KINDS["name"], random), "性别": "男" if int(typed[16]) % 2 else "女", "民族": "汉族", "身份证号": typed,
        "正式/预备": "正式", "入党年月": "2022-05", "手机号码": sample(KINDS["phone"], random), "党费交至": "2024-06",
    }  # fmt: skip


def drawn() -> dict[str, dict[str, list[Person]]]:
    """Branch -> sheet -> people, all of them right."""
    random = Random(2024)
    found: dict[str, dict[str, list[Person]]] = {}
    letter = 0
    for branch in BRANCHES:
        sheets: dict[str, list[Person]] = {name: [] for name in SHEETS}
        for number in range(8):
            person, name = somebody(random), SHEETS[(0, 0, 0, 0, 1, 1, 1, 2)[number]]
            sheets[name].append(person)
            if name == "暂未转出":
                person |= {"未办结原因": "单位未落实，申请保留在学校", "预计转出时间": "2024-12"}
                continue
            heading, committee = random.choice(INLAND if name == "省内" else AWAY)
            person |= {"组织关系介绍信抬头": heading, "所往基层党委": committee, "去向单位": random.choice(UNITS)}
            letter += name == "省外"
            person |= (
                {"系统转出日期": "2024-06-28"}
                if name == "省内"
                else {"编号": f"江工2024{letter:03}", "有效期（天）": 90, "介绍信回执": "未收到"}
            )
        found[branch] = sheets
    return found


def plant(people: dict[str, dict[str, list[Person]]]) -> list[tuple[str, ...]]:
    """Put one fault of each sort into the sheets of the second to fifth branch; return where each stands, and the code it must be told by."""
    planted: list[tuple[str, ...]] = []

    def put(branch: str, sheet: str, number: int, head: str, value: object, *codes: str) -> None:
        people[branch][sheet][number - 1][head] = value
        column = [one.rpartition("｜")[2] for one in HEADS[sheet]].index(head) + 1
        planted.extend((f"inbox/{branch}.xlsx", sheet, f"{get_column_letter(column)}{last_head(sheet) + number}", code) for code in codes)

    _, second, third, fourth, fifth = BRANCHES
    number = people[second]["省内"][1]["身份证号"]
    put(second, "省内", 2, "身份证号", number[:-1] + ("2" if number[-1] != "2" else "3"), "C207")
    letter = people[second]["省外"][0]["编号"]
    for place in (1, 2):
        put(second, "省外", place, "编号", letter, "S407")
    put(third, "省外", 1, "组织关系介绍信抬头", "杭州市余杭区政府", "C453")
    put(third, "暂未转出", 1, "未办结原因", None, "C101")
    put(fourth, "省内", 3, "手机号码", people[fourth]["省内"][2]["手机号码"][:-1], "C301")
    put(fourth, "省内", 1, "入党年月", "2022.13", "C605")
    put(fourth, "省外", 1, "去向单位", "恒力集团有限公司", "X642")  # the export knows better
    put(fourth, "省外", 2, "民族", "回族", "X642")  # and so does the register
    put(fifth, "省外", 2, "有效期（天）", 900, "R334")
    people[fifth]["省内"].pop()  # somebody the register knows
    return [*planted, (f"inbox/{fifth}.xlsx", "省内", "", "X641")]


def write_lists(people: dict[str, dict[str, list[Person]]]) -> None:
    """The office's register and the employment export: of everybody, as they are."""
    register, export = openpyxl.Workbook(), openpyxl.Workbook()
    register.active.append(["江南工程职业学院党员名册（系统导出）"])
    register.active.append(["序号", "姓名", "性别", "民族", "公民身份号码", "入党时间", "所在党支部", "毕业年份"])
    export.active.append(["毕业去向登记数据导出"])
    export.active.append(["姓名", "身份证号", "手机号码", "用人单位名称", "档案转寄单位", "转递编号"])
    everybody = [(branch, one) for branch, sheets in people.items() for found in sheets.values() for one in found]
    for number, (branch, one) in enumerate(everybody, start=1):
        register.active.append([number, one["姓名"], one["性别"], one["民族"], one["身份证号"], "2022.5", branch, "2024"])
        export.active.append([one["姓名"], one["身份证号"], one["手机号码"], one.get("去向单位", "待就业"), "", f"3205{number:06}"])
    register.save(HERE / "inbox" / "党员名册.xlsx")
    export.save(HERE / "inbox" / "毕业去向登记数据.xlsx")


def main() -> None:
    """Write the blank and the inbox."""
    write_book(HERE / "空白表.xlsx", "", {})
    people = drawn()
    (HERE / "inbox").mkdir(parents=True, exist_ok=True)
    write_lists(people)
    planted = plant(people)
    for branch, sheets in people.items():
        write_book(HERE / "inbox" / f"{branch}.xlsx", branch, sheets)
    finish(HERE, dict.fromkeys(sorted((HERE / "inbox").iterdir()), RECEIVED), {DAY: planted})


if __name__ == "__main__":
    main()

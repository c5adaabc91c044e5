"""Layouts of the roster in workbooks: each a way in which real ones differ from the official form."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl

from foreign.people import Person
from foreign.spelling import Hand
from foreign.tables import NOTES, ROSTER, ROSTER_TITLE, alias, body, branch, heads, plain, titled
from foreign.writing import Sheet, to_xlsx

TEMPLATES = Path(__file__).parents[2] / "templates"


def official(people: list[Person], inbox: Path) -> None:
    """The official template, filled in; its preprinted rows pushed down by inserted ones."""
    book = openpyxl.load_workbook(TEMPLATES / "附件2-毕业生党员组织关系转出情况登记表.xlsx")
    page = book.worksheets[0]
    page["A2"] = f"党支部名称：{branch(people)}"
    for row, values in enumerate(body(people, ROSTER), 4):
        if row > 8:
            for area in [area for area in page.merged_cells.ranges if area.min_row >= row]:
                area.shift(0, 1)
            page.insert_rows(row)
        for column, value in enumerate(values, 1):
            page.cell(row, column).value = value or None
    book.save(inbox / f"附件2-{branch(people)}.xlsx")


def preprinted(people: list[Person], inbox: Path) -> None:
    """Numbers preprinted up to 40, most of them unused, the notes under them, the branch in the cell to the right."""
    rows = [
        [ROSTER_TITLE],
        ["党支部名称：", "", branch(people)],
        list(ROSTER.values()),
        *body(people, ROSTER, Hand(phone="dashes", name="aligned")),
    ]
    rows += [[number] for number in range(len(people) + 1, 41)] + [[note] for note in NOTES]
    to_xlsx(inbox / f"{alias(people)}附件2（最终版）.xlsx", Sheet("附件2", rows, ["A1:K1", "C2:E2", f"A{len(rows)}:K{len(rows)}"]))


def head_in_row_five(people: list[Person], inbox: Path) -> None:
    """The word 附件2 and an empty row above the title, the day of filling in beside the branch; （以下空白） at the end."""
    line = [f"填报支部：{branch(people)}", *[""] * 8, "填报日期：2023年6月19日"]
    rows = [
        ["附件2"],
        [],
        [ROSTER_TITLE],
        line,
        list(ROSTER.values()),
        *body(people, ROSTER, Hand(address="brackets", nation="short", age="sui")),
    ]
    rows += [
        ["（以下空白）"],
        [],
        ["支部书记（签字）：", "", "", "", "填表人：王老师", "", "", "联系电话：0512-63456789", "", "2023年6月19日（盖章）"],
    ]
    to_xlsx(
        inbox / "新建 Microsoft Excel 工作表.xlsx",
        Sheet("Sheet1", rows, ["A3:K3", "A4:H4", f"A{5 + len(people) + 1}:K{5 + len(people) + 1}"]),
    )


def two_line_head(people: list[Person], inbox: Path) -> None:
    """The phone's head over two columns, the others merged down."""
    keys = ["seq", "name", "sex", "age", "nation", "id", "status", "landline", "mobile", "org", "address", "remark"]
    upper = [
        "序号",
        "姓名",
        "性别",
        "年龄",
        "民族",
        "身份证号码",
        "预备党员/正式党员",
        "联系电话",
        "",
        "所在的市、县、区委组织部名称",
        "个人详细通讯地址、邮编",
        "备注",
    ]
    lower = [*[""] * 7, "固定电话", "手机"]
    rows = [
        [ROSTER_TITLE],
        [f"党支部名称:{branch(people)}"],
        upper,
        lower,
        *body(people, dict.fromkeys(keys, ""), Hand(landline="together")),
    ]
    down = [f"{letter}3:{letter}4" for letter in "ABCDEFGJKL"]
    to_xlsx(inbox / f"{branch(people)}-2.xlsx", Sheet("Sheet1", rows, ["A1:L1", "A2:L2", "H3:I3", *down]))


def merged_heads(people: list[Person], inbox: Path) -> None:
    """Every head merged over three rows."""
    rows = [*titled(people, ROSTER, "支部名称：{}"), [], [], *body(people, ROSTER, Hand(id="groups", sex="space"))]
    to_xlsx(
        inbox / f"{alias(people)}.xlsx", Sheet("转出登记", rows, ["A1:K1", "A2:K2", *(f"{letter}3:{letter}5" for letter in "ABCDEFGHIJK")])
    )


def extra_columns(people: list[Person], inbox: Path) -> None:
    """学号, 班级, 宿舍, 辅导员 between the official columns."""
    keys = [
        "seq",
        "student",
        "class",
        "name",
        "age",
        "sex",
        "nation",
        "id",
        "status",
        "phone",
        "room",
        "org",
        "address",
        "teacher",
        "remark",
    ]
    columns = {key: {**ROSTER, "student": "学号", "class": "班级", "room": "宿舍", "teacher": "辅导员"}[key] for key in keys}
    sheet = plain(people, columns, Hand(landline="brackets", joint="/"))
    for number, row in enumerate(sheet.rows[3:]):
        row[10], row[13] = f"{number % 9 + 1}号楼{300 + number}", ("李老师", "张敏")[number % 2]
    folder = inbox / branch(people)
    folder.mkdir(exist_ok=True)
    to_xlsx(folder / "附件2.xlsx", sheet)


def other_order(people: list[Person], inbox: Path) -> None:
    """The columns in another order, no column of numbers, the branch in the file's name and title only."""
    columns = {key: ROSTER[key] for key in ("id", "name", "sex", "nation", "status", "age", "org", "phone", "remark", "address")}
    rows = [[f"{branch(people)}{ROSTER_TITLE.removeprefix('苏州信息职业技术学院')}"], list(columns.values())]
    rows += body(people, columns, Hand(blank="无", phone="spaces", address="before"))
    to_xlsx(inbox / f"{branch(people)}毕业生党员组织关系.xlsx", Sheet("Sheet1", rows, ["A1:J1"]))


def loose_heads(people: list[Person], inbox: Path) -> None:
    """Heads with blanks, line feeds, stars and brackets."""
    columns = heads(
        ROSTER,
        *(
            "seq=序　号",
            "name=姓　　名*",
            "age=年龄\n（周岁）",
            "sex=性\n别",
            "nation=民 族",
            "id=身份证号码（18位）*",
            "status=预备党员／正式党员",
        ),
        *(
            "phone=联系电话(固定电话､手机)",
            "address=个人详细通讯地址，邮编",
            "remark=备　注",
            "org=个人原籍(或落实就业单位、专转本考取的学校)\n所在的市、县、区委组织部名称",
        ),
    )
    to_xlsx(
        inbox / f"附件2（{alias(people)}）.xlsx",
        plain(people, columns, Hand(name="spaces", org="break", address="lines"), "党支部名称（盖章）：{}"),
    )


def other_words(people: list[Person], inbox: Path) -> None:
    """Heads by other names."""
    columns = heads(
        ROSTER,
        *("seq=编号", "name=党员姓名", "age=年龄（周岁）", "nation=族别", "id=公民身份号码", "status=党员类别", "phone=手机号码"),
        *("org=介绍信抬头", "address=通讯地址及邮编", "remark=说明"),
    )
    to_xlsx(inbox / f"{branch(people)} 转出 .xlsx", plain(people, columns, Hand(status="short", sex="long", org="party"), "所在支部：{}"))


def more_words(people: list[Person], inbox: Path) -> None:
    """Still other names, the postcode in a column of its own."""
    columns = heads(
        ROSTER,
        "id=身份证号",
        "status=正式/预备",
        "phone=联系方式",
        "org=转往党组织（抬头）",
        "address=家庭住址",
        "postcode=邮编",
        drop=("age",),
    )
    columns["age"] = "年龄"
    sheet = plain(people, columns, Hand(status="long", org="long", age="zhou"), "党支部：{}")
    for row, person in zip(sheet.rows[3:], people, strict=True):
        row[list(columns).index("address")] = person.street
    to_xlsx(inbox / f"{branch(people)}-转出2.xlsx", sheet)


def several_sheets(people: list[Person], inbox: Path) -> None:
    """A sheet for each class, and the sheets Excel adds by itself."""
    names = sorted({person.class_name for person in people})
    sheets = [plain([person for person in people if person.class_name == name], ROSTER, Hand(joint="，")) for name in names]
    for sheet, name in zip(sheets, names, strict=True):
        sheet.title = name
    to_xlsx(inbox / f"{alias(people)}（三个班）附件2.xlsx", *sheets, Sheet("Sheet2"), Sheet("Sheet3"))


def lists_beside(people: list[Person], inbox: Path) -> None:
    """A sheet of instructions before it, the lists of the drop-downs behind it, hidden helper columns in it."""
    guide = Sheet(
        "填表说明", [["填表说明"], ["1.请各支部认真填写，不得漏项。"], ["2.身份证号码请设置为文本格式。"], ["3.6月24日前报党委办公室。"]]
    )
    lists = Sheet("数据", [["男", "汉族", "正式党员"], ["女", "蒙古族", "预备党员"], ["", "回族", ""], ["", "藏族", ""]])
    to_xlsx(
        inbox / f"{branch(people)}报送.xlsx",
        guide,
        Sheet("名单", plain(people, heads(ROSTER, "student=学号", "class=班级")).rows, ["A1:K1"], hidden_columns=[12, 13]),
        lists,
    )


def official_copy(people: list[Person], inbox: Path) -> None:
    """The official template with the people pasted over it, longer than the preprinted rows, notes overwritten."""
    target = inbox / f"2023届毕业生党员（{branch(people)}）.xlsx"
    shutil.copy(TEMPLATES / "附件2-毕业生党员组织关系转出情况登记表.xlsx", target)
    book = openpyxl.load_workbook(target)
    page = book.worksheets[0]
    for area in list(page.merged_cells.ranges):
        if area.min_row > 3:
            page.unmerge_cells(str(area))
    page["A2"] = f"党支部名称：    {branch(people)}    "
    for row in range(4, 11):
        for column in range(1, 12):
            page.cell(row, column).value = None
    for row, values in enumerate(body(people, ROSTER, Hand(status="short", id="hidden", phone="hidden")), 4):
        for column, value in enumerate(values, 1):
            page.cell(row, column).value = value or None
    book.save(target)

"""More layouts of the roster: what Excel itself adds, other offices' words, hints under the head, people on two rows."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from openpyxl.styles import Font
from openpyxl.worksheet.table import Table

from foreign.people import Person
from foreign.spelling import Hand
from foreign.tables import ROSTER, ROSTER_TITLE, alias, body, branch, heads, plain, titled
from foreign.writing import Rows, Sheet, to_xls, to_xlsx

HINTS = {
    "seq": "如：1",
    "name": "与身份证一致",
    "age": "周岁",
    "sex": "男/女",
    "nation": "如：汉族",
    "id": "18位，文本格式",
    "status": "下拉选择",
    "phone": "真实有效",
    "org": "如：中共昆山市委组织部",
    "address": "详细到门牌号，注明邮编",
    "remark": "单位或学校",
}


def excel_table(people: list[Person], inbox: Path) -> None:
    """Ctrl+T: a table of Excel's with its totals row, 汇总 and a count."""
    rows: Rows = [[word.replace("\n", "") for word in ROSTER.values()], *body(people, ROSTER), ["汇总", *[""] * 9, len(people)]]
    path = inbox / f"{branch(people)}转出.xlsx"
    to_xlsx(path, Sheet("表1", rows))
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    table = Table(displayName="表1", ref=f"A1:K{len(rows)}", totalsRowCount=1)
    table._initialise_columns()
    for column, cell in zip(table.tableColumns, page[1], strict=True):
        column.name = cell.value
    table.autoFilter.ref = f"A1:K{len(rows) - 1}"
    page.add_table(table)
    book.save(path)


def excel_subtotals(people: list[Person], inbox: Path) -> None:
    """数据—分类汇总 by status: `正式党员 计数` after each group, 总计数 at the end."""
    rows = titled(people, ROSTER)
    for status in ("预备党员", "正式党员"):
        own = [person for person in people if person.status == status]
        rows += [*body(own, ROSTER, Hand(age="text")), [*[""] * 6, f"{status} 计数", len(own)]]
    rows.append([*[""] * 6, "总计数", len(people)])
    to_xlsx(inbox / f"{alias(people)}附件2-汇总.xlsx", Sheet("Sheet1", rows, ["A1:K1", "A2:K2"]))


def two_rows_each(people: list[Person], inbox: Path) -> None:
    """Every person over two rows, all cells merged down but the phone's: mobile above, landline below."""
    rows = titled(people, ROSTER)
    areas = ["A1:K1", "A2:K2"]
    for number, person in enumerate(people, 1):
        row = body([person], ROSTER, first=number)[0]
        row[7] = person.mobile
        rows += [row, [*[""] * 7, person.landline]]
        areas += [f"{letter}{len(rows) - 1}:{letter}{len(rows)}" for letter in "ABCDEFGIJK"]
    to_xlsx(inbox / f"{branch(people)}【附件2】.xlsx", Sheet("Sheet1", rows, areas))


def hints(people: list[Person], inbox: Path) -> None:
    """A row of hints under the head, a paragraph of instructions above it."""
    guide = "填表说明：1.身份证号码请核对无误；2.预备党员须注明转正时间的请在备注栏说明；3.本表一式两份，学院、支部各留一份。"
    rows: Rows = [
        [ROSTER_TITLE],
        [guide],
        [f"党支部名称：{branch(people)}"],
        list(ROSTER.values()),
        list(HINTS.values()),
        *body(people, ROSTER, Hand(landline="label")),
    ]
    to_xlsx(inbox / f"{branch(people)}附件2（含说明）.xlsx", Sheet("Sheet1", rows, ["A1:K1", "A2:K2", "A3:K3"]))


def office_words(people: list[Person], inbox: Path) -> None:
    """The words of other colleges' offices, the branch in a column, the faculty's committee above."""
    columns = {"seq": "序号", "branch": "所在党支部", **heads(ROSTER, drop=("seq",))}
    columns |= {
        "status": "党籍状态",
        "org": "组织关系介绍信抬头",
        "address": "现居住地（含邮编）",
        "phone": "本人联系方式",
        "name": "党员姓名",
        "id": "公民身份证号",
    }
    rows: Rows = [
        ["2023届毕业生党员组织关系转出情况登记表"],
        ["学院党委（党总支）：信息学院党总支", "", "", "", "", "", "2023.6.19"],
        list(columns.values()),
        *body(people, columns, Hand(nation="short"), branch=branch(people)),
    ]
    to_xls(inbox / "登记表（汇总）.xls", Sheet("Sheet1", rows, ["A1:L1", "A2:F2"]))


def unit_label(people: list[Person], inbox: Path) -> None:
    """单位： before the branch, a code of the branch after it; other synonyms."""
    columns = heads(
        ROSTER,
        "name=姓名（与身份证一致）",
        "age=年龄(截至2023年6月)",
        "phone=联系电话（手机）",
        "status=党员类型（正式/预备）",
        "org=接收党组织全称",
    )
    columns = heads(columns, "nation=民 族", "id=*身份证号码", "address=家庭详细地址及邮政编码", "remark=备注（单位或学校名称）")
    to_xlsx(inbox / "202306.xlsx", plain(people, columns, Hand(org="quoted", phone="spaces"), "单位：{}        填表时间：2023年6月18日"))


def data_frame(people: list[Person], inbox: Path) -> None:
    """Written by a script: an index without a head before the columns, bold heads, no title."""
    columns = heads(ROSTER, drop=("seq",))
    rows: Rows = [["", *columns.values()], *([index, *row] for index, row in enumerate(body(people, columns, Hand(id="plain"))))]
    path = inbox / f"{branch(people)}_output.xlsx"
    to_xlsx(path, Sheet("Sheet1", rows))
    book = openpyxl.load_workbook(path)
    for cell in book.worksheets[0][1]:
        cell.font = Font(bold=True)
    book.save(path)


def gaps(people: list[Person], inbox: Path) -> None:
    """Empty rows between groups, classes as headings with their count behind, a count of records at the end."""
    rows = titled(people, ROSTER)
    for name in sorted({person.class_name for person in people}):
        own = [person for person in people if person.class_name == name]
        rows += [["", f"{name}  共{len(own)}人"], *body(own, ROSTER, Hand(address="glued")), [], [], []]
    rows += [[f"共{len(people)}条记录"], ["以下无正文"]]
    to_xlsx(inbox / f"附件2-转出-{branch(people)}.xlsx", Sheet("附件2", rows, ["A1:K1", "A2:K2"]))


def returns(people: list[Person], inbox: Path) -> None:
    """Pasted from chats: line feeds, tabs and no-break spaces around values; the title in two rows, the branch between."""
    college, title = ROSTER_TITLE.split("2023届")
    rows: Rows = [[college], ["2023届" + title], [f"{branch(people)}（公章）"], [f"{word} " for word in ROSTER.values()]]
    for row in body(people, ROSTER, Hand(joint="\n", org="party")):
        rows.append(
            [f"\u00a0{cell}\n" if isinstance(cell, str) and cell and index in {3, 4, 6, 8} else cell for index, cell in enumerate(row)]
        )
    to_xlsx(inbox / "最终.xlsx", Sheet("Sheet1", rows, ["A1:K1", "A2:K2", "A3:K3"]))

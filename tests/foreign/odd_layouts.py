"""Layouts of the roster from other programs: online forms, exports, two branches in one sheet, archives."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from openpyxl.utils import get_column_letter

from foreign.people import Person
from foreign.spelling import Hand
from foreign.tables import ROSTER, ROSTER_TITLE, alias, body, branch, heads, plain, titled
from foreign.writing import Formula, Rows, Sheet, to_csv, to_html, to_ods, to_raw_xlsx, to_xls, to_xlsx, to_zip

QUESTIONS = {
    "name": "姓名",
    "age": "年龄",
    "sex": "性别",
    "nation": "民族",
    "id": "身份证号码",
    "status": "预备党员/正式党员",
    "phone": "联系电话（固定电话、手机）",
    "org": "个人原籍（或落实就业单位、专转本考取的学校）所在的市、县、区委组织部名称",
    "address": "个人详细通讯地址、邮编",
    "remark": "备注",
}
WHEN = (2023, 6, 19, 9, 30, 0)


def _answered(index: int) -> datetime:
    return datetime(2023, 6, 15, 8, 12, 40) + timedelta(minutes=7 * index)


def wenjuanxing(people: list[Person], inbox: Path) -> None:
    """问卷星: numbered questions behind the answer's time, duration, source and address."""
    lead = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"]
    rows: Rows = [[*lead, *(f"{number}、{word}" for number, word in enumerate(QUESTIONS.values(), 1))]]
    answers = body(people, QUESTIONS, Hand(sex="plain", blank="(空)"))
    rows += [
        [index + 1, f"{_answered(index):%Y/%m/%d %H:%M:%S}", f"{60 + index}秒", "微信", "N/A", f"49.72.{index}.17(江苏-苏州)", *answer]
        for index, answer in enumerate(answers)
    ]
    to_xlsx(inbox / f"{branch(people)}_210583377_按文本_毕业生党员组织关系转出_{len(people)}_{len(people)}.xlsx", Sheet("Sheet1", rows))


def jinshan(people: list[Person], inbox: Path) -> None:
    """金山表单: questions marked 必填, the person who filled in and the time behind them."""
    heads_ = ["编号", *(f"{number}.{word}（必填）" for number, word in enumerate(QUESTIONS.values(), 1)), "填写人", "填写时间"]
    answers = body(people, QUESTIONS, Hand(blank="(跳过)"))
    rows: Rows = [
        heads_,
        *([index + 1, *answer, f"微信用户{index}", f"{_answered(index):%Y-%m-%d %H:%M}"] for index, answer in enumerate(answers)),
    ]
    to_xlsx(inbox / f"【{branch(people)}】附件2收集结果.xlsx", Sheet("数据收集", rows))


def tencent(people: list[Person], inbox: Path) -> None:
    """腾讯收集表: the submitter and time of itself, required marks."""
    lead = ["提交者（自动）", "提交时间（自动）"]
    rows: Rows = [[*lead, *(f"{word}（必填）" for word in QUESTIONS.values())]]
    rows += [
        [f"用户{index}", f"{_answered(index):%Y/%m/%d %H:%M:%S}", *answer]
        for index, answer in enumerate(body(people, QUESTIONS, Hand(id="tab", blank="无")))
    ]
    folder = inbox / f"{alias(people)}"
    folder.mkdir(exist_ok=True)
    to_csv(folder / "转出登记（收集结果）.csv", "utf-8-sig", Sheet("", rows))


def feishu(people: list[Person], inbox: Path) -> None:
    """飞书多维表格: plain heads, the branch as a choice in a column, who submitted and when."""
    columns = {"branch": "所在党支部", **QUESTIONS, "by": "提交人", "at": "提交时间"}
    rows: Rows = [list(columns.values()), *body(people, columns, Hand(), branch=branch(people), by="匿名", at="2023/06/16 10:22")]
    to_xlsx(inbox / "毕业生党员组织关系转出情况登记表_数据表_表格.xlsx", Sheet("数据表", rows))


def microsoft(people: list[Person], inbox: Path) -> None:
    """Microsoft Forms: ID, real times, e-mail and name of the account; 姓名 is the question."""
    lead = ["ID", "开始时间", "完成时间", "电子邮件", "名称"]
    rows: Rows = [[*lead, *(f"{word}\n" for word in QUESTIONS.values())]]
    rows += [
        [index + 1, _answered(index), _answered(index) + timedelta(minutes=4), "anonymous", "", *answer]
        for index, answer in enumerate(body(people, QUESTIONS, Hand(phone="label", landline="label")))
    ]
    to_xlsx(inbox / f"{branch(people)} 毕业生党员组织关系转出情况登记表(1-{len(people)}).xlsx", Sheet("Form1", rows))


def coded(people: list[Person], inbox: Path) -> None:
    """Values with their code, as drop-downs of the Party's statistics give them."""
    to_xlsx(
        inbox / f"{branch(people)}附件2.xlsx", plain(people, ROSTER, Hand(sex="code", status="code", age="full", id="full", phone="full"))
    )


def boxed(people: list[Person], inbox: Path) -> None:
    """Boxes ticked among several."""
    to_xlsx(
        inbox / f"附件2：{branch(people)}.xlsx".replace("：", "_"), plain(people, ROSTER, Hand(sex="boxes", status="boxes", phone="double"))
    )


def legacy(people: list[Person], inbox: Path) -> None:
    """An .et of WPS, which is an .xls by another name; ages and numbers as numbers."""
    to_xls(inbox / f"{branch(people)}附件2.et", plain(people, ROSTER, Hand(phone="number", status="ticks")))


def csv_of_windows(people: list[Person], inbox: Path) -> None:
    """Saved as .csv by a Chinese Excel: GBK; a tab behind IDs keeps them text."""
    to_csv(inbox / f"{branch(people)}附件2.csv", "gb18030", plain(people, ROSTER, Hand(id="tab")))


def csv_of_the_web(people: list[Person], inbox: Path) -> None:
    """UTF-8 with a mark, heads only; the branch in the folder's name."""
    folder = inbox / f"3.{branch(people)}"
    folder.mkdir(exist_ok=True)
    columns = heads(ROSTER, "class=班级")
    to_csv(folder / "名单.csv", "utf-8-sig", Sheet("", [list(columns.values()), *body(people, columns, Hand(id="quote"))]))


def libre(people: list[Person], inbox: Path) -> None:
    """An .ods with a thousand empty columns."""
    to_ods(inbox / f"{alias(people)}附件2.ods", plain(people, ROSTER, Hand(address="comma", id="trail")))


def web_table(people: list[Person], inbox: Path) -> None:
    """A web system's table called .xls."""
    to_html(inbox / f"{branch(people)}导出.xls", plain(people, heads(ROSTER, "student=学号", "class=班级"), Hand(sex="plain", joint=",")))


def inline(people: list[Person], inbox: Path) -> None:
    """A report tool's .xlsx: strings in the cells, no styles."""
    to_raw_xlsx(inbox / f"{branch(people)}-毕业生党员转出.xlsx", plain(people, ROSTER, Hand(address="label", joint="\\")))


def formulas(people: list[Person], inbox: Path) -> None:
    """Numbers, ages and the sex worked out by formulas, the later rows sharing the first one's."""
    sheet = plain(people, ROSTER, Hand(address="pause"))
    last = 3 + len(people)
    for number, row in enumerate(sheet.rows[3:], 4):
        first = number == 4
        row[0] = Formula("ROW()-3" if first else "", row[0], "0", f"A4:A{last}" if first else "")
        row[2] = Formula(
            'DATEDIF(TEXT(MID(F4,7,8),"0-00-00"),DATE(2023,6,24),"y")' if first else "", row[2], "1", f"C4:C{last}" if first else ""
        )
        row[3] = Formula(f'IF(MOD(MID(F{number},17,1),2),"男","女")', row[3])
        row[8] = Formula(f"VLOOKUP(B{number},[1]名单!$B:$C,2,0)", row[8])
    to_raw_xlsx(inbox / f"附件2_{branch(people)}.xlsx", sheet)


def archive(people: list[Person], inbox: Path) -> None:
    """A .zip packed on Windows: two workbooks, their names in GBK."""
    half = len(people) // 2
    entries = {
        f"{branch(people)}/附件2（一班）.xlsx": lambda path: to_xlsx(path, plain(people[:half], ROSTER)),
        f"{branch(people)}/附件2（二班）.xls": lambda path: to_xls(path, plain(people[half:], ROSTER, Hand(nation="spaced"))),
    }
    to_zip(inbox / f"{branch(people)}.zip", entries, WHEN, old_names=True)


def branch_column(people: list[Person], inbox: Path) -> None:
    """Two branches of a faculty in one sheet, told by a column."""
    rows: Rows = [[ROSTER_TITLE], ["序号", "所在党支部", *list(ROSTER.values())[1:]]]
    columns = heads(ROSTER, drop=("seq",))
    for index, person in enumerate(people):
        rows.append([index + 1, branch([person]), *body([person], columns, Hand(phone="dashes"))[0]])
    to_xlsx(inbox / "软件学院附件2（两个支部）.xlsx", Sheet("Sheet1", rows, ["A1:L1"]))


def branch_lines(people: list[Person], inbox: Path) -> None:
    """Two branches one under the other, each with its own line and head."""
    rows: Rows = [[ROSTER_TITLE]]
    for number in sorted({person.branch for person in people}):
        own = [person for person in people if person.branch == number]
        rows += [*titled(own, ROSTER)[1:], *body(own, ROSTER), []]
    to_xlsx(inbox / "附件2合.xlsx", Sheet("Sheet1", rows, ["A1:K1"]))


def side_titles(people: list[Person], inbox: Path) -> None:
    """Empty columns at the left, the table begins in C4; the sheet's name is the branch."""
    source = plain(people, ROSTER)
    rows: Rows = [[], *(["", "", *row] for row in source.rows)]
    rows[2] = []
    to_xlsx(inbox / "转出登记表.xlsx", Sheet(alias(people), rows, [f"C2:{get_column_letter(13)}2"]))

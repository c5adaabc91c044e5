"""Layouts of the follow-up list (附件3), first round."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from foreign.layouts import TEMPLATES
from foreign.people import Person
from foreign.spelling import Hand
from foreign.tables import FOLLOW, FOLLOW_TITLE, ROSTER, alias, body, branch, heads, plain, titled
from foreign.writing import Rows, Sheet, to_csv, to_ods, to_xls, to_xlsx


def official(people: list[Person], inbox: Path) -> None:
    """The official template, filled in, twelve more rows typed under the preprinted ten."""
    book = openpyxl.load_workbook(TEMPLATES / "附件3-毕业生党员组织关系转出回访情况统计表.xlsx")
    page = book.worksheets[0]
    page["A2"] = f"党支部名称：{branch(people)}"
    for row, values in enumerate(body(people, FOLLOW), 4):
        for column, value in enumerate(values, 1):
            page.cell(row, column).value = value or None
    book.save(inbox / f"附件3-{branch(people)}第一次.xlsx")


def real_dates(people: list[Person], inbox: Path) -> None:
    """Real date cells, ticks, the visit as a sentence."""
    hand = Hand(date="real", receipt="tick", goes="other", contact="{day}{way}回访")
    to_xlsx(inbox / f"附件3（{alias(people)}）.xlsx", plain(people, FOLLOW, hand))


def chinese_dates(people: list[Person], inbox: Path) -> None:
    """年月日, an .xls, sections for those who have arrived and those who have not."""
    rows = titled(people, FOLLOW)
    hand = Hand(date="chinese", receipt="have", goes="third", contact="{day}，{way}")
    arrived = [person for person in people if person.landed_on]
    rows += [
        ["一、已转入党员"],
        *body(arrived, FOLLOW, hand),
        ["二、未转入党员"],
        *body([person for person in people if not person.landed_on], FOLLOW, hand),
    ]
    to_xls(inbox / f"{branch(people)}附件3.xls", Sheet("Sheet1", rows, ["A1:J1", "A2:J2"]))


def other_words(people: list[Person], inbox: Path) -> None:
    """Heads by other names, 学号 and 班级 among them, / in empty cells."""
    keys = ["seq", "class", "student", "name", "sex", "status", "goes", "landed", "landed_on", "receipt", "reason", "contact"]
    names = heads(
        FOLLOW,
        *("class=班级", "student=学号", "name=学生姓名", "status=党员类别", "goes=毕业去向", "landed=转入党组织", "landed_on=转入日期"),
        *("receipt=是否有回执", "reason=未转入原因", "contact=回访情况"),
    )
    hand = Hand(date="iso", receipt="letters", blank="/", status="short")
    to_xlsx(inbox / f"{branch(people)}回访1.xlsx", plain(people, {key: names[key] for key in keys}, hand, "支部：{}"))


def open_document(people: list[Person], inbox: Path) -> None:
    """An .ods, dates as dates."""
    to_ods(inbox / f"{alias(people)}回访.ods", plain(people, FOLLOW, Hand(date="real", receipt="words", contact="{way}（{day}）")))


def windows_csv(people: list[Person], inbox: Path) -> None:
    """GBK (GB18030); dates with slashes; totals under the table."""
    sheet = plain(people, FOLLOW, Hand(date="slashes", receipt="long", goes="work", contact="{way}回访，{day}"))
    sheet.rows += [["合计", f"{len(people)}人"], ["", f"已转入{sum(person.landed_on is not None for person in people)}人"]]
    to_csv(inbox / f"{branch(people)}附件3第一次.csv", "gb18030", sheet)


def online(people: list[Person], inbox: Path) -> None:
    """问卷星: numbered questions."""
    words = {key: word for key, word in FOLLOW.items() if key != "seq"}
    lead = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"]
    rows: Rows = [[*lead, *(f"{number}、{word}：" for number, word in enumerate(words.values(), 1))]]
    answers = body(people, words, Hand(date="iso", blank="(空)", goes="code", sex="code"))
    rows += [
        [index, f"2023/7/19 9:{index:02d}:08", "75秒", "手机提交", "直接访问", f"114.222.3.{index}(江苏-苏州)", *answer]
        for index, answer in enumerate(answers, 1)
    ]
    to_xlsx(inbox / f"{branch(people)}_220_按文本_毕业生党员组织关系转出回访情况统计表.xlsx", Sheet("Sheet1", rows))


def two_lines(people: list[Person], inbox: Path) -> None:
    """A head of two lines: 转入情况 over organisation, date and receipt."""
    upper = [
        "序号",
        "毕业生党员姓名",
        "性别",
        "预备党员/正式党员",
        "具体情况（回原籍/专转本/就业单位）",
        "转入情况",
        "",
        "",
        "备注(未转入情况说明)",
        "联系回访方式及时间",
    ]
    lower = [*[""] * 5, "已如期转入党组织名称", "转入时间（年、月、日）", "回执是否反馈"]
    rows = [[FOLLOW_TITLE], [f"党支部名称：{branch(people)}"], upper, lower, *body(people, FOLLOW, Hand(date="digits", status="boxes"))]
    areas = ["A1:J1", "A2:J2", "F3:H3", *(f"{letter}3:{letter}4" for letter in "ABCDEIJ")]
    to_xlsx(inbox / f"第一次回访-{branch(people)}.xlsx", Sheet("附件3", rows, areas))


def old_words(people: list[Person], inbox: Path) -> None:
    """Dates in characters, a signature line, （以下空白）."""
    sheet = plain(people, FOLLOW, Hand(date="han", contact="{way} {day}"))
    sheet.rows += [["（以下空白）"], ["支部书记签名：", "", "", "填表人：", "", "", "2023年7月19日"]]
    to_xlsx(inbox / f"{branch(people)}（回访）.xlsx", sheet)


def pauses(people: list[Person], inbox: Path) -> None:
    """2023、7、5 as the head suggests; full-width digits on others' lists."""
    to_xlsx(inbox / f"{branch(people)}附件3-1.xlsx", plain(people, FOLLOW, Hand(date="pauses", status="code", goes="code")))


def with_roster(people: list[Person], inbox: Path) -> None:
    """附件3 and, once more, the same people's 附件2 in one workbook."""
    again = plain(people, ROSTER, Hand(landline="label"))
    again.title = "附件2"
    visit = plain(people, FOLLOW, Hand(date="zeros", receipt="words", goes="third"))
    visit.title = "附件3"
    to_xlsx(inbox / f"{branch(people)}附件2、附件3.xlsx", again, visit)


def second(people: list[Person], inbox: Path) -> None:
    """The official columns, 第二次 in the title's line."""
    sheet = plain(people, FOLLOW, Hand(date="real", contact="{way}（{day}）", receipt="words"))
    sheet.rows[0] = [f"{FOLLOW_TITLE}（第二次）"]
    to_xlsx(inbox / f"{branch(people)}.xlsx", sheet)


# By branch. The first branch is cut as its rosters are: the last layout repeats the last of them.
VISITS = (
    (official, real_dates, pauses, with_roster),
    (chinese_dates, other_words),
    (open_document, windows_csv),
    (online, two_lines),
    (old_words, pauses),
    (real_dates,),
)
SECOND = (second, real_dates, open_document, chinese_dates, old_words, second)

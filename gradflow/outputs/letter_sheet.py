"""介绍信套打.xlsx: the blanks of the letters of transfer as a data source for mail merge."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gradflow.core.numerals import capital_digits, capital_number
from gradflow.excel.books import Book, put, write_rows
from gradflow.excel.widths import Column
from gradflow.excel.writable import clean, height_for
from gradflow.pipeline.letters import Blanks, Doubt, Letters
from gradflow.rules.letters import Blank, Letter

SHEET, HOW, LEFT_OUT, ISSUED = "套打", "说明", "未列入", "已编号未列入"
STEP_WIDTH = 110.0
HEAD_FILL, OFFICE_FILL = "#DDEBF7", "#FFEB9C"
STEPS = (
    "一、填空",
    "1. 在“套打”表里填好黄色表头的栏目：介绍信编号；去（空着的补上）；党费交至年、党费交至月。别的栏目不用动。",
    "2. 党费交至年月和有效期按规定用大写数字，如 贰零贰叁、陆、玖拾；党费两栏可以点格子右边的箭头选。",
    "3. 在全国党员管理信息系统线上转接的，不用开纸质介绍信，把他们的行整行删去（再运行会重新列出）。",
    "4. 民族一栏不带“族”字，因为信上已经印着“族”（穿青人等打印后把“族”字划去）；年龄是开具那天的周岁。填好后保存并关闭这份工作簿。",
    "二、在 Word 里套打",
    "5. 打开同一文件夹里的“介绍信套打.docx”（没有的，打开本校的介绍信版面），点“邮件”—“选择收件人”—“使用现有列表”，选这份工作簿，再选“套打$”，勾上“数据首行包含列标题”。",
    "6. 用本校版面的，在每个空白处点“邮件”—“插入合并域”，选同名的栏目。打在印好的介绍信上时，只留合并域，把已经印着的字去掉。",
    "7. 点“预览结果”看几份，核对无误后点“完成并合并”—“打印文档”。",
    "三、在 WPS 文字里套打",
    "8. 点“引用”—“邮件”—“打开数据源”，选这份工作簿和“套打$”；“插入合并域”、“查看合并数据”，最后点“合并到打印机”。",
    "四、以后又收到新的表",
    "9. 再运行一次 gradflow letters。写了介绍信编号的行算已经开出，原样保留；其余各行重新写，黄色栏目里填过的内容带过来。写了编号、这次没有列入的，编号留在表“已编号未列入”里，以后列入时带回来。原来那份改名保存在旁边，不会丢。",
)
DOUBTS = "还有没说明的疑问（套打表里的黄色格子），核对后再打印"
LEFT_COLUMNS = (Column("党支部", 34), Column("姓名", 12), Column("没有列入的原因", 80))


def write_letter_sheet(path: Path, letter: Letter, letters: Letters, rows: Sequence[Blanks], issued: Sequence[Blanks]) -> None:
    """Write the workbook: the blanks of ``rows``, how to use them, who is left out, and letters ``issued`` to members not in ``rows``."""
    with Book(path, title="党员组织关系介绍信套打") as book:
        doubts = open_doubts(letters, rows)
        _write_blanks(book, letter.blanks, rows, doubts=doubts)
        _write_steps(book, letter)
        sheet = book.sheet(LEFT_OUT)
        _write_heads(book, sheet, LEFT_COLUMNS)
        cells = [(one.branch, one.name, one.reason) for one in letters.left_out]
        if doubts:
            cells += [("", "", ""), (DOUBTS, "", ""), *((one.branch, one.name, f"套打表序号{one.seq}：{one.reason}") for one in doubts)]
        write_rows(sheet, 1, cells, [book.format(border=1, align="left")] * 3, [one.width for one in LEFT_COLUMNS])
        if issued:
            _write_blanks(book, letter.blanks, issued, ISSUED)


def open_doubts(letters: Letters, rows: Sequence[Blanks]) -> list[Doubt]:
    """The doubts about letters that are not out yet."""
    waiting = {row["seq"] for row in rows if not row["number"]}
    return [doubt for doubt in letters.doubts if doubt.seq in waiting]


def _write_blanks(book: Book, blanks: Sequence[Blank], rows: Sequence[Blanks], name: str = SHEET, doubts: Sequence[Doubt] = ()) -> None:
    """The first sheet, or one like it: heads in its first row, all text, no merged cells, no named ranges that Word would offer as tables."""
    sheet = book.sheet(name)
    offices = [column for column, blank in enumerate(blanks) if blank.by_office]
    _write_heads(book, sheet, [Column(blank.head, blank.width) for blank in blanks], offices)
    style = book.format(border=1, align="left", num_format="@")
    todo = book.format(border=1, align="left", num_format="@", bg_color=OFFICE_FILL)
    widths = [blank.width for blank in blanks]
    write_rows(sheet, 1, [[row[blank.key] for blank in blanks] for row in rows], [style] * len(blanks), widths)
    for column in offices:
        for line, row in enumerate(rows, start=1):
            if not row[blanks[column].key]:
                put(sheet, line, column, None, todo)
    places = {(doubt.seq, doubt.key) for doubt in doubts}
    for line, row in enumerate(rows, start=1):
        for column, blank in enumerate(blanks):
            if (row["seq"], blank.key) in places:
                put(sheet, line, column, row[blank.key] or None, todo)
    sheet.freeze_panes(1, 4)
    if rows:
        _offer_capitals(sheet, blanks, len(rows), rows[0]["year"])


def _offer_capitals(sheet: Any, blanks: Sequence[Blank], count: int, year: str) -> None:
    """Let the office choose 大写 years and months; anything else can be typed too."""
    months = [capital_number(month) for month in range(1, 13)]
    years = [capital_digits(int(year) + more) for more in (-1, 0, 1)] if year.isdigit() else []
    for column, blank in enumerate(blanks):
        choices = {"dues_year": years, "dues_month": months}.get(blank.key)
        if choices:
            sheet.data_validation(1, column, count, column, {"validate": "list", "source": choices, "show_error": False})


def _write_heads(book: Book, sheet: Any, columns: Sequence[Column], offices: Sequence[int] = ()) -> None:
    sheet.set_row(0, 30)
    for place, column in enumerate(columns):
        fill = OFFICE_FILL if place in offices else HEAD_FILL
        put(sheet, 0, place, column.head, book.format(bold=True, border=1, align="center", bg_color=fill))
        sheet.set_column(place, place, column.width)


def _write_steps(book: Book, letter: Letter) -> None:
    sheet = book.sheet(HOW)
    sheet.set_column(0, 0, STEP_WIDTH)
    plain, bold = book.format(align="left", font_size=11), book.format(align="left", font_size=12, bold=True)
    for row, step in enumerate((*STEPS, f"依据：{letter.source}")):
        put(sheet, row, 0, clean(step), plain if step[0].isdigit() or row == len(STEPS) else bold)
        sheet.set_row(row, height_for([step], [STEP_WIDTH - 12]))  # the letters are larger than a table's

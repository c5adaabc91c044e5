"""Layouts of the roster by what wrote the file: text called .xls, XML of 2003, rich text, numbers as floats, grouped heads."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from foreign.people import Person
from foreign.spelling import Hand
from foreign.tables import ROSTER, ROSTER_TITLE, alias, body, branch, heads, plain
from foreign.writing import Rows, Sheet, to_xls, to_xlsx


def grouped_heads(people: list[Person], inbox: Path) -> None:
    """基本信息, 联系方式, 转出信息 over the heads; an empty row under them."""
    groups = ["序号", "基本信息", *[""] * 5, "联系方式", "转出信息", "联系方式", "备注"]
    rows: Rows = [[ROSTER_TITLE], [f"党支部：{branch(people)}"], groups, ["", *list(ROSTER.values())[1:10]], [], *body(people, ROSTER)]
    to_xlsx(inbox / f"{branch(people)}-附件2.xlsx", Sheet("Sheet1", rows, ["A1:K1", "A2:K2", "A3:A4", "B3:G3", "K3:K4"]))


def rich_text(people: list[Person], inbox: Path) -> None:
    """Cells with letters in several fonts: a rare character in another font, a red part of an address."""
    path = inbox / f"{alias(people)}附件2 .xlsx"
    to_xlsx(path, plain(people, ROSTER, Hand()))
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    for row in range(4, 4 + len(people)):
        for column in (2, 10):
            words = str(page.cell(row, column).value)
            page.cell(row, column).value = CellRichText(words[:1], TextBlock(InlineFont(rFont="宋体", b=True), words[1:]))
    book.save(path)


def floats(people: list[Person], inbox: Path) -> None:
    """Numbers and ages as floats, as scripts and other programs leave them: 1.0, 21.0."""
    rows = plain(people, ROSTER, Hand()).rows
    for row in rows[3:]:
        row[0], row[2] = f"{row[0]}.0", float(str(row[2]))
    to_xls(inbox / f"{branch(people)}附件2（导出）.xls", Sheet("Sheet1", rows))


def tabbed(people: list[Person], inbox: Path) -> None:
    """Text of a web system with tabs, in GBK, called .xls."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter="\t", lineterminator="\r\n").writerows(
        plain(people, heads(ROSTER, "phone=联系电话", "student=学号"), Hand()).rows
    )
    (inbox / f"{branch(people)}系统导出.xls").write_bytes(buffer.getvalue().encode("gb18030"))


def xml_2003(people: list[Person], inbox: Path) -> None:
    """XML 表格 2003, which many systems write and call .xls."""
    rows = "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{escape(str(cell))}</Data></Cell>' for cell in row) + "</Row>\n"
        for row in plain(people, ROSTER, Hand()).rows
    )
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="{space}" xmlns:ss="{space}">'
        f'<Worksheet ss:Name="Sheet1"><Table>\n{rows}</Table></Worksheet></Workbook>'
    )
    (inbox / f"{branch(people)}导出2003.xls").write_text(text, encoding="utf-8")


def unicode_text(people: list[Person], inbox: Path) -> None:
    """另存为 Unicode 文本: UTF-16 with tabs, renamed to .csv."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter="\t", lineterminator="\r\n").writerows(plain(people, ROSTER, Hand()).rows)
    (inbox / f"{branch(people)}文本.csv").write_bytes(buffer.getvalue().encode("utf-16"))

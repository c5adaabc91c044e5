"""Mess in rows, heads and whole sheets."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl
import xlwt
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet
from support import FORM, GOOD_CARD, TITLE, VISIT

from mess import mess
from mess.formats import ods, xls
from mess.making import ANNEX1, Rows, card_rows, changed_package, fill, people, person, replacing, rows_of, save

HEAD = 2
"""0-based row of the head in plain sheets."""
PHONE, ORG, REMARK = 7, 8, 10
"""0-based columns."""


def rows(count: int = 2) -> Rows:
    return rows_of(FORM, people(count))


@mess(3, "预印序号的空行、表尾的注", "照读", "序号 3～6 全空，末两行是官方附注", rows=2)
def numbered_blanks(inbox: Path) -> None:
    save(inbox, [*rows(), *([n] for n in range(3, 7)), *([note] for note in FORM.spec.notes)])


@mess(10, "党支部名称空或不在登记簿", "提示", "表里空着，文件名里有")
def branch_in_name(inbox: Path) -> None:
    save(inbox, rows_of(FORM, people(1), ""))


@mess(10, "党支部名称空或不在登记簿", "退回", "表里和文件名里都没有")
def no_branch(inbox: Path) -> None:
    save(inbox, rows_of(FORM, people(1), ""), "附件2.xlsx")


@mess(10, "党支部名称空或不在登记簿", "退回", "丙支部不在登记簿")
def unknown_branch(inbox: Path) -> None:
    save(inbox, rows_of(FORM, people(1), "丙支部"), "附件2.xlsx")


@mess(11, "支部名称写在右侧格或合并格", "照读", "A2 写标签，C2 写名称")
def branch_to_the_right(inbox: Path) -> None:
    made = rows(1)
    made[1] = ["党 支 部 名 称：", None, "甲支部"]
    save(inbox, made, "附件2.xlsx", lambda sheet: sheet.merge_cells("C2:F2"))


@mess(17, "表头改字、加空格、换行", "照读", "“性 别”“身份证⏎号码”“联系方式”")
def altered_heads(inbox: Path) -> None:
    made = rows(1)
    made[HEAD][3], made[HEAD][5], made[HEAD][PHONE] = "性 别", "身份证\n号码", "联系方式"
    save(inbox, made)


@mess(18, "增列、删列、换列序", "提示", "中间插了“学号”一栏")
def added_column(inbox: Path) -> None:
    made = rows(1)
    made[HEAD].insert(2, "学号")
    made[HEAD + 1].insert(2, "20200101")
    save(inbox, made)


@mess(18, "增列、删列、换列序", "照读", "姓名和年龄换了位置")
def moved_columns(inbox: Path) -> None:
    made = rows(1)
    for row in made[HEAD:]:
        row[1], row[2] = row[2], row[1]
    save(inbox, made)


@mess(18, "增列、删列、换列序", "退回", "没有身份证号码一栏", rows=1)
def deleted_column(inbox: Path) -> None:
    made = rows(1)
    for row in made[HEAD:]:
        del row[5]
    save(inbox, made)


@mess(19, "用旧届模板", "退回", "标题写2022届")
def last_year(inbox: Path) -> None:
    made = rows(1)
    made[0] = [TITLE.replace("2023", "2022")]
    save(inbox, made)


@mess(20, "别校模板", "退回", "标题是南京工程学院的")
def other_college(inbox: Path) -> None:
    made = rows(1)
    made[0] = [TITLE.replace("苏州信息职业技术学院", "南京工程学院")]
    save(inbox, made)


@mess(22, "合并单元格（几人合用一格）", "自动更正", "组织部一栏三人合并", rows=3)
def merged_departments(inbox: Path) -> None:
    made = rows(3)
    made[4][ORG] = made[5][ORG] = None
    save(inbox, made, tweak=lambda sheet: sheet.merge_cells("I4:I6"))


@mess(22, "合并单元格（几人合用一格）", "必须改", "联系电话两人合并", rows=2)
def merged_phones(inbox: Path) -> None:
    made = rows()
    made[4][PHONE] = None
    save(inbox, made, tweak=lambda sheet: sheet.merge_cells("H4:H5"))


@mess(23, "合计行混入", "照读", "合计：2人", rows=2)
def total(inbox: Path) -> None:
    save(inbox, [*rows(), ["合计：2人"]])


@mess(23, "合计行混入", "改或说明", "合计：5人，表里2人", rows=2)
def wrong_total(inbox: Path) -> None:
    save(inbox, [*rows(), ["合计", None, None, "5人"]])


@mess(24, "多余工作表", "照读", "Sheet2、Sheet3 空着")
def empty_sheets(inbox: Path) -> None:
    save(inbox, rows(1), tweak=lambda sheet: [sheet.parent.create_sheet(name) for name in ("Sheet2", "Sheet3")])


@mess(24, "多余工作表", "改或说明", "“备份”里是另一个内容不同的表", rows=2)
def backup_sheet(inbox: Path) -> None:
    save(inbox, rows(1), tweak=lambda sheet: fill(sheet.parent.create_sheet("备份"), rows(2)))


@mess(25, "隐藏的行、列、工作表，筛选态", "改或说明", "第5、6行被筛选掉了", rows=4)
def filtered_rows(inbox: Path) -> None:
    def hide(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet.auto_filter.ref = "A3:K7"
        for row in (5, 6):
            sheet.row_dimensions[row].hidden = True

    save(inbox, rows(4), tweak=hide)


@mess(25, "隐藏的行、列、工作表，筛选态", "改或说明", "身份证号码一列隐藏")
def hidden_column(inbox: Path) -> None:
    save(inbox, rows(1), tweak=lambda sheet: setattr(sheet.column_dimensions["F"], "hidden", True))


@mess(25, "隐藏的行、列、工作表，筛选态", "改或说明", "整张工作表隐藏")
def hidden_sheet(inbox: Path) -> None:
    def hide(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet.parent.create_sheet("封面")
        sheet.sheet_state = "hidden"

    save(inbox, rows(1), tweak=hide)


@mess(25, "隐藏的行、列、工作表，筛选态", "改或说明", ".xls 里第5行隐藏", rows=2)
def hidden_in_xls(inbox: Path) -> None:
    xls(inbox / "附件2-甲支部.xls", rows(), lambda book: setattr(book.get_sheet(0).row(4), "hidden", 1))


@mess(25, "隐藏的行、列、工作表，筛选态", "改或说明", ".ods 里第5行被筛选掉", rows=2)
def hidden_in_ods(inbox: Path) -> None:
    ods(inbox / "附件2-甲支部.ods", rows(), hidden=(4,))


@mess(26, "WPS 嵌入的照片 DISPIMG", "照读", "照片格是 =DISPIMG(…)")
def dispimg(inbox: Path) -> None:
    made = card_rows({**GOOD_CARD, "born_in": "2000-05"})
    made.insert(3, ["（免冠照片）", '=_xlfn.DISPIMG("ID_0A1B2C3D4E5F60718293A4B5C6D7E8F9",1)'])
    path = save(inbox, made, ANNEX1)
    shown = replacing("<v />", "<v>=DISPIMG(&quot;ID_0A1B2C3D4E5F60718293A4B5C6D7E8F9&quot;,1)</v>")
    as_text = replacing('<c r="B4">', '<c r="B4" t="str">')
    changed_package(path, xl__worksheets__sheet1_dot_xml=lambda content: as_text(shown(content)))


@mess(27, "公式、外部链接、#REF!", "必须改", "备注是 #REF!")
def reference_lost(inbox: Path) -> None:
    save(inbox, rows_of(FORM, [person(0, remark="#REF!")]))


@mess(27, "公式、外部链接、#REF!", "必须改", "年龄是没有算过的公式")
def uncomputed(inbox: Path) -> None:
    save(inbox, rows_of(FORM, [person(0, age="=20+3")]))


@mess(27, "公式、外部链接、#REF!", "照读", "年龄取自别的工作簿，存有结果")
def external_link(inbox: Path) -> None:
    path = save(inbox, rows_of(FORM, [person(0, age="=20+3")]))
    cached = replacing("<f>20+3</f><v />", "<f>VLOOKUP(B4,[1]名单.xlsx!A:C,3,0)</f><v>23</v>")
    changed_package(path, xl__worksheets__sheet1_dot_xml=cached)


@mess(46, "删了标题行、首行前插行、表头不在预期行", "照读", "没有标题行")
def no_title(inbox: Path) -> None:
    save(inbox, rows(1)[1:])


@mess(46, "删了标题行、首行前插行、表头不在预期行", "照读", "上面插了“附件2”和空行")
def rows_above(inbox: Path) -> None:
    save(inbox, [["附件2"], [], [], *rows(1)])


@mess(46, "删了标题行、首行前插行、表头不在预期行", "退回", "没有表头", rows=0)
def no_head(inbox: Path) -> None:
    made = rows(1)
    save(inbox, [made[0], made[1], *made[3:]])


@mess(47, "表头两层或拆成两行", "自动更正", "联系电话下分固定电话、手机")
def two_storeys(inbox: Path) -> None:
    made = rows(1)
    made[HEAD][PHONE] = "联系电话"
    made[HEAD].insert(PHONE + 1, None)
    made[HEAD + 1][PHONE : PHONE + 1] = ["0512-63456789", "13961234579"]
    made.insert(HEAD + 1, [None] * PHONE + ["固定电话", "手机"])
    save(inbox, made, tweak=lambda sheet: sheet.merge_cells("H3:I3"))


@mess(47, "表头两层或拆成两行", "照读", "“身份证”“号码”分在两行")
def split_head(inbox: Path) -> None:
    made = rows(1)
    made[HEAD][5], made[HEAD][6] = "身份证", "预备党员/"
    made.insert(HEAD + 1, [None] * 5 + ["号码", "正式党员"])
    save(inbox, made)


@mess(47, "表头两层或拆成两行", "照读", "上层“基本情况”，下层才是栏目，姓名竖着合并")
def groups_above(inbox: Path) -> None:
    made = rows(1)
    upper = [made[HEAD][0], made[HEAD][1], "基本情况", *[None] * 8]
    made[HEAD][0] = made[HEAD][1] = None
    made.insert(HEAD, upper)
    save(inbox, made, tweak=lambda sheet: (sheet.merge_cells("B3:B4"), sheet.merge_cells("C3:K3")))


@mess(48, "几个支部在一起、分页重复表头", "照读", "每页重复表头", rows=3)
def repeated_heads(inbox: Path) -> None:
    made = rows(3)
    save(inbox, [*made[:4], made[HEAD], made[4], made[HEAD], made[5]])


@mess(48, "几个支部在一起、分页重复表头", "提示", "一张表里两个支部，各有“党支部名称”", rows=2)
def two_branches(inbox: Path) -> None:
    save(inbox, [*rows_of(FORM, people(1)), *rows_of(FORM, [person(1)], "乙支部")], "附件2.xlsx")


@mess(48, "几个支部在一起、分页重复表头", "提示", "加了一栏“所在党支部”，逐行写支部", rows=2)
def branch_column(inbox: Path) -> None:
    made = rows_of(FORM, people(2), "")
    for row, text in zip(made[HEAD:], ("所在党支部", "甲支部", "乙支部"), strict=True):
        row.append(text)
    save(inbox, made, "附件2.xlsx")


@mess(48, "几个支部在一起、分页重复表头", "改或说明", "“所在党支部”一栏都写乙支部，文件名写甲支部")
def branch_column_against_name(inbox: Path) -> None:
    made = rows_of(FORM, people(1), "")
    for row, text in zip(made[HEAD:], ("所在党支部", "乙支部"), strict=True):
        row.append(text)
    save(inbox, made)


@mess(48, "几个支部在一起、分页重复表头", "退回", "表上写甲支部，“所在党支部”一栏都写乙支部", rows=2)
def branch_column_against_line(inbox: Path) -> None:
    made = rows_of(FORM, people(2))
    for row, text in zip(made[HEAD:], ("所在党支部", "乙支部", "乙支部"), strict=True):
        row.append(text)
    save(inbox, made)


@mess(48, "几个支部在一起、分页重复表头", "照读", "一个工作簿，每个支部一张工作表", rows=2)
def branch_a_sheet(inbox: Path) -> None:
    save(
        inbox, rows_of(FORM, people(1)), "附件2.xlsx",
        lambda sheet: fill(sheet.parent.create_sheet("乙"), rows_of(FORM, [person(1)], "乙支部")),
    )  # fmt: skip


@mess(48, "几个支部在一起、分页重复表头", "必须改", "中间的表头换了栏目顺序", rows=1)
def changed_head(inbox: Path) -> None:
    made = rows()
    head = [*made[HEAD]]
    head[1], head[9] = head[9], head[1]
    save(inbox, [*made[:4], head, made[4]])


@mess(53, "格里换行、批注里写说明", "提示", "备注格有批注")
def note(inbox: Path) -> None:
    save(inbox, rows(1), tweak=lambda sheet: setattr(sheet["K4"], "comment", Comment("已与用人单位签约", "支部")))


@mess(54, "颜色、删除线表意", "改或说明", "一行画了删除线", rows=2)
def struck(inbox: Path) -> None:
    save(inbox, rows(), tweak=lambda sheet: [setattr(cell, "font", Font(strike=True)) for cell in sheet[5]])


@mess(54, "颜色、删除线表意", "改或说明", ".xls 里一行画了删除线", rows=2)
def struck_in_xls(inbox: Path) -> None:
    xls(inbox / "附件2-甲支部.xls", rows(), styles={4: xlwt.easyxf("font: struck_out on")})


@mess(54, "颜色、删除线表意", "提示", "一行标了红字", rows=2)
def red(inbox: Path) -> None:
    save(inbox, rows(), tweak=lambda sheet: [setattr(cell, "font", Font(color="FFFF0000")) for cell in sheet[5]])


@mess(54, "颜色、删除线表意", "提示", "一行标了黄底", rows=2)
def yellow(inbox: Path) -> None:
    fill_of = PatternFill("solid", fgColor="FFFFFF00")
    save(inbox, rows(), tweak=lambda sheet: [setattr(cell, "fill", fill_of) for cell in sheet[4]])


@mess(55, "末尾几千行空白带格式", "照读", "一万行只有边框", rows=2)
def formatted_blanks(inbox: Path) -> None:
    def tweak(sheet: Worksheet) -> None:
        sheet["A6"].fill = PatternFill("solid", fgColor="FFFFFFFF")
        for row in sheet["A6:K10005"]:
            for cell in row:
                cell._style = sheet["A6"]._style

    save(inbox, rows(), tweak=tweak)


@mess(56, "空表上报", "提示", "备注写“无”", rows=0)
def nil_return(inbox: Path) -> None:
    save(inbox, [*rows_of(FORM, []), [1, "无"]])


@mess(56, "空表上报", "提示", "姓名格写“本支部今年无毕业生党员”", rows=0)
def nil_in_words(inbox: Path) -> None:
    save(inbox, [*rows_of(FORM, []), [1, "本支部今年无毕业生党员"]])


@mess(56, "空表上报", "改或说明", "什么也没有写", rows=0)
def empty_form(inbox: Path) -> None:
    save(inbox, rows_of(FORM, []))


@mess(57, "序号断、重、不从1", "照读", "序号 1、1、4", rows=3)
def odd_numbers(inbox: Path) -> None:
    made = rows(3)
    made[4][0], made[5][0] = 1, 4
    save(inbox, made)


@mess(63, "打印区、签章图压在数据上", "照读", "浮动图盖在第4行")
def stamp(inbox: Path) -> None:
    def put(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet.print_area = "A1:K4"
        sheet.print_title_rows = "3:3"

    path = save(inbox, rows(1), tweak=put)
    drawing = (
        '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" xmlns:a="x"><xdr:oneCellAnchor><xdr:from>'
        "<xdr:col>2</xdr:col><xdr:row>3</xdr:row></xdr:from><xdr:pic><a:blip/></xdr:pic></xdr:oneCellAnchor></xdr:wsDr>"
    )
    rels = '<Relationships><Relationship Id="rId9" Type="drawing" Target="../drawings/drawing1.xml"/></Relationships>'
    changed_package(
        path,
        xl__drawings__drawing1_dot_xml=lambda _: drawing.encode(),
        xl__worksheets___rels__sheet1_dot_xml_dot_rels=lambda _: rels.encode(),
    )


@mess(64, "在线收集表导出", "提示", "栏目名“1.姓名（必填）”，前面有提交时间、IP，支部在一栏里", rows=2)
def online_export(inbox: Path) -> None:
    keys = [field for field in FORM.spec.fields if field.key != "seq"]
    heads = ["提交时间", "IP", "1.党支部名称（必填）", *(f"{n}.{field.label}（必填）" for n, field in enumerate(keys, 2))]
    made: Rows = [heads]
    for record, branch in zip(people(2), ("甲支部", "乙支部"), strict=True):
        made.append([datetime(2023, 6, 20, 10, 0), "10.0.0.1", branch, *(record[field.key] for field in keys)])
    save(inbox, made, "毕业生党员信息收集(收集结果).xlsx")


@mess(4, "日期写法多样", "自动更正", "1904 工作簿里的数字 43655")
def mac_days(inbox: Path) -> None:
    made = rows_of(VISIT, [{"name": "王芳", "sex": "男", "member_status": "正式党员", "destination_type": "回原籍",
                            "landed_org": "中共昆山市玉山镇委员会", "landed_on": 43655, "receipt": "是",
                            "follow_up_contact": "电话 2023.7.15"}])  # fmt: skip
    save(inbox, made, "附件3-甲支部-第一次.xlsx", lambda sheet: setattr(sheet.parent, "epoch", CALENDAR_MAC_1904))

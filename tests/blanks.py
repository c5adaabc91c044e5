"""Blank official workbooks as offices print them (no real office's): what stands above, the heads, what stands below."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation


class Blank(NamedTuple):
    """A sheet: lines over its whole width, heads (``group｜head`` for two lines), lines below, drop-downs, people filled in."""

    top: Sequence[str]
    heads: Sequence[str]
    below: Sequence[str] = ()
    rows: int = 5
    choices: dict[str, str] = {}  # noqa: RUF012 - a named tuple
    people: Sequence[Sequence[Any]] = ()
    name: str = "Sheet1"


TITLE = "江南某某大学2023届毕业生党员"
WHO = ("序号", "姓名", "性别", "民族", "身份证号码", "学号")
BLANKS: dict[str, Sequence[Blank]] = {
    "转移登记": [
        Blank([TITLE + "组织关系转移登记表"], ["序号", "姓名", "性别", "专业、班级", "所在基层党委", "所在支部", "身份证号码", "正式/预备", "就业单位", "接收组织关系的党组织", "接收党员组织关系党组织联系地址", "介绍信抬头", "具体去处（基层党委/党支部）", "手机号码", "介绍信编号", "转出时间", "党员签名"], ["注：1.介绍信抬头须与接收党组织核实。"])
    ],
    "两行表头": [
        Blank(["附件3：", TITLE + "组织关系介绍信开具登记表", "填报单位（盖章）：          填报人：        填报日期："], ["序号", "姓名", "性别", "身份证号码", "接收党组织｜名称", "接收党组织｜联系电话", "接收党组织｜通讯地址", "介绍信｜编号", "介绍信｜开具日期", "介绍信｜有效期（天）", "党费交至", "备注"], ["注：1、抬头写到县级以上组织部。", "填表人：        审核人："], choices={"性别": "男,女"})
    ],
    "按渠道三张": [
        Blank([TITLE + "组织关系转接登记表"], [*WHO, "接收党组织", channel, "联系电话", "党费交至", "备注"], name=name)
        for name, channel in (("省内", "全国系统编码"), ("省外", "介绍信编号"), ("线上", "线上转接日期"))
    ],
    "十五栏": [
        Blank(["XX学院20  届毕业生党员组织关系转移情况登记表"], ["序号", "介绍信编号", "分党委", "党员类别", "姓名", "性别", "年龄", "民族", "正式或预备", "入党年月", "身份证号", "所往基层党委", "组织关系介绍信抬头", "转移类别", "党费交至年月"])
    ],
    "统计表": [
        Blank(["附件4", TITLE + "组织关系转接情况统计表", "填报单位："], ["序号", "党支部名称", "毕业生党员总数", "省内转出人数", "省外转出人数", "保留人数", "备注"], ["合计"], rows=3)
    ],
    "档案转递": [
        Blank([TITLE + "档案转递登记表"], ["序号", "姓名", "学号", "身份证号码", "入党时间", "转正时间", "党费交至", "入党志愿书\n（有/无）", "档案接收单位", "邮编", "EMS单号/机要号", "寄出日期", "接收单位联系电话"], choices={"入党志愿书\n（有/无）": "有,无"})
    ],
    "封面和大表": [
        Blank(["江南某某大学", "毕业生党员组织关系材料", "二〇二三年六月"], [], name="封面"),
        Blank([TITLE + "组织关系转接大表", "学院党委："], ["序号", "姓名\n*", "性别", "联系电话", "去向类别", "去向单位", "是否办结", "未办结原因", "经办人"], ["说明：没有办结的必须写原因。"], name="大表"),
    ],
    "保留": [
        Blank([TITLE + "保留组织关系汇总表"], ["序号", "姓名", "性别", "身份证号码", "联系电话", "暂留原因", "暂留起始时间", "预计转出时间", "是否转出", "转出时间", "转入单位", "留学国家"], rows=8)
    ],
    "两层标题": [
        Blank(["江南某某大学", "2023届毕业生党员去向和联系方式一览表", "党支部：            书记：           "], ["序号", "基本信息｜姓名", "基本信息｜性别", "基本信息｜出生年月", "家庭联系人｜姓名", "家庭联系人｜电话", "去向", "备注"])
    ],
    "填过的": [
        Blank([TITLE + "党费收缴登记表", "支部名称："], ["序号", "姓名", "类别", "缴费日期", "金额", "交至", "经手"], people=[[n, name, sort, "2023-06-01", 12.5, "2023-06", "钱某"] for n, (name, sort) in enumerate((("王芳", "正式"), ("李强", "预备"), ("赵敏", "正式"), ("周洋", "正式"), ("吴昊", "预备"), ("郑爽", "正式")), start=1)])
    ],
    "重复的表头": [
        Blank([TITLE + "联系方式登记表"], ["序号", "姓名", "性别", "手机", "家长", "手机", "去向", "日期", "备注", "日期"])
    ],
    "转出登记换行": [
        Blank(["附1", "江南某某大学2023年党员组织关系转出登记表"], ["序\n号", "姓  名", "性\n别", "学院\n（系）", "介绍信抬头\n（县级以上组织部）", "开往单位\n基层党委", "开往单位\n基层党支部", "党费交至\n（年月）", "手机\n号码"], ["1.本表一式两份。"])
    ],
}  # fmt: skip


def write(path: Path, blanks: Sequence[Blank]) -> Path:
    """Write a workbook of blank sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for blank in blanks:
        _write(book.create_sheet(blank.name), blank)
    book.save(path)
    return path


def _write(sheet: Any, blank: Blank) -> None:
    wide = max(len(blank.heads), 2)
    for row, text in enumerate(blank.top, start=1):
        _over(sheet, text, row, 1, row, wide)
    if not blank.heads:
        return
    row = _write_heads(sheet, blank, len(blank.top) + 1)
    people = blank.people or [[number] for number in range(1, blank.rows + 1)]
    for number, cells in enumerate(people, start=row):
        for place, cell in enumerate(cells, start=1):
            sheet.cell(number, place, cell)
    for number, text in enumerate(blank.below, start=row + len(people)):
        _over(sheet, text, number, 1, number, wide)


def _over(sheet: Any, text: str, top: int, left: int, bottom: int, right: int) -> None:
    """Write a text over several cells."""
    sheet.cell(top, left, text)
    if (top, left) != (bottom, right):
        sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)


def _write_heads(sheet: Any, blank: Blank, row: int) -> int:
    """Write the heads, with widths and drop-downs; return the row under them."""
    heads = [text.rpartition("｜") for text in blank.heads]
    last = row + any(group for group, _, _ in heads)
    for place, (group, _, text) in enumerate(heads, start=1):
        _over(sheet, text, last if group else row, place, last, place)
        letters = get_column_letter(place)
        sheet.column_dimensions[letters].width = 6 + 2 * place % 9
        if offered := blank.choices.get(text):
            one = DataValidation(type="list", formula1=f'"{offered}"')
            one.add(f"{letters}{last + 1}:{letters}99")
            sheet.add_data_validation(one)
    for group, run in groupby(enumerate(heads, start=1), key=lambda one: one[1][0]):
        places = [place for place, _ in run]
        if group:
            _over(sheet, group, row, places[0], row, places[-1])
    return last + 1

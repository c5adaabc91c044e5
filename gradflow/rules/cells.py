"""C101, C103-C106, C606, C614: what can be wrong with any cell, with a date, with the photo."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gradflow.kinds.base import cell_check, code_text, is_cut_off
from gradflow.kinds.dates import PartialDate
from gradflow.model.cells import is_blank, typed_text
from gradflow.model.findings import Problem, Severity
from gradflow.model.folding import later
from gradflow.model.records import Record, Ruleset
from gradflow.rules.registry import row_rule


@row_rule(
    "C101", "required", title="必填栏目没有填",
    message="“{label}”{how}", advice="补填“{label}”",
    source="附件2各栏(通知注意事项1: 指导毕业生党员认真填写好)",
)  # fmt: skip
def required(record: Record, context: Ruleset) -> Iterator[Problem]:
    """必填栏目空着，或只写了“无”“/”。

    正确 | 姓名 王芳 | 民族 汉族
    错误 | 姓名 王芳 | 民族 无
    """
    for field in context.form.required_fields if context.form else ():
        if field.key in record.cells and field.key not in record.values and field.key not in record.unknown:
            typed = record.cells[field.key]
            how = "没有填" if is_blank(typed) else f"写了“{typed_text(typed).strip()}”，不能算填写"
            yield Problem(field.key, {"label": field.label, "how": how})


DITTO = cell_check(
    "C103", "ditto-unclear", "“同上”看不出指什么",
    "写了“{value}”，这一栏不能照抄上一行", "写出具体内容",
    text="""
    组织部名称、地址、备注写“同上”的，自动取上一行的内容并列入自动更正；第一行没有上一行，姓名、号码等栏目不能与别人相同。

    错误 | 组织部名称 同上
    错误 | 联系电话 同上
    """,
)  # fmt: skip


ERROR_VALUE = cell_check(
    "C104", "cell-error-value", "公式错误或没有结果",
    "这一格是“{value}”，公式出错或没有算出结果", "直接输入内容，不用公式",
    text="""
    #REF!、#N/A 等是 Excel 的公式错误; 公式没有保存结果的，读出来是空的。都不当作“没有填”。

    错误 | 年龄 #VALUE!
    错误 | 备注 #REF!
    """,
)  # fmt: skip


OF_DIGITS = later("学号|工号|编号|单号|机要号|编码|代码|邮编|邮政编码|人数|数量|份数|天数|金额")
"""Heads of texts that are numbers anyway."""


@row_rule(
    "C105", "text-changed", title="文字被 Excel 改成了日期或数字", severity=Severity.WARNING,
    message="这一格存成了{what}“{value}”，可能是 Excel 自动改的", advice="照原来的写法重填，先把单元格设为文本；确实如此的请说明",
    source="Excel 把 1-3、SEPT1 改成日期，把 007 改成 7",
)  # fmt: skip
def text_changed(record: Record, context: Ruleset) -> Iterator[Problem]:
    """文字栏目(备注、班级等)里存的是日期或数字，多半是键入时被 Excel 改掉的，原来写的是什么已经看不出来。

    学号、编号、人数等本来就是数字的栏目只报丢了几位的，没有姓名的统计表里数字不报。

    正确 | 姓名 王芳 | 备注 7号楼
    错误 | 姓名 王芳 | 备注 (数字)7
    """
    for key in context.form.of_kind("text") if context.form else ():
        raw = record.cells.get(key)
        if isinstance(raw, date) or (isinstance(raw, int | float) and not isinstance(raw, bool) and not _is_number(key, raw, context)):
            yield Problem(key, {"what": "日期" if isinstance(raw, date) else "数字", "value": typed_text(raw)})


def _is_number(key: str, raw: float, context: Ruleset) -> bool:
    """Whether a number is what a field of text may well hold, whole."""
    field, text = context.form.field(key) if context.form else None, code_text(typed_text(raw)).removesuffix(".0")
    if field is None or context.form is None or not context.form.has_people:
        return field is not None
    is_short = "邮" in field.label and len(text) != len("215300")
    return bool(OF_DIGITS.search(field.label)) and not is_cut_off(text) and not is_short


LONGEST = 1000
"""Characters; a cell of an official form holds a few dozen."""
TOO_LONG = cell_check(
    "C106", "cell-too-long", "内容太长",
    f"这一格超过{LONGEST}个字，放不进登记表", "只写这一栏要的内容，其余的另外说明",
    text="太长的往往是误把整篇文字贴了进来。",
)  # fmt: skip


@row_rule(
    "C606", "date-year-added", title="年份是 Excel 自动补的", severity=Severity.WARNING,
    message="单元格只显示月和日，年份{year}是 Excel 自动补的", advice="核对年份，写成 {cohort}.7.1 的样子",
    source="Excel 把 7/1 当作键入那一年的日期",
)  # fmt: skip
def date_year_added(record: Record, context: Ruleset) -> Iterator[Problem]:
    """在日期格里键入 7/1，Excel 会补上键入时的年份，看不出来。

    正确 | 姓名 王芳 | 入党时间 2022-06-01
    错误 | 姓名 王芳 | 入党时间 (只显示6月1日)
    """
    for key in context.form.of_kind("date") if context.form else ():
        value = record.get(key)
        if isinstance(value, PartialDate) and not value.is_year_typed:
            yield Problem(key, {"year": value.year})


@row_rule(
    "C614", "photo-missing", title="卡上没有照片", needs=("photo",), severity=Severity.INFO,
    message="卡上没有照片", advice="请支部在“免冠照片”处插入照片，或打印后粘贴",
    source="附件1“（免冠照片）”",
)  # fmt: skip
def photo_missing(record: Record, context: Ruleset) -> Iterator[Problem]:
    """浮在表上的图片、WPS 的嵌入图片、Excel 的单元格图片都算；.xls 文件里看不到图片，不报。

    正确 | 照片 有
    错误 | 照片 无
    """
    if record["photo"] is False:
        yield Problem("photo")

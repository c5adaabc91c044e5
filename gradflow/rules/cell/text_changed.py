"""C105."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gradflow.core.cells import typed_text
from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.rules.registry import row_rule


@row_rule(
    "C105", "text-changed", title="文字被 Excel 改成了日期或数字", severity=Severity.WARNING,
    message="这一格存成了{what}“{value}”，可能是 Excel 自动改的", advice="照原来的写法重填，先把单元格设为文本；确实如此的请说明",
    source="Excel 把 1-3、SEPT1 改成日期，把 007 改成 7",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """文字栏目(备注、班级等)里存的是日期或数字，多半是键入时被 Excel 改掉的，原来写的是什么已经看不出来。

    正确 | 姓名 王芳 | 备注 7号楼
    错误 | 姓名 王芳 | 备注 (数字)7
    """
    for field in context.form.fields if context.form else ():
        raw = record.cells.get(field.key)
        if field.kind == "text" and isinstance(raw, date | int | float) and not isinstance(raw, bool):
            what = "日期" if isinstance(raw, date) else "数字"
            yield Problem(field.key, {"what": what, "value": typed_text(raw)})

"""C101."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.cells import is_blank, typed_text
from gradflow.core.findings import Problem
from gradflow.core.records import Context, Record
from gradflow.rules.registry import row_rule


@row_rule(
    "C101", "required", title="必填栏目没有填",
    message="“{label}”{how}", advice="补填“{label}”",
    source="附件2各栏(通知注意事项1: 指导毕业生党员认真填写好)",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """必填栏目空着，或只写了“无”“/”。

    正确 | 姓名 王芳 | 民族 汉族
    错误 | 姓名 王芳 | 民族 无
    """
    for field in context.form.fields if context.form else ():
        if not field.required or field.key in record.unknown or field.key in record.values:
            continue
        if field.key not in record.cells:
            continue
        typed = record.cells[field.key]
        how = "没有填" if is_blank(typed) else f"写了“{typed_text(typed).strip()}”，不能算填写"
        yield Problem(field.key, {"label": field.label, "how": how})

"""C253."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.rules.registry import row_rule


@row_rule(
    "C253", "id-ends-in-zeros", title="身份证号末三位是000", needs=("id_number",), severity=Severity.WARNING,
    message="号码末三位是000，像是存成数字后丢了末位又转回文字", advice="对照身份证核对末三位；无误的写明情况",
    source="GB 11643-1999; Excel 数字只保留15位",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """损坏的号码末三位是000，其中约十一分之一校验位碰巧相符。

    正确 | 身份证号码 320584200005120016
    错误 | 身份证号码 320584200002289000
    """
    if record["id_number"].text.endswith("000"):
        yield Problem("id_number")

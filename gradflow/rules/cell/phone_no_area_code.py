"""C352."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.rules.registry import row_rule


@row_rule(
    "C352", "phone-no-area-code", title="固定电话缺区号", needs=("phone",), severity=Severity.WARNING,
    message="“{number}”没有区号", advice="补上区号，写成 区号-号码",
    source="附件2注1(“联系电话”要真实有效)",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """外地拨打固定电话要加区号。

    正确 | 联系电话 13912345679、0512-63456789
    错误 | 联系电话 13912345679、63456789
    """
    for number in record["phone"].numbers:
        if number.sort == "local":
            yield Problem("phone", {"number": number.digits})

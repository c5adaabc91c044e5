"""C356."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.rules.registry import row_rule


@row_rule(
    "C356", "own-mobile-not-mobile", title="本人手机不是手机号", needs=("mobile",), severity=Severity.WARNING,
    message="“{mobile}”里没有手机号", advice="填本人11位手机号；确实没有的写明情况",
    source="附件1“本人手机”；通知二(通过多种联系方式的登记联系党员)",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """回访要靠手机联系。

    正确 | 本人手机 13912345679
    错误 | 本人手机 0512-63456789
    """
    if not any(number.sort in {"mobile", "abroad"} for number in record["mobile"].numbers):
        yield Problem("mobile")

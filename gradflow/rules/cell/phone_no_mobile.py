"""C351."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.rules.registry import row_rule


@row_rule(
    "C351", "phone-no-mobile", title="没有手机号", needs=("phone",), severity=Severity.WARNING,
    message="只有固定电话，没有手机号", advice="补填本人手机号；确实没有的写明情况",
    source="附件2注1(“联系电话”要真实有效)",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """官方表头是“固定电话、手机”，后续回访要靠手机联系。

    正确 | 联系电话 13912345679
    错误 | 联系电话 0512-63456789
    """
    if not any(number.sort in {"mobile", "abroad"} for number in record["phone"].numbers):
        yield Problem("phone")

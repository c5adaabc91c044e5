"""C353."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.rules.registry import row_rule


@row_rule(
    "C353", "phone-service-number", title="不是个人号码", needs=("phone",), severity=Severity.WARNING,
    message="“{number}”是客服或短号，不是个人号码", advice="改填本人的电话号码",
    source="附件2注1(“联系电话”要真实有效)",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """400、800、95开头的是客服号码，联系不到本人。

    正确 | 联系电话 13912345679
    错误 | 联系电话 13912345679、95588
    """
    for number in record["phone"].numbers:
        if number.sort == "service":
            yield Problem("phone", {"number": number.digits})

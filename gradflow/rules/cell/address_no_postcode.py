"""C551."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.rules.registry import row_rule


@row_rule(
    "C551", "postcode-missing", title="没有邮编", needs=("address",), severity=Severity.WARNING,
    message="地址里没有6位邮编", advice="在地址后面空一格写6位邮编",
    source="附件2栏目(个人详细通讯地址、邮编)",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """寄送介绍信和联系函要用邮编，官方表头要求写上。

    正确 | 通讯地址、邮编 江苏省苏州市吴江区云梨路100号 215200
    错误 | 通讯地址、邮编 江苏省苏州市吴江区云梨路100号
    """
    if record["address"].postcode is None:
        yield Problem("address")

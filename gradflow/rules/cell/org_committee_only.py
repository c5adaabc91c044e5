"""C458."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.rules.registry import row_rule


@row_rule(
    "C458", "org-committee-only", title="缺“组织部”", needs=("receiving_department",), severity=Severity.WARNING,
    message="“{receiving_department}”后面没有“组织部”", advice="补上“组织部”；确认抬头就是这样的写明情况",
    source="附件2栏目(介绍信抬头：市、县、区委组织部名称)",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """抬头应写到具体的接收部门，一般是组织部。

    错误 | 组织部名称 张家港市委
    正确 | 组织部名称 张家港市委组织部
    """
    if record["receiving_department"].category == "committee":
        yield Problem("receiving_department")

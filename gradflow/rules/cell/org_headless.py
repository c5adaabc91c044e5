"""C452."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem
from gradflow.core.records import Context, Record
from gradflow.rules.registry import row_rule


@row_rule(
    "C452", "org-without-place", title="组织部前面没有地名", needs=("receiving_department",),
    message="“{receiving_department}”没有写是哪个市、县、区", advice="写全称，如 中共昆山市委组织部",
    source="附件2栏目(介绍信抬头：市、县、区委组织部名称)",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """抬头不写地名，看不出转到哪里。

    正确 | 组织部名称 中共昆山市委组织部
    错误 | 组织部名称 市委组织部
    """
    if record["receiving_department"].category == "headless":
        yield Problem("receiving_department")

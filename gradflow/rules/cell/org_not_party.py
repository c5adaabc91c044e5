"""C451."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem
from gradflow.core.records import Context, Record
from gradflow.rules.registry import row_rule


@row_rule(
    "C451", "org-not-party", title="写的是单位不是党组织", needs=("receiving_department",),
    message="“{receiving_department}”是单位或学校的名称，不是党组织", advice="写该单位所在市、县、区委组织部，或该单位党委的全称(如 苏州大学党委组织部)",
    source="附件2栏目(介绍信抬头：市、县、区委组织部名称)",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """组织关系转给党组织，不转给单位本身。

    正确 | 组织部名称 苏州大学党委组织部
    错误 | 组织部名称 恒力集团有限公司
    """
    if record["receiving_department"].category == "employer":
        yield Problem("receiving_department")

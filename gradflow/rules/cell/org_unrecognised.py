"""C460."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.kinds.regions import is_place
from gradflow.rules.registry import row_rule


@row_rule(
    "C460", "org-unrecognised", title="看不出是党组织", needs=("receiving_department",), severity=Severity.WARNING,
    message="“{receiving_department}”看不出是党组织的名称", advice="写党组织全称；无误的写明情况",
    source="附件2栏目(介绍信抬头：市、县、区委组织部名称)",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """名称不属于任何已知的写法，请人工看一下。

    错误 | 组织部名称 亨通
    正确 | 组织部名称 吴江区松陵街道党工委
    """
    if record["receiving_department"].category == "other" and not is_place(record["receiving_department"].name):
        yield Problem("receiving_department")

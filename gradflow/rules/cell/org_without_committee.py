"""C459."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.rules.registry import row_rule


@row_rule(
    "C459", "org-without-committee", title="缺“委”字", needs=("receiving_department",), severity=Severity.WARNING,
    message="“{receiving_department}”缺“委”字", advice="写成“×区委组织部”，如 吴江区委组织部",
    source="附件2栏目(介绍信抬头：市、县、区委组织部名称)",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """组织部是党委的部门，名称里要有“委”字。

    错误 | 组织部名称 吴江区组织部
    正确 | 组织部名称 吴江区委组织部
    """
    if record["receiving_department"].category == "no_committee":
        yield Problem("receiving_department")

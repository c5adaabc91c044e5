"""C456."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.rules.registry import row_rule


@row_rule(
    "C456", "org-branch", title="支部不能作介绍信抬头", needs=("receiving_department",), severity=Severity.WARNING,
    message="“{receiving_department}”是党支部或党总支，一般不能作介绍信抬头", advice="写有审批权的上级党委或市、县、区委组织部；省内系统确认可直接转到支部的写明情况",
    rests_on=("direct_transfer",),
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """介绍信抬头一般是县级以上组织部或基层党委。

    错误 | 组织部名称 平望镇庙头村党支部
    正确 | 组织部名称 中共平望镇委员会
    """
    if record["receiving_department"].category == "branch":
        yield Problem("receiving_department")

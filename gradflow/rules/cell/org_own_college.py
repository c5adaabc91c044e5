"""C467."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.rules.registry import row_rule


@row_rule(
    "C467", "org-own-college", title="转往本校", needs=("receiving_department",), severity=Severity.WARNING,
    message="“{receiving_department}”是本校的党组织，不是转出", advice="写接收党组织；保留在校或留校的写明情况",
    source="通知四(组织关系转出；保留在学校一般不超过2年)",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """转出登记表里填了本校。组织关系保留在学校的，请写明情况。

    正确 | 组织部名称 苏州大学党委组织部
    错误 | 组织部名称 苏州信息职业技术学院党委
    """
    organisation = record["receiving_department"]
    if context.campaign.college in organisation.name and organisation.category != "employer":
        yield Problem("receiving_department")

"""C457."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.rules.registry import row_rule

MILITARY = re.compile(r"解放军|武警|部队|军区|军分区|人武部|[旅团军]党委|某师")


@row_rule(
    "C457", "org-section", title="应是组织部", needs=("receiving_department",), severity=Severity.WARNING,
    message="“{receiving_department}”写的是组织科，地方党委下设的是组织部", advice="改为“组织部”；确是组织科的(如军队)写明情况",
    source="附件2栏目(介绍信抬头：市、县、区委组织部名称)",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """市、县、区委下设组织部；只有军队等单位设组织科。

    错误 | 组织部名称 昆山市委组织科
    正确 | 组织部名称 昆山市委组织部
    """
    if record["receiving_department"].category == "section" and not MILITARY.search(record["receiving_department"].name):
        yield Problem("receiving_department")

"""C463."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.rules.department_place import department_place
from gradflow.rules.registry import row_rule


@row_rule(
    "C463", "org-province-level", title="省委组织部一般不直接接收", needs=("receiving_department",), severity=Severity.WARNING,
    message="“{receiving_department}”是省一级，毕业生一般转到市、县、区", advice="写到市、县、区委组织部；对方确实要求省级抬头的写明情况",
    source="附件2栏目(介绍信抬头：市、县、区委组织部名称)",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """省委组织部一般不直接接收毕业生的组织关系。

    正确 | 组织部名称 中共昆山市委组织部
    错误 | 组织部名称 江苏省委组织部
    """
    place = department_place(record["receiving_department"])
    if place and re.fullmatch(r".{2,3}(?:省|自治区)", place):
        yield Problem("receiving_department")

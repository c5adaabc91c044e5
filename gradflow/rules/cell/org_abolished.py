"""C461."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.kinds.regions import abolished_names
from gradflow.rules.department_place import RENAMED, department_place, own_name
from gradflow.rules.registry import row_rule


@row_rule(
    "C461", "org-abolished-place", title="地名已经撤销", needs=("receiving_department",), severity=Severity.WARNING,
    message="“{place}”已经撤销或改名，现在没有这个组织部", advice="写现在的名称{hint}",
    source="民政部历年县级以上行政区划变更",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """撤县设区、改名之后，旧的组织部已不存在，介绍信会被退回。

    正确 | 组织部名称 苏州市吴江区委组织部
    错误 | 组织部名称 吴江市委组织部
    """
    place = own_name(department_place(record["receiving_department"]) or "")
    if place in abolished_names():
        hint = f", 是否为{RENAMED[place]}" if place in RENAMED else ""
        yield Problem("receiving_department", {"place": place, "hint": hint})

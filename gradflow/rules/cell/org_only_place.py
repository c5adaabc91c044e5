"""C454."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem
from gradflow.core.records import Context, Record
from gradflow.kinds.regions import is_place
from gradflow.rules.registry import row_rule


@row_rule(
    "C454", "org-only-place", title="只写了地名", needs=("receiving_department",),
    message="“{receiving_department}”只是地名，不是党组织", advice="写全称，如 中共昆山市委组织部",
    source="附件2栏目(介绍信抬头：市、县、区委组织部名称)",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """组织关系转给党组织，地名不能作抬头。

    错误 | 组织部名称 吴江区
    错误 | 组织部名称 昆山
    正确 | 组织部名称 苏州市吴江区委组织部
    """
    name = record["receiving_department"].name
    if record["receiving_department"].category == "place" or is_place(name):
        yield Problem("receiving_department")

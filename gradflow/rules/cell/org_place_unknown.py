"""C465."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.kinds.regions import abolished_names, existing_names
from gradflow.rules.department_place import department_place, own_name
from gradflow.rules.registry import row_rule

ZONE = re.compile(r"(?:开发区|高新区|经开区|园区|度假区|保税区)|兵团|第.{1,3}师")
"""Zones and the 兵团's divisions are not in the tables of regions."""


@row_rule(
    "C465", "org-place-unknown", title="地名查不到", needs=("receiving_department",), severity=Severity.INFO,
    message="“{place}”不在现行和历史区划表里", advice="一般不必处理；像是写错的，请支部核对",
    source="GB/T 2260(含历年撤销的名称)",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """新设的区县可能不在表里，所以只提示。

    正确 | 组织部名称 苏州市吴江区委组织部
    错误 | 组织部名称 火星市委组织部
    """
    if ZONE.search(record["receiving_department"].name):
        return
    place = own_name(department_place(record["receiving_department"]) or "")
    if place and place[-1] in "市县区" and place not in existing_names() and place not in abolished_names():
        yield Problem("receiving_department", {"place": place})

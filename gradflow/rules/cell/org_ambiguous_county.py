"""C462."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.kinds.regions import shared_county_names
from gradflow.rules.department_place import department_place
from gradflow.rules.registry import row_rule


@row_rule(
    "C462", "org-ambiguous-county", title="同名的区县不止一个", needs=("receiving_department",), severity=Severity.WARNING,
    message="“{place}”在{cities}都有，看不出是哪一个", advice="前面写上市名，如 {example}委组织部",
    source="GB/T 2260",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """鼓楼区、朝阳区、长安区等名称几个城市都有，只写区名会寄错。

    正确 | 组织部名称 南京市鼓楼区委组织部
    错误 | 组织部名称 鼓楼区委组织部
    """
    place = department_place(record["receiving_department"])
    if place and (cities := shared_county_names().get(place)):
        facts = {"place": place, "cities": "、".join(cities), "example": f"{cities[0]}{place}"}
        yield Problem("receiving_department", facts)

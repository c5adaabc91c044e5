"""C466."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.kinds.organisation import classify
from gradflow.rules.registry import row_rule


@row_rule(
    "C466", "org-several", title="写了几个党组织", needs=("receiving_department",), severity=Severity.WARNING,
    message="“{receiving_department}”里有几个党组织，看不出转到哪一个", advice="只写一个介绍信抬头",
    source="附件2栏目(介绍信抬头只有一个)",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """一格里写了两个抬头，或同一个名称打了两遍。

    正确 | 组织部名称 中共昆山市委组织部
    错误 | 组织部名称 昆山市委组织部、昆山市花桥镇党委
    """
    name = record["receiving_department"].name
    parts = [part for part in re.split(r"[、,，;；/]|(?<=组织部)(?=.)", name) if part]
    if sum(classify(part) not in {"other", "place", "employer"} for part in parts) > 1:
        yield Problem("receiving_department")

"""C464."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.rules.registry import row_rule


@row_rule(
    "C464", "org-zone-committee", title="功能区没有“区委”", needs=("receiving_department",), severity=Severity.WARNING,
    message="“{receiving_department}”：开发区、园区设党工委，没有区委", advice="写成“×园区党工委组织部”",
    source="各功能区党工委设置",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """开发区、工业园区、度假区设党工委，没有区委。

    正确 | 组织部名称 苏州工业园区党工委组织部
    错误 | 组织部名称 苏州工业园区区委组织部
    """
    name = record["receiving_department"].name
    if re.search(r"(?:开发区|高新区|经开区|工业园区|度假区|保税区)区?委(?:员会)?组织", name):
        yield Problem("receiving_department")

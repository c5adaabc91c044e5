"""R323."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.rules.landing import is_landed
from gradflow.rules.registry import row_rule


@row_rule(
    "R323", "landed-receipt", title="已转入，回执没有反馈", needs=("landed_org",), uses=("receipt",), columns=("receipt",), severity=Severity.WARNING,
    message="已转入“{landed_org}”，回执{how}", advice="收到回执的填是，全国系统线上转接的填线上；回执还没有寄回的写明情况并催收",
    source="附件3“回执是否反馈”；介绍信回执由接收方基层党委在接收后一个月内寄回",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """已经转入的，回执应为“是”或“线上”。回执可能还在路上，所以可以写明情况。

    正确 | 已转入党组织名称 中共昆山市玉山镇委员会 | 转入时间 2023-07-10 | 回执是否反馈 线上
    错误 | 已转入党组织名称 中共昆山市玉山镇委员会 | 转入时间 2023-07-10 | 回执是否反馈 否
    """
    if is_landed(record) and record.get("receipt") not in {"yes", "online"}:
        yield Problem("receipt", {"how": "写的是“否”" if record.get("receipt") else "没有填"})

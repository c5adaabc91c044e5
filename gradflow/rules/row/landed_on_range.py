"""R324."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gradflow.core.findings import Problem
from gradflow.core.records import Context, Record
from gradflow.rules.registry import row_rule


@row_rule(
    "R324", "landed-on-range", title="转入时间不可能", needs=("landed_on",),
    message="转入时间{landed_on}{how}", advice="核对年份和月日，改为实际转入的日期", rests_on=("transfers_begin",),
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """组织关系6月起转出，转入时间不会更早，也不会在填表之后。常见的是年份写错。

    正确 | 转入时间 2023-06-01 | 已转入党组织名称 中共昆山市玉山镇委员会 | 回执是否反馈 是
    正确 | 转入时间 2023-07-25 | 已转入党组织名称 中共昆山市玉山镇委员会 | 回执是否反馈 是
    错误 | 转入时间 2023-05-31 | 已转入党组织名称 中共昆山市玉山镇委员会 | 回执是否反馈 是
    错误 | 转入时间 2023-07-26 | 已转入党组织名称 中共昆山市玉山镇委员会 | 回执是否反馈 是
    """
    begin = date.fromisoformat(f"{context.campaign.cohort}-{context.limits['transfers_begin']}")
    if record["landed_on"].last < begin:
        yield Problem("landed_on", {"how": f"早于开始转接的{begin.isoformat()}"})
    elif record["landed_on"].first > context.as_of:
        yield Problem("landed_on", {"how": f"晚于今天({context.as_of.isoformat()})"})

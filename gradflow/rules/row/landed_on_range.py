"""R324."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem
from gradflow.core.records import Context, Record
from gradflow.rules.landing import transfers_begin
from gradflow.rules.registry import row_rule


@row_rule(
    "R324", "landed-on-range", title="转入时间不可能", needs=("landed_on",), by_day=True,
    message="转入时间{landed_on}{how}", advice="核对年份和月日，改为实际转入的日期；截止日之后才转入的，在下一次的表里填", rests_on=("transfers_begin",),
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """组织关系6月起转出，转入时间不会更早，也不会在填表之后(算到这张表的截止日，截止日没到的算到今天)。常见的是年份写错。

    正确 | 转入时间 2023-06-01 | 已转入党组织名称 中共昆山市玉山镇委员会 | 回执是否反馈 是
    正确 | 转入时间 2023-07-25 | 已转入党组织名称 中共昆山市玉山镇委员会 | 回执是否反馈 是
    错误 | 转入时间 2023-05-31 | 已转入党组织名称 中共昆山市玉山镇委员会 | 回执是否反馈 是
    错误 | 转入时间 2023-07-26 | 已转入党组织名称 中共昆山市玉山镇委员会 | 回执是否反馈 是
    """
    begin = transfers_begin(context)
    first = record["landed_on"].first
    if record["landed_on"].last < begin:
        yield Problem("landed_on", {"how": f"早于开始转接的{begin.isoformat()}"})
    elif first > context.as_of:
        yield Problem("landed_on", {"how": f"还没有到(今天是{context.as_of.isoformat()})"})
    elif first > context.day and not context.is_last_round:
        yield Problem("landed_on", {"how": f"晚于这张表的截止日{context.day.isoformat()}"})

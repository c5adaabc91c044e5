"""R322."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem
from gradflow.core.records import Context, Record
from gradflow.rules.landing import is_landed
from gradflow.rules.registry import row_rule


@row_rule(
    "R322", "landed-needs-organisation", title="写了转入时间，没有写转入党组织", needs=("landed_on",), uses=("landed_org",), columns=("landed_org",),
    message="写了转入时间{landed_on}，没有写转入的党组织", advice="补填转入党组织全称；其实还没有转入的，清空转入时间，在备注里说明",
    source="附件3“已如期转入党组织名称”",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """转入党组织和转入时间要么都有，要么都空着。

    正确 | 已转入党组织名称 中共昆山市玉山镇委员会 | 转入时间 2023-07-10 | 回执是否反馈 是
    错误 | 已转入党组织名称 未转入 | 转入时间 2023-07-10
    """
    if not is_landed(record):
        yield Problem("landed_org")

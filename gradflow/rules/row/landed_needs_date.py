"""R321."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem
from gradflow.core.records import Context, Record
from gradflow.rules.landing import is_landed
from gradflow.rules.registry import row_rule


@row_rule(
    "R321", "landed-needs-date", title="写了转入党组织，没有写转入时间", needs=("landed_org",), uses=("landed_on",), columns=("landed_on",),
    message="已转入“{landed_org}”，没有写转入时间", advice="补填转入时间(年月日)；其实还没有转入的，清空党组织名称，在备注里说明",
    source="附件3“转入时间(年、月、日)”",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """转入党组织和转入时间要么都有，要么都空着。

    正确 | 已转入党组织名称 中共昆山市玉山镇委员会 | 转入时间 2023-07-10 | 回执是否反馈 是
    错误 | 已转入党组织名称 中共昆山市玉山镇委员会 | 转入时间 无 | 回执是否反馈 是
    """
    if is_landed(record) and record.get("landed_on") is None:
        yield Problem("landed_on")

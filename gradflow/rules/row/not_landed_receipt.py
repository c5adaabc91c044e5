"""R362."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.rules.landing import ENDED, STAYS, is_landed
from gradflow.rules.registry import row_rule


@row_rule(
    "R362", "not-landed-receipt", title="没有转入，回执却写“是”", needs=("receipt", "not_landed_reason"),
    uses=("landed_org", "landed_on", "destination_type"), columns=("landed_org",), severity=Severity.WARNING,
    message="没有写转入党组织和转入时间，回执却写“是”", advice="已经转入的补填转入党组织和时间；没有转入的回执写否；确实如此的写明情况",
    source="附件3“回执是否反馈”；介绍信回执由接收方基层党委在接收后寄回",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """接收了才有回执。备注也空着的由 R325 报告；“线上”说的是转接的方式，不算。

    正确 | 已转入党组织名称 无 | 转入时间 无 | 回执是否反馈 否 | 未转入情况说明 等待接收方审核 | 具体情况 回原籍
    正确 | 已转入党组织名称 无 | 转入时间 无 | 回执是否反馈 线上 | 未转入情况说明 等待接收方审核 | 具体情况 回原籍
    错误 | 已转入党组织名称 无 | 转入时间 无 | 回执是否反馈 是 | 未转入情况说明 等待接收方审核 | 具体情况 回原籍
    """
    stays = record.get("destination_type") in {*STAYS, ENDED}
    if record["receipt"] == "yes" and not stays and not is_landed(record) and record.get("landed_on") is None:
        yield Problem("receipt")

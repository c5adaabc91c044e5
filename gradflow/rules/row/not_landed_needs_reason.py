"""R325."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem
from gradflow.core.records import Context, Record
from gradflow.rules.landing import ENDED, is_landed
from gradflow.rules.registry import row_rule


@row_rule(
    "R325", "not-landed-needs-reason", title="没有转入，也没有说明", needs=("name",),
    uses=("landed_org", "landed_on", "not_landed_reason"), columns=("landed_org", "not_landed_reason"),
    message="还没有转入，备注里没有写明原因", advice="在备注里写明未转入的原因和打算；已经转入的补填转入党组织和时间",
    source="附件3“备注(未转入情况说明)”；通知五",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """没有转入的每个人都要说明原因，确保组织关系“落地”。

    正确 | 姓名 王芳 | 已转入党组织名称 无 | 转入时间 无 | 未转入情况说明 9月到校报到后转入
    错误 | 姓名 王芳 | 已转入党组织名称 无 | 转入时间 无 | 未转入情况说明 无
    """
    if record.get("destination_type") == ENDED:
        return
    if not is_landed(record) and record.get("landed_on") is None and record.get("not_landed_reason") is None:
        yield Problem("not_landed_reason")

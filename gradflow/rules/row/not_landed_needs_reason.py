"""R325."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from gradflow.core.findings import Problem
from gradflow.core.records import Context, Record
from gradflow.rules.landing import ENDED, is_landed
from gradflow.rules.registry import row_rule

RESTATING = re.compile(
    r"组织关系|党组织|党员|关系|本人|该生|该同志|目前|截至?|[今日月年号]|暂时?|还|尚|仍|一直|至今|现在|均|都|没有?|未|能|无|已|的|了"
    r"|转[入出接走]?|落[实地]|接转|到位|成功|完成|确[定认]|不?[明详]|不?清楚|不知道?|未知|待定?|定|说明|原因|情况|备注|见上|如上|同上|是|否|有"
    r"|[\W\d_]"
)
"""Words that say that somebody has not arrived, without saying why."""


@row_rule(
    "R325", "not-landed-needs-reason", title="没有转入，也没有说明", needs=("name",),
    uses=("landed_org", "landed_on", "not_landed_reason"), columns=("landed_org", "not_landed_reason"),
    message="还没有转入，备注{how}", advice="在备注里写明未转入的原因和打算；已经转入的补填转入党组织和时间",
    source="附件3“备注(未转入情况说明)”；通知五",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """没有转入的每个人都要说明原因，确保组织关系“落地”。只重复“未转入”“待定”的不算原因。

    正确 | 姓名 王芳 | 已转入党组织名称 无 | 转入时间 无 | 未转入情况说明 9月到校报到后转入
    错误 | 姓名 王芳 | 已转入党组织名称 无 | 转入时间 无 | 未转入情况说明 无
    错误 | 姓名 王芳 | 已转入党组织名称 无 | 转入时间 无 | 未转入情况说明 暂未转入，待定
    正确 | 姓名 王芳 | 已转入党组织名称 无 | 转入时间 无 | 未转入情况说明 单位未落实
    """
    if record.get("destination_type") == ENDED:
        return
    reason = record.get("not_landed_reason")
    if not is_landed(record) and record.get("landed_on") is None and (reason is None or is_no_reason(reason)):
        yield Problem("not_landed_reason", {"how": f"只写了“{reason}”，没有写明原因" if reason else "里没有写明原因"})


@lru_cache(maxsize=4096)
def is_no_reason(text: str) -> bool:
    """Whether a text only says again that the membership has not arrived, and not why."""
    return not RESTATING.sub("", text)

"""C470."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem
from gradflow.core.records import Context, Record
from gradflow.rules.registry import row_rule

WRONG = {"employer": "是单位名，不是党组织名", "government": "不是党组织", "place": "只是地名，不是党组织名", "headless": "缺少地名"}


@row_rule(
    "C470", "landed-not-party", title="转入的不是党组织", needs=("landed_org",),
    message="“{landed_org}”{how}", advice="写转入的党组织全称，可以写到支部，如 中共昆山市玉山镇委员会",
    source="附件3“已如期转入党组织名称”",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """最后落到的党组织可以是组织部、街道乡镇党委、单位党委或支部，但不能是单位名或地名。

    正确 | 已转入党组织名称 平望镇庙头村党支部
    错误 | 已转入党组织名称 恒力集团有限公司
    错误 | 已转入党组织名称 昆山市
    """
    if how := WRONG.get(record["landed_org"].category):
        yield Problem("landed_org", {"how": how})

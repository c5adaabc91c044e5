"""X613."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem
from gradflow.core.people import Entry, Person
from gradflow.core.records import Context
from gradflow.rules.landing import is_landed
from gradflow.rules.registry import person_rule


@person_rule(
    "X613", "landed-stays-landed", title="上一次已转入，这一次没有转入", uses=("landed_org", "landed_on"), compares=True,
    message="{before}已转入“{org}”，这里写的是没有转入", advice="照实补填；上一次写错的，请党委办公室退回上一次的表改正",
    source="通知注意事项2(9月25日上报所有毕业生党员转接落实情况)",
)  # fmt: skip
def check(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """组织关系落地之后不会变回未转入。

    正确 | 附件3(1)·已转入党组织名称 无 | 附件3(1)·未转入情况说明 等待审核 | 附件3(2)·已转入党组织名称 中共昆山市玉山镇委员会
    错误 | 附件3(1)·已转入党组织名称 中共昆山市玉山镇委员会 | 附件3(2)·已转入党组织名称 无 | 附件3(2)·转入时间 无 | 附件3(2)·未转入情况说明 等待审核
    """
    before: Entry | None = None
    for entry in person.rounds():
        if is_landed(entry[1]):
            before = entry
        elif before and "landed_org" in entry[1].cells and "landed_org" not in entry[1].unknown:
            yield entry, Problem("landed_org", {"before": context.named(before[0]), "org": before[1]["landed_org"].name})

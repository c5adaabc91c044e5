"""X612."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.people import Entry, Person
from gradflow.core.records import Context
from gradflow.kinds.places import different_places
from gradflow.rules.landing import has_arrived
from gradflow.rules.registry import person_rule


@person_rule(
    "X612", "landing-place-agrees", title="转入地与转出登记的不同", uses=("receiving_department", "landed_org", "landed_on"), compares=True,
    severity=Severity.WARNING,
    message="转出登记的是{planned}，转入的是{landed}", advice="转入地变了的，在全国系统里重新发起转接，并写明情况；写错的改正",
    source="通知五(对转入地发生变化的党员，要及时通过线上平台重新操作组织关系转接)",
)  # fmt: skip
def check(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """只在两边都写到市、县、区而又互不包含时才报。

    正确 | 附件2·组织部名称 苏州市委组织部 | 附件3·已转入党组织名称 苏州市吴江区平望镇庙头村党支部
    错误 | 附件2·组织部名称 中共昆山市委组织部 | 附件3·已转入党组织名称 中共常熟市虞山街道工作委员会
    """
    planned = person.get("receiving_department")
    for entry, landed in person.holding("landed_org"):
        if (
            planned
            and has_arrived(entry[1])
            and planned.category in {"local", "township", "talent"}
            and (found := different_places(planned.name, landed.name))
        ):
            yield entry, Problem("landed_org", {"planned": found[0], "landed": found[1]})

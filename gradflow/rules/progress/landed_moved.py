"""X634."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from gradflow.core.findings import Problem, Severity
from gradflow.core.people import Entry, Person
from gradflow.core.records import Context
from gradflow.kinds.places import different_places
from gradflow.rules.landing import has_arrived
from gradflow.rules.registry import person_rule

UNITS = re.compile(r"(.+?)(大学|学院|学校|公司|集团|医院|银行|街道|镇|乡|村|社区)")
"""A name's parts below the county: what stands before the word for each sort of unit."""


@person_rule(
    "X634", "landed-moved", title="转入地变了", uses=("landed_org", "landed_on"), compares=True, severity=Severity.WARNING,
    message="转入的是“{here}”，{before}写的是“{then}”", advice="转入地变了的，在全国系统里重新发起转接，并写明情况；写错的改正",
    source="通知五(对转入地发生变化的党员，要及时通过线上平台重新操作组织关系转接)",
)  # fmt: skip
def check(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """上一次已经转入，这一次转入的是另一个地方的党组织。同一个地方写得更细、换了写法的不报。

    正确 | 附件3(1)·已转入党组织名称 中共昆山市玉山镇委员会 | 附件3(2)·已转入党组织名称 昆山市玉山镇同心村党支部
    错误 | 附件3(1)·已转入党组织名称 中共昆山市玉山镇委员会 | 附件3(2)·已转入党组织名称 中共昆山市花桥镇委员会
    错误 | 附件3(1)·已转入党组织名称 中共昆山市玉山镇委员会 | 附件3(2)·已转入党组织名称 中共太仓市城厢镇委员会
    """
    before: Entry | None = None
    for entry in person.rounds():
        if not has_arrived(entry[1]):
            continue
        if before and has_moved(before, entry):
            facts = {"here": entry[1]["landed_org"].name, "before": context.named(before[0]), "then": before[1]["landed_org"].name}
            yield entry, Problem("landed_org", facts)
        before = entry


def has_moved(before: Entry, after: Entry) -> bool:
    """Whether two rows of one person clearly name Party organisations of different places or units."""
    return has_arrived(before[1]) and has_arrived(after[1]) and _differ(before[1]["landed_org"].name, after[1]["landed_org"].name)


@lru_cache(maxsize=4096)
def _differ(one: str, other: str) -> bool:
    if different_places(one, other):
        return True
    here, there = _units(one), _units(other)
    return any(here[sort] not in there[sort] and there[sort] not in here[sort] for sort in here.keys() & there.keys())


def _units(name: str) -> dict[str, str]:
    """Word for a sort of unit -> the unit's own name, without the province, city and county before it."""
    bare = re.sub(r"^(?:中共|中国共产党)?(?:.{2,8}?(?:省|自治区))?(?:.{1,9}?(?:市|自治州|盟)(?=..))?(?:.{1,8}?[市县区旗](?=..))?", "", name)
    return {sort: own for own, sort in UNITS.findall(bare)}

"""P713, P714, P716: memberships that stay at the college, and abroad."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.people import Entry, Person
from gradflow.core.records import Context
from gradflow.rules.calendar_months import months_after
from gradflow.rules.landing import WORDS, abroad_entry, kept_entry
from gradflow.rules.registry import person_rule


@person_rule(
    "P713", "kept-at-college", title="组织关系保留在校", uses=("destination_type", "remark", "not_landed_reason", "destination"), severity=Severity.INFO,
    message="组织关系保留在校，一般不超过{years}年，到{end}为止", advice="编入支部继续管理；符合转出条件的及时转出",
    rests_on=("retention_years",),
)  # fmt: skip
def kept_at_college(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """写着保留、留校、暂缓的，记下到期日。

    正确 | 附件3·已转入党组织名称 无 | 附件3·未转入情况说明 等待接收方审核
    错误 | 附件3·已转入党组织名称 无 | 附件3·未转入情况说明 单位未落实，保留在校
    """
    found, years = kept_entry(person), context.limits["retention_years"]
    end = months_after(context.campaign.graduated_on, 12 * years)
    if found and context.as_of <= end:
        yield found[0], Problem(found[1], {"years": years, "end": end.isoformat()})


@person_rule(
    "P714", "abroad", title="出国(境)的组织关系", uses=("destination_type", "remark", "not_landed_reason", "destination"), severity=Severity.INFO,
    message="出国(境)，组织关系保留在校：{how}下次联系不晚于{contact}；到{end}满{years}年", advice="须有本人书面申请并备案；每半年至少联系一次",
    rests_on=("abroad_contact_months", "abroad_years"),
)  # fmt: skip
def abroad(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """出国(境)学习的由原就读高校保留组织关系。

    正确 | 附件3·具体情况 专转本 | 附件3·未转入情况说明 9月报到后转入
    错误 | 附件3·具体情况 出国 | 附件3·未转入情况说明 赴日本留学
    """
    found = abroad_entry(person)
    if found is None:
        return
    limits, left = context.limits, context.campaign.graduated_on
    words = "".join(str(value) for key in WORDS for _, value in person.holding(key))
    facts = {
        "how": "" if "申请" in words or "保留" in words else "没有写明已申请保留，",
        "contact": months_after(left, limits["abroad_contact_months"]).isoformat(),
        "end": months_after(left, 12 * limits["abroad_years"]).isoformat(),
        "years": limits["abroad_years"],
    }
    yield found[0], Problem(found[1], facts)


@person_rule(
    "P716", "kept-too-long", title="保留超过两年", uses=("destination_type", "remark", "not_landed_reason", "destination"), severity=Severity.WARNING,
    message="组织关系保留已超过{years}年({end}到期)", advice="及时转出；写明没有转出的原因",
    rests_on=("retention_years",),
)  # fmt: skip
def kept_too_long(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """高校毕业生党员的组织关系保留一般不超过两年。

    正确 | 附件3(2)·未转入情况说明 保留在校 | 附件3(2)·具体情况 保留在校 | 日期 2025-06-30
    错误 | 附件3(2)·未转入情况说明 保留在校 | 附件3(2)·具体情况 保留在校 | 日期 2025-07-01
    """
    found, years = kept_entry(person), context.limits["retention_years"]
    end = months_after(context.campaign.graduated_on, 12 * years)
    if found and context.as_of > end:
        yield found[0], Problem(found[1], {"years": years, "end": end.isoformat()})

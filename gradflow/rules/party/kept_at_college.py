"""P713."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.people import Entry, Person
from gradflow.core.records import Context
from gradflow.rules.calendar_months import months_after
from gradflow.rules.landing import kept_entry
from gradflow.rules.registry import person_rule


@person_rule(
    "P713", "kept-at-college", title="组织关系保留在校", uses=("destination_type", "remark", "not_landed_reason", "destination"), severity=Severity.INFO,
    message="组织关系保留在校，一般不超过{years}年，到{end}为止", advice="编入支部继续管理；符合转出条件的及时转出",
    rests_on=("retention_years",),
)  # fmt: skip
def check(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """写着保留、留校、暂缓的，记下到期日。

    正确 | 附件3·已转入党组织名称 无 | 附件3·未转入情况说明 等待接收方审核
    错误 | 附件3·已转入党组织名称 无 | 附件3·未转入情况说明 单位未落实，保留在校
    """
    found, years = kept_entry(person), context.limits["retention_years"]
    end = months_after(context.campaign.graduated_on, 12 * years)
    if found and context.as_of <= end:
        yield found[0], Problem(found[1], {"years": years, "end": end.isoformat()})

"""P716."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.people import Entry, Person
from gradflow.core.records import Context
from gradflow.rules.calendar_months import months_after
from gradflow.rules.landing import kept_entry
from gradflow.rules.registry import person_rule


@person_rule(
    "P716", "kept-too-long", title="保留超过两年", uses=("destination_type", "remark", "not_landed_reason", "destination"), severity=Severity.WARNING,
    message="组织关系保留已超过{years}年({end}到期)", advice="及时转出；写明没有转出的原因",
    rests_on=("retention_years",),
)  # fmt: skip
def check(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """高校毕业生党员的组织关系保留一般不超过两年。

    正确 | 附件3(2)·未转入情况说明 保留在校 | 附件3(2)·具体情况 保留在校 | 日期 2025-06-30
    错误 | 附件3(2)·未转入情况说明 保留在校 | 附件3(2)·具体情况 保留在校 | 日期 2025-07-01
    """
    found, years = kept_entry(person), context.limits["retention_years"]
    end = months_after(context.campaign.graduated_on, 12 * years)
    if found and context.as_of > end:
        yield found[0], Problem(found[1], {"years": years, "end": end.isoformat()})

"""P712."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.people import Entry, Person
from gradflow.core.records import Context
from gradflow.rules.calendar_months import months_after
from gradflow.rules.landing import open_entry
from gradflow.rules.registry import person_rule


@person_rule(
    "P712", "half-a-year-open", title="转出半年，还没有转入", uses=("landed_org", "destination_type", "not_landed_reason"), severity=Severity.WARNING,
    message="从毕业算起已满{months}个月，还没有转入：重开介绍信的期限已过，连续{months}个月不参加组织生活的按自行脱党处理", advice="立即与本人和接收方联系，报党委办公室研究，写明进展",
    rests_on=("reopening_months",),
)  # fmt: skip
def check(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """转出后六个月仍未落实的，重开期限和自行脱党的期限都到了。

    正确 | 附件3(2)·未转入情况说明 等待接收方审核 | 附件3(2)·已转入党组织名称 无 | 附件3(2)·转入时间 无 | 日期 2023-12-29
    错误 | 附件3(2)·未转入情况说明 等待接收方审核 | 附件3(2)·已转入党组织名称 无 | 附件3(2)·转入时间 无 | 日期 2023-12-30
    """
    entry, months = open_entry(person), context.limits["reopening_months"]
    if entry and context.as_of >= months_after(context.campaign.graduated_on, months):
        yield entry, Problem("landed_org", {"months": months})

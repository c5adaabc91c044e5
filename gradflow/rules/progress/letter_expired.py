"""P711."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from gradflow.core.findings import Problem, Severity
from gradflow.core.people import Entry, Person
from gradflow.core.records import Context
from gradflow.rules.calendar_months import months_after
from gradflow.rules.landing import open_entry
from gradflow.rules.registry import person_rule


@person_rule(
    "P711", "letter-expired", title="介绍信已过期，还没有转入", uses=("landed_org", "destination_type", "not_landed_reason"), severity=Severity.WARNING,
    message="从毕业算起已{days}天，毕业时开出的介绍信到{end}为止，还没有转入", advice="与接收方联系；用纸质介绍信的在{reopen}前凭原凭证重新开具，写明进展",
    rests_on=("letter_days", "reopening_months"),
)  # fmt: skip
def check(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """毕业时开出的介绍信90天有效。保留在校、出国(境)、延期毕业的不算。

    正确 | 附件3(2)·未转入情况说明 等待接收方审核 | 附件3(2)·已转入党组织名称 无 | 附件3(2)·转入时间 无 | 日期 2023-09-28
    错误 | 附件3(2)·未转入情况说明 等待接收方审核 | 附件3(2)·已转入党组织名称 无 | 附件3(2)·转入时间 无 | 日期 2023-09-29
    """
    entry, left = open_entry(person), context.campaign.graduated_on
    end = left + timedelta(days=context.limits["letter_days"])
    reopen = months_after(left, context.limits["reopening_months"])
    if entry and end < context.as_of < reopen:
        days = (context.as_of - left).days
        yield entry, Problem("landed_org", {"days": days, "end": end.isoformat(), "reopen": reopen.isoformat()})

"""P709."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.people import Entry, Person
from gradflow.core.records import Context
from gradflow.rules.calendar_months import months_after
from gradflow.rules.membership import believable, latest_status
from gradflow.rules.registry import person_rule


@person_rule(
    "P709", "probation-ends-in-transfer", title="转接期内预备期满", needs=("joined_on", "member_status"), severity=Severity.INFO,
    message="预备期到{end}满，正在转接期内", advice="提醒本人按时向现在的党组织提出转正申请；有的接收方不收超期未转正的预备党员",
    rests_on=("probation_months", "transition_months"),
)  # fmt: skip
def check(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """毕业后三个月内预备期满的，列入名单提醒；那张表的截止日前已满的由 P704 报告。

    错误 | 附件1·入党时间 2022-09-30 | 附件2·预备党员/正式党员 预备党员
    正确 | 附件1·入党时间 2022-10-01 | 附件2·预备党员/正式党员 预备党员
    """
    status, joined = latest_status(person), believable(person, context)
    if not status or not joined or status[1] != "probationary":
        return
    left = context.campaign.graduated_on
    end = months_after(joined.last, context.limits["probation_months"])
    if end > context.day_of(status[0][0]) and left <= end <= months_after(left, context.limits["transition_months"]):
        yield status[0], Problem("member_status", {"end": end.isoformat()})

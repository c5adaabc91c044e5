"""P704."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.people import Entry, Person
from gradflow.core.records import Context
from gradflow.rules.calendar_months import months_after
from gradflow.rules.membership import is_prolonged, overdue_months
from gradflow.rules.registry import person_rule


@person_rule(
    "P704", "probation-over", title="预备期已满，还是预备党员", needs=("joined_on", "member_status"),
    uses=("remark", "not_landed_reason"), severity=Severity.WARNING,
    message="入党时间{joined}，预备期{over}已满，还是预备党员", advice="已经转正的改为正式党员；没有转正的及时提出转正申请，写明情况",
    rests_on=("probation_months", "transition_months"),
)  # fmt: skip
def check(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """预备期一年，满了应及时讨论转正；有的接收方不收超期未转正的预备党员。以最近一次报的身份为准，算到那张表的截止日；备注写明延长预备期的不报。

    正确 | 附件1·入党时间 2022-07-26 | 附件3·预备党员/正式党员 预备党员
    错误 | 附件1·入党时间 2022-07-25 | 附件3·预备党员/正式党员 预备党员
    正确 | 附件1·入党时间 2022-07-25 | 附件3·预备党员/正式党员 预备党员 | 附件2·备注 转正延期半年
    正确 | 附件1·入党时间 2022-07-10 | 附件2·预备党员/正式党员 预备党员 | 附件3·预备党员/正式党员 正式党员
    """
    found = overdue_months(person, context)
    limits = context.limits
    last = limits["probation_months"] + limits["shortest_extension_months"]
    if found and limits["probation_months"] <= found[2] < last and not is_prolonged(person):
        over = months_after(found[1].last, limits["probation_months"]).isoformat()
        yield found[0], Problem("member_status", {"joined": found[1], "over": over})

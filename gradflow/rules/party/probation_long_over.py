"""P705."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.people import Entry, Person
from gradflow.core.records import Context
from gradflow.rules.membership import is_prolonged, overdue_months
from gradflow.rules.registry import person_rule


@person_rule(
    "P705", "probation-long-over", title="预备期满半年以上，没有写明延长", needs=("joined_on", "member_status"),
    uses=("remark", "not_landed_reason"), severity=Severity.WARNING,
    message="入党时间{joined}，预备期满已有半年以上，还是预备党员，备注里没有写明延长", advice="核对是否已经转正；延长预备期的在备注里写明",
    rests_on=("shortest_extension_months",),
)  # fmt: skip
def check(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """延长预备期不少于半年，不超过一年。

    正确 | 附件1·入党时间 2022-01-26 | 附件3·预备党员/正式党员 预备党员
    错误 | 附件1·入党时间 2022-01-25 | 附件3·预备党员/正式党员 预备党员
    正确 | 附件1·入党时间 2022-01-25 | 附件3·预备党员/正式党员 预备党员 | 附件2·备注 预备期延长半年
    """
    found = overdue_months(person, context)
    limits = context.limits
    first = limits["probation_months"] + limits["shortest_extension_months"]
    last = limits["probation_months"] + limits["longest_extension_months"]
    if found and first <= found[2] < last and not is_prolonged(person):
        yield found[0], Problem("member_status", {"joined": found[1]})

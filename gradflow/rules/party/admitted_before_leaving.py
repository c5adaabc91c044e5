"""P707."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.people import Entry, Person
from gradflow.core.records import Context
from gradflow.rules.calendar_months import months_after
from gradflow.rules.membership import believable
from gradflow.rules.registry import person_rule


@person_rule(
    "P707", "admitted-before-leaving", title="离校前三个月内发展", needs=("joined_on",), severity=Severity.WARNING,
    message="入党时间{joined}在毕业({left})前三个月内，接收方可能不予承认", advice="核对入党时间；属实的写明情况，并备好发展党员的材料",
    rests_on=("last_admission_months",),
)  # fmt: skip
def check(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """三个月内将离开学习单位的，一般不办理接收预备党员的手续。

    正确 | 附件1·入党时间 2023-03-30 | 附件2·预备党员/正式党员 预备党员
    错误 | 附件1·入党时间 2023-03-31 | 附件2·预备党员/正式党员 预备党员
    """
    joined = believable(person, context)
    left = context.campaign.graduated_on
    if joined and joined.first > months_after(left, -context.limits["last_admission_months"]):
        yield joined.entry, Problem("joined_on", {"joined": joined, "left": left.isoformat()})

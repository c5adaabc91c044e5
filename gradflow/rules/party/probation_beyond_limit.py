"""P706."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem
from gradflow.core.people import Entry, Person
from gradflow.core.records import Context
from gradflow.rules.membership import is_card_alone, overdue_months
from gradflow.rules.registry import person_rule


@person_rule(
    "P706", "probation-beyond-limit", title="超过最长的预备期", needs=("joined_on", "member_status"),
    message="入党时间{joined}，到{day}已满两年，超过预备期一年、最长延长一年，还是预备党员", advice="核对党员身份和登记卡的入党时间，改正写错的一处",
    rests_on=("probation_months", "longest_extension_months"),
)  # fmt: skip
def check(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """预备期一年，最多再延长一年。几张表都写预备党员的，报在登记卡的入党时间；否则报在最近的一张表里。

    正确 | 附件1·入党时间 2021-07-26 | 附件3·预备党员/正式党员 预备党员
    错误 | 附件1·入党时间 2021-07-25 | 附件3·预备党员/正式党员 预备党员
    """
    found = overdue_months(person, context)
    if found and found[2] >= context.limits["probation_months"] + context.limits["longest_extension_months"]:
        facts = {"joined": found[1], "day": context.day_of(found[0][0]).isoformat()}
        if is_card_alone(person, "probationary"):
            yield found[1].entry, Problem("joined_on", facts)
        else:
            yield found[0], Problem("member_status", facts)

"""P703."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem
from gradflow.core.people import Entry, Person
from gradflow.core.records import Context
from gradflow.rules.calendar_months import months_after
from gradflow.rules.membership import believable, is_card_alone
from gradflow.rules.registry import person_rule


@person_rule(
    "P703", "full-before-a-year", title="预备期不足一年", needs=("joined_on", "member_status"),
    message="入党时间{joined}距{day}不足一年，不应为正式党员", advice="核对党员身份和登记卡的入党时间(支部大会通过为预备党员之日，不是转正时间)，改正写错的一处",
    rests_on=("probation_months",),
)  # fmt: skip
def check(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """预备期为一年，自支部大会通过之日起算，算到写着正式党员的那张表的截止日。

    几张表都写正式党员的，多半是入党时间误填为转正时间，报在登记卡；否则报在写着正式党员的表里。

    正确 | 附件1·入党时间 2022-06-24 | 附件2·预备党员/正式党员 正式党员
    错误 | 附件1·入党时间 2022-06-25 | 附件2·预备党员/正式党员 正式党员
    错误 | 附件1·入党时间 2022-06-25 | 附件2·预备党员/正式党员 正式党员 | 日期 2024-01-01
    错误 | 附件1·入党时间 2022-12-01 | 附件2·预备党员/正式党员 预备党员 | 附件3·预备党员/正式党员 正式党员
    """
    joined = believable(person, context)
    if joined is None:
        return
    full_on = months_after(joined.first, context.limits["probation_months"])
    told = [entry for entry, status in person.holding("member_status") if status == "full" and context.day_of(entry[0]) < full_on]
    if len(told) > 1 and is_card_alone(person, "full"):
        day = max(context.day_of(entry[0]) for entry in told)
        yield joined.entry, Problem("joined_on", {"joined": joined, "day": day.isoformat()})
    else:
        yield from ((entry, Problem("member_status", {"joined": joined, "day": context.day_of(entry[0]).isoformat()})) for entry in told)

"""P703."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem
from gradflow.core.people import Entry, Person
from gradflow.core.records import Context
from gradflow.rules.calendar_months import months_after
from gradflow.rules.membership import believable
from gradflow.rules.registry import person_rule


@person_rule(
    "P703", "full-before-a-year", title="预备期不足一年", needs=("joined_on", "member_status"),
    message="入党时间{joined}距{day}不足一年，不应为正式党员", advice="核对入党时间(支部大会通过为预备党员之日，不是转正时间)和党员身份",
    rests_on=("probation_months",),
)  # fmt: skip
def check(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """预备期为一年，自支部大会通过之日起算。看不出是入党时间还是党员身份写错，两处都报。

    正确 | 附件1·入党时间 2022-07-25 | 附件2·预备党员/正式党员 正式党员
    错误 | 附件1·入党时间 2022-07-26 | 附件2·预备党员/正式党员 正式党员
    错误 | 附件1·入党时间 2022-12-01 | 附件2·预备党员/正式党员 预备党员 | 附件3·预备党员/正式党员 正式党员
    """
    joined = believable(person, context)
    if joined is None or months_after(joined.first, context.limits["probation_months"]) <= context.as_of:
        return
    told = [entry for entry, status in person.holding("member_status") if status == "full"]
    facts = {"joined": joined, "day": context.as_of.isoformat()}
    yield from ((entry, Problem("member_status", facts)) for entry in told)
    if told:
        yield joined.entry, Problem("joined_on", facts)

"""P715."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.people import Entry, Person
from gradflow.core.records import Context
from gradflow.rules.calendar_months import months_after
from gradflow.rules.membership import believable
from gradflow.rules.registry import person_rule


@person_rule(
    "P715", "joined-long-ago", title="入党时间比毕业早得多", needs=("joined_on",), severity=Severity.WARNING,
    message="入党时间{joined}，比毕业早{years}年以上", advice="核对年份；在职、退役后入学等属实的写明情况",
    rests_on=("longest_membership_years",),
)  # fmt: skip
def check(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """多半是年份写错；退役军人、高职扩招的学生确有入党早的。

    正确 | 附件1·入党时间 2013-06-30 | 附件1·出生年月 1990-03 | 附件2·身份证号码 110105199003078035
    错误 | 附件1·入党时间 2013-06-29 | 附件1·出生年月 1990-03 | 附件2·身份证号码 110105199003078035
    """
    joined, years = believable(person, context), context.limits["longest_membership_years"]
    if joined and joined.last < months_after(context.campaign.graduated_on, -12 * years):
        yield joined.entry, Problem("joined_on", {"joined": joined, "years": years})

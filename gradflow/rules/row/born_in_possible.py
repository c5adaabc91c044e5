"""R307."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem
from gradflow.core.records import Context, Record
from gradflow.rules.ages import full_years, told_years
from gradflow.rules.registry import row_rule


@row_rule(
    "R307", "born-in-possible", title="按出生年月不可能是党员", needs=("born_in",),
    message="出生年月{born_in}，到{day}{years}，不可能是应届毕业生党员", advice="对照身份证核对出生年月",
    rests_on=("adult_age",),
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """年满十八岁才能入党；超过六十岁的应届毕业生多半是年份写错。只写到月的按最有利的一天算。

    正确 | 出生年月 2005-06
    错误 | 出生年月 2005-07
    """
    day = context.campaign.graduated_on
    oldest, youngest = (full_years(born, day) for born in (record["born_in"].first, record["born_in"].last))
    if oldest < context.limits["adult_age"] or youngest > context.limits["highest_age"]:
        yield Problem("born_in", {"years": told_years(oldest), "day": day.isoformat()})

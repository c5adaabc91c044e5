"""R305."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem
from gradflow.core.records import Context, Record
from gradflow.rules.ages import full_years, told_years
from gradflow.rules.registry import row_rule


@row_rule(
    "R305", "age-possible", title="按身份证号不可能是党员", needs=("id_number",),
    message="按身份证号，到{as_of}{years}，不可能是应届毕业生党员", advice="对照身份证核对号码第7-14位(出生年月日)",
    rests_on=("adult_age", "highest_age"),
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """年满十八岁才能入党；超过六十岁的应届毕业生多半是号码写错。

    正确 | 身份证号码 320584200005120016
    错误 | 身份证号码 320584201005120010
    """
    years = full_years(record["id_number"].born_on, context.campaign.graduated_on)
    if not context.limits["adult_age"] <= years <= context.limits["highest_age"]:
        yield Problem("id_number", {"years": told_years(years), "as_of": context.campaign.graduated_on.isoformat()})

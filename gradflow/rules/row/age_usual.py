"""R306."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.rules.ages import full_years
from gradflow.rules.registry import row_rule


@row_rule(
    "R306", "age-usual", title="年龄比一般毕业生大", needs=("id_number",), severity=Severity.WARNING,
    message="按身份证号已{years}周岁，比一般毕业生大", advice="核对身份证号；高职扩招、退役军人等属实的写明情况",
    source="经验值: 应届毕业生通常18-30周岁",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """超过30周岁的毕业生不多见，请核对号码。

    正确 | 身份证号码 320584200005120016
    错误 | 身份证号码 320584198005120016
    """
    years = full_years(record["id_number"].born_on, context.campaign.graduated_on)
    if context.limits["usual_age"] < years <= context.limits["highest_age"]:
        yield Problem("id_number", {"years": years})

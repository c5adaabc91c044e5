"""P702."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.people import Entry, Person
from gradflow.core.records import Context
from gradflow.rules.membership import believable, born_on, is_too_young
from gradflow.rules.registry import person_rule


@person_rule(
    "P702", "joined-after-training", title="满十八岁不到一年就入党", needs=("joined_on",), uses=("id_number", "born_in"),
    severity=Severity.WARNING,
    message="入党时间{joined}，出生日期{born}，满18周岁后不到一年", advice="核对入党时间，是否误填了申请书日期；属实的写明情况",
    rests_on=("adult_age", "training_years"),
)  # fmt: skip
def check(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """年满十八岁才可以申请，列为发展对象前还要培养考察一年以上。

    正确 | 附件1·入党时间 2019-05-12 | 附件2·身份证号码 320584200005120016
    错误 | 附件1·入党时间 2019-05-11 | 附件2·身份证号码 320584200005120016
    """
    joined, born = believable(person, context), born_on(person)
    if joined and born and is_too_young(person, joined, "adult_age", context, more=context.limits["training_years"]):
        yield joined.entry, Problem("joined_on", {"joined": joined, "born": born})

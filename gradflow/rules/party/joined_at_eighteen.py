"""P701."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem
from gradflow.core.people import Entry, Person
from gradflow.core.records import Context
from gradflow.rules.membership import born_on, is_too_young, joining
from gradflow.rules.registry import person_rule


@person_rule(
    "P701", "joined-at-eighteen", title="入党时不满十八岁", needs=("joined_on",), uses=("id_number", "born_in"),
    message="入党时间{joined}，出生日期{born}，入党时不满{years}周岁", advice="核对入党时间(支部大会通过为预备党员之日)和出生日期",
    rests_on=("adult_age",),
)  # fmt: skip
def check(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """年满十八岁才可以申请入党。只写到月的按最有利的一天算。

    正确 | 附件1·入党时间 2018-05-12 | 附件2·身份证号码 320584200005120016
    错误 | 附件1·入党时间 2018-05-11 | 附件2·身份证号码 320584200005120016
    """
    joined, born = joining(person), born_on(person)
    if joined and born and is_too_young(person, joined, "adult_age", context):
        yield joined.entry, Problem("joined_on", {"joined": joined, "born": born, "years": context.limits["adult_age"]})

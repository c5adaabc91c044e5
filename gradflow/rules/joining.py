"""P701, P702, P707, P708, P715: when somebody can have joined."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.people import Entry, Person
from gradflow.core.records import Context
from gradflow.rules.calendar_months import months_after
from gradflow.rules.membership import FOUNDED_ON, believable, born_on, is_too_young, joining
from gradflow.rules.registry import person_rule


@person_rule(
    "P701", "joined-at-eighteen", title="入党时不满十八岁", needs=("joined_on",), uses=("id_number", "born_in"),
    message="入党时间{joined}，出生日期{born}，入党时不满{years}周岁", advice="核对入党时间(支部大会通过为预备党员之日)和出生日期",
    rests_on=("adult_age",),
)  # fmt: skip
def joined_at_eighteen(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """年满十八岁才可以申请入党。只写到月的按最有利的一天算。

    正确 | 附件1·入党时间 2018-05-12 | 附件2·身份证号码 320584200005120016
    错误 | 附件1·入党时间 2018-05-11 | 附件2·身份证号码 320584200005120016
    """
    joined, born = joining(person), born_on(person)
    if joined and born and is_too_young(person, joined, "adult_age", context):
        yield joined.entry, Problem("joined_on", {"joined": joined, "born": born, "years": context.limits["adult_age"]})


@person_rule(
    "P702", "joined-after-training", title="满十八岁不到一年就入党", needs=("joined_on",), uses=("id_number", "born_in"),
    severity=Severity.WARNING,
    message="入党时间{joined}，出生日期{born}，满18周岁后不到一年", advice="核对入党时间，是否误填了申请书日期；属实的写明情况",
    rests_on=("adult_age", "training_years"),
)  # fmt: skip
def joined_after_training(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """年满十八岁才可以申请，列为发展对象前还要培养考察一年以上。

    正确 | 附件1·入党时间 2019-05-12 | 附件2·身份证号码 320584200005120016
    错误 | 附件1·入党时间 2019-05-11 | 附件2·身份证号码 320584200005120016
    """
    joined, born = believable(person, context), born_on(person)
    if joined and born and is_too_young(person, joined, "adult_age", context, more=context.limits["training_years"]):
        yield joined.entry, Problem("joined_on", {"joined": joined, "born": born})


@person_rule(
    "P707", "admitted-before-leaving", title="离校前三个月内发展", needs=("joined_on",), severity=Severity.WARNING,
    message="入党时间{joined}在毕业({left})前三个月内，接收方可能不予承认", advice="核对入党时间；属实的写明情况，并备好发展党员的材料",
    rests_on=("last_admission_months",),
)  # fmt: skip
def admitted_before_leaving(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """三个月内将离开学习单位的，一般不办理接收预备党员的手续。

    正确 | 附件1·入党时间 2023-03-30 | 附件2·预备党员/正式党员 预备党员
    错误 | 附件1·入党时间 2023-03-31 | 附件2·预备党员/正式党员 预备党员
    """
    joined = believable(person, context)
    left = context.campaign.graduated_on
    if joined and joined.first > months_after(left, -context.limits["last_admission_months"]):
        yield joined.entry, Problem("joined_on", {"joined": joined, "left": left.isoformat()})


@person_rule(
    "P708", "joined-in-the-future", title="入党时间不可能", needs=("joined_on",),
    message="入党时间{joined}{how}", advice="核对年份和月日",
    source="常识；中国共产党成立于1921年7月",
)  # fmt: skip
def joined_in_the_future(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """常见的是年份写错。在本校发展的党员，入党时间不会在毕业之后。

    正确 | 附件1·入党时间 2023-06-30 | 附件2·预备党员/正式党员 预备党员
    错误 | 附件1·入党时间 2023-07-01 | 附件2·预备党员/正式党员 预备党员
    """
    joined = joining(person)
    if joined and joined.first > context.left_on:
        today, left = context.as_of, context.left_on
        how = f"还没有到(今天是{today.isoformat()})" if joined.first > today else f"在毕业({left.isoformat()})之后"
        yield joined.entry, Problem("joined_on", {"joined": joined, "how": how})
    elif joined and joined.last < FOUNDED_ON:
        yield joined.entry, Problem("joined_on", {"joined": joined, "how": "在建党之前"})


@person_rule(
    "P715", "joined-long-ago", title="入党时间比毕业早得多", needs=("joined_on",), severity=Severity.WARNING,
    message="入党时间{joined}，比毕业早{years}年以上", advice="核对年份；在职、退役后入学等属实的写明情况",
    rests_on=("longest_membership_years",),
)  # fmt: skip
def joined_long_ago(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """多半是年份写错；退役军人、高职扩招的学生确有入党早的。

    正确 | 附件1·入党时间 2013-06-30 | 附件1·出生年月 1990-03 | 附件2·身份证号码 110105199003078035
    错误 | 附件1·入党时间 2013-06-29 | 附件1·出生年月 1990-03 | 附件2·身份证号码 110105199003078035
    """
    joined, years = believable(person, context), context.limits["longest_membership_years"]
    if joined and joined.last < months_after(context.campaign.graduated_on, -12 * years):
        yield joined.entry, Problem("joined_on", {"joined": joined, "years": years})

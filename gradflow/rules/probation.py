"""P703-P706, P709, P710: the year of probation."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.people import Entry, Person
from gradflow.core.records import Context
from gradflow.rules.calendar_months import months_after
from gradflow.rules.membership import believable, is_card_alone, is_prolonged, latest_status, overdue_months
from gradflow.rules.registry import person_rule


@person_rule(
    "P703", "full-before-a-year", title="预备期不足一年", needs=("joined_on", "member_status"),
    message="入党时间{joined}距{day}不足一年，不应为正式党员", advice="核对党员身份和登记卡的入党时间(支部大会通过为预备党员之日，不是转正时间)，改正写错的一处",
    rests_on=("probation_months",),
)  # fmt: skip
def full_before_a_year(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
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


@person_rule(
    "P704", "probation-over", title="预备期已满，还是预备党员", needs=("joined_on", "member_status"),
    uses=("remark", "not_landed_reason"), severity=Severity.WARNING,
    message="入党时间{joined}，预备期{over}已满，还是预备党员", advice="已经转正的改为正式党员；没有转正的及时提出转正申请，写明情况",
    rests_on=("probation_months", "transition_months"),
)  # fmt: skip
def probation_over(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """预备期一年，满了应及时讨论转正；有的接收方不收超期未转正的预备党员。以最近一次报的身份为准，算到那张表的截止日；备注写明延长预备期的不报。

    正确 | 附件1·入党时间 2022-07-26 | 附件3·预备党员/正式党员 预备党员
    错误 | 附件1·入党时间 2022-07-25 | 附件3·预备党员/正式党员 预备党员
    正确 | 附件1·入党时间 2022-07-25 | 附件3·预备党员/正式党员 预备党员 | 附件2·备注 转正延期半年
    正确 | 附件1·入党时间 2022-07-10 | 附件2·预备党员/正式党员 预备党员 | 附件3·预备党员/正式党员 正式党员
    """
    found = overdue_months(person, context)
    limits = context.limits
    last = limits["probation_months"] + limits["shortest_extension_months"]
    if found and limits["probation_months"] <= found[2] < last and not is_prolonged(person):
        over = months_after(found[1].last, limits["probation_months"]).isoformat()
        yield found[0], Problem("member_status", {"joined": found[1], "over": over})


@person_rule(
    "P705", "probation-long-over", title="预备期满半年以上，没有写明延长", needs=("joined_on", "member_status"),
    uses=("remark", "not_landed_reason"), severity=Severity.WARNING,
    message="入党时间{joined}，预备期满已有半年以上，还是预备党员，备注里没有写明延长", advice="核对是否已经转正；延长预备期的在备注里写明",
    rests_on=("shortest_extension_months",),
)  # fmt: skip
def probation_long_over(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """延长预备期不少于半年，不超过一年。

    正确 | 附件1·入党时间 2022-01-26 | 附件3·预备党员/正式党员 预备党员
    错误 | 附件1·入党时间 2022-01-25 | 附件3·预备党员/正式党员 预备党员
    正确 | 附件1·入党时间 2022-01-25 | 附件3·预备党员/正式党员 预备党员 | 附件2·备注 预备期延长半年
    """
    found = overdue_months(person, context)
    limits = context.limits
    first = limits["probation_months"] + limits["shortest_extension_months"]
    last = limits["probation_months"] + limits["longest_extension_months"]
    if found and first <= found[2] < last and not is_prolonged(person):
        yield found[0], Problem("member_status", {"joined": found[1]})


@person_rule(
    "P706", "probation-beyond-limit", title="超过最长的预备期", needs=("joined_on", "member_status"),
    message="入党时间{joined}，到{day}已满两年，超过预备期一年、最长延长一年，还是预备党员", advice="核对党员身份和登记卡的入党时间，改正写错的一处",
    rests_on=("probation_months", "longest_extension_months"),
)  # fmt: skip
def probation_beyond_limit(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
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


@person_rule(
    "P709", "probation-ends-in-transfer", title="转接期内预备期满", needs=("joined_on", "member_status"), severity=Severity.INFO,
    message="预备期到{end}满，正在转接期内", advice="提醒本人按时向现在的党组织提出转正申请；有的接收方不收超期未转正的预备党员",
    rests_on=("probation_months", "transition_months"),
)  # fmt: skip
def probation_ends_in_transfer(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """毕业后三个月内预备期满的，列入名单提醒；那张表的截止日前已满的由 P704 报告。

    错误 | 附件1·入党时间 2022-09-30 | 附件2·预备党员/正式党员 预备党员
    正确 | 附件1·入党时间 2022-10-01 | 附件2·预备党员/正式党员 预备党员
    """
    status, joined = latest_status(person), believable(person, context)
    if not status or not joined or status[1] != "probationary":
        return
    left = context.campaign.graduated_on
    end = months_after(joined.last, context.limits["probation_months"])
    if end > context.day_of(status[0][0]) and left <= end <= months_after(left, context.limits["transition_months"]):
        yield status[0], Problem("member_status", {"end": end.isoformat()})


@person_rule(
    "P710", "status-goes-back", title="正式党员变成了预备党员", uses=("member_status",), compares=True,
    message="{before}写的是正式党员，这里写的是预备党员", advice="核对党员身份，改正写错的一处",
    rests_on=("probation_months",),
)  # fmt: skip
def status_goes_back(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """预备党员可以转为正式党员，反过来不可能。预备转正式的，由 P703 核对预备期满一年。

    正确 | 附件2·预备党员/正式党员 预备党员 | 附件3·预备党员/正式党员 正式党员
    错误 | 附件2·预备党员/正式党员 正式党员 | 附件3·预备党员/正式党员 预备党员
    """
    before: Entry | None = None
    for entry, status in person.holding("member_status"):
        is_later = before and (before[0].form, before[0].round) != (entry[0].form, entry[0].round)
        if status == "probationary" and before and is_later:
            yield entry, Problem("member_status", {"before": context.named(before[0])})
        elif status == "full":
            before = entry

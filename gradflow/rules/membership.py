"""P701, P702, P707, P708, P715: when somebody can have joined; P703-P706, P709, P710, R374: the year of probation.

A date known to the month only is taken at the end that speaks for the person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from gradflow.kinds.dates import PartialDate, read_date
from gradflow.model.cells import typed_text
from gradflow.model.findings import Problem, Severity
from gradflow.model.folding import later, squeezed
from gradflow.model.people import Entry, Person
from gradflow.model.records import Context, Record, Ruleset
from gradflow.rules.registry import dated_rule, person_rule, row_rule
from gradflow.rules.regulations import months_after

FOUNDED_ON = date(1921, 7, 1)
"""The Party's founding: nobody joined before it."""
PROLONGED = re.compile(
    r"(?<![没未不])(?<!没有)(?:延长|延期转正|转正.{0,4}(?:延期|推迟|延后|暂缓|延长)|(?:推迟|暂缓|延后|延迟)转正"
    r"|(?:预备|考察)期?.{0,4}(?:延期|延后|顺延|再延|延半|延一|延续)|延(?:半年|一年|[0-9一二六两十]+个?[月年])|继续考察|再考察)"
)
"""How people say that the probationary period has been prolonged; 延期毕业 is something else."""
Joining = tuple[Entry, PartialDate]
"""When somebody joined (入党时间: the meeting that made them a probationary member), and where it says so: the card."""


def believable(person: Person, context: Context) -> Joining | None:
    """The joining date, unless another check already says that it cannot be right: one cause, one finding."""
    found = person.first("joined_on")
    if found is None or found[1].first > context.left_on or found[1].last < FOUNDED_ON:
        return None
    return None if is_too_young(person, found[1], "adult_age", context) else found


def born_on(person: Person) -> date | None:
    """The birthday of the ID number; else the first day the card's month can mean."""
    if number := person.get("id_number"):
        day: date = number.born_on
        return day
    found = person.first("born_in")
    return found[1].first if found else None


def is_too_young(person: Person, joined: PartialDate, limit: str, context: Context, more: int = 0) -> bool:
    """Whether the person was younger than the limit (years) when joining."""
    born = born_on(person)
    return born is not None and joined.last < months_after(born, 12 * (context.limits[limit] + more))


def is_card_alone(person: Person, status: str) -> bool:
    """Whether several sheets say that status and none another: then the card's joining date is the odd one out."""
    told = [value for _, value in person.holding("member_status")]
    return len(told) > 1 and set(told) == {status}


def is_prolonged(person: Person) -> bool:
    """Whether a remark says that the probationary period has been prolonged."""
    words = (str(value) for key in ("remark", "not_landed_reason") for _, value in person.holding(key))
    return any(PROLONGED.search(re.sub(r"延长(?=毕业|学制|学籍)|\s", "", text)) for text in words)


def overdue_months(person: Person, context: Context) -> tuple[Entry, Joining, int] | None:
    """For somebody still probationary: where it says so, since when, and how many full months had passed on that sheet's day.

    The sheet's day, not today: a table that was right when it was due does not become wrong by waiting.
    """
    status, joined = person.last("member_status"), believable(person, context)
    if not status or not joined or status[1] != "probationary":
        return None
    day, last = context.day_of(status[0][0]), joined[1].last
    months = (day.year - last.year) * 12 + day.month - last.month
    return status[0], joined, months - (months_after(last, months) > day)


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
    joined, born = person.first("joined_on"), born_on(person)
    if joined and born and is_too_young(person, joined[1], "adult_age", context):
        yield joined[0], Problem("joined_on", {"joined": joined[1], "born": born, "years": context.limits["adult_age"]})


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
    if joined and born and is_too_young(person, joined[1], "adult_age", context, more=context.limits["training_years"]):
        yield joined[0], Problem("joined_on", {"joined": joined[1], "born": born})


@person_rule(
    "P707", "admitted-before-leaving", title="离校前三个月内发展", needs=("joined_on",), of_graduates=True, severity=Severity.WARNING,
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
    if joined and joined[1].first > months_after(left, -context.limits["last_admission_months"]):
        yield joined[0], Problem("joined_on", {"joined": joined[1], "left": left.isoformat()})


@person_rule(
    "P708", "joined-in-the-future", title="入党时间不可能", needs=("joined_on",), of_graduates=True,
    message="入党时间{joined}{how}", advice="核对年份和月日",
    source="常识；中国共产党成立于1921年7月",
)  # fmt: skip
def joined_in_the_future(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """常见的是年份写错。在本校发展的党员，入党时间不会在毕业之后。

    正确 | 附件1·入党时间 2023-06-30 | 附件2·预备党员/正式党员 预备党员
    错误 | 附件1·入党时间 2023-07-01 | 附件2·预备党员/正式党员 预备党员
    """
    joined, today, left = person.first("joined_on"), context.as_of, context.left_on
    if joined and joined[1].first > left:
        how = f"还没有到(今天是{today.isoformat()})" if joined[1].first > today else f"在毕业({left.isoformat()})之后"
        yield joined[0], Problem("joined_on", {"joined": joined[1], "how": how})
    elif joined and joined[1].last < FOUNDED_ON:
        yield joined[0], Problem("joined_on", {"joined": joined[1], "how": "在建党之前"})


@person_rule(
    "P715", "joined-long-ago", title="入党时间比毕业早得多", needs=("joined_on",), of_graduates=True, severity=Severity.WARNING,
    message="入党时间{joined}，比毕业早{years}年以上", advice="核对年份；在职、退役后入学等属实的写明情况",
    rests_on=("longest_membership_years",),
)  # fmt: skip
def joined_long_ago(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """多半是年份写错；退役军人、高职扩招的学生确有入党早的。

    正确 | 附件1·入党时间 2013-06-30 | 附件1·出生年月 1990-03 | 附件2·身份证号码 110105199003078035
    错误 | 附件1·入党时间 2013-06-29 | 附件1·出生年月 1990-03 | 附件2·身份证号码 110105199003078035
    """
    joined, years = believable(person, context), context.limits["longest_membership_years"]
    if joined and joined[1].last < months_after(context.campaign.graduated_on, -12 * years):
        yield joined[0], Problem("joined_on", {"joined": joined[1], "years": years})


@person_rule(
    "P703", "full-before-a-year", title="预备期不足一年", needs=("joined_on", "member_status"),
    message="入党时间{joined}距{day}不足一年，不应为正式党员", advice="核对党员身份和{there}(支部大会通过为预备党员之日，不是转正时间)，改正写错的一处",
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
    full_on = months_after(joined[1].first, context.limits["probation_months"])
    there = context.told(joined[0][0], "joined_on")
    told = [entry for entry, status in person.holding("member_status") if status == "full" and context.day_of(entry[0]) < full_on]
    if len(told) > 1 and is_card_alone(person, "full"):
        day = max(context.day_of(entry[0]) for entry in told)
        yield joined[0], Problem("joined_on", {"joined": joined[1], "day": day.isoformat(), "there": there})
    else:
        days = ((entry, context.day_of(entry[0]).isoformat()) for entry in told)
        yield from ((entry, Problem("member_status", {"joined": joined[1], "day": day, "there": there})) for entry, day in days)


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
    probation = context.limits["probation_months"]
    if found := _overdue(person, context, probation, probation + context.limits["shortest_extension_months"]):
        day = found[1][1]
        yield found[0], Problem("member_status", {"joined": day, "over": months_after(day.last, probation).isoformat()})


def _overdue(person: Person, context: Context, first: int, last: int) -> tuple[Entry, Joining, int] | None:
    """The same for so many months, unless it says that the probationary period has been prolonged."""
    found = overdue_months(person, context)
    return found if found and first <= found[2] < last and not is_prolonged(person) else None


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
    first, last = (context.limits["probation_months"] + context.limits[f"{how}_extension_months"] for how in ("shortest", "longest"))
    if found := _overdue(person, context, first, last):
        yield found[0], Problem("member_status", {"joined": found[1][1]})


@person_rule(
    "P706", "probation-beyond-limit", title="超过最长的预备期", needs=("joined_on", "member_status"),
    message="入党时间{joined}，到{day}已满两年，超过预备期一年、最长延长一年，还是预备党员", advice="核对党员身份和{there}，改正写错的一处",
    rests_on=("probation_months", "longest_extension_months"),
)  # fmt: skip
def probation_beyond_limit(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """预备期一年，最多再延长一年。几张表都写预备党员的，报在登记卡的入党时间；否则报在最近的一张表里。

    正确 | 附件1·入党时间 2021-07-26 | 附件3·预备党员/正式党员 预备党员
    错误 | 附件1·入党时间 2021-07-25 | 附件3·预备党员/正式党员 预备党员
    """
    found = overdue_months(person, context)
    if found and found[2] >= context.limits["probation_months"] + context.limits["longest_extension_months"]:
        there = context.told(found[1][0][0], "joined_on")
        facts = {"joined": found[1][1], "day": context.day_of(found[0][0]).isoformat(), "there": there}
        if is_card_alone(person, "probationary"):
            yield found[1][0], Problem("joined_on", facts)
        else:
            yield found[0], Problem("member_status", facts)


@person_rule(
    "P709", "probation-ends-in-transfer", title="转接期内预备期满", needs=("joined_on", "member_status"), of_graduates=True, severity=Severity.INFO,
    message="预备期到{end}满，正在转接期内", advice="提醒本人按时向现在的党组织提出转正申请；有的接收方不收超期未转正的预备党员",
    rests_on=("probation_months", "transition_months"),
)  # fmt: skip
def probation_ends_in_transfer(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """毕业后三个月内预备期满的，列入名单提醒；那张表的截止日前已满的由 P704 报告。

    错误 | 附件1·入党时间 2022-09-30 | 附件2·预备党员/正式党员 预备党员
    正确 | 附件1·入党时间 2022-10-01 | 附件2·预备党员/正式党员 预备党员
    """
    status, joined = person.last("member_status"), believable(person, context)
    if not status or not joined or status[1] != "probationary":
        return
    left = context.campaign.graduated_on
    end = months_after(joined[1].last, context.limits["probation_months"])
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
        is_later = before and before[0].lane != entry[0].lane
        if status == "probationary" and before and is_later:
            yield entry, Problem("member_status", {"before": context.named(before[0])})
        elif status == "full":
            before = entry


@row_rule(
    "R333", "full-after-probation", title="转正时间早于预备期满", needs=("joined_on", "full_on"),
    message="转正时间{full_on}{how}{joined_on}", advice="核对这两个日期，改正写错的一个", rests_on=("probation_months",),
)  # fmt: skip
def full_after_probation(record: Record, context: Ruleset) -> Iterator[Problem]:
    """转正在入党之后，预备期一年。不足一年的请写明情况；只写到月的按最有利的一天算。

    正确 | 入党时间 2022-05-12 | 转正时间 2023-05-12
    错误 | 入党时间 2022-05-12 | 转正时间 2021-05-12
    错误 | 入党时间 2022-05-12 | 转正时间 2023-05-11
    """
    joined, full = record["joined_on"], record["full_on"]
    if full.last < joined.first:
        yield Problem("full_on", {"how": "早于入党时间"})
    elif full.last < months_after(joined.first, context.limits["probation_months"]):
        yield Problem("full_on", {"how": "，不满一年：入党时间是"}, is_doubtful=True)


MADE_FULL = later(
    r"(?<![0-9.])(?:(?P<y>(?:20)?[0-9]{2})[年./-])?(?P<m>1[0-2]|0?[1-9])(?:[月./-](?P<d>[0-9]{1,2}))?[月日号]?(?:已经?|将|预计|按期|如期|正式)*转(?:正|[为成]正式)"
)


@dated_rule(
    "R374", "status-against-its-note", title="转正的日子与身份不符", needs=("member_status",),
    message="“{typed}”{how}", advice="核对是否已经转正，只写现在的身份；日期写错的改正",
    source="附件2表头“预备党员/正式党员”；预备期一年，从支部大会通过接收为预备党员之日算起(《党章》第七条)",
)  # fmt: skip
def status_against_its_note(record: Record, context: Context) -> Iterator[Problem]:
    """身份后面注明的转正日期：到了还写预备党员，没到就写正式党员，必有一处写错。按这张表的截止日，截止日没到的算到今天；只写到月的按最有利的一天算。

    正确 | 预备党员/正式党员 正式党员（2022.5转正）
    正确 | 预备党员/正式党员 预备党员（2023年12月转正）
    错误 | 预备党员/正式党员 正式党员（2023年12月转正）
    错误 | 预备党员/正式党员 预备党员（2023.6.1转正）
    """
    typed = typed_text(record.cells.get("member_status"))
    match = MADE_FULL.search(squeezed(typed))
    if not match:
        return
    year = int(match["y"] or context.campaign.cohort) % 100 + 2000
    day = read_date(f"{year}.{match['m']}" + (f".{match['d']}" if match["d"] else ""))
    if not isinstance(day, PartialDate):
        return
    if record["member_status"] == "full" and day.first > context.day:
        yield Problem("member_status", {"typed": typed, "how": "转正的日子还没有到"})
    elif record["member_status"] == "probationary" and day.last <= context.day:
        yield Problem("member_status", {"typed": typed, "how": "转正的日子已经过了，写的还是预备党员"})

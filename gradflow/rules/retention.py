"""R351-R357, X626, X627: the register of those whose membership stays at the college (通知四.1): how long, last contact, dues.

All but R356 are warnings that something has to be done by today; for whoever has been transferred (转出时间) nothing has.
"""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.kinds.contact_log import ContactLog
from gradflow.model.findings import Problem, Severity
from gradflow.model.people import Entry, Person
from gradflow.model.records import Context, Record
from gradflow.rules.follow_up import is_lost, unread_day
from gradflow.rules.landing import WORDS, has_arrived, has_ended, latest_follow_up, stays
from gradflow.rules.registry import dated_rule, person_rule
from gradflow.rules.regulations import months_after

GONE = "left_on"
SAYS_KEPT = ("destination_type", *WORDS)
"""Where the notice's forms say that somebody stays."""


def _is_abroad(record: Record) -> bool:
    return bool(record.get("kept_for") == "abroad")


def _over(record: Record, context: Context, limit: str) -> dict[str, object] | None:
    """Since when somebody is kept, for how many years at most and until when, if that is over and they have not gone."""
    years, since = context.limits[limit], record["kept_from"]
    end = months_after(since.last, 12 * years)
    return None if GONE in record.values or context.as_of <= end else {"since": since, "years": years, "end": end.isoformat()}


@dated_rule(
    "R351", "kept-beyond-two-years", title="保留在校超过两年", needs=("kept_from",), uses=("kept_for", GONE), severity=Severity.WARNING,
    message="从{since}起保留，到{end}已满{years}年", advice="已经转出的补填转出时间和转入党组织；没有转出的及时转出，写明原因和打算",
    rests_on=("retention_years",),
)  # fmt: skip
def kept_beyond_two_years(record: Record, context: Context) -> Iterator[Problem]:
    """高校毕业生党员的组织关系保留一般不超过两年；出国(境)的由 R353 核对。只写到月的算到月底。

    正确 | 保留起始时间 2021-07 | 保留原因 单位未落实 | 转出时间 无
    错误 | 保留起始时间 2021-06 | 保留原因 单位未落实 | 转出时间 无
    正确 | 保留起始时间 2021-06 | 保留原因 单位未落实 | 转出时间 2023-06-20
    正确 | 保留起始时间 2021-06 | 保留原因 出国 | 转出时间 无
    """
    if not _is_abroad(record) and (facts := _over(record, context, "retention_years")):
        yield Problem("kept_from", facts)


@dated_rule(
    "R353", "abroad-beyond-five-years", title="出国(境)超过五年", needs=("kept_from", "kept_for"), uses=(GONE,), severity=Severity.WARNING,
    message="从{since}起出国(境)，到{end}已满{years}年：仍未返回的一般停止党籍", advice="核实是否已经返回，写明情况，报党委办公室研究",
    rests_on=("abroad_years",),
)  # fmt: skip
def abroad_beyond_five_years(record: Record, context: Context) -> Iterator[Problem]:
    """出国(境)学习研究的党员，由原就读高校保留组织关系，五年为限。

    正确 | 保留起始时间 2018-07 | 保留原因 出国 | 转出时间 无
    错误 | 保留起始时间 2018-06 | 保留原因 出国 | 转出时间 无
    正确 | 保留起始时间 2018-06 | 保留原因 单位未落实 | 转出时间 无
    """
    if _is_abroad(record) and (facts := _over(record, context, "abroad_years")):
        yield Problem("kept_from", facts)


@dated_rule(
    "R352", "half-a-year-without-contact", title="半年没有联系", needs=("kept_from",), uses=("last_contact", "kept_for", GONE), columns=("last_contact",),
    severity=Severity.WARNING, message="{what}，到{end}已满{months}个月：{why}", advice="与本人联系，改写最近一次的方式和日期；联系不上的写明情况，报党委办公室",
    rests_on=("abroad_contact_months", "contact_lost_months"),
)  # fmt: skip
def half_a_year_without_contact(record: Record, context: Context) -> Iterator[Problem]:
    """出国(境)的每半年至少联系一次；在国内的，连续半年不参加组织生活就到了自行脱党的界限。没有联系过的从保留起算。

    正确 | 保留起始时间 2022-06 | 保留原因 出国 | 最近联系方式及时间 微信 2023.1.25
    错误 | 保留起始时间 2022-06 | 保留原因 出国 | 最近联系方式及时间 微信 2023.1.24
    正确 | 保留起始时间 2022-06 | 保留原因 单位未落实 | 最近联系方式及时间 微信 2022.9.1；电话 2023.6.24
    错误 | 保留起始时间 2022-06 | 保留原因 单位未落实 | 最近联系方式及时间 微信 2022.9.1
    错误 | 保留起始时间 2022-06 | 保留原因 单位未落实 | 最近联系方式及时间 无
    正确 | 保留起始时间 2023-06 | 保留原因 单位未落实 | 最近联系方式及时间 无
    """
    log: ContactLog | None = record.get("last_contact")
    if GONE in record.values or (log and not log.days):
        return
    months = context.limits["abroad_contact_months" if _is_abroad(record) else "contact_lost_months"]
    last = max(log.days, key=lambda day: day.last) if log else record["kept_from"]
    end = months_after(last.last, months)
    if context.as_of > end and (log or not _is_abroad(record)):  # C102 asks for it
        what = f"最近一次联系是{last}" if log else f"从{last}起保留，没有联系过"
        why = "出国(境)的每半年至少联系一次" if _is_abroad(record) else f"连续{months}个月不参加组织生活的按自行脱党处理"
        yield Problem("last_contact", {"what": what, "end": end.isoformat(), "months": months, "why": why})


@dated_rule(
    "R354", "contact-without-day", title="最近一次联系看不出是哪一天", needs=("last_contact",), severity=Severity.WARNING,
    message="最近联系{how}", advice="写明方式和年月日，如 微信 {cohort}.7.20；联系不上的写明情况",
    rests_on=("abroad_contact_months",),
)  # fmt: skip
def contact_without_day(record: Record, context: Context) -> Iterator[Problem]:
    """写明哪一天，才知道下一次最迟什么时候联系。写着联系不上的由 R366 报告。

    正确 | 最近联系方式及时间 微信 2023.7.25
    错误 | 最近联系方式及时间 微信 2023.7.26
    错误 | 最近联系方式及时间 微信
    错误 | 最近联系方式及时间 电话 7.20
    正确 | 最近联系方式及时间 电话关机，联系不上
    """
    log: ContactLog = record["last_contact"]
    if late := next((day for day in log.days if day.first > context.as_of), None):
        yield Problem("last_contact", {"how": f"的日期{late}还没有到"})
    elif not log.days and not is_lost(log.text):
        yield Problem("last_contact", {"how": unread_day(*log.unread) if log.unread else "没有写日期"})


@dated_rule(
    "R355", "dues-behind", title="党费半年没有交", needs=("dues_until",), uses=(GONE,), severity=Severity.WARNING,
    message="党费交至{dues_until}，已有{months}个月以上没有交：连续{months}个月不交纳党费的按自行脱党处理", advice="提醒本人补交，改写交至年月；有困难的写明情况",
    rests_on=("unpaid_months",),
)  # fmt: skip
def dues_behind(record: Record, context: Context) -> Iterator[Problem]:
    """组织关系保留在校的党员照常交纳党费。

    正确 | 党费交至年月 2023-01 | 转出时间 无
    错误 | 党费交至年月 2022-12 | 转出时间 无
    正确 | 党费交至年月 2022-12 | 转出时间 2023-06-20
    """
    months = context.limits["unpaid_months"]
    if GONE not in record.values and context.as_of > months_after(record["dues_until"].last, months):
        yield Problem("dues_until", {"months": months})


@dated_rule(
    "R356", "register-day-to-come", title="保留起始或转出的日期还没有到", needs=("kept_from",), uses=(GONE,),
    message="“{day}”还没有到(今天是{today})", advice="核对年份和月日；还没有转出的，转出时间先空着",
    source="附表8“保留起始时间”“转出时间”：写已经发生的",
)  # fmt: skip
def register_day_to_come(record: Record, context: Context) -> Iterator[Problem]:
    """常见的是年份写错，或把打算转出的日期写成了转出时间。

    正确 | 保留起始时间 2023-07 | 转出时间 2023-07-25 | 转入党组织名称 中共昆山市玉山镇委员会
    错误 | 保留起始时间 2023-08 | 转出时间 无
    错误 | 保留起始时间 2023-06 | 转出时间 2023-07-26 | 转入党组织名称 中共昆山市玉山镇委员会
    """
    for key in ("kept_from", GONE):
        if key in record.values and record[key].first > context.as_of:
            yield Problem(key, {"day": record[key], "today": context.as_of.isoformat()})


@dated_rule(
    "R357", "should-have-left", title="预计转出的时间已过", needs=("expected_out",), uses=(GONE,), severity=Severity.WARNING,
    message="预计{expected_out}转出，还没有转出时间", advice="已经转出的补填转出时间和转入党组织；没有转出的改写预计时间，写明原因",
    rests_on=("retention_years",),
)  # fmt: skip
def should_have_left(record: Record, context: Context) -> Iterator[Problem]:
    """符合转出条件的及时转出。只写到月的算到月底。

    正确 | 预计转出（回国）时间 2023-07 | 转出时间 无
    错误 | 预计转出（回国）时间 2023-06 | 转出时间 无
    正确 | 预计转出（回国）时间 2023-06 | 转出时间 2023-07-20
    """
    if GONE not in record.values and context.as_of > record["expected_out"].last:
        yield Problem("expected_out")


@person_rule(
    "X626", "left-but-kept", title="台账写着已转出，回访表还写着保留", uses=(GONE, *SAYS_KEPT), compares=True, severity=Severity.WARNING,
    message="{register}写着{left_on}已转出，这里还写着组织关系保留", advice="已经转出的，改填转入党组织名称和转入时间；没有转出的改正{register}",
    source="通知四.1、五(附表8与附件3说的是同一个人)",
)  # fmt: skip
def left_but_kept(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """截止日在转出以后的那一次回访表还写着保留的才报。

    正确 | 附件2·姓名 王芳 | 附表8·转出时间 2023-07-26 | 附件3·具体情况 保留在校 | 附件3·已转入党组织名称 无 | 附件3·转入时间 无
    错误 | 附件2·姓名 王芳 | 附表8·转出时间 2023-07-10 | 附件3·具体情况 保留在校 | 附件3·已转入党组织名称 无 | 附件3·转入时间 无
    正确 | 附件2·姓名 王芳 | 附表8·转出时间 2023-07-10 | 附件3·具体情况 回原籍
    """
    told, found = latest_follow_up(person), person.last(GONE)
    if told and found and stays(person) and not has_ended(person) and found[1].last <= context.day_of(told[0]):
        yield told, Problem("destination_type", {"register": context.named(found[0][0]), "left_on": found[1]})


@person_rule(
    "X627", "landed-but-kept", title="回访表写着已转入，台账还写着保留", uses=("kept_from", GONE, "landed_org", "landed_on"), compares=True,
    severity=Severity.WARNING,
    message="{told}写着{landed_on}已转入“{org}”，这里没有写转出", advice="补填转出时间和转入党组织名称；没有转出的改正{told}",
    source="通知四.1、五(附表8与附件3说的是同一个人)",
)  # fmt: skip
def landed_but_kept(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """转出以后台账也要改，免得还当作保留的去联系、去催。

    正确 | 附件2·姓名 王芳 | 附表8·保留起始时间 2023-06 | 附表8·转出时间 2023-07-10 | 附件3·转入时间 2023-07-10
    错误 | 附件2·姓名 王芳 | 附表8·保留起始时间 2023-06 | 附表8·转出时间 无 | 附件3·转入时间 2023-07-10
    """
    told, found = latest_follow_up(person), person.last("kept_from")
    if told and found and has_arrived(told[1]) and "landed_on" in told[1].values and _is_open(found[0][1]):
        facts = {"told": context.named(told[0]), "landed_on": told[1]["landed_on"], "org": told[1]["landed_org"].name}
        yield found[0], Problem(GONE, facts)


def _is_open(record: Record) -> bool:
    """Whether a register's row has the column for the day of leaving, and nothing in it."""
    return GONE in record.cells and GONE not in record.values and GONE not in record.unknown

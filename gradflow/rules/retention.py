"""R351-R358, R375, X626: the register of those whose membership stays at the college (通知四.1): how long, last contact, dues.

All but R356 are warnings that something has to be done by today; for whoever has been transferred (转出时间) nothing has.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gradflow.kinds.contact_log import ContactLog
from gradflow.kinds.organisation_words import OWN_COLLEGE
from gradflow.model.findings import Problem, Severity
from gradflow.model.folding import later, squeezed
from gradflow.model.people import Entry, Person
from gradflow.model.records import Context, Record, Ruleset
from gradflow.rules.follow_up import no_day
from gradflow.rules.landed_place import WRONG, is_of_sender
from gradflow.rules.landing import WORDS, has_arrived, has_ended, latest_follow_up, stays
from gradflow.rules.registry import dated_rule, person_rule, row_rule
from gradflow.rules.regulations import months_after

GONE = "left_on"


def _is_abroad(record: Record) -> bool:
    return bool(record.get("kept_for") == "abroad")


def _allowed(record: Record, context: Ruleset) -> tuple[int, date]:
    """For how many years somebody may be kept, and until when."""
    years = context.limits["abroad_years" if _is_abroad(record) else "retention_years"]
    return years, months_after(record["kept_from"].last, 12 * years)


def _over(record: Record, context: Context) -> str:
    """Since when somebody is kept, and when the years allowed were over; empty if they are not, or the person has gone."""
    years, end = _allowed(record, context)
    return "" if GONE in record.values or context.as_of <= end else f"从{record['kept_from']}起保留，到{end.isoformat()}已满{years}年"


@dated_rule(
    "R351", "kept-beyond-two-years", title="保留在校超过两年，或过了预计转出的时间", needs=("kept_from",), uses=("kept_for", "expected_out", GONE),
    severity=Severity.WARNING, message="{over}，还没有转出", advice="已经转出的补填转出时间和转入党组织；没有转出的及时转出，写明原因和打算",
    rests_on=("retention_years",),
)  # fmt: skip
def kept_beyond_two_years(record: Record, context: Context) -> Iterator[Problem]:
    """高校毕业生党员的组织关系保留一般不超过两年，符合条件的及时转出；出国(境)的期限由 R353 核对。只写到月的算到月底。

    正确 | 保留起始时间 2021-07-25 | 保留原因 单位未落实 | 预计转出（回国）时间 2023-07-25
    错误 | 保留起始时间 2021-07-24 | 保留原因 单位未落实 | 预计转出（回国）时间 2023-07
    错误 | 保留起始时间 2021-07 | 保留原因 单位未落实 | 预计转出（回国）时间 2023-06
    正确 | 保留起始时间 2021-06 | 保留原因 单位未落实 | 转出时间 2023-06-20
    正确 | 保留起始时间 2021-06 | 保留原因 出国 | 转出时间 无
    """
    expected = record.get("expected_out")
    if over := "" if _is_abroad(record) else _over(record, context):
        yield Problem("kept_from", {"over": over})
    elif expected and expected.last < context.as_of and GONE not in record.values:
        yield Problem("expected_out", {"over": f"预计{expected}转出（回国）"})


@row_rule(
    "R354", "expected-out-too-late", title="预计保留的时间太长", needs=("kept_from", "expected_out"), uses=("kept_for", GONE), severity=Severity.WARNING,
    message="从{kept_from}起保留，预计{expected_out}才转出（回国），超过{years}年", advice="符合条件的及时转出，改正预计的时间；确实如此的写明情况",
    rests_on=("retention_years", "abroad_years"),
)  # fmt: skip
def expected_out_too_late(record: Record, context: Ruleset) -> Iterator[Problem]:
    """保留一般不超过两年，出国(境)的五年。预计的时间本身就超过的，不等到期再说。

    正确 | 保留起始时间 2023-06 | 保留原因 单位未落实 | 预计转出（回国）时间 2025-06 | 转出时间 无
    正确 | 保留起始时间 2023-06 | 保留原因 出国 | 预计转出（回国）时间 2026-01 | 转出时间 无
    错误 | 保留起始时间 2023-06 | 保留原因 单位未落实 | 预计转出（回国）时间 2026-01 | 转出时间 无
    """
    years, end = _allowed(record, context)
    if GONE not in record.values and record["expected_out"].first > end:
        yield Problem("expected_out", {"years": years})


@row_rule(
    "R357", "register-left-to-own", title="转出到了本校", needs=("left_to",),
    message="“{left_to}”是本校的党组织，不是转出", advice="写接收党组织的全称；其实还没有转出的，转出时间和转入党组织都空着", source="附表8“转出时间”“转入党组织名称”",
)  # fmt: skip
def register_left_to_own(record: Record, context: Ruleset) -> Iterator[Problem]:
    """组织关系还在本校的没有转出，仍在台账里管理。留校工作、转到本校别的支部的不算。

    正确 | 转入党组织名称 中共昆山市玉山镇委员会 | 转出时间 2023-07-20
    错误 | 转入党组织名称 苏州信息职业技术学院党委 | 转出时间 2023-07-20
    错误 | 转入党组织名称 本校党委 | 转出时间 2023-07-20
    """
    if is_of_sender(record["left_to"], context) or OWN_COLLEGE.match(record["left_to"].name):
        yield Problem("left_to")


@row_rule(
    "R375", "register-left-to-nowhere", title="转入党组织没有写名称", needs=("left_to",), uses=(GONE,),
    message="“{left_to}”{how}", advice="写接收党组织的全称；其实还没有转出的，转出时间和转入党组织都空着", source="附表8“转出时间”“转入党组织名称”",
)  # fmt: skip
def register_left_to_nowhere(record: Record, context: Ruleset) -> Iterator[Problem]:
    """写“已转”“市委组织部”看不出转到了哪里；写着还没有转，就没有转出时间。

    正确 | 转入党组织名称 中共昆山市玉山镇委员会 | 转出时间 2023-07-20
    正确 | 转入党组织名称 未转 | 转出时间 无
    错误 | 转入党组织名称 已转 | 转出时间 2023-07-20
    错误 | 转入党组织名称 未转 | 转出时间 2023-07-20
    错误 | 转入党组织名称 市委组织部 | 转出时间 2023-07-20
    """
    category = record["left_to"].category
    how = WRONG[category] if category in {"headless", "claimed", "unnamed"} else ""
    if how or (category == "undecided" and GONE in record.values):
        yield Problem("left_to", {"how": how or "说的是还没有转出，却写了转出时间"})


NUMBER = later(r"[0-9][0-9 -]{5,}[0-9]")
NOBODY_ELSE = later(r"(?:本人|自己|同上|无|同学生本人)+")


@row_rule(
    "R358", "contact-at-home", title="境内联系人没有写全", needs=("kept_for", "contact_at_home"), uses=(GONE,), severity=Severity.WARNING,
    message="境内联系人{how}", advice="写姓名、关系和电话，如 父亲张某 13961234579", source="附表8“境内联系人及电话”",
)  # fmt: skip
def contact_at_home(record: Record, _: Ruleset) -> Iterator[Problem]:
    """出国(境)的要有一位在国内、找得到他的人，有电话才联系得上。

    正确 | 保留原因 出国 | 境内联系人及电话 父亲王建国 13961234579 | 转出时间 无
    正确 | 保留原因 单位未落实 | 境内联系人及电话 父亲 | 转出时间 无
    错误 | 保留原因 出国 | 境内联系人及电话 父亲 | 转出时间 无
    错误 | 保留原因 出国 | 境内联系人及电话 本人 | 转出时间 无
    """
    told = str(record["contact_at_home"])
    if not _is_abroad(record) or GONE in record.values:
        return
    if NOBODY_ELSE.fullmatch(NUMBER.sub("", squeezed(told))):
        yield Problem("contact_at_home", {"how": "写的是本人"})
    elif not NUMBER.search(told):
        yield Problem("contact_at_home", {"how": "没有写电话"})


@dated_rule(
    "R353", "abroad-beyond-five-years", title="出国(境)超过五年", needs=("kept_from", "kept_for"), uses=(GONE,), severity=Severity.WARNING,
    message="{over}：出国(境)仍未返回的一般停止党籍", advice="核实是否已经返回，写明情况，报党委办公室研究",
    rests_on=("abroad_years",),
)  # fmt: skip
def abroad_beyond_five_years(record: Record, context: Context) -> Iterator[Problem]:
    """出国(境)学习研究的党员，由原就读高校保留组织关系，五年为限。

    正确 | 保留起始时间 2018-07 | 保留原因 出国 | 转出时间 无
    错误 | 保留起始时间 2018-06 | 保留原因 出国 | 转出时间 无
    正确 | 保留起始时间 2018-06 | 保留原因 单位未落实 | 转出时间 无
    """
    if _is_abroad(record) and (over := _over(record, context)):
        yield Problem("kept_from", {"over": over})


@dated_rule(
    "R352", "half-a-year-without-contact", title="半年没有联系，或看不出最近是哪一天", needs=("kept_from",), uses=("last_contact", "kept_for", GONE),
    columns=("last_contact",), severity=Severity.WARNING, rests_on=("abroad_contact_months", "contact_lost_months"),
    message="{what}", advice="与本人联系，写明最近一次的方式和年月日，如 微信 {cohort}.7.20；联系不上的写明情况，报党委办公室",
)  # fmt: skip
def half_a_year_without_contact(record: Record, context: Context) -> Iterator[Problem]:
    """出国(境)的每半年至少联系一次；在国内的，连续半年不参加组织生活就到了自行脱党的界限。没有联系过的从保留起算；写着联系不上的由 R366 报告。

    正确 | 保留起始时间 2022-06 | 保留原因 出国 | 最近联系方式及时间 微信 2023.1.25
    错误 | 保留起始时间 2022-06 | 保留原因 出国 | 最近联系方式及时间 微信 2023.1.24
    正确 | 保留起始时间 2022-06 | 保留原因 单位未落实 | 最近联系方式及时间 微信 2022.9.1；电话 2023.6.24
    错误 | 保留起始时间 2022-06 | 保留原因 单位未落实 | 最近联系方式及时间 无
    正确 | 保留起始时间 2023-06 | 保留原因 单位未落实 | 最近联系方式及时间 无
    错误 | 保留起始时间 2023-06 | 保留原因 单位未落实 | 最近联系方式及时间 微信
    错误 | 保留起始时间 2023-06 | 保留原因 单位未落实 | 最近联系方式及时间 微信 2023.7.26
    正确 | 保留起始时间 2023-06 | 保留原因 单位未落实 | 最近联系方式及时间 电话关机，联系不上
    """
    log: ContactLog | None = record.get("last_contact")
    is_unasked = log is None and _is_abroad(record)  # C102 asks
    if GONE not in record.values and not is_unasked and (what := _contact(record, log, context)):
        yield Problem("last_contact", {"what": what})


def _contact(record: Record, log: ContactLog | None, context: Context) -> str:
    """What is amiss with the last contact; empty if nothing is."""
    if log and not log.days:
        return f"最近联系{how}" if (how := no_day(log)) else ""
    last = max(log.days, key=lambda day: day.last) if log else record["kept_from"]
    if log and last.first > context.as_of:
        return f"最近联系的日期{last}还没有到"
    months = context.limits["abroad_contact_months" if _is_abroad(record) else "contact_lost_months"]
    if context.as_of <= (end := months_after(last.last, months)):
        return ""
    since = f"最近一次联系是{last}" if log else f"从{last}起保留，没有联系过"
    why = f"每{months}个月至少联系一次" if _is_abroad(record) else f"连续{months}个月不参加组织生活的按自行脱党处理"
    return f"{since}，到{end.isoformat()}已满{months}个月：{why}"


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


@person_rule(
    "X626", "register-disagrees", title="台账和回访表说的不同", uses=("kept_from", GONE, "landed_org", "landed_on", "destination_type", *WORDS),
    compares=True, severity=Severity.WARNING,
    message="{there}，这里{here}", advice="核对组织关系现在在哪里，改正没有跟着改的一处：转出的填转出(转入)时间和转入党组织名称",
    source="通知四.1、五(附表8与附件3说的是同一个人)",
)  # fmt: skip
def register_disagrees(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """台账写着已转出，截止日在那以后的回访表还写着保留；或者回访表写着已转入，台账没有写转出。

    正确 | 附件2·姓名 王芳 | 附表8·转出时间 2023-07-26 | 附件3·具体情况 保留在校 | 附件3·已转入党组织名称 无 | 附件3·转入时间 无
    错误 | 附件2·姓名 王芳 | 附表8·转出时间 2023-07-25 | 附件3·具体情况 保留在校 | 附件3·已转入党组织名称 无 | 附件3·转入时间 无
    正确 | 附件2·姓名 王芳 | 附表8·保留起始时间 2023-06 | 附表8·转出时间 2023-07-10 | 附件3·转入时间 2023-07-10
    错误 | 附件2·姓名 王芳 | 附表8·保留起始时间 2023-06 | 附表8·转出时间 无 | 附件3·转入时间 2023-07-10
    """
    told, found = latest_follow_up(person), person.last("kept_from")
    if not told or not found or has_ended(person):
        return
    left, landed = found[0][1].get(GONE), told[1].get("landed_on")
    if left and stays(person) and left.last <= context.day_of(told[0]):
        yield told, Problem("destination_type", {"there": f"{context.named(found[0][0])}写着{left}已转出", "here": "还写着组织关系保留"})
    elif landed and has_arrived(told[1]) and GONE in found[0][1].cells.keys() - {*found[0][1].unknown, *found[0][1].values}:
        there = f"{context.named(told[0])}写着{landed}已转入“{told[1]['landed_org'].name}”"
        yield found[0], Problem(GONE, {"there": there, "here": "没有写转出"})

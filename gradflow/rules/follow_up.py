"""R325, R327, R366, P711, P712: whether those who have not landed are looked after; P713, P714, P716: who stays at the college, or is abroad.

C123, R323, R361, R362: the receipt of the letter (回执).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache
from typing import Any

from gradflow.kinds.contact_log import ContactLog, is_lost
from gradflow.kinds.dates import PartialDate, Reading, TwoDays
from gradflow.model.cells import typed_text
from gradflow.model.findings import Problem, Severity
from gradflow.model.folding import later, squeezed, visible
from gradflow.model.people import Entry, Person
from gradflow.model.records import Context, Record, Ruleset
from gradflow.rules import landing
from gradflow.rules.registry import dated_rule, person_rule, row_rule
from gradflow.rules.regulations import months_after

RESTATING = later(
    r"(?:[未没]|没有)被?接收|组织关系|党组织(?:名称)?|党员|关系|本人|该生|该同志|手续"
    r"|目前|截至?|[今日月年号周天份旬内两半〇一二三四五六七八九十]|暂时?|还|尚|仍|一直|至今|现在|[之以]?[前后]续?|到?时候?|底|[上中下]旬|届时|再|先|稍|回头|下[次个一]*|过[几段些]?(?:时间)?|[如按]期|按时|及时|尽[快早]|[近最]期|最近|马上|即将|很快"
    r"|未知|[没无]法|没有?(?!空)|未|不?能|无|已|不(?=办|弄|去|着?急)|[办转说]不[了成好完进出准清定]|(?:不好|难)说|均|都|的|了"
    r"|转[入出接走成]?|落[实地]|接转|到位|成功|完成|办[理好完结妥成]?|弄好?|处理好?|去|好"
    r"|等[待候着]?|待|正?在|着|中|确[定认]|不?[明详]确?|不?清楚|不知道?|定|缺|空[着缺白]?$|略|着?急|核[实对]|查[实明]?|补(?!办)[充填写报]?|填[写报]?|说明?|看|其[他它]|正常"
    r"|个人(?=原因)|原因|情况|备注|见?附件|见上|如上|同[上前]一?次?|[如属]实|知道了?|是|否|有|[\W\d_A-Za-z]"
)
"""Words that say that somebody has not arrived, or that it is put off, without saying why."""
EMPTY = later(
    r"(?<![^\s，,；;。、])(?:[由请让]?(?:本人|自己|学生|该生|辅导员|班主任|老师|党?支部|书记|支委)?(?:已经?|正在|[在正将会]|继续|持续|一直|多次|再次?|积极|逐步|有序|电话|微信|短信|上门|[qQ]{2}|打(?=电话))*"
    r"(?:催办?|催促|督促|敦促|提醒|跟[进踪]|联系|关注|负责|通知|告知|知[晓道悉]|自行|抓紧|加紧|回访|电联|了解|沟通|询?问|推进|进行|电话)(?:本人|学生|该生|其|情况|原因|进[度展])*(?:负责|自行|尽快|抓紧|办理|处理|落实|转接?|[跟办催]|了解(?:情况)?)*(?:之?中|当中|已?打|了|过)?"
    r"|没什?么?(?:问题)?|没啥|一切(?:正常|顺利)|(?:无|没有|有)?特殊(?:情况|原因)|(?:客观|主观|各种|其[他它])原因|(?:详?见|同)(?:备注|附[件表]?[0-9一二三]?|登记[表卡])|[请待]?核[实对查]|(?:尚|还|暂)?(?:未|没有?)(?:开始|启动|操作|收到)|(?:原因|详情|情况|具体)?(?:[如见同]|详见?)(?:附件|附?表格?|表[内中]|上次?|前|说明)|(?:情况|原因)?[与同跟和见如](?:第?[一二1-9]次|上一?次|之?前|以前|前次|[0-9一二三四五六七八九十]{1,2}月份?)(?:的?(?:相同|一样|一致|情况))?"
    r"|(?:情况|原因)?(?:[无没未]|没有)(?:任何|什么)?[变改][化变动]|(?:情况|原因)不变|(?:转[接入]|接转|办理)?(?:失败|不成功)|没有?办法|不想?转了?|(?:等|待)?毕业(?:以?后)?(?:再[说办转看])?|回[去来家](?:以?后)?再[说办转看])(?![^\s，,；;。、])"
)
"""A clause that says who sees to it, that nothing has changed, or where else to look, and not why."""
UNDER_WAY = later(
    r"(?:正|(?<![没不未])(?<!没有)在|开始|着手|抓紧)(?:积极|加紧)?(?:办|转[入出接]|落实|处理)|(?<!催)(?:办理?|转[入出接]|落实|处理)(?:之?中|当中)|(?<!未)已经?办"
)
"""Words that say that it is being done."""
ON_A_DAY = later(
    r"^(?!.*(?:[未没无]|截[至止])).*[0-9]{1,2}(?:月[0-9]{1,2}[日号]?|[./][0-9]{1,2}[日号]?)(?:.*(?:催|联系|提醒|督促|通知|回访|电联|沟通|了解)|之?前.*(?:落实|完成|办|转|到位))|^(?!.*(?:[未没无]|截[至止])).*(?:催|提醒|督促).*[0-9]{1,2}[月./][0-9]{1,2}"
)
"""What has been done on a day, or will be by one."""


@row_rule(
    "R325", "not-landed-needs-reason", title="没有转入，也没有说明", needs=("name",),
    uses=("landed_org", "landed_on", "not_landed_reason"), glances=("destination_type",), columns=("landed_org", "not_landed_reason"),
    message="还没有转入，备注{how}", advice="在备注里写明未转入的原因和打算；已经转入的补填转入党组织和时间",
    source="附件3“备注(未转入情况说明)”；通知五",
)  # fmt: skip
def not_landed_needs_reason(record: Record, context: Ruleset) -> Iterator[Problem]:
    """没有转入的每个人都要说明原因或进展，确保组织关系“落地”。只重复“未转入”“待定”“以后再说”的不算原因。

    正确 | 姓名 王芳 | 已转入党组织名称 无 | 转入时间 无 | 未转入情况说明 9月到校报到后转入
    错误 | 姓名 王芳 | 已转入党组织名称 无 | 转入时间 无 | 未转入情况说明 无
    错误 | 姓名 王芳 | 已转入党组织名称 无 | 转入时间 无 | 未转入情况说明 暂未转入，待定
    正确 | 姓名 王芳 | 已转入党组织名称 无 | 转入时间 无 | 未转入情况说明 单位未落实
    """
    if record.get("destination_type") == landing.ENDED:
        return
    reason = record.get("not_landed_reason")
    if not landing.is_landed(record) and record.get("landed_on") is None and (reason is None or is_no_reason(reason)):
        typed = visible(typed_text(record.cells.get("not_landed_reason")))
        yield Problem("not_landed_reason", {"how": f"只写了“{typed}”，没有写明原因" if reason and typed else "里没有写明原因"})


@lru_cache(maxsize=4096)
def is_no_reason(text: str) -> bool:
    """Whether a text only says again that the membership has not arrived, and neither why nor what is being done."""
    return not UNDER_WAY.search(text) and not ON_A_DAY.search(text) and not RESTATING.sub("", EMPTY.sub("", text))


@person_rule(
    "R366", "lost-contact", title="失去联系", uses=("not_landed_reason", "follow_up_contact", "remark", "last_contact"), severity=Severity.WARNING,
    message="写的是“{text}”，失去联系：满{months}个月的停止党籍", advice="通过亲属、同学、辅导员继续联系；在“情况说明”里写明从什么时候起联系不上、找过谁，报党委办公室",
    rests_on=("contact_lost_months",),
)  # fmt: skip
def lost_contact(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """失联的党员要单独报党委办公室。以最近一次回访为准；联系不上的是接收单位的不算。

    正确 | 附件3·未转入情况说明 接收单位电话打不通 | 附件3·已转入党组织名称 无 | 附件3·转入时间 无
    正确 | 附件3·联系回访方式及时间 电话关机，已通过微信联系 2023.7.20
    错误 | 附件3·联系回访方式及时间 电话打不通
    错误 | 附件3·未转入情况说明 联系不上本人 | 附件3·已转入党组织名称 无 | 附件3·转入时间 无
    错误 | 附件2·备注 失联
    错误 | 附表8·最近联系方式及时间 电话关机，联系不上
    """
    if not landing.has_ended(person) and (found := told_lost(person)):
        entry, key, text = found
        yield entry, Problem(key, {"text": text[:40], "months": context.limits["contact_lost_months"]})


def told_lost(person: Person) -> tuple[Entry, str, str] | None:
    """Where somebody's latest follow-up row, or else their first row, or the register says that they cannot be reached: field and text."""
    latest = landing.latest_follow_up(person)
    first = (latest,) if latest else person.entries[:1]
    places = [(entry, key) for entry in first for key in ("not_landed_reason", "follow_up_contact", "remark") if key in entry[1].values]
    for entry, key in (*places, *((entry, "last_contact") for entry, _ in person.holding("last_contact"))):
        value = entry[1].get(key)
        text = getattr(value, "text", value)
        if isinstance(text, str) and is_lost(text) and (not getattr(value, "days", ()) or value.is_missed):
            return entry, key, text
    return None


UNREAD: dict[Any, str] = {"no_year": "没有写四位数的年份", "impossible": "没有这一天", "year": "没有写到日", None: "看不出是哪一天"}


@dated_rule(
    "R327", "follow-up-contact", title="联系回访没有写全", needs=("name",), uses=("follow_up_contact",), glances=("destination_type",),
    columns=("follow_up_contact",), severity=Severity.WARNING,
    message="联系回访{how}", advice="写明方式和年月日，如 电话 {cohort}.7.20；确实没有联系上的写明情况",
    source="附件3“联系回访方式及时间”；通知五(每人集中开展一次回访)",
)  # fmt: skip
def follow_up_contact(record: Record, context: Context) -> Iterator[Problem]:
    """每人至少回访一次，写明方式和日期；只是打算的、没有联系上的不算。日期不会在这张表的截止日之后(截止日没到的算到今天)，也不会在组织关系开始转出之前。

    正确 | 姓名 王芳 | 联系回访方式及时间 电话 2023.7.25
    错误 | 姓名 王芳 | 联系回访方式及时间 电话 2023.7.26
    正确 | 姓名 王芳 | 联系回访方式及时间 电话 2023.6.1
    错误 | 姓名 王芳 | 联系回访方式及时间 电话 2023.5.31
    错误 | 姓名 王芳 | 联系回访方式及时间 电话
    错误 | 姓名 王芳 | 联系回访方式及时间 电话 7.20
    错误 | 姓名 王芳 | 联系回访方式及时间 2023.7.20
    错误 | 姓名 王芳 | 联系回访方式及时间 计划2023.7.20电话
    错误 | 姓名 王芳 | 联系回访方式及时间 电话未接 2023.7.20
    正确 | 姓名 王芳 | 联系回访方式及时间 电话2023.7.20未联系上，微信2023.7.21联系上
    错误 | 姓名 王芳 | 联系回访方式及时间 无
    """
    if record.get("destination_type") == landing.ENDED:
        return
    if how := _lack(record.get("follow_up_contact"), context):
        yield Problem("follow_up_contact", {"how": how})


def _lack(log: ContactLog | None, context: Context) -> str:
    if log is None:
        return "没有填"
    if not log.days:
        return no_day(log)
    begin, end = landing.transfers_begin(context), context.day
    if late := next((day for day in log.days if day.first > end), None):
        return f"的日期{late}还没有到" if late.first > context.as_of else f"的日期{late}晚于这张表的截止日{end.isoformat()}"
    if all(day.last < begin for day in log.days):
        return f"的日期{log.days[-1]}早于开始转接的{begin.isoformat()}"
    return "" if log.how else "没有写方式"


def no_day(log: ContactLog) -> str:
    """Why a log names no day of a contact; empty where that is because somebody is lost, which R366 tells."""
    if is_lost(log.text):
        return ""
    if log.is_missed:
        return f"写的是“{log.text[:40]}”，还没有联系上"
    return unread_day(*log.unread) if log.unread else "没有写日期"


def unread_day(part: str, reading: Reading) -> str:
    """What is wrong with something that is meant as a day."""
    if isinstance(reading, TwoDays):
        return f"里的“{part}”可以读成{reading.first}，也可以读成{reading.second}"
    return f"里的“{part}”{UNREAD['year' if isinstance(reading, PartialDate) else reading]}"


@person_rule(
    "P711", "letter-expired", title="介绍信已过期，还没有转入", uses=("landed_org", "destination_type", "not_landed_reason"), severity=Severity.WARNING,
    message="从毕业算起已{days}天，毕业时开出的介绍信到{end}为止，还没有转入", advice="与接收方联系；用纸质介绍信的在{reopen}前凭原凭证重新开具，写明进展",
    rests_on=("letter_days", "reopening_months"),
)  # fmt: skip
def letter_expired(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """毕业时开出的介绍信90天有效。保留在校、出国(境)、延期毕业的不算。

    正确 | 附件3(2)·未转入情况说明 等待接收方审核 | 附件3(2)·已转入党组织名称 无 | 附件3(2)·转入时间 无 | 日期 2023-09-28
    错误 | 附件3(2)·未转入情况说明 等待接收方审核 | 附件3(2)·已转入党组织名称 无 | 附件3(2)·转入时间 无 | 日期 2023-09-29
    """
    entry, left = landing.open_entry(person), context.campaign.graduated_on
    end = left + timedelta(days=context.limits["letter_days"])
    reopen = months_after(left, context.limits["reopening_months"])
    if entry and end < context.as_of < reopen:
        days = (context.as_of - left).days
        yield entry, Problem("landed_org", {"days": days, "end": end.isoformat(), "reopen": reopen.isoformat()})


@person_rule(
    "P712", "half-a-year-open", title="转出半年，还没有转入", uses=("landed_org", "destination_type", "not_landed_reason"), severity=Severity.WARNING,
    message="从毕业算起已满{months}个月，还没有转入：重开介绍信的期限已过，连续{months}个月不参加组织生活的按自行脱党处理", advice="立即与本人和接收方联系，报党委办公室研究，写明进展",
    rests_on=("reopening_months",),
)  # fmt: skip
def half_a_year_open(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """转出后六个月仍未落实的，重开期限和自行脱党的期限都到了。

    正确 | 附件3(2)·未转入情况说明 等待接收方审核 | 附件3(2)·已转入党组织名称 无 | 附件3(2)·转入时间 无 | 日期 2023-12-29
    错误 | 附件3(2)·未转入情况说明 等待接收方审核 | 附件3(2)·已转入党组织名称 无 | 附件3(2)·转入时间 无 | 日期 2023-12-30
    """
    entry, months = landing.open_entry(person), context.limits["reopening_months"]
    if entry and context.as_of >= months_after(context.campaign.graduated_on, months):
        yield entry, Problem("landed_org", {"months": months})


@person_rule(
    "P713", "kept-at-college", title="组织关系保留在校", uses=("destination_type", "remark", "not_landed_reason", "destination", "kept_from"), severity=Severity.INFO,
    message="组织关系保留在校，一般不超过{years}年，到{end}为止", advice="编入支部继续管理；符合转出条件的及时转出",
    rests_on=("retention_years",),
)  # fmt: skip
def kept_at_college(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """写着保留、留校、暂缓的，记下到期日。附表8(台账)里有的，由 R351-R356 核对。

    正确 | 附件3·已转入党组织名称 无 | 附件3·未转入情况说明 等待接收方审核
    错误 | 附件3·已转入党组织名称 无 | 附件3·未转入情况说明 单位未落实，保留在校
    正确 | 附件3·已转入党组织名称 无 | 附件3·未转入情况说明 单位未落实，保留在校 | 附件2·姓名 王芳 | 附表8·保留起始时间 2023-06
    """
    return _kept(person, context, is_over=False)


def _kept(person: Person, context: Context, *, is_over: bool) -> Iterator[tuple[Entry, Problem]]:
    """Where it says that somebody who is not on the register is kept, until when, if that is over, or is not."""
    found, years = None if landing.is_registered(person) else landing.kept_entry(person), context.limits["retention_years"]
    end = months_after(context.campaign.graduated_on, 12 * years)
    if found and (context.as_of > end) == is_over:
        yield found[0], Problem(found[1], {"years": years, "end": end.isoformat()})


@person_rule(
    "P714", "abroad", title="出国(境)的组织关系", uses=("destination_type", "remark", "not_landed_reason", "destination", "kept_from"), severity=Severity.INFO,
    message="出国(境)，组织关系保留在校：{how}下次联系不晚于{contact}；到{end}满{years}年", advice="须有本人书面申请并备案；每半年至少联系一次",
    rests_on=("abroad_contact_months", "abroad_years"),
)  # fmt: skip
def abroad(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """出国(境)学习的由原就读高校保留组织关系。

    正确 | 附件3·具体情况 专转本 | 附件3·未转入情况说明 9月报到后转入
    错误 | 附件3·具体情况 出国 | 附件3·未转入情况说明 赴日本留学 | 附件3·已转入党组织名称 无 | 附件3·转入时间 无
    正确 | 附件3·具体情况 出国 | 附件3·未转入情况说明 赴日本留学 | 附件2·姓名 王芳 | 附表8·保留起始时间 2023-06
    """
    found = landing.abroad_entry(person)
    if found is None or landing.is_registered(person):
        return
    limits, left = context.limits, context.campaign.graduated_on
    words = "".join(str(value) for key in landing.WORDS for _, value in person.holding(key))
    facts = {
        "how": "" if "申请" in words or "保留" in words else "没有写明已申请保留，",
        "contact": months_after(left, limits["abroad_contact_months"]).isoformat(),
        "end": months_after(left, 12 * limits["abroad_years"]).isoformat(),
        "years": limits["abroad_years"],
    }
    yield found[0], Problem(found[1], facts)


@person_rule(
    "P716", "kept-too-long", title="保留超过两年", uses=("destination_type", "remark", "not_landed_reason", "destination", "kept_from"), severity=Severity.WARNING,
    message="组织关系保留已超过{years}年({end}到期)", advice="及时转出；写明没有转出的原因",
    rests_on=("retention_years",),
)  # fmt: skip
def kept_too_long(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """高校毕业生党员的组织关系保留一般不超过两年。

    正确 | 附件3(2)·未转入情况说明 保留在校 | 附件3(2)·具体情况 保留在校 | 日期 2025-06-30
    错误 | 附件3(2)·未转入情况说明 保留在校 | 附件3(2)·具体情况 保留在校 | 日期 2025-07-01
    正确 | 附件3(2)·未转入情况说明 保留在校 | 附件3(2)·具体情况 保留在校 | 附件2·姓名 王芳 | 附表8·保留起始时间 2023-06 | 日期 2025-07-01
    """
    return _kept(person, context, is_over=True)


@row_rule(
    "C123", "receipt-digit", title="回执没有写明收到", needs=("receipt",), severity=Severity.WARNING,
    message="回执只写了“{value}”，按“{receipt}”计入", advice="写 是、否 或 线上",
    source="附件3栏目(回执是否反馈)",
)  # fmt: skip
def receipt_digit(record: Record, context: Ruleset) -> Iterator[Problem]:
    """1 和 0 一般表示是和否，但也可能是份数；只写邮寄的一般是寄回来了，但也可能还在路上。照此计入并请支部核对。

    正确 | 回执是否反馈 是
    正确 | 回执是否反馈 已寄回
    错误 | 回执是否反馈 1
    错误 | 回执是否反馈 已邮寄
    """
    typed = squeezed(typed_text(record.cells.get("receipt")))
    if typed.isdecimal() or (record["receipt"] == "yes" and SENT.search(typed) and not CAME.search(typed)):
        yield Problem("receipt")


SENT = re.compile(r"寄|快递|挂号|EMS", re.IGNORECASE)
CAME = re.compile(r"是|收|回|来|到|达|有")
"""Words that say that what was sent has come."""


LOOKS_AT = ("receipt", "landed_on")


@dated_rule(
    "R323", "landed-receipt", title="已转入，回执没有反馈", needs=("landed_org",), uses=LOOKS_AT, columns=("receipt",), severity=Severity.WARNING,
    message="已转入“{landed_org}”，回执{how}", advice="收到回执的填是，全国系统线上转接的填线上；回执还没有寄回的写明情况并催收",
    rests_on=("receipt_months",),
)  # fmt: skip
def landed_receipt(record: Record, context: Context) -> Iterator[Problem]:
    """已经转入满一个月的，回执应为“是”或“线上”；没有填的随时请补。没有写转入时间的先由 R321 报告。

    正确 | 已转入党组织名称 中共昆山市玉山镇委员会 | 转入时间 2023-06-10 | 回执是否反馈 线上
    正确 | 已转入党组织名称 中共昆山市玉山镇委员会 | 转入时间 2023-06-26 | 回执是否反馈 否
    错误 | 已转入党组织名称 中共昆山市玉山镇委员会 | 转入时间 2023-06-25 | 回执是否反馈 否
    错误 | 已转入党组织名称 中共昆山市玉山镇委员会 | 转入时间 2023-07-20 | 回执是否反馈
    """
    if not landing.is_landed(record) or record.get("landed_on") is None:
        return
    if record.get("receipt") is None:
        yield Problem("receipt", {"how": "没有填"})
    elif record.get("receipt") == "no" and not is_on_its_way(record, context):
        yield Problem("receipt", {"how": "写的是“否”，转入已满一个月"})


@dated_rule(
    "R361", "receipt-on-its-way", title="回执还在路上", needs=("landed_org", "landed_on", "receipt"), severity=Severity.INFO,
    message="转入不满一个月，回执还没有反馈", advice="一般不必处理；转入满一个月还没有回执的催收",
    rests_on=("receipt_months",),
)  # fmt: skip
def receipt_on_its_way(record: Record, context: Context) -> Iterator[Problem]:
    """接收方在接收后一个月内寄回回执，不到一个月的只提示。

    正确 | 已转入党组织名称 中共昆山市玉山镇委员会 | 转入时间 2023-06-25 | 回执是否反馈 否
    错误 | 已转入党组织名称 中共昆山市玉山镇委员会 | 转入时间 2023-06-26 | 回执是否反馈 否
    """
    if landing.is_landed(record) and record["receipt"] == "no" and is_on_its_way(record, context):
        yield Problem("receipt")


def is_on_its_way(record: Record, context: Context) -> bool:
    """Whether the month in which a receipt is sent back is not over yet."""
    return context.as_of < months_after(record["landed_on"].last, context.limits["receipt_months"])


@row_rule(
    "R362", "not-landed-receipt", title="没有转入，回执却写“是”", needs=("receipt", "not_landed_reason"),
    uses=("landed_org", "landed_on", "destination_type"), columns=("landed_org",), severity=Severity.WARNING,
    message="没有写转入党组织和转入时间，回执却写“是”", advice="已经转入的补填转入党组织和时间；没有转入的回执写否；确实如此的写明情况",
    source="附件3“回执是否反馈”；介绍信回执由接收方基层党委在接收后寄回",
)  # fmt: skip
def not_landed_receipt(record: Record, context: Ruleset) -> Iterator[Problem]:
    """接收了才有回执。备注也空着的由 R325 报告；“线上”说的是转接的方式，不算。

    正确 | 已转入党组织名称 无 | 转入时间 无 | 回执是否反馈 否 | 未转入情况说明 等待接收方审核 | 具体情况 回原籍
    正确 | 已转入党组织名称 无 | 转入时间 无 | 回执是否反馈 线上 | 未转入情况说明 等待接收方审核 | 具体情况 回原籍
    错误 | 已转入党组织名称 无 | 转入时间 无 | 回执是否反馈 是 | 未转入情况说明 等待接收方审核 | 具体情况 回原籍
    """
    stays = record.get("destination_type") in {*landing.STAYS, landing.ENDED}
    if record["receipt"] == "yes" and not stays and not landing.is_landed(record) and record.get("landed_on") is None:
        yield Problem("receipt")

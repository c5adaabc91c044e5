"""R366."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from gradflow.core.findings import Problem, Severity
from gradflow.core.people import Entry, Person
from gradflow.core.records import Context
from gradflow.rules.landing import has_ended, latest_follow_up
from gradflow.rules.registry import person_rule

NEVER = "无法|不|未|没|失|难"
LOST = re.compile(
    r"失联|失去(?:了)?(?:联系|音讯)|(?:联系|联络|取得联系)(?:不上|不到|未果|无果)|(?:无法|未能|没能|难以)(?:与.{1,6})?(?:取得)?联[系络]"
    r"|[没未](?:有|能)?联[系络][上到]|打不通|(?:电话|手机|号码).{0,4}(?:不通|未通|无人接听?|没人接听?|停机|空号|关机|不接|不存在)|停机|空号|拒接电话|不接电话"
    r"|下落不明|查无此人|杳无音[信讯]|断了联系|找不到(?:本?人|其)"
)
FOUND = re.compile(
    rf"[没未无非]有?失联|不存在失联|恢复联系|换了?号|新号|(?:微信|QQ|短信|邮件|视频|上门|家访)(?:上|已)?(?:联系|沟通|回复|回访)(?![不未无方])|(?:已|后|现|通过|改用|改为|重新|再次|用)(?!.{{0,8}}(?:{NEVER}))[^，,；;。]{{0,8}}(?:联系|沟通|回复)(?![不未无方])"
)
"""Words that take it back: contact again, or another way of it."""
OF_OTHERS = re.compile(
    r"接收|对方|单位|组织部|党委|党工委|党组织|街道|社区|[村乡镇]|居委|公司|学校|(?<=.)(?<![本我党])支部|家长|父母|亲属|家人"
)
OWN = re.compile(r"本人|该生|该同志|学生|同学|党员(?!组织|管理|系统)|其")


@lru_cache(maxsize=4096)
def is_lost(text: str) -> bool:
    """Whether a text says that the person, and not some office, cannot be reached."""
    if FOUND.search(text):
        return False
    return any(LOST.search(part) and (OWN.search(part) or not OF_OTHERS.search(part)) for part in re.split(r"[，,；;。]", text))


@person_rule(
    "R366", "lost-contact", title="失去联系", uses=("not_landed_reason", "follow_up_contact", "remark"), severity=Severity.WARNING,
    message="写的是“{text}”，失去联系：满{months}个月的停止党籍", advice="通过亲属、同学、辅导员继续联系；在“情况说明”里写明从什么时候起联系不上、找过谁，报党委办公室",
    rests_on=("contact_lost_months",),
)  # fmt: skip
def check(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """失联的党员要单独报党委办公室。以最近一次回访为准；联系不上的是接收单位的不算。

    正确 | 附件3·未转入情况说明 接收单位电话打不通 | 附件3·已转入党组织名称 无 | 附件3·转入时间 无
    正确 | 附件3·联系回访方式及时间 电话关机，已通过微信联系 2023.7.20
    错误 | 附件3·联系回访方式及时间 电话打不通
    错误 | 附件3·未转入情况说明 联系不上本人 | 附件3·已转入党组织名称 无 | 附件3·转入时间 无
    错误 | 附件2·备注 失联
    """
    entry = latest_follow_up(person) or next(iter(person.entries))
    if has_ended(person):
        return
    for key in ("not_landed_reason", "follow_up_contact", "remark"):
        value = entry[1].get(key)
        text = getattr(value, "text", value)
        if isinstance(text, str) and is_lost(text):
            yield entry, Problem(key, {"text": text[:40], "months": context.limits["contact_lost_months"]})
            return

"""How and when somebody was called on: 附件3 联系回访方式及时间, free text with dates in it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from gradflow.kinds import base
from gradflow.kinds.dates import DASHES, NO_YEAR, Date, PartialDate, Reading, read_date
from gradflow.model.cells import CellStyle, Raw
from gradflow.model.folding import half_width, later, unspelt

_NUMERAL = r"[0-9〇○零一二三四五六七八九十壹贰貳叁參肆伍陆柒捌玖拾]"
IN_TEXT = later(
    rf"(?<![0-9])(?:(?:19|20)[0-9]{{2}}(?P<s>[./、,。·-]| )[0-9]{{1,2}}(?P=s)[0-9]{{1,2}}|[0-9]{{1,2}}(?P<e>[./-])[0-9]{{1,2}}(?P=e)(?:19|20)[0-9]{{2}}"
    rf"|(?:19|20)[0-9]{{2}}[01][0-9][0-3][0-9](?:[Tt]?[0-2][0-9][0-5][0-9](?:[0-5][0-9])?)?"
    rf"|(?:{_NUMERAL}{{2,4}}年)?{_NUMERAL}{{1,3}}月{_NUMERAL}{{1,3}}[日号]?|(?<![0-9Oo年./-])[0-9]{{1,2}}(?P<n>[./-])[0-9]{{1,2}}(?:(?P=n)[0-9]{{1,2}})?)(?![0-9]|[Oo](?![A-Za-z]))"
)
"""Where a whole date may stand in a sentence without blanks beside its signs; ``read_date`` says which it is, if any."""
PART = later(
    r"(?<![0-9A-Za-z年./-])(?:[12][0-9OolI]{2,4}(?:[./、,。·:年月-]{1,2}[0-9OolI]{1,3}){1,2}[月日号]?|2[0Oo][0-9]{2,5}年?"
    rf"|[0-9OolI]{{1,2}}(?:[./:年月-]{{1,2}}[0-9OolI]{{1,3}}){{1,2}}[月日号]?|[34][0-9]{{4}}|(?:{_NUMERAL}{{2,4}}年)?{_NUMERAL}{{1,3}}月(?:份|[初底末]|[上中下]旬)?)(?![0-9])"
)
"""Where something is meant as a date, if no whole date stands anywhere."""
BLANKS = later(r"\s*([年月./、,。·-])\s*(?=[0-9〇○零一二三四五六七八九十])")
MIXED = later(r"(?<![0-9])((?:19|20)[0-9]{2})年([0-9]{1,2})[./-]([0-9]{1,2})(?![0-9])")
YEAR = later(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
WHEN = later(
    r"[0-9./、年月日号:：,，;；。()（）\s+-]|T(?=[0-9]{2}:)|(?<=[0-9])Z|[上下中]午|早上|晚上?|(?:星期|周|礼拜)[一二三四五六日天]|[点时分]"
)
"""What a date is made of; the rest tells how."""

_WAYS = "微信|QQ|短信|邮件|视频|钉钉"
LOST = later(
    r"(?<!消)失联|失去(?:了)?(?:联系|音讯)|(?:联系|联络|取得联系)(?:不上|不到|未果|无果)|(?:无法|未能|没能|难以)(?:与.{1,6})?(?:取得)?联[系络]"
    r"|[没未](?:有|能)?联[系络][上到]|打不通|(?:电话|手机|号码).{0,4}(?:不通|未通|无人接听?|没人接听?|停机|空号|关机|不接|不存在|注销|销号)|停机|空号|拒接电话|不接电话"
    r"|下落不明|查无此人|杳无音[信讯]|断了联系|被?(?:拉黑|屏蔽|删了?好友)|找不到(?:本?人|其)|(?<![单无某])(?:本人|人)已?经?找不到"
)
FOUND = later(
    rf"(?:[没未无非不]|没有|并未|从未|不存在)(?:有|曾|再)?(?:失联|失去了?(?:联系|音讯)|断了?联系)|恢复联系|换了?号|新号|(?:{_WAYS}|上门|家访)(?:上|已)?(?:联系|沟通|回复|回访)(?![不未无方])|(?:已|后|现|通过|改用|改为|重新|再次|用)(?!.{{0,8}}(?:无法|[不未没失难]))[^，,；;。]{{0,8}}(?:联系|沟通|回复)(?![不未无方])"
)
"""Words that take it back: contact again, or another way of it."""
BACK = later(r"(?:失联|失去联系|联系不上|停机).{0,4}恢复")
"""That somebody who was lost is back."""
OF_OTHERS = later(
    r"接收|对方|单位|组织部|党委|党工委|党组织|街道|社区|[村乡镇]|居委|公司|学校|(?<=.)(?<![本我党])支部|家长|父母|亲属|家人|家[里中庭]|座机|固话|宅电|兄长|哥|姐|弟|妹"
)
OWN = re.compile(r"本人(?![称说讲反表告])|该生|该同志|学生|同学|党员(?!组织|管理|系统)|其(?![兄哥姐弟妹父母家])|[通经]过?其")


FORMER = later(
    r"[(,;，；。]?(?:[前头首](?:面|几|[0-9一两二三四五])*次)[^,;，；。()]{0,4}(?:[未没无不]|无人)[^,;，；。()]*\)?|[(,;，；。]?(?:原来?|旧|老|之前的?|以前的?)(?:手机|电话)?号?码?(?:已|停机|空号|注销|停用|打不通|不通|关机|作废)+\)?"
    r"|(?<=[0-9\0])[(,;，；。](?:手机|电话|号码)+(?:已|停机|空号|注销|停用)+[,，]?(?:已|现)?换号\)?"
)
"""Calls before, that nobody answered, and a number that is no longer in use: of the contact itself they say nothing."""
ONE_CALL = later(r"(?:打了?)?(?:电话|手机|号码).{0,4}(?:未通|无人接听?|没人接听?|不接|关机)(?!.{0,3}(?:多次|[几两三四五数]次|状态|一直))")
"""A call that nobody answered; on a day it is one, and nobody is lost by it."""
A_DAY = later(r"[0-9]{1,2}[./月-][0-9]{1,2}")
OFTEN = later(r"[多几数两三四五]次|一直|始终|总是|长期|屡|均")


@lru_cache(maxsize=4096)
def is_lost(text: str) -> bool:
    """Whether a text says that the person, and not some office, cannot be reached."""
    is_one_call = len(A_DAY.findall(re.sub("(?:19|20)[0-9]{2}[./年-]", "", text))) == 1 and not OFTEN.search(text)
    told = FORMER.sub("", ONE_CALL.sub("", text) if is_one_call else text)
    return not (FOUND.search(text) or BACK.search(text)) and any(_says_of_person(LOST, part) for part in re.split(r"[，,；;。]", told))


def _says_of_person(words: re.Pattern[str], clause: str) -> bool:
    return bool(words.search(clause) and (OWN.search(clause) or not OF_OTHERS.search(clause)))


MISSED = later(
    rf"{LOST.pattern}|(?:[未没]|没有|无人|不|拒)(?:有|能|人)?(?:接[听通]|接(?![收受纳转管到])|应答|回(?:复|信|应|电|消息)?(?![一-龥]))|关机|占线|忙线|[不没未]通(?![过知])|不在服务区"
)
"""No contact came about; whether the person is lost, is another question."""
_MEANS = rf"电话|{_WAYS}|回访|联系|联络|走访|家访|上门|面谈|见面|当面|通话|邮箱|写信|[寄发][信函]|信函"
DAY, PLAN_DAY = "\0", "\1"
"""Stand for a date, and for one that is only planned."""
_PLAN = "计划|拟|准备|打算|预计|预约|将|待|[未没]有?(?=回访|联系|联络)"
PLANNED = later(
    rf"(?:{_PLAN})定?(?:(?:{_MEANS})|[于在:( 用打发给])*{DAY}|{DAY}[( ]*(?:{_PLAN})定?(?:[) ]*$|[用打发给]?(?:{_MEANS}))|{DAY}(?=[^{DAY}]*\((?:{_PLAN})[^()]*\))"
)
UNDONE = later(rf"^(?:尚|还|暂时?)*(?:{_PLAN})(?:进行|再|于|及时|尽快|[用打发给])*(?:{_MEANS})+中?$")
"""A day that is only planned; and a clause that is."""
CLAUSES = later(rf"[,;。!\n]|[、+](?! *{DAY})|(?:后|改用?|改为|但|又|再)(?=(?:通过|用)?(?:{_WAYS}|电话|上门|家访))")
REACHED = later(rf"已|接通|联系上|回复|(?<![未没不])回[电信拨]|告知|沟通|通知|(?:{_WAYS})联系")
"""That it has come to a contact all the same."""
SINCE = later("[现后]|目前|至今|此")
"""That somebody has been lost since the contact before."""


class ContactLog(NamedTuple):
    """The text as filled in, the days of contacts it names, and whether it says how."""

    text: str
    days: tuple[PartialDate, ...]
    unread: tuple[str, Reading] | None
    """The first date that is no day, and what ``read_date`` says of it; None if there is none."""
    how: str
    """What it says beside dates: 电话, 微信 ..."""
    is_missed: bool = False
    """Whether it says at last that no contact has come about."""


class ContactLogKind(base.Kind):
    """Contacts by any means; the value is a ContactLog. Whether it says enough, rules decide."""

    name = "contact_log"
    is_strict = False
    title = "回访记录"
    looks = CellStyle(number_format="@")

    def parse(self, raw: Raw) -> ContactLog | None:
        """Return the text and the days in it; a cell that is a date is that day."""
        if not (text := self.text(raw)):
            return None
        if not isinstance(raw, str):
            day = Date().parse(raw)
            if isinstance(day, PartialDate):
                return ContactLog(str(day), (day,), None, "")
            return ContactLog(text, (), (text, None), "")
        folded = MIXED.sub(r"\1.\2.\3", BLANKS.sub(r"\1", half_width(text.translate(DASHES)).replace("．", ".")))
        pattern = IN_TEXT if IN_TEXT.search(folded) else PART
        found = [(match[0], read_date(match[0])) for match in pattern.finditer(folded)]
        is_real, is_missed = _came_about(pattern.sub(DAY, folded))
        days = _days(found, is_real)
        if not days and len(years := set(YEAR.findall(folded))) == 1:
            days = _days([(part, _in_year(part, *years)) for part, _ in found], is_real)
        unread = None if days else next((one for one in found if not (isinstance(one[1], PartialDate) and one[1].day)), None)
        return ContactLog(text, days, unread, WHEN.sub("", IN_TEXT.sub("", folded)), is_missed)

    def meaning(self, value: ContactLog) -> str:
        """The days and the means."""
        return " ".join([*map(str, value.days), unspelt(value.how if value.days else value.text)])

    def describe(self) -> str:
        """How to fill this in."""
        return f"写明方式和年月日，如 电话 {self.year}.7.20；几次的用“；”隔开"


def _days(found: list[tuple[str, Reading]], is_real: list[bool]) -> tuple[PartialDate, ...]:
    """The whole days among what was found on which a contact has come about."""
    return tuple(day for (_, day), is_so in zip(found, is_real, strict=True) if is_so and isinstance(day, PartialDate) and day.day)


def _in_year(text: str, year: str) -> Reading:
    """What ``read_date`` says of a date; one without a year is of the one year that the cell names."""
    return read_date(f"{year}年{re.sub('[./-]', '月', text)}" if NO_YEAR.fullmatch(text) else text)


def _came_about(text: str) -> tuple[list[bool], bool]:
    """Whether there was a contact on each day of a text, for which ``DAY`` stands; and whether it says at last that there was none."""
    text = FORMER.sub("", text)
    text = re.sub(r"\([^()]*\)", lambda note: note[0] if DAY in note[0] or not FOUND.search(note[0].split(",")[-1]) else "", text)
    real: list[bool] = []
    last, is_missed, is_awaited = 0, False, False
    for clause in CLAUSES.split(text):
        count, bare = clause.count(DAY), clause.replace(DAY, "").strip(" ()")
        says_no = (
            (_says_of_person(MISSED, clause) and not BACK.search(clause))
            or bool(UNDONE.search(bare))
            or (is_awaited and count > 0 and not bare)
        )
        if count:
            days = [sign == DAY and not says_no for sign in PLANNED.sub(PLAN_DAY, clause) if sign in {DAY, PLAN_DAY}]
            real, last, is_missed = [*real, *days], count, not any(days)
        elif says_no:
            is_missed = True
            if not SINCE.search(bare):
                real[len(real) - last :] = [False] * last
        elif is_missed and REACHED.search(bare):
            real[len(real) - last :], is_missed = [True] * last, False
        is_awaited = says_no and not real
    return real, is_missed

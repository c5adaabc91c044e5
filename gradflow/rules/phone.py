"""C351-C356, C580, R365, X608, X609: whether the person can be called at the numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from gradflow.model.cells import typed_text
from gradflow.model.findings import Problem, Severity
from gradflow.model.folding import later
from gradflow.model.people import Entry, Person
from gradflow.model.records import Context, Record, Ruleset
from gradflow.rules.registry import person_rule, row_rule

CARDS = frozenset({"mobile", "home_phone", "relative1_mobile", "relative2_mobile", "advisor_mobile", "classmate_mobile"})
"""Numbers that a registration card asks for: what it says of them between each other is told by R365, X608 and X609."""
_phone_rule = partial(row_rule, severity=Severity.WARNING, source="附件2注1(“联系电话”要真实有效)")
OF_PEOPLE = frozenset({"mobile", "abroad"})
"""Sorts of numbers at which one person is called, wherever they are."""


@_phone_rule(
    "C351", "phone-no-mobile", title="没有手机号", needs=("phone",),
    message="只有固定电话，没有手机号", advice="补填本人手机号；确实没有的写明情况",
)  # fmt: skip
def phone_no_mobile(record: Record, context: Ruleset) -> Iterator[Problem]:
    """官方表头是“固定电话、手机”，后续回访要靠手机联系。

    正确 | 联系电话 13912345679
    错误 | 联系电话 0512-63456789
    """
    if not any(number.sort in OF_PEOPLE for number in record["phone"].numbers):
        yield Problem("phone")


@_phone_rule(
    "C352", "phone-no-area-code", title="固定电话缺区号", needs=("phone",), of_kind="phone", but=CARDS,
    message="“{number}”没有区号", advice="补上区号，写成 区号-号码",
)  # fmt: skip
def phone_no_area_code(record: Record, context: Ruleset) -> Iterator[Problem]:
    """外地拨打固定电话要加区号。

    正确 | 联系电话 13912345679、0512-63456789
    错误 | 联系电话 13912345679、63456789
    """
    return _of_sort("local", record)


def _of_sort(sort: str, record: Record) -> Iterator[Problem]:
    """The numbers that are of that sort."""
    return (Problem("phone", {"number": one.digits}) for one in record["phone"].numbers if one.sort == sort)


@_phone_rule(
    "C353", "phone-service-number", title="不是个人号码", needs=("phone",),
    message="“{number}”是客服或短号，不是个人号码", advice="改填本人的电话号码",
)  # fmt: skip
def phone_service_number(record: Record, context: Ruleset) -> Iterator[Problem]:
    """400、800、95开头的是客服号码，联系不到本人。

    正确 | 联系电话 13912345679
    错误 | 联系电话 13912345679、95588
    """
    return _of_sort("service", record)


SAMPLES = {"13800138000", "13812345678", "13912345678", "13800000000", "18888888888", "12345678901"}
ONE_DIGIT = re.compile(r"1\d\d?(\d)\1{7,}")


@_phone_rule(
    "C354", "phone-sample", title="像是随手填的号码", needs=("phone",), of_kind="phone", but=CARDS, doubts=True,
    message="“{number}”像是样例或随手填的号码", advice="核对号码；无误的写明情况",
)  # fmt: skip
def phone_sample(record: Record, context: Ruleset) -> Iterator[Problem]:
    """样例号(13800138000、13812345678)和一串相同的数字。

    正确 | 联系电话 13912345679
    错误 | 联系电话 13800138000
    """
    for number in record["phone"].mobiles:
        if is_made_up(number):
            yield Problem("phone", {"number": number})


def is_made_up(number: str) -> bool:
    """Whether a mobile number is one that samples show, or one digit over and over."""
    return number in SAMPLES or ONE_DIGIT.fullmatch(number) is not None


KNOWN = re.compile(r"1(?:3\d|4[579]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])\d{8}")
"""Segments in use (public lists of 2022-2026；携号转网 since 2019: a segment tells no operator)."""


def _in_public_plan(number: str) -> bool:
    import phonenumbers  # noqa: PLC0415 - a slow import, rarely needed

    return bool(phonenumbers.is_valid_number(phonenumbers.parse(number, "CN")))


@_phone_rule(
    "C355", "phone-segment-unknown", title="号段没有放号", needs=("phone",), of_kind="phone", but=CARDS, doubts=True,
    message="“{number}”的号段 {segment} 还没有放号", advice="核对号码；新号段请写明情况",
)  # fmt: skip
def phone_segment_unknown(record: Record, context: Ruleset) -> Iterator[Problem]:
    """号段会新增，所以只要求核对；13位物联网号不是人用的号码。先比对公开号段表，不在表内的再问 libphonenumber。

    正确 | 联系电话 19212345679
    错误 | 联系电话 15412345679
    """
    for number in record["phone"].mobiles:
        if not KNOWN.fullmatch(number) and not _in_public_plan(number):
            yield Problem("phone", {"number": number, "segment": number[:3]})


@row_rule(
    "C356", "own-mobile-not-mobile", title="本人手机不是手机号", needs=("mobile",), severity=Severity.WARNING,
    message="“{mobile}”里没有手机号", advice="填本人11位手机号；确实没有的写明情况",
    source="附件1“本人手机”；通知二(通过多种联系方式的登记联系党员)",
)  # fmt: skip
def own_mobile_not_mobile(record: Record, context: Ruleset) -> Iterator[Problem]:
    """回访要靠手机联系。

    正确 | 本人手机 13912345679
    错误 | 本人手机 0512-63456789
    """
    if not any(number.sort in OF_PEOPLE for number in record["mobile"].numbers):
        yield Problem("mobile")


OWN = ("phone", "mobile")
_DEAD = "欠费(?:停机)?|停机|空号|停用|作废|注销|销号|不存在|打不通|无法接通|不用|不再?使用|旧号码?|被?(?:拉黑|屏蔽)"
_OTHERS = "父亲?|母亲?|父母亲?|爸爸?|妈妈?|爸妈|家长|亲属|家[里属]?人|[表堂]?(?:哥哥?|弟弟?|姐姐?|妹妹?)|叔叔|舅舅|姑[姑妈]|姨妈?|爱人|配偶|丈夫|妻子|爷爷|奶奶|外[公婆]|[男女]?朋友|[男女]友|监护人|同学|[室舍]友|辅导员|班主任|老师|亲戚|邻居|伯[父母]|[叔婶]"
_NONE = "本人(?:的?(?:手机|电话|号码?))*(?:暂时?|目前|尚|还|已经?)*(?:[无没未]有?|丢失?|遗失|损坏|坏了?|停机|欠费)(?:手机|电话|号码?)*"
NOBODYS = later(
    rf"(?:该?号码?|手机号?码?|电话)?(?:[现均都]?已经?|[0-9]+月(?:底|份)?|即将)?(?:{_DEAD})了?|暂用|{_NONE}|(?:我的?)?(?:{_OTHERS})的?(?:联系)?(?:电话|手机)?号?码?"
)
"""A note that says nothing but that the number is dead or somebody else's; what says more may mean the opposite (不会停机，父亲代充话费)."""
OWN_WORDS = re.compile(f"(?!{_NONE})本人|自己|同号|共用")
"""What says that a number is the member's too, wherever it stands in the cell."""


@_phone_rule(
    "C357", "phone-of-others", title="不是本人在用的号码", needs=("name",), uses=OWN,
    message="“{value}”里没有本人在用的手机号", advice="补填本人在用的手机号；确实只有这个号码的写明情况",
)  # fmt: skip
def phone_of_others(record: Record, context: Ruleset) -> Iterator[Problem]:
    """每个手机号都注明是亲属、同学的，或者已经停机、空号，回访时找不到本人。注明的还有别的话的，不猜。

    正确 | 姓名 王芳 | 联系电话 13912345679、13912345672(父亲)
    正确 | 姓名 王芳 | 联系电话 13912345679(已停机)、13912345672
    正确 | 姓名 王芳 | 联系电话 13912345672(停机已恢复)
    错误 | 姓名 王芳 | 联系电话 13912345672(父亲)
    错误 | 姓名 王芳 | 联系电话 13912345672(已停机)
    错误 | 姓名 王芳 | 联系电话 本人无手机，13912345672(室友)
    错误 | 姓名 王芳 | 联系电话 13912345672(王建国)
    """
    for key in OWN:
        numbers = record[key].numbers if key in record.values else ()
        notes = [one.note for one in numbers if one.sort in OF_PEOPLE]
        if not notes or not all(notes) or OWN_WORDS.search(typed_text(record.cells.get(key))):
            continue
        if all(_is_nobodys(part, record["name"]) for note in notes for part in note.split("，")):
            yield Problem(key)


def _is_nobodys(note: str, name: str) -> bool:
    """Whether a note says so, or is the name of a relative with the member's surname."""
    return bool(NOBODYS.fullmatch(note)) or (bool(RELATIVE.fullmatch(note)) and note[0] == name[0] and note not in name)


RELATIVE = re.compile("(?!.*[号用省市县区机卡话网电常急位期])[一-龥]{2,3}")


@row_rule(
    "C580", "phone-abroad", title="境外号码", needs=("name",), uses=OWN, severity=Severity.WARNING,
    message="“{number}”是境外号码", advice="有境内号码的补填；确实只用境外号码的写明情况",
    source="附件2注1(“联系电话”要真实有效)；各国各地区的编号方案(libphonenumber)",
)  # fmt: skip
def phone_abroad(record: Record, context: Ruleset) -> Iterator[Problem]:
    """出国(境)的党员可能只有境外号码，照收，请支部确认联系得上。旁边写了境内手机号的不报。

    正确 | 姓名 王芳 | 联系电话 13912345679(国内)、+852 6123 4567
    错误 | 姓名 王芳 | 联系电话 +852 6123 4567
    """
    for key in OWN:
        phones = record.get(key)
        for number in phones.numbers if phones and not phones.mobiles else ():
            if number.sort == "abroad":
                yield Problem(key, {"number": number.digits})


OTHERS = {
    "relative1_mobile": "直系亲属1", "relative2_mobile": "直系亲属2", "advisor_mobile": "班主任/辅导员", "classmate_mobile": "长期联系的同学",
}  # fmt: skip


@row_rule(
    "R365", "own-mobile-of-others", title="本人手机与他人手机相同", needs=("mobile",), uses=tuple(OTHERS), severity=Severity.WARNING,
    message="{who}的手机与本人手机相同", advice="改填各自的手机号；确实共用的写明情况",
    source="附件1“本人手机”“直系亲属手机”；通知二(通过多种联系方式的登记联系党员)",
)  # fmt: skip
def own_mobile_of_others(record: Record, context: Ruleset) -> Iterator[Problem]:
    """留几个人的号码，是为了联系不上本人时还能找到人；同一个号码就没有用处。

    正确 | 本人手机 13912345679 | 直系亲属1手机 13961234501
    错误 | 本人手机 13912345679 | 直系亲属1手机 13912345679
    """
    own = set(record["mobile"].mobiles)
    for key, who in OTHERS.items():
        phones = record.get(key)
        if phones and own & set(phones.mobiles):
            yield Problem(key, {"who": who})
            return


CHANGED = re.compile(r"换号|换了号|新号|旧号|号码变|改号|停用")


def different_mobile(person: Person, context: Context) -> tuple[Entry, Problem] | None:
    """The card whose mobile is not among the roster's numbers, and which these are, masked to their ends."""
    found, listed = person.first("mobile"), person.first("phone")
    if not found or not listed or not found[1].mobiles or not listed[1].mobiles:
        return None
    if set(found[1].mobiles) & set(listed[1].mobiles):
        return None
    (sheet, _), phones = listed
    ends = "、".join(f"尾号{number[-4:]}" for number in phones.mobiles)
    return found[0], Problem("mobile", {"phone": ends, "there": context.told(sheet, "phone"), "form": context.named(sheet)})


def is_changed_number(person: Person) -> bool:
    """Whether a remark, or a note beside the number itself, says that it has changed."""
    notes = [one.note for key in ("mobile", "phone") for _, phones in person.holding(key) for one in phones.numbers]
    return any("新" in note or CHANGED.search(note) for note in notes) or any(
        CHANGED.search(str(value)) for key in ("other_contact", "remark") for _, value in person.holding(key)
    )


@person_rule(
    "X608", "mobile-agrees", title="登记卡的手机不在转出登记表里", needs=("mobile", "phone"), uses=("other_contact", "remark"),
    message="{label}与{there}({phone})不同", advice="核对后改成一致；换了号码的在{form}里补上新号，或在备注里写明换号",
    source="附件1“本人手机”；附件2注1(“联系电话”要真实有效)",
)  # fmt: skip
def mobile_agrees(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """两张表的手机号应能对上；写明换号的由 X609 提醒。

    正确 | 附件1·本人手机 13912345679 | 附件2·联系电话 0512-63456789、13912345679
    错误 | 附件1·本人手机 13912345681 | 附件2·联系电话 13912345679
    """
    found = different_mobile(person, context)
    if found and not is_changed_number(person):
        yield found


@person_rule(
    "X609", "mobile-changed", title="写明换号，两张表手机不同", needs=("mobile", "phone"), uses=("other_contact", "remark"),
    severity=Severity.WARNING,
    message="{label}与{there}({phone})不同，写明换了号", advice="把{there}改成现在用的号码，或写明情况",
    source="附件1“本人手机”；附件2注1(“联系电话”要真实有效)",
)  # fmt: skip
def mobile_changed(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """备注或其他联系方式里写着换号、新号的，照收，请支部把附件2也改过来。

    正确 | 附件1·本人手机 13912345679 | 附件2·联系电话 13912345679 | 附件2·备注 已换号
    错误 | 附件1·本人手机 13912345681 | 附件2·联系电话 13912345679 | 附件2·备注 已换号
    """
    found = different_mobile(person, context)
    if found and is_changed_number(person):
        yield found

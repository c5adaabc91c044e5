"""R310, R363, R364, X617, X630: whether the remark says what the heading of the letter leaves open (附件2注2)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gradflow.core.cells import typed_text
from gradflow.core.findings import Problem, Severity
from gradflow.core.people import Entry, Person
from gradflow.core.records import Context, Record, Ruleset
from gradflow.kinds.destinations import is_mentioned, told
from gradflow.kinds.organisation import PARTY_UNITS
from gradflow.kinds.places import province_of
from gradflow.rules.destination import told_destination
from gradflow.rules.landing import GOES
from gradflow.rules.registry import person_rule, row_rule
from gradflow.rules.unit_names import names_unit, says_settled

SOURCE = "附件2注2: 已签就业协议、专转本的学生党员请在“备注栏”内注明落实的单位或考取的学校名称"
STUDY = re.compile(r"专转本|专升本|专接本|转本|升本|接本")
"""Remarks after which only the school can be missing."""


@row_rule(
    "R310", "remark-names-unit", title="备注没有写单位或学校名称",
    needs=("receiving_department",), uses=("remark",),
    message="组织关系转往{receiving_department}，备注{how}", advice="在备注栏写明落实的单位或考取的学校名称",
    source=SOURCE,
)  # fmt: skip
def remark_names_unit(record: Record, context: Ruleset) -> Iterator[Problem]:
    """转往单位、学校或教育工委、机关工委的，多半已落实单位或考取学校，备注必须写名称；转往本校的由 C467 报告。

    转往市、县、区委组织部的可能是回原籍，只在备注自己写了“专转本”“签约”等而没有名称时才报；不是专转本的改或说明。

    正确 | 组织部名称 苏州大学党委组织部 | 备注 专转本：苏州大学
    正确 | 组织部名称 中共昆山市委组织部
    正确 | 组织部名称 中共昆山市委组织部 | 备注 专转本落榜
    错误 | 组织部名称 中共昆山市委组织部 | 备注 专转本
    错误 | 组织部名称 中共昆山市委组织部 | 备注 已签三方
    错误 | 组织部名称 苏州大学党委组织部
    错误 | 组织部名称 苏州大学党委组织部 | 备注 专转本
    错误 | 组织部名称 苏州大学党委组织部 | 备注 回原籍，待业
    错误 | 组织部名称 苏州大学党委组织部 | 备注 本科院校，学校名称待定
    正确 | 组织部名称 苏州大学党委组织部 | 备注 苏大
    """
    if context.form and context.form.field("remark") is None:
        return
    is_own = context.campaign.college in record["receiving_department"].name
    if not is_own and asks_for_name(record) and (how := lacks_name(record)):
        yield Problem("remark", {"how": how}, is_doubtful=not demands_name(record))


def demands_name(record: Record) -> bool:
    """Whether the row leaves no doubt that there is a unit or school to be named: by its department, or by 专转本 in its remark."""
    department, remark = record.get("receiving_department"), record.get("remark")
    return bool((department and department.category in PARTY_UNITS) or (remark and STUDY.search(remark) and _is_settled(remark)))


def asks_for_name(record: Record) -> bool:
    """Whether the row itself says that a job or a school has been found: by its department, or by its remark."""
    remark = record.get("remark")
    return demands_name(record) or bool(remark and _is_settled(remark))


def _is_settled(remark: str) -> bool:
    """Whether a remark says that its writer has found work or a school, and means it (not 专转本落榜)."""
    return says_settled(remark) and (not is_mentioned(remark) or bool(told(remark) & {"study", "work"}))


def lacks_name(record: Record) -> str:
    """What a row's remark, as typed, says instead of the name of a unit or school; empty where it names one."""
    remark = record.get("remark")
    if remark is None:
        return "没有写单位或学校名称"
    return "" if names_unit(remark) else f"只写了“{typed_text(record.cells['remark']).strip()}”，没有写名称"


SCHOOL = re.compile(r"[一-龥]{2,}?(?:大学|学院)(?:[一-龥]{2,8}?(?:学院|校区))?")
BEFORE = re.compile(
    r"^.*?(?:专转本|专升本|转本|升本|升学|考取|考上|录取|升入|就读|入读|报考|就业|签约|毕业于|中共|中国共产党)[到至在于了]?"
)
"""What stands before a school's name."""


def schools(text: str) -> list[str]:
    """The schools a text names, without the words before them (专转本：苏州大学 -> 苏州大学)."""
    found = (BEFORE.sub("", name) for part in re.split(r"[^一-龥]", text) for name in SCHOOL.findall(part))
    return [name for name in found if len(name) > len("大学")]


@row_rule(
    "R363", "schools-agree", title="抬头与备注是两所学校", needs=("receiving_department", "remark"), severity=Severity.WARNING,
    message="组织部名称写的是{here}，备注写的是{there}", advice="核对考取的学校，改成同一所；确实如此的写明情况",
    source="附件2注2: 备注写考取的学校，组织部名称写该校的，务必准确",
)  # fmt: skip
def schools_agree(record: Record, context: Ruleset) -> Iterator[Problem]:
    """只在两处都写明学校、而且没有一个名称包含另一个时才报；本校的名称不算。

    正确 | 组织部名称 苏州大学党委组织部 | 备注 专转本：苏州大学
    正确 | 组织部名称 苏州大学党委组织部 | 备注 苏州大学文正学院
    正确 | 组织部名称 中共昆山市委组织部 | 备注 专转本：苏州大学
    错误 | 组织部名称 苏州大学党委组织部 | 备注 专转本：南京工程学院
    """
    own = context.campaign.college
    here, there = ([name for name in schools(text) if own not in name] for text in (record["receiving_department"].name, record["remark"]))
    if here and there and not any(one in other or other in one for one in here for other in there):
        yield Problem("remark", {"here": f"“{here[0]}”", "there": f"“{there[0]}”"})


@row_rule(
    "R364", "department-province", title="抬头与通讯地址不在一个省，备注空着", needs=("receiving_department", "address"), uses=("remark",),
    columns=("remark",), severity=Severity.INFO,
    message="组织部在{there}，通讯地址在{here}，备注空着", advice="转往单位、学校所在地的应在备注写明单位或学校；像是抄错的，请支部核对",
    source="附件2“个人原籍（或落实就业单位、专转本考取的学校）所在的市、县、区委组织部名称”、注2",
)  # fmt: skip
def department_province(record: Record, context: Ruleset) -> Iterator[Problem]:
    """转往外省而不写缘由的，可能漏了备注，或是抬头、地址抄错，所以只提示。看不出省份的不报。

    正确 | 组织部名称 中共昆山市委组织部 | 通讯地址、邮编 江苏省苏州市吴江区云梨路100号 215200 | 备注 无
    正确 | 组织部名称 中共昆山市委组织部 | 通讯地址、邮编 河南省信阳市光山县正大街1号 465450 | 备注 签约恒力集团有限公司
    错误 | 组织部名称 中共昆山市委组织部 | 通讯地址、邮编 河南省信阳市光山县正大街1号 465450 | 备注 无
    """
    if record.get("remark") is not None:
        return
    there, here = province_of(record["receiving_department"].name), record["address"].province
    if there and here and there != here:
        yield Problem("remark", {"there": there, "here": here})


LOOKS_AT = ("destination_type", "destination", "remark", "receiving_department")
PARTS = {"就业单位": "就业", "就业": "就业", "专转本": "专转本"}
"""How a destination is spoken of that is typed as the form asks; any other is quoted."""


@person_rule(
    "X617", "remark-for-destination", title="已就业，附件2备注没有写单位", uses=LOOKS_AT, compares=True, severity=Severity.WARNING,
    message="{source}写的是{destination}，备注{how}", advice="在备注栏补写落实的单位名称；没有签协议、附件2之后才落实的写明情况",
    source=SOURCE,
)  # fmt: skip
def remark_for_destination(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """附件1或第一次回访写着就业的，附件2备注要写单位名称，不论抬头写的是哪里；之后才就业的，6月的附件2自然写不出来。

    各表的去向不一致的，先由 X611 报告。
    正确 | 附件2·备注 签约恒力集团有限公司 | 附件3·具体情况 就业单位
    正确 | 附件3(2)·具体情况 就业单位 | 附件2·备注 无
    错误 | 附件2·备注 无 | 附件3·具体情况 就业单位
    错误 | 附件2·备注 无 | 附件1·毕业后去向 恒力集团有限公司
    """
    yield from _told("work", person, context)


@person_rule(
    "X630", "remark-for-school", title="专转本，附件2备注没有写学校", uses=LOOKS_AT, compares=True,
    message="{source}写的是{destination}，备注{how}", advice="在备注栏补写考取的学校名称；{source}写错的改{source}",
    source=SOURCE,
)  # fmt: skip
def remark_for_school(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """附件1或附件3写着专转本的，附件2备注必须写学校名称，不论抬头写的是哪里。各表的去向不一致的，先由 X611 报告。

    正确 | 附件2·备注 专转本：苏州大学 | 附件3·具体情况 专转本
    错误 | 附件2·备注 无 | 附件3·具体情况 专转本
    错误 | 附件2·备注 无 | 附件1·毕业后去向 专转本，苏州大学
    正确 | 附件2·备注 无 | 附件1·毕业后去向 回原籍 | 附件3·具体情况 专转本
    """
    yield from _told("study", person, context)


def _told(code: str, person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """Where the roster's remark lacks a name although the latest sheet tells that destination, and no other contradicts it."""
    listed = next((entry for entry in person.entries if "receiving_department" in entry[1].cells and "remark" in entry[1].cells), None)
    if listed is None or "remark" in listed[1].unknown or (demands_name if code == "study" else asks_for_name)(listed[1]):
        return
    remark = listed[1].get("remark")
    how, said = lacks_name(listed[1]), _destinations(person)
    if remark and told_destination(remark) not in {None, code} and not listed[1].reason:
        return  # X611 tells that
    is_certain = bool(said) and said[-1][1] == code and (len({one for _, one in said}) == 1 or bool(said[-1][0][1].reason))
    is_timely = code == "study" or any((entry[0].round or 1) == 1 for entry, _ in said)
    if how and is_certain and is_timely:
        sheet, record = said[-1][0]
        typed = typed_text(record.cells.get("destination_type" if "destination_type" in record.cells else "destination")).strip()
        yield listed, Problem("remark", {"source": context.named(sheet), "destination": PARTS.get(typed, f"“{typed}”"), "how": how})


def _destinations(person: Person) -> list[tuple[Entry, str]]:
    """What the card, and then each follow-up, tell of the destination."""
    card = person.first("destination")
    found = [(card[0], code)] if card and (code := told_destination(card[1], is_card=True)) else []
    return found + [(entry, code) for entry, code in person.holding("destination_type") if code in GOES or code == "home"]

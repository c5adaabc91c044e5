"""C470, C473: whether what is said to have taken a membership is a Party organisation that can have; X614, X634, X638: whether other sheets agree on where and when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise, starmap, takewhile

from gradflow.kinds.dates import CHINESE, TEN, PartialDate
from gradflow.kinds.destinations import TAKEN_BACK, says_kept
from gradflow.kinds.organisation import NAMING, Organisation
from gradflow.kinds.organisation_words import ENDING, HOUSE, OFFICE, PREFIX, SEVERAL
from gradflow.kinds.places import different_places, read_places
from gradflow.model.findings import Problem, Severity
from gradflow.model.folding import later
from gradflow.model.people import Entry, Person
from gradflow.model.records import Context, Record, Ruleset
from gradflow.rules.landing import has_arrived, is_landed
from gradflow.rules.organisation import is_of_province, is_sender
from gradflow.rules.registry import person_rule, row_rule
from gradflow.rules.units import TRADES, are_two_numbered, are_two_schools, is_short_for, may_be_one_firm, schools, written_out

A_UNIT = re.compile(r"(.{2,}?)(?:党委|党?总支部?|(?:总支部)?委员会)")
"""The committee of a college's unit, which may be above a branch that sends."""
SHORT_NAME = re.compile(r"[一-龥]{2,3}[院大校](?=党|委员会)")
GENERAL = re.compile(r"职业|技术|科技|师范|工程|理工|高等|专科|学校|大学|学院")
"""What many colleges' names hold."""
A_COMMITTEE = re.compile(r"(?:党委|委员会|党委会)?(?:组织(?:统战)?部|党委办公室|党办)?")
"""What stands behind a college's name in that of its committee."""


def _is_of_college(organisation: Organisation, context: Ruleset) -> bool:
    """Whether it is the committee of the college that sends, or one above a branch that does; its other branches may take whom it employs."""
    college = context.campaign.college
    own = _written_out(PREFIX.sub("", organisation.name), college)
    unit, branches = own.removeprefix(college), (branch.name.removeprefix(college) for branch in context.campaign.branches)
    is_above = (above := A_UNIT.fullmatch(unit)) is not None and any(branch.startswith(above[1]) for branch in branches)
    return own.startswith(college) and (is_above or A_COMMITTEE.fullmatch(unit) is not None)


def _written_out(name: str, college: str) -> str:
    """A name that begins with the college's in short (苏信院), with the whole one."""
    short = match[0] if (match := SHORT_NAME.match(name)) else ""
    telling = GENERAL.sub("", read_places(college)[1])
    is_own = short[:1] == college[:1] and is_short_for(short, college) and set(short) & set(telling)
    return college + name[len(short) :] if is_own else name


def is_of_sender(organisation: Organisation, context: Ruleset) -> bool:
    """Whether a membership that is there has not left: it is one of the branches that send, or above them."""
    return is_sender(organisation, context.campaign) or _is_of_college(organisation, context)


def _is_either(name: str) -> bool:
    """Whether a text names two organisations of which neither is above the other."""
    return any(starmap(differ, pairwise(filter(None, SEVERAL.split(name)))))


WRONG = {
    "employer": "是单位名，不是党组织名", "government": "不是党组织", "place": "只是地名，不是党组织名", "headless": "没有写是哪里的党组织",
    **dict.fromkeys(("claimed", "unnamed"), "没有说出是哪个党组织"), "other": "看不出是党组织的名称",
}  # fmt: skip


@row_rule(
    "C470", "landed-not-party", title="转入的不是党组织", needs=("landed_org",), source="附件3“已如期转入党组织名称”",
    message="“{landed_org}”{how}", advice="写转入的党组织全称，可以写到支部，如 中共昆山市玉山镇委员会；还没有转入的空着，在备注里说明",
)  # fmt: skip
def landed_not_party(record: Record, context: Ruleset) -> Iterator[Problem]:
    """最后落到的党组织可以是组织部、街道乡镇党委、单位党委或支部，要写出名称；单位名、地名、“已转”都不是。

    没有转入的空着，或写“未转入”，在备注里说明。

    正确 | 已转入党组织名称 平望镇庙头村党支部
    正确 | 已转入党组织名称 未转入
    错误 | 已转入党组织名称 恒力集团有限公司
    错误 | 已转入党组织名称 昆山市
    错误 | 已转入党组织名称 已转
    错误 | 已转入党组织名称 市委组织部
    错误 | 已转入党组织名称 昆山市委组织部(待接收)
    """
    landed = record["landed_org"]
    how = (
        WRONG.get(landed.category)
        or ("是转出的党组织，不是转入的" if is_of_sender(landed, context) else "")
        or ("写明还没有转入或没有定" if landed.category in NAMING and (landed.is_tentative or says_kept(landed.name)) else "")
        or ("里有两个党组织，看不出转到哪一个" if landed.category == "several" and _is_either(landed.name) else "")
    )
    if how:
        yield Problem("landed_org", {"how": how})


@row_rule(
    "C473", "landed-unclear", title="看不出转入的是不是党组织", needs=("landed_org",), severity=Severity.WARNING,
    source="附件3“已如期转入党组织名称”", message="“{landed_org}”{how}", advice="核实后写转入的党组织全称，可以写到支部；确实如此的写明情况",
)  # fmt: skip
def landed_unclear(record: Record, context: Ruleset) -> Iterator[Problem]:
    """党群服务中心、党委办公室这样的地方受理转接，本身不是党组织；省委组织部一般不直接接收。

    正确 | 已转入党组织名称 昆山市花桥镇党群服务中心党支部
    错误 | 已转入党组织名称 昆山市党群服务中心
    错误 | 已转入党组织名称 松陵街道党建办
    错误 | 已转入党组织名称 江苏省委组织部
    """
    landed = record["landed_org"]
    is_vague = landed.category == "unclear" and (HOUSE.search(landed.name) or not ENDING.search(landed.name))
    if not landed.is_tentative and (is_vague or (landed.category in {"township", "zone", "section"} and OFFICE.search(landed.name))):
        yield Problem("landed_org", {"how": "看不出是不是党组织的名称"})
    elif is_of_province(landed) and landed.name.endswith("组织部"):
        yield Problem("landed_org", {"how": "是省一级，一般不直接接收毕业生"})


SORTS: dict[str, tuple[str, str]] = {
    **dict.fromkeys(("街道", "镇", "乡", "苏木"), ("town", "place")), **dict.fromkeys(("村", "社区", "嘎查"), ("village", "place")),
    **{word: (word, "school") for word in ("大学", "学院", "学校", "中学", "小学")}, **{word: (word, "work") for word in ("集团", "公司", "厂")},
    "医院": ("医院", "hospital"), "银行": ("银行", "bank"), **dict.fromkeys(("人才市场", "人才服务中心", "人才交流中心"), ("talent", "talent")),
    **dict.fromkeys(("局", "法院", "检察院"), ("organ", "organ")),
}  # fmt: skip
"""Word for a unit below the county -> what it is compared with, and what of units it is."""
SHORTENED = frozenset({"work", "bank", "hospital"})
"""What is often called by a part of its name."""
Units = dict[tuple[str, str], str]
"""Sort of unit -> its own name."""
FIRMS = later(
    rf"((?:(?![党委学])[一-龥]){{2,}}?)((?:律师|会计师)事务所|(?!律师|会计师)(?:{TRADES}))"
    r"(?=(?:股份|有限|责任|集团|公司|厂|第.|[一-龥]{2,4}(?:公司|营业部))*(?:党|总?支部|委员会|$))"
)
"""Firms that are called by their trade, be it instead of 公司."""
UNITS = re.compile(rf"(.*?)({'|'.join(SORTS)})(?!街道|镇|集团)")


@person_rule(
    "X634", "landed-moved", title="转入地变了", uses=("landed_org", "landed_on"), compares=True, severity=Severity.WARNING,
    message="转入的是“{here}”，{before}写的是“{then}”", advice="转入地变了的，在全国系统里重新发起转接，并写明情况；写错的改正",
    source="通知五(对转入地发生变化的党员，要及时通过线上平台重新操作组织关系转接)",
)  # fmt: skip
def landed_moved(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """上一次已经转入，这一次转入的是另一个地方的党组织。同一个地方写得更细、换了写法的不报。

    正确 | 附件3(1)·已转入党组织名称 中共昆山市玉山镇委员会 | 附件3(2)·已转入党组织名称 昆山市玉山镇同心村党支部
    错误 | 附件3(1)·已转入党组织名称 中共昆山市玉山镇委员会 | 附件3(2)·已转入党组织名称 中共昆山市花桥镇委员会
    错误 | 附件3(1)·已转入党组织名称 中共昆山市玉山镇委员会 | 附件3(2)·已转入党组织名称 中共太仓市城厢镇委员会
    错误 | 附件3(1)·已转入党组织名称 中共恒力集团有限公司委员会 | 附件3(2)·已转入党组织名称 苏州市吴江区盛泽镇党委
    """
    for before, entry in pairwise(one for one in person.rounds() if has_arrived(one[1])):
        if has_moved(before, entry):
            facts = {"here": entry[1]["landed_org"].name, "before": context.named(before[0]), "then": before[1]["landed_org"].name}
            yield entry, Problem("landed_org", facts)


def has_moved(before: Entry, after: Entry) -> bool:
    """Whether two rows of one person clearly name Party organisations of different places or units."""
    return has_arrived(before[1]) and has_arrived(after[1]) and differ(before[1]["landed_org"].name, after[1]["landed_org"].name)


@lru_cache(maxsize=4096)
def differ(one: str, other: str) -> bool:
    """Whether two names are clearly those of Party organisations of different places or units."""
    if (
        different_places(one, other)
        or _are_two_branches(one, other)
        or are_two_numbered(one, other)
        or are_two_schools(schools(one), schools(other))
    ):
        return True
    bare = _bare(one), _bare(other)
    here, there = map(_units, bare)
    if shared := here.keys() & there.keys():
        return any(not _may_be_one(sort, here, there, bare) for sort in shared)
    named_again = any(own and own in name for units, name in ((here, bare[1]), (there, bare[0])) for own in units.values())
    return _are_apart(here, there) and not named_again


def _may_be_one(sort: tuple[str, str], here: Units, there: Units, names: tuple[str, str]) -> bool:
    """Whether the units of a sort may be one, written out or short: 苏州农商, 江苏苏州农村商业; hospitals have several names, and schools, but for one's colleges, have been looked at."""
    one, other = here[sort], there[sort]
    university = SORTS["大学"]
    if sort[1] == "hospital" or (sort[0] in {"大学", "学院"} and (university not in here or here[university] != there.get(university))):
        return True
    return one in other or other in one or (sort[1] in SHORTENED and may_be_one_firm(one, other, *names))


def _are_two_branches(one: str, other: str) -> bool:
    """Whether two names are those of two numbered branches of one organisation: 第一党支部, 第2支部."""
    (here, mine), (there, yours) = map(_numbered, (one, other))
    return here == there and mine != yours and len(mine) == len(yours)


BRANCH_NUMBER = re.compile(r"第?([0-9一二三四五六七八九十]+)(?=党?(?:总?支部|小组))")


def _numbered(name: str) -> tuple[str, list[str]]:
    """A name without the numbers of branches and with them."""
    digits = [TEN.sub(lambda ten: f"{ten[1] or '1'}{ten[2] or '0'}", text.translate(CHINESE)) for text in BRANCH_NUMBER.findall(name)]
    return re.sub("^中共|^中国共产党|党(?=总?支部)|委员会$", "", BRANCH_NUMBER.sub("", name)), digits


def _are_apart(here: Iterable[tuple[str, str]], there: Iterable[tuple[str, str]]) -> bool:
    """Whether units of these sorts are never one above the other; an office of the county may be above any but a town."""
    mine, yours = ({of for _, of in units} for units in (here, there))
    may_be_above = "organ" in mine | yours and "place" not in mine | yours
    return bool(mine and yours) and mine.isdisjoint(yours) and not may_be_above


def _bare(name: str) -> str:
    """A name without the province, city and county before it, where their last words are written."""
    text = PREFIX.sub("", name)
    return text[sum(len(place.typed) for place in takewhile(lambda place: place.is_whole, read_places(text)[0])) :]


def _units(bare: str) -> Units:
    """Its units, of a name without province, city and county."""
    whole = re.sub(r"[(（][^()（）]*[)）]", "", written_out(bare))
    found = {SORTS[word]: re.sub("有限|责任|股份|[省市]|分$", "", own) for own, word in UNITS.findall(whole)}
    trades = {(trade, "work"): own for before, trade in FIRMS.findall(bare) if (own := read_places(before)[1])}
    return trades | {sort: (sort[1] in SHORTENED and read_places(own)[1]) or own for sort, own in found.items()}


@person_rule(
    "X614", "landed-on-changed", title="转入时间与上一次写的不同", uses=("landed_on", "landed_org"), compares=True, severity=Severity.WARNING,
    message="转入时间{here}，{before}写的是{then}", advice="核对转入时间；上一次写错的写明情况",
    source="附件3“转入时间(年、月、日)”",
)  # fmt: skip
def landed_on_changed(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """组织关系转入之后，转入时间不会再变；转入地也变了的由 X634 报告。

    正确 | 附件3(1)·转入时间 2023-07-10 | 附件3(2)·转入时间 2023-07-10
    错误 | 附件3(1)·转入时间 2023-07-10 | 附件3(2)·转入时间 2023-07-09
    错误 | 附件3(1)·转入时间 2023-07-10 | 附件3(2)·转入时间 2023-07-11
    """
    for before, entry in pairwise(one for one in person.rounds() if is_landed(one[1]) and "landed_on" in one[1].values):
        then, day = (one[1]["landed_on"] for one in (before, entry))
        if is_other_day(day, then) and not has_moved(before, entry):
            yield entry, Problem("landed_on", {"here": day, "before": context.named(before[0]), "then": then})


def is_other_day(day: PartialDate, other: PartialDate) -> bool:
    """Whether two dates, each perhaps known to the month only, cannot be the same day."""
    return day.last < other.first or day.first > other.last


@person_rule(
    "X638", "landed-elsewhere-than-remark", title="转入的单位与备注的不同", uses=("remark", "landed_org", "landed_on"), compares=True,
    severity=Severity.WARNING, message="{form}备注写的是{named}，转入的是“{landed}”", advice="单位、学校变了的，核对组织关系转到了哪里，写明情况；写错的改正",
    source="附件2注2；通知五(对转入地发生变化的党员，要及时通过线上平台重新操作组织关系转接)",
)  # fmt: skip
def landed_elsewhere(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """两边都写了学校，或都写了单位、银行，而名称对不上时才报；医院多有别名，只有编号不同时才报；转到街道、社区、人才中心的，备注写着离职、放弃的不算。

    正确 | 附件2·备注 专转本：三江学院 | 附件3·已转入党组织名称 中共三江学院计算机学院总支部委员会
    正确 | 附件2·备注 恒力集团有限公司 | 附件3·已转入党组织名称 苏州市吴江区盛泽镇党委
    错误 | 附件2·备注 专转本：三江学院 | 附件3·已转入党组织名称 泰州学院党委
    错误 | 附件2·备注 恒力集团有限公司 | 附件3·已转入党组织名称 盛虹集团党委
    错误 | 附件2·备注 京东物流 | 附件3·已转入党组织名称 顺丰物流党支部
    """
    listed = next((one for one in person.holding("remark") if "receiving_department" in one[0][1].cells), None)
    for entry, landed in person.holding("landed_org") if listed and not TAKEN_BACK.search(listed[1]) else ():
        if listed and has_arrived(entry[1]) and (named := other_unit(listed[1], landed.name)):
            yield entry, Problem("landed_org", {"form": context.named(listed[0][0]), "named": f"“{named}”", "landed": landed.name})


DISPATCHED = later(r"人力资源|人才|劳务|外服|派遣|大学城|学院(?:街道|路|社区|村|镇)|大学路")
"""Whose Party organisation takes people who work elsewhere; places called after a school."""


@lru_cache(maxsize=4096)
def other_unit(remark: str, landed: str) -> str:
    """The school, or the firm, hospital or bank, that a remark names, where another one of that sort has taken the member; else empty."""
    if DISPATCHED.search(landed) or DISPATCHED.search(remark):
        return ""
    if are_two_numbered(remark, landed):
        return remark
    if (here := schools(remark)) and (there := schools(landed)):
        return here[0] if are_two_schools(here, there) else ""
    names = _bare(written_out(remark)), _bare(written_out(landed))
    mine, yours = ({sort: own for sort, own in _units(name).items() if own and sort[1] in SHORTENED} for name in names)
    shared = mine.keys() & yours.keys()
    return remark if shared and not any(_may_be_one(sort, mine, yours, names) for sort in shared) else ""

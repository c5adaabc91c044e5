"""C451-C460, C464, C466-C467, C471: whether a letter can be addressed to what is filled in.

C461-C463, C465, C472, C474: whether the place whose organisation department is named exists, and is one only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Unpack

from gradflow.kinds.destinations import says_kept
from gradflow.kinds.organisation import NAMING, Organisation, read_organisation
from gradflow.kinds.organisation_words import BESIDE, CORPS, HOUSE, NOT_OURS, OWN_COLLEGE, PART_OF_OFFICE, PARTY, PREFIX, SETTLED
from gradflow.kinds.places import Place, misspelt, owners, read_places, successors
from gradflow.model.campaign import Campaign, branch_key
from gradflow.model.checks import Rule
from gradflow.model.findings import Problem, Severity
from gradflow.model.folding import half_width, later
from gradflow.model.records import Context, Record, Ruleset
from gradflow.rules.registry import OfKind, Options, dated_rule, row_rule

HEADING, COLUMN = "receiving_department", "附件2栏目(介绍信抬头：市、县、区委组织部名称)"
ANY_FIELD: OfKind = {"of_kind": "organisation", "but": frozenset({"landed_org"})}
"""Put to every field that asks for an organisation, but where C470 is."""
A_COLLEGE = re.compile(r"(?:中共|中国共产党)?(?:学校|学院|校|院)党")
"""学院党委: the own college's where the membership is said to stay."""
STAYING = later(
    r"(?!(?:学校|学院|校内?)$)(?:党?组织关系|党员?关系|关系)?(?:[暂仍]|继续|申请|拟)*(?:保留|留|暂留|存|放)?(?:在|于)?(?:[本我母原学]校|校|校内|学院|[本我]院|[本我][校院]?党委|保留|暂缓|留校)(?:保留|暂存)?|(?:暂|暂时|先|目前)不转出?|暂缓(?:转出|办理)?|保留(?:党?组织关系)?|出国(?:留学)?|延期毕业"
)
"""What people write in the heading of those whose membership stays."""
OWN_SORTS = NAMING | {"headless"}
"""What a college's own organisation may look like."""


def is_own(record: Record, campaign: Campaign) -> bool:
    """Whether the letter would go to the college that sends, or to one of its branches, or says that it goes nowhere."""
    organisation, remark = record[HEADING], record.get("remark")
    if is_staying(organisation):
        return True
    if organisation.category not in OWN_SORTS:
        return False
    is_called = campaign.college in organisation.name or OWN_COLLEGE.match(organisation.name) is not None
    is_kept = A_COLLEGE.match(organisation.name) is not None and remark is not None and says_kept(remark)
    return is_called or is_kept or is_sender(organisation, campaign)


def is_staying(organisation: Organisation) -> bool:
    """Whether it is no name, and says that the membership stays at the college: 保留在校, 本校, 暂不转出."""
    return organisation.category not in NAMING and STAYING.fullmatch(half_width(organisation.name)) is not None


def is_sender(organisation: Organisation, campaign: Campaign) -> bool:
    """Whether it is one of the branches that send, with the college's name or without."""
    key = branch_key(organisation.name.replace(campaign.college, ""))
    return not campaign.spellings.keys().isdisjoint({key, key.replace("党支部", "支部")})


def _category_rule(
    code: str, name: str, title: str, categories: str, /, facts: Callable[[Organisation], str] | None = None, **more: Unpack[Options]
) -> Rule:
    """A rule that the heading breaks by being of one of these categories; ``facts`` tells what is put for ``{how}``."""
    wrong = frozenset(categories.split())
    options: Options = {"source": COLUMN, **more, "title": title, "needs": (HEADING,)}

    def check(record: Record, _: Ruleset) -> Iterator[Problem]:
        if record[HEADING].category in wrong and not is_staying(record[HEADING]):
            yield Problem(HEADING, {"how": facts(record[HEADING])} if facts else {})

    return row_rule(code, name, **options)(check)


NOT_PARTY = _category_rule(
    "C451", "org-not-party", "写的是单位不是党组织", "employer", **ANY_FIELD,
    message="“{shown}”是单位或学校的名称，不是党组织", advice="写该单位所在市、县、区委组织部，或该单位党委的全称(如 苏州大学党委组织部)",
    text="""
    组织关系转给党组织，不转给单位本身。

    正确 | 组织部名称 苏州大学党委组织部
    错误 | 组织部名称 恒力集团有限公司
    """,
)  # fmt: skip


@row_rule(
    "C452", "org-without-place", title="组织部前面没有地名", needs=(HEADING,), glances=("remark",), source=COLUMN,
    message="“{shown}”没有写是{which}", advice="写全称，如 中共昆山市委组织部",
)  # fmt: skip
def without_place(record: Record, context: Ruleset) -> Iterator[Problem]:
    """抬头不写地名或单位名，看不出转到哪里。

    正确 | 组织部名称 中共昆山市委组织部
    错误 | 组织部名称 市委组织部
    错误 | 组织部名称 党委
    错误 | 组织部名称 本单位党委组织部
    """
    if record[HEADING].category == "headless" and not is_own(record, context.campaign):
        is_local = re.search(r"[省市州盟县区旗]委|^(?:中共|中国共产党)?组织部", record[HEADING].name)
        yield Problem(HEADING, {"which": "哪个市、县、区" if is_local else "哪里的党组织"})


GOVERNMENT = _category_rule(
    "C453", "org-government-office", "写的是行政机构", "government", **ANY_FIELD,
    message="“{shown}”是行政机构(档案去处不等于组织关系去处)", advice="写市、县、区委组织部或接收党组织的全称",
    text="""
    人才市场、人社局、派出所、村委会能收档案或户口，但不接收组织关系。

    正确 | 组织部名称 苏州市人才服务中心党委
    错误 | 组织部名称 昆山市人才市场
    错误 | 组织部名称 昆山市卫健委
    """,
)  # fmt: skip
ONLY_PLACE = _category_rule(
    "C454", "org-only-place", "只写了地名", "place", **ANY_FIELD,
    message="“{shown}”只是地名，不是党组织", advice="写全称，如 中共昆山市委组织部",
    text="""
    组织关系转给党组织，地名不能作抬头。

    错误 | 组织部名称 吴江区
    错误 | 组织部名称 昆山
    错误 | 组织部名称 江苏昆山
    正确 | 组织部名称 苏州市吴江区委组织部
    """,
)  # fmt: skip
UNDECIDED = _category_rule(
    "C455", "org-undecided", "接收党组织没有落实", "undecided claimed unnamed", if_required=True, **ANY_FIELD,
    message="“{shown}”不是党组织名称", advice="与接收地核实后写全称；回原籍的写原籍所在市、县、区委组织部",
    text="""
    “待定”“回原籍”“自己去转”等不能作介绍信抬头。“同上”会自动取上一行的内容。

    错误 | 组织部名称 待定
    错误 | 组织部名称 自己去转
    正确 | 组织部名称 中共兴化市委组织部
    """,
)  # fmt: skip


@row_rule(
    "C456", "org-branch", title="支部不能作介绍信抬头", needs=(HEADING,), glances=("remark",), severity=Severity.WARNING, rests_on=("direct_transfer",),
    message="“{shown}”是党支部或党总支，一般不能作介绍信抬头", advice="写有审批权的上级党委或市、县、区委组织部；省内系统确认可直接转到支部的写明情况",
)  # fmt: skip
def branch(record: Record, context: Ruleset) -> Iterator[Problem]:
    """介绍信抬头一般是县级以上组织部或基层党委。

    错误 | 组织部名称 平望镇庙头村党支部
    正确 | 组织部名称 中共平望镇委员会
    """
    if record[HEADING].category == "branch" and not is_own(record, context.campaign):
        yield Problem(HEADING)


SECTION = _category_rule(
    "C457", "org-section", "应是组织部", "section", severity=Severity.WARNING,
    message="“{shown}”写的是组织科，地方党委下设的是组织部", advice="改为“组织部”；确是组织科的(如军队)写明情况",
    text="""
    市、县、区委下设组织部；只有军队等单位设组织科。

    错误 | 组织部名称 昆山市委组织科
    正确 | 组织部名称 昆山市委组织部
    """,
)  # fmt: skip
COMMITTEE_ONLY = _category_rule(
    "C458", "org-committee-only", "缺“组织部”", "committee", severity=Severity.WARNING,
    message="“{value}”后面没有“组织部”", advice="补上“组织部”；确认抬头就是这样的写明情况",
    text="""
    抬头应写到具体的接收部门，一般是组织部。

    错误 | 组织部名称 张家港市委
    正确 | 组织部名称 张家港市委组织部
    """,
)  # fmt: skip
WITHOUT_COMMITTEE = _category_rule(
    "C459", "org-without-committee", "缺“委”字", "no_committee", **ANY_FIELD, severity=Severity.WARNING,
    facts=lambda one: "师市党委或师市委(如 第八师石河子市委)" if CORPS.match(PREFIX.sub("", one.name)) else "市委、区委还是县委",
    message="“{value}”缺“委”字", advice="在“组织部”前面写明是{how}",
    text="""
    组织部是党委的部门，名称里要有“委”字。

    错误 | 组织部名称 吴江区组织部
    错误 | 组织部名称 昆山组织部
    正确 | 组织部名称 吴江区委组织部
    """,
)  # fmt: skip
UNRECOGNISED = _category_rule(
    "C460", "org-unrecognised", "看不出是党组织", "other unclear", **ANY_FIELD, severity=Severity.WARNING,
    facts=lambda one: "不接收组织关系" if HOUSE.search(one.name) or NOT_OURS.search(one.name) else "看不出是党组织的名称",
    message="“{shown}”{how}", advice="写市、县、区委组织部或接收党组织的全称；无误的写明情况",
    text="""
    名称不属于任何已知的写法，请人工看一下。

    错误 | 组织部名称 亨通
    正确 | 组织部名称 吴江区松陵街道党工委
    """,
)  # fmt: skip


@row_rule(
    "C464", "org-zone-committee", title="功能区没有“区委”", needs=(HEADING,), **ANY_FIELD, severity=Severity.WARNING,
    message="“{shown}”：开发区、园区设党工委，没有区委", advice="写成“×园区党工委组织部”", source="各功能区党工委设置",
)  # fmt: skip
def zone_without_committee(record: Record, context: Ruleset) -> Iterator[Problem]:
    """开发区、工业园区、度假区设党工委，没有区委。

    正确 | 组织部名称 苏州工业园区党工委组织部
    错误 | 组织部名称 苏州工业园区区委组织部
    """
    if re.search(r"(?:开发区|高新区|经开区|工业园区|度假区|保税区)区?委(?:员会)?组织", record[HEADING].name):
        yield Problem(HEADING)


@row_rule(
    "C466", "org-several", title="写了几个党组织", needs=(HEADING,), **ANY_FIELD, severity=Severity.WARNING, source="附件2栏目(介绍信抬头只有一个)",
    message="“{shown}”里{how}，看不出转到哪一个", advice="只写一个介绍信抬头；别的话写在备注里",
)  # fmt: skip
def several(record: Record, context: Ruleset) -> Iterator[Problem]:
    """一格里写了两个抬头，后面的括号里又写了别处，或同一个名称打了两遍。

    正确 | 组织部名称 中共昆山市委组织部
    正确 | 组织部名称 昆山市委组织部(党员教育中心)
    错误 | 组织部名称 昆山市委组织部、昆山市花桥镇党委
    错误 | 组织部名称 苏州市委组织部(昆山市)
    """
    organisation = record[HEADING]
    if organisation.category == "several":
        yield Problem(HEADING, {"how": "有几个党组织"})
    elif organisation.category in NAMING and not organisation.is_tentative and (beside := _beside(organisation)):
        yield Problem(HEADING, {"how": f"括号里另写了“{beside}”"})


def _beside(organisation: Organisation) -> str:
    """What stands in brackets behind a name that is whole without, and is neither an office of it nor how the letter goes."""
    match = BESIDE.fullmatch(half_width(organisation.name))
    if not match or SETTLED.fullmatch(f"({match[2]})") or read_organisation(match[1]).category not in NAMING:
        return ""
    is_office = PART_OF_OFFICE.fullmatch(match[2]) and not read_places(match[2])[0]
    is_place_of = organisation.category in {"local", "committee", "no_committee", "section"}
    return match[2] if not is_office and (is_place_of or PARTY.search(match[2])) else ""


@row_rule(
    "C467", "org-own-college", title="转往本校", needs=(HEADING,), glances=("remark",), severity=Severity.WARNING,
    message="“{shown}”{how}，不是转出", advice="写接收党组织；保留在校或留校的在备注里写明原因，或写明情况",
    source="通知四(组织关系转出；保留在学校一般不超过2年)",
)  # fmt: skip
def own_college(record: Record, context: Ruleset) -> Iterator[Problem]:
    """转出登记表里填了本校，或写着保留、暂不转出。备注已经写明保留在校、出国、延期毕业、参军的不报。

    正确 | 组织部名称 苏州大学党委组织部
    错误 | 组织部名称 苏州信息职业技术学院党委
    错误 | 组织部名称 本校党委
    错误 | 组织部名称 保留在校
    """
    if is_own(record, context.campaign):
        yield Problem(HEADING, {"how": "没有写接收党组织" if is_staying(record[HEADING]) else "是本校的党组织"})


@row_rule(
    "C471", "org-tentative", title="抬头还没有定", needs=(HEADING,), **ANY_FIELD, severity=Severity.WARNING, source="附件2栏目(介绍信抬头只有一个)",
    message="“{shown}”写明还没有定", advice="与接收地核实后写定；已经定了的去掉“暂定”等字样",
)  # fmt: skip
def tentative(record: Record, context: Ruleset) -> Iterator[Problem]:
    """写着“暂定”“可能”的抬头开出去会被退回。

    正确 | 组织部名称 中共昆山市委组织部
    错误 | 组织部名称 昆山市委组织部(暂定)
    """
    bare = read_organisation(SETTLED.sub("", half_width(record[HEADING].name)))
    if record[HEADING].is_tentative and bare.is_tentative and record[HEADING].category in NAMING - {"several", "unclear"}:
        yield Problem(HEADING)


def _own_place(organisation: Organisation) -> Place | None:
    """The place whose own committee a letter is addressed to; None for units and zones, and where no table has it."""
    is_local = organisation.category in {"local", "committee", "no_committee", "section"} and not organisation.unknown
    return organisation.places[-1] if is_local and organisation.places else None


@dated_rule(
    "C461", "org-abolished-place", title="地名已经撤销", needs=(HEADING,), **ANY_FIELD, severity=Severity.WARNING,
    message="“{place}”已经撤销或改名，现在没有这个组织部", advice="写现在的名称{hint}", source="民政部历年县级以上行政区划变更",
)  # fmt: skip
def abolished(record: Record, context: Context) -> Iterator[Problem]:
    """撤县设区、改名之后，旧的组织部已不存在，介绍信会被退回。当年才撤销的不算。

    正确 | 组织部名称 苏州市吴江区委组织部
    正确 | 组织部名称 重庆市渝北区委组织部
    错误 | 组织部名称 吴江市委组织部
    错误 | 组织部名称 南京市下关区区委组织部
    """
    place = _own_place(record[HEADING])
    if place and not place.exists(context.as_of.year):
        hint = "或".join(successors(place))
        yield Problem(HEADING, {"place": place.typed, "hint": f"，是否为{hint}" if hint else ""})


@dated_rule(
    "C462", "org-ambiguous-county", title="同名的区县不止一个", needs=(HEADING,), **ANY_FIELD, severity=Severity.WARNING, source="GB/T 2260",
    message="“{place}”在{cities}都有，看不出是哪一个", advice="前面写上市名，如 {example}委组织部",
)  # fmt: skip
def ambiguous(record: Record, context: Context) -> Iterator[Problem]:
    """鼓楼区、朝阳区、长安区等名称几个城市都有，只写区名会寄错。

    正确 | 组织部名称 南京市鼓楼区委组织部
    错误 | 组织部名称 鼓楼区委组织部
    错误 | 组织部名称 鼓楼区区委组织部
    """
    place = _own_place(record[HEADING])
    if place and len(cities := owners(place, context.as_of.year)) > 1:
        yield Problem(HEADING, {"place": place.typed, "cities": "、".join(cities), "example": f"{cities[0]}{place.typed}"})


@row_rule(
    "C463", "org-province-level", title="省委组织部一般不直接接收", needs=(HEADING,), severity=Severity.WARNING,
    message="“{shown}”是省一级，毕业生一般转到市、县、区", advice="写到市、县、区委组织部；对方确实要求省级抬头的写明情况",
    source=COLUMN,
)  # fmt: skip
def province(record: Record, context: Ruleset) -> Iterator[Problem]:
    """省委组织部一般不直接接收毕业生的组织关系。

    正确 | 组织部名称 中共昆山市委组织部
    错误 | 组织部名称 江苏省委组织部
    错误 | 组织部名称 内蒙古自治区党委组织部
    """
    if is_of_province(record[HEADING]):
        yield Problem(HEADING)


def is_of_province(organisation: Organisation) -> bool:
    """Whether it is the department of a province, which a city or a county with the powers of one is not."""
    place = _own_place(organisation) if organisation.category == "local" else None
    return place is not None and place.regions[0].level == 0 and place.typed.endswith(("省", "自治区"))


@row_rule(
    "C465", "org-place-unknown", title="地名查不到", needs=(HEADING,), **ANY_FIELD, severity=Severity.INFO, source="GB/T 2260(含历年撤销的名称)",
    message="“{place}”不在现行和历史区划表里", advice="一般不必处理；像是写错的，请支部核对",
)  # fmt: skip
def unknown_place(record: Record, context: Ruleset) -> Iterator[Problem]:
    """新设的区县可能不在表里，所以只提示。

    正确 | 组织部名称 苏州市吴江区委组织部
    错误 | 组织部名称 火星市委组织部
    """
    if (unknown := record[HEADING].unknown) and not misspelt(unknown, record[HEADING].places):
        yield Problem(HEADING, {"place": unknown})


@row_rule(
    "C474", "org-place-level", title="地名的“市”“县”“区”不对", needs=(HEADING,), **ANY_FIELD, severity=Severity.WARNING, source="GB/T 2260",
    message="没有“{place}”，有{known}", advice="核对是市、县还是区；新近改设、确实如此的写明情况",
)  # fmt: skip
def place_level(record: Record, context: Ruleset) -> Iterator[Problem]:
    """同名的市、县、区是有的，只是后面的一个字写错了，介绍信会被退回。

    正确 | 组织部名称 昆山市委组织部
    错误 | 组织部名称 苏州市昆山区委组织部
    错误 | 组织部名称 张家港县委组织部
    """
    if (unknown := record[HEADING].unknown) and (known := misspelt(unknown, record[HEADING].places)):
        yield Problem(HEADING, {"place": unknown, "known": known})


@row_rule(
    "C472", "org-place-elsewhere", title="区县不在这个市", needs=(HEADING,), **ANY_FIELD, severity=Severity.WARNING, source="GB/T 2260",
    message="“{city}”没有“{place}”", advice="核对市名和区县名；无误的写明情况",
)  # fmt: skip
def elsewhere(record: Record, context: Ruleset) -> Iterator[Problem]:
    """市名和区县名对不上，介绍信会寄错。

    正确 | 组织部名称 苏州市吴江区委组织部
    错误 | 组织部名称 南京市吴江区委组织部
    """
    places = record[HEADING].places
    if _own_place(record[HEADING]) and (wrong := next((i for i, place in enumerate(places) if place.is_elsewhere), 0)):
        yield Problem(HEADING, {"city": places[wrong - 1].typed, "place": places[wrong].typed})

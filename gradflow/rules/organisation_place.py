"""C461-C463, C465, C472: whether the place whose organisation department is named exists, and is one only."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.kinds.places import Place, owners, successors
from gradflow.model.findings import Problem, Severity
from gradflow.model.records import Context, Record, Ruleset
from gradflow.rules.organisation import ANY_FIELD, HEADING
from gradflow.rules.registry import dated_rule, row_rule


def _own_place(record: Record) -> Place | None:
    """The place whose own committee a letter is addressed to; None for units and zones, and where no table has it."""
    organisation = record[HEADING]
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
    place = _own_place(record)
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
    place = _own_place(record)
    if place and len(cities := owners(place, context.as_of.year)) > 1:
        yield Problem(HEADING, {"place": place.typed, "cities": "、".join(cities), "example": f"{cities[0]}{place.typed}"})


@row_rule(
    "C463", "org-province-level", title="省委组织部一般不直接接收", needs=(HEADING,), severity=Severity.WARNING,
    message="“{shown}”是省一级，毕业生一般转到市、县、区", advice="写到市、县、区委组织部；对方确实要求省级抬头的写明情况",
    source="附件2栏目(介绍信抬头：市、县、区委组织部名称)",
)  # fmt: skip
def province(record: Record, context: Ruleset) -> Iterator[Problem]:
    """省委组织部一般不直接接收毕业生的组织关系。

    正确 | 组织部名称 中共昆山市委组织部
    错误 | 组织部名称 江苏省委组织部
    错误 | 组织部名称 内蒙古自治区党委组织部
    """
    place = _own_place(record) if record[HEADING].category == "local" else None
    if place and place.regions[0].level == 0 and place.typed.endswith(("省", "自治区")):
        yield Problem(HEADING)


@row_rule(
    "C465", "org-place-unknown", title="地名查不到", needs=(HEADING,), **ANY_FIELD, severity=Severity.INFO, source="GB/T 2260(含历年撤销的名称)",
    message="“{place}”不在现行和历史区划表里", advice="一般不必处理；像是写错的，请支部核对",
)  # fmt: skip
def unknown_place(record: Record, context: Ruleset) -> Iterator[Problem]:
    """新设的区县可能不在表里，所以只提示。

    正确 | 组织部名称 苏州市吴江区委组织部
    错误 | 组织部名称 火星市委组织部
    """
    if unknown := record[HEADING].unknown:
        yield Problem(HEADING, {"place": unknown})


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
    if _own_place(record) and (wrong := next((i for i, place in enumerate(places) if place.is_elsewhere), 0)):
        yield Problem(HEADING, {"city": places[wrong - 1].typed, "place": places[wrong].typed})

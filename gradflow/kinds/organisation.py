"""Names of Party organisations: one reading that all checks share.

A name is read from its beginning (中共, the chain of places) and from its end (committee, office); what stands between
tells the category. Since 2019 any grass-roots Party committee that may approve probationary members can receive
transfers directly (《中国共产党党员教育管理工作条例》第二十五条), so a name that does not end in 组织部 is not wrong for that.

Their codes in the national system of members (全国党员管理信息系统): 12 digits, no check digit known.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import ClassVar, NamedTuple

from gradflow.kinds import base
from gradflow.kinds import organisation_words as words
from gradflow.kinds.places import Place, read_places, short_name
from gradflow.model.cells import CellStyle, Raw, typed_text
from gradflow.model.findings import Problem
from gradflow.model.folding import INVISIBLE, SPACE, half_width, unspelt

PARTY_UNITS = frozenset({"unit", "system"})
"""Categories one can only be sent to by a job or a school."""
NAMING = frozenset("local committee no_committee section township zone system talent military unit branch party several unclear".split())  # noqa: SIM905 - a list one can read
"""Categories of names that name a Party organisation, if not always the one that is asked for."""
NOT_NAMED = frozenset({"undecided", "claimed", "unnamed"})
"""Categories of what says that it is not decided, or is no name."""
BEYOND = frozenset({"71", "81", "82"})
"""Region codes of where no place has a committee of its own: 台湾, 香港, 澳门."""
LOCAL = frozenset({"local", "committee"})
"""A place's own committee and its offices: these have one spelling, all other names stay as written."""


class Organisation(NamedTuple):
    """A name in its standard spelling, and what it was read as (``other`` where no reading fits)."""

    name: str
    category: str
    places: tuple[Place, ...] = ()
    """The chain of places it begins with, widest first."""
    unknown: str = ""
    """The own name of a local committee's place where no table has it (火星市)."""
    is_tentative: bool = False
    """Whether it says itself that it may be another one, or is still to come."""


@lru_cache(maxsize=65536)
def read_organisation(name: str) -> Organisation:
    """Read a name without blanks; its category is one of those below, never a guess at another name."""
    if (own := _without_asides(name)) not in {name, ""} and (read := read_organisation(own)).category in NAMING:
        return read
    folded = half_width(name)
    bare = re.sub(r"\([^()]*\)|[?？]+$", "", folded) or folded
    behind = words.BEHIND.fullmatch(bare)
    if behind and not words.GENERIC.sub("", behind["words"]) and (named := read_organisation(behind["name"])).category in NAMING:
        return named._replace(name=name, is_tentative=named.is_tentative or not words.is_done(behind["words"]))
    if twice := words.TWICE.match(folded):
        return read_organisation(f"中共{folded[twice.end() :]}")
    opened = words.OPENING.sub("", bare)
    body = words.PREFIX.sub("", opened)
    places, rest = read_places(words.CORPS.sub("", body))
    parts = [part for part in words.SEVERAL.split(bare) if part]
    is_several = len(parts) > 1 and sum(read_organisation(part).category in NAMING for part in parts) > 1
    category, unknown = ("several", "") if is_several else _category(bare, body, places, rest)
    within = words.WITHIN.fullmatch(folded) if category in {"employer", "place", "government"} else None
    if within and (read := read_organisation(within[1] + within[2])).category in NAMING - {"several", "unclear"}:
        return read._replace(name=name)
    is_tentative = bool(words.TENTATIVE.search(folded))
    is_plain = folded == bare == opened and not is_tentative and not unknown
    if is_plain and category in LOCAL and not words.CORPS.match(body):
        spelt = _standard(places, rest)
        if spelt and spelt != name and (read := read_organisation(spelt)).category == category:
            return read
    return Organisation(name, category, places, unknown, is_tentative)


def _without_asides(name: str) -> str:
    """A name without what is written around it, as far as what is left begins like one."""
    own = words.ASIDE.sub("", match[1] if (match := words.ENCLOSED.fullmatch(name)) else name)
    rest = own[match.end() :] if (match := words.ADDRESSED.match(own)) else own
    return rest if words.PREFIX.match(rest) or read_places(rest)[0] else own


def classify(name: str) -> str:
    """The category of an organisation's name."""
    return read_organisation(name).category


def _category(bare: str, body: str, places: tuple[Place, ...], rest: str) -> tuple[str, str]:
    """The category, and a local committee's place that no table has."""
    if outright := _outright(bare, places, rest):
        return outright, ""
    town = words.TOWN.search(rest)
    is_town = bool(town and not words.TOWN_WORDLESS.fullmatch(town["head"]))
    is_said = not is_town and not words.GENERIC.sub("", rest) and bool(words.DONE.search(rest) or words.PENDING.search(rest))
    if is_said or words.PLACEHOLDER.search(body) or not (places or is_town or words.CORPS.match(body) or words.GENERIC.sub("", body)):
        return _nameless(bare, body), ""
    is_branch = words.BRANCH.search(rest) is not None
    if words.NOT_OURS.search(words.LEAGUE_OFFICE.sub("", body)) or not (
        is_branch or (words.PARTY.search(rest) and not words.PLACE.search(rest))
    ):
        return _without_party(body, rest), ""
    if is_branch:
        return "branch", ""
    if words.GOVERNING_COMMITTEE.search(rest) and not words.PREFIX.match(bare):
        return "government", ""
    return _party(body, places, rest)


def _outright(bare: str, places: tuple[Place, ...], rest: str) -> str:
    """What some words are whatever else there is: nothing decided, a county's branch without a name, or no body of the Party."""
    if words.UNDECIDED.search(bare):
        return "undecided"
    if words.FORCES.match(bare) and words.MILITARY.search(bare):
        return "military"
    if places and words.COUNTY_ONLY.fullmatch(rest):
        return "headless"
    is_beyond = bool(places) and places[-1].regions[0].code[:2] in BEYOND and words.LOCAL.fullmatch(rest) is not None
    if is_beyond or words.EMBASSY.search(bare):
        return "unclear"
    return "other" if (places or words.TOWN.search(rest)) and words.NO_BODY.search(bare) else ""


def _nameless(bare: str, body: str) -> str:
    """What words are that name no organisation: one without its place, an office or unit in general, or what somebody does."""
    if words.PARTY.search(body) and not (words.DONE.search(bare) or words.PENDING.search(bare)):
        return "headless"
    if words.DONE.search(bare) and not words.PENDING.search(bare):
        return "claimed"
    return _without_party(body, body) if words.EMPLOYER.search(body) or words.PLACE.search(body) else "unnamed"


def _without_party(body: str, rest: str) -> str:
    """The category of a name without any word of the Party."""
    for category, pattern in (("government", words.GOVERNMENT), ("employer", words.EMPLOYER)):
        if pattern.search(body):
            return category
    return "place" if not rest or words.PLACE.search(body) else "unnamed" if words.PENDING.search(body) else "other"


def _party(body: str, places: tuple[Place, ...], rest: str) -> tuple[str, str]:
    """The category of a name that has a word of the Party and a name of its own."""
    is_corps = bool(words.CORPS.match(body))
    has_place = is_corps or bool(places and places[-1].is_whole)
    if has_place and (match := words.LOCAL.fullmatch(rest)) and _is_its_level(match["twice"], places):
        return "party" if is_corps and not match["office"] else _local(match), ""
    if places and words.LOOSE.fullmatch(rest):
        return "zone" if words.ZONE_COMMITTEE.search(body) else "unclear", ""
    for category, pattern in words.BEFORE_UNKNOWN:
        if pattern.search(rest):
            return category, ""
    if match := words.LOCAL_UNKNOWN.fullmatch(rest):
        return _local(match), match["own"]
    if (places or is_corps) and words.NO_COMMITTEE.fullmatch(rest):
        return "no_committee", ""
    return next(
        (category for category, pattern in words.HEADS if pattern.search(rest)),
        "party" if words.BODIES.search(body) else "unclear" if places or words.BODY.search(body) else "other",
    ), ""


def _local(match: re.Match[str]) -> str:
    """The category of a place's own committee, by the office behind it."""
    if not match["office"]:
        return "committee" if match["body"] else "no_committee"
    if not match["body"]:
        return "no_committee"
    return "section" if match["office"].endswith("科") else "local"


def _is_its_level(word: str | None, places: tuple[Place, ...]) -> bool:
    """Whether a level word that stands once more is the place's own: 于洪区区委, 大兴安岭地区地委."""
    return not word or not places or word == places[-1].typed[-1] or (word == "地" and places[-1].typed.endswith("地区"))


def _standard(places: tuple[Place, ...], rest: str) -> str | None:
    """中共昆山市委, and 中共昆山市委组织部 for its department, however a place's own committee is written; None where the reading is not certain.

    ``rest`` is what follows the places. Province and city stand where they were written, and only there.
    """
    match = words.LOCAL.fullmatch(rest)
    if not match or not places or any(place.is_elsewhere for place in places):
        return None
    if any(region.level == 0 for region in places[-1].regions):
        return None
    own = re.sub("地区$", "地", places[-1].typed)
    return f"中共{''.join(map(_whole, places[:-1]))}{own}委{rest[match.end('body') :]}"


def _whole(place: Place) -> str:
    """The place with its level word, where that is certain: 苏州 -> 苏州市, 恩施 -> 恩施州."""
    names = {short_name(region.name) if region.level else region.name for region in place.regions if region.last is None}
    return place.typed if place.is_whole or len(names) != 1 else names.pop()


@lru_cache(maxsize=65536)
def _organisation(typed: str) -> Organisation | None:
    if base.is_nothing(typed):
        return None
    name = SPACE.sub("", INVISIBLE.sub("", typed)).strip("“”\"'‘’。.,，;；、")
    return read_organisation(name) if name else None


class OrganisationKind(base.Kind):
    """A Party organisation; the value is an Organisation. Which categories fit, rules decide."""

    name = "organisation"
    is_strict = False
    title = "党组织名称"
    how = "写党组织全称，如 中共昆山市委组织部；不写单位名、学校名或地名"
    looks = CellStyle(number_format="@")
    repeats = True

    def parse(self, raw: Raw) -> Organisation | None:
        """Return the organisation; never a Problem."""
        return _organisation(raw) if isinstance(raw, str) else _organisation(self.text(raw))

    def is_respelt(self, before: str, after: str) -> bool:
        """Whether it is that name in the standard spelling: nothing else is ever made of a name."""
        read = _organisation(before)
        return read is not None and read.name == after and not words.ASIDE.search(before)

    def show(self, value: Organisation) -> str:
        """The name."""
        return value.name

    def meaning(self, value: Organisation) -> str:
        """The place it is of, wherever its name begins, and its committee or office in one word."""
        name = words.PREFIX.sub("", half_width(value.name))
        places, rest = read_places(name)
        if not places or any(place.is_elsewhere for place in places):
            places, rest = (), name
        where = "/".join(sorted({region.code for region in places[-1].regions})) if places else ""
        return f"{where} {unspelt(words.COMMITTEE.sub('委', rest))}"


LENGTH = 12
CODE = re.compile(r"(?:.*(?:委|委员会|支部|组织部?|编码|代码|编号)[:(\[【〔]*)?([0-9]{12})[)\]】〕]*")
"""The code, by itself or behind the name or word it belongs to."""
LOST_ZERO = re.compile(r"(?!1[3-9])[1-9][0-9]{10}")
"""A code kept as a number, which dropped its leading 0; one that begins like this may as well be a mobile number."""

NOT_A_CODE = base.cell_check(
    "C721", "organisation-code-shape", "不是党组织编码",
    "“{value}”{how}", "照全国党员管理信息系统填12位编码，先把单元格格式设为“文本”",
    source="全国党员管理信息系统(党组织编码12位)",
    text="""
    编码是12位数字，多以0开头。存成数字而丢了开头的0、还剩11位的，自动补上；看着像手机号的不补。

    正确 | 党组织编码 051000011185
    改为 | 党组织编码 (数字)51000011185
    改为 | 党组织编码 中共四川大学委员会（051000011185）
    错误 | 党组织编码 51000011185
    错误 | 党组织编码 (数字)13961234579
    错误 | 党组织编码 中共四川大学委员会
    """,
)  # fmt: skip


class OrganisationCode(base.Kind):
    """A code; the value is its 12 digits."""

    name = "organisation_code"
    title = "党组织编码"
    how = "全国党员管理信息系统里的12位编码；单元格格式须为“文本”"
    looks = CellStyle(number_format="@", align="center", exact_length=LENGTH)
    repeats = is_code = True
    checks: ClassVar = (NOT_A_CODE, base.CODE_CUT_OFF)

    def parse(self, raw: Raw) -> str | Problem | None:
        """Return the code, with a leading 0 that a number has dropped."""
        text = base.code_text(self.text(raw))
        if not text:
            return None
        if base.is_cut_off(text):
            return base.fault(base.CODE_CUT_OFF, value=typed_text(raw))
        if isinstance(raw, int | float) and LOST_ZERO.fullmatch(text):
            return f"0{text}"
        match = CODE.fullmatch(re.sub("(?<=[0-9])-(?=[0-9])", "", text))
        return match[1] if match else base.fault(NOT_A_CODE, value=typed_text(raw), how=_how(text))


def _how(text: str) -> str:
    """Why a text is no code."""
    if re.fullmatch("1[3-9][0-9]{9}", text):
        return "可能是手机号，也可能是丢了开头的0的编码"
    if text.isdecimal():
        return f"有{len(text)}位，应是12位"
    if re.fullmatch("[0-9A-Z]{18}", text):
        return "像是统一社会信用代码，不是党组织编码"
    return "里除了编码还有别的内容" if re.search("[0-9]{12}", text) else "不是编码"

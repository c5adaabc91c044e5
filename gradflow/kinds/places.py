"""Places at the beginning of a name, with or without level word: administrative regions, current and abolished, as ID numbers use them.

``regions.tsv`` is GB/T 2260 with the years of each name (source in its first lines; made by
``docs/regions.py``); it is read on first use. An ID keeps its code for life, so abolished codes such as
320584 (吴江市, 1992-2012) stay valid.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from gradflow.kinds.ethnicity import GROUPS
from gradflow.model.folding import later

PROVINCES: dict[str, str] = {
    "11": "北京", "12": "天津", "13": "河北", "14": "山西", "15": "内蒙古", "21": "辽宁", "22": "吉林",
    "23": "黑龙江", "31": "上海", "32": "江苏", "33": "浙江", "34": "安徽", "35": "福建", "36": "江西",
    "37": "山东", "41": "河南", "42": "湖北", "43": "湖南", "44": "广东", "45": "广西", "46": "海南",
    "50": "重庆", "51": "四川", "52": "贵州", "53": "云南", "54": "西藏", "61": "陕西", "62": "甘肃",
    "63": "青海", "64": "宁夏", "65": "新疆", "71": "台湾", "81": "香港", "82": "澳门", "83": "台湾",
}  # fmt: skip
"""First two digits of a region code -> province, short (GB/T 2260; 83: residence permits)."""
MUNICIPALITIES = frozenset({"11", "12", "31", "50"})
NO_NAMES = frozenset(
    {"市辖区", "市区", "新区", "县", "林区", "省直辖县级行政区划", "省直辖县级行政单位", "省直辖行政单位", "自治区直辖县级行政单位"}
)
"""What the table calls groups of regions; and 新区 (of 唐山, until 2002), which today ends the names of districts of another sort."""


class Region(NamedTuple):
    """A region under one of the names it bore."""

    code: str
    name: str
    last: int | None
    """The year in which it lost the name; None: it still bears it."""

    def exists(self, year: int) -> bool:
        """Whether it still bore the name in that year."""
        return self.last is None or year <= self.last

    def contains(self, other: Region) -> bool:
        """Whether the other lies in it, by their codes; counties directly under a province may be put to any of its cities."""
        if self.code.endswith("0000"):
            return self.code != other.code and self.code[:2] == other.code[:2]
        directly = self.code[:2] == other.code[:2] and other.code[2:4] == "90"
        return self.code.endswith("00") and not other.code.endswith("00") and (self.code[:4] == other.code[:4] or directly)

    @property
    def level(self) -> int:
        """0 a province, 1 a prefecture, 2 a county."""
        return 0 if self.code.endswith("0000") else 1 if self.code.endswith("00") else 2

    @property
    def province(self) -> str:
        """Its province, short."""
        return PROVINCES.get(self.code[:2], "")


@cache
def regions() -> dict[str, tuple[Region, ...]]:
    """Six-digit code -> the names it stood for, oldest first."""
    found: dict[str, tuple[Region, ...]] = {}
    for line in (files("gradflow.kinds") / "regions.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            code, name, _, last = line.split("\t")
            found[code] = (*found.get(code, ()), Region(code, name, int(last) if last else None))
    return found


def region_name(code: str) -> str | None:
    """The latest name of a six-digit region code, current or abolished; None if no list has it."""
    names = regions().get(code)
    return names[-1].name if names else None


def city_of(region: Region) -> str:
    """The city a county lies in, or its province: 苏州市, 重庆市, 海南."""
    named = region_name(region.code[:4] + "00")
    if named and named not in NO_NAMES and region.level == 2:  # noqa: PLR2004 - a county
        return named
    return region.province + "市" * (region.code[:2] in MUNICIPALITIES)


@cache
def city_provinces() -> dict[str, str]:
    """Existing prefectures -> province, where the name is unique."""
    owners: dict[str, set[str]] = defaultdict(set)
    for names in regions().values():
        for region in names:
            if region.last is None and region.level == 1 and region.name not in NO_NAMES:
                owners[region.name].add(region.province)
    return {name: next(iter(found)) for name, found in owners.items() if len(found) == 1}


SELF_GOVERNING = re.compile(r"(.+)自治([区州县旗])")
PEOPLES = re.compile(rf"(?<=.)(?:{'|'.join(GROUPS)}|各族|蒙古|哈萨克|塔吉克|锡伯|柯尔克孜|族)$")
LEVEL = re.compile(r"(?<=..)(?:特别行政区|自治区|地区|林区|特区|[省市州盟县区旗])$")
SHORT = {
    "巴州": "652800", "博州": "652700", "克州": "653000", "锡盟": "152500", "喀左县": "211324", "前郭县": "220721", "杜蒙县": "230624",
    "阜蒙县": "210921", "塔县": "653131", "科右前旗": "152221", "科右中旗": "152222", "科左中旗": "150521", "科左后旗": "150522",
}  # fmt: skip
"""Short names that no rule gives, in official use."""
LEVEL_WORDS = "省市州盟地县区旗镇乡村街路道社"
RENAMED: dict[str, str] = {
    "沧浪区": "姑苏区", "平江区": "姑苏区", "金阊区": "姑苏区", "吴县市": "吴中区 相城区", "港闸区": "崇川区", "下关区": "鼓楼区",
    "白下区": "秦淮区", "北塘区": "梁溪区", "崇安区": "梁溪区", "南长区": "梁溪区", "清河区": "清江浦区", "清浦区": "清江浦区",
    "楚州区": "淮安区", "戚墅堰区": "武进区", "新浦区": "海州区", "维扬区": "邗江区 广陵区", "崇文区": "东城区", "宣武区": "西城区",
    "闸北区": "静安区", "卢湾区": "黄浦区", "南汇区": "浦东新区", "塘沽区": "滨海新区", "汉沽区": "滨海新区", "大港区": "滨海新区",
    "江北区": "两江新区", "渝北区": "两江新区", "下城区": "拱墅区", "江干区": "上城区", "江东区": "鄞州区", "芜湖县": "湾沚区",
    "三山区": "弋江区", "梅列区": "三元区", "上饶县": "广信区", "湾里区": "新建区", "长岛县": "蓬莱区", "四方区": "市北区",
    "胶南市": "黄岛区", "莱城区": "莱芜区", "吉利区": "孟津区", "邢台县": "信都区 襄都区", "桥东区": "襄都区", "桥西区": "信都区",
    "东陵区": "浑南区", "萝岗区": "黄埔区", "东山区": "越秀区", "芳村区": "荔湾区", "茂港区": "电白区", "襄樊市": "襄阳市", "思茅市": "普洱市",
}  # fmt: skip
"""Abolished places whose successor bears another name (民政部行政区划变更, to 2025)."""


class Place(NamedTuple):
    """A place as somebody wrote it, and the regions it may mean."""

    typed: str
    regions: tuple[Region, ...]
    is_whole: bool
    """Whether it has its level word."""
    is_elsewhere: bool = False
    """Whether no region of that name lies in the place written before it."""

    def exists(self, year: int) -> bool:
        """Whether one of its regions still bore the name in that year."""
        return any(region.exists(year) for region in self.regions)

    def contains(self, other: Place) -> bool:
        """Whether one may lie in the other."""
        return any(here.contains(there) for here in self.regions for there in other.regions)

    @property
    def province(self) -> str | None:
        """The one province it lies in; None where several have one of that name on its highest level."""
        top = min(region.level for region in self.regions)
        found = {region.province for region in self.regions if region.level == top}
        return found.pop() if len(found) == 1 else None


def short_name(name: str) -> str:
    """A self-governing region's name without its peoples: 恩施土家族苗族自治州 -> 恩施州; others unchanged."""
    match = SELF_GOVERNING.fullmatch(name)
    if match is None:
        return name
    stem, shorter = match[1], PEOPLES.sub("", match[1])
    while stem != shorter:
        stem, shorter = shorter, PEOPLES.sub("", shorter)
    return stem + ("自治区" if match[2] == "区" else match[2])


def _group(pairs: Iterable[tuple[str, Region]]) -> dict[str, tuple[Region, ...]]:
    found: dict[str, dict[Region, None]] = defaultdict(dict)
    for name, region in pairs:
        found[name][region] = None
    return {name: tuple(sorted(held, key=lambda r: r.last is not None)) for name, held in found.items()}


@cache
def _named() -> tuple[Region, ...]:
    return tuple(r for names in regions().values() for r in names if r.name not in NO_NAMES and r.name[-1] in "省市州盟县区旗")


@cache
def whole_names() -> dict[str, tuple[Region, ...]]:
    """Every name with its level word, official or short -> its regions, those that still bear it first."""
    pairs = [(spelling, r) for r in _named() for spelling in {r.name, short_name(r.name), re.sub("地区$", "地", r.name)}]
    return _group(pairs + [(name, regions()[code][-1]) for name, code in SHORT.items()])


@cache
def bare_names() -> dict[str, tuple[Region, ...]]:
    """Every name of two characters or more without its level word -> its regions."""
    stems = ((_stem(r), r) for r in _named())
    provinces = ((PROVINCES[r.code[:2]], r) for r in _named() if r.level == 0 and r.code[:2] in PROVINCES)
    return _group([*((stem, r) for stem, r in stems if stem != r.name), *provinces])


@cache
def longest_name() -> int:
    """Characters of the longest name."""
    return max(map(len, whole_names()))


def is_place(name: str) -> bool:
    """Whether a bare name is an existing city's or county's without its last word (昆山)."""
    return any(region.level and region.last is None for region in bare_names().get(name, ()))


def _next(text: str, start: int, within: Place | None) -> Place | None:
    """The longest place that begins there, narrowed to what lies in the place before it."""
    wholes, bares = whole_names(), bare_names()
    for end in range(min(len(text), start + longest_name()), start + 1, -1):
        typed = text[start:end]
        if whole := wholes.get(typed):
            if typed[-1] == "地" and text[end : end + 1] != "委":
                continue
            inside = _inside(whole, within)
            if typed[-1] == "市" and (without := _before_shi(text, end, typed, within)):
                return without
            return Place(typed, inside or whole, is_whole=True, is_elsewhere=not inside)
        if (bare := bares.get(typed)) and (inside := _inside(bare, within)):
            place = Place(typed, inside, is_whole=False)
            follower = _next(text, end, place)
            if follower and not follower.is_elsewhere:
                return place._replace(regions=tuple(r for r in inside if any(r.contains(other) for other in follower.regions)))
            if text[end : end + 1] not in LEVEL_WORDS or end == len(text):
                return place
    return None


def _before_shi(text: str, end: int, typed: str, within: Place | None) -> Place | None:
    """The city without 市 where that 市 begins the name of one of its districts: 济南市中区, 青岛市南区."""
    city = Place(typed[:-1], _inside(bare_names().get(typed[:-1], ()), within), is_whole=False)
    district = _next(text, end - 1, city) if city.regions and text[end : end + 1] in {"中", "南", "北"} else None
    return city if district and district.is_whole and not district.is_elsewhere else None


def _inside(found: tuple[Region, ...], within: Place | None) -> tuple[Region, ...]:
    return tuple(r for r in found if any(outer.contains(r) for outer in within.regions)) if within else found


@lru_cache(maxsize=65536)
def read_places(text: str) -> tuple[tuple[Place, ...], str]:
    """The chain of places a text begins with, widest first, and what follows (苏州吴江区委组织部 -> 苏州, 吴江区; 委组织部)."""
    places: list[Place] = []
    start = 0
    while found := _next(text, start, places[-1] if places else None):
        if places and set(found.regions) & set(places[-1].regions):
            places[-1] = found._replace(is_elsewhere=places[-1].is_elsewhere)  # 苏州苏州市
        else:
            places.append(found)
        start += len(found.typed)
    return tuple(places), text[start:]


@lru_cache(maxsize=65536)
def places_in(text: str) -> tuple[Place, ...]:
    """The places that a text names anywhere with their level words, in order; bare names count where one of their own follows."""
    found: list[Place] = []
    start = 0
    while start < len(text):
        places, rest = read_places(text[start:])
        sure = [place for i, place in enumerate(places) if place.is_whole or (i + 1 < len(places) and not places[i + 1].is_elsewhere)]
        found += sure
        start = len(text) - len(rest) if sure else start + 1
    return tuple(found)


WELL_KNOWN = {
    **dict.fromkeys(("东南大学", "江南大学", "河海大学", "三江学院", "金陵科技学院", "中国药科大学", "中国矿业大学党", "西交利物浦大学"), "江苏"), "雄安新区": "河北",
}  # fmt: skip
"""Schools and zones that bear no city's name, or another place's."""
ZONE = later(r"[一-龥]{0,6}?(?:园区|高新区|开发区|度假区)")


@lru_cache(maxsize=65536)
def province_of(text: str) -> str | None:
    """The one province in which the last place a name writes out lies, else that of the city it begins with (苏州大学 -> 江苏)."""
    told = [place.province for place in places_in(text) if place.province]
    if told:
        return told[-1]
    bare = re.sub(r"^(?:中共|中国共产党)", "", text)
    if known := next((province for name, province in WELL_KNOWN.items() if bare.startswith(name)), None):
        return known
    places, rest = read_places(bare)
    first = places[0] if places else None
    is_city = first is not None and (ZONE.match(rest) or any(region.level < 2 and region.last is None for region in first.regions))  # noqa: PLR2004 - no county
    return first.province if first and is_city else None


AT_HOME = later(r"[一-龥]{0,6}?(?:大学|学院|学校|园区|高新区|开发区|度假区)")
"""What is of the city whose bare name it bears: 苏州大学, 苏州工业园区; a company of that name may be anywhere."""


@lru_cache(maxsize=4096)
def lies_in(name: str, city: str) -> bool:
    """Whether the last place that a name writes out, or the city after which a school is named, is that city or one of its districts."""
    places, rest = read_places(re.sub(r"^(?:中共|中国共产党)", "", name))
    told = places_in(name) or (places[:1] if AT_HOME.match(rest) else ())
    homes = [region.code[: 2 * region.level + 2] for place in read_places(city)[0][-1:] for region in place.regions]
    found = [one for one in told[-1].regions if one.last is None] or told[-1].regions if told else ()
    return bool(found) and all(any(region.code.startswith(home) for home in homes) for region in found)


@lru_cache(maxsize=4096)
def owners(place: Place, year: int) -> tuple[str, ...]:
    """The cities that have an existing county of that name; one only where the name leaves no doubt."""
    return tuple(sorted({city_of(region) for region in place.regions if region.exists(year)}))


@lru_cache(maxsize=4096)
def successors(place: Place) -> tuple[str, ...]:
    """Today's names of an abolished place, with their city: 吴江市 -> 苏州市吴江区."""
    found = set()
    for old in place.regions:
        stem, names = _stem(old), RENAMED.get(old.name, "").split()
        peers = (r for r in _named() if r.last is None and r.level == old.level and r.province == old.province)
        alike = [r for r in peers if (r.name in names if names else _stem(r) == stem)]
        near = [r for r in alike if r.code[:4] == old.code[:4]]
        heirs = near or [r for r in alike if r.name in names and not any(o.last is None for o in whole_names()[old.name])]
        found |= {r.name if city_of(r) == r.name else city_of(r) + r.name for r in heirs}
    return tuple(sorted(found))


def misspelt(name: str, within: Sequence[Place]) -> str:
    """The existing places that bear a name which no table has with another level word (昆山区 -> 昆山市); empty where none does."""
    stem, inside = LEVEL.sub("", name), within[-1] if within else None
    found = bare_names().get(stem) or bare_names().get(f"{stem}新", ())
    alike = {r.name for r in _inside(found, inside) or found if r.last is None and r.level}
    return "或".join(sorted(alike))


def _stem(region: Region) -> str:
    return LEVEL.sub("", short_name(region.name))


@lru_cache(maxsize=65536)
def different_places(planned: str, landed: str) -> tuple[str, str] | None:
    """The two places where two names clearly mean different cities or counties; None where they may agree.

    A county lies within its city, and a renamed place keeps the beginning of its name.
    """
    one, other = places_in(planned), places_in(landed)
    if not one or not other:
        return None
    here, there = one[-1], other[-1]
    is_told = _is_among(here, other) or _is_among(there, one)
    if is_told or here.contains(there) or there.contains(here):
        return None
    if here.typed != there.typed:
        return here.typed, there.typed
    mine, yours = ("".join(place.typed for place in chain) for chain in (one, other))
    return mine, yours


def _is_among(place: Place, chain: Sequence[Place]) -> bool:
    """Whether a place may be the last of a chain, or one before it that does not just lie around it (淮安市淮阴区, 淮安区)."""
    return any(_may_be_one(place, other) for other in chain if other is chain[-1] or not other.contains(place))


def _may_be_one(here: Place, there: Place) -> bool:
    if set(here.regions) & set(there.regions):
        return True
    if here.typed == there.typed and all(any(region.last is None for region in place.regions) for place in (here, there)):
        return False  # namesakes of today: 鼓楼区 of 南京 and of 徐州
    if LEVEL.sub("", here.typed) == LEVEL.sub("", there.typed):
        return True
    mine, yours = ({*successors(place), *(city_of(r) + r.name for r in place.regions)} for place in (here, there))
    return bool(mine & yours)

"""Administrative regions, current and abolished, as ID numbers and organisation names use them.

The data is python-stdnum's ``cn/loc.dat`` (GB/T 2260 with the years of each name, from the
Chinese Wikipedia's lists); it is read on first use. An ID keeps its code for life, so abolished
codes such as 320584 (吴江市, 1992-2012) stay valid.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

PROVINCES: dict[str, str] = {
    "11": "北京", "12": "天津", "13": "河北", "14": "山西", "15": "内蒙古", "21": "辽宁", "22": "吉林",
    "23": "黑龙江", "31": "上海", "32": "江苏", "33": "浙江", "34": "安徽", "35": "福建", "36": "江西",
    "37": "山东", "41": "河南", "42": "湖北", "43": "湖南", "44": "广东", "45": "广西", "46": "海南",
    "50": "重庆", "51": "四川", "52": "贵州", "53": "云南", "54": "西藏", "61": "陕西", "62": "甘肃",
    "63": "青海", "64": "宁夏", "65": "新疆", "71": "台湾", "81": "香港", "82": "澳门", "83": "台湾",
}  # fmt: skip
"""First two digits of a region code -> province, short (GB/T 2260; 83: residence permits)."""


def _data_file() -> Path:
    """Find the data without importing python-stdnum, which would load a network library."""
    spec = find_spec("stdnum")
    folders = list(spec.submodule_search_locations or ()) if spec else []
    return Path(folders[0]) / "cn" / "loc.dat"


@cache
def _regions() -> dict[str, tuple[str, bool]]:
    """Six-digit code -> (latest name, whether it still exists)."""
    text = _data_file().read_text("utf-8")
    found: dict[str, tuple[str, bool]] = {}
    province = ""
    for line in text.splitlines():
        if match := re.match(r"(\d\d) province=", line):
            province = match[1]
        elif match := re.match(r'  (\d{4}) county="([^"]*)"', line):
            latest = match[2].split(",")[-1]
            years = re.match(r"\[\d*-(\d*)\]", latest)
            found[province + match[1]] = (
                re.sub(r"\[.*?\]", "", latest),
                years is None or not years[1],
            )
    return found


def region_name(code: str) -> str | None:
    """The name of a six-digit region code, current or abolished; None if no list has it."""
    region = _regions().get(code)
    return region[0] if region else None


NO_CITIES = frozenset({"市辖区", "县", "省直辖县级行政区划", "省直辖县级行政单位", "自治区直辖县级行政区划"})
MUNICIPALITIES = frozenset({"11", "12", "31", "50"})


@cache
def shared_county_names() -> dict[str, tuple[str, ...]]:
    """Names that several existing counties bear (鼓楼区 ...) -> the prefectures that have one."""
    owners: dict[str, set[str]] = defaultdict(set)
    for code, (name, exists) in _regions().items():
        if exists and not code.endswith("00") and name not in {"市辖区", "县", "郊区"}:
            city = _regions().get(code[:4] + "00", ("", False))[0]
            owners[name].add(city if city and city not in NO_CITIES else PROVINCES.get(code[:2], "") + "市" * (code[:2] in MUNICIPALITIES))
    return {name: tuple(sorted(cities)) for name, cities in owners.items() if len(cities) > 1}


@cache
def city_provinces() -> dict[str, str]:
    """Existing prefectures, by their name without 市 -> province, where the name is unique."""
    owners: dict[str, set[str]] = defaultdict(set)
    for code, (name, exists) in _regions().items():
        if exists and code.endswith("00") and not code.endswith("0000") and name[2:]:
            owners[name].add(PROVINCES.get(code[:2], ""))
    return {name: next(iter(found)) for name, found in owners.items() if len(found) == 1}


@cache
def existing_names() -> frozenset[str]:
    """All names in force of prefectures and counties."""
    return frozenset(name for name, exists in _regions().values() if exists)


@cache
def abolished_names() -> frozenset[str]:
    """Names that no region bears any more, such as 吴江市."""
    return frozenset(name for name, exists in _regions().values() if not exists) - existing_names()


def is_place(name: str) -> bool:
    """Whether a bare name is an existing city's or county's without its last word (昆山)."""
    return any(name + ending in existing_names() for ending in ("市", "县", "区"))


@lru_cache(maxsize=4096)
def province_at_start(text: str) -> str | None:
    """The province a name begins with, or that of the city it begins with, 市 or not (苏州大学 -> 江苏); None if it tells none."""
    own = re.sub(r"^(?:中共|中国共产党)", "", text)
    stems = {name: name for name in PROVINCES.values()} | {name.removesuffix("市"): province for name, province in city_provinces().items()}
    found = [stem for stem in stems if own.startswith(stem)]
    return stems[max(found, key=len)] if found else None


LONGEST_NAME = 15


def places_in(text: str) -> list[str]:
    """The cities and counties, existing or abolished, that a text names, in order (江苏省苏州市吴江区… -> 苏州市, 吴江区)."""
    known = existing_names() | abolished_names()
    found, start = [], 0
    while start < len(text):
        ends = range(min(len(text), start + LONGEST_NAME), start + 1, -1)
        name = next((text[start:end] for end in ends if text[end - 1] in "市区县旗州盟" and text[start:end] in known), None)
        if name and name not in NO_CITIES:
            found.append(name)
        start += len(name) if name else 1
    return found


@cache
def wider_places(name: str) -> frozenset[str]:
    """The cities that places of that name lie in."""
    codes = [code for code, (own, _) in _regions().items() if own == name and not code.endswith("00")]
    return frozenset(_regions()[code[:4] + "00"][0] for code in codes if code[:4] + "00" in _regions())


@lru_cache(maxsize=4096)
def province_named(text: str) -> str | None:
    """The one province in which the last city or county a text names lies; None if it names none, or several share the name."""
    for name in reversed(places_in(text)):
        found = {PROVINCES.get(code[:2], "") for code, (own, _) in _regions().items() if own == name}
        if len(found) == 1:
            return found.pop()
    return None

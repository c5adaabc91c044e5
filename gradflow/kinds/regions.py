"""Administrative regions, current and abolished, as ID numbers use them.

``regions.tsv`` is GB/T 2260 with the years of each name (source in its first lines; made by
``docs/regions.py``); it is read on first use. An ID keeps its code for life, so abolished codes such as
320584 (吴江市, 1992-2012) stay valid.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from importlib.resources import files
from typing import NamedTuple

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
"""What the table calls groups of regions."""


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

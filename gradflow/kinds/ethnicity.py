"""Ethnic groups of China, GB/T 3304-1991 (56 groups, plus 97 for the unidentified)."""

from __future__ import annotations

import re
from random import Random
from typing import ClassVar

from gradflow.core.cells import Raw, typed_text
from gradflow.core.findings import Problem
from gradflow.core.folding import squeezed
from gradflow.core.styles import CellStyle
from gradflow.kinds import base

GROUPS: tuple[str, ...] = (
    "汉族", "蒙古族", "回族", "藏族", "维吾尔族", "苗族", "彝族", "壮族", "布依族", "朝鲜族",
    "满族", "侗族", "瑶族", "白族", "土家族", "哈尼族", "哈萨克族", "傣族", "黎族", "傈僳族",
    "佤族", "畲族", "高山族", "拉祜族", "水族", "东乡族", "纳西族", "景颇族", "柯尔克孜族", "土族",
    "达斡尔族", "仫佬族", "羌族", "布朗族", "撒拉族", "毛南族", "仡佬族", "锡伯族", "阿昌族", "普米族",
    "塔吉克族", "怒族", "乌孜别克族", "俄罗斯族", "鄂温克族", "德昂族", "保安族", "裕固族", "京族", "塔塔尔族",
    "独龙族", "鄂伦春族", "赫哲族", "门巴族", "珞巴族", "基诺族",
)  # fmt: skip
"""In the order of their codes 01-56."""

HAN_SHARE = 0.9
"""Share of 汉族 among samples."""
UNIDENTIFIED = ("穿青人", "僜人", "夏尔巴人", "革家人", "亻革家人", "摩梭人", "其他")

VARIANTS = {
    "维": "维吾尔", "哈族": "哈萨克", "蒙": "蒙古", "鲜": "朝鲜", "朝": "朝鲜", "畬": "畲", "余": "畲",
    "仡老": "仡佬", "仫老": "仫佬", "傈粟": "傈僳", "僳僳": "傈僳", "傈傈": "傈僳", "瑤": "瑶", "僮": "壮", "壯": "壮",
    "崩龙": "德昂", "毛难": "毛南", "佧佤": "佤", "达翰尔": "达斡尔", "达呼尔": "达斡尔", "达幹尔": "达斡尔",
    "柯": "柯尔克孜", "乌兹别克": "乌孜别克", "裕故": "裕固", "土家旗": "土家", "漢": "汉", "滿": "满",
    "蒙古": "蒙古", "俄": "俄罗斯", "珞巴": "珞巴", "布衣": "布依", "锡泊": "锡伯",
}  # fmt: skip
"""Old names and usual misspellings that can mean one group only, both sides without 族."""

NOT_A_GROUP = base.cell_check(
    "C140",
    "ethnicity-unknown",
    "不是民族名称",
    "“{value}”不在56个民族名称之内",
    "写民族全称，如 汉族、回族、维吾尔族(以身份证为准)",
    source="GB/T 3304-1991《中国各民族名称的罗马字母拼写法和代码》",
    text="""
    “汉”“维族”“僮族”等只有一种读法的写法会自动改成全称；“塔塔”既可能是塔塔尔族也可能是塔吉克族，不猜。

    正确 | 民族 土家族
    改为 | 民族 汉
    改为 | 民族 毛难族
    错误 | 民族 中国
    错误 | 民族 塔塔
    """,
)


class Ethnicity(base.Kind):
    """An ethnic group; the value is its full name with 族."""

    name = "ethnicity"
    title = "民族"
    checks: ClassVar = (NOT_A_GROUP,)
    _names: ClassVar = {**{group.removesuffix("族"): group for group in GROUPS}}

    def parse(self, raw: Raw) -> str | Problem | None:
        """Return the group's full name."""
        if raw == "汉族":
            return "汉族"
        text = squeezed(self.text(raw))
        if not text:
            return None
        stem = re.sub(r"民?族$", "", re.sub(r"\((?:[^()]*[省市县区]|苏州|[^()]*籍)\)$", "", text))
        if found := self._names.get(VARIANTS.get(text, VARIANTS.get(stem, stem))):
            return found
        if text in UNIDENTIFIED:
            return text
        if re.fullmatch(r"[0-5]?[0-9]", text) and 1 <= int(text) <= len(GROUPS):
            return GROUPS[int(text) - 1]
        return base.fault(NOT_A_GROUP, value=typed_text(raw))

    def style(self) -> CellStyle:
        """A drop-down of all 56."""
        return CellStyle(align="center", choices=GROUPS)

    def sample(self, random: Random) -> Raw:
        """Mostly 汉族, as in life."""
        return "汉族" if random.random() < HAN_SHARE else random.choice(GROUPS)

    def describe(self) -> str:
        """How to fill this in."""
        return "写全称，如 汉族、维吾尔族，以身份证为准"

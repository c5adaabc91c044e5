"""Ethnic groups of China, GB/T 3304-1991 (56 groups, plus 97 for the unidentified)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import ClassVar

from gradflow.kinds import base
from gradflow.kinds.text import ticked, uncoded
from gradflow.model.cells import CellStyle, Raw, typed_text
from gradflow.model.findings import Problem
from gradflow.model.folding import squeezed

GROUPS: tuple[str, ...] = (
    "汉族", "蒙古族", "回族", "藏族", "维吾尔族", "苗族", "彝族", "壮族", "布依族", "朝鲜族",
    "满族", "侗族", "瑶族", "白族", "土家族", "哈尼族", "哈萨克族", "傣族", "黎族", "傈僳族",
    "佤族", "畲族", "高山族", "拉祜族", "水族", "东乡族", "纳西族", "景颇族", "柯尔克孜族", "土族",
    "达斡尔族", "仫佬族", "羌族", "布朗族", "撒拉族", "毛南族", "仡佬族", "锡伯族", "阿昌族", "普米族",
    "塔吉克族", "怒族", "乌孜别克族", "俄罗斯族", "鄂温克族", "德昂族", "保安族", "裕固族", "京族", "塔塔尔族",
    "独龙族", "鄂伦春族", "赫哲族", "门巴族", "珞巴族", "基诺族",
)  # fmt: skip
"""In the order of their codes 01-56."""

OTHERS = {
    "穿青人": "穿青人 穿青 穿青族", "僜人": "僜人 僜", "夏尔巴人": "夏尔巴人 夏尔巴", "革家人": "革家人 亻革家人 革家 𠍟家", "摩梭人": "摩梭人 摩梭",
    "其他": "其他 其它 其他民族 其它民族 未识别 未识别民族 未识别的民族 未定族称 其他未识别 其他未识别民族 其他未识别的民族 97",
    "外国血统中国籍人士": "外国血统中国籍人士 外国血统 外国血统的中国籍人士 外国血统中国人士 外国血统者 入籍 98",
}  # fmt: skip
"""Beyond the 56 (GB/T 3304 codes 97 and 98, and people an ID card calls so) -> spellings."""
_OTHERS = {spelling: name for name, spellings in OTHERS.items() for spelling in spellings.split()}

SIMPLIFIED = str.maketrans("維爾滿壯漢鮮達納頗錫烏別羅溫倫獨龍門東鄉瑤僮彞夷", "维尔满壮汉鲜达纳颇锡乌别罗温伦独龙门东乡瑶壮彝彝")
"""Characters of the names in their traditional or older form."""
VARIANTS = {
    "维": "维吾尔", "哈族": "哈萨克", "蒙": "蒙古", "鲜": "朝鲜", "朝": "朝鲜", "畬": "畲", "余": "畲",
    "仡老": "仡佬", "仫老": "仫佬", "傈粟": "傈僳", "僳僳": "傈僳", "傈傈": "傈僳", "栗僳": "傈僳",
    "崩龙": "德昂", "毛难": "毛南", "佧佤": "佤", "卡佤": "佤", "瓦": "佤", "达翰尔": "达斡尔", "达瀚尔": "达斡尔", "达呼尔": "达斡尔", "达幹尔": "达斡尔",
    "柯": "柯尔克孜", "乌兹别克": "乌孜别克", "裕故": "裕固", "土家旗": "土家", "俄": "俄罗斯",
    "布衣": "布依", "锡泊": "锡伯", "拉枯": "拉祜", "拉沽": "拉祜", "鄂温刻": "鄂温克", "哈萨": "哈萨克", "维吾": "维吾尔",
}  # fmt: skip
"""Old names and usual misspellings that can mean one group only, both sides without 族."""

NOT_A_GROUP = base.cell_check(
    "C140", "ethnicity-unknown", "不是民族名称",
    "“{value}”不在56个民族名称之内", "写民族全称，如 汉族、回族、维吾尔族(以身份证为准)",
    source="GB/T 3304-1991《中国各民族名称的罗马字母拼写法和代码》",
    text="""
    “汉”“维族”“僮族”等只有一种读法的写法会自动改成全称；“塔塔”既可能是塔塔尔族也可能是塔吉克族，不猜。

    正确 | 民族 土家族
    改为 | 民族 汉
    改为 | 民族 毛难族
    改为 | 民族 满族(11)
    错误 | 民族 中国
    错误 | 民族 塔塔
    """,
)  # fmt: skip


class Ethnicity(base.Kind):
    """An ethnic group; the value is its full name with 族."""

    name = "ethnicity"
    title = "民族"
    how = "写全称，如 汉族、维吾尔族，以身份证为准"
    looks = CellStyle(align="center", choices=GROUPS)
    checks: ClassVar = (NOT_A_GROUP,)

    def parse(self, raw: Raw) -> str | Problem | None:
        """Return the group's full name."""
        if raw == "汉族":
            return "汉族"
        text = self.text(raw)
        if not text:
            return None
        return _understood(text) or base.fault(NOT_A_GROUP, value=typed_text(raw))


_NAMES = {group.removesuffix("族"): group for group in GROUPS}


@lru_cache(maxsize=4096)
def _understood(typed: str) -> str | None:
    """The group that a cell names; None if it names none, several, or one by its word and another by its code."""
    text = re.sub(r"^民族:", "", squeezed(typed)).strip(".。,、;:/'\"“”‘’`")
    text = re.sub(r"^其[他它]\((.+)\)$", lambda beside: beside[1] if beside[1] in _OTHERS else beside[0], text)
    if re.fullmatch(r"[0-9]{1,2}", text):
        return _by_code(text)
    chosen = [one for one, is_chosen in ticked(text).items() if is_chosen]
    text = chosen[0] if len(chosen) == 1 else text
    word = uncoded(text)
    found = _group(text) or _group(word)
    code = re.search(r"[0-9]{2}|(?<=\D)[0-9]", text)  # one digit in front may be a list's own number
    by_code = _by_code(code[0]) if code and word != text else found
    return found if by_code == found or (by_code == "其他" and found in OTHERS) else None


def _group(text: str) -> str | None:
    """The group that words name, by its present name, an old one or a usual misspelling."""
    note = re.search(r"\(([^()]*)\)$", text)
    is_aside = note is not None and not re.search("[族待原改更或疑非无不?0-9]", note[1]) and _group(note[1]) is None
    bare = (text[: note.start()] if note and is_aside else text).translate(SIMPLIFIED)
    stem = re.sub(r"(?:民?族)(?:人$|$)", "", bare)
    return _OTHERS.get(bare) or _NAMES.get(VARIANTS.get(bare, VARIANTS.get(stem, stem)))


def _by_code(digits: str) -> str | None:
    """The group of a code of GB/T 3304: 01 to 56, 97 or 98."""
    return GROUPS[int(digits) - 1] if 1 <= int(digits) <= len(GROUPS) else _OTHERS.get(digits)

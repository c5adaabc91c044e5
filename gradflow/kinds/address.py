"""Postal addresses with their postcode in one cell (附件2: 个人详细通讯地址、邮编), and postcodes in a column of their own."""

from __future__ import annotations

import re
from functools import cache
from typing import ClassVar, NamedTuple

from gradflow.kinds import base
from gradflow.kinds.places import PROVINCES, city_provinces
from gradflow.model.cells import CellStyle, Raw, typed_text
from gradflow.model.findings import Problem
from gradflow.model.folding import later, unspelt, visible

POSTCODE_PREFIXES = {province: tuple(prefixes.split()) for province, prefixes in {
    "内蒙古": "01 02", "山西": "03 04", "河北": "05 06 07", "北京": "10", "辽宁": "11 12", "吉林": "13",
    "黑龙江": "15 16", "上海": "20", "江苏": "21 22", "安徽": "23 24", "山东": "25 26 27", "天津": "30",
    "浙江": "31 32", "江西": "33 34", "福建": "35 36", "重庆": "40", "湖南": "41 42", "湖北": "43 44",
    "河南": "45 46 47", "广东": "51 52", "广西": "53 54", "贵州": "55 56", "海南": "57",
    "四川": "61 62 63 64", "云南": "65 66 67", "陕西": "71 72", "甘肃": "73 74", "宁夏": "75",
    "青海": "81", "新疆": "83 84", "西藏": "85 86", "香港": "99", "澳门": "99",
}.items()}  # fmt: skip
"""Province -> how its postcodes begin, with two digits; Taiwan has its own."""
SERVED_FROM_OUTSIDE: dict[str, dict[str, str]] = {
    "内蒙古": {
        "阿荣旗": "1627", "扎兰屯": "1626", "莫力达瓦": "1628", "莫旗": "1628", "鄂伦春": "1654", "呼伦贝尔": "1626 1627 1628 1654",
        "兴安盟": "1374 1375 1376 1378", "乌兰浩特": "1374", "科尔沁右翼前旗": "1374", "科右前旗": "1374", "突泉": "1375", "扎赉特": "1376",
        "阿尔山": "1374 1378", "阿拉善": "7503 7354 7373", "额济纳": "7354",
    },
    "河北": {"故城": "2538", "燕郊": "1016"}, "浙江": {"嵊泗": "2024"}, "青海": {"久治": "6247"},
}  # fmt: skip
"""Counties and prefectures whose mail goes by way of another province -> how their postcodes begin.

Found by trying the table above on the county tables of two public data sets, sfyc23/China-zip-code-latitude-and-longitude
(3,155 counties) and qw623577789/qtk-schema-mock (3,341), and leaving out what one of them contradicts; 燕郊 is common knowledge.
"""
LOST_ZERO = ("内蒙古", "山西", "河北")
"""Provinces whose postcodes begin with a 0 that Excel drops."""
WIDE_DIGIT = re.compile("[０-９]")
FULL_WIDTH_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
POSTCODE = re.compile(r"(?<![0-9#])(?<![0-9]-)([0-9]{6})(?![0-9-]|\s*(?:号|室|幢|栋|弄|房|单元|楼))")
LEADING = re.compile(r"^(?:[0-9\s,，、()（）\[\]［］【】:：]|中国|邮政编码|邮编|(?:通讯|家庭|联系|详细)?(?:地址|住址))+")
NO_PROVINCE = re.compile(r"(?:东|西|南|北|中|一|二|三|环|支|[0-9])*(?:路|街|大道|大街|巷|弄|区|县|州|藏族|蒙古族)")
"""What stands behind a province's name where it is a street's (北京路), a county's (海南区) or a prefecture's (海南州)."""
SHORT = later(r"(?:邮编|邮政编码|[\s,，、;；:：(（])\s*([0-9]{5})[)）]?$")
POSTCODE_ONLY = re.compile(r"[^0-9]{0,4}[0-9]{5,6}[^0-9]?")

BESIDE = later(r"(?<![0-9-])([0-9]{6})[\s、,，/或和]+([0-9]{6})[)）\]］。]?$")
"""Two postcodes at the end, of which only one can be right."""
POSTCODE_WORDS = re.compile(r"邮政编码|邮编")
AT_END = later(r"[\s,，、;；(（]*(?:邮政编码|邮编)?[:：\s]*[0-9]{6}\s*[)）]?[.。]?$")

ONLY_POSTCODE = base.cell_check(
    "C501", "address-missing", "只有邮编没有地址",
    "“{value}”里没有通讯地址", "写详细通讯地址(省、市、区县、街道门牌)和6位邮编",
    text="""
    错误 | 通讯地址、邮编 215200
    正确 | 通讯地址、邮编 江苏省苏州市吴江区松陵街道云梨路100号 215200
    """,
)  # fmt: skip
SHORT_POSTCODE = base.cell_check(
    "C502", "postcode-five-digits", "邮编少一位",
    "邮编“{postcode}”只有5位", "邮编写6位",
    text="""
    河北、山西、内蒙古的邮编以0开头，Excel 会吃掉这个0，能看出省份时自动补上；其余省份的5位邮编看不出漏了哪一位。

    改为 | 通讯地址、邮编 河北省石家庄市长安区中山路1号 50000
    错误 | 通讯地址、邮编 江苏省苏州市吴江区云梨路100号 21520
    """,
)  # fmt: skip


TWO_POSTCODES = base.cell_check(
    "C503", "two-postcodes", "邮编写了两个",
    "写了两个邮编，“{first}”和“{second}”", "只留本人地址的那一个",
    text="""
    错误 | 通讯地址、邮编 江苏省徐州市睢宁县人民路18号 221200 221201
    正确 | 通讯地址、邮编 江苏省徐州市睢宁县人民路18号 221200
    """,
)  # fmt: skip


class Address(NamedTuple):
    """An address as filled in, its postcode (6 digits, or None), the province it names."""

    text: str
    postcode: str | None
    province: str | None


class AddressKind(base.Kind):
    """An address with postcode; the value is an Address."""

    name = "address"
    is_strict = False
    title = "地址及邮编"
    how = "省、市、区县、街道门牌写全，空一格后写6位邮编"
    looks = CellStyle(number_format="@")
    checks: ClassVar = (ONLY_POSTCODE, SHORT_POSTCODE, TWO_POSTCODES)
    repeats = True

    def parse(self, raw: Raw) -> Address | Problem | None:
        """Return the address; a lost leading 0 is put back where the province leaves one reading."""
        if not (text := self.text(raw)):
            return None
        if WIDE_DIGIT.search(text):  # brackets and commas in an address are its writer's
            text = visible(text.translate(FULL_WIDTH_DIGITS))
        if wrong := _wrong(text, raw):
            return wrong
        province = province_of(text)
        found = POSTCODE.findall(text)
        if found:
            return Address(_once(text, found), found[-1], province)
        if short := SHORT.search(text):
            if province not in LOST_ZERO or not f"0{short[1]}".startswith(POSTCODE_PREFIXES[province]):
                return base.fault(SHORT_POSTCODE, postcode=short[1])
            text = f"{text[: short.start(1)]}0{text[short.start(1) :]}"
            return Address(text, f"0{short[1]}", province)
        return Address(text, None, province)

    def meaning(self, value: Address) -> str:
        """The address without signs, and the postcode wherever it stands."""
        text = value.text.replace(value.postcode, "") if value.postcode else value.text
        return f"{unspelt(POSTCODE_WORDS.sub('', text))} {value.postcode or ''}"

    def joins(self, head: str) -> bool:
        """The postcode may stand in a column of its own."""
        return "邮" in head and "址" not in head


def _wrong(text: str, raw: Raw) -> Problem | None:
    """A postcode without an address, or two different ones at its end."""
    if POSTCODE_ONLY.fullmatch(text) and not re.search(r"[一-龥]{3}", text.replace("邮政编码", "")):
        return base.fault(ONLY_POSTCODE, value=typed_text(raw))
    both = BESIDE.search(text)
    return base.fault(TWO_POSTCODES, first=both[1], second=both[2]) if both and both[1] != both[2] else None


def _once(text: str, postcodes: list[str]) -> str:
    """The address without a postcode at its end that it has already, such as that of a column of its own."""
    while len(postcodes) > 1 and postcodes[-1] in postcodes[:-1] and (again := AT_END.search(text)):
        text, postcodes = text[: again.start()], postcodes[:-1]
    return text


def province_of(text: str) -> str | None:
    """The province an address begins with or whose city it begins with; None if it tells none."""
    start = LEADING.sub("", text)
    for name, province in _places_by_start().get(start[:2], ()):
        if start.startswith(name) and not (name == province and NO_PROVINCE.match(start, len(name))):
            return province
    return None


def is_postcode_of(address: Address) -> bool:
    """Whether the postcode can be one of the province, or of the county in it that the address names; True where either is not known."""
    if address.postcode is None or address.province not in POSTCODE_PREFIXES:
        return True
    if address.postcode.startswith(POSTCODE_PREFIXES[address.province]):
        return True
    outside = (prefixes for place, prefixes in SERVED_FROM_OUTSIDE.get(address.province, {}).items() if place in address.text)
    return address.postcode.startswith(tuple(" ".join(outside).split()))


def postcode_owners(postcode: str) -> list[str]:
    """The provinces whose postcodes begin so."""
    return [province for province, prefixes in POSTCODE_PREFIXES.items() if postcode.startswith(prefixes)]


@cache
def _places_by_start() -> dict[str, list[tuple[str, str]]]:
    """First two characters -> (name, province) of the provinces and cities that begin so."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name, province in (*((name, name) for name in PROVINCES.values()), *city_provinces().items()):
        found.setdefault(name[:2], []).append((name, province))
    return {start: sorted(names, key=lambda pair: -len(pair[0])) for start, names in found.items()}


POSTCODE_ALONE = re.compile("(?:邮政编码|邮编)?:?([0-9]{6})")
FIVE_DIGITS = re.compile("[1-7][0-9]{4}")
"""A postcode kept as a number, which dropped its leading 0: 01 to 07 are 内蒙古, 山西 and 河北."""

NOT_A_POSTCODE = base.cell_check(
    "C731", "postcode-shape", "不是邮编",
    "“{value}”不是6位邮编", "查明并填写6位邮编，先把单元格格式设为“文本”",
    text="""
    邮编是6位数字。内蒙古、山西、河北的以0开头，存成数字会丢掉这个0，只剩5位的自动补上。

    正确 | 邮编 215300
    改为 | 邮编 (数字)50000
    错误 | 邮编 21530
    错误 | 邮编 昆山市
    """,
)  # fmt: skip


class Postcode(base.Kind):
    """A postcode; the value is its six digits."""

    name = "postcode"
    title = "邮编"
    how = "6位邮编；单元格格式须为“文本”"
    looks = CellStyle(number_format="@", align="center", exact_length=6)
    repeats = is_code = True
    checks: ClassVar = (NOT_A_POSTCODE,)

    def parse(self, raw: Raw) -> str | Problem | None:
        """Return the postcode, with a leading 0 that a number has dropped."""
        text = base.code_text(self.text(raw))
        if not text:
            return None
        if isinstance(raw, int | float) and FIVE_DIGITS.fullmatch(text := text.removesuffix(".0")):
            return f"0{text}"
        match = POSTCODE_ALONE.fullmatch(text)
        return match[1] if match else base.fault(NOT_A_POSTCODE, value=typed_text(raw))

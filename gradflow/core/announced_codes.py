"""Codes that a text announces as such (党组织编码, EMS单号, 介绍信编号): they name things, not people."""

from __future__ import annotations

import re
from collections.abc import Iterator

OF_PEOPLE = r"(?<!身份)(?<!份证)(?<!证件)(?<!手机)(?<!电话)(?<!联系)"
"""Before 编号 or 编码: it is a person's own number after all."""
NAMES = (
    r"编码|代码|编号|单号|文号|字号|学号|考号|考证号?|考生号|工号|机要(?:通信|件)?号?|报名号|证书号?|存根号?|介绍信号|发票号?|税号|条码|条形码|流水号|序列号"
    r"|批号|批次号?|邮件号|包裹号|快递号?|挂号信?号?|运单号?|档案号|核对码|校验码|ISBN|EMS"
)
CODE = r"[0-9A-Za-z]+(?:-[0-9A-Za-z]+)*"
ANNOUNCED = re.compile(
    rf"{OF_PEOPLE}(?:{NAMES})(?:[〔\[【（(]\d{{4}}[〕\]】）)]|号码?|为|是|[\s:：（(\[【“\"№.]|[Nn][Oo]\.?|第)*({CODE})"
    r"|(?:委员会|党委|总支|支部|工委)\s?[（(](0(?![3-9]\d\d[2-8])\d{11})[）)]"  # a Party organisation's code: no area code, or no local number, begins like this
)
AND = re.compile(rf"\s?[、,，;；/]\s?({CODE})")


def code_places(text: str) -> Iterator[tuple[int, int]]:
    """Where codes stand in a text whose digits are 0-9; of several in a row those that are as long as the first."""
    for match in ANNOUNCED.finditer(text):
        start, end = match.span(match.lastindex or 0)
        yield start, end
        length = end - start
        while (more := AND.match(text, end)) and len(more[1]) == length:
            end = more.end()
            yield more.span(1)

"""C554."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.rules.registry import row_rule

SHORTEST = 8
"""Han characters of the shortest address a postman can use."""


NO_DOOR = re.compile(r"^\D*(?:[镇乡县区市]|街道|大道|[路街巷弄])$")
"""An address without any number that ends in a town or a road."""


@row_rule(
    "C554", "address-vague", title="地址不够详细", needs=("address",), severity=Severity.WARNING,
    message="地址{what}，信件寄不到", advice="写全省、市、区县、街道(乡镇)和门牌号，后面写6位邮编",
    source="附件2栏目(个人详细通讯地址、邮编)",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """地址要能寄到信：有省、市、区县，也有街道、乡镇或门牌。

    正确 | 通讯地址、邮编 江苏省苏州市吴江区云梨路100号 215200
    错误 | 通讯地址、邮编 云梨路100号 215200
    错误 | 通讯地址、邮编 江苏省苏州市 215200
    错误 | 通讯地址、邮编 吴江区松陵镇人民路7号 215200
    错误 | 通讯地址、邮编 江苏省苏州市吴江区松陵镇 215200
    正确 | 通讯地址、邮编 江苏省宿迁市沭阳县李恒镇张庄村三组 223600
    """
    address = record["address"]
    whole = re.sub(r"[\s()::,,、。.]|邮编|邮政编码", "", address.text.replace(address.postcode or "\0", ""))
    text = re.sub(r"\d", "", whole)
    if address.province is None and not re.match(r"[^省市州县区旗盟]{1,8}[市州盟]", text):
        yield Problem("address", {"what": "没有写省、市"})
    elif len(text) < SHORTEST:
        yield Problem("address", {"what": "太短"})
    elif NO_DOOR.search(whole):
        yield Problem("address", {"what": "没有写门牌号(或小区、村组)"})

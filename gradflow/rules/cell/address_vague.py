"""C554."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.rules.registry import row_rule

SHORTEST = 8
"""Han characters of the shortest address a postman can use."""


@row_rule(
    "C554", "address-vague", title="地址不够详细", needs=("address",), severity=Severity.WARNING,
    message="地址{what}，信件寄不到", advice="写全省、市、区县、街道(乡镇)和门牌号",
    source="附件2栏目(个人详细通讯地址、邮编)",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """地址要能寄到信：有省、市、区县，也有街道、乡镇或门牌。

    正确 | 通讯地址、邮编 江苏省苏州市吴江区云梨路100号 215200
    错误 | 通讯地址、邮编 云梨路100号 215200
    错误 | 通讯地址、邮编 江苏省苏州市 215200
    """
    address = record["address"]
    text = re.sub(r"[\s\d()::,,、。.]|邮编|邮政编码", "", address.text)
    if address.province is None and not re.match(r".{1,9}?[省市州县区旗盟]", text):
        yield Problem("address", {"what": "没有写省、市、区县"})
    elif len(text) < SHORTEST:
        yield Problem("address", {"what": "太短"})

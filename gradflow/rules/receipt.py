"""C123, R323, R361, R362: the receipt of the letter (回执)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gradflow.model.cells import typed_text
from gradflow.model.findings import Problem, Severity
from gradflow.model.folding import squeezed
from gradflow.model.records import Context, Record, Ruleset
from gradflow.rules.landing import ENDED, STAYS, is_landed
from gradflow.rules.registry import dated_rule, row_rule
from gradflow.rules.regulations import months_after


@row_rule(
    "C123", "receipt-digit", title="回执没有写明收到", needs=("receipt",), severity=Severity.WARNING,
    message="回执只写了“{value}”，按“{receipt}”计入", advice="写 是、否 或 线上",
    source="附件3栏目(回执是否反馈)",
)  # fmt: skip
def receipt_digit(record: Record, context: Ruleset) -> Iterator[Problem]:
    """1 和 0 一般表示是和否，但也可能是份数；只写邮寄的一般是寄回来了，但也可能还在路上。照此计入并请支部核对。

    正确 | 回执是否反馈 是
    正确 | 回执是否反馈 已寄回
    错误 | 回执是否反馈 1
    错误 | 回执是否反馈 已邮寄
    """
    typed = squeezed(typed_text(record.cells.get("receipt")))
    if typed.isdecimal() or (record["receipt"] == "yes" and SENT.search(typed) and not CAME.search(typed)):
        yield Problem("receipt")


SENT = re.compile(r"寄|快递|挂号|EMS", re.IGNORECASE)
CAME = re.compile(r"是|收|回|来|到|达|有")
"""Words that say that what was sent has come."""


LOOKS_AT = ("receipt", "landed_on")


@dated_rule(
    "R323", "landed-receipt", title="已转入，回执没有反馈", needs=("landed_org",), uses=LOOKS_AT, columns=("receipt",), severity=Severity.WARNING,
    message="已转入“{landed_org}”，回执{how}", advice="收到回执的填是，全国系统线上转接的填线上；回执还没有寄回的写明情况并催收",
    rests_on=("receipt_months",),
)  # fmt: skip
def landed_receipt(record: Record, context: Context) -> Iterator[Problem]:
    """已经转入满一个月的，回执应为“是”或“线上”；没有填的随时请补。没有写转入时间的先由 R321 报告。

    正确 | 已转入党组织名称 中共昆山市玉山镇委员会 | 转入时间 2023-06-10 | 回执是否反馈 线上
    正确 | 已转入党组织名称 中共昆山市玉山镇委员会 | 转入时间 2023-06-26 | 回执是否反馈 否
    错误 | 已转入党组织名称 中共昆山市玉山镇委员会 | 转入时间 2023-06-25 | 回执是否反馈 否
    错误 | 已转入党组织名称 中共昆山市玉山镇委员会 | 转入时间 2023-07-20 | 回执是否反馈
    """
    if not is_landed(record) or record.get("landed_on") is None:
        return
    if record.get("receipt") is None:
        yield Problem("receipt", {"how": "没有填"})
    elif record.get("receipt") == "no" and not is_on_its_way(record, context):
        yield Problem("receipt", {"how": "写的是“否”，转入已满一个月"})


@dated_rule(
    "R361", "receipt-on-its-way", title="回执还在路上", needs=("landed_org", "landed_on", "receipt"), severity=Severity.INFO,
    message="转入不满一个月，回执还没有反馈", advice="一般不必处理；转入满一个月还没有回执的催收",
    rests_on=("receipt_months",),
)  # fmt: skip
def receipt_on_its_way(record: Record, context: Context) -> Iterator[Problem]:
    """接收方在接收后一个月内寄回回执，不到一个月的只提示。

    正确 | 已转入党组织名称 中共昆山市玉山镇委员会 | 转入时间 2023-06-25 | 回执是否反馈 否
    错误 | 已转入党组织名称 中共昆山市玉山镇委员会 | 转入时间 2023-06-26 | 回执是否反馈 否
    """
    if is_landed(record) and record["receipt"] == "no" and is_on_its_way(record, context):
        yield Problem("receipt")


def is_on_its_way(record: Record, context: Context) -> bool:
    """Whether the month in which a receipt is sent back is not over yet."""
    return context.as_of < months_after(record["landed_on"].last, context.limits["receipt_months"])


@row_rule(
    "R362", "not-landed-receipt", title="没有转入，回执却写“是”", needs=("receipt", "not_landed_reason"),
    uses=("landed_org", "landed_on", "destination_type"), columns=("landed_org",), severity=Severity.WARNING,
    message="没有写转入党组织和转入时间，回执却写“是”", advice="已经转入的补填转入党组织和时间；没有转入的回执写否；确实如此的写明情况",
    source="附件3“回执是否反馈”；介绍信回执由接收方基层党委在接收后寄回",
)  # fmt: skip
def not_landed_receipt(record: Record, context: Ruleset) -> Iterator[Problem]:
    """接收了才有回执。备注也空着的由 R325 报告；“线上”说的是转接的方式，不算。

    正确 | 已转入党组织名称 无 | 转入时间 无 | 回执是否反馈 否 | 未转入情况说明 等待接收方审核 | 具体情况 回原籍
    正确 | 已转入党组织名称 无 | 转入时间 无 | 回执是否反馈 线上 | 未转入情况说明 等待接收方审核 | 具体情况 回原籍
    错误 | 已转入党组织名称 无 | 转入时间 无 | 回执是否反馈 是 | 未转入情况说明 等待接收方审核 | 具体情况 回原籍
    """
    stays = record.get("destination_type") in {*STAYS, ENDED}
    if record["receipt"] == "yes" and not stays and not is_landed(record) and record.get("landed_on") is None:
        yield Problem("receipt")

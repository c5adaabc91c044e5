"""C355."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.rules.registry import row_rule

KNOWN = re.compile(r"1(?:3\d|4[579]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])\d{8}")
"""Segments in use (public lists of 2022-2026；携号转网 since 2019: a segment tells no operator)."""


def _in_public_plan(number: str) -> bool:
    import phonenumbers  # noqa: PLC0415 - a slow import, rarely needed

    return bool(phonenumbers.is_valid_number(phonenumbers.parse(number, "CN")))


@row_rule(
    "C355", "phone-segment-unknown", title="号段没有放号", needs=("phone",), severity=Severity.WARNING, doubts=True,
    message="“{number}”的号段 {segment} 还没有放号", advice="核对号码；新号段请写明情况",
    source="附件2注1(“联系电话”要真实有效)",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """号段会新增，所以只要求核对；13位物联网号不是人用的号码。先比对公开号段表，不在表内的再问 libphonenumber。

    正确 | 联系电话 19212345679
    错误 | 联系电话 15412345679
    """
    for number in record["phone"].mobiles:
        if not KNOWN.fullmatch(number) and not _in_public_plan(number):
            yield Problem("phone", {"number": number, "segment": number[:3]})

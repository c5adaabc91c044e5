"""C354."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.rules.registry import row_rule

SAMPLES = {"13800138000", "13812345678", "13912345678", "13800000000", "18888888888", "12345678901"}
ONE_DIGIT = re.compile(r"1\d\d?(\d)\1{7,}")


@row_rule(
    "C354", "phone-sample", title="像是随手填的号码", needs=("phone",), severity=Severity.WARNING, doubts=True,
    message="“{number}”像是样例或随手填的号码", advice="核对号码；无误的写明情况",
    source="附件2注1(“联系电话”要真实有效)",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """样例号(13800138000、13812345678)和一串相同的数字。

    正确 | 联系电话 13912345679
    错误 | 联系电话 13800138000
    """
    for number in record["phone"].mobiles:
        if is_made_up(number):
            yield Problem("phone", {"number": number})


def is_made_up(number: str) -> bool:
    """Whether a mobile number is one that samples show, or one digit over and over."""
    return number in SAMPLES or ONE_DIGIT.fullmatch(number) is not None

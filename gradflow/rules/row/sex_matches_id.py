"""R301."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem
from gradflow.core.records import Context, Record
from gradflow.rules.registry import row_rule


@row_rule(
    "R301", "sex-matches-id", title="性别与身份证号不符", needs=("sex", "id_number"),
    message="性别写的是“{sex}”，身份证号第17位是{digit}（{expected}）", advice="核对身份证，改正性别或身份证号",
    source="GB 11643-1999: 顺序码奇数为男、偶数为女",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """身份证号第17位单数是男，双数是女。

    正确 | 性别 男 | 身份证号码 320584200005120016
    错误 | 性别 女 | 身份证号码 320584200005120016
    """
    number = record["id_number"]
    if number.sex != record["sex"]:
        expected = "男" if number.sex == "male" else "女"
        yield Problem("sex", {"digit": number.text[16], "expected": expected})

"""R302."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem
from gradflow.core.records import Context, Record
from gradflow.rules.ages import read_age
from gradflow.rules.registry import row_rule


@row_rule(
    "R302", "age-matches-id", title="年龄与身份证号不符", needs=("age", "id_number"),
    message="年龄写的是{age}，按身份证号出生日期应为{right}周岁", advice="改为周岁；相差较大时核对身份证号是否填错行",
    source="附件2“年龄”；GB 11643-1999 出生日期码",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """年龄与身份证号算出的周岁相差两岁以上，多半是身份证号或整行填错。

    正确 | 年龄 23 | 身份证号码 320584200005120016
    错误 | 年龄 18 | 身份证号码 320584200005120016
    """
    reading = read_age(record, context)
    if max(reading.right) < context.limits["adult_age"]:
        return
    if not (reading.is_right or reading.is_by_year or reading.is_near):
        yield Problem("age", {"right": "或".join(map(str, sorted(reading.right)))})

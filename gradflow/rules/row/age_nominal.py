"""R303."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.rules.ages import read_age
from gradflow.rules.registry import row_rule


@row_rule(
    "R303", "age-nominal", title="年龄像是虚岁", needs=("age", "id_number"), severity=Severity.WARNING,
    message="年龄写的是{age}，按身份证号应为{right}周岁，像是虚岁或算错一岁", advice="改为周岁",
    source="附件2“年龄”惯例填周岁",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """虚岁等于年份之差加一；差一岁的也请核对。

    正确 | 年龄 21 | 身份证号码 320584200112010015
    错误 | 年龄 23 | 身份证号码 320584200112010015
    """
    reading = read_age(record, context)
    if reading.is_near:
        yield Problem("age", {"right": "或".join(map(str, sorted(reading.right)))})

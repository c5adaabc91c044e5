"""R304."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Correction, Severity
from gradflow.core.records import Context, Record
from gradflow.rules.ages import read_age
from gradflow.rules.registry import row_rule


@row_rule(
    "R304", "age-by-year", title="年龄按年份之差计算", needs=("age", "id_number"), severity=Severity.INFO,
    message="年龄写的是{age}，是按年份之差算的，生日还没到", advice="改为周岁：{right}",
    source="附件2“年龄”惯例填周岁",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Correction]:
    """年份之差比周岁多一岁(生日未到)，只有一种理解，自动改为周岁并列入自动更正，支部不必处理。

    在 campaign.toml 里设为 "error"、"warning" 或 "beta" 时不自动改，只指出应改为几岁。

    正确 | 年龄 21 | 身份证号码 320584200112010015
    改为 | 年龄 22 | 身份证号码 320584200112010015
    """
    reading = read_age(record, context)
    if reading.is_by_year:
        yield Correction("age", max(reading.right))

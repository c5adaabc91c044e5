"""C606."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.kinds.dates import PartialDate
from gradflow.rules.registry import row_rule

DATES = ("born_in", "joined_on", "landed_on")


@row_rule(
    "C606", "date-year-added", title="年份是 Excel 自动补的", needs=("name",), severity=Severity.WARNING,
    message="单元格只显示月和日，年份{year}是 Excel 自动补的", advice="核对年份，写成 {cohort}.7.1 的样子",
    source="Excel 把 7/1 当作键入那一年的日期",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """在日期格里键入 7/1，Excel 会补上键入时的年份，看不出来。

    正确 | 姓名 王芳 | 入党时间 2022-06-01
    错误 | 姓名 王芳 | 入党时间 (只显示6月1日)
    """
    for key in DATES:
        value = record.get(key)
        if isinstance(value, PartialDate) and not value.is_year_typed:
            yield Problem(key, {"year": value.year})

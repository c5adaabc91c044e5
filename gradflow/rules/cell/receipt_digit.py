"""C123."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.cells import typed_text
from gradflow.core.findings import Problem, Severity
from gradflow.core.folding import squeezed
from gradflow.core.records import Context, Record
from gradflow.rules.registry import row_rule


@row_rule(
    "C123", "receipt-digit", title="回执只写了数字", needs=("receipt",), severity=Severity.WARNING,
    message="回执只写了“{value}”，按“{receipt}”计入", advice="写 是、否 或 线上",
    source="附件3栏目(回执是否反馈)",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """1 和 0 一般表示是和否，但也可能是份数，所以照此计入并请支部核对。

    正确 | 回执是否反馈 是
    错误 | 回执是否反馈 1
    """
    if squeezed(typed_text(record.cells.get("receipt"))).isdecimal():
        yield Problem("receipt")

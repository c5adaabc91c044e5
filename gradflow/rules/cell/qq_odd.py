"""C612."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.kinds.accounts import QQ_NUMBER, is_reference
from gradflow.rules.registry import row_rule


@row_rule(
    "C612", "qq-odd", title="QQ 号不像 QQ 号", needs=("qq",), severity=Severity.WARNING,
    message="“{qq}”不像QQ", advice="5至11位数字；确实如此的写明情况",
    source="附件1“QQ”",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """照原样保留，请核对。

    正确 | QQ 123456789
    正确 | QQ 同手机号
    错误 | QQ 12a45
    """
    if not QQ_NUMBER.fullmatch(record["qq"]) and not is_reference(record["qq"]):
        yield Problem("qq")

"""C611."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.kinds.accounts import EMAIL
from gradflow.rules.registry import row_rule


@row_rule(
    "C611", "email-odd", title="电子邮箱不像邮箱", needs=("email",), severity=Severity.WARNING,
    message="“{email}”不像电子邮箱", advice="如 name@example.com；确实如此的写明情况",
    source="附件1“电子邮箱”",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """照原样保留，请核对。常见的是漏了 @、用了中文句号或逗号。

    正确 | 电子邮箱 name@example.com
    错误 | 电子邮箱 123456qq.com
    """
    if not EMAIL.fullmatch(record["email"]):
        yield Problem("email")

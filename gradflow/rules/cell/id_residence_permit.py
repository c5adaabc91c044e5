"""C252."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.rules.registry import row_rule


@row_rule(
    "C252", "id-residence-permit", title="港澳台居民的证件号", needs=("id_number",), severity=Severity.WARNING,
    message="号码以 {prefix} 开头，是港澳台居民的证件号，党员名册里极少见", advice="核对身份证；无误的写明情况",
    source="港澳台居民居住证申领发放办法(2018)",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """81、82、83(及71)开头的号码算法成立，但出现在毕业生党员里很少见。

    正确 | 身份证号码 320584200005120016
    错误 | 身份证号码 810000199408230021
    """
    if record["id_number"].text[:2] in {"71", "81", "82", "83"}:
        yield Problem("id_number", {"prefix": record["id_number"].text[:2]})

"""C251."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.kinds.regions import region_name
from gradflow.rules.registry import row_rule


@row_rule(
    "C251", "id-region-unknown", title="身份证号地区码查不到", needs=("id_number",), severity=Severity.INFO,
    message="地区码 {region} 不在现行和历史区划表里", advice="一般不必处理；有疑问时核对身份证前6位",
    source="GB/T 2260《中华人民共和国行政区划代码》(含历年撤销的代码)",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """区划表难免不全，所以只提示。撤销的代码(如 320584 吴江市)在表里，不会提示。

    正确 | 身份证号码 320584200005120016
    错误 | 身份证号码 329999200005120010
    """
    number = record["id_number"]
    if not number.text.startswith(("81", "82", "83")) and region_name(number.region) is None:
        yield Problem("id_number", {"region": record["id_number"].region})

"""C553."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.kinds.address import POSTCODE_PREFIXES
from gradflow.rules.cell.postcode_fake import FAKES
from gradflow.rules.registry import row_rule


@row_rule(
    "C553", "postcode-province", title="邮编与省份不符", needs=("address",), severity=Severity.WARNING,
    message="邮编 {postcode} 不是{province}的邮编", advice="核对邮编与地址；无误的写明情况",
    source="附件2栏目(个人详细通讯地址、邮编)",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """邮编前两位代表省份。常见的是填成了学校的邮编。

    正确 | 通讯地址、邮编 浙江省杭州市西湖区文三路1号 310012
    错误 | 通讯地址、邮编 浙江省杭州市西湖区文三路1号 215200
    """
    address = record["address"]
    expected = POSTCODE_PREFIXES.get(address.province or "")
    if expected and address.postcode and address.postcode not in FAKES and not address.postcode.startswith(tuple(expected.split())):
        yield Problem("address", {"postcode": address.postcode, "province": address.province})

"""C553."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.kinds.address import is_postcode_of, postcode_owners
from gradflow.rules.cell.postcode_fake import FAKES
from gradflow.rules.registry import row_rule


@row_rule(
    "C553", "postcode-province", title="邮编与省份不符", needs=("address",), severity=Severity.WARNING,
    message="邮编 {postcode} {whose}不是{province}的邮编", advice="核对邮编与地址；无误的写明情况",
    source="附件2栏目(个人详细通讯地址、邮编)",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """邮编前两位代表省份，经外省投递的几个县另有表。常见的是填成了学校的邮编。

    正确 | 通讯地址、邮编 内蒙古自治区兴安盟乌兰浩特市兴安路1号 137400
    正确 | 通讯地址、邮编 浙江省杭州市西湖区文三路1号 310012
    错误 | 通讯地址、邮编 浙江省杭州市西湖区文三路1号 215200
    """
    address = record["address"]
    if address.postcode not in FAKES and not is_postcode_of(address):
        owner = "、".join(postcode_owners(address.postcode))
        yield Problem("address", {"postcode": address.postcode, "whose": f"是{owner}的，" if owner else "", "province": address.province})

"""C552."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem
from gradflow.core.records import Context, Record
from gradflow.rules.registry import row_rule

FAKES = {"000000", "123456", "654321", *(digit * 6 for digit in "123456789")}
WITHOUT = {"香港", "澳门"}
"""Where there are no postcodes, so that people type anything."""


@row_rule(
    "C552", "postcode-fake", title="邮编是随手填的", needs=("address",),
    message="“{postcode}”不是真实的邮编", advice="查明并填写真实的6位邮编",
    source="附件2栏目(个人详细通讯地址、邮编)",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """000000、123456、同一数字重复六次的都不是真实邮编。

    正确 | 通讯地址、邮编 江苏省苏州市吴江区云梨路100号 215200
    错误 | 通讯地址、邮编 江苏省苏州市吴江区云梨路100号 123456
    """
    address = record["address"]
    if address.postcode in FAKES and address.province not in WITHOUT:
        yield Problem("address", {"postcode": address.postcode})

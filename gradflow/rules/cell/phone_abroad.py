"""C580."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.rules.registry import row_rule

OWN = ("phone", "mobile")


@row_rule(
    "C580", "phone-abroad", title="境外号码", needs=("name",), uses=OWN, severity=Severity.WARNING,
    message="“{number}”是境外号码", advice="有境内号码的补填；确实只用境外号码的写明情况",
    source="附件2注1(“联系电话”要真实有效)；各国各地区的编号方案(libphonenumber)",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """出国(境)的党员可能只有境外号码，照收，请支部确认联系得上。

    正确 | 姓名 王芳 | 联系电话 13912345679
    错误 | 姓名 王芳 | 联系电话 +852 6123 4567
    """
    for key in OWN:
        for number in record[key].numbers if record.get(key) else ():
            if number.sort == "abroad":
                yield Problem(key, {"number": number.digits})

"""R364."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.kinds.places import province_of
from gradflow.rules.registry import row_rule


@row_rule(
    "R364", "department-province", title="抬头与通讯地址不在一个省，备注空着", needs=("receiving_department", "address"), uses=("remark",),
    columns=("remark",), severity=Severity.INFO,
    message="组织部在{there}，通讯地址在{here}，备注空着", advice="转往单位、学校所在地的应在备注写明单位或学校；像是抄错的，请支部核对",
    source="附件2“个人原籍（或落实就业单位、专转本考取的学校）所在的市、县、区委组织部名称”、注2",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """转往外省而不写缘由的，可能漏了备注，或是抬头、地址抄错，所以只提示。看不出省份的不报。

    正确 | 组织部名称 中共昆山市委组织部 | 通讯地址、邮编 江苏省苏州市吴江区云梨路100号 215200 | 备注 无
    正确 | 组织部名称 中共昆山市委组织部 | 通讯地址、邮编 河南省信阳市光山县正大街1号 465450 | 备注 签约恒力集团有限公司
    错误 | 组织部名称 中共昆山市委组织部 | 通讯地址、邮编 河南省信阳市光山县正大街1号 465450 | 备注 无
    """
    if record.get("remark") is not None:
        return
    there, here = province_of(record["receiving_department"].name), record["address"].province
    if there and here and there != here:
        yield Problem("remark", {"there": there, "here": here})

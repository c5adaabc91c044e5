"""R365."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.rules.registry import row_rule

OTHERS = {
    "relative1_mobile": "直系亲属1", "relative2_mobile": "直系亲属2", "advisor_mobile": "班主任/辅导员", "classmate_mobile": "长期联系的同学",
}  # fmt: skip


@row_rule(
    "R365", "own-mobile-of-others", title="本人手机与他人手机相同", needs=("mobile",), uses=tuple(OTHERS), severity=Severity.WARNING,
    message="{who}的手机与本人手机相同", advice="改填各自的手机号；确实共用的写明情况",
    source="附件1“本人手机”“直系亲属手机”；通知二(通过多种联系方式的登记联系党员)",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """留几个人的号码，是为了联系不上本人时还能找到人；同一个号码就没有用处。

    正确 | 本人手机 13912345679 | 直系亲属1手机 13961234501
    错误 | 本人手机 13912345679 | 直系亲属1手机 13912345679
    """
    own = set(record["mobile"].mobiles)
    for key, who in OTHERS.items():
        phones = record.get(key)
        if phones and own & set(phones.mobiles):
            yield Problem(key, {"who": who})
            return

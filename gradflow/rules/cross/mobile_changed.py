"""X609."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.people import Entry, Person
from gradflow.core.records import Context
from gradflow.rules.mobiles import different_mobile, is_changed_number
from gradflow.rules.registry import person_rule


@person_rule(
    "X609", "mobile-changed", title="写明换号，两张表手机不同", needs=("mobile", "phone"), uses=("other_contact", "remark"),
    severity=Severity.WARNING,
    message="本人手机与附件2的联系电话({phone})不同，写明换了号", advice="把附件2的联系电话改成现在用的号码，或写明情况",
    source="附件1“本人手机”；附件2注1(“联系电话”要真实有效)",
)  # fmt: skip
def check(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """备注或其他联系方式里写着换号、新号的，照收，请支部把附件2也改过来。

    正确 | 附件1·本人手机 13912345679 | 附件2·联系电话 13912345679 | 附件2·备注 已换号
    错误 | 附件1·本人手机 13912345681 | 附件2·联系电话 13912345679 | 附件2·备注 已换号
    """
    found = different_mobile(person)
    if found and is_changed_number(person):
        yield found[0], Problem("mobile", {"phone": found[1]})

"""X608."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem
from gradflow.core.people import Entry, Person
from gradflow.core.records import Context
from gradflow.rules.mobiles import different_mobile, is_changed_number
from gradflow.rules.registry import person_rule


@person_rule(
    "X608", "mobile-agrees", title="登记卡的手机不在转出登记表里", needs=("mobile", "phone"), uses=("other_contact", "remark"),
    message="本人手机与附件2的联系电话({phone})不同", advice="核对后改成一致；换了号码的在附件2里补上新号，或在备注里写明换号",
    source="附件1“本人手机”；附件2注1(“联系电话”要真实有效)",
)  # fmt: skip
def check(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """两张表的手机号应能对上；写明换号的由 X609 提醒。

    正确 | 附件1·本人手机 13912345679 | 附件2·联系电话 0512-63456789、13912345679
    错误 | 附件1·本人手机 13912345681 | 附件2·联系电话 13912345679
    """
    found = different_mobile(person)
    if found and not is_changed_number(person):
        yield found[0], Problem("mobile", {"phone": found[1]})

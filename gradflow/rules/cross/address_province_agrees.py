"""X616."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.people import Entry, Person
from gradflow.core.records import Context
from gradflow.rules.registry import person_rule


@person_rule(
    "X616", "address-province-agrees", title="两张表的地址不在同一个省", needs=("address", "home_address"), severity=Severity.INFO,
    message="家庭地址在{home}，附件2的通讯地址在{post}", advice="一般不必处理；像是写错的，请支部核对",
    source="附件1“家庭地址及邮编”；附件2“个人详细通讯地址、邮编”",
)  # fmt: skip
def check(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """通讯地址可以不是家庭地址，所以只提示。

    正确 | 附件1·家庭地址及邮编 江苏省苏州市吴江区云梨路1号 215200 | 附件2·通讯地址、邮编 江苏省苏州市吴江区云梨路2号 215200
    错误 | 附件1·家庭地址及邮编 安徽省宿州市砀山县砀城镇1号 235300 | 附件2·通讯地址、邮编 江苏省苏州市吴江区云梨路2号 215200
    """
    found, post = person.first("home_address"), person.get("address")
    if found and found[1].province and post.province and found[1].province != post.province:
        yield found[0], Problem("home_address", {"home": found[1].province, "post": post.province})

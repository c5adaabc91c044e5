"""P708."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem
from gradflow.core.people import Entry, Person
from gradflow.core.records import Context
from gradflow.rules.membership import FOUNDED_ON, joining
from gradflow.rules.registry import person_rule


@person_rule(
    "P708", "joined-in-the-future", title="入党时间不可能", needs=("joined_on",),
    message="入党时间{joined}{how}", advice="核对年份和月日",
    source="常识；中国共产党成立于1921年7月",
)  # fmt: skip
def check(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """常见的是年份写错。在本校发展的党员，入党时间不会在毕业之后。

    正确 | 附件1·入党时间 2023-06-30 | 附件2·预备党员/正式党员 预备党员
    错误 | 附件1·入党时间 2023-07-01 | 附件2·预备党员/正式党员 预备党员
    """
    joined = joining(person)
    if joined and joined.first > context.left_on:
        today, left = context.as_of, context.left_on
        how = f"还没有到(今天是{today.isoformat()})" if joined.first > today else f"在毕业({left.isoformat()})之后"
        yield joined.entry, Problem("joined_on", {"joined": joined, "how": how})
    elif joined and joined.last < FOUNDED_ON:
        yield joined.entry, Problem("joined_on", {"joined": joined, "how": "在建党之前"})

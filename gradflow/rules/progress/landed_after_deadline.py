"""R360."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.people import Entry, Person
from gradflow.core.records import Context
from gradflow.rules.registry import person_rule


@person_rule(
    "R360", "landed-after-deadline", title="转入时间在截止日之后", uses=("landed_on",), severity=Severity.WARNING,
    message="转入时间{here}晚于这张表的截止日{day}", advice="核对年份和月日；确实是截止日之后才转入的写明情况",
    source="通知注意事项2(9月25日之前上报所有毕业生党员转接落实情况)",
)  # fmt: skip
def check(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """最后一次的表没有下一次可填，截止日之后转入的照收，请支部说明；前几次的由 R324 报告。

    正确 | 附件3(2)·转入时间 2023-09-25 | 日期 2023-10-20
    错误 | 附件3(2)·转入时间 2023-10-04 | 日期 2023-10-20
    """
    for entry, landed in person.holding("landed_on"):
        there = context.on(entry[0])
        if there.is_last_round and there.day < landed.first <= context.as_of:
            yield entry, Problem("landed_on", {"here": landed, "day": there.day.isoformat()})

"""X614."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.people import Entry, Person
from gradflow.core.records import Context
from gradflow.rules.registry import person_rule


@person_rule(
    "X614", "landed-on-earlier", title="转入时间比上一次写的早", uses=("landed_on",), compares=True, severity=Severity.WARNING,
    message="转入时间{here}，比{before}写的{then}早", advice="核对转入时间；上一次写错的写明情况",
    source="附件3“转入时间(年、月、日)”",
)  # fmt: skip
def check(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """同一个人的转入时间不会往前改。

    正确 | 附件3(1)·转入时间 2023-07-10 | 附件3(2)·转入时间 2023-07-10
    错误 | 附件3(1)·转入时间 2023-07-10 | 附件3(2)·转入时间 2023-07-09
    """
    before: Entry | None = None
    for entry in person.rounds():
        day = entry[1].get("landed_on")
        if before and day and day.last < before[1]["landed_on"].first:
            facts = {"here": day, "before": context.named(before[0]), "then": before[1]["landed_on"]}
            yield entry, Problem("landed_on", facts)
        before = entry if day else before

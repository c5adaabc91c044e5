"""X614."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.people import Entry, Person
from gradflow.core.records import Context
from gradflow.kinds.dates import PartialDate
from gradflow.rules.landing import is_landed
from gradflow.rules.progress.landed_moved import has_moved
from gradflow.rules.registry import person_rule


@person_rule(
    "X614", "landed-on-changed", title="转入时间与上一次写的不同", uses=("landed_on", "landed_org"), compares=True, severity=Severity.WARNING,
    message="转入时间{here}，{before}写的是{then}", advice="核对转入时间；上一次写错的写明情况",
    source="附件3“转入时间(年、月、日)”",
)  # fmt: skip
def check(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """组织关系转入之后，转入时间不会再变；转入地也变了的由 X634 报告。

    正确 | 附件3(1)·转入时间 2023-07-10 | 附件3(2)·转入时间 2023-07-10
    错误 | 附件3(1)·转入时间 2023-07-10 | 附件3(2)·转入时间 2023-07-09
    错误 | 附件3(1)·转入时间 2023-07-10 | 附件3(2)·转入时间 2023-07-11
    """
    before: Entry | None = None
    for entry in person.rounds():
        day = entry[1].get("landed_on") if is_landed(entry[1]) else None
        if before and day and is_other_day(day, before[1]["landed_on"]) and not has_moved(before, entry):
            facts = {"here": day, "before": context.named(before[0]), "then": before[1]["landed_on"]}
            yield entry, Problem("landed_on", facts)
        before = entry if day else before


def is_other_day(day: PartialDate, other: PartialDate) -> bool:
    """Whether two dates, each perhaps known to the month only, cannot be the same day."""
    return day.last < other.first or day.first > other.last

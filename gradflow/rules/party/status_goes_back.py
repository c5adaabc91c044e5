"""P710."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem
from gradflow.core.people import Entry, Person
from gradflow.core.records import Context
from gradflow.rules.registry import person_rule


@person_rule(
    "P710", "status-goes-back", title="正式党员变成了预备党员", uses=("member_status",), compares=True,
    message="{before}写的是正式党员，这里写的是预备党员", advice="核对党员身份，改正写错的一处",
    rests_on=("probation_months",),
)  # fmt: skip
def check(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """预备党员可以转为正式党员，反过来不可能。预备转正式的，由 P703 核对预备期满一年。

    正确 | 附件2·预备党员/正式党员 预备党员 | 附件3·预备党员/正式党员 正式党员
    错误 | 附件2·预备党员/正式党员 正式党员 | 附件3·预备党员/正式党员 预备党员
    """
    before: Entry | None = None
    for entry, status in person.holding("member_status"):
        is_later = before and (before[0].form, before[0].round) != (entry[0].form, entry[0].round)
        if status == "probationary" and before and is_later:
            yield entry, Problem("member_status", {"before": context.named(before[0])})
        elif status == "full":
            before = entry

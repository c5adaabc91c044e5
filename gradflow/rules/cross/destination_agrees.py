"""X611."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.people import Entry, Person
from gradflow.core.records import Context
from gradflow.rules.destinations import NAMES, told_destination
from gradflow.rules.registry import person_rule


@person_rule(
    "X611", "destination-agrees", title="去向与其他表不一致", uses=("destination_type", "remark", "destination"),
    severity=Severity.WARNING,
    message="具体情况写的是{here}，{source}写的是“{text}”", advice="核对去向，改成一致；去向变了的写明情况",
    source="附件2注2(备注写明落实的单位或考取的学校)；附件1“毕业后去向”；附件3“具体情况”",
)  # fmt: skip
def check(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """只在备注或毕业后去向写得明白(专转本、公司、回原籍等)时才比。

    正确 | 附件2·备注 专转本：苏州大学 | 附件3·具体情况 专转本
    错误 | 附件2·备注 专转本：苏州大学 | 附件3·具体情况 就业单位
    """
    for entry, code in person.holding("destination_type"):
        for key in ("remark", "destination"):
            found = person.first(key)
            told = told_destination(found[1]) if found else None
            if found and told and code in NAMES and told != code:
                facts = {"here": NAMES[code], "source": context.named(found[0][0]), "text": found[1]}
                yield entry, Problem("destination_type", facts)
                break

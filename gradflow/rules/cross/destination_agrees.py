"""X611."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gradflow.core.findings import Problem, Severity
from gradflow.core.people import Entry, Person
from gradflow.core.records import Context
from gradflow.rules.destinations import NAMES, told_destination
from gradflow.rules.registry import person_rule


@person_rule(
    "X611", "destination-agrees", title="去向与其他表不一致", uses=("destination_type", "remark", "destination"), compares=True,
    severity=Severity.WARNING,
    message="去向写的是“{here}”，{source}写的是“{text}”", advice="核对去向，改成一致；去向变了的写明情况",
    source="附件2注2(备注写明落实的单位或考取的学校)；附件1“毕业后去向”；附件3“具体情况”",
)  # fmt: skip
def check(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """只在备注或毕业后去向写得明白(专转本、公司、回原籍等)时才比。

    正确 | 附件2·备注 专转本：苏州大学 | 附件3·具体情况 专转本
    错误 | 附件2·备注 专转本：苏州大学 | 附件3·具体情况 就业单位
    错误 | 附件1·毕业后去向 回原籍 | 附件2·备注 专转本：苏州大学
    """
    told = {key: found for key in ("remark", "destination") if (found := _told(person, key))}
    planned = told.get("remark") or told.get("destination")
    for entry, code in person.holding("destination_type"):
        if planned and code in NAMES and code != planned.code:
            yield entry, Problem("destination_type", _facts(NAMES[code], planned, context))
    if len(told) > 1 and told["remark"].code != told["destination"].code:
        card = told["destination"]
        yield card.entry, Problem("destination", _facts(card.text, told["remark"], context))


class _Told(NamedTuple):
    """A destination told by free text: where, in which words, and which one it is."""

    entry: Entry
    text: str
    code: str


def _told(person: Person, key: str) -> _Told | None:
    found = person.first(key)
    code = told_destination(found[1]) if found else None
    return _Told(found[0], found[1], code) if found and code else None


def _facts(here: str, planned: _Told, context: Context) -> dict[str, str]:
    return {"here": here, "source": context.named(planned.entry[0]), "text": planned.text}

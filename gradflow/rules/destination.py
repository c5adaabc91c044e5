"""X611: whether the sheets tell one destination; of free text only words that leave no doubt count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from gradflow.kinds.destinations import told
from gradflow.model.cells import typed_text
from gradflow.model.findings import Problem, Severity
from gradflow.model.people import Entry, Person
from gradflow.model.records import Context
from gradflow.rules.registry import person_rule

NAMES = {"study": "升学", "work": "就业", "home": "回原籍", "enlisted": "参军", "abroad": "出国(境)"}


def told_destination(text: str, *, is_card: bool = False) -> str | None:
    """The destination's code, or None where the text tells none or several; on a card a unit's or school's name alone tells one."""
    codes = told(text, is_name=is_card)
    return next(iter(codes)) if len(codes) == 1 else None


@person_rule(
    "X611", "destination-agrees", title="去向与其他表不一致", uses=("destination_type", "remark", "destination"), compares=True,
    severity=Severity.WARNING,
    message="去向写的是“{here}”，{source}写的是“{text}”", advice="核对去向，改成一致；去向变了的写明情况",
    source="附件2注2(备注写明落实的单位或考取的学校)；附件1“毕业后去向”；附件3“具体情况”",
)  # fmt: skip
def destination_agrees(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """比较登记卡、附件2备注和最近一次回访，只在写得明白(专转本、公司、回原籍等)时才比。

    两张表一致、一张不同的，报在不同的一张；只有两张的，报在回访表，没有回访的报在登记卡。

    正确 | 附件2·备注 专转本：苏州大学 | 附件3·具体情况 专转本
    错误 | 附件2·备注 专转本：苏州大学 | 附件3·具体情况 就业单位
    错误 | 附件1·毕业后去向 回原籍 | 附件2·备注 专转本：苏州大学
    错误 | 附件1·毕业后去向 回原籍 | 附件2·备注 专转本：苏州大学 | 附件3·具体情况 回原籍
    """
    said = [*_free_text(person, "remark"), *_free_text(person, "destination"), *_latest(person)]
    counts = Counter(one.code for one in said)
    if len(counts) < 2:  # noqa: PLR2004 - all agree
        return
    common, count = counts.most_common(1)[0]
    odd = next((one for one in said if one.code != common), said[-1]) if count > 1 else said[-1]
    other = next(one for one in said if one.code != odd.code)
    facts = {"here": odd.text, "source": context.named(other.entry[0]), "text": other.text}
    yield odd.entry, Problem(odd.field, facts)


class _Told(NamedTuple):
    """A destination that is told: where, in which words, and which one it is."""

    entry: Entry
    field: str
    text: str
    code: str


def _free_text(person: Person, key: str) -> Iterator[_Told]:
    found = person.first(key)
    if found and (code := told_destination(found[1], is_card=key == "destination")):
        yield _Told(found[0], key, found[1], code)


def _latest(person: Person) -> Iterator[_Told]:
    found = person.last("destination_type")
    if found and found[1] in NAMES:
        yield _Told(found[0], "destination_type", typed_text(found[0][1].cells["destination_type"]).strip(), found[1])

"""X606."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gradflow.core.findings import Problem
from gradflow.core.people import Entry, Person
from gradflow.core.records import Context
from gradflow.rules.registry import person_rule

NAMES = {"male": "男", "female": "女"}
OPPOSITE = {"male": "female", "female": "male"}


@person_rule(
    "X606", "sex-agrees", title="各表的性别不一致", uses=("sex", "id_number"), compares=True,
    message="性别写的是{here}，{other}", advice="对照身份证，改正写错的一处",
    source="GB 11643-1999 顺序码；通知所附三张表均有“性别”",
)  # fmt: skip
def check(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """附件2的性别与身份证号已经对上时，其他表以它为准；附件2自己就对不上的由 R301 报告。

    正确 | 附件1·性别 男 | 附件2·性别 男
    错误 | 附件1·性别 女 | 附件2·性别 男
    错误 | 附件2·性别 男 | 附件3·性别 女
    """
    told = list(person.holding("sex"))
    number = person.get("id_number")
    listed = next((value for (_, record), value in told if "id_number" in record.values), None)
    if number and listed == number.sex:
        wrong = [(entry, f"身份证号是{NAMES[number.sex]}") for entry, value in told if value != number.sex]
    elif not number and len({value for _, value in told}) > 1:
        wrong = [(entry, f"{_others(told, value, context)}写的是{NAMES[OPPOSITE[value]]}") for entry, value in told]
    else:
        wrong = []
    for entry, other in wrong:
        yield entry, Problem("sex", {"here": NAMES[entry[1]["sex"]], "other": other})


def _others(told: Sequence[tuple[Entry, str]], value: str, context: Context) -> str:
    """The forms that say otherwise."""
    return "、".join(dict.fromkeys(context.named(submission) for (submission, _), other in told if other != value))

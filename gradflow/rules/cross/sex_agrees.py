"""X606."""

from __future__ import annotations

from collections import Counter
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
    """附件2的性别与身份证号已经对上时，其他表以它为准；别的表(两张以上)都与它不同的，报在附件2。附件2自己就对不上的由 R301 报告。

    没有身份证号的，报在少数的一边；看不出谁多谁少的，各报一处。

    正确 | 附件1·性别 男 | 附件2·性别 男
    错误 | 附件1·性别 女 | 附件2·性别 男
    错误 | 附件2·性别 男 | 附件3·性别 女
    """
    told = list(person.holding("sex"))
    number = person.get("id_number")
    listed = next(((entry, value) for entry, value in told if "id_number" in entry[1].values), None)
    odd = [(entry, value) for entry, value in told if listed and value != listed[1]]
    if number and listed and listed[1] == number.sex:
        if len(odd) > 1 and len(odd) == len(told) - 1:
            others = "、".join(dict.fromkeys(context.named(submission) for (submission, _), _ in odd))
            wrong = [(listed[0], f"{others}写的是{NAMES[OPPOSITE[listed[1]]]}")]
        else:
            wrong = [(entry, f"附件2身份证号是{NAMES[number.sex]}") for entry, _ in odd]
    elif not number:
        counts = Counter(value for _, value in told)
        least = min(counts.values(), default=0) if len(counts) > 1 else 0
        wrong = [
            (entry, f"{_others(told, value, context)}写的是{NAMES[OPPOSITE[value]]}") for entry, value in told if counts[value] == least
        ]
    else:
        wrong = []
    for entry, other in wrong:
        yield entry, Problem("sex", {"here": NAMES[entry[1]["sex"]], "other": other})


def _others(told: Sequence[tuple[Entry, str]], value: str, context: Context) -> str:
    """The forms that say otherwise."""
    return "、".join(dict.fromkeys(context.named(submission) for (submission, _), other in told if other != value))

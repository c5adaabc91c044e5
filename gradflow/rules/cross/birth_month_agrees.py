"""X607."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem
from gradflow.core.people import Entry, Person
from gradflow.core.records import Context
from gradflow.rules.registry import person_rule


@person_rule(
    "X607", "birth-month-agrees", title="出生年月与身份证号不符", needs=("born_in", "id_number"),
    message="出生年月写的是{here}，附件2身份证号是{month}", advice="对照身份证，改正出生年月；身份证号错了的改附件2",
    source="GB 11643-1999 出生日期码",
)  # fmt: skip
def check(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """登记卡的出生年月与转出登记表的身份证号应是同一个人的，只核对到月。

    正确 | 附件1·出生年月 2000-05 | 附件2·身份证号码 320584200005120016
    错误 | 附件1·出生年月 2000-06 | 附件2·身份证号码 320584200005120016
    """
    found = person.first("born_in")
    born = person.get("id_number").born_on
    if found and (found[1].year, found[1].month) != (born.year, born.month):
        yield found[0], Problem("born_in", {"here": found[1], "month": f"{born.year}-{born.month:02d}"})

"""X607 and X635."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from gradflow.core.cells import typed_text
from gradflow.core.findings import Problem
from gradflow.core.people import Entry, Person
from gradflow.core.records import Context
from gradflow.rules.ages import read_typed_age
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


@person_rule(
    "X635", "id-contradicted", title="身份证号与别的都对不上", needs=("id_number",), uses=("born_in", "age", "sex"), compares=True,
    message="身份证号与{what}都不符", advice="对照身份证核对号码，是不是填成了别人的；号码没有错的，改正别的几处",
    source="GB 11643-1999 出生日期码、顺序码",
)  # fmt: skip
def check_all(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """校验位对的号码也可能是别人的：年龄、登记卡的出生年月、各表的性别中有两样以上与号码不符，就是号码错了。

    正确 | 附件2·身份证号码 320584200005120016 | 附件1·出生年月 2000-06
    错误 | 附件2·身份证号码 320584199805120019 | 附件1·出生年月 2000-05 | 附件2·年龄 23
    """
    found = person.first("id_number")
    if not found:
        return
    entry, number = found
    born, month = person.first("born_in"), (number.born_on.year, number.born_on.month)
    sexes = [value for (_, record), value in person.holding("sex") if "id_number" not in record.cells]
    typed = re.fullmatch(r"([0-9]{1,2})(?:\.0)?", typed_text(entry[1].cells.get("age")).strip())
    age = int(typed[1]) if typed else None
    against = [
        "登记卡的出生年月" if born and (born[1].year, born[1].month) != month else "",
        "年龄" if age is not None and not _fits(age, number.born_on, context) and (not born or _fits(age, born[1].last, context)) else "",
        "各表的性别" if sexes and number.sex not in sexes and _typed_sex(entry) != number.sex else "",
    ]
    what = [one for one in against if one]
    if len(what) > 1:
        yield entry, Problem("id_number", {"what": "、".join(what)})


def _fits(age: int, born_on: date, context: Context) -> bool:
    """Whether an age is right for a birthday, or counted year less year."""
    reading = read_typed_age(age, born_on, context)
    return reading.is_right or reading.is_by_year


def _typed_sex(entry: Entry) -> str | None:
    """The sex as typed beside the number, though another check may doubt it."""
    return {"男": "male", "女": "female"}.get(typed_text(entry[1].cells.get("sex")).strip())

"""S401."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from gradflow.core.findings import Problem
from gradflow.core.records import Context, Record
from gradflow.rules.registry import sheet_rule

MOST_NAMED = 5


@sheet_rule(
    "S401", "id-unique", title="同一张表里身份证号重复", needs=("id_number",),
    message="这个身份证号在第{rows}行也有({names})", advice="同一个人只留一行；不是同一个人的核对身份证号",
    source="GB 11643-1999: 公民身份号码唯一",
)  # fmt: skip
def check(records: Sequence[Record], context: Context) -> Iterator[Problem]:
    """一个号码只能属于一个人。

    正确 | 姓名 王芳 | 身份证号码 320584200005120024 ‖ 姓名 李强 | 身份证号码 320584200005120016
    错误 | 姓名 王芳 | 身份证号码 320584200005120024 ‖ 姓名 李强 | 身份证号码 320584200005120024
    """
    owners: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        owners[record["id_number"].text].append(record)
    for same in owners.values():
        for record in same if len(same) > 1 else ():
            others = [other for other in same[: MOST_NAMED + 1] if other is not record][:MOST_NAMED]
            facts = {
                "rows": "、".join(str(other.row) for other in others),
                "names": "、".join(dict.fromkeys(other.person for other in others)),
            }
            yield Problem("id_number", facts, record.row)

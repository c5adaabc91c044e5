"""S402."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.rules.registry import sheet_rule

MOST_NAMED = 5


@sheet_rule(
    "S402", "mobile-shared", title="两人填了同一个手机号", needs=("phone",), uses=("name",),
    severity=Severity.WARNING, doubts=True,
    message="手机号与第{rows}行({names})相同", advice="改填本人手机号；确实共用的写明情况",
    source="附件2注1(“联系电话”要真实有效)",
)  # fmt: skip
def check(records: Sequence[Record], context: Context) -> Iterator[Problem]:
    """多半是下拉填充时带下来的；兄弟姐妹或夫妻可能共用。

    正确 | 姓名 王芳 | 联系电话 13912345679 ‖ 姓名 李强 | 联系电话 13912345681
    错误 | 姓名 王芳 | 联系电话 13912345679 ‖ 姓名 李强 | 联系电话 13912345679
    """
    owners: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        for number in dict.fromkeys(record["phone"].mobiles):
            owners[number].append(record)
    told: set[int] = set()
    for same in owners.values():
        people = {(record.get("name"), record.get("id_number")) for record in same}
        for record in same if len(people) > 1 else ():
            others = [other for other in same[: MOST_NAMED + 1] if other is not record][:MOST_NAMED]
            if record.row not in told:
                told.add(record.row)
                rows = "、".join(str(other.row) for other in others)
                names = "、".join(dict.fromkeys(other.person for other in others))
                yield Problem("phone", {"rows": rows, "names": names}, record.row)

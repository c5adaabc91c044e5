"""X501."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from gradflow.core.findings import Problem
from gradflow.core.records import Context, Record, Submission
from gradflow.rules.registry import cross_rule

Entry = tuple[Submission, Record]


@cross_rule(
    "X501", "id-unique-between-branches", title="同一身份证号在两个支部的表里", needs=("id_number",),
    message="这个身份证号也出现在{branches}的表里", advice="与{branches}核对，只由现在所在的支部报送：在对方的，从这张表里删去；在本支部的，由对方删去；号码填错的改正",
    source="GB 11643-1999；通知四(组织关系只转接一次)",
)  # fmt: skip
def check(entries: Sequence[Entry], context: Context) -> Iterator[tuple[Entry, Problem]]:
    """常见于转专业的学生被两个支部同时上报。

    信息里只写对方支部的名称，不写对方的人。

    正确 | 身份证号码 320584200005120016 ‖ 身份证号码 11010519491231002X
    错误 | 身份证号码 320584200005120016 ‖ 身份证号码 320584200005120016
    """
    owners: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        owners[entry[1]["id_number"].text].append(entry)
    for same in owners.values():
        branches = dict.fromkeys(submission.branch for submission, _ in same)
        for entry in same if len(branches) > 1 else ():
            others = [f"“{name or '未识别支部'}”" for name in branches if name != entry[0].branch]
            yield entry, Problem("id_number", {"branches": "、".join(others)})

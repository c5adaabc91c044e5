"""X502."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record, Submission
from gradflow.rules.registry import cross_rule

Entry = tuple[Submission, Record]
MOST_NAMED = 5


@cross_rule(
    "X502", "mobile-shared-between-branches", title="不同支部的两人填了同一个手机号", needs=("phone",),
    uses=("id_number",), severity=Severity.WARNING,
    message="同一个手机号也出现在{branches}的表里", advice="核对并改填本人手机号；确实共用的写明情况",
    source="附件2注1(“联系电话”要真实有效)",
)  # fmt: skip
def check(entries: Sequence[Entry], context: Context) -> Iterator[tuple[Entry, Problem]]:
    """同一个人被两个支部上报(身份证号相同)的，由 X501 报告，这里不重复。

    正确 | 联系电话 13912345679 ‖ 联系电话 13912345681
    错误 | 联系电话 13912345679 ‖ 联系电话 13912345679
    """
    owners: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        for number in dict.fromkeys(entry[1]["phone"].mobiles):
            owners[number].append(entry)
    for same in owners.values():
        if len({submission.branch for submission, _ in same}) > 1 and len({_person(entry) for entry in same}) > 1:
            yield from _told(same)


def _told(same: Sequence[Entry]) -> Iterator[tuple[Entry, Problem]]:
    """Tell each entry the branches in which other people have the number."""
    people: dict[str, set[object]] = defaultdict(set)
    for entry in same:
        people[entry[0].branch].add(_person(entry))
    for entry in same:
        own = {_person(entry)}
        others = [f"“{branch or '未识别支部'}”" for branch, found in people.items() if branch != entry[0].branch and found - own]
        if others:
            yield entry, Problem("phone", {"branches": "、".join(others[:MOST_NAMED])})


def _person(entry: Entry) -> object:
    """The person's ID number, or the very row where it is unknown."""
    submission, record = entry
    return record.get("id_number") or (submission.key, record.row)

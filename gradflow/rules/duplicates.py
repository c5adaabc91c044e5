"""S401-S403, X501, X502: numbers that belong to one person and stand at several."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import TypeVar

from gradflow.model.findings import Problem, Severity
from gradflow.model.people import Entry
from gradflow.model.records import Context, Record, Ruleset
from gradflow.rules.registry import cross_rule, sheet_rule

MOST_NAMED = 5
T = TypeVar("T", Record, Entry)


def sharing(holders: Iterable[T], numbers: Callable[[T], Sequence[str]]) -> list[list[T]]:
    """Those that hold the same number, for each that several hold."""
    held = [(one, numbers(one)) for one in holders]
    every = [number for _, own in held for number in own]
    if len(set(every)) == len(every):
        return []
    owners: dict[str, list[T]] = defaultdict(list)
    for one, own in held:
        for number in dict.fromkeys(own):
            owners[number].append(one)
    return [same for same in owners.values() if len(same) > 1]


def _id(record: Record) -> tuple[str]:
    return (record["id_number"].text,)


def beside(record: Record, same: Sequence[Record]) -> dict[str, str]:
    """The other rows, and whose they are."""
    others = [other for other in same[: MOST_NAMED + 1] if other is not record][:MOST_NAMED]
    return {"rows": "、".join(str(other.row) for other in others), "names": "、".join(dict.fromkeys(other.person for other in others))}


def _told(branches: Iterable[str]) -> dict[str, str]:
    return {"branches": "、".join(f"“{branch}”" for branch in branches)}


@sheet_rule(
    "S401", "id-unique", title="同一张表里身份证号重复", needs=("id_number",), glances=("name",),
    message="这个身份证号在第{rows}行也有({names})", advice="同一个人只留一行；不是同一个人的核对身份证号",
    source="GB 11643-1999: 公民身份号码唯一",
)  # fmt: skip
def id_unique(records: Sequence[Record], context: Ruleset) -> Iterator[Problem]:
    """一个号码只能属于一个人。

    正确 | 姓名 王芳 | 身份证号码 320584200005120024 ‖ 姓名 李强 | 身份证号码 320584200005120016
    错误 | 姓名 王芳 | 身份证号码 320584200005120024 ‖ 姓名 李强 | 身份证号码 320584200005120024
    """
    for same in sharing(records, _id):
        yield from (Problem("id_number", beside(record, same), record.row) for record in same)


@sheet_rule(
    "S402", "mobile-shared", title="两人填了同一个手机号", needs=("phone",), uses=("name",), glances=("id_number",),
    severity=Severity.WARNING, doubts=True,
    message="手机号与第{rows}行({names})相同", advice="改填本人手机号；确实共用的写明情况",
    source="附件2注1(“联系电话”要真实有效)",
)  # fmt: skip
def mobile_shared(records: Sequence[Record], context: Ruleset) -> Iterator[Problem]:
    """多半是下拉填充时带下来的；兄弟姐妹或夫妻可能共用。

    正确 | 姓名 王芳 | 联系电话 13912345679 ‖ 姓名 李强 | 联系电话 13912345681
    错误 | 姓名 王芳 | 联系电话 13912345679 ‖ 姓名 李强 | 联系电话 13912345679
    """
    told: dict[int, Problem] = {}
    for same in sharing(records, lambda record: record["phone"].mobiles):
        if len({(record.get("name"), record.get("id_number")) for record in same}) > 1:
            for record in same:
                told.setdefault(record.row, Problem("phone", beside(record, same), record.row))
    yield from told.values()


@sheet_rule(
    "S403", "phone-drag-filled", title="手机号逐行加1", needs=("phone",),
    message="从第{first}行到第{last}行手机号逐行加1，像是拖拽填充造成的", advice="逐人改填真实的手机号",
    source="附件2注1(“联系电话”要真实有效)；经验值: 连续3行逐行加1",
)  # fmt: skip
def phone_drag_filled(records: Sequence[Record], context: Ruleset) -> Iterator[Problem]:
    """用鼠标拖拽填充时，Excel 会让号码逐行加1。连续三行以上才算。

    正确 | 联系电话 13912345679 ‖ 联系电话 13912345680
    错误 | 联系电话 13912345679 ‖ 联系电话 13912345680 ‖ 联系电话 13912345681
    """
    counted = groupby(enumerate(records), key=lambda one: _number(one[1]) - one[0])
    for run in ([record for _, record in run] for _, run in counted):
        if len(run) >= context.limits["drag_fill_rows"]:
            facts = {"first": run[0].row, "last": run[-1].row}
            yield from (Problem("phone", facts, member.row) for member in run)


def _number(record: Record) -> int:
    mobiles = record["phone"].mobiles
    return int(mobiles[0]) if mobiles else -2


@cross_rule(
    "X501", "id-unique-between-branches", title="同一身份证号在两个支部的表里", needs=("id_number",),
    message="这个身份证号也出现在{branches}的表里", advice="与{branches}核对，只由现在所在的支部报送：在对方的，从这张表里删去；在本支部的，由对方删去；号码填错的改正",
    source="GB 11643-1999；通知四(组织关系只转接一次)",
)  # fmt: skip
def id_unique_between_branches(entries: Sequence[Entry], context: Context) -> Iterator[tuple[Entry, Problem]]:
    """常见于转专业的学生被两个支部同时上报。

    信息里只写对方支部的名称，不写对方的人。

    正确 | 身份证号码 320584200005120016 ‖ 身份证号码 11010519491231002X
    错误 | 身份证号码 320584200005120016 ‖ 身份证号码 320584200005120016
    """
    for same in sharing(entries, lambda entry: _id(entry[1])):
        branches = dict.fromkeys(submission.branch for submission, _ in same)
        for entry in same if len(branches) > 1 else ():
            yield entry, Problem("id_number", _told(name for name in branches if name != entry[0].branch))


@cross_rule(
    "X502", "mobile-shared-between-branches", title="不同支部的两人填了同一个手机号", needs=("phone",),
    uses=("id_number",), severity=Severity.WARNING,
    message="同一个手机号也出现在{branches}的表里", advice="核对并改填本人手机号；确实共用的写明情况",
    source="附件2注1(“联系电话”要真实有效)",
)  # fmt: skip
def mobile_shared_between_branches(entries: Sequence[Entry], context: Context) -> Iterator[tuple[Entry, Problem]]:
    """同一个人被两个支部上报(身份证号相同)的，由 X501 报告，这里不重复。

    正确 | 联系电话 13912345679 ‖ 联系电话 13912345681
    错误 | 联系电话 13912345679 ‖ 联系电话 13912345679
    """
    for same in sharing(entries, lambda entry: entry[1]["phone"].mobiles):
        people: dict[str, set[object]] = defaultdict(set)
        for entry in same:
            people[entry[0].branch].add(_person(entry))
        for entry in same:
            others = [branch for branch, found in people.items() if branch != entry[0].branch and found != {_person(entry)}]
            if others:
                yield entry, Problem("phone", _told(others[:MOST_NAMED]))


def _person(entry: Entry) -> object:
    """The person's ID number, or the very row where it is unknown."""
    submission, record = entry
    return record.get("id_number") or (submission.key, record.row)

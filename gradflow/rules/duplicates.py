"""S401-S403, X501, X502: numbers that belong to one person and stand at several."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from gradflow.model.findings import Problem, Severity
from gradflow.model.people import Entry
from gradflow.model.records import Context, Record, Ruleset
from gradflow.rules.registry import cross_rule, sheet_rule

MOST_NAMED = 5


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
    run: list[Record] = []
    for record in (*records, None):
        follows = run and record and _number(record) == _number(run[-1]) + 1
        if not follows:
            if len(run) >= context.limits["drag_fill_rows"]:
                for member in run:
                    facts = {"first": run[0].row, "last": run[-1].row}
                    yield Problem("phone", facts, member.row)
            run = []
        if record:
            run.append(record)


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
    owners: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        owners[entry[1]["id_number"].text].append(entry)
    for same in owners.values():
        branches = dict.fromkeys(submission.branch for submission, _ in same)
        for entry in same if len(branches) > 1 else ():
            others = [f"“{name or '未识别支部'}”" for name in branches if name != entry[0].branch]
            yield entry, Problem("id_number", {"branches": "、".join(others)})


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

"""X617 and X630."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.people import Entry, Person
from gradflow.core.records import Context
from gradflow.rules.destinations import told_destination
from gradflow.rules.landing import GOES
from gradflow.rules.registry import person_rule
from gradflow.rules.row.remark_names_unit import SOURCE, asks_for_name, demands_name, lacks_name

LOOKS_AT = ("destination_type", "destination", "remark", "receiving_department")
PARTS = {"work": "就业", "study": "专转本"}


@person_rule(
    "X617", "remark-for-destination", title="已就业，附件2备注没有写单位", uses=LOOKS_AT, compares=True, severity=Severity.WARNING,
    message="{source}写的是{destination}，备注{how}", advice="在备注栏补写落实的单位名称；没有签协议、附件2之后才落实的写明情况",
    source=SOURCE,
)  # fmt: skip
def check(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """附件1或第一次回访写着就业的，附件2备注要写单位名称，不论抬头写的是哪里；之后才就业的，6月的附件2自然写不出来。

    各表的去向不一致的，先由 X611 报告。
    正确 | 附件2·备注 签约恒力集团有限公司 | 附件3·具体情况 就业单位
    正确 | 附件3(2)·具体情况 就业单位 | 附件2·备注 无
    错误 | 附件2·备注 无 | 附件3·具体情况 就业单位
    错误 | 附件2·备注 无 | 附件1·毕业后去向 恒力集团有限公司
    """
    yield from _told("work", person, context)


@person_rule(
    "X630", "remark-for-school", title="专转本，附件2备注没有写学校", uses=LOOKS_AT, compares=True,
    message="{source}写的是{destination}，备注{how}", advice="在备注栏补写考取的学校名称；{source}写错的改{source}",
    source=SOURCE,
)  # fmt: skip
def check_school(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """附件1或附件3写着专转本的，附件2备注必须写学校名称，不论抬头写的是哪里。各表的去向不一致的，先由 X611 报告。

    正确 | 附件2·备注 专转本：苏州大学 | 附件3·具体情况 专转本
    错误 | 附件2·备注 无 | 附件3·具体情况 专转本
    错误 | 附件2·备注 无 | 附件1·毕业后去向 专转本，苏州大学
    正确 | 附件2·备注 无 | 附件1·毕业后去向 回原籍 | 附件3·具体情况 专转本
    """
    yield from _told("study", person, context)


def _told(code: str, person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """Where the roster's remark lacks a name although the latest sheet tells that destination, and no other contradicts it."""
    listed = next((entry for entry in person.entries if "receiving_department" in entry[1].cells and "remark" in entry[1].cells), None)
    if listed is None or "remark" in listed[1].unknown or (demands_name if code == "study" else asks_for_name)(listed[1]):
        return
    remark = listed[1].get("remark")
    how, told = lacks_name(remark), _destinations(person)
    if remark and told_destination(remark) not in {None, code} and not listed[1].reason:
        return  # X611 tells that
    is_certain = bool(told) and told[-1][1] == code and (len({one for _, one in told}) == 1 or bool(told[-1][0][1].reason))
    is_timely = code == "study" or any((entry[0].round or 1) == 1 for entry, _ in told)
    if how and is_certain and is_timely:
        yield listed, Problem("remark", {"source": context.named(told[-1][0][0]), "destination": PARTS[code], "how": how})


def _destinations(person: Person) -> list[tuple[Entry, str]]:
    """What the card, and then each follow-up, tell of the destination."""
    card = person.first("destination")
    found = [(card[0], code)] if card and (code := told_destination(card[1])) else []
    return found + [(entry, code) for entry, code in person.holding("destination_type") if code in GOES or code == "home"]

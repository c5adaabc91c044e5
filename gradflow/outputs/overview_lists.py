"""The lists of 总览: people with something open, and the rules that could not run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from gradflow.core.grants import Grant
from gradflow.core.people_owed import Place
from gradflow.core.reports import Report
from gradflow.core.views import ItemKind, Landing, Reason, Standing, Tally
from gradflow.core.vocabulary import FIELD_LABELS
from gradflow.excel.books import put
from gradflow.excel.running import Running
from gradflow.excel.tables import HEAD_FILL
from gradflow.excel.writable import height_for
from gradflow.outputs.words import UNKNOWN_BRANCH
from gradflow.rules.registry import catalogue

TITLES = {Place.IN_QUESTION: "去向待查的人（报过，现在哪份表里都没有）", Place.RELEASED: "党委办公室放行的人（gradflow release）"}
List = tuple[str, tuple[str, str, str], list[tuple[str, object, str]]]


def lists(report: Report) -> Iterator[List]:
    """Title, heads and lines; of a line the first column, a figure, a long text."""
    for whereabouts, title in TITLES.items():
        yield title, ("党支部", "人次", "姓名"), _absent(report, whereabouts)
    yield "未转入原因", ("党支部", "人数", "原因"), list(_reasons(report.statistics))
    listed = [standing for standing in report.standings if standing.is_listed]
    landing = [standing for standing in listed if standing.landing is Landing.OPEN]
    yield "未转入的人员（转出天数从毕业日算起）", ("党支部", "人数", "姓名(天数)"), _by_branch(landing, with_days=True)
    probation = [standing for standing in listed if standing.has(ItemKind.PROBATION_OVER, ItemKind.PROBATION_ENDS)]
    kept = [standing for standing in listed if standing.landing.stays]
    yield "保留在校、出国(境)、延期毕业等不转出的人员", ("党支部", "人数", "姓名"), _by_branch(kept, with_days=False)
    unlisted = [standing for standing in report.standings if not standing.is_listed]
    yield "不在附件2里的人员（可能是姓名写错，待核）", ("党支部", "人数", "姓名"), _by_branch(unlisted, with_days=False)
    yield "转接期内预备期满的人员", ("党支部", "人数", "姓名"), _by_branch(probation, with_days=False)
    yield (
        "党委办公室准许照原样保留的（gradflow grant）",
        ("党支部", "状态", "谁、什么、为什么"),
        [(use.grant.branch, "有效" if use.is_used else "已失效", _granted(use.grant)) for use in report.grants],
    )
    missing: dict[str, list[str]] = defaultdict(list)
    people: dict[str, int] = defaultdict(int)
    for one in report.not_run:
        missing[one.missing].append(f"{one.title}({one.code})")
        people[one.missing] = max(people[one.missing], one.people)
    yield (
        "没有核对的规则（缺资料，不等于通过；全部规则见“规则执行情况”）",
        ("缺什么", "人数", "没有核对的"),
        [(why, people[why], "、".join(rules)) for why, rules in missing.items()],
    )


def _reasons(statistics: Sequence[Tally]) -> Iterator[tuple[str, object, str]]:
    """Why memberships have not arrived, the most frequent first, branch by branch and of all."""
    counts = {one.branch or UNKNOWN_BRANCH: {reason: one.of(reason) for reason in Reason} for one in statistics}
    counts["合计"] = {reason: sum(one.of(reason) for one in statistics) for reason in Reason}
    for name, found in counts.items():
        told = sorted(((reason.label, count) for reason, count in found.items() if count), key=lambda item: (-item[1], item[0]))
        if told:
            yield name, sum(found.values()), "、".join(f"{reason}{count}" for reason, count in told)


def _absent(report: Report, place: Place) -> list[tuple[str, object, str]]:
    names: dict[str, list[str]] = defaultdict(list)
    for one in report.owed.absent:
        if one.place is place:
            names[one.kept.branch or UNKNOWN_BRANCH].append(one.kept.person + ("(已说明)" if one.is_explained else ""))
    return [(branch, len(found), "、".join(found)) for branch, found in names.items()]


def _granted(grant: Grant) -> str:
    check = catalogue().get(grant.code)
    return f"{grant.person}：{FIELD_LABELS.get(grant.field, '')}{check.title if check else ''}（{grant.code}）。{grant.words}"


def _by_branch(standings: Sequence[Standing], *, with_days: bool) -> list[tuple[str, object, str]]:
    names: dict[str, list[str]] = defaultdict(list)
    for standing in sorted(standings, key=lambda standing: -(standing.days_open or 0)) if with_days else standings:
        days = f"({standing.days_open})" if with_days and standing.days_open else ""
        names[standing.branch or UNKNOWN_BRANCH].append(f"{standing.person.name}{days}")
    return [(branch, len(found), "、".join(found)) for branch, found in names.items()]


def write_list(running: Running, found: List) -> None:
    """Write lines whose last cell runs over the rest of the sheet's width; nothing where there are none."""
    title, heads, lines = found
    if not lines:
        return
    book, sheet, last = running.book, running.sheet, running.columns - 1
    widths = [*running.widths[:2], sum(running.widths[2:])]
    running.heading(title, 3 * height_for(lines[0], widths))
    bold = book.format(bold=True, border=1, align="center", bg_color=HEAD_FILL)
    wide, figure = book.format(border=1, align="left"), book.format(border=1, align="center")
    for place, line in enumerate((heads, *lines)):
        row = running.take(height_for(line, widths))
        sheet.merge_range(row, 2, row, last, "", wide if place else bold)
        for column, (value, form) in enumerate(zip(line, (wide, figure, wide), strict=True)):
            put(sheet, row, column, value, form if place else bold)

"""总览: the first sheet of 汇总.xlsx, figures that add up and lists of what is open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from gradflow.core.findings import TRIAL, FindingState, Severity
from gradflow.core.grants import Grant
from gradflow.core.reports import Column, Report, Standing, Table
from gradflow.core.vocabulary import FIELD_LABELS
from gradflow.excel.books import Book, height_for, put
from gradflow.excel.tables import HEAD_FILL, write_block
from gradflow.pipeline.merge import UNKNOWN_BRANCH
from gradflow.pipeline.progress import Progress
from gradflow.pipeline.register import STATISTIC_BLOCKS
from gradflow.pipeline.standing import NOT_LANDED, PROBATION
from gradflow.rules.registry import catalogue

FIRST, OTHERS, COUNT = 34, 9, 11
"""Widths of the sheet's columns, and how many there are."""


def write_overview(book: Book, report: Report, progress: Progress) -> None:
    """Write the sheet: figures, branches, hand-ins, statistics, and everything still open."""
    sheet = book.sheet("总览")
    branches = report.branches or Table("", (), ())
    sheet.set_portrait()
    sheet.set_column(0, 0, FIRST)
    sheet.set_column(1, COUNT - 1, OTHERS)
    title = f"{report.campaign.name}毕业生党员组织关系转接  总览"
    sheet.merge_range(0, 0, 0, COUNT - 1, title, book.format(bold=True, font_size=16, align="center"))
    sheet.set_row(0, 34)
    sheet.write_string(1, 0, f"统计日期：{report.as_of.isoformat()}", book.format())
    row = write_block(sheet, book, 3, (Column("项目", FIRST), Column("数量", OTHERS)), _figures(report))
    totals = [report.counts["files"], *(sum(line[place] for line in branches.rows) for place in range(2, len(branches.columns)))]
    row = _headed(sheet, book, row, "各支部情况（读到 = 已汇总 + 待更正）")
    row = write_block(sheet, book, row, branches.columns, [*branches.rows, ("合计", *totals)])
    row = _headed(sheet, book, row, "提交情况")
    columns = (Column("党支部", FIRST), *(Column(head, OTHERS) for head in progress.heads))
    row = write_block(sheet, book, row, columns, [(name, *cells.values()) for name, cells in progress.cells.items()])
    row = _write_statistics(sheet, book, row, report.statistics)
    for name, heads, lines in _lists(report):
        if lines:
            row = _write_list(sheet, book, _headed(sheet, book, row, name), heads, lines)


def _figures(report: Report) -> list[tuple[str, int]]:
    counts = report.counts
    trials = sum(f.is_beta for f in report.findings)
    return [
        ("收到的文件", counts["files"]),
        ("读到的行(附件1每张卡算一行)", counts["rows_read"]),
        ("  其中已进入汇总表", counts["rows_accepted"]),
        ("  其中待更正", counts["rows_rejected"]),
        ("核对：已汇总+待更正-读到", counts["rows_accepted"] + counts["rows_rejected"] - counts["rows_read"]),
        ("人员(各表对上后)", len(report.standings)),
        ("  其中已办结", sum(not standing.open for standing in report.standings)),
        ("必须改", counts["errors"]),
        ("改或说明", counts["warnings"]),
        ("  其中已说明", sum(f.state is FindingState.EXPLAINED for f in report.findings)),
        ("提示", report.count(Severity.INFO) - trials),
        *([(TRIAL, trials)] if trials else ()),
        ("自动更正", len(report.changes)),
        ("未交(支部×附件)", sum(r.timeliness == "missing" for r in report.receipts)),
        ("逾期(支部×附件)", len({(r.branch, r.form, r.round) for r in report.receipts if r.timeliness == "late"})),
    ]


def _headed(sheet: Any, book: Book, row: int, text: str) -> int:
    """Write a heading after an empty row; return the row below it."""
    sheet.write_string(row + 1, 0, text, book.format(bold=True, font_size=12))
    sheet.set_row(row + 1, 22)
    return row + 2


def _write_statistics(sheet: Any, book: Book, row: int, table: Table | None) -> int:
    """Write the upward report's figures, a few columns at a time."""
    if table is None:
        return row
    places = {column.head: place for place, column in enumerate(table.columns)}
    for name, heads in STATISTIC_BLOCKS:
        row = _headed(sheet, book, row, name)
        columns = (table.columns[0], *(table.columns[places[head]] for head in heads))
        row = write_block(sheet, book, row, columns, [(line[0], *(line[places[head]] for head in heads)) for line in table.rows])
    return row


List = tuple[str, tuple[str, str, str], list[tuple[str, object, str]]]


def _lists(report: Report) -> Iterator[List]:
    """Lists of people, and the rules that could not run: first column, a figure, a long text."""
    statistics = report.statistics or Table("", (), ())
    place = next((place for place, column in enumerate(statistics.columns) if column.head == "未转入"), 0)
    yield "未转入原因", ("党支部", "人数", "原因"), [(str(line[0]), line[place], str(line[-1])) for line in statistics.rows if line[-1]]
    landing = [standing for standing in report.standings if any(item.startswith(NOT_LANDED) for item in standing.open)]
    yield "还没有转入的人员（转出天数从毕业日算起）", ("党支部", "人数", "姓名(天数)"), _by_branch(landing, with_days=True)
    probation = [standing for standing in report.standings if any(item.startswith(PROBATION) for item in (*standing.open, *standing.notes))]
    kept = [standing for standing in report.standings if any(not note.startswith(PROBATION) for note in standing.notes)]
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
        "没有核对的规则（缺资料，不等于通过）",
        ("缺什么", "人数", "没有核对的"),
        [(why, people[why], "、".join(rules)) for why, rules in missing.items()],
    )


def _granted(grant: Grant) -> str:
    check = catalogue().get(grant.code)
    return f"{grant.person}：{FIELD_LABELS.get(grant.field, '')}{check.title if check else ''}（{grant.code}）。{grant.words}"


def _by_branch(standings: Sequence[Standing], *, with_days: bool) -> list[tuple[str, object, str]]:
    names: dict[str, list[str]] = defaultdict(list)
    for standing in sorted(standings, key=lambda standing: -(standing.days_open or 0)) if with_days else standings:
        days = f"({standing.days_open})" if with_days and standing.days_open else ""
        names[standing.branch or UNKNOWN_BRANCH].append(f"{standing.person.name}{days}")
    return [(branch, len(found), "、".join(found)) for branch, found in names.items()]


def _write_list(sheet: Any, book: Book, row: int, heads: tuple[str, str, str], lines: Sequence[tuple[str, object, str]]) -> int:
    """Write lines whose last cell runs over the rest of the sheet's width."""
    bold = book.format(bold=True, border=1, align="center", bg_color=HEAD_FILL)
    wide, figure = book.format(border=1, align="left"), book.format(border=1, align="center")
    for place, head in enumerate(heads[:2]):
        put(sheet, row, place, head, bold)
    sheet.merge_range(row, 2, row, COUNT - 1, heads[2], bold)
    for number, (first, count, text) in enumerate(lines, start=row + 1):
        put(sheet, number, 0, first, wide)
        put(sheet, number, 1, count, figure)
        sheet.merge_range(number, 2, number, COUNT - 1, "", wide)
        put(sheet, number, 2, text, wide)
        sheet.set_row(number, height_for([first, text], [FIRST, OTHERS * (COUNT - 2)]))
    return row + 1 + len(lines)

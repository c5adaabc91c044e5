"""总汇.xlsx: what stands in each of many colleges, and in all of them together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from gradflow.model.cells import CellStyle
from gradflow.model.collected import COLUMN_OF, Collection
from gradflow.model.views import Reason
from gradflow.outputs import collection_words as words
from gradflow.outputs import overview
from gradflow.outputs.chart_data import week_text
from gradflow.outputs.collection_words import BRANCH, COLLEGE, FIGURES, FIGURES_TOLD, STYLES, Row, cells, table
from gradflow.pipeline.rollup import RollUp, rows_of, total_of
from gradflow.writing.books import Book
from gradflow.writing.paged_sheet import LINE, PagedSheet
from gradflow.writing.tables import Look, write_table
from gradflow.writing.widths import Column, Table

NAME = "总汇.xlsx"
MOST_TOLD = 40
"""Colleges that 总览 tells one by one; of more, those with most people whose transfer is not done, and the rest together."""
COUNTS = (Column("支部", 6, "branches"), Column("文件", 6, "files"))
REASONS = tuple(Column(one.label, 8, COLUMN_OF[one]) for one in Reason)
IN_ALL, WEEK, PERSON = Column("合计", 8, "in_all"), Column("周(周一至周日)", 14, "week"), Column("序号", 6, "person")
WEEKS = (COLLEGE, WEEK, Column("星期一", 12, "monday"), Column("当周转入", 8, "landed"), Column("累计转入", 8, "so_far"))
SHARED = (PERSON, Column("姓名", 10, "name"), COLLEGE, BRANCH)
BLOCKS = (
    ("各校读到的人和行（人次 = 已汇总 + 待更正 + 去向待查 + 已放行，行数 = 已汇总 + 待更正）", (*COUNTS, *words.ACCOUNT, *words.ROWS)),
    ("各校交表和人员", (*words.FORMS, *words.PEOPLE, *words.PROBLEMS)),
    ("各校转接和比较", (*words.TRANSFERS, *words.RATES)),
)
"""The tables of 总览."""
Sheet = tuple[Table, Look, str]
"""A table, how it is shown, and what 总览 says of it."""


def write_collection(path: Path, collection: Collection, rolled: RollUp, title: str) -> None:
    """Write the workbook. Raises OSError."""
    sheets = list(_sheets(rolled))
    with Book(path, title=words.title_of(collection, title), is_even=True) as book:
        contents = [overview.Content(one.name, len(one.rows), text) for one, _, text in sheets]
        _write_overview(
            overview.begin_overview(book, f"{words.title_of(collection, title)}  总汇", collection.as_of), collection, rolled, contents
        )
        for one, look, _ in sheets:
            write_table(book, one, look)


def _sheets(rolled: RollUp) -> Iterator[Sheet]:
    """The sheets behind 总览; one without rows is left out."""
    total, colleges = rows_of(rolled.total)[0], rows_of(rolled.colleges)
    plain, reasons = (COLLEGE, *COUNTS, *FIGURES), (COLLEGE, *REASONS, IN_ALL)
    open_ = [row for row in map(_with_reasons, colleges) if row[IN_ALL.key]]
    weeks = [
        {**row, "week": week_text(row["monday"]), "monday": row["monday"].date() if row["monday"] else ""} for row in rows_of(rolled.weeks)
    ]
    look = Look(kept=1, styles=STYLES, notes=FIGURES_TOLD, total=cells(total, plain))
    found: tuple[Sheet, ...] = (
        (table("各校", plain, colleges), look, "一所院校一行：读到多少，交表、转接到了哪一步"),
        (
            table("各支部", (COLLEGE, BRANCH, *FIGURES), rows_of(rolled.branches)),
            Look(kept=2, styles=STYLES, notes=FIGURES_TOLD),
            "一个支部一行，栏目和“各校”一样",
        ),
        (table("未转入原因", reasons, open_), Look(kept=1, total=cells(_with_reasons(total), reasons)), "每所院校没有转入的人，各是什么原因"),
        (table("每周转入", WEEKS, weeks), Look(kept=1, styles={"monday": CellStyle(number_format="yyyy-mm-dd", align="center")}), "每所院校每周转入多少人"),
        (table("两校同一人", SHARED, rows_of(rolled.shared)), Look(notes=(words.SHARED_TOLD,)), "列在两所或更多院校名单里的人，请院校核对"),
    )  # fmt: skip
    return (sheet for sheet in found if sheet[0].rows)


def _with_reasons(row: Row) -> Row:
    return {**row, IN_ALL.key: sum(row[column.key] for column in REASONS)}


def _write_overview(running: PagedSheet, collection: Collection, rolled: RollUp, contents: list[overview.Content]) -> None:
    refused = words.refused(collection)
    overview.write_list(running, (f"没有汇入的（{len(refused)}个）", ("文件夹或地址", "第几个", "为什么，怎么办"), refused))
    figures = words.headline(rolled)
    if refused:
        running.heading("汇入的", LINE * (len(figures) + 1))
    overview.write_front(running, figures, contents)
    told, rest = _told(collection, rolled)
    lines = [*told, *rest, rows_of(rolled.total)[0]]
    note = f"共{len(rolled.colleges)}所院校，这里写没有办完的人最多的{MOST_TOLD}所，逐一的见“各校”。" if rest else ""
    for title, columns in BLOCKS:
        running.heading(title, LINE * (len(lines) + 2))
        if note:
            running.note(note)
        rows = [words.printed(cells(row, (COLLEGE, *columns))) for row in lines]
        running.table(
            (Column(COLLEGE.head, overview.FIRST), *(Column(column.head, overview.OTHERS) for column in columns)), rows, has_total=True
        )
    landings = words.landings(told)
    if any(any(bar.values) for bar in landings.bars):
        overview.write_chart_parts(running, landings, "各校转入落地情况（人）", note)
    if (weeks := words.weeks(rolled)).bars:
        overview.write_weeks(running, weeks)
    if (reasons := words.reasons(rolled)).bars:
        overview.write_bars(running, reasons, "未转入原因（人）", is_stacked=False)
    running.finish()


def _told(collection: Collection, rolled: RollUp) -> tuple[list[Row], list[Row]]:
    """The colleges that are told one by one, in their order, and the line for the rest of them, if there are any."""
    colleges = rolled.colleges
    chosen = colleges.index.isin(colleges.sort_values("open", ascending=False, kind="stable").index[:MOST_TOLD])
    rest = rows_of(total_of(colleges[~chosen], collection)) if not chosen.all() else []
    return [*rows_of(colleges[chosen])], [{**row, "college": f"其余{len(colleges) - MOST_TOLD}所"} for row in rest]

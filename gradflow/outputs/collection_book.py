"""总汇.xlsx: what stands in each of many colleges, and in all of them together; its tables and charts, which its page shows alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from gradflow.model.cells import CellStyle
from gradflow.model.collected import COLUMN_OF, Collection
from gradflow.model.masking import shown, shown_name
from gradflow.model.views import HandIn, Landing, Reason, Statistic, Week
from gradflow.model.vocabulary import Labelled
from gradflow.outputs import chart_data, overview
from gradflow.outputs.chart_data import LANDINGS, STAYING, Bar, Counts, week_text
from gradflow.outputs.overview import TOTAL
from gradflow.outputs.words import PLACES, UNKNOWN_BRANCH, figure_lines, share_text
from gradflow.pipeline import rollup
from gradflow.pipeline.rollup import RollUp, rows_of, total_of
from gradflow.writing.books import Book
from gradflow.writing.paged_sheet import LINE, PagedSheet
from gradflow.writing.tables import Look, write_table
from gradflow.writing.widths import Column, Table

Row = Mapping[str, Any]
"""A row of a frame."""
COLLEGE, BRANCH = Column("院校", 24, "college"), Column("党支部", 24, "branch")
STAYS = "stays"
"""保留在校 and 不再转接 together."""


def _of(group: str, members: Iterable[Labelled]) -> tuple[Column, ...]:
    return tuple(Column(one.label, 6, COLUMN_OF[one], group) for one in members)


ACCOUNT = (Column("人次", 7, "ever_read", "历次读到"), *_of("历次读到", PLACES))
ROWS = (
    Column("行数", 7, "rows_read", "读到的行"),
    Column("已汇总", 6, "rows_accepted", "读到的行"),
    Column("待更正", 6, "rows_rejected", "读到的行"),
)
FORMS = (Column("应交", 6, "forms_due", "各表(份)"), *_of("各表(份)", HandIn))
PEOPLE = tuple(
    Column(head, 6, key, "人员") for head, key in (("人数", "people"), ("已办结", "done"), ("没到期", "waiting"), ("没办完", "open"))
)
TRANSFERS = (
    *_of("组织关系(人)", (Statistic.TO_LEAVE, *LANDINGS)), Column(STAYING, 6, STAYS, "组织关系(人)"),
    *_of("组织关系(人)", (Statistic.RECEIPT_BACK,)),
)  # fmt: skip
PROBLEMS = (Column("必须改", 6, "errors", "问题(处)"), Column("改或说明", 6, "warnings", "问题(处)"))
RATE_HEADS = {
    "landed_rate": "转入率", "receipt_rate": "回执率", "asked_rate": "回访率", "on_time_rate": "按时率", "done_rate": "办结率",
}  # fmt: skip
RATES = tuple(Column(head, 6, key, "比较") for key, head in RATE_HEADS.items())
FIGURES = (*ACCOUNT, *ROWS, *FORMS, *PEOPLE, *TRANSFERS, *PROBLEMS, *RATES)
STYLES = dict.fromkeys(RATE_HEADS, CellStyle(number_format="0%", align="center"))
FIGURES_TOLD = (
    "历次读到 = 已汇总 + 待更正 + 去向待查 + 已放行；读到的行 = 已汇总 + 待更正；人数 = 已办结 + 没到期 + 没办完。",
    "转入率 = 已转入/应转出；回执率 = 已收回执/已转入；回访率 = 应转出里不是“未回访”的/应转出；按时率 = 按时通过/应交；办结率 = 已办结/人数。没有的，率空着。",
)

SHARED_TOLD = (
    "身份证号码相同、列在两所或更多院校名单里的人：一处一行，同一个人序号相同。各校数字相加时，每所院校各算一次。请有关院校核对，只留一处。"
)


def cells(row: Row, columns: Iterable[Column]) -> tuple[object, ...]:
    """The cells of a row in these columns; rates in whole per cent."""
    stays = row.get(COLUMN_OF[Landing.KEPT], 0) + row.get(COLUMN_OF[Landing.ENDED], 0)
    named = {**row, STAYS: stays, "branch": row.get("branch") or UNKNOWN_BRANCH, "college": row.get("college") or TOTAL}
    values = (named[column.key] for column in columns)
    return tuple(round(value * 100) / 100 if isinstance(value, float) else value for value in values)


def table(name: str, columns: Sequence[Column], rows: Iterable[Row]) -> Table:
    """Rows as a table for people."""
    return Table(name, tuple(columns), [cells(row, columns) for row in rows])


def printed(values: Iterable[object]) -> tuple[object, ...]:
    """Cells of which rates are told in words."""
    return tuple(f"{value:.0%}" if isinstance(value, float) else value for value in values)


def title_of(collection: Collection, title: str) -> str:
    """苏州市2023届毕业生党员组织关系转接."""
    return f"{shown_name(title)}{collection.cohort}届毕业生党员组织关系转接"


def refused(collection: Collection) -> list[tuple[str, object, str]]:
    """Campaigns that are not rolled up: folder or address, its place among those named from 1, and why."""
    found = enumerate(collection.outcomes, start=1)
    return [(shown_name(one.place), number, shown(one.refusal)) for number, one in found if one.summary is None]


def shared_people(rolled: RollUp) -> int:
    """How many people several colleges list."""
    return rolled.shared["person"].nunique()


def headline(rolled: RollUp) -> list[tuple[str, int | str]]:
    """The figures of all together."""
    total = rows_of(rolled.total)[0]
    shares = {rate: share_text(total[part], total[whole]) for rate, (part, whole) in rollup.RATES.items()}
    own = {"colleges": len(rolled.colleges), "missing": total[COLUMN_OF[HandIn.MISSING]], "shared": shared_people(rolled)}
    return figure_lines({**total, **shares, **own}, rows_accepted="  其中已进入各校汇总表", people="人员(各校相加)")


def landings(rows: Iterable[Row]) -> Counts:
    """How many of the graduates' memberships have arrived, college by college."""
    columns = (*_of("", LANDINGS), Column(STAYING, key=STAYS))
    bars = (Bar(str(row["college"]), tuple(int(str(value)) for value in cells(row, columns))) for row in rows)
    return Counts(COLLEGE.head, tuple(column.head for column in columns), tuple(bars))


def weeks(rolled: RollUp) -> Counts:
    """How many memberships arrived week by week, of all colleges."""
    return chart_data.weeks(
        Week(row["monday"].date() if row["monday"] else None, row["landed"], row["so_far"]) for row in rows_of(rolled.all_weeks)
    )


def reasons(rolled: RollUp) -> Counts:
    """Why memberships have not arrived, the most frequent first."""
    total = rows_of(rolled.total)[0]
    found = sorted(((one.label, total[COLUMN_OF[one]]) for one in Reason), key=lambda one: -one[1])
    return Counts("未转入原因", ("人数",), tuple(Bar(label, (count,)) for label, count in found if count))


NAME = "总汇.xlsx"
MOST_TOLD = 40
"""Colleges that 总览 tells one by one; of more, those with most people whose transfer is not done, and the rest together."""
COUNTS = (Column("支部", 6, "branches"), Column("文件", 6, "files"))
REASONS = tuple(Column(one.label, 8, COLUMN_OF[one]) for one in Reason)
IN_ALL, WEEK, PERSON = Column("合计", 8, "in_all"), Column("周(周一至周日)", 14, "week"), Column("序号", 6, "person")
WEEKS = (COLLEGE, WEEK, Column("星期一", 12, "monday"), Column("当周转入", 8, "landed"), Column("累计转入", 8, "so_far"))
SHARED = (PERSON, Column("姓名", 10, "name"), COLLEGE, BRANCH)
BLOCKS = (
    ("各校读到的人和行（人次 = 已汇总 + 待更正 + 去向待查 + 已放行，行数 = 已汇总 + 待更正）", (*COUNTS, *ACCOUNT, *ROWS)),
    ("各校交表和人员", (*FORMS, *PEOPLE, *PROBLEMS)),
    ("各校转接和比较", (*TRANSFERS, *RATES)),
)
"""The tables of 总览."""
Sheet = tuple[Table, Look, str]
"""A table, how it is shown, and what 总览 says of it."""


def write_collection(path: Path, collection: Collection, rolled: RollUp, title: str) -> None:
    """Write the workbook. Raises OSError."""
    sheets = list(_sheets(rolled))
    with Book(path, title=title_of(collection, title), is_even=True) as book:
        contents = [overview.Content(one.name, len(one.rows), text) for one, _, text in sheets]
        _write_overview(
            overview.begin_overview(book, f"{title_of(collection, title)}  总汇", collection.as_of), collection, rolled, contents
        )
        for one, look, _ in sheets:
            write_table(book, one, look)


def _sheets(rolled: RollUp) -> Iterator[Sheet]:
    """The sheets behind 总览; one without rows is left out."""
    total, colleges = rows_of(rolled.total)[0], rows_of(rolled.colleges)
    plain, of_reasons = (COLLEGE, *COUNTS, *FIGURES), (COLLEGE, *REASONS, IN_ALL)
    open_ = [row for row in map(_with_reasons, colleges) if row[IN_ALL.key]]
    by_week = [
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
        (table("未转入原因", of_reasons, open_), Look(kept=1, total=cells(_with_reasons(total), of_reasons)), "每所院校没有转入的人，各是什么原因"),
        (table("每周转入", WEEKS, by_week), Look(kept=1, styles={"monday": CellStyle(number_format="yyyy-mm-dd", align="center")}), "每所院校每周转入多少人"),
        (table("两校同一人", SHARED, rows_of(rolled.shared)), Look(notes=(SHARED_TOLD,)), "列在两所或更多院校名单里的人，请院校核对"),
    )  # fmt: skip
    return (sheet for sheet in found if sheet[0].rows)


def _with_reasons(row: Row) -> Row:
    return {**row, IN_ALL.key: sum(row[column.key] for column in REASONS)}


def _write_overview(running: PagedSheet, collection: Collection, rolled: RollUp, contents: list[overview.Content]) -> None:
    left_out = refused(collection)
    overview.write_list(running, (f"没有汇入的（{len(left_out)}个）", ("文件夹或地址", "第几个", "为什么，怎么办"), left_out))
    figures = headline(rolled)
    if left_out:
        running.heading("汇入的", LINE * (len(figures) + 1))
    overview.write_front(running, figures, contents)
    told, rest = _told(collection, rolled)
    lines = [*told, *rest, rows_of(rolled.total)[0]]
    note = f"共{len(rolled.colleges)}所院校，这里写没有办完的人最多的{MOST_TOLD}所，逐一的见“各校”。" if rest else ""
    for title, columns in BLOCKS:
        running.heading(title, LINE * (len(lines) + 2))
        if note:
            running.note(note)
        rows = [printed(cells(row, (COLLEGE, *columns))) for row in lines]
        running.table(
            (Column(COLLEGE.head, overview.FIRST), *(Column(column.head, overview.OTHERS) for column in columns)), rows, has_total=True
        )
    landed, by_week, open_ = landings(told), weeks(rolled), reasons(rolled)
    if any(any(bar.values) for bar in landed.bars):
        overview.write_chart_parts(running, landed, "各校转入落地情况（人）", note)
    if by_week.bars:
        overview.write_weeks(running, by_week)
    if open_.bars:
        overview.write_bars(running, open_, "未转入原因（人）", is_stacked=False)
    running.finish()


def _told(collection: Collection, rolled: RollUp) -> tuple[list[Row], list[Row]]:
    """The colleges that are told one by one, in their order, and the line for the rest of them, if there are any."""
    colleges = rolled.colleges
    chosen = colleges.index.isin(colleges.sort_values("open", ascending=False, kind="stable").index[:MOST_TOLD])
    rest = rows_of(total_of(colleges[~chosen], collection)) if not chosen.all() else []
    return [*rows_of(colleges[chosen])], [{**row, "college": f"其余{len(colleges) - MOST_TOLD}所"} for row in rest]

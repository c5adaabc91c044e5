"""A collection in words for people: the tables and charts that its workbook and its page show alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from gradflow.model.cells import CellStyle
from gradflow.model.collected import COLUMN_OF, Collection
from gradflow.model.masking import shown, shown_name
from gradflow.model.views import HandIn, Landing, Reason, Statistic, Week
from gradflow.model.vocabulary import Labelled
from gradflow.outputs import chart_data
from gradflow.outputs.chart_data import LANDINGS, STAYING, Bar, Counts
from gradflow.outputs.overview import TOTAL
from gradflow.outputs.words import PLACES, UNKNOWN_BRANCH, figure_lines, share_text
from gradflow.pipeline import rollup
from gradflow.pipeline.rollup import RollUp, rows_of
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

"""人员总表: a row a person, who, how far, what is still open. Values are those of merged rows."""

from __future__ import annotations

from collections.abc import Sequence

from gradflow.core.reports import Report
from gradflow.core.views import Standing
from gradflow.excel.widths import Column, Table
from gradflow.forms.loader import Forms
from gradflow.outputs.words import UNKNOWN_BRANCH, item_text, lane_name, notes_text, wait_text

NAME = "人员总表"
UNMERGED = "待核"
"""What stands for a value that only rows hold which must be corrected first; 待更正 has it as typed."""
WHO = (
    Column("序号", 6), Column("党支部", 24), Column("姓名", 10, "name"), Column("性别", 6, "sex"), Column("民族", 8), Column("身份证号码", 21, "id_number"),
    Column("党员身份", 10), Column("入党时间", 12), Column("联系电话", 18, "phone"), Column("组织部名称(介绍信抬头)", 26),
)  # fmt: skip
HOW_FAR = (
    Column("具体情况", 10), Column("已转入党组织", 26), Column("转入时间", 12), Column("回执", 7), Column("转出天数", 7), Column("还没有办完的", 40), Column("备注", 24),
)  # fmt: skip


def register_table(report: Report, forms: Forms) -> Table:
    """One row per person, in branch order."""
    lanes = list(report.standings[0].states) if report.standings else []
    columns = (*WHO, *(Column(lane_name(lane, forms), 9) for lane in lanes), *HOW_FAR)
    return Table(NAME, columns, [_row(number, one, forms) for number, one in enumerate(report.standings, start=1)])


def _row(number: int, one: Standing, forms: Forms) -> Sequence[object]:
    def shown(*keys: str) -> list[str]:
        return [UNMERGED if (value := one.values[key]) is None else value for key in keys]

    todo = [*(item_text(item, forms) for item in one.open), *(wait_text(item, forms) for item in one.waits)]
    return (
        number, one.branch or UNKNOWN_BRANCH, one.person.name,
        *shown("sex", "ethnicity", "id_number", "member_status", "joined_on", "phone", "receiving_department"),
        *(state.label for state in one.states.values()),
        *shown("destination_type", "landed_org", "landed_on", "receipt"),
        one.days_open or "", "；".join(todo) or "已办结", notes_text(one, forms),
    )  # fmt: skip

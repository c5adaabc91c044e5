"""The figures behind the charts, against the tables they can be counted again from."""

import dataclasses

import pytest
from support import BRANCHES, GOOD, GOOD_VISIT, SECOND, VISIT, context, report, roster, workbook

from gradflow.core.reports import Report, Table
from gradflow.pipeline.figures import TOP_RULES, findings_by_rule
from gradflow.rules.registry import catalogue

LANDED_LATER = {**GOOD_VISIT, "name": "李强", "landed_on": "2023-07-18"}


def visits(*people: dict[str, object]) -> list[list[object]]:
    """Rows of a 附件3 sheet of 甲支部."""
    title = VISIT.spec.titled("苏州信息职业技术学院", 2023)
    heads = [field.head for field in VISIT.spec.fields]
    rows = [[n if f.key == "seq" else p.get(f.key) for f in VISIT.spec.fields] for n, p in enumerate(people, start=1)]
    return [[title], [f"党支部名称：{BRANCHES[0]}"], heads, *rows]


def found(*people: dict[str, object], roll: tuple[dict[str, object], ...] = (GOOD, SECOND)) -> Report:
    return report(workbook("附件2.xlsx", roster(roll)), workbook("附件3第一次.xlsx", visits(*people)), ctx=context())


def rows(table: Table) -> list[list[object]]:
    return [list(row) for row in table.rows]


def test_each_form_counts_once_in_the_worst_that_fits() -> None:
    wrong = {**GOOD, "sex": "女"}
    figures = report(workbook("附件2.xlsx", roster([wrong]))).figures
    heads = [column.head for column in figures.hand_ins.columns]
    assert heads == ["党支部", "按时通过", "逾期通过", "退回待改", "未交"]
    assert rows(figures.hand_ins) == [["甲支部", 0, 0, 1, 0], ["乙支部", 0, 0, 0, 1]]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("2023-07-10", "2023-07-10", [["7.10-7.16", 2, 2]]),
        ("2023-07-03", "2023-07-18", [["7.3-7.9", 1, 1], ["7.10-7.16", 0, 1], ["7.17-7.23", 1, 2]]),
        ("2023-07-10", "2022-07-10", [["7.10-7.16", 1, 1]]),
        ("2023-07-10", "2023年7月", [["7.10-7.16", 1, 1]]),
    ],
)
def test_weeks_run_on_without_gaps(first: str, second: str, expected: list[list[object]]) -> None:
    one = {**GOOD_VISIT, "landed_on": first}
    two = {**GOOD_VISIT, "name": "李强", "landed_on": second}
    assert rows(found(one, two).figures.landed_by_week) == expected


def test_no_week_where_nobody_landed() -> None:
    assert rows(report(workbook("附件2.xlsx", roster([GOOD]))).figures.landed_by_week) == []


def test_landed_by_branch_and_destinations_agree_with_the_upward_report() -> None:
    away = {**GOOD_VISIT, "name": "李强", "destination_type": "就业单位", "landed_org": None, "landed_on": None, "receipt": None}
    kept = {**GOOD, "name": "赵敏", "id_number": "320584200005120032", "phone": "13961234581"}
    result = found(GOOD_VISIT, {**away, "not_landed_reason": "材料在办理中"}, roll=(GOOD, SECOND, kept))
    assert rows(result.figures.landed_by_branch)[0] == ["甲支部", 1, 1, 1, 0, 0]
    assert rows(result.figures.destinations) == [["回原籍", 1, 1], ["就业单位", 1, 0], ["未回访", 1, 0]]
    heads = [column.head for column in result.statistics.columns]
    totals = dict(zip(heads, result.statistics.rows[-1], strict=True))
    assert [totals[head] for head in ("已转入", "未转入", "未回访", "保留在校")] == [1, 1, 1, 0]


def test_a_row_that_must_be_corrected_first_is_no_fact_yet() -> None:
    """It is told as 待核 everywhere: nobody has landed by a row that is not merged."""
    wrong = {**GOOD_VISIT, "name": "李强", "landed_org": "恒力集团有限公司"}
    result = found(GOOD_VISIT, wrong, roll=(GOOD, SECOND))
    assert len(result.merged_table("follow_up").rows) == 1
    assert rows(result.figures.landed_by_branch)[0] == ["甲支部", 1, 0, 0, 1, 0]
    heads = [column.head for column in result.statistics.columns]
    totals = dict(zip(heads, result.statistics.rows[-1], strict=True))
    assert [totals[head] for head in ("已转入", "已收回执", "未转入", "转入待核")] == [1, 1, 0, 1]
    place = next(n for n, column in enumerate(result.register.columns) if column.head == "具体情况")
    assert [row[place : place + 4] for row in result.register.rows] == [
        ("回原籍", "中共昆山市玉山镇委员会", "2023-07-10", "是"), ("待核", "", "", ""),
    ]  # fmt: skip


def test_findings_by_rule_are_ordered_and_the_rest_is_one_line() -> None:
    result = found({**GOOD_VISIT, "landed_on": None}, {**LANDED_LATER, "landed_on": None}, roll=({**GOOD, "sex": "女"}, SECOND))
    table = result.figures.findings_by_rule
    counts = [row[1] + row[2] for row in table.rows]
    assert counts == sorted(counts, reverse=True)
    assert sum(row[1] for row in table.rows) == result.counts["errors"]
    assert sum(row[2] for row in table.rows) == result.counts["warnings"]
    one = next(f for f in result.findings if f.is_error)
    many = [dataclasses.replace(one, code=code) for code in list(catalogue())[: TOP_RULES + 3]]
    assert rows(findings_by_rule(many))[-1] == ["其他3种", 3, 0, 1]

"""The figures behind the charts, against the tables they can be counted again from."""

import dataclasses

import pytest
from support import BRANCHES, GOOD, GOOD_VISIT, SECOND, VISIT, context, merged_of, report, roster, workbook

from gradflow.model.reports import Report
from gradflow.model.views import Landing, Statistic
from gradflow.model.vocabulary import Labelled
from gradflow.outputs import chart_data
from gradflow.outputs.chart_data import TOP_RULES, Counts
from gradflow.pipeline.figures import findings_by_rule
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


def bars(counts: Counts) -> list[list[object]]:
    return [[bar.label, *bar.values] for bar in counts.bars]


def total(result: Report, *what: Labelled) -> list[int]:
    """Figures of the upward report, of all branches together."""
    return [sum(one.of(each) for one in result.statistics) for each in what]


def test_each_form_counts_once_in_the_worst_that_fits() -> None:
    wrong = {**GOOD, "sex": "女"}
    counts = chart_data.hand_ins(report(workbook("附件2.xlsx", roster([wrong]))))
    assert (counts.head, counts.series) == ("党支部", ("按时通过", "逾期通过", "退回待改", "未交"))
    assert bars(counts) == [["甲支部", 0, 0, 1, 0], ["乙支部", 0, 0, 0, 1]]


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
    assert bars(chart_data.weeks(found(one, two).figures.landed_by_week)) == expected


def test_no_week_where_nobody_landed() -> None:
    assert report(workbook("附件2.xlsx", roster([GOOD]))).figures.landed_by_week == ()


def test_landed_by_branch_and_destinations_agree_with_the_upward_report() -> None:
    away = {**GOOD_VISIT, "name": "李强", "destination_type": "就业单位", "landed_org": None, "landed_on": None, "receipt": None}
    kept = {**GOOD, "name": "赵敏", "id_number": "320584200005120032", "phone": "13961234581"}
    result = found(GOOD_VISIT, {**away, "not_landed_reason": "材料在办理中"}, roll=(GOOD, SECOND, kept))
    assert bars(chart_data.landings(result))[0] == ["甲支部", 1, 1, 1, 0, 0]
    assert bars(chart_data.destinations(result)) == [["回原籍", 1, 1], ["就业单位", 1, 0], ["未回访", 1, 0]]
    assert total(result, Landing.LANDED, Landing.OPEN, Landing.NOT_ASKED, Landing.KEPT) == [1, 1, 1, 0]


def test_a_row_that_must_be_corrected_first_is_no_fact_yet() -> None:
    """It is told as 待核 everywhere: nobody has landed by a row that is not merged."""
    wrong = {**GOOD_VISIT, "name": "李强", "landed_org": "恒力集团有限公司"}
    result = found(GOOD_VISIT, wrong, roll=(GOOD, SECOND))
    assert len(merged_of(result, "follow_up").rows) == 1
    assert bars(chart_data.landings(result))[0] == ["甲支部", 1, 0, 0, 1, 0]
    assert total(result, Landing.LANDED, Statistic.RECEIPT_BACK, Landing.OPEN, Landing.TO_CHECK) == [1, 1, 0, 1]
    keys = ("destination_type", "landed_org", "landed_on", "receipt")
    assert [[one.values[key] for key in keys] for one in result.person_statuses] == [
        ["回原籍", "中共昆山市玉山镇委员会", "2023-07-10", "是"], [None, "", "", ""],
    ]  # fmt: skip


def test_findings_by_rule_are_ordered_and_the_rest_is_one_line() -> None:
    result = found({**GOOD_VISIT, "landed_on": None}, {**LANDED_LATER, "landed_on": None}, roll=({**GOOD, "sex": "女"}, SECOND))
    table = chart_data.rules(result)
    counts = [bar.values[0] + bar.values[1] for bar in table.bars]
    assert counts == sorted(counts, reverse=True)
    assert sum(bar.values[0] for bar in table.bars) == result.counts["errors"]
    assert sum(bar.values[1] for bar in table.bars) == result.counts["warnings"]
    one = next(f for f in result.findings if f.is_error)
    many = [dataclasses.replace(one, code=code) for code in list(catalogue())[: TOP_RULES + 3]]
    figures = dataclasses.replace(result.figures, findings_by_rule=findings_by_rule(many))
    assert bars(chart_data.rules(dataclasses.replace(result, figures=figures)))[-1] == ["其他3种", 3, 0, 1]

"""Whether a check ran: what could not run is never told as passed."""

import dataclasses
import re
from datetime import datetime

import pytest
from support import BRANCHES, EVERY, FORMS, GOOD, GOOD_VISIT, SECOND, VISIT, context, report, roster, workbook

from gradflow.model.cells import Workbook
from gradflow.model.checks import RuleRun, RunState
from gradflow.model.reports import FileResult, Known, Report
from gradflow.outputs.html_page import page
from gradflow.pipeline.progress import progress_of
from gradflow.pipeline.run import run
from gradflow.rules.registry import catalogue


def visits(*people: dict[str, object], branch: str = BRANCHES[0]) -> Workbook:
    title = VISIT.spec.titled("苏州信息职业技术学院", 2023)
    rows = [[n if f.key == "seq" else p.get(f.key) for f in VISIT.spec.fields] for n, p in enumerate(people, start=1)]
    sheet = [[title], [f"党支部名称：{branch}"], [field.head for field in VISIT.spec.fields], *rows]
    return workbook("附件3第一次.xlsx", sheet)


def told(found: Report, code: str) -> tuple[str, int, int, tuple[str, ...]]:
    one = next(one for one in found.rule_runs if one.code == code)
    return one.state.label, one.found, one.checked, one.gaps


ROLL = workbook("附件2.xlsx", roster([GOOD, SECOND]))
HEADS = [field.head for field in FORMS["transfer_out"].spec.fields]


@pytest.mark.parametrize(
    ("code", "books", "expected"),
    [
        ("R301", (ROLL,), ("已执行", 0, 2, ())),
        ("R301", (workbook("附件2.xlsx", roster([{**GOOD, "sex": "女"}])),), ("已执行", 1, 1, ())),
        ("R301", (workbook("附件2.xlsx", roster([GOOD, {**SECOND, "id_number": "1"}])),), ("部分执行", 0, 1, ("1行：“身份证号码”要先改正",))),
        ("R301", (workbook("附件2.xlsx", roster([{**GOOD, "sex": None}])),), ("没有执行", 0, 0, ("1行：没有填“性别”",))),
        ("R324", (ROLL,), ("没有执行", 0, 0, ("没有收到附件3",))),
        ("R324", (ROLL, visits(GOOD_VISIT)), ("已执行", 0, 1, ())),
        ("C601", (ROLL,), ("没有执行", 0, 0, ("没有收到附件1、附件3",))),
        ("C103", (ROLL,), ("已执行", 0, 2, ())),
        ("C352", (workbook("附件2.xlsx", roster([GOOD], heads=[h if "电话" not in h else "别的" for h in HEADS])),),
         ("没有执行", 0, 0, ("1行：表里没有“联系电话”一栏",))),
        ("P703", (ROLL,), ("没有执行", 0, 0, ("2人：没有附件1",))),
        ("X606", (ROLL,), ("没有执行", 0, 0, ("2人：只有一张表，没有可比的",))),
        ("X606", (ROLL, visits(GOOD_VISIT)), ("部分执行", 0, 1, ("1人：只有一张表，没有可比的",))),
        ("X601", (ROLL,), ("没有执行", 0, 0, ("1个支部：没有可以对照的另一张表",))),
        ("X601", (ROLL, visits(GOOD_VISIT)), ("已执行", 1, 1, ())),
        ("X615", (ROLL, visits(GOOD_VISIT)), ("没有执行", 0, 0, ("1个支部：没有可以对照的另一张表",))),
        ("F106", (ROLL,), ("没有执行", 0, 0, ("没有收到更正过的退回件",))),
        ("F236", (ROLL,), ("没有执行", 0, 0, ("没有收到附件1",))),
        ("F201", (), ("没有执行", 0, 0, ("没有收到文件",))),
        ("F235", (ROLL,), ("没有执行", 0, 0, ("1个支部：campaign.toml 里没有写 members",))),
    ],
)  # fmt: skip
def test_what_became_of_a_check(code: str, books: tuple[Workbook, ...], expected: tuple[str, int, int, tuple[str, ...]]) -> None:
    assert told(report(*books), code) == expected


def test_a_check_switched_off_is_told_as_off_and_a_changed_one_as_changed() -> None:
    found = report(workbook("附件2.xlsx", roster([{**GOOD, "sex": "女"}])), ctx=context(rules={"R301": "off", "R302": "warning"}))
    ran = {one.code: one for one in found.rule_runs}
    assert (ran["R301"].state, ran["R301"].gaps) == (RunState.OFF, ())
    shown = rules_shown(found)
    assert shown["R301"] == ["已关闭（原为必须改）", "已关闭", "", "", "campaign.toml 里关闭了这条规则"]
    assert shown["R302"][:2] == ["改或说明（原为必须改）", "已执行"]


def rules_shown(found: Report) -> dict[str, list[str]]:
    """What report.html says of each check, by its code."""
    text = page(found, FORMS, progress_of(found, FORMS, context())).partition("每条规则执行了没有")[2].partition("</table>")[0]
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in re.findall(r"<tr>(.*?)</tr>", text)[1:]]
    return {row[0].split()[0]: row[1:] for row in rows}


def test_the_page_never_calls_passed_what_did_not_run() -> None:
    found = report(workbook("a.xlsx", roster([GOOD])), ctx=context(rules={"R302": "off"}))
    shown = rules_shown(found)
    assert shown.keys() == {one.code for one in found.rule_runs}
    for one in found.rule_runs:
        _, state, count, checked, why = shown[one.code]
        assert state == one.state.label
        assert (count == checked == "" and why) if one.state in {RunState.NOT_DONE, RunState.OFF} else checked
        assert one.state is not RunState.PARTLY or why


OF_OWN_FORMS = {"C721", "C731", "R333", "R334", "S407"}
"""Codes of organisations, postcodes, dates of full membership and letters: no built-in form has a column for them."""


def test_every_check_has_one_line_and_the_findings_are_all_counted() -> None:
    books = workbook("附件2.xlsx", roster([{**GOOD, "sex": "女"}, {**SECOND, "age": 5}])), visits(GOOD_VISIT)
    of_every = [one.code for one in report(*books, forms=EVERY).rule_runs]
    assert of_every == [code for code in catalogue() if code not in OF_OWN_FORMS]
    found = report(*books)
    left_out = catalogue().keys() - {one.code for one in found.rule_runs}
    assert {"C102", "R331", "C701", "C711", "S404"} <= left_out  # no form in use has what they look at
    assert left_out.isdisjoint({"C101", "C207", "F103", "P701", "S401", "X601"})
    assert sum(one.found for one in found.rule_runs) == len(found.findings) > 0


def test_without_anything_no_check_is_told_as_passed() -> None:
    found = run([], Known({}), FORMS, context())
    assert {one.state for one in found.rule_runs} == {RunState.NOT_DONE}
    assert all(one.gaps for one in found.rule_runs)


def test_unreadable_files_are_told_as_gaps() -> None:
    results = [FileResult("a.xlsx", is_readable=False), FileResult("b.xlsx")]
    found = run(results, Known(dict.fromkeys(("a.xlsx", "b.xlsx"), datetime(2023, 6, 20))), FORMS, context())
    assert told(found, "F201")[2:] == (1, ("1份文件：打不开",))


def test_a_gap_is_never_shown_as_no_fault() -> None:
    one: RuleRun = next(one for one in report(ROLL).rule_runs if one.code == "R301")
    assert dataclasses.replace(one, gaps=("1行：没有填",)).state is RunState.PARTLY
    assert dataclasses.replace(one, checked=0).state is RunState.NOT_DONE

"""Severities set in campaign.toml, rules on trial among them, and rules that correct by themselves."""

import json
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from declared import rules_page
from support import FORM, GOOD, SECOND, campaign_folder, context, gradflow, merged_of, report, returned_copies, roster, workbook, write_xlsx

from gradflow.model.checks import Rule, Scope
from gradflow.model.findings import Problem, Severity
from gradflow.model.records import Context, Record
from gradflow.outputs.pages import check_text
from gradflow.pipeline import findings, normalise, validate
from gradflow.rules import registry
from gradflow.rules.registry import row_rule

BY_YEAR = {**GOOD, "id_number": "320584200112010015", "age": 22, "sex": "男"}
"""Born in December 2001: 21 at graduation, 22 by the years alone."""


@row_rule(
    "T901", "short-name-on-trial", title="姓名只有两个字", needs=("name",), severity=Severity.ERROR, is_beta=True,
    message="姓名“{name}”只有两个字", advice="核对姓名",
    source="测试",
)  # fmt: skip
def trial(record: Record, _context: Context) -> Iterator[Problem]:
    """只为测试。

    错误 | 姓名 王芳
    正确 | 姓名 欧阳娜娜
    """
    if len(str(record["name"])) == 2:
        yield Problem("name")


@pytest.fixture
def with_trial(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The test rule beside the real ones."""
    really, known = validate.rules, {**validate.catalogue(), trial.code: trial}
    for module in (findings, normalise, validate):
        monkeypatch.setattr(module, "catalogue", lambda: known)
    for module in (normalise, validate):
        monkeypatch.setattr(module, "rules", lambda scope: (*really(scope), *([trial] if scope is trial.scope else [])))
    validate.plan_of.cache_clear()
    yield
    validate.plan_of.cache_clear()


@pytest.mark.parametrize(
    ("chosen", "declared_beta", "severity", "is_beta"),
    [
        (None, False, Severity.ERROR, False),
        (None, True, Severity.INFO, True),
        ("beta", False, Severity.INFO, True),
        ("beta", True, Severity.INFO, True),
        ("warning", True, Severity.WARNING, False),
        ("info", True, Severity.INFO, False),
        ("off", True, None, False),
        ("off", False, None, False),
    ],
)
def test_what_campaign_toml_says_goes_before_what_the_rule_says(
    chosen: str | None, declared_beta: bool, severity: Severity | None, is_beta: bool  # noqa: FBT001 - a table
) -> None:  # fmt: skip
    rule = Rule("T902", "t", "t", "t", "t", Scope.ROW, is_beta=declared_beta)
    asked = context(rules={"T902": chosen} if chosen else {})
    assert (asked.severity(rule), asked.is_beta(rule)) == (severity, is_beta)


@pytest.mark.usefixtures("with_trial")
def test_a_rule_declared_on_trial_tells_the_office_and_blocks_nothing() -> None:
    found = report(workbook("附件2.xlsx", roster([GOOD])))
    (told,) = [f for f in found.findings if f.code == "T901"]
    assert (told.severity, told.is_beta, told.word, told.is_open, told.note) == (Severity.INFO, True, "试行", False, "")
    assert found.counts["rows_accepted"] == 1 and found.counts["errors"] == found.counts["warnings"] == 0
    assert {r.state for r in found.submissions if r.file} == {"clean"}


@pytest.mark.usefixtures("with_trial")
def test_a_campaign_puts_it_in_force() -> None:
    found = report(workbook("附件2.xlsx", roster([GOOD])), ctx=context(rules={"T901": "error"}))
    assert [(f.word, f.is_open) for f in found.findings if f.code == "T901"] == [("必须改", True)]
    assert found.counts["rows_rejected"] == 1


def test_any_rule_can_be_put_on_trial_and_stays_out_of_returned_copies(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "c", more='[rules]\nR301 = "beta"')
    write_xlsx(folder / "inbox" / "a.xlsx", roster([{**GOOD, "sex": "女"}, {**SECOND, "age": 5}]))
    write_xlsx(folder / "inbox" / "b.xlsx", roster([{**SECOND, "sex": "女", "id_number": "320584200005120032"}], branch="乙支部"))
    assert gradflow("validate", str(folder), "--as-of", "2023-06-20") == 1
    document = json.loads((folder / "reports" / "findings.json").read_text("utf-8"))
    assert {(f["severity"], f["beta"]) for f in document["findings"] if f["code"] == "R301"} == {("info", True)}
    assert {f["beta"] for f in document["findings"] if f["code"] != "R301"} == {False}
    book = openpyxl.load_workbook(folder / "reports" / "汇总.xlsx")
    assert "试行" in {row[0] for row in book["问题清单"].iter_rows(values_only=True)}
    assert ("试行", 2) in {row[:2] for row in book["总览"].iter_rows(values_only=True)}
    (copy,) = returned_copies(folder, "甲支部")
    cells = [cell for sheet in openpyxl.load_workbook(copy) for row in sheet.iter_rows() for cell in row]
    texts = [f"{cell.value}{cell.comment.text if cell.comment else ''}" for cell in cells]
    assert not [text for text in texts if "试行" in text or "第17位" in text]


@pytest.mark.parametrize(
    ("chosen", "told", "age"),
    [(None, [], 21), ("info", [], 21), ("off", [], 22), ("error", ["必须改"], None), ("warning", ["改或说明"], 22), ("beta", ["试行"], 22)],
)
def test_an_automatic_correction_is_told_instead_where_it_weighs_more(chosen: str | None, told: list[str], age: int | None) -> None:
    found = report(workbook("附件2.xlsx", roster([BY_YEAR])), ctx=context(rules={"R304": chosen} if chosen else {}))
    of_it = [f for f in found.findings if f.code == "R304"]
    assert [f.word for f in of_it] == told
    assert all(f.message == "年龄写的是22，是按年份之差算的，生日还没到" and f.advice == "改为周岁：21" for f in of_it)
    assert [c.after for c in found.changes if c.field == "age"] == (["21"] if age == 21 else [])
    table = merged_of(found, FORM.key)
    place = table.fields.index("age")
    assert [row[place] for row in table.rows] == ([age] if age else [])


def test_explain_and_the_page_of_rules_say_what_trial_means(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "(试行，" in check_text(trial) and "不拦汇总" in check_text(trial) and '"beta" 试行' in check_text(trial)
    catalogue = {**registry.catalogue(), trial.code: trial}
    monkeypatch.setattr("declared.catalogue", lambda: catalogue)
    page = rules_page()
    assert "| [T901](#t901) | 试行 | 姓名只有两个字 |" in page and "**姓名只有两个字** — 试行" in page

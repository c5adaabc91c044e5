"""Every check carries its documentation, and its examples are executed."""

import dataclasses
import re
from collections import defaultdict
from datetime import date

import pytest
from support import CARD, FORM, FORMS, GOOD, GOOD_CARD, GOOD_VISIT, VISIT, checked, collected, context

from gradflow.forms.loader import Form
from gradflow.model.cells import YearlessDate
from gradflow.model.checks import Check, Example, Rule, Scope
from gradflow.model.records import Context, Submission
from gradflow.pipeline.crosscheck import crosscheck
from gradflow.rules.registry import catalogue

CHECKS = list(catalogue().values())
LABELS = {form.key: {field.label: field.key for field in form.spec.fields} for form in FORMS.values()}
PLACES = {
    "附件1": (CARD, GOOD_CARD, None),
    "附件2": (FORM, GOOD, None),
    "附件3": (VISIT, GOOD_VISIT, 1),
    "附件3(1)": (VISIT, GOOD_VISIT, 1),
    "附件3(2)": (VISIT, GOOD_VISIT, 2),
}
EXAMPLES = [(check, example) for check in CHECKS for example in check.examples()]


def outcome(check: Check, example: Example) -> tuple[set[str], int]:
    if check.scope is Scope.PERSON:
        return told_of_a_person(example), 0
    form = form_with({label for row in example.rows for label, _ in row})
    keys = LABELS[form.key]
    rows = [{keys[label]: _typed(text) for label, text in row} for row in example.rows]
    if check.scope is not Scope.CROSS:
        found = checked(*rows, form=form)
        return {f.code for f in found.findings}, len(found.changes)
    branches = [_moved(checked(row), name) for row, name in zip(rows, ("甲支部", "乙支部"), strict=False)]
    return told_between(branches, context()), 0


def told_of_a_person(example: Example) -> set[str]:
    """What is told of one person whose sheets differ from good ones only in what the example says."""
    changed: dict[str, dict[str, object]] = defaultdict(dict)
    ctx = context()
    for label, text in example.rows[0]:
        place, _, field = label.partition("·")
        if label == "日期":
            ctx = dataclasses.replace(ctx, as_of=date.fromisoformat(text))
        else:
            changed[place][LABELS[PLACES[place][0].key][field]] = _typed(text)
    sheets = []
    for place, cells in changed.items():
        form, good, number = PLACES[place]
        one = checked({**good, **cells}, form=form, ctx=ctx)
        sheets.append(dataclasses.replace(one, file=f"{place}.xlsx", round=number))
    return told_between(sheets, ctx)


def told_between(sheets: list[Submission], ctx: Context) -> set[str]:
    findings = collected(sheets)
    crosscheck(sheets, findings, FORMS, ctx)
    return {one.code for found in findings.of.values() for one in found}


def form_with(labels: set[str]) -> Form:
    """The first form that has all the labels, the roster before others."""
    return next(form for form in (FORM, CARD, VISIT) if labels <= LABELS[form.key].keys())


def _typed(text: str) -> object:
    if match := re.fullmatch(r"\(只显示(\d+)月(\d+)日\)", text):
        return YearlessDate(2022, int(match[1]), int(match[2]))
    if text.startswith("(数字)"):
        return float(text.removeprefix("(数字)"))
    return float(text) if "E+17" in text and len(text) > 12 else text


def _moved(submission: Submission, branch: str) -> Submission:
    return dataclasses.replace(submission, branch=branch, file=f"{branch}.xlsx")


@pytest.mark.parametrize(("check", "example"), EXAMPLES, ids=[f"{c.code}-{n}" for n, (c, _) in enumerate(EXAMPLES)])
def test_example(check: Check, example: Example) -> None:
    codes, changes = outcome(check, example)
    if example.verdict == "错误":
        assert check.code in codes
    else:
        assert check.code not in codes
    if example.verdict == "改为":
        assert changes


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_documentation(check: Check) -> None:
    assert check.title and check.message and check.advice
    assert check.scope is Scope.CELL or check.prose(), "say why"
    if isinstance(check, Rule):
        assert (check.prose() and check.source) or check.code in {"C151", "C101"}
        verdicts = {example.verdict for example in check.examples()}
        assert "正确" in verdicts and verdicts & {"错误", "改为"}
    elif check.scope is Scope.CELL and check.code != "C106":  # an example of it would fill a page
        assert "错误" in {example.verdict for example in check.examples()}

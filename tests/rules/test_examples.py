"""Every check carries its documentation, and its examples are executed."""

import dataclasses

import pytest
from support import FORM, FORMS, checked, context

from gradflow.core.checks import Check, Example, Rule, Scope
from gradflow.core.records import Submission
from gradflow.pipeline.crosscheck import crosscheck
from gradflow.rules.registry import catalogue

CHECKS = list(catalogue().values())
KEYS = {field.label: field.key for field in FORM.spec.fields}
EXAMPLES = [(check, example) for check in CHECKS for example in check.examples()]


def outcome(check: Check, example: Example) -> tuple[set[str], int]:
    rows = [{KEYS[label]: _typed(text) for label, text in row} for row in example.rows]
    if check.scope is not Scope.CROSS:
        found = checked(*rows)
        return {f.code for f in found.findings}, len(found.changes)
    branches = [_moved(checked(row), name) for row, name in zip(rows, ("甲支部", "乙支部"), strict=False)]
    told = crosscheck(branches, FORMS, context())
    return {f.code for submission in told for f in submission.findings}, 0


def _typed(text: str) -> object:
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
    elif check.scope is Scope.CELL:
        assert "错误" in {example.verdict for example in check.examples()}

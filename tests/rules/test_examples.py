"""Every check carries its documentation, and its examples are executed."""

import dataclasses
import re
from collections import defaultdict
from datetime import date
from pathlib import Path
from random import Random

import pytest
from samples import sample
from support import EVERY, GOOD, GOOD_CARD, GOOD_VISIT, TRIAL, checked, collected, context

from gradflow.forms.loader import Form, Forms, load_forms, with_due_days
from gradflow.kinds.base import cell_check, kind_classes
from gradflow.model.cells import Raw, YearlessDate
from gradflow.model.checks import Check, Example, Rule, Scope
from gradflow.model.records import Context, Submission
from gradflow.pipeline.crosscheck import crosscheck
from gradflow.rules.registry import catalogue

CHECKS = list(catalogue().values())
TRIED = {**EVERY, TRIAL.key: TRIAL}
"""Every form whose labels an example may use; a kind that no form uses goes by its title."""
EXAMPLES = [(check, example) for check in CHECKS for example in check.examples()]
KNOWN = {**GOOD_VISIT, **GOOD_CARD, **GOOD}
"""What one person's fields hold, by key: one key has one meaning in all forms."""


def keys_of(form: Form) -> dict[str, str]:
    """Label -> field key."""
    return {field.label: field.key for field in form.spec.fields}


def good(form: Form) -> dict[str, Raw]:
    """A row of the form in which nothing is wrong: what is known of the person, and of other fields that must be filled in a sample."""
    random = Random(1)
    return {
        field.key: KNOWN.get(field.key, sample(form.kinds[field.key], random))
        for field in form.spec.fields
        if field.required or field.key in KNOWN
    }


def places(forms: Forms) -> dict[str, tuple[Form, int | None]]:
    """How examples name a form, or one of its rounds: 附件2, 附件3(2); 附件3 is its first round."""
    found: dict[str, tuple[Form, int | None]] = {}
    for form in forms.values():
        rounds = [one.round for one in context().campaign.deadlines if one.form == form.key] or [None]
        found |= {f"{form.spec.annex}({number})": (form, number) for number in rounds}
        found[form.spec.annex] = (form, rounds[0])
    return found


def outcome(check: Check, example: Example, forms: Forms = TRIED) -> tuple[set[str], int]:
    if check.scope is Scope.PERSON:
        return told_of_a_person(example, forms), 0
    form = form_with({label for row in example.rows for label, _ in row}, forms)
    keys = keys_of(form)
    rows = [{keys[label]: _typed(text) for label, text in row} for row in example.rows]
    if check.scope is not Scope.CROSS:
        found = checked(*rows, form=form)
        return {f.code for f in found.findings}, len(found.changes)
    branches = [_moved(checked(row, form=form), name) for row, name in zip(rows, ("甲支部", "乙支部"), strict=False)]
    return told_between(branches, context(), forms), 0


def told_of_a_person(example: Example, forms: Forms) -> set[str]:
    """What is told of one person whose sheets differ from good ones only in what the example says."""
    changed: dict[str, dict[str, Raw]] = defaultdict(dict)
    named = places(forms)
    ctx = context(home_city="苏州市")
    ctx = dataclasses.replace(ctx, campaign=with_due_days(ctx.campaign, forms))
    for label, text in example.rows[0]:
        place, _, field = label.partition("·")
        if label == "日期":
            ctx = dataclasses.replace(ctx, as_of=date.fromisoformat(text))
        else:
            changed[place][keys_of(named[place][0])[field]] = _typed(text)
    sheets = []
    for place, cells in changed.items():
        form, number = named[place]
        one = checked({**good(form), **cells}, form=form, ctx=ctx)
        sheets.append(dataclasses.replace(one, file=f"{place}.xlsx", round=number))
    return told_between(sheets, ctx, forms)


def told_between(sheets: list[Submission], ctx: Context, forms: Forms) -> set[str]:
    findings = collected(sheets, ctx)
    crosscheck(sheets, findings, {key: form for key, form in forms.items() if form is not TRIAL}, ctx)
    return {one.code for found in findings.of.values() for one in found}


def form_with(labels: set[str], forms: Forms) -> Form:
    """The first form that has all the labels, the roster of everyone before others."""
    return next(form for form in sorted(forms.values(), key=lambda form: not form.spec.lists_everyone) if labels <= keys_of(form).keys())


def _typed(text: str) -> Raw:
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


def test_every_kind_stands_in_a_form_that_examples_may_use() -> None:
    assert {field.kind for form in TRIED.values() for field in form.spec.fields} == kind_classes().keys()


OWN = """
key = "dispatch"
annex = "附表9"
name = "档案投递登记表"
title = "档案投递登记表"
in_rounds = true
[[fields]]
key = "name"
like = "transfer_out"
[[fields]]
key = "member_status"
like = "transfer_out"
[[fields]]
key = "sealed"
head = "份数"
kind = "number"
required = true
options = { units = ["份"], min = 1 }
"""


def test_examples_may_be_of_a_form_that_the_notice_has_not(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(OWN, encoding="utf-8")
    forms = load_forms(tmp_path)
    text = "错误 | 份数 0\n改为 | 份数 3份\n正确 | 份数 3"
    check = cell_check("C712", "own", "份数不对", "“{value}”", "改", text=text)
    found = [outcome(check, example, forms) for example in check.examples()]
    assert found == [({"C712"}, 0), (set(), 1), (set(), 0)]

    assert places(forms)["附表9"] == (forms["dispatch"], None)
    row = good(forms["dispatch"])
    assert row["name"] == GOOD["name"] and not checked(row, form=forms["dispatch"]).findings

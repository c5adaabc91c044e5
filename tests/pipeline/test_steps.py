"""What forms say is open of their rows, and what they add to the appraisal."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from support import COLLEGE, EVERY, GOOD, SECOND, context, report, roster, workbook

from gradflow.forms.loader import with_due_days
from gradflow.model.cells import Raw
from gradflow.model.records import Context
from gradflow.model.reports import Report
from gradflow.model.views import ItemKind, Measure
from gradflow.outputs.words import items_text, wait_text

FORMS = {key: EVERY[key] for key in ("transfer_out", "education_month", "leaving_checklist")}
TALK = {"has_difficulty": "没有", "talked_on": "2023-06-20", "talked_by": "李明"}
DUE = date(2023, 9, 30)


def sheet(form: str, rows: list[dict[str, Raw]], branch: str = "甲支部") -> list[list[Raw]]:
    spec = FORMS[form].spec
    body = [[number if field.key == "seq" else row.get(field.key) for field in spec.fields] for number, row in enumerate(rows, 1)]
    return [[spec.titled(COLLEGE, 2023)], [f"党支部名称：{branch}"], [field.head for field in spec.fields], *body]


def on(day: date) -> Context:
    ctx = context()
    return dataclasses.replace(ctx, campaign=with_due_days(ctx.campaign, FORMS), as_of=day)


def held(day: date, talks: list[dict[str, Raw]], *activities: str) -> Report:
    books = [workbook("附件2.xlsx", roster([GOOD, SECOND])), workbook("附表7.xlsx", sheet("leaving_checklist", talks))]
    meetings = [
        {"activity": one, "held_on": "2023-06-20", "place": "A101", "topic": "学习", "led_by": "李明", "expected": 2, "present": 2}
        for one in activities
    ]
    books += [workbook("附表6.xlsx", sheet("education_month", meetings))] if meetings else []
    return report(*books, forms=FORMS, ctx=on(day))


WHO = {"name": GOOD["name"], "sex": GOOD["sex"]}
OTHER = {"name": SECOND["name"], "sex": "男"}


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ({}, TALK, {("talked_on", 1, 2, ("王芳",)), ("handed_out_on", 0, 2, ("李强",))}),
        (TALK, TALK, {("talked_on", 2, 2, ()), ("handed_out_on", 0, 2, ("王芳", "李强"))}),
        ({**TALK, "handed_out_on": "2023-06-21"}, {"handed_out_on": "2023-06-21"}, {("talked_on", 1, 2, ("李强",)), ("handed_out_on", 2, 2, ())}),
        ({**TALK, "talked_on": "六月"}, TALK, {("talked_on", 1, 1, ()), ("handed_out_on", 0, 1, ("李强",))}),  # to correct first
    ],
)  # fmt: skip
def test_of_each_row_the_first_open_step_is_told(
    first: dict[str, Raw], second: dict[str, Raw], told: set[tuple[str, int, int, tuple[str, ...]]]
) -> None:
    found = held(DUE, [{"has_difficulty": "没有", **WHO, **first}, {"has_difficulty": "没有", **OTHER, **second}])
    assert {(one.until, one.done, one.total, one.waiting) for one in found.steps} == told


@pytest.mark.parametrize(("day", "place"), [(DUE, "waits"), (date(2023, 10, 1), "open")])
def test_a_step_is_open_once_its_form_is_due_and_to_come_before(day: date, place: str) -> None:
    found = held(day, [{**TALK, **WHO}, {**TALK, **OTHER, "handed_out_on": "2023-06-21"}])
    steps = {one.person.name: [item.until for item in getattr(one, place) if item.kind is ItemKind.STEP] for one in found.person_statuses}
    assert steps == {"王芳": ["handed_out_on"], "李强": []}
    other = {"waits": "open", "open": "waits"}[place]
    assert not [item for one in found.person_statuses for item in getattr(one, other) if item.kind is ItemKind.STEP]


def test_whoever_a_list_leaves_out_is_told_once_and_of_a_list_to_come_the_day() -> None:
    """Left out: open at once, and not also awaited by the day the form is due."""
    came = {one.person.name: one for one in held(date(2023, 6, 25), [{**TALK, **OTHER}]).person_statuses}["王芳"]
    assert items_text(came.open, FORMS) == "附表7里没有这个人" and not [item for item in came.waits if item.kind is ItemKind.FORM_DUE]
    to_come = report(workbook("附件2.xlsx", roster([GOOD])), forms=FORMS, ctx=on(date(2023, 6, 25))).person_statuses[0]
    assert (items_text(to_come.open, FORMS), [wait_text(item, FORMS) for item in to_come.waits]) == ("", ["附表7 9月30日到期"])


def test_what_forms_add_to_the_appraisal_counts_once_they_are_due() -> None:
    talks = [{**TALK, **WHO}, {"has_difficulty": "没有", **OTHER, "handed_out_on": "2023-06-21"}]
    before, after = (held(day, talks, "集体学习", "主题党日", "集体学习").appraisals[0].measures[-3:] for day in (DUE, date(2023, 10, 1)))
    assert [(one.part, one.whole) for one in before] == [(2, 0), (0, 0), (0, 0)]
    assert after == (
        Measure("education_month.activity", "活动类型齐全", 2, 4),
        Measure("leaving_checklist.talked_on", "谈心谈话", 1, 2),
        Measure("leaving_checklist.handed_out_on", "材料发放", 1, 2),
    )

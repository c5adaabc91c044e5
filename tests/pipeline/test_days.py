"""Examining knows no day and no severities; what depends on them is found later, and nothing is concluded from what is called wrong."""

import dataclasses
from datetime import date

import pytest
from support import EXAMPLE, GOOD, GOOD_VISIT, VISIT, checked, context

from gradflow.app.examination import ExaminationContext, examine_file
from gradflow.app.session import open_session
from gradflow.model.reports import FileResult
from gradflow.rules.registry import catalogue


def test_examining_finds_the_same_on_any_day_whatever_it_weighs() -> None:
    opened = open_session(EXAMPLE)
    strict, lax = ({code: chosen for code, check in catalogue().items() if not check.is_fixed} for chosen in ("error", "off"))
    early, late = (
        ExaminationContext(
            opened.sources,
            opened.forms,
            dataclasses.replace(opened.context(day), campaign=opened.campaign.model_copy(update={"rules": rules})),
        )
        for day, rules in ((date(2023, 1, 1), strict), (date(2026, 7, 1), lax))
    )
    files = opened.files()
    assert sum(len(found.issues) for file in files if isinstance(found := examine_file(file, early), FileResult)) > 10
    assert all(examine_file(file, early) == examine_file(file, late) for file in files)


@pytest.mark.parametrize(("landed_on", "codes"), [("2023-07-10", {"R361"}), ("2023-08-04", {"R324"})])
def test_nothing_is_concluded_from_a_day_that_cannot_be(landed_on: str, codes: set[str]) -> None:
    found = checked({**GOOD_VISIT, "landed_on": landed_on, "receipt": "否"}, form=VISIT)
    assert {one.code for one in found.findings} == codes


ABROAD = {**GOOD, "receiving_department": "吴江市委组织部", "address": "河南省信阳市光山县正大街1号 465450"}


@pytest.mark.parametrize(("chosen", "codes"), [({}, {"C461", "R364"}), ({"C461": "error"}, {"C461"})])
def test_what_a_rule_that_knows_the_day_calls_wrong_is_looked_at_no_more(chosen: dict[str, str], codes: set[str]) -> None:
    assert {one.code for one in checked(ABROAD, ctx=context(rules=chosen)).findings} == codes


SAME = {**GOOD, "name": "李强", "receiving_department": "南京市委组织部"}


@pytest.mark.parametrize(
    ("chosen", "codes"),
    [({}, {("王芳", "S401"), ("李强", "S401")}), ({"S401": "off"}, {("王芳", "R303"), ("李强", "R303")})],
)
def test_nothing_is_concluded_from_what_the_sheet_calls_wrong_unless_that_is_off(
    chosen: dict[str, str], codes: set[tuple[str, str]]
) -> None:
    both = [{**one, "phone": phone, "age": 24} for one, phone in ((GOOD, "13961234579"), (SAME, "13861530078"))]
    found = checked(*both, ctx=context(rules=chosen))
    assert {(one.person, one.code) for one in found.findings} == codes

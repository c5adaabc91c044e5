"""Examining knows no day; what depends on one is found when the rounds are known, and nothing is concluded from what it calls wrong."""

from datetime import date

import pytest
from support import EXAMPLE, FORM, GOOD, GOOD_VISIT, VISIT, checked, context

from gradflow.app.examination import ExaminationContext, examine_file
from gradflow.app.session import open_session
from gradflow.pipeline.validate import plan_of


def test_examining_finds_the_same_on_any_day() -> None:
    opened = open_session(EXAMPLE)
    days = (date(2023, 1, 1), date(2026, 7, 1))
    early, late = (ExaminationContext(opened.sources, opened.forms, opened.context(day)) for day in days)
    files = opened.files()
    assert files
    assert all(examine_file(file, early) == examine_file(file, late) for file in files)


@pytest.mark.parametrize(("landed_on", "codes"), [("2023-07-10", {"R361"}), ("2023-08-04", {"R324"})])
def test_nothing_is_concluded_from_a_day_that_cannot_be(landed_on: str, codes: set[str]) -> None:
    found = checked({**GOOD_VISIT, "landed_on": landed_on, "receipt": "否"}, form=VISIT)
    assert {one.code for one in found.findings} == codes


ABROAD = {**GOOD, "receiving_department": "吴江市委组织部", "address": "河南省信阳市光山县正大街1号 465450"}


@pytest.mark.parametrize(("chosen", "codes"), [({}, {"C461", "R364"}), ({"C461": "error"}, {"C461"})])
def test_a_rule_waits_for_a_day_where_one_that_knows_it_may_call_its_fields_wrong(chosen: dict[str, str], codes: set[str]) -> None:
    ctx = context(rules=chosen)
    assert {one.code for one in checked(ABROAD, ctx=ctx).findings} == codes
    _, _, waiting = plan_of(tuple(GOOD), FORM, ctx).dated
    assert {rule.code for rule in waiting.rules} == ({"R310", "R363", "R364"} if chosen else set())

"""What a later workbook of a branch fills in, or says of a later day, contradicts nothing; a card corrected and sent again settles itself."""

import dataclasses
from datetime import datetime
from typing import Any

import pytest
from support import CARD, EVERY, FORMS, GOOD, context, roster, workbook
from test_cards import FULL, beside

from gradflow.model.cells import Raw
from gradflow.model.reports import Known, Report
from gradflow.pipeline.examine import examine
from gradflow.pipeline.run import run

JUNE, JULY = datetime(2023, 6, 20, 10), datetime(2023, 7, 1, 10)
KEPT = {
    "seq": 1, "name": "赵敏", "sex": "女", "id_number": "320584200103054622", "member_status": "正式党员", "phone": "13861530097", "kept_for": "出国（境）", "kept_from": "2023年6月",
    "last_contact": "微信 2023.7.1", "dues_until": "2023年6月", "contact_at_home": "王建国 父亲 13912340001",
}  # fmt: skip
REGISTER = EVERY["retained"]


def in_turn(*books: list[list[Raw]], times: tuple[datetime, ...] = (JUNE, JULY)) -> Report:
    """Workbooks of one branch that came one after the other."""
    forms = {**FORMS, "retained": REGISTER}
    ctx = dataclasses.replace(context(), annexes={**context().annexes, "retained": REGISTER.spec.annex})
    read = [workbook(f"甲支部{number}.xlsx", rows) for number, rows in enumerate(books)]
    known = Known({book.file: time for book, time in zip(read, times, strict=True)})
    return run([examine(book, forms, ctx) for book in read], known, forms, ctx)


def register(**more: Raw) -> list[list[Raw]]:
    spec = REGISTER.spec
    row = {**KEPT, **more}
    return [
        [spec.titled("苏州信息职业技术学院", 2023)],
        ["党支部名称：甲支部"],
        [one.head for one in spec.fields],
        [row.get(one.key) for one in spec.fields],
    ]


def errors(found: Report) -> list[tuple[str, str | None]]:
    return sorted({(one.code, one.field) for one in found.findings if one.is_error and one.where.file})


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({}, {"last_contact": "微信 2023.12.20", "dues_until": "2023年12月", "remark": "在读博"}, []),
        ({}, {"left_on": "2023-07-10", "left_to": "中共昆山市玉山镇委员会"}, []),
        ({"remark": "在读"}, {"remark": "已回国"}, [("F120", "remark")]),
        ({"last_contact": "微信 2023.12.20"}, {"last_contact": "微信 2023.7.1"}, [("F120", "last_contact")]),
        ({"left_on": "2023-09-01", "left_to": "中共昆山市玉山镇委员会"}, {}, [("F120", "left_on"), ("F120", "left_to")]),
        ({}, {"phone": "13861530088"}, [("F120", "phone")]),
    ],
)
def test_a_register_is_kept_up(before: dict[str, Raw], after: dict[str, Raw], told: list[tuple[str, str]]) -> None:
    found = in_turn(register(**before), register(**after))
    assert errors(found) == told
    assert {code for code, _ in errors(in_turn(register(**before), register(**after), times=(JUNE, JUNE)))} == {"F120"}, "none is later"


@pytest.mark.parametrize(("first", "second", "is_settled"), [(None, "昆山实习", True), ("昆山实习", None, False), ("甲", "乙", False)])
def test_a_blank_that_is_filled_in_later_says_nothing_against_it(first: Raw, second: Raw, is_settled: bool) -> None:  # noqa: FBT001
    found = in_turn(roster([{**GOOD, "remark": first}]), roster([{**GOOD, "remark": second}]))
    assert (found.counts["rows_accepted"], bool(errors(found))) == (int(is_settled), not is_settled)


@pytest.mark.parametrize(
    ("before", "after", "counted"),
    [
        ({"mobile": "1386153009"}, {}, "13861530097"), ({"home_phone": None}, {}, "13861530097"),
        ({"mobile": "13861530099"}, {}, None), ({}, {"mobile": "1386153009"}, None),
    ],
)  # fmt: skip
def test_the_last_card_counts_where_it_is_right_and_the_one_before_is_not(
    before: dict[str, Any], after: dict[str, Any], counted: str | None
) -> None:
    card = {**FULL, "mobile": "13861530097", "home_phone": "0512-63456789"}
    found = in_turn(beside({**card, **before}), beside({**card, **after}))
    codes = {one.code for one in found.findings}
    assert ("F104" in codes, "F123" in codes) == (counted is None, counted is not None)
    rows = [dict(zip(one.fields, row, strict=True)) for one in found.merged if one.form == CARD.key for row in one.rows]
    assert [row["mobile"] for row in rows] == ([counted] if counted else [])
    if counted:
        (change,) = (one for one in found.changes if one.field in before)
        assert change.after == card[change.field]

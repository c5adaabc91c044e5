"""Dates: the closed list of spellings, each with its precision; what has two readings is never guessed."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradflow.kinds.contact_log import ContactLogKind
from gradflow.kinds.dates import Date, PartialDate
from gradflow.model.cells import YearlessDate
from gradflow.model.findings import Problem

DAY, MONTH = Date({"precision": "day"}), Date({"precision": "month"})

NOT_YET = (
    "未密封",
    "未签收",
    "待签收",
    "还没寄",
    "未告知",
    "没寄出",
    "正在寄送中",
    "在途",
    "办理中",
    "审核中",
    "待通知",
    "未培训",
    "未接收",
    "尚未检查",
)
WHOLE = [
    "2023.7.1",
    "2023/7/1",
    "2023-07-01",
    "2023年7月1日",
    "2023年7月1号",
    "20230701",
    "2023、7、1",
    "2023,7,1",
    "2023。7。1",
    "2023·7·1",
    "２０２３．７．１",
    "2023.7.1日",
    "二〇二三年七月一日",
    "2023—7—1",
    "2023，7，1",
    "2023年07月01日",
]


@pytest.mark.parametrize(
    "typed",
    [*WHOLE, "2023 年 7 月 1 日", "2023 7 1", "2023-07-01 00:00:00", 45108.0, 20230701.0, date(2023, 7, 1), datetime(2023, 7, 1, 8)],
)
def test_a_day_in_every_safe_spelling(typed: object) -> None:
    assert DAY.parse(typed) == MONTH.parse(typed) == PartialDate(2023, 7, 1)


@pytest.mark.parametrize("typed", ["2023.07", "2023年7月", "202307", "2023-7", "2023年7月份", 2023.7, 202307.0])
def test_a_month_is_enough_for_some_forms_only(typed: object) -> None:
    assert MONTH.parse(typed) == PartialDate(2023, 7)
    problem = DAY.parse(typed)
    assert isinstance(problem, Problem) and problem.check == "C604"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (2023.1, "C602"), ("1/7/2023", "C602"), ("１/７/２０２３", "C602"), ("7.1", "C603"), ("7月1日", "C603"), ("7/1", "C603"), ("23.7.1", "C603"), ("23年7月1日", "C603"),
        ("2023.6.31", "C605"), ("2023年2月30日", "C605"), ("2023.13.1", "C605"), ("2O23.7.1", "C601"), ("2023.7.l", "C601"),
        ("2023.7.1-7.5", "C601"), ("2023年7月上旬", "C601"), ("2023年7月底", "C604"), ("2023年7月底前", "C601"), ("7月初", "C601"), ("两年", "C601"), ("近期", "C601"), ("20237.1", "C601"), ("2023071", "C601"),
        ("2023.7.", "C601"), (True, "C601"), ("2023", "C604"), (2023.0, "C604"),
    ],
)  # fmt: skip
def test_what_is_not_read(typed: object, code: str) -> None:
    problem = DAY.parse(typed)
    assert isinstance(problem, Problem) and problem.check == code


@pytest.mark.parametrize("typed", [None, "", "无", "/", "未转入", "尚未转入", "待转", *NOT_YET])
def test_nothing_yet(typed: object) -> None:
    assert DAY.parse(typed) is None


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("二○二三年十月二十五日", (2023, 10, 25)),
        ("二O二三年七月六日", (2023, 7, 6)),
        ("二〇二三年十一月三十日", (2023, 11, 30)),
        ("25/7/2023", (2023, 7, 25)),
        ("2023.12.1", (2023, 12, 1)),
    ],
)
def test_more_days(typed: str, read: tuple[int, int, int]) -> None:
    assert DAY.parse(typed) == PartialDate(*read)


def test_a_day_and_month_shown_without_their_year_are_remembered_as_such() -> None:
    found = DAY.parse(YearlessDate(2023, 7, 1))
    assert isinstance(found, PartialDate)
    assert not found.is_year_typed


def test_the_days_a_month_can_mean() -> None:
    assert (PartialDate(2024, 2).first, PartialDate(2024, 2).last) == (date(2024, 2, 1), date(2024, 2, 29))


@given(
    st.dates(date(1950, 1, 1), date(2090, 1, 1)),
    st.sampled_from(["{0}.{1}.{2}", "{0}/{1:02d}/{2:02d}", "{0}年{1}月{2}日", "{0}-{1}-{2}", "{0}{1:02d}{2:02d}"]),
)
def test_reading_what_is_shown_gives_the_same_day(day: date, spelling: str) -> None:
    found = DAY.parse(spelling.format(day.year, day.month, day.day))
    assert isinstance(found, PartialDate)
    assert (found.first, DAY.parse(DAY.show(found))) == (day, found)


@given(
    st.one_of(st.text(max_size=20), st.floats(), st.integers(), st.booleans(), st.text("0123456789０１２３４５./-／．年月日 ", max_size=12))
)
def test_no_cell_makes_it_raise(cell: object) -> None:
    for kind in (DAY, MONTH):
        found = kind.parse(cell)
        if isinstance(found, PartialDate):
            assert kind.parse(kind.show(found)) == found


@pytest.mark.parametrize(
    ("typed", "days", "yearless", "how"),
    [
        ("电话 2023.7.20", 1, False, "电话"), ("2023年7月5日电话；2023年9月2日微信", 2, False, "电话微信"), ("电话", 0, False, "电话"), ("7.20 电话", 0, True, "电话"),
        ("7月20日上门", 0, True, "上门"), ("20230720微信", 1, False, "微信"), ("2023.7.20", 1, False, ""), ("2023-7-20 QQ联系", 1, False, "QQ联系"),
    ],
)  # fmt: skip
def test_contacts_name_their_days_and_means(typed: str, days: int, yearless: bool, how: str) -> None:  # noqa: FBT001 - a table's column
    found = ContactLogKind().parse(typed)
    assert found is not None
    assert (len(found.days), found.unread is not None and found.unread[1] == "no_year", found.how) == (days, yearless, how)

"""Working days with China's holidays: 24 June 2023 was one, the Sunday after it was worked."""

from datetime import date

from gradflow.outputs.words import late_text
from gradflow.pipeline.working_days import Lateness, lateness, working_day_after


def test_days_after_a_deadline() -> None:
    assert lateness(date(2023, 6, 24), date(2023, 6, 27)) == Lateness(3, 3, is_estimated=False)
    assert lateness(date(2023, 9, 28), date(2023, 10, 7)) == Lateness(9, 1, is_estimated=False)
    assert late_text(date(2023, 7, 28), date(2023, 7, 31)) == "逾期3天(1个工作日)"


def test_years_whose_holidays_are_not_published() -> None:
    assert lateness(date(2090, 6, 24), date(2090, 6, 27)) == Lateness(3, 2, is_estimated=True)
    assert late_text(date(2090, 6, 24), date(2090, 6, 27)) == "逾期3天(约2个工作日)"
    assert working_day_after(date(2090, 6, 23), 1) == date(2090, 6, 26)


def test_the_day_some_working_days_later() -> None:
    assert working_day_after(date(2023, 9, 28), 1) == date(2023, 10, 7)

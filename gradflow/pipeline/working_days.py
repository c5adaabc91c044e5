"""Working days between two days, with China's public holidays and the weekends worked for them."""

from __future__ import annotations

from datetime import date, timedelta


def working_days_after(due_on: date, day: date) -> int | None:
    """Working days after the deadline up to and with the day; None for years whose holidays are not published."""
    from chinese_calendar import is_workday  # noqa: PLC0415 - needed where somebody is late only

    span = (due_on + timedelta(days=number) for number in range(1, (day - due_on).days + 1))
    try:
        return sum(bool(is_workday(one)) for one in span)
    except NotImplementedError:
        return None


def late_text(due_on: date, day: date) -> str:
    """逾期4天(2个工作日); weekdays alone where the holidays are not published."""
    days, working = (day - due_on).days, working_days_after(due_on, day)
    return f"逾期{days}天" + (f"({working}个工作日)" if working is not None else "")


def working_day_after(day: date, count: int) -> date:
    """The day that many working days later; weekends alone are counted off where the holidays are not published."""
    from chinese_calendar import is_workday  # noqa: PLC0415 - needed for reminders only

    while count:
        day += timedelta(days=1)
        try:
            count -= is_workday(day)
        except NotImplementedError:
            count -= day.weekday() < 5  # noqa: PLR2004 - Saturday
    return day

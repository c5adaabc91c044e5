"""Working days between two days, with China's public holidays and the weekends worked for them.

The State Council publishes a year's holidays in the November before, so the calendar library ends with a year. Beyond it the days
are told as estimated: weekends and the days the law itself fixes (《全国年节及纪念日放假办法》: 1 January, 1 and 2 May, 1 to 3
October) are no working days; the lunar holidays and the weekends worked are not known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

FIXED = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
"""Month and day of holidays that do not move."""
DAYS_TO_ANSWER = 3
"""Working days a branch is given for what is overdue or returned."""


@dataclass(frozen=True, slots=True)
class Lateness:
    """How long after its deadline something came, up to and with that day."""

    days: int
    working_days: int
    is_estimated: bool
    """Whether they are of a year whose holidays are not published."""


@lru_cache(maxsize=1024)
def lateness(due_on: date, day: date) -> Lateness:
    """The days and working days after the deadline."""
    days = [due_on + timedelta(days=number) for number in range(1, (day - due_on).days + 1)]
    return Lateness(len(days), sum(map(_is_worked, days)), any(map(is_unpublished, days)))


def working_day_after(day: date, count: int) -> date:
    """The day that many working days later, as far as holidays are known."""
    while count:
        day += timedelta(days=1)
        count -= _is_worked(day)
    return day


def return_by(due_on: date | None, today: date) -> date:
    """By when a returned copy should come back: the deadline while that is to come, else some working days from today."""
    return due_on if due_on and due_on > today else working_day_after(today, DAYS_TO_ANSWER)


def unpublished_years(days: Iterable[date]) -> list[int]:
    """The years of days whose holidays are not known."""
    return sorted({day.year for day in days if is_unpublished(day)})


def is_unpublished(day: date) -> bool:
    """Whether the day is in a year whose holidays the library does not know."""
    return _known(day) is None


def _known(day: date) -> bool | None:
    """Whether the library calls it a working day; None for one of a year it does not know."""
    from chinese_calendar import is_workday  # noqa: PLC0415 - needed where somebody is late only

    try:
        return bool(is_workday(day))
    except NotImplementedError:
        return None


def _is_worked(day: date) -> bool:
    known = _known(day)
    return day.weekday() < 5 and (day.month, day.day) not in FIXED if known is None else known  # noqa: PLR2004 - Saturday

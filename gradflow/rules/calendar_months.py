"""Adding months to days, as periods in regulations run: to the same day of a later month, or its last."""

from __future__ import annotations

import calendar
from datetime import date


def months_after(day: date, months: int) -> date:
    """The day that many months later (earlier for a negative number): 31 May + 1 month = 30 June."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))

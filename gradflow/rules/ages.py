"""Full years of age (周岁), counted as Party practice does: a year is full on the birthday."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from gradflow.core.records import Context, Record


def full_years(born_on: date, day: date) -> int:
    """Full years on that day."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def told_years(years: int) -> str:
    """An age that cannot be, in words."""
    return f"是{years}周岁" if years >= 0 else "还没有出生"


class AgeReading(NamedTuple):
    """How a typed age stands to the ID number's birthday."""

    typed: int
    right: frozenset[int]
    """Full years on any day of the window before graduation: all count as right."""
    by_year: int
    """Year of graduation less year of birth."""

    @property
    def is_right(self) -> bool:
        """Full years on some day the notice can have meant."""
        return self.typed in self.right

    @property
    def is_by_year(self) -> bool:
        """Year less year: one reading only, so it is corrected."""
        return not self.is_right and self.typed == self.by_year

    @property
    def is_near(self) -> bool:
        """One year off, or counted the traditional way (虚岁)."""
        near = {self.by_year + 1, min(self.right) - 1, max(self.right) + 1}
        return not self.is_right and not self.is_by_year and self.typed in near


def read_age(record: Record, context: Context) -> AgeReading:
    """Compare the typed age with the ID number; both must be understood."""
    return read_typed_age(record["age"], record["id_number"].born_on, context)


def read_typed_age(typed: int, born_on: date, context: Context) -> AgeReading:
    """Compare an age with a birthday."""
    return _reading(typed, born_on, context.campaign.graduated_on, context.limits["age_window_days"])


@lru_cache(maxsize=4096)
def _reading(typed: int, born_on: date, last: date, window: int) -> AgeReading:
    first = last - timedelta(days=window)
    right = frozenset({full_years(born_on, first), full_years(born_on, last)})
    return AgeReading(typed, right, last.year - born_on.year)

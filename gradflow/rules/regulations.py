"""The dated limits that rules use, from ``regulations.toml``; adding months to days, as periods in regulations run."""

from __future__ import annotations

import calendar
import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def regulations() -> dict[str, dict[str, Any]]:
    """Name -> value, unit and source."""
    return tomllib.loads((files("gradflow.rules") / "regulations.toml").read_text("utf-8"))


def limits() -> dict[str, Any]:
    """Name -> value."""
    return {name: entry["value"] for name, entry in regulations().items()}


def months_after(day: date, months: int) -> date:
    """The same day that many months later (earlier for a negative number), or the month's last: 31 May + 1 month = 30 June."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))

"""Joining and probation: the dates that the Party-rule checks compare.

A date known to the month only is taken at the end that speaks for the person.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any, NamedTuple

from gradflow.core.people import Entry, Person
from gradflow.core.records import Context
from gradflow.rules.calendar_months import months_after

FOUNDED_ON = date(1921, 7, 1)
"""The Party's founding: nobody joined before it."""


PROLONGED = re.compile(
    r"(?<![没未不])(?<!没有)(?:延长|延期转正|转正.{0,4}(?:延期|推迟|延后|暂缓|延长)|(?:推迟|暂缓|延后|延迟)转正"
    r"|(?:预备|考察)期?.{0,4}(?:延期|延后|顺延|再延|延半|延一|延续)|延(?:半年|一年|[0-9一二六两十]+个?[月年])|继续考察|再考察)"
)
"""How people say that the probationary period has been prolonged; 延期毕业 is something else."""


class Joining(NamedTuple):
    """When somebody joined (入党时间: the meeting that made them a probationary member), and where it says so."""

    entry: Entry
    first: date
    last: date

    def __str__(self) -> str:
        same = self.first == self.last
        return self.first.isoformat() if same else f"{self.first.year}-{self.first.month:02d}"


def joining(person: Person) -> Joining | None:
    """The joining date as the card tells it, or None."""
    found = person.first("joined_on")
    return Joining(found[0], found[1].first, found[1].last) if found else None


def believable(person: Person, context: Context) -> Joining | None:
    """The joining date, unless another check already says that it cannot be right: one cause, one finding."""
    found = joining(person)
    if found is None or found.first > context.left_on or found.last < FOUNDED_ON or is_too_young(person, found, "adult_age", context):
        return None
    return found


def born_on(person: Person) -> date | None:
    """The birthday of the ID number; else the first day the card's month can mean."""
    if number := person.get("id_number"):
        day: date = number.born_on
        return day
    found = person.first("born_in")
    return found[1].first if found else None


def is_too_young(person: Person, joined: Joining, limit: str, context: Context, more: int = 0) -> bool:
    """Whether the person was younger than the limit (years) when joining."""
    born = born_on(person)
    return born is not None and joined.last < months_after(born, 12 * (context.limits[limit] + more))


def is_card_alone(person: Person, status: str) -> bool:
    """Whether several sheets say that status and none another: then the card's joining date is the odd one out."""
    told = [value for _, value in person.holding("member_status")]
    return len(told) > 1 and set(told) == {status}


def latest_status(person: Person) -> tuple[Entry, Any] | None:
    """The latest statement of 预备党员/正式党员."""
    return person.last("member_status")


def is_prolonged(person: Person) -> bool:
    """Whether a remark says that the probationary period has been prolonged."""
    words = (str(value) for key in ("remark", "not_landed_reason") for _, value in person.holding(key))
    return any(PROLONGED.search(re.sub(r"延长(?=毕业|学制|学籍)|\s", "", text)) for text in words)


def overdue_months(person: Person, context: Context) -> tuple[Entry, Joining, int] | None:
    """For somebody still probationary: where it says so, since when, and how many full months had passed on that sheet's day.

    The sheet's day, not today: a table that was right when it was due does not become wrong by waiting.
    """
    status, joined = latest_status(person), believable(person, context)
    if not status or not joined or status[1] != "probationary":
        return None
    day = context.day_of(status[0][0])
    months = (day.year - joined.last.year) * 12 + day.month - joined.last.month
    return status[0], joined, months - (months_after(joined.last, months) > day)

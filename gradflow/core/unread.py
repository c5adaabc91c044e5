"""People that stand in a workbook without having been read from it."""

from __future__ import annotations

from dataclasses import dataclass, field

from gradflow.core.cells import Far

Item = tuple[str, str]
"""What is known of somebody: its sort (phone, sex, organisation …) and its folded value."""


@dataclass(frozen=True, slots=True)
class LikelyPerson:
    """Somebody a row seems to speak of."""

    row: int
    name: str = ""
    id_number: str = ""
    """As far as its digits can be trusted; one that a spreadsheet cut short ends in ``…``."""
    items: frozenset[Item] = frozenset()


@dataclass(frozen=True, slots=True)
class Missed:
    """Somebody told of as unread: for the branch, form and round of the sheet beside which they stand."""

    person: LikelyPerson
    branch: str
    form: str
    round: int | None
    file: str
    sheet: str
    source: str
    """SHA-256 of the workbook."""
    is_sure: bool = True
    """Whether an ID number or a telephone tells that it is a person."""


@dataclass(frozen=True, slots=True)
class UnreadBlock:
    """What of one sheet no form was read from: its people, in the order of rows."""

    sheet: str
    people: tuple[LikelyPerson, ...] = ()
    far: Far = field(default_factory=Far)
    """Far-off cells of the sheet that were not even looked at."""
    lines: str = ""
    """What stands in the sheet's first rows: it may name a branch."""

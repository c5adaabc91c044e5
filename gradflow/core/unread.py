"""People that stand in a workbook without having been read from it."""

from __future__ import annotations

from dataclasses import dataclass

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
class UnreadBlock:
    """The people of one sheet that no form was read from, in the order of rows."""

    sheet: str
    people: tuple[LikelyPerson, ...]
    lines: str = ""
    """What stands in the sheet's first rows: it may name a branch."""

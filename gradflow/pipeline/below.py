"""Rows below a table that its columns do not ask for: whom to ring, and lists of the same people."""

from __future__ import annotations

from collections.abc import Container, Mapping

from gradflow.model.cells import Sheet
from gradflow.model.folding import squeezed
from gradflow.pipeline.evidence import OFFICE
from gradflow.pipeline.heads import Head
from gradflow.pipeline.row_evidence import MOST_CELLS, Row, shown
from gradflow.pipeline.tokens import likely_name


def elsewhere(one: Row) -> str:
    """What tells that a name stands with a telephone in a short row, and not where the table asks for it."""
    is_short = len(one.filled) <= MOST_CELLS + 1 and not (one.understood or one.is_named)
    names = [cell for key, cell in one.own.items() if key != "name" and (name := likely_name(squeezed(shown(cell)))) and name[1]]
    return "phone" if is_short and len(names) == 1 and one.numbers and "phone" not in one.data else ""


def is_to_ring(sheet: Sheet, row: int, unlike: Container[int]) -> bool:
    """Whether the line above a row, and above those like it, says that they look after others: 支部联系人及电话."""
    above = next(
        (texts for at in range(row - 1, 0, -1) if at not in unlike and (texts := [*filter(None, map(shown, sheet.rows[at - 1]))])), []
    )
    return len(above) == 1 and OFFICE.search(squeezed(above[0])) is not None


def listed_again(sheet: Sheet, head: Head, people: Mapping[int, int], rows: Mapping[int, Row]) -> list[int]:
    """The last rows, several or set off, that hold but the name of somebody who was read above: a list of the same people."""
    bare: list[int] = []
    for row in reversed(people):
        if (one := rows.get(row)) is None or not one.own.keys() <= {"seq", "name"} or len(one.own) != len(one.filled):
            break
        bare.append(row)
    last = next((people[row] for row in reversed(people) if row not in bare), 0)
    column = head.columns.get("name", (0,))[0]
    names = {squeezed(shown(sheet.at(row, column))) for row in people if row not in bare} if bare and column else set()
    again = [row for row in bare if not names.isdisjoint(map(squeezed, map(shown, rows[row].own.values())))]
    return again if len(again) > 1 or (again and bare[-1] > last + 1) else []

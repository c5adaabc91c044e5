"""Rows below a table that its columns do not ask for: heads of another, whom to ring, lists of the same people, rows that are shifted."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from gradflow.model.cells import Sheet, is_blank
from gradflow.model.folding import squeezed
from gradflow.pipeline.evidence import OFFICE
from gradflow.pipeline.heads import Head
from gradflow.pipeline.row_evidence import MOST_CELLS, Row, fits, is_count, shown
from gradflow.pipeline.tokens import MOBILE, likely_name

SHARP = frozenset({"choice", "ethnicity", "id_number", "phone", "date", "age"})
"""Kinds of which hardly a value is taken for one of another."""


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


def listed_again(sheet: Sheet, head: Head, people: dict[int, int], rows: Mapping[int, Row]) -> list[int]:
    """The last rows, several or set off, that say but little, and that of people who were read above: a list of the same people."""
    short: dict[int, Row] = {}
    for row in reversed(people):
        one = rows.get(row) or Row.of(sheet.rows[row - 1], head)
        if len(one.filled) > MOST_CELLS + 1 or "id_number" in one.own or not head.form.spec.has_people:
            break
        short[row] = one
    last = next((last for row, last in reversed(people.items()) if row not in short), 0)
    column = head.columns.get("name", (0,))[0]
    above = [[squeezed(shown(cell)) for cell in sheet.rows[row - 1]] for row in people if row not in short] if short and column else []
    known = {texts[column - 1]: texts for texts in above if len(texts) >= column}
    again = [
        row for row, one in short.items() if any(_says_no_more(one, name, known) for name in map(squeezed, map(shown, one.own.values())))
    ]
    return again if len(again) > 1 or (again and min(short) > last + 1) else []


def _says_no_more(one: Row, name: str, known: Mapping[str, Sequence[str]]) -> bool:
    """Whether a short row says nothing of somebody but what was read above."""
    texts = [text for cell in one.filled.values() if (text := squeezed(shown(cell))) and not is_count(text)]
    return name in known and set(texts) <= {*known[name], *(text for text in texts if MOBILE.fullmatch(text))}


def shift(one: Row) -> str:
    """How a row stands a cell beside where it is asked for, all of it or from a field on; empty where it does not.

    A name and two values more are understood one cell to the right, and none where it is; or two values beside their fields, where they are none.
    """
    spec, kinds, columns = one.head.form.spec, one.head.form.kinds, one.head.columns
    places = {column[0]: key for key, column in columns.items()}
    sharp = {key: column for column, key in places.items() if kinds[key].name in SHARP}

    def beside(key: str, column: int) -> bool:
        return (
            (cell := one.filled.get(column)) is not None
            and fits(kinds[key], cell)
            and not (key in one.own and fits(kinds[key], one.own[key]))
        )

    name = likely_name(squeezed(shown(one.filled.get(columns["name"][0] + 1)))) if "name" in columns else None
    if name and name[1] and not ((own := likely_name(one.name)) and own[1]):
        return "整行右移" if sum(beside(key, column + 1) for key, column in sharp.items()) > 1 else ""
    for step, way in ((1, "右移"), (-1, "左移")):
        there = {column: kinds[other] for column in places if (other := places.get(column + step)) and kinds[other].name != "text"}
        gone = [at for at in sorted(there) if beside(places[at], at + step) and not fits(there[at], one.filled[at + step])]
        if len(gone) > 1 and (first := spec.field(places[min(gone[0], gone[0] + step)])):
            return f"从“{first.label}”起{way}"
    return ""


def is_same_head(sheet: Sheet, head: Head, row: int) -> bool:
    """Whether a head that stands again puts no field into another column, and is not another table's."""
    if sheet.rows[row - 1] in sheet.rows[head.row - 1 : head.last_row]:
        return True
    placed = head.fields
    cells = {column: cell for column, cell in enumerate(sheet.rows[row - 1], start=1) if not is_blank(cell)}
    named = {column: head.names(column, cell) for column, cell in cells.items()}
    is_alike = all(key is None or column not in placed or placed[column] == key for column, key in named.items())
    is_number = all(is_count(squeezed(shown(cell))) for cell in cells.values())
    is_whole = sum(key is not None for key in named.values()) * 2 > max(len(cells), len(head.columns))
    return is_number or (is_alike and is_whole)

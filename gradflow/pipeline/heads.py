"""Finding the head row of a form, wherever it stands, and which column is which field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from gradflow.core.cells import Raw, Sheet, is_blank, typed_text
from gradflow.core.folding import bare_head_key, head_key, squeezed
from gradflow.forms.loader import Form

SEARCHED_ROWS = 60
COPY_HEADS = {"问题": "problem", "情况说明": "reason", "原行号": "origin_row"}
"""The columns gradflow puts to the right of a returned copy's official ones."""


@dataclass(frozen=True)
class Head:
    """A head row: ``columns`` lists each field's 1-based columns, the official one first."""

    form: Form
    row: int
    last_row: int
    columns: dict[str, tuple[int, ...]]
    extras: tuple[tuple[int, str], ...]
    doubles: tuple[tuple[str, int, int], ...]
    copy_columns: dict[str, int]
    score: float

    @cached_property
    def fields(self) -> dict[int, str]:
        """Column -> the field it feeds."""
        return {column: key for key, columns in self.columns.items() for column in columns}


def head_keys(cell: Raw) -> tuple[str, str]:
    """The folded spellings under which a cell may be a head."""
    if not isinstance(cell, str) or len(cell) > 80:  # noqa: PLR2004 - no head is that long
        return "", ""
    return head_key(cell), bare_head_key(cell)


def field_of(form: Form, cell: Raw) -> str | None:
    """The field a cell is the head of, or None."""
    whole, bare = head_keys(cell)
    if not whole:
        return None
    return form.heads.get(whole) or form.heads.get(bare)


def find_head(sheet: Sheet, forms: Iterable[Form], hint: str) -> Head | None:
    """The best head row of a sheet, or None. ``hint`` is text (titles, names) that settles ties."""
    best: Head | None = None
    for form in forms:
        enough = min(4, -(-len(form.spec.fields) * 3 // 5))
        favour = 0.5 if any(word in hint for word in form.spec.title_words) else 0.0
        for index, row in enumerate(sheet.rows[:SEARCHED_ROWS]):
            keys = {field_of(form, cell) for cell in row} - {None}
            score = len(keys) + len(keys) / len(form.spec.fields) + favour
            if len(keys) >= enough and (best is None or score > best.score):
                best = _head(sheet, form, index + 1, score)
            if len(keys) == len(form.spec.fields):
                break
    return best


def _head(sheet: Sheet, form: Form, row: int, score: float) -> Head:
    lines = [sheet.rows[row - 1]]
    below = sheet.rows[row] if row < len(sheet.rows) else ()
    if _is_second_line(form, below):
        lines.append(below)
    found: dict[str, list[int]] = defaultdict(list)
    extras: list[tuple[int, str]] = []
    copies: dict[str, int] = {}
    for column in range(1, max(map(len, lines)) + 1):
        cells = [line[column - 1] for line in lines if column <= len(line)]
        named = [cell for cell in cells if not is_blank(cell)]
        keys = [key for cell in named if (key := field_of(form, cell))]
        if keys:
            found[keys[-1]].append(column)
        elif named and (mark := COPY_HEADS.get(squeezed(typed_text(named[0])))):
            copies[mark] = column
        elif named:
            extras.append((column, typed_text(named[0]).strip()))
    if len(copies) < len(COPY_HEADS):
        names = {key: head for head, key in COPY_HEADS.items()}
        extras.extend((column, names[key]) for key, column in copies.items())
        copies = {}
    columns, doubles = _settle(sheet, form, row, found, extras)
    last = row + len(lines) - 1
    return Head(form, row, last, columns, tuple(sorted(extras)), tuple(doubles), copies, score)


def _is_second_line(form: Form, cells: Sequence[Raw]) -> bool:
    named = [cell for cell in cells if not is_blank(cell)]
    return bool(named) and all(field_of(form, cell) for cell in named)


def _settle(
    sheet: Sheet, form: Form, row: int, found: dict[str, list[int]], extras: list[tuple[int, str]]
) -> tuple[dict[str, tuple[int, ...]], list[tuple[str, int, int]]]:
    """Where several columns claim a field: the official head wins, or they are read together."""
    columns: dict[str, tuple[int, ...]] = {}
    doubles: list[tuple[str, int, int]] = []
    for key, places in found.items():
        field = form.spec.field(key)
        official = [c for c in places if field and head_keys(sheet.at(row, c))[0] == head_key(field.head)]
        first = official[0] if len(official) == 1 else places[0]
        rest = [column for column in places if column != first]
        joined = [c for c in rest if form.kinds[key].joins(head_keys(sheet.at(row, c))[0])]
        others = [column for column in rest if column not in joined]
        if others and len(official) != 1:
            doubles.append((key, first, others[0]))
        extras.extend((column, typed_text(sheet.at(row, column))) for column in others)
        columns[key] = (first, *joined)
    return columns, doubles

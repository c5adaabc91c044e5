"""Finding the head row of a form, wherever it stands, and which column is which field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil

from gradflow.core.cells import Raw, Sheet, is_blank, typed_text
from gradflow.core.copies import ORIGIN_HEAD, PROBLEM_HEAD, REASON_HEAD
from gradflow.core.folding import bare_head_key, head_key, squeezed
from gradflow.forms.loader import Form
from gradflow.pipeline.suggestions import closest

SEARCHED_ROWS = 60
FEWEST_HEADS = 4
COPY_HEADS = {PROBLEM_HEAD: "problem", REASON_HEAD: "reason", ORIGIN_HEAD: "origin_row"}


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
    guesses: dict[str, int]
    """Required fields without a column -> the column whose head may be it, misspelt."""

    @property
    def found(self) -> int:
        """How many fields it names."""
        return len(self.columns)

    @property
    def is_sure(self) -> bool:
        """Whether so many heads in one row leave no doubt, whatever the title says."""
        return self.found >= enough_heads(self.form, is_named=False)

    @cached_property
    def fields(self) -> dict[int, str]:
        """Column -> the field it feeds."""
        return {column: key for key, columns in self.columns.items() for column in columns}


def head_keys(cell: Raw) -> tuple[str, str]:
    """The folded spellings under which a cell may be a head."""
    if not isinstance(cell, str) or len(cell) > 80:  # noqa: PLR2004 - no head is that long
        return "", ""
    return head_key(cell), bare_head_key(cell)


def field_of(form: Form, cell: Raw, left: str = "") -> str | None:
    """The field a cell is the head of, or None; ``left`` is the field of the column before it."""
    whole, bare = head_keys(cell)
    return form.field_of_head(whole, bare, left)


def find_head(sheet: Sheet, forms: Iterable[Form], hint: str) -> Head | None:
    """The head row of a sheet, or None. ``hint`` is text (titles, names) that settles ties.

    The form is the one whose heads fit best; its head row is the first that fits well enough, so
    that no one between two head rows is lost.
    """
    best: tuple[float, Form, int] | None = None
    for form, rows in _head_counts(sheet, list(forms)):
        is_named = any(word in hint for word in form.spec.title_words)
        most, enough = max(rows, default=0), enough_heads(form, is_named=is_named)
        score = most + most / len(form.spec.fields) + is_named / 2
        if most >= enough and (best is None or score > best[0]):
            first = next(
                row for row, count in enumerate(rows, start=1) if count >= max(enough, most / 2)
            )  # another list above it names less
            best = (score, form, first)
    return _head(sheet, best[1], best[2]) if best else None


def _head_counts(sheet: Sheet, forms: Sequence[Form]) -> list[tuple[Form, list[int]]]:
    """How many fields of each form each row names, down to the first row that names all of some form."""
    counts: list[tuple[Form, list[int]]] = [(form, []) for form in forms]
    for row in sheet.rows[:SEARCHED_ROWS]:
        texts = [cell for cell in row if isinstance(cell, str) and not cell.isdecimal()]
        for form, found in counts:
            found.append(len({key for cell in texts if (key := field_of(form, cell))}))
        if any(found[-1] == len(form.spec.fields) for form, found in counts):
            break
    return counts


def enough_heads(form: Form, *, is_named: bool) -> int:
    """How many heads make a head row: fewer when the title names the form as well."""
    required = sum(field.required for field in form.spec.fields) or len(form.spec.fields)
    share = ceil(required * 0.6)
    return min(FEWEST_HEADS, share) if is_named else max(share, min(FEWEST_HEADS, len(form.spec.fields)))


def _head(sheet: Sheet, form: Form, row: int) -> Head:
    lines = _lines(sheet, form, row)
    found: dict[str, list[int]] = defaultdict(list)
    texts: dict[int, str] = {}
    extras: list[tuple[int, str]] = []
    copies: dict[str, int] = {}
    left = ""
    for column in range(1, max(len(sheet.rows[line - 1]) for line in lines) + 1):
        named = [typed_text(raw) for line in lines if not is_blank(raw := sheet.at(line, column))]
        left, text = _named(form, named, left)
        texts[column] = text
        if left:
            found[left].append(column)
        elif named and (mark := COPY_HEADS.get(squeezed(named[0]))):
            copies[mark] = column
        elif named:
            extras.append((column, text.strip()))
    if len(copies) < len(COPY_HEADS):
        names = {key: head for head, key in COPY_HEADS.items()}
        extras.extend((column, names[key]) for key, column in copies.items())
        copies = {}
    columns, doubles = _settle(texts, form, found, extras)
    guesses = _guess(form, columns, extras)
    kept = tuple(sorted((c, text) for c, text in extras if c not in guesses.values()))
    return Head(form, row, lines[-1], columns, kept, tuple(doubles), copies, guesses)


def _guess(form: Form, columns: dict[str, tuple[int, ...]], extras: list[tuple[int, str]]) -> dict[str, int]:
    """For each required field without a column, the added column with the most similar head."""
    found: dict[str, int] = {}
    for field in form.spec.fields:
        if field.required and field.key not in columns:
            free = {squeezed(text): column for column, text in extras if column not in found.values()}
            for spelling in (squeezed(field.head), field.label):
                if (like := closest(spelling, list(free))) and field.key not in found:
                    found[field.key] = free[like]
    return found


def _lines(sheet: Sheet, form: Form, row: int) -> list[int]:
    """The rows a head consists of: a line above that names what this one leaves blank, itself, and a line below that goes on."""
    own = sheet.rows[row - 1]
    above = sheet.rows[row - 2] if row > 1 else ()
    is_above = any(field_of(form, cell) and is_blank(sheet.at(row, column)) for column, cell in enumerate(above, start=1))
    below = sheet.rows[row] if row < len(sheet.rows) else ()
    named = [(column, cell) for column, cell in enumerate(below, start=1) if not is_blank(cell)]
    is_below = bool(named) and all(
        field_of(form, cell) or (isinstance(cell, str) and column <= len(own) and field_of(form, f"{own[column - 1] or ''}{cell}"))
        for column, cell in named
    )
    return [*([row - 1] if is_above else []), row, *([row + 1] if is_below else [])]


def _named(form: Form, cells: Sequence[str], left: str) -> tuple[str, str]:
    """The field a column's head cells name, from top to bottom, and the text that names it."""
    for text in (*reversed(cells), "".join(cells)):
        if key := field_of(form, text, left):
            return key, text
    return "", "".join(cells)


def _settle(
    texts: dict[int, str], form: Form, found: dict[str, list[int]], extras: list[tuple[int, str]]
) -> tuple[dict[str, tuple[int, ...]], list[tuple[str, int, int]]]:
    """Where several columns claim a field: the official head wins, or they are read together."""
    columns: dict[str, tuple[int, ...]] = {}
    doubles: list[tuple[str, int, int]] = []
    for key, places in found.items():
        field = form.spec.field(key)
        official = [c for c in places if field and head_keys(texts[c])[0] == head_key(field.head)]
        first = official[0] if len(official) == 1 else places[0]
        rest = [column for column in places if column != first]
        joined = [c for c in rest if form.kinds[key].joins(head_keys(texts[c])[0])]
        others = [column for column in rest if column not in joined]
        if others and len(official) != 1:
            doubles.append((key, first, others[0]))
        extras.extend((column, texts[column]) for column in others)
        columns[key] = (first, *joined)
    return columns, doubles

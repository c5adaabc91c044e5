"""Several tables on one worksheet: each is looked at by itself, at its true place."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from itertools import pairwise

from gradflow.core.cells import Far, Raw, Sheet, is_blank, typed_text
from gradflow.core.folding import squeezed
from gradflow.forms.loader import Form
from gradflow.pipeline.heads import FEWEST_HEADS, enough_heads, field_of
from gradflow.pipeline.identity import written_branch
from gradflow.pipeline.line_words import could_be_name

MOST_TITLES = 5
"""Lines above a head that may be its title."""
Block = tuple[int, int]
"""First and last column."""


def tables_of(sheet: Sheet, forms: Sequence[Form]) -> list[Sheet]:
    """The tables of a sheet: those of other forms under the first one, and those beside a head that repeat its fields."""
    starts: list[tuple[int, Form]] = []
    for row, cells in enumerate(sheet.rows, start=1):
        if _may_be_head(cells) and (form := _form_of(cells, forms)) and (not starts or starts[-1][1] is not form):
            starts.append((row, form))
    if not starts:
        return [sheet]
    above = [row for row in range(1, starts[0][0]) if written_branch(sheet, row, starts[0][1])]
    tops = [1, *(_title_above(sheet, row, before) for (before, _), (row, _) in pairwise(starts))]
    ends = [*(top - 1 for top in tops[1:]), len(sheet.rows)]
    found: list[Sheet] = []
    for (row, form), top, end in zip(starts, tops, ends, strict=True):
        is_named = top == 1 or any(written_branch(sheet, line, form) for line in range(top, row))
        rows = [*([] if is_named else above), *range(top, end + 1)]
        found.extend(_part(sheet, rows, row, block) for block in _blocks(sheet, row, form))
    return [sheet] if len(found) == 1 else [found[0], *(dataclasses.replace(one, far=Far()) for one in found[1:])]


def _may_be_head(cells: Sequence[Raw]) -> bool:
    """Whether a row names a column of names: a quick look at very many rows."""
    return any(isinstance(cell, str) and (("姓" in cell and "名" in cell) or "名字" in cell) for cell in cells)


def _form_of(cells: Sequence[Raw], forms: Sequence[Form]) -> Form | None:
    """The form of which a row names most fields, if it names enough to leave no doubt."""
    named = [([key for cell in cells if (key := field_of(form, cell))], form) for form in forms]
    keys, form = max(named, key=lambda one: len(set(one[0])), default=([], None))
    filled = sum(not is_blank(cell) for cell in cells)
    return form if form and len(set(keys)) >= enough_heads(form, is_named=False) and len(keys) * 2 > filled else None


def _title_above(sheet: Sheet, row: int, before: int) -> int:
    """The first of the lone lines right above a head: its title and branch."""
    top = row
    while top - 1 > max(before, row - MOST_TITLES):
        texts = {squeezed(typed_text(cell)) for cell in sheet.rows[top - 2] if not is_blank(cell)}
        if len(texts) > 2 or any(map(could_be_name, texts)):  # noqa: PLR2004 - a label and what it names
            break
        top -= 1
    return top


def _blocks(sheet: Sheet, row: int, form: Form) -> Iterator[Block]:
    """Stretches of columns of a head row, cut where the fields begin anew: behind a blank column, or at a second 序号 or 姓名."""
    cells = sheet.rows[row - 1]
    below = sheet.rows[row] if row < len(sheet.rows) else ()
    keys = [field_of(form, cell) for cell in cells]
    start = 0
    for column, key in enumerate(keys):
        here, rest = {key for key in keys[start:column] if key}, [key for key in keys[column:] if key]
        is_gap = column > 0 and is_blank(cells[column - 1]) and (column > len(below) or is_blank(below[column - 1]))
        is_anew = key == "seq" or (key == "name" and keys[column - 1] != "seq" and len(rest) >= FEWEST_HEADS)
        if len(here) >= FEWEST_HEADS and rest and (is_anew or is_gap) and key in here and here.issuperset(rest[: FEWEST_HEADS - 1]):
            yield start + 1, column
            start = column
    yield start + 1, max(map(len, sheet.rows))


def _part(sheet: Sheet, rows: Sequence[int], head: int, block: Block) -> Sheet:
    """The sheet with nothing but some rows, and from the head on but some columns."""
    first, last = block
    is_whole = first == 1 and last >= max(map(len, sheet.rows))
    kept: list[Sequence[Raw]] = [[] for _ in range(rows[-1])]
    for row in rows:
        cells = sheet.rows[row - 1]
        kept[row - 1] = cells if row < head or is_whole else [*[None] * (first - 1), *cells[first - 1 : last]]
    present = frozenset(rows)
    merges = tuple(one for one in sheet.merges if one.top in present and (one.top < head or first <= one.left <= last))
    looks = sheet.looks
    if looks:
        notes = {place: text for place, text in looks.notes.items() if place[0] in present and (is_whole or first <= place[1] <= last)}
        looks = dataclasses.replace(looks, notes=notes)
    return dataclasses.replace(sheet, rows=kept, merges=merges, looks=looks)

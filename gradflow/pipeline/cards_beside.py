"""Cards beside, above or under a table are cut out, so that the table's columns do not read them; those side by side are told apart."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence

from gradflow.forms.loader import Form
from gradflow.model.cells import Raw, Sheet, is_blank, typed_text, with_notes
from gradflow.model.folding import squeezed
from gradflow.pipeline.cards import SEARCHED_COLUMNS, SEARCHED_ROWS, Cards, find_cards
from gradflow.pipeline.heads import field_of
from gradflow.pipeline.labels import field_of_label, line_of, said_by
from gradflow.pipeline.ownership import written_branch

FEWEST_LINES = 3
"""Lines over which a card's labels stand; those in fewer are heads of some list."""
MOST_TITLES = 5
"""Lines above a head, or a card, that may be its title."""
Area = tuple[range, range]
"""Rows and columns."""


def without_cards(sheet: Sheet, forms: Sequence[Form], lines: Iterable[int], heads: Mapping[int, Form]) -> tuple[Sheet, list[Sheet]]:
    """The sheet without the cards that stand beside its tables, and these; ``lines`` name a column or label of names, ``heads`` are the tables'."""
    spans = {row: _span(sheet, row, form) for row, form in heads.items()}
    own = [form for form in forms if form.spec.is_card]
    found: list[tuple[Area, Cards]] = []
    for form in own if spans else ():
        for row, column in _names(sheet, form, lines, spans):
            if any(row in rows and column in columns for (rows, columns), _ in found):
                continue
            for rows, columns in _areas(sheet, row, column, spans):
                part = cut(sheet, rows, 1, columns)
                if cards := _cards(part, form, row):
                    found.append((_area_of(part, cards, columns, is_below=min(spans) < row), cards))
                    break
    if not found:
        return sheet, []
    rest = _without(sheet, [area for area, _ in found])
    return rest, [_with_branch(cut(sheet, rows, 1, columns), rest, cards, heads) for (rows, columns), cards in found if cards.filled]


def _span(sheet: Sheet, row: int, form: Form) -> range:
    """The columns of a head: the longest stretch in which no field stands twice."""
    named = [(column, key) for column, cell in enumerate(sheet.rows[row - 1], start=1) if (key := field_of(form, cell))]
    best: list[tuple[int, str]] = []
    stretch: list[tuple[int, str]] = []
    for column, key in named:
        again = next((place + 1 for place, (_, other) in enumerate(stretch) if other == key), 0)
        stretch = [*stretch[again:], (column, key)]
        best = max(best, stretch, key=len)
    return range(best[0][0], best[-1][0] + 1)


def _names(sheet: Sheet, form: Form, lines: Iterable[int], spans: Mapping[int, range]) -> Iterator[tuple[int, int]]:
    """Where a card's first label may stand: row and column."""
    first = form.spec.fields[0].key
    for row in lines:
        for column, cell in enumerate(sheet.rows[row - 1][:SEARCHED_COLUMNS], start=1):
            if column in spans.get(row, ()):
                continue
            if any(field_of_label(form, label.text, "") == first for label in said_by(form, cell).labels):
                yield row, column


def _areas(sheet: Sheet, row: int, column: int, spans: Mapping[int, range]) -> Iterator[Area]:
    """Where a card that begins here may reach: beside the nearest table, or as far down as the next."""
    head = min(spans, key=lambda at: abs(at - row))
    widest = range(1, SEARCHED_COLUMNS + 1)
    top = max(1, row - MOST_TITLES)
    end = min(len(sheet.rows), row + SEARCHED_ROWS) + 1
    if column >= spans[head].stop:
        yield range(top, end), range(spans[head].stop, widest.stop)
    elif column < spans[head].start:
        yield range(top, end), range(1, spans[head].start)
    above = max((at for at in spans if at < row), default=0)
    below = min((at for at in spans if at >= row), default=end)
    yield range(max(top, above + 1), below), widest


def _cards(part: Sheet, form: Form, row: int) -> Cards | None:
    """The cards of an area from a row on, if their labels stand over several lines."""
    above = [cell for cells in part.rows[:row] for cell in cells if isinstance(cell, str)]
    blank = dataclasses.replace(part, rows=[[] if at < row else cells for at, cells in enumerate(part.rows, start=1)])
    cards = find_cards(blank, form, squeezed("".join(above)))
    lines = max((len({at for at, _ in card.spots.values()}) for card in cards.cards), default=0) if cards else 0
    return cards if lines >= FEWEST_LINES else None


def _area_of(part: Sheet, cards: Cards, columns: range, *, is_below: bool) -> Area:
    """The rows of cards with their title, further labels, and under a table their branch."""
    form = cards.form
    first, last = cards.cards[0].row, max(card.last_row for card in cards.cards)
    top = first
    for row in range(first - 1, max(0, first - MOST_TITLES - 1), -1):
        texts = {squeezed(typed_text(cell)) for cell in part.rows[row - 1] if not is_blank(cell)}
        if len(texts) > 2:  # noqa: PLR2004 - a label and what it names
            break
        if any(word in text for word in form.spec.title_words for text in texts) or (is_below and written_branch(part, row, form)):
            top = row
    while last < len(part.rows) and ((line := line_of(form, part.rows[last])).labels or line.others):
        last += 1
    return range(top, last + 1), columns


def told_apart(sheet: Sheet, cards: Cards, hint: str) -> list[tuple[Sheet, Cards]]:
    """The cards of a sheet; those side by side each in a sheet of their own columns, or none where these cannot be told apart."""
    if not cards.beside:
        return [(sheet, cards)]
    row, starts = next(iter(cards.beside.items()))
    found = []
    for first, end in zip((1, *starts[1:]), (*starts[1:], SEARCHED_COLUMNS + 1), strict=True):
        part = cut(sheet, range(1, len(sheet.rows) + 1), row, range(first, end))
        own = find_cards(part, cards.form, hint)
        if not own or (end - first == 1 and not own.filled) or own.beside or any(card.doubles for card in own.cards):
            return [(sheet, dataclasses.replace(cards, cards=()))]
        found.append((part, own))
    return found


def cut(sheet: Sheet, rows: Sequence[int], top: int, columns: range) -> Sheet:
    """Nothing but some rows of a sheet, and from the row ``top`` on but some columns."""
    present, first, end = frozenset(rows), columns.start, columns.stop
    is_whole = first == 1 and end > max(map(len, sheet.rows))
    kept: list[Sequence[Raw]] = [
        [] if row not in present else cells if row < top or is_whole else [*[None] * (first - 1), *cells[first - 1 : end - 1]]
        for row, cells in enumerate(sheet.rows[: max(present, default=0)], start=1)
    ]
    merges = tuple(one for one in sheet.merges if one.top in present and (one.top < top or one.left in columns))
    pictures = sheet.pictures and tuple(one for one in sheet.pictures if one.row == 0 or (one.row in present and one.column in columns))
    looks = with_notes(sheet.looks, lambda row, at: row in present and at in columns)
    return dataclasses.replace(sheet, rows=kept, merges=merges, pictures=pictures, looks=looks)


def _without(sheet: Sheet, areas: Sequence[Area]) -> Sheet:
    kept = list(sheet.rows)
    for rows, columns in areas:
        for row in rows:
            kept[row - 1] = [None if column in columns else cell for column, cell in enumerate(kept[row - 1], start=1)]
    merges = tuple(one for one in sheet.merges if not any(one.top in rows and one.left in columns for rows, columns in areas))
    looks = with_notes(sheet.looks, lambda row, at: not any(row in rows and at in columns for rows, columns in areas))
    return dataclasses.replace(sheet, rows=kept, merges=merges, looks=looks)


def _with_branch(part: Sheet, rest: Sheet, cards: Cards, heads: Mapping[int, Form]) -> Sheet:
    """Cards below the branch line of the table beside which they stand, unless they have one of their own."""
    first = cards.cards[0].row
    named = [
        row for row, cells in enumerate(rest.rows, start=1) if cells and any(written_branch(rest, row, form) for form in heads.values())
    ]
    if first == 1 or not named or any(written_branch(part, row, cards.form) for row in range(1, first)):
        return part
    row = next((row for row in reversed(named) if row < first), named[0])
    rows = list(part.rows)
    rows[first - 2] = [*rows[first - 2], *(cell for cell in rest.rows[row - 1] if not is_blank(cell))]
    return dataclasses.replace(part, rows=rows)

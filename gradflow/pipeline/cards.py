"""Reading cards: labels anywhere on a sheet, each with its value behind the colon or in the cells to its right.

Cards beside, above or under a table are cut out, so that the table's columns do not read them.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from gradflow.forms.loader import Form
from gradflow.kinds.text import FOUND, MISSING
from gradflow.model.cells import Picture, Raw, Sheet, is_blank, typed_text, with_notes
from gradflow.model.folding import head_key, squeezed, visible
from gradflow.model.forms import PHOTO
from gradflow.pipeline.heads import OF_OTHERS, enough_heads, field_of
from gradflow.pipeline.labels import ADDED_HEADS, NO_NAME, Label, Line, field_of_label, is_plain, line_of, said_by
from gradflow.pipeline.ownership import written_branch
from gradflow.pipeline.tokens import likely_name

SEARCHED_ROWS, SEARCHED_COLUMNS = 2000, 40
OTHERS = "others"
"""Stands for a label the form does not have, of somebody who is not the card's person."""
FEWEST_LINES = 3
"""Lines over which a card's labels stand; those in fewer are heads of some list."""
MOST_TITLES = 5
"""Lines above a head, or a card, that may be its title."""
Area = tuple[range, range]
"""Rows and columns."""


@dataclass
class Card:
    """One card being read: its lines on the sheet, and field -> place and text of its value."""

    row: int
    last_row: int
    cells: dict[str, Raw] = field(default_factory=dict)
    spots: dict[str, tuple[int, int]] = field(default_factory=dict)
    doubles: list[tuple[str, int, int]] = field(default_factory=list)
    """(field, row, row) of labels that stand twice with different values."""
    words: dict[str, str] = field(default_factory=dict)
    """Field of free text -> the label it was first found by."""
    added: list[tuple[str, str]] = field(default_factory=list)
    """Labels the branch added, with their values."""
    picture: Picture | None = None

    def is_filled(self) -> bool:
        """Whether anything but the photo is filled in."""
        return any(not is_blank(raw) for key, raw in self.cells.items() if key != PHOTO)


@dataclass(frozen=True)
class Cards:
    """All cards of a sheet, in order."""

    form: Form
    cards: tuple[Card, ...]
    beside: Mapping[int, Sequence[int]] = field(default_factory=dict)
    """Row -> the columns where several cards begin."""
    edge: int = SEARCHED_COLUMNS + 1
    """The column where what gradflow added to a returned card begins."""
    reason: str = ""
    origin: str = ""
    """What stands there under 情况说明 and 原行号."""

    @cached_property
    def filled(self) -> Sequence[Card]:
        """Those in which anything is filled in."""
        return [card for card in self.cards if card.is_filled()]

    @property
    def found(self) -> int:
        """How many fields the fullest card has labels of."""
        return max((len(card.spots) for card in self.cards), default=0)


def find_cards(sheet: Sheet, form: Form, hint: str) -> Cards | None:
    """The cards of a sheet, or None where it does not look like cards of this form."""
    lines = [line_of(form, cells[:SEARCHED_COLUMNS]) for cells in sheet.rows[:SEARCHED_ROWS]]
    edge, reason, origin = SEARCHED_COLUMNS + 1, "", ""
    for row, line in enumerate(lines, start=1):
        if len(line.added) == len(ADDED_HEADS):
            edge, *others = line.added
            reason, origin = (visible(typed_text(sheet.at(row + 1, column))) for column in others)
            lines = [line_of(form, one.cells[: edge - 1]) for one in lines]
            break
    cards, beside = _read(sheet, form, lines)
    if not any(card.is_filled() for card in cards):  # some fill in under the labels
        below, under = _read(sheet, form, lines, is_below=True)
        cards, beside = (below, under) if any(card.is_filled() for card in below) else (cards, beside)
    several = {row: columns for row, columns in beside.items() if len(columns) > 1}
    found = Cards(form, tuple(cards), several, edge, reason, origin)
    is_named = any(word in hint for word in form.spec.title_words)
    return found if found.found >= enough_heads(form, is_named=is_named) else None


def _read(sheet: Sheet, form: Form, lines: Sequence[Line], *, is_below: bool = False) -> tuple[list[Card], Mapping[int, Sequence[int]]]:
    """The cards, and row -> the columns where cards begin."""
    cards: list[Card] = []
    beside: dict[int, list[int]] = defaultdict(list)
    left = ""
    for row, line in enumerate(lines, start=1):
        of_others = [column for column, other in line.others.items() if OF_OTHERS.search(other.text) or "姓名" in other.text]
        unknown: dict[int, tuple[str, str]] = {}
        at = 0
        for column, label, is_last in ((column, label, label is found[-1]) for column, found in line.labels.items() for label in found):
            left = OTHERS if any(at < other < column for other in of_others) else left
            key, at = _field(form, label, left, cards[-1] if cards else None), column
            value = line.beside(column, label, is_last=is_last)
            if not key:
                unknown.setdefault(column, (squeezed(label.text).rstrip(":"), typed_text(value[0])))
                continue
            left = key
            if key == form.spec.fields[0].key:
                beside[row].append(column)
                cards.append(Card(row, row))
            if cards:
                value = (_below(sheet, form, row, column), column) if is_below else value
                word = head_key(label.text) if form.kinds[key].name == "text" else ""
                is_part = cards[-1].words.setdefault(key, word) != word  # 院系 and 班级 are two parts of one field
                if _is_another(cards[-1], form, key, value[0]):
                    unknown[column] = (squeezed(label.text).rstrip(":"), typed_text(value[0]))
                else:
                    _put(cards[-1], key, row + is_below, column, value, is_part=is_part)
        left = OTHERS if any(other > at for other in of_others) else left
        if cards:
            cards[-1].picture = cards[-1].picture if line.lost is None else Picture(row, line.lost)
            unknown.update(line.others)
            if (
                unknown
                and (first := line.filled[0]) < min(unknown)
                and first not in line.labels
                and (name := _lone_name(line.cells[first - 1]))
            ):
                unknown[first] = ("姓名", name)
            cards[-1].added.extend(value for _, value in sorted(unknown.items()))
    return _finished(_joined(cards, form), sheet, form), beside


def _is_another(card: Card, form: Form, key: str, value: Raw) -> bool:
    """Whether a label stands again for a further relative or classmate: of those a card may tell more than it has lines for."""
    field, before = form.spec.field(key), card.cells.get(key)
    is_other = not (is_blank(value) or is_blank(before)) and squeezed(typed_text(value)) != squeezed(typed_text(before))
    return is_other and field is not None and not field.is_merged and key != PHOTO


def _lone_name(cell: Raw) -> str:
    """The name that stands in a cell before which its label was left out."""
    return found[0] if isinstance(cell, str) and (found := likely_name(squeezed(cell))) and found[1] else ""


def _below(sheet: Sheet, form: Form, row: int, column: int) -> Raw:
    """What stands under a label, unless it is a label itself."""
    raw = sheet.at(row + 1, column)
    return None if said_by(form, raw).labels else raw


def _field(form: Form, label: Label, left: str, card: Card | None) -> str | None:
    """The field a label means behind another; a plain 手机 behind nobody known is the card's own, if none stood before its relatives."""
    key = field_of_label(form, label.text, left)
    if not is_plain(label.text) or key != field_of_label(form, label.text, ""):
        return key
    is_own = left != OTHERS and (card is None or key not in card.spots or not any(one.beside in card.spots for one in form.spec.fields))
    return key if is_own else None


def _finished(cards: list[Card], sheet: Sheet, form: Form) -> list[Card]:
    ends = [*(card.row for card in cards[1:]), len(sheet.rows) + SEARCHED_ROWS][: len(cards)]
    for card, end in zip(cards, ends, strict=True):
        card.last_row = max((row for row, _ in card.spots.values()), default=card.row)
        if form.spec.field(PHOTO):
            _look_for_photo(card, sheet, end)
    return cards


def _joined(cards: Sequence[Card], form: Form) -> list[Card]:
    """Put what begins like a card but holds only a few labels back to the card before it: a label that stands twice."""
    whole: list[Card] = []
    for card in cards:
        if whole and len(card.spots) < enough_heads(form, is_named=True):
            for key, (row, column) in card.spots.items():
                _put(whole[-1], key, row, column, (card.cells[key], column))
            whole[-1].added.extend(card.added)
        else:
            whole.append(card)
    return whole


def _put(card: Card, key: str, row: int, column: int, value: tuple[Raw, int], *, is_part: bool = False) -> None:
    raw, at = value if key != PHOTO else (value[0], column)  # the photo stands where its label does
    if key not in card.spots or is_blank(card.cells[key]):
        card.cells[key], card.spots[key] = (None if is_blank(raw) else raw), (row, at)
    elif not is_blank(raw) and squeezed(typed_text(raw)) != squeezed(typed_text(card.cells[key])):
        if is_part:
            card.cells[key] = f"{typed_text(card.cells[key])} {typed_text(raw)}"
        else:
            card.doubles.append((key, card.spots[key][0], row))


def _look_for_photo(card: Card, sheet: Sheet, end: int) -> None:
    """Note whether a picture lies on the card; its placeholder's text is no value."""
    above = 3  # a photo may begin in the title's lines
    rows = range(card.row - above, max(end - above, card.row + 1))
    card.picture = next((one for one in sheet.pictures or () if one.row == 0 or one.row in rows), card.picture)
    spot = card.spots.get(PHOTO)
    typed = card.cells.get(PHOTO)
    is_there = card.picture is not None or (isinstance(typed, str) and ("DISPIMG" in typed or typed == NO_NAME))
    card.cells[PHOTO] = FOUND if is_there else None if sheet.pictures is None else MISSING
    card.spots[PHOTO] = spot or (card.row, max(column for _, column in card.spots.values()))


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
    """A sheet without some areas."""
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

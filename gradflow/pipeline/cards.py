"""Reading cards: labels anywhere on a sheet, each with its value behind the colon or in the cells to its right."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from gradflow.forms.loader import Form
from gradflow.kinds.text import FOUND, MISSING
from gradflow.model.cells import Picture, Raw, Sheet, is_blank, typed_text
from gradflow.model.folding import head_key, squeezed, visible
from gradflow.model.forms import PHOTO
from gradflow.model.records import Record
from gradflow.pipeline.evidence import NAME_HEAD
from gradflow.pipeline.grouping import grouped
from gradflow.pipeline.heads import OF_OTHERS, enough_heads
from gradflow.pipeline.labels import ADDED_HEADS, NO_NAME, Label, Line, field_of_label, is_plain, line_of, said_by
from gradflow.pipeline.lineage import Answer, is_added
from gradflow.pipeline.tokens import likely_name

SEARCHED_ROWS, SEARCHED_COLUMNS = 2000, 40
OTHERS = "others"
"""Stands for a label the form does not have, of somebody who is not the card's person."""


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
        of_others = [column for column, other in line.others.items() if OF_OTHERS.search(other.text) or NAME_HEAD.search(other.text)]
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


def card_answer(cards: Cards) -> Answer | None:
    """The name and 情况说明 of a card gradflow added for somebody who is missing, if nothing else stands on it."""
    if len(cards.filled) != 1 or not is_added(cards.origin):
        return None
    card = cards.filled[0]
    is_answer = all(is_blank(raw) for key, raw in card.cells.items() if key not in {"name", PHOTO})
    return (visible(typed_text(card.cells.get("name"))), cards.reason) if is_answer else None


def added_labels(cards: Sequence[Card]) -> list[str]:
    """The labels branches added to cards, each as often as it stands on one of them."""
    most: Counter[str] = Counter()
    for card in cards:
        most |= Counter(label for label, _ in card.added)
    return list(most.elements())


def _in_order(added: Sequence[tuple[str, str]], heads: Sequence[str]) -> tuple[Raw, ...]:
    """The values of added labels in the order of the heads; None for those a card does not have."""
    values = {label: iter(found) for label, found in grouped(added).items()}
    return tuple(next(values[head], None) if head in values else None for head in heads)


def card_records(cards: Cards) -> tuple[Record, ...]:
    """The filled cards as records."""
    heads = added_labels(cards.filled)
    keys = list(dict.fromkeys(key for card in cards.filled for key in card.spots))
    return tuple(
        Record(
            card.row,
            {key: card.cells.get(key) for key in keys},
            unknown=frozenset(key for key in keys if key not in card.spots),
            extras=_in_order(card.added, heads),
            reason=cards.reason,
            origin_row=int(cards.origin) if cards.origin.isdecimal() else None,
            spots=card.spots,
            last_row=card.last_row,
            picture=card.picture,
        )
        for card in cards.filled
    )

"""Reading cards: labels anywhere on a sheet, each with its value behind the colon or in the cells to its right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from gradflow.core.cells import Picture, Raw, Sheet, is_blank, typed_text
from gradflow.core.copies import ORIGIN_HEAD, PROBLEM_HEAD, REASON_HEAD
from gradflow.core.folding import INVISIBLE, head_key, squeezed, visible
from gradflow.core.records import Record
from gradflow.forms.loader import Form
from gradflow.kinds.photo import FOUND, MISSING
from gradflow.pipeline.heads import enough_heads

SEARCHED_ROWS, SEARCHED_COLUMNS = 2000, 40
LONGEST_LABEL = 40
PHOTO = "photo"
UNDERLINE = " _＿\u3000\t\r\n"
OTHER_LABEL = re.compile(r"^\s*([一-龥A-Za-z/、（）()\s]{2,14})[:：]\s*(.*)$", re.DOTALL)
USUAL_LABELS = re.compile(r"民族|籍贯|学号|学历|政治面貌|身份证|职务|专业|年级|邮编|培养层次|预备党员|党支部|党员类别|转正|申请入党|备注")
"""Words by which a label with a value in the same cell is told from a value such as 专转本：苏州大学."""
COPY_HEADS = (PROBLEM_HEAD, REASON_HEAD, ORIGIN_HEAD)


@dataclass
class Card:
    """One card being read: its lines on the sheet, and field -> place and text of its value."""

    row: int
    last_row: int
    cells: dict[str, Raw] = field(default_factory=dict)
    spots: dict[str, tuple[int, int]] = field(default_factory=dict)
    doubles: list[tuple[str, int, int]] = field(default_factory=list)
    """(field, row, row) of labels that stand twice with different values."""
    added: list[tuple[str, str]] = field(default_factory=list)
    """Labels the branch added, with their values."""

    def is_filled(self) -> bool:
        """Whether anything but the photo is filled in."""
        return any(not is_blank(raw) for key, raw in self.cells.items() if key != PHOTO)


@dataclass(frozen=True)
class Cards:
    """All cards of a sheet, in order."""

    form: Form
    cards: tuple[Card, ...]
    beside: tuple[int, ...] = ()
    """Two cards in one row: the rows where that is so."""

    @property
    def found(self) -> int:
        """How many fields the fullest card has labels of."""
        return max((len(card.spots) for card in self.cards), default=0)


def find_cards(sheet: Sheet, form: Form, hint: str) -> Cards | None:
    """The cards of a sheet, or None where it does not look like cards of this form."""
    cards = _read(sheet, form)
    is_named = any(word in hint for word in form.spec.title_words)
    return cards if cards.found >= enough_heads(form, is_named=is_named) else None


@dataclass(frozen=True, slots=True)
class Label:
    """A label in a cell, and the text behind it up to the next label."""

    text: str
    value: str


def _read(sheet: Sheet, form: Form) -> Cards:
    first = form.spec.fields[0].key
    right = _copy_columns(sheet)
    edge = right[0][1] if right else SEARCHED_COLUMNS + 1
    cards: list[Card] = []
    beside: list[int] = []
    for row, cells in enumerate(sheet.rows[:SEARCHED_ROWS], start=1):
        left = ""
        line = cells[: edge - 1]
        labels = {column: found for column, cell in enumerate(line, start=1) if (found := labels_in(form, cell))}
        for column, found in labels.items():
            for label in found:
                key = form.field_of_head(head_key(label.text), "", left)
                if key is None:
                    continue
                left = key
                if key == first:
                    beside.extend([row] if cards and cards[-1].row == row else [])
                    cards.append(Card(row, row))
                if cards:
                    _put(cards[-1], key, row, column, _value(line, column, label, labels, is_last=label is found[-1]))
        if cards:
            cards[-1].added.extend(_other_labels(line, labels))
    cards = _joined(cards, form)
    ends = [*(card.row for card in cards[1:]), len(sheet.rows) + SEARCHED_ROWS][: len(cards)]
    for card, end in zip(cards, ends, strict=True):
        card.last_row = max((row for row, _ in card.spots.values()), default=card.row)
        if form.spec.field(PHOTO):
            _look_for_photo(card, sheet, end)
    return Cards(form, tuple(cards), tuple(beside))


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


def _put(card: Card, key: str, row: int, column: int, value: tuple[Raw, int]) -> None:
    raw, at = value if key != PHOTO else (value[0], column)  # the photo stands where its label does
    if key not in card.spots or is_blank(card.cells[key]):
        card.cells[key], card.spots[key] = (None if is_blank(raw) else raw), (row, at)
    elif not is_blank(raw) and squeezed(typed_text(raw)) != squeezed(typed_text(card.cells[key])):
        card.doubles.append((key, card.spots[key][0], row))


def labels_in(form: Form, cell: Raw) -> list[Label]:
    """The form's labels in a cell: the whole cell, or several, each with a colon and a text behind it."""
    if not isinstance(cell, str) or is_blank(cell):
        return []
    text = INVISIBLE.sub("", cell)
    pattern = _pattern(form)
    found = list(pattern.finditer(text))
    if not found:
        key = head_key(text)
        is_label = len(text) < LONGEST_LABEL and (key in form.heads or any(key == label for _, label in form.companions))
        start = text.split()[0]  # LibreOffice puts a picture's name behind the text of its cell
        is_photo = form.heads.get(head_key(start)) == PHOTO
        return [Label(text if is_label else start, "")] if is_label or is_photo else []
    ends = [*(match.start() for match in found[1:]), len(text)]
    return [Label(match["label"], text[match.end() : end].strip(UNDERLINE)) for match, end in zip(found, ends, strict=True)]


def _pattern(form: Form) -> re.Pattern[str]:
    return _label_pattern(
        tuple(sorted({squeezed(text).rstrip(":") for one in form.spec.fields for text in (one.head, one.label, *one.aliases)}))
    )


@lru_cache(maxsize=16)
def _label_pattern(spellings: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern for any label with its colon, whatever blanks stand between its characters; longer ones first."""
    written = [r"\s*".join(f"[{re.escape(c)}{re.escape(_wide(c))}]" for c in one) for one in sorted(spellings, key=len, reverse=True)]
    return re.compile(rf"(?<![一-龥A-Za-z0-9/、])(?P<label>{'|'.join(written)})\s*[:：]", re.IGNORECASE)


def _wide(character: str) -> str:
    """The full-width form of an ASCII character."""
    return chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character


def _value(line: Sequence[Raw], column: int, label: Label, labels: dict[int, list[Label]], *, is_last: bool) -> tuple[Raw, int]:
    """The value of a label and its column: behind the colon, else what stands right of it before the next label.

    Where nothing is filled in, the column is the one to fill in.
    """
    if label.value or not is_last:
        return label.value, column
    found: list[tuple[Raw, int]] = []
    for at in range(column + 1, len(line) + 1):
        if at in labels or other_label(line[at - 1]):
            break
        if not is_blank(line[at - 1]) and (not isinstance(line[at - 1], str) or str(line[at - 1]).strip(UNDERLINE)):
            found.append((line[at - 1], at))
    if len(found) > 1:
        return " ".join(visible(typed_text(raw)) for raw, _ in found), found[0][1]
    return found[0] if found else (None, column if column + 1 in labels else column + 1)


def other_label(cell: Raw) -> re.Match[str] | None:
    """A label the form does not have, with the text behind its colon; None for anything else."""
    match = OTHER_LABEL.match(cell) if isinstance(cell, str) else None
    return match if match and (not match[2].strip(UNDERLINE) or USUAL_LABELS.search(match[1])) else None


def _other_labels(line: Sequence[Raw], labels: dict[int, list[Label]]) -> Iterator[tuple[str, str]]:
    """Labels that are not the form's, such as 民族：汉族."""
    for column, cell in enumerate(line, start=1):
        if column not in labels and (match := other_label(cell)):
            right = next((visible(typed_text(c)) for c in line[column:] if not is_blank(c)), "")
            yield squeezed(match[1]), match[2].strip(UNDERLINE) or right


def _look_for_photo(card: Card, sheet: Sheet, end: int) -> None:
    """Note whether a picture lies on the card; its placeholder's text is no value."""
    spot = card.spots.get(PHOTO)
    typed = card.cells.get(PHOTO)
    if isinstance(typed, str) and "DISPIMG" in typed:
        card.cells[PHOTO] = FOUND
    elif sheet.pictures is None:
        card.cells[PHOTO] = None
    else:
        card.cells[PHOTO] = FOUND if _pictures(sheet, card, end) else MISSING
    card.spots[PHOTO] = spot or (card.row, max(column for _, column in card.spots.values()))


def _pictures(sheet: Sheet, card: Card, end: int) -> list[Picture]:
    above = 3  # a photo may begin in the title's lines
    return [p for p in sheet.pictures or () if p.row == 0 or card.row - above <= p.row < max(end - above, card.row + 1)]


def _copy_columns(sheet: Sheet) -> list[tuple[int, int]]:
    """(row, column) of the three heads right of a returned card, if all stand there."""
    for row, cells in enumerate(sheet.rows[:SEARCHED_ROWS], start=1):
        found = [(row, column) for column, cell in enumerate(cells, start=1) if isinstance(cell, str) and squeezed(cell) in COPY_HEADS]
        if len(found) == len(COPY_HEADS):
            return found
    return []


def card_records(sheet: Sheet, cards: Cards) -> tuple[Record, ...]:
    """The filled cards as records."""
    right = _copy_columns(sheet)
    reason = visible(typed_text(sheet.at(right[1][0] + 1, right[1][1]))) if right else ""
    origin = sheet.at(right[2][0] + 1, right[2][1]) if right else None
    filled = [card for card in cards.cards if card.is_filled()]
    keys = list(dict.fromkeys(key for card in filled for key in card.spots))
    ends = [*(card.row for card in filled[1:]), len(sheet.rows) + SEARCHED_ROWS][: len(filled)]
    return tuple(
        Record(
            card.row,
            {key: card.cells.get(key) for key in keys},
            unknown=frozenset(key for key in keys if key not in card.spots),
            extras=tuple(value for _, value in card.added) if len(filled) == 1 else (),
            reason=reason,
            origin_row=int(origin) if isinstance(origin, int | float) else None,
            spots=card.spots,
            last_row=card.last_row,
            picture=next(iter(_pictures(sheet, card, end)), None),
        )
        for card, end in zip(filled, ends, strict=True)
    )

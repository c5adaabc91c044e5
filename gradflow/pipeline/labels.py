"""Labels on a card: how they are found in a cell, and where their values stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from gradflow.core.cells import Raw, Sheet, is_blank, typed_text
from gradflow.core.folding import INVISIBLE, head_key, head_keys, squeezed, visible
from gradflow.core.forms import PHOTO
from gradflow.forms.loader import Form

ASKED = re.compile(r"^\W*(?:Q?\d|请|[您你])|必填|选填")
"""How the labels of online forms differ from what is filled in behind them."""
LONGEST_LABEL = 40
UNDERLINE = " _＿\u3000\t\r\n"
OTHER_LABEL = re.compile(r"^\s*([一-龥A-Za-z/、（）()\s]{2,14})[:：]\s*(.*)$", re.DOTALL)
USUAL_LABELS = re.compile(r"民族|籍贯|学号|学历|政治面貌|身份证|职务|专业|年级|邮编|培养层次|预备党员|党支部|党员类别|转正|申请入党|备注")
"""Words by which a label with a value in the same cell is told from a value such as 专转本：苏州大学."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label in a cell, and the text behind it up to the next label."""

    text: str
    value: str


def labels_in(form: Form, cell: Raw) -> list[Label]:
    """The form's labels in a cell: the whole cell, or several, each with a colon and a text behind it."""
    if not isinstance(cell, str) or is_blank(cell):
        return []
    text = INVISIBLE.sub("", cell)
    found = list(_label_pattern(form.spellings).finditer(text))
    if not found:
        keys = head_keys(text) if ASKED.search(text) else (head_key(text),)
        key = next((one for one in keys if one in form.label_keys), "") if len(text) < LONGEST_LABEL else ""
        start = next(iter(text.split()), "")  # LibreOffice puts a picture's name behind the text of its cell
        is_photo = form.heads.get(head_key(start)) == PHOTO
        return [Label((text if key == keys[0] else key) if key else start, "")] if key or is_photo else []
    ends = [*(match.start() for match in found[1:]), len(text)]
    return [Label(match["label"], text[match.end() : end].strip(UNDERLINE)) for match, end in zip(found, ends, strict=True)]


@lru_cache(maxsize=16)
def _label_pattern(spellings: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern for any label with its colon, whatever blanks stand between its characters; longer ones first."""
    written = [r"\s*".join(f"[{re.escape(c)}{re.escape(_wide(c))}]" for c in one) for one in sorted(spellings, key=len, reverse=True)]
    return re.compile(rf"(?<![一-龥A-Za-z0-9/])(?<![^\d]、)(?P<label>{'|'.join(written)})\s*(?:[(（][必选]填[)）])?\s*[:：]", re.IGNORECASE)


def _wide(character: str) -> str:
    """The full-width form of an ASCII character."""
    return chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character


def value_beside(line: Sequence[Raw], column: int, label: Label, labels: Mapping[int, list[Label]], *, is_last: bool) -> tuple[Raw, int]:
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


def value_below(sheet: Sheet, form: Form, row: int, column: int) -> Raw:
    """What stands under a label, unless it is a label itself."""
    raw = sheet.at(row + 1, column)
    return None if labels_in(form, raw) else raw


def other_labels(line: Sequence[Raw], labels: Mapping[int, list[Label]]) -> Iterator[tuple[str, str]]:
    """Labels that are not the form's, such as 民族：汉族."""
    for column, cell in enumerate(line, start=1):
        if column not in labels and (match := other_label(cell)):
            right = next((visible(typed_text(c)) for c in line[column:] if not is_blank(c)), "")
            yield squeezed(match[1]), match[2].strip(UNDERLINE) or right

"""Labels on a card: how they are found in a cell, and where their values stand."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from gradflow.forms.heads_meant import FAR
from gradflow.forms.loader import Form
from gradflow.model.cells import Raw, Sheet, is_blank, typed_text
from gradflow.model.folding import INVISIBLE, bare_head_key, head_key, head_meaning, squeezed, visible
from gradflow.model.forms import PHOTO

LONGEST_LABEL = 40
MOST_REMEMBERED = 4096
"""Texts: the labels of all cards, and the values of the last hundred."""
UNDERLINE = " _＿\u3000\t\r\n"
OTHER_LABEL = re.compile(r"^\s*([一-龥A-Za-z/、（）()\s]{2,14})[:：]\s*(.*)$", re.DOTALL)
USUAL_LABELS = re.compile(r"民族|籍贯|学号|学历|政治面貌|身份证|职务|专业|年级|邮编|培养层次|预备党员|党支部|党员类别|转正|申请入党|备注")
"""Words by which a label with a value in the same cell is told from a value such as 专转本：苏州大学."""
PLAIN = "手机"
"""What a label means that asks for a telephone without saying whose."""
ANY_LABEL = re.compile(r"(?<!\S)(?P<label>[^\s:：;；]{2,30})\s*[:：]")
UNKNOWN_LABEL = re.compile(
    r"(?![同与和即无没未暂见])(?:[一-龥A-Za-z/、()]{0,10}(?:时间|日期|年月日?|号码|姓名|电话|手机|地址|住址|邮编|邮箱|面貌|籍贯|学历|学位|民族|职务|职称|特长|爱好|年级"
    r"|学号|学制|状况|情况|备注|类别|身份证号?|信仰|血型|曾用名|联系人|名称)|(?:何时|何地|何处|是否|有无|哪年)[一-龥]{1,10}|(?:所学|所在|所属)?(?:专业|党?支部))[?:]?"
)
"""A label the form does not have, without a value in its cell."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label in a cell, and the text behind it up to the next label."""

    text: str
    value: str


def labels_in(form: Form, cell: Raw) -> Sequence[Label]:
    """The form's labels in a cell: the whole cell, or several, each with a colon and a text behind it."""
    return () if not isinstance(cell, str) or is_blank(cell) else _labels_in(form, cell)


@lru_cache(maxsize=MOST_REMEMBERED)
def _labels_in(form: Form, cell: str) -> Sequence[Label]:
    text = INVISIBLE.sub("", cell)
    found = _with_colons(form, text) if ":" in text or "：" in text else []
    if not found:
        is_label = len(text) < LONGEST_LABEL and (is_plain(text) or field_of_label(form, text, ""))
        start = next(iter(text.split()), "")  # LibreOffice puts a picture's name behind the text of its cell
        is_photo = form.heads.get(head_key(start)) == PHOTO
        return [Label(text if is_label else start, "")] if is_label or is_photo else []
    ends = [*(match.start() for match in found[1:]), len(text)]
    return [Label(match["label"], text[match.end() : end].strip(UNDERLINE)) for match, end in zip(found, ends, strict=True)]


def _with_colons(form: Form, text: str) -> list[re.Match[str]]:
    """The labels with a colon: as they are spelt, else what stands between a blank and a colon and means one."""
    spelt = list(_label_pattern(form.spellings).finditer(text))
    taken = {at for match in spelt for at in range(*match.span())}
    others = (match for match in ANY_LABEL.finditer(text) if taken.isdisjoint(range(*match.span())))
    return sorted((*spelt, *(match for match in others if field_of_label(form, match["label"], ""))), key=lambda match: match.start())


def field_of_label(form: Form, text: str, left: str) -> str | None:
    """The field a label means, in whatever words; ``left`` is the field of the label before it."""
    if is_plain(text) and (beside := form.companions.get((left, PLAIN))):
        return beside
    named = form.field_named(text, left)
    return named[0] if named and named[1] < FAR else None


@lru_cache(maxsize=MOST_REMEMBERED)
def is_plain(text: str) -> bool:
    """Whether a label asks for a telephone without saying whose: the person's before it, else the card's own."""
    return any(head_meaning(key) == PLAIN for key in (head_key(text), bare_head_key(text)))


@lru_cache(maxsize=16)
def _label_pattern(spellings: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern for any label with its colon, whatever blanks stand between its characters; longer ones first."""
    written = [r"\s*".join(f"[{re.escape(c)}{re.escape(_wide(c))}]" for c in one) for one in sorted(spellings, key=len, reverse=True)]
    return re.compile(rf"(?<![一-龥A-Za-z0-9/])(?<![^\d]、)(?P<label>{'|'.join(written)})\s*(?:[(（][必选]填[)）])?\s*[:：]", re.IGNORECASE)


def _wide(character: str) -> str:
    """The full-width form of an ASCII character."""
    return chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character


def value_beside(line: Sequence[Raw], column: int, label: Label, labels: Collection[int], *, is_last: bool) -> tuple[Raw, int]:
    """The value of a label and its column: behind the colon, else what stands right of it before the next of the ``labels``' columns.

    Where nothing is filled in, the column is the one to fill in.
    """
    if label.value or not is_last:
        return label.value, column
    found: list[tuple[Raw, int]] = []
    for at in range(column + 1, len(line) + 1):
        if at in labels:
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


def other_labels(line: Sequence[Raw], labels: Mapping[int, Sequence[Label]]) -> dict[int, tuple[str, str]]:
    """Column -> label that is not the form's, such as 民族：汉族, and its value.

    Right behind a label that waits for its value only what has something behind itself is one.
    """
    found: dict[int, tuple[str, str]] = {}
    is_awaited = False
    for column, cell in enumerate(line, start=1):
        if column in labels:
            is_awaited = not labels[column][-1].value
        elif not is_blank(cell):
            at = next((at for at in range(column + 1, len(line) + 1) if not is_blank(line[at - 1])), None)
            right = visible(typed_text(line[at - 1])) if at and at not in labels and not other_label(line[at - 1]) else ""
            match = other_label(cell)
            text = squeezed(cell) if isinstance(cell, str) and len(cell) < LONGEST_LABEL else ""
            if match:
                found[column] = squeezed(match[1]), match[2].strip(UNDERLINE) or right
            elif UNKNOWN_LABEL.fullmatch(text) and (right or not is_awaited):
                found[column] = text.rstrip(":?"), right
            is_awaited = column in found and not (match and match[2].strip(UNDERLINE))
    return found

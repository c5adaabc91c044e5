"""Labels on a card: how they are found in a cell, and where their values stand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from gradflow.forms.loader import Form
from gradflow.model.cells import Raw, is_blank, typed_text
from gradflow.model.copies import ORIGIN_HEAD, PROBLEM_HEAD, REASON_HEAD
from gradflow.model.folding import INVISIBLE, bare_head_key, head_key, head_meaning, later, squeezed, visible
from gradflow.model.forms import PHOTO

ADDED_HEADS = (PROBLEM_HEAD, REASON_HEAD, ORIGIN_HEAD)
LONGEST_LABEL = 40
MOST_REMEMBERED = 4096
"""Texts: the labels of all cards, and the values of the last hundred."""
UNDERLINE = " _＿\u3000\t\r\n"
OTHER_LABEL = later(r"^\s*([一-龥A-Za-z/、（）()\s]{2,14}[\d一二三四]?)[:：]\s*(.*)$", re.DOTALL)
USUAL_LABELS = later(
    r"民族|籍贯|学号|学历|政治面貌|身份证|职务|专业|年级|邮编|培养层次|预备党员|党支部|党员类别|转正|申请入党|备注|(?:姓名|亲属|家属|同学|联系人|手机|电话)[\d二三四]$"
)
"""Words by which a label with a value in the same cell is told from a value such as 专转本：苏州大学."""
NO_NAME = "#NAME?"
"""What Excel shows of a function it does not know."""
ACCOUNTS = frozenset({"qq", "wechat", "email", "other_contact"})
"""Kinds to which one may answer 手机."""
PLAIN = "手机"
"""What a label means that asks for a telephone without saying whose."""
LETTER = re.compile(r"[^\W\d_]")
"""Without one nothing is a label."""
ANY_LABEL = re.compile(r"(?<!\S)(?P<label>[^\s:：;；]{2,30})\s*[:：]")
UNKNOWN_LABEL = later(
    r"(?![同与和即无没未暂见])(?:[一-龥A-Za-z/、()]{0,10}\d?(?:时间|日期|年月日?|号码|姓名|电话|手机|地址|住址|邮编|邮箱|面貌|籍贯|学历|学位|民族|职务|职称|特长|爱好|年级"
    r"|学号|学制|状况|情况|备注|类别|身份证号?|信仰|血型|曾用名|联系人|名称|手机号?|亲属|家属)[\d二三四]?|(?:何时|何地|何处|是否|有无|哪年)[一-龥]{1,10}|(?:所学|所在|所属)?(?:专业|党?支部))[?:]?"
)
"""A label the form does not have, without a value in its cell."""


class Label(NamedTuple):
    """A label in a cell, and the text behind it up to the next label."""

    text: str
    value: str


class Said(NamedTuple):
    """What a text says on a sheet of cards, wherever it stands."""

    labels: Sequence[Label] = ()
    """The form's labels: the whole text, or several, each with a colon and a text behind it."""
    other: Label | None = None
    """A label that is not the form's, such as 民族：汉族."""
    waiting: str = ""
    """Such a label without a value."""
    is_added: bool = False
    """Whether it is a head of what gradflow added to a copy."""


NOTHING = Said()


@dataclass(frozen=True, slots=True)
class Line:
    """A row that holds labels, or values of such: its cells, and the columns of those that are filled."""

    cells: Sequence[Raw]
    filled: Sequence[int]
    labels: Mapping[int, Sequence[Label]]
    others: Mapping[int, Label]
    """Labels that are not the form's, with their values."""
    added: Sequence[int]
    """Columns of heads that gradflow added."""
    lost: int | None
    """The column where Excel has put #NAME? for a picture that WPS keeps in a cell."""

    def beside(self, column: int, label: Label, *, is_last: bool) -> tuple[Raw, int]:
        """The value of a label and its column: behind the colon, else what stands right of it before the next label.

        Where nothing is filled in, the column is the one to fill in.
        """
        if label.value or not is_last:
            return label.value, column
        found: list[tuple[Raw, int]] = []
        for at in self.filled:
            if at > column:
                if at in self.labels or at in self.others:
                    break
                raw = self.cells[at - 1]
                if not isinstance(raw, str) or raw.strip(UNDERLINE):
                    found.append((raw, at))
        if len(found) > 1:
            return " ".join(visible(typed_text(raw)) for raw, _ in found), found[0][1]
        is_next = column + 1 in self.labels or column + 1 in self.others
        return found[0] if found else (None, column if is_next else column + 1)


def line_of(form: Form, cells: Sequence[Raw]) -> Line:
    """Read a row."""
    filled = [column for column, cell in enumerate(cells, start=1) if not is_blank(cell)]
    said = {column: said_by(form, cells[column - 1]) for column in filled}
    found = {column: one.labels for column, one in said.items() if one.labels}
    labels = {column: own for column, own in found.items() if column - 1 not in found or not _is_answer(form, cells, found, column)}
    lost = None
    if NO_NAME in cells and form.spec.field(PHOTO):  # no label's own value, which stands beside it
        lost = next((column for column in filled if cells[column - 1] == NO_NAME and column - 1 not in labels), None)
        filled = [column for column in filled if column != lost]
    added = [column for column, one in said.items() if one.is_added]
    return Line(cells, filled, labels, _others(cells, filled, labels, said), added, lost)


def _is_answer(form: Form, cells: Sequence[Raw], labels: Mapping[int, Sequence[Label]], column: int) -> bool:
    """Whether a 手机, or 手机：139…, is no label but the answer to the 微信号 before it."""
    before, label = labels[column - 1][-1], labels[column][-1]
    key = None if before.value or not is_plain(label.text) else field_of_label(form, before.text, "")
    if key is None or form.kinds[key].name not in ACCOUNTS:
        return False
    is_followed = column < len(cells) and not is_blank(cells[column]) and column + 1 not in labels
    return not is_followed and (label.text == cells[column - 1] or bool(label.value))


def _others(
    cells: Sequence[Raw], filled: Sequence[int], labels: Mapping[int, Sequence[Label]], said: Mapping[int, Said]
) -> Mapping[int, Label]:
    """The labels that are not the form's. Right behind a label that waits for its value only what has something behind itself is one."""
    found: dict[int, Label] = {}
    is_awaited = False
    for column, after in pairwise((*filled, 0)):
        if column in labels:
            is_awaited = not labels[column][-1].value
            continue
        other, waiting = said[column].other, said[column].waiting
        is_right = (other or waiting) and after and after not in labels and not said[after].other
        right = visible(typed_text(cells[after - 1])) if is_right else ""
        if other:
            found[column] = Label(other.text, other.value or right)
        elif waiting and (right or not is_awaited):
            found[column] = Label(waiting, right)
        is_awaited = column in found and not (other and other.value)
    return found


def said_by(form: Form, cell: Raw) -> Said:
    """What a cell says."""
    return _said_by(form, cell) if isinstance(cell, str) and not is_blank(cell) else NOTHING


@lru_cache(maxsize=MOST_REMEMBERED)
def _said_by(form: Form, cell: str) -> Said:
    if not LETTER.search(cell):
        return NOTHING
    match = OTHER_LABEL.match(cell)
    value = match[2].strip(UNDERLINE) if match else ""
    other = Label(squeezed(match[1]), value) if match and (not value or USUAL_LABELS.search(match[1])) else None
    text = squeezed(cell) if len(cell) < LONGEST_LABEL else ""
    waiting = text.rstrip(":?") if UNKNOWN_LABEL.fullmatch(text) else ""
    return Said(_labels_in(form, INVISIBLE.sub("", cell)), other, waiting, text in ADDED_HEADS)


def _labels_in(form: Form, text: str) -> Sequence[Label]:
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


@lru_cache(maxsize=MOST_REMEMBERED)
def field_of_label(form: Form, text: str, left: str) -> str | None:
    """The field a label means, in whatever words; ``left`` is the field of the label before it."""
    if is_plain(text) and (beside := form.companions.get((left, PLAIN))):
        return beside
    named = form.field_spelt(text, left)
    return named[0] if named else None


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

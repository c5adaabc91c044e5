"""Which added column may be one the form asks for: its head is misspelt, or shares a word with it and its values fit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gradflow.forms.loader import Form
from gradflow.kinds.base import Kind
from gradflow.kinds.choice import UNKNOWN
from gradflow.kinds.organisation import NAMING, classify
from gradflow.model.cells import Raw, Sheet, is_blank, typed_text
from gradflow.model.findings import Problem
from gradflow.model.folding import head_key, later, squeezed
from gradflow.model.forms import FieldSpec
from gradflow.pipeline.exports import SKIPPED, is_of_export
from gradflow.pipeline.likeness import closest

LONGEST_LITERAL = 80
"""Characters of a head that is looked up as it stands."""
MOST_COMPARED = 300
"""Rows by which columns are judged."""
JUDGED = frozenset({"date", "choice", "organisation", "text", "contact_log", "phone", "address"})
"""Kinds whose values can be told from others'."""
NOT_ASKED = later(
    r"学号|学籍|学历|学位|学制|专业|班级|年级|院系|学院|系部|寝室|宿舍|籍贯|生源|出生|生日|入党|转正|申请|积极分子|毕业(?:时间|日期|证|院校|学校)|转出"
    r"|开具|有效|编号|号码?$|职务|职称|特长|党费|党龄|档案|户[口籍]|团|QQ|微信|邮箱|银行|签[名字收]|所在|所属|原[党单]|领取|发放|登记"
    r"|家长|父|母|亲属|监护|联系人|辅导员|班主任|介绍人|书记|负责人|经办|回访人"
)
"""Heads of what lists often add and no form asks for."""
SEAT = later(r"(?:组织|支部|党委|总支|单位|公司|学校|院校)[^(（]*(?:地址|电话|联系|邮编|住址)")
"""Where an organisation is to be found: nobody's own address or telephone."""


def guess(sheet: Sheet, last_line: int, form: Form, missing: Sequence[FieldSpec], extras: Sequence[tuple[int, str]]) -> dict[str, int]:
    """For fields without a column, the added column that may be it; required fields choose first."""
    found: dict[str, int] = {}
    free = {column: text for column, text in extras if len(text) <= LONGEST_LITERAL and not is_of_export(text) and not SEAT.search(text)}
    for field in missing if free else ():
        texts = {squeezed(text): column for column, text in free.items() if column not in found.values()}
        spellings = (squeezed(field.head), field.label) if field.required else ()
        if like := next((like for one in spellings if (like := closest(one, list(texts)))), None):
            found[field.key] = texts[like]
    for field in missing if free else ():
        kind = form.kinds[field.key]
        if field.key not in found and kind.name in JUDGED and field.is_merged:
            shared = {column: _shared(field, text) for column, text in free.items() if column not in found.values()}
            fits = [column for column, words in shared.items() if words and _fits(sheet, last_line, kind, column)]
            found.update({field.key: max(fits, key=lambda column: shared[column])} if fits else {})
    return found


def _shared(field: FieldSpec, head: str) -> int:
    """How many pairs of characters a head shares with the words of a field; 0 for a head of something no form asks for."""
    if NOT_ASKED.search(head):
        return 0
    words = "|".join(head_key(text) for text in (field.head, field.label, *field.aliases, field.hint))
    return len(set(_pairs(head_key(head))) & set(_pairs(words)))


def _pairs(text: str) -> Iterator[str]:
    return (text[at : at + 2] for at in range(len(text) - 1))


def _fits(sheet: Sheet, last_line: int, kind: Kind, column: int) -> bool:
    """Whether most of what stands in a column is what the kind holds."""
    filled = list(_filled(sheet, last_line, column).values())
    return bool(filled) and 2 * sum(_is_of(kind, raw) for raw in filled) > len(filled)


def _is_of(kind: Kind, raw: Raw) -> bool:
    text = squeezed(typed_text(raw))
    if kind.name in {"text", "address"}:
        return re.search("[一-龥]{2}", text) is not None
    if kind.name == "organisation":
        return classify(text) in NAMING
    value = kind.parse(raw)
    return value is not None and not isinstance(value, Problem) and (kind.name != "contact_log" or re.search(r"\d", text) is not None)


def _filled(sheet: Sheet, last_line: int, column: int) -> dict[int, Raw]:
    """Row -> what is filled in there, under a head."""
    rows = range(last_line + 1, min(last_line + MOST_COMPARED, len(sheet.rows)) + 1)
    return {row: raw for row in rows if not is_blank(raw := sheet.at(row, column)) and raw not in SKIPPED}


def understood(sheet: Sheet, last_line: int, kind: Kind, column: int) -> dict[int, str]:
    """Row -> what is understood there as a value of the kind."""
    parsed = ((row, kind.parse(raw)) for row, raw in _filled(sheet, last_line, column).items())
    return {row: str(kind.show(value)) for row, value in parsed if value is not None and not isinstance(value, Problem)}


def says_one_thing_else(sheet: Sheet, last_line: int, kind: Kind, column: int) -> str:
    """The one text a column says of several people that is no choice of its field at all; empty where there is none."""
    filled = _filled(sheet, last_line, column)
    texts = {squeezed(typed_text(raw)) for raw in filled.values()}
    if kind.name != "choice" or len(filled) < 2 or len(texts) > 1:  # noqa: PLR2004 - a typo stands once
        return ""
    value = kind.parse(next(iter(filled.values())))
    return texts.pop() if isinstance(value, Problem) and value.check == UNKNOWN.code else ""

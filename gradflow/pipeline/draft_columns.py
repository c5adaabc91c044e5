"""Which known field a column of a blank form is, by its head; else what kind of value it asks for, by its head, drop-down and values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from gradflow.forms.heads_meant import FAR
from gradflow.forms.loader import Form, Forms
from gradflow.kinds.base import kind_classes
from gradflow.model.cells import Raw, Sheet, typed_text
from gradflow.model.folding import head_key, squeezed, visible
from gradflow.model.forms import PHOTO
from gradflow.pipeline.guesses import SEAT, understood
from gradflow.pipeline.heads import OF_OTHERS

FEWEST_REPEATED, MOST_DIFFERENT = 6, 6
POSTCODE = re.compile(r"邮(?:政)?编码?")
OF_PEOPLE = re.compile(r"基本|个人|本人|党员|毕业生|学生|人员")
"""What stands above heads that are the person's own."""
REQUIRED = re.compile(r"^[*＊★]|[*＊★]$|[(（]必填[)）]")
YES_NO = ("是", "否")
BY_VALUES = ("id_number", "phone", "date")
"""Kinds that are known by their values."""
WORDS: tuple[tuple[re.Pattern[str], str, str, dict[str, Any]], ...] = tuple(
    (re.compile(pattern), stem, kind, options)
    for pattern, stem, kind, options in (
        (r"照片", PHOTO, PHOTO, {}),
        (r"介绍信(?:编|字)?号|信号$", "letter_number", "text", {}),
        (r"党费.*[至到]", "dues_until", "date", {"precision": "month"}),
        (r"学号", "student_number", "text", {}),
        (r"身份证", "id_card", "id_number", {}),
        (r"邮箱|mail", "mail", "email", {}),
        (r"邮编|邮政编码", "postcode", "postcode", {}),
        (r"EMS|机要|快递|单号", "parcel", "tracking_number", {}),
        (r"组织(?:机构)?(?:编|代)码", "org_code", "organisation_code", {}),
        (r"电话|手机|联系方式|固话|传真", "contact_phone", "phone", {}),
        (r"[年]月$|年月(?!日)", "month", "date", {"precision": "month"}),
        (r"日期|时间|年月日", "day", "date", {}),
        (r"人数|总数|数量|次数|[（(][人名天个份]+[)）]$|合计|小计|有效期", "count", "number", {}),
        (r"金额|[（(]元[)）]$", "amount", "number", {"decimals": 2}),
        (r"地址|住址", "postal_address", "address", {}),
        (r"(?:党员|签|负责|联系|填表|经办|介绍|培养)[一-龥]{0,4}(?:人|姓名|签[名字])|签[名字章]|姓名", "person", "text", {}),
        (r"^(?:所[在属]|本|现)?(?:基层|分|学院|二级)?(?:党支部|支部|党委|党总支|总支)(?:名称)?$", "own_unit", "text", {}),
        (r"抬头|党委|党支部|党总支|党组织|组织部|工委", "organisation", "organisation", {}),
        (r"^(?:是否|有无|能否)|是否", "yes_no", "choice", {}),
        (r"专业|班级|年级|院系|学院|系部", "class_name", "text", {}),
        (r"单位|公司|学校", "employer", "text", {}),
        (r"备注|说明", "note", "text", {}),
    )
)
"""Words of a head that no form knows -> how its key begins, the kind, its options; the first that fits."""


@dataclass
class Column:
    """A column, or a card's label: its head as it stands there, and what it was taken for."""

    head: str
    group: str = ""
    width: float = 0
    choices: tuple[str, ...] = ()
    values: tuple[Raw, ...] = ()
    place: int = 0
    key: str = ""
    known: tuple[Form, int] | None = None
    """The form whose field of that key it is, and how far its head is from that one's."""
    kind: str = "text"
    options: dict[str, Any] = field(default_factory=dict)
    line: int = 0
    beside: str = ""

    @property
    def text(self) -> str:
        """The head in one line."""
        return squeezed(self.group + self.head)

    @property
    def is_required(self) -> bool:
        """Whether the head says that it has to be filled in."""
        return bool(REQUIRED.search(squeezed(self.head)))


def words_of_head(text: str) -> tuple[str, str, dict[str, Any]] | None:
    """How the key of a column begins whose head has telling words, its kind and options; None for no such word."""
    return next(((stem, kind, options) for pattern, stem, kind, options in WORDS if pattern.search(text)), None)


def recognise_columns(columns: Sequence[Column], forms: Forms, *, is_card: bool) -> None:
    """Give each column the known field that its head names best, or else a kind by its words and values."""
    counts = {key: sum(form.table.field_spelt(column.head) is not None for column in columns) for key, form in forms.items()}
    ordered = sorted(forms.values(), key=lambda form: form.spec.is_card != is_card or -counts[form.key])
    claims = [
        (named[1] if named[1] >= FAR - 1 else 0, not _offers(column, form, named[0]), place, number, named[0])
        for place, column in enumerate(columns)
        for number, form in enumerate(ordered)
        for named in _named(column, form)
        if number == 0 or named[1] < FAR
    ]
    keys: set[str] = set()
    taken = {field.key for form in forms.values() for field in form.spec.fields} - {PHOTO}
    for far, _, place, number, key in sorted(claims):
        column = columns[place]
        if not column.key and key not in keys and _fits(column, ordered[number], key):
            column.key, column.known = key, (ordered[number], far)
            keys.add(key)
    before, group = "", ""
    heads: set[tuple[str, str]] = set()
    groups: set[str] = set()
    for number, column in enumerate(columns, start=1):
        if not column.key:
            _guess(column, number, taken)
        if column.group != group and column.group in groups:  # a second time, elsewhere
            column.head, column.group = column.group + column.head, ""
        if (head_key(column.head), column.group) in heads:
            column.beside = before
        heads.add((head_key(column.head), column.group))
        groups.add(column.group)
        before, group = column.key, column.group


def _named(column: Column, form: Form) -> Iterator[tuple[str, int]]:
    """The field of a form that a head names, and how far it is from that one's; a telling word alone names no date."""
    table = form.table
    named = table.field_named(column.group + column.head) if column.group else None
    if not named and (not column.group or (OF_PEOPLE.search(column.group) and not OF_OTHERS.search(column.group))):
        named = table.field_named(column.head.rstrip("：: "))
    if not named or SEAT.search(column.text) or POSTCODE.fullmatch(column.text):
        return
    kind = form.kinds[named[0]].name if named[0] in form.kinds else PHOTO  # 序号 of cards that come as a table
    if kind != PHOTO and (named[1] < FAR - 1 or kind not in {"date", "number"}):
        yield named


def _offers(column: Column, form: Form, key: str) -> bool:
    """Whether a head tells the choices themselves (正式或预备), which a general one beside it (党员类别) does not."""
    offered = form.kinds[key].style().choices if key in form.kinds else ()
    return bool(offered) and all(text[:2] in column.text for text in offered)


def _fits(column: Column, form: Form, key: str) -> bool:
    """Whether what is filled in, and what the drop-down offers, is what the field holds."""
    kind = form.kinds[key]
    typed = [*column.values, *column.choices]
    if column.choices and kind.codes and len(set(_read(kind, column.choices).values())) < len(kind.style().choices):
        return False  # it offers fewer
    return not typed or 2 * len(_read(kind, typed)) >= len(typed) or kind.name in {"seq", "text"}


def _read(kind: Any, typed: Sequence[Raw]) -> dict[int, str]:
    return understood(Sheet("", [["-"], *([raw] for raw in typed)]), 1, kind, 1)


def _guess(column: Column, number: int, keys: set[str]) -> None:
    """A kind by the words of the head, the drop-down and the values; and a key that no other column has."""
    stem, kind, options = words_of_head(column.text) or ("column", "text", {})
    different = tuple(dict.fromkeys(visible(typed_text(raw)) for raw in column.values))
    is_repeated = len(column.values) >= FEWEST_REPEATED and 1 < len(different) <= min(MOST_DIFFERENT, len(column.values) // 2)
    if column.choices:
        kind = "choice"
    elif kind == "choice":
        column.choices = YES_NO
    elif stem == "column" and is_repeated and not any(map(str.isdecimal, "".join(different))):
        kind, column.choices = "choice", different
    elif kind == "text" and column.values:
        kind = next((one for one in BY_VALUES if 2 * len(_read(kind_classes()[one](), column.values)) > len(column.values)), kind)
    elif column.values and kind != PHOTO and 2 * len(_read(kind_classes()[kind](options), column.values)) < len(column.values):
        kind = "text"
    column.kind, column.options = kind, options if kind == (words_of_head(column.text) or ("", ""))[1] and kind != "choice" else {}
    column.key = stem if stem != "column" and stem not in keys else next(one for n in count(number) if (one := f"{stem}_{n}") not in keys)
    keys.add(column.key)

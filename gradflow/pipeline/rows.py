"""Telling people's rows from everything else that stands under a head."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from enum import Enum
from typing import NamedTuple

from gradflow.core.cells import ERROR_VALUES, Raw, is_blank, typed_text
from gradflow.core.folding import squeezed, visible
from gradflow.kinds.base import is_nothing
from gradflow.pipeline.heads import Head

TOTAL = re.compile(r"^(?:合计|小计|总计|共计|总人数|合\s*计|共\d+人|以上合计|人数合计)")
NOBODY = re.compile(r"^(?!.*(?:其他|其余|剩余|另外)).{0,14}(?:无|没有)(?:应届|本届|20\d\d届)?(?:毕业生?|学生|转出)(?:的?党员)?")
SUM = re.compile(r"(?:合计|小计|总计|共计|总人数|人数合计|共)[::为]?(\d{1,4})(?:人|名|位|$)")
NOTE = re.compile(r"^(?:注|说明|备注|填表说明|填写说明|填报说明|附注|备)\s*\d?\s*[:::、.\d]|^[★※*]|^(?:\(?\d{1,2}\)?)[、..)].{6,}")
SIGN_OFF = re.compile(
    r"^(?:填表|填报|制表|审核|复核|经办|负责|联系|报送|上报|统计)(?:人|单位|时间|日期|部门|电话)?(?:签字|签名)?\s*(?:[::(]|$)"
    r"|^(?:党?支部)?(?:书记|委员)(?:签字|签名)?\s*[::(]|^\(?(?:党?支部|党总支|单位|部门)?(?:公章)?\(?(?:盖章|公章|签章)\)?|^(?:填报)?(?:日期|时间)\s*[::]|^20\d\d年\s*\d{1,2}月(?:\s*\d{1,2}日)?$"
    r"|^[-—=~*]*(?:以下空白|以下无正文|此行以下空白|以下为空)"
)
BRANCH_AGAIN = re.compile(r"^(?:党支部|支部)(?:名称|全称)")
MOST_CELLS = 3
"""Filled fields from which a row counts as a person whatever its first cell says."""


class Sort(Enum):
    """What a row is; the value is the Chinese word for it."""

    PERSON = "人员"
    BLANK = "空行"
    HEAD = "重复的表头"
    TITLE = "重复的标题"
    BRANCH = "党支部名称"
    TOTAL = "合计行"
    NOTE = "备注说明"
    SIGN_OFF = "填报签章"
    NIL = "零报告"
    NOT_FOUND = "只有公式错误的一行"


class Sorted(NamedTuple):
    """A row's sort, and the text that decided it."""

    sort: Sort
    text: str = ""


def sort_row(cells: Sequence[Raw], head: Head, notes: Container[str]) -> Sorted:  # noqa: PLR0911 - one return a sort
    """Tell what a row under the head is. In doubt it is a person: no one may be lost."""
    placed, ours = head.fields, head.copy_columns.values()
    filled = {c: cell for c, cell in enumerate(cells, start=1) if not is_blank(cell) and c not in ours}
    own = {placed[column]: cell for column, cell in filled.items() if column in placed}
    data = {key: cell for key, cell in own.items() if key != "seq"}
    if not filled:
        return Sorted(Sort.BLANK)
    if data and all(cell in ERROR_VALUES for cell in data.values()):
        return Sorted(*_errors_only(data))
    if _counts_columns(list(filled.values())):
        return Sorted(Sort.HEAD)
    text = visible(typed_text(next(iter(filled.values()))))
    if len(data) >= MOST_CELLS and not isinstance(next(iter(filled.values())), str):
        return Sorted(Sort.PERSON)
    heads = sum(head.names(cell) is not None for cell in filled.values())
    if heads > 1 and heads * 2 > len(filled):
        return Sorted(Sort.HEAD)
    if len(data) >= MOST_CELLS and not TOTAL.match(text):
        return Sorted(Sort.PERSON)
    return _with_little(text, filled, data, head, notes)


def _with_little(text: str, filled: dict[int, Raw], data: dict[str, Raw], head: Head, notes: Container[str]) -> Sorted:
    """Tell what a row with only a few filled cells is."""
    if not data and len(filled) == 1 and _is_number(text):
        return Sorted(Sort.BLANK)
    if not data and not any(c in head.fields and not _is_number(cell) for c, cell in filled.items()):
        return Sorted(Sort.NOTE, " ".join(map(_shown, filled.values())))
    if data and all(is_nothing(typed_text(cell)) for cell in data.values()):
        return Sorted(Sort.NIL if any("无" in typed_text(c) for c in data.values()) else Sort.BLANK)
    if len(data) == 1 and NOBODY.search(squeezed(_shown(next(iter(data.values()))))):
        return Sorted(Sort.NIL)
    if squeezed("".join(map(_shown, filled.values()))) in notes:
        return Sorted(Sort.BLANK)
    return Sorted(_by_text(squeezed(text), filled, data, head), " ".join(map(_shown, filled.values())))


def _errors_only(data: dict[str, Raw]) -> tuple[Sort, str]:
    """What a row is that holds nothing but errors: formulas filled down over nobody, a look-up that found nobody, or somebody."""
    name = data.get("name")
    if name is None:
        return Sort.BLANK, ""
    return (Sort.NOT_FOUND, str(name)) if name == "#N/A" else (Sort.PERSON, "")


def _counts_columns(cells: Sequence[Raw]) -> bool:
    """Whether a row numbers the columns: 1, 2, 3 … under the head."""
    numbers = [squeezed(_shown(cell)).strip("()") for cell in cells]
    return len(numbers) > MOST_CELLS and numbers == [str(number) for number in range(1, len(numbers) + 1)]


def counted(text: str) -> int | None:
    """How many people a total row says there are; None if it does not say, or says several numbers."""
    plain = squeezed(text)
    if match := SUM.search(plain):
        return int(match[1])
    numbers = re.findall(r"\d+", plain)
    return int(numbers[0]) if len(numbers) == 1 else None


def _is_number(cell: Raw) -> bool:
    return re.fullmatch(r"\d{1,4}", squeezed(_shown(cell))) is not None


def _shown(cell: Raw) -> str:
    return visible(typed_text(cell))


def _by_text(text: str, filled: dict[int, Raw], data: dict[str, Raw], head: Head) -> Sort:
    first = next(iter(data), None)
    if TOTAL.match(text) or (first and TOTAL.match(squeezed(typed_text(data[first])))):
        return Sort.TOTAL
    if BRANCH_AGAIN.match(text) or text.startswith(squeezed(head.form.spec.branch_label)):
        return Sort.BRANCH
    if any(word in text for word in head.form.spec.title_words) and len(filled) == 1:
        return Sort.TITLE
    if NOTE.match(text) and len(data) <= 1:
        return Sort.NOTE
    texts = (text, squeezed(typed_text(data[first])) if first else "")
    if len(data) <= MOST_CELLS and any(map(SIGN_OFF.match, texts)):
        return Sort.SIGN_OFF
    return Sort.PERSON

"""Telling people's rows from everything else that stands under a head: by evidence, not by position.

A person has a name, or an ID number or telephone number, or several values a form asks for; what else a row may be, it says
in words (``line_words``). In doubt it is a person: nobody may be lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from gradflow.core.cells import ERROR_VALUES, Raw, is_blank, typed_text
from gradflow.core.folding import squeezed
from gradflow.kinds.base import is_nothing
from gradflow.kinds.id_number import check_digit
from gradflow.kinds.person_name import PLAIN
from gradflow.pipeline.heads import Head
from gradflow.pipeline.identity import BRANCH_LINE
from gradflow.pipeline.likely_names import likely_name
from gradflow.pipeline.line_words import Sort, could_be_name, counted, counts_something_else, is_instruction, is_second_head, line_sort
from gradflow.pipeline.row_evidence import Row, fits, has_surname, is_count, shown

NOBODY = re.compile(r"^(?!.*(?:其他|其余|剩余|另外)).{0,14}(?:无|没有)(?:应届|本届|20\d\d届)?(?:毕业生?|学生|转出)(?:的?党员)?")
MARKS = re.compile(r"例|样|如|示范|范本|模板|参考|某|[*×?○〇□△_x]|号码|身份证|eg|sample|demo", re.IGNORECASE)
"""What a row must hold somewhere to be looked at as a sample."""
OF_A_SAMPLE = re.compile(r"示例|样例|范例|举例|例子|示范|^\W?例\W?$|sample", re.IGNORECASE)
"""Words by which a remark says that its row is one."""
MASKED_NAME = re.compile(r"[^\d]{0,2}(?:某|[*×xX○△_]{1,3}|[〇□]{2})(?:某|[*×xX○〇□△_]|[一-龥]){0,3}")
MASKED_NUMBER = re.compile(
    r"(?=(?:[^*×xX#•○●□?…某]*[*×xX#•○●□?…某]){3})[\d*×xX#•○●□?…某+()._-]+(?:\(.*\))?|\d*\.{2,}\d*|.{0,6}(?:身份证|手机|电话|号码|\d位).{0,6}"
    r"|1[3-9]\d(?:0{8}|12345678|8{8})|1?23456789\d*|.*(\d)\1{6}.*|13800138000"
)
"""A number that is hidden, or nobody's."""
SAMPLE_NAMES = frozenset("张三 李四 王五 赵六 小明 王小明 张三丰".split())  # noqa: SIM905 - a list one can read
LONGEST_NUMBER = 60
MOST_CELLS = 3
"""Filled fields from which a row counts as a person although nothing in it is understood."""
SURE_CELLS = 2
"""Understood values of the form's own fields from which a row counts as a person."""
TAKES_MANY = frozenset({"phone", "address", "organisation", "text", "accounts", "mail"})
"""Kinds of which one person may have lines: the second stands in a row of its own."""


class Sorted(NamedTuple):
    """A row's sort, and the text that decided it."""

    sort: Sort
    text: str = ""


def sort_row(cells: Sequence[Raw], head: Head, notes: Container[str], *, is_wide: bool = False) -> Sorted:  # noqa: PLR0911 - one return a sort
    """Tell what a row under the head is. In doubt it is a person: no one may be lost."""
    placed, ours = {**{column: key for key, column in head.guesses.items()}, **head.fields}, head.copy_columns.values()
    filled = {c: cell for c, cell in enumerate(cells, start=1) if cell is not None and not is_blank(cell) and c not in ours}
    own = {placed[column]: cell for column, cell in filled.items() if column in placed}
    row = Row(head, filled, is_wide, own)
    if not filled or not own or not row.data:
        return Sorted(_without_data(row), " ".join(map(shown, filled.values())))
    if all(cell in ERROR_VALUES for cell in row.data.values()):
        return Sorted(*_errors_only(row.data))
    if (sample := _sample(row)) is not None:
        return Sorted(sample, " ".join(map(shown, filled.values())))
    if len(row.data) >= MOST_CELLS and row.is_named and (row.is_numbered or "seq" not in own) and could_be_name(row.name):
        return Sorted(Sort.PERSON)
    if _counts_columns(list(filled.values())) or _is_head(row):
        return Sorted(Sort.HEAD)
    if all(is_nothing(typed_text(cell)) for cell in row.data.values()):
        return Sorted(Sort.NIL if any("无" in typed_text(c) for c in row.data.values()) else Sort.BLANK)
    if len(row.data) == 1 and NOBODY.search(squeezed(shown(next(iter(row.data.values()))))):
        return Sorted(Sort.NIL)
    if squeezed("".join(map(shown, filled.values()))) in notes:
        return Sorted(Sort.BLANK)
    return Sorted(_by_evidence(row), " ".join(map(shown, filled.values())))


def quick_look(head: Head) -> Callable[[Sequence[Raw]], bool]:
    """A look that tells usual people's rows, of which there may be very many: a number, a name that is one, and two values more."""
    kinds = head.form.kinds
    seq, name = (head.columns.get(key, (head.guesses.get(key, 0),))[0] for key in ("seq", "name"))
    remarks = [column for column, key in head.fields.items() if kinds[key].name == "text"]
    others = [column for column, key in head.fields.items() if key not in {"seq", "name"} and column not in remarks]

    def is_person(cells: Sequence[Raw]) -> bool:
        width = len(cells)
        text = cells[name - 1] if 0 < name <= width else None
        if type(text) is not str or not is_plain_name(text):
            return False
        number = cells[seq - 1] if 0 < seq <= width else None
        if type(number) is str and number and not number.isdecimal():
            return False
        if any(type(told := cells[column - 1]) is str and MARKS.search(told) for column in remarks if column <= width):
            return False
        return sum(cells[column - 1] not in {None, ""} for column in others if column <= width) >= MOST_CELLS - 1

    return is_person


@lru_cache(maxsize=65536)
def is_plain_name(text: str) -> bool:
    """Whether a text as typed is a name and nothing else."""
    return PLAIN.fullmatch(text) is not None and text not in SAMPLE_NAMES and not MARKS.search(text) and could_be_name(text)


def fits_well(cells: Sequence[Raw], head: Head) -> bool:
    """Whether a row holds a name and values where the fields of a head ask for them."""
    filled = {column: cell for column, cell in enumerate(cells, start=1) if not is_blank(cell) and column not in head.copy_columns.values()}
    row = Row(head, filled, own={head.fields[column]: cell for column, cell in filled.items() if column in head.fields})
    return row.is_named and row.understood > SURE_CELLS and 2 * row.understood >= len(row.data) - 1


def _without_data(row: Row) -> Sort:
    """What a row is that holds nothing in the form's fields but perhaps a running number."""
    seq = squeezed(shown(row.own.get("seq")))
    if not seq or is_count(seq) or not any(sign.isalnum() for sign in seq):
        return Sort.BLANK  # what stands beside the table is looked at as what was left over
    name = likely_name(seq)
    is_lone_name = name and name[1] and could_be_name(seq) and len(row.texts) == 1 and not row.is_wide
    return Sort.PERSON if is_lone_name or row.is_proved else _by_words(row)


def _by_evidence(row: Row) -> Sort:
    if _is_instruction(row):
        return Sort.SAMPLE
    if len("".join(row.texts)) == len(row.texts) and (spread := line_sort("".join(row.texts))) in {Sort.TOTAL, Sort.BELOW_BLANK}:
        return spread  # a character a cell
    label = row.label
    first = line_sort(label) if label else None
    is_label = first in {Sort.TOTAL, Sort.SIGN_OFF, Sort.NOTE, Sort.BELOW_BLANK} and (not row.is_named or label != row.name)
    is_sure = row.understood > SURE_CELLS and (row.is_named or row.is_proved or row.understood > MOST_CELLS)
    if is_sure or (row.is_numbered and row.understood >= SURE_CELLS and first is not Sort.TOTAL):
        return Sort.PERSON
    if is_label and first:
        return first
    is_proved = row.is_proved and (row.understood or not any(map(line_sort, row.texts)))
    if row.is_named or is_proved or row.understood >= SURE_CELLS:
        return Sort.PERSON
    others = len({squeezed(shown(cell)) for cell in row.data.values() if not is_count(squeezed(shown(cell)))})
    sort = _by_words(row)
    return Sort.PERSON if others >= MOST_CELLS and sort is Sort.TEXT else sort


def _by_words(row: Row) -> Sort:
    """What a row is that shows nobody: by its words, each and together."""
    texts = row.texts
    joined = "".join(texts)
    spec = row.head.form.spec
    if any(BRANCH_LINE.match(text) or text.startswith(squeezed(spec.branch_label)) for text in texts[:2]):
        return Sort.BRANCH
    sorts = [line_sort(text) for text in texts]
    for sort in (Sort.BELOW_BLANK, Sort.TOTAL, Sort.SAMPLE):
        if sort in sorts or line_sort(joined) is sort:
            return sort
    if len(texts) == 1 and any(word in joined for word in spec.title_words):
        return Sort.TITLE
    return next(filter(None, sorts), Sort.TEXT)


def _sample(row: Row) -> Sort | None:
    """Whether a row shows how to fill in: it says so where its number or name or remark stands, or both name and numbers are masked."""
    if not any(isinstance(cell, str) and MARKS.search(cell) for cell in row.filled.values()):
        return None
    keys = [
        key
        for key, cell in row.own.items()
        if isinstance(cell, str) and (key in {"seq", "name"} or row.head.form.kinds[key].name == "text")
    ]
    kinds = row.head.form.kinds
    for key in keys:
        text = squeezed(shown(row.own[key]))
        may_be_name = key == "name" and has_surname(text) and text.isalpha() and _is_sound(row.own.get("id_number"))  # 范例
        is_told = key in {"seq", "name"} or OF_A_SAMPLE.search(text)
        if is_told and line_sort(text) is Sort.SAMPLE and not may_be_name:
            return Sort.SAMPLE
    numbers = [squeezed(shown(cell)) for key, cell in row.own.items() if kinds[key].name in {"id_number", "phone"}]
    masked = [len(text) <= LONGEST_NUMBER and bool(MASKED_NUMBER.fullmatch(text)) for text in numbers]
    is_sample = (MASKED_NAME.fullmatch(row.name) or (row.name in SAMPLE_NAMES and len(masked) > 1)) and masked and all(masked)
    return Sort.SAMPLE if is_sample and not _is_sound(row.own.get("id_number")) else None


def _is_instruction(row: Row) -> bool:
    """Whether most of its texts tell how to fill in."""
    texts = [text for cell in row.filled.values() if (text := squeezed(shown(cell))) and not is_count(text)]
    told = sum(map(is_instruction, texts))
    if could_be_name(row.name):
        return told >= MOST_CELLS and told >= len(texts) - 1
    return len(row.data) > 1 and told * 2 >= len(texts) and told * 2 > row.understood and (told > 1 or not row.is_named)


def _is_head(row: Row) -> bool:
    """Whether it names columns: of this form, or of another table."""
    heads = sum(row.head.names(cell) is not None for cell in row.filled.values())
    if heads > 1 and heads * 2 > len(row.filled):
        return True
    return not row.is_proved and not row.is_named and is_second_head(row.texts) and len(row.texts) == len(row.filled)


def _errors_only(data: Mapping[str, Raw]) -> tuple[Sort, str]:
    """What a row is that holds nothing but errors: formulas filled down over nobody, a look-up that found nobody, or somebody."""
    name = data.get("name")
    if name is None:
        return Sort.BLANK, ""
    return (Sort.NOT_FOUND, str(name)) if name == "#N/A" else (Sort.PERSON, "")


def _counts_columns(cells: Sequence[Raw]) -> bool:
    """Whether a row numbers the columns: 1, 2, 3 … under the head."""
    numbers = [squeezed(shown(cell)).strip("()") for cell in cells]
    return len(numbers) > MOST_CELLS and numbers == [str(number) for number in range(1, len(numbers) + 1)]


def continues(cells: Sequence[Raw], head: Head) -> bool:
    """Whether a row holds nothing but a further line of the person above: a telephone number, an address, an organisation."""
    filled = {column: cell for column, cell in enumerate(cells, start=1) if not is_blank(cell)}
    keys = [head.fields.get(column, "") for column in filled]
    kinds = head.form.kinds
    return bool(keys) and all(
        key and kinds[key].name in TAKES_MANY and (fits(kinds[key], cell)) for key, cell in zip(keys, filled.values(), strict=True)
    )


def number_told(row: Sequence[Raw], head: Head) -> int | None:
    """How many people a total row says there are; None if it does not say, or says several numbers."""
    kinds = head.form.kinds
    numbers: set[int] = set()
    for column, cell in enumerate(row, start=1):
        key = head.fields.get(column, "")
        text = squeezed(shown(cell))
        if not text or column in head.copy_columns.values():
            continue
        if line_sort(text) is Sort.TOTAL:
            if (said := counted(text)) is not None:
                return said
            if counts_something_else(text):
                return None
        elif (
            key != "seq" and (match := re.fullmatch(r"(\d{1,4})(人|名|位|个)?", text)) and (match[2] or not key or kinds[key].name != "age")
        ):
            numbers.add(int(match[1]))
    return numbers.pop() if len(numbers) == 1 else None


def _is_sound(cell: Raw) -> bool:
    """Whether an ID number has the right check digit."""
    text = squeezed(shown(cell)).upper()
    return re.fullmatch(r"\d{17}[\dX]", text) is not None and check_digit(text[:17]) == text[17]

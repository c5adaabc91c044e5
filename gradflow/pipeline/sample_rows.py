"""Rows that show or tell how to fill in: samples and instructions, and what makes one a person's all the same."""

from __future__ import annotations

import re

from gradflow.core.cells import Raw
from gradflow.core.folding import squeezed
from gradflow.kinds.id_number import check_digit
from gradflow.kinds.person_name import PLAIN
from gradflow.pipeline.line_words import Sort, could_be_name, is_instruction, line_sort
from gradflow.pipeline.row_evidence import Row, fits, has_surname, is_count, shown

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
FLAGS = frozenset({"是", "否", "必填", "选填", "必", "选", "Y", "N", "y", "n", "√", "×", "可空", "非空"})
"""How a row under the head tells which columns must be filled."""
NEVER_NAMES = frozenset({"示例", "样例", "举例", "例子", "填写示例", "填写样例"})
SAMPLE_HEADING = re.compile(
    r"\W*(?:以下|下面)?[为是]?(?:填写|填表|填报|表格)?(?:样例|示例|范例|样表|样本|示范|举例|例子?)(?:行|如下)?(?:\W*(?:请?删除?|仅?供?参考)\w{0,4})?\W*"
)
"""A line of its own that says that a sample follows."""
HIDDEN = re.compile(r"[*×○□△]{2}|[Xx]{2}|某某")
LONGEST_NUMBER = 60
MOST_CELLS = 3
"""Filled fields from which a row counts as a person although nothing in it is understood."""


def has_true_values(row: Row) -> bool:
    """Whether it holds several values of the form's own fields, none hidden or nobody's, each what its field asks for."""
    enough = MOST_CELLS - bool(PLAIN.fullmatch(row.name) and has_surname(row.name) and row.is_numbered)
    if row.understood < enough or any(_masked(row)) or MASKED_NAME.fullmatch(row.name):
        return False
    kinds = row.head.form.kinds
    told = {key: squeezed(shown(cell)) for key, cell in row.data.items() if key != "name" and fits(kinds[key], cell)}
    if "id_number" in told and not _is_sound(told["id_number"]):
        return False
    choices = {text for key, text in told.items() if kinds[key].name in {"choice", "ethnicity"}}
    hidden = sum(bool(HIDDEN.search(text)) for text in told.values())
    counts = sum(re.search(r"\d", text) is not None for text in choices)
    return not hidden and len(set(told.values())) - counts >= enough


def _masked(row: Row) -> list[bool]:
    """Of each ID and telephone number, whether it is hidden or nobody's."""
    kinds = row.head.form.kinds
    numbers = [squeezed(shown(cell)) for key, cell in row.own.items() if kinds[key].name in {"id_number", "phone"}]
    return [len(text) <= LONGEST_NUMBER and bool(MASKED_NUMBER.fullmatch(text)) for text in numbers]


def sample_sort(row: Row, *, is_true: bool) -> Sort | None:
    """Whether a row shows how to fill in: it says so where its number or name or remark stands, or both name and numbers are masked."""
    if not any(isinstance(cell, str) and MARKS.search(cell) for cell in row.filled.values()):
        return None
    keys = [
        key
        for key, cell in row.own.items()
        if isinstance(cell, str) and (key in {"seq", "name"} or row.head.form.kinds[key].name == "text")
    ]
    for key in keys:
        text = squeezed(shown(row.own[key]))
        may_be_name = key == "name" and is_true and PLAIN.fullmatch(text) and text not in NEVER_NAMES  # 范例
        is_told = key in {"seq", "name"} or OF_A_SAMPLE.search(text)
        if is_told and line_sort(text) is Sort.SAMPLE and not may_be_name:
            return Sort.SAMPLE
    masked = _masked(row)
    is_sample = (MASKED_NAME.fullmatch(row.name) or (row.name in SAMPLE_NAMES and len(masked) > 1)) and masked and all(masked)
    return Sort.SAMPLE if is_sample and not _is_sound(row.own.get("id_number")) else None


def is_told_how(row: Row) -> bool:
    """Whether most of its texts tell how to fill in."""
    texts = [text for cell in row.filled.values() if (text := squeezed(shown(cell))) and not is_count(text)]
    told = sum(map(is_instruction, texts))
    if len(texts) > MOST_CELLS and set(texts) <= FLAGS:
        return True
    is_known = row.understood or row.is_proved or row.is_numbered
    is_known = has_surname(row.name) or (is_known and (told <= MOST_CELLS or row.understood > 1 or could_be_name(row.name)))
    if not is_known and len(texts) >= MOST_CELLS and told > 1:
        return True
    if could_be_name(row.name):
        return told >= MOST_CELLS and told >= len(texts) - 1
    return len(row.data) > 1 and told * 2 >= len(texts) and told * 2 > row.understood and (told > 1 or not row.is_named)


def _is_sound(cell: Raw) -> bool:
    """Whether an ID number has the right check digit."""
    text = squeezed(shown(cell)).upper()
    return re.fullmatch(r"\d{17}[\dX]", text) is not None and check_digit(text[:17]) == text[17]

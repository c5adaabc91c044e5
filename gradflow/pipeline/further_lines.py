"""Further lines of a person: a row that holds nothing but what goes on from the row above."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from gradflow.core.cells import Raw, is_blank
from gradflow.core.folding import squeezed
from gradflow.kinds.base import is_nothing
from gradflow.kinds.person_name import HAN
from gradflow.pipeline.heads import Head
from gradflow.pipeline.likely_names import likely_name
from gradflow.pipeline.line_words import COUNT_BEHIND, NUMBERING, SECOND_HEAD, Sort, is_instruction, line_sort
from gradflow.pipeline.row_evidence import fits, shown

TAKES_MANY = frozenset({"phone", "address", "organisation", "text", "accounts", "mail"})
"""Kinds of which one person may have lines: the second stands in a row of its own."""
POSTCODE = re.compile(r"(?:邮编|邮政编码)?:?\(?\d{6}\)?")
OWN_PHONE = re.compile(r"(?:手机|固话|座机|本人|家庭|宅电|微信)(?:号码?|电话)?[:(]?\d")
BARE_OFFICE = re.compile(r"(?:党?支部|党总支|总支|党委|组织部|委?组织部|委员会)")
"""Ends of an organisation's name; alone in a row it may also be where somebody signs."""
WHOLE_ORGANISATION = re.compile(r".*(?:组织部|党委|工委|委员会|支部|总支|组织科|人才服务中心)\)?$")
HEADING = re.compile(r"^(?:转往|转到|转至|转入|转出|去往|去|到|在|回|留)|(?:班|年级|\d级|届|专业|学院|小组|名单|党员|毕业生|学生)$")
NOBODYS = frozenset({Sort.TOTAL, Sort.NOTE, Sort.BELOW_BLANK, Sort.SAMPLE, Sort.SIGN_OFF})
ENDS_OPEN, GOES_ON = re.compile(rf"[{HAN})）、，,：]$"), re.compile(rf"[{HAN}(（、，）)]|\d{{1,4}}[{HAN}-]")
"""An end and a beginning between which no blank belongs: 恒力石化（苏州）, 有限公司; 云梨路, 100号."""


def continues(cells: Sequence[Raw], above: Sequence[Raw], head: Head) -> bool:
    """Whether a row holds nothing but a further line of the person above: a telephone number, an address, an organisation, a remark."""
    filled = {column: cell for column, cell in enumerate(cells, start=1) if not is_blank(cell)}
    return bool(filled) and all(
        column in head.fields and _goes_on(head, head.fields[column], cell, above[column - 1] if column <= len(above) else None)
        for column, cell in filled.items()
    )


def _goes_on(head: Head, key: str, cell: Raw, above: Raw) -> bool:
    """Whether a cell goes on with the one above of the same column, and is no total, note or signature under the table."""
    kind = head.form.kinds[key]
    text, before = squeezed(shown(cell)), squeezed(shown(above))
    if kind.name not in TAKES_MANY or is_nothing(text):
        return False
    if kind.name == "address" and POSTCODE.fullmatch(text):
        return bool(before) and not re.search(r"(?<!\d)\d{6}(?!\d)", before)
    if kind.name == "organisation" and BARE_OFFICE.fullmatch(text):
        return bool(before) and not WHOLE_ORGANISATION.fullmatch(before)
    if kind.name == "text":
        return bool(before) and not is_nothing(before) and _is_prose(text)
    sort = line_sort(text)
    is_heading = sort is Sort.SECTION and bool(COUNT_BEHIND.search(text) or NUMBERING.match(text))
    is_nobodys = (sort in NOBODYS or is_heading) and not (kind.name == "phone" and OWN_PHONE.match(text))
    return not is_nobodys and fits(kind, cell) and not (kind.name == "address" and HEADING.search(text))


def _is_prose(text: str) -> bool:
    """Whether a text of a remark's column says nothing else of its row."""
    is_name = (likely_name(text) or ("", False))[1]
    return line_sort(text) is None and not (is_name or text.isdecimal() or is_instruction(text) or SECOND_HEAD.fullmatch(text))


def glued(texts: Iterable[str]) -> str:
    """The lines of one value as one text: Chinese goes on without a blank, numbers stand apart."""
    joined = ""
    for text in texts:
        is_apart = joined and not (ENDS_OPEN.search(joined) and GOES_ON.match(text))
        joined += f" {text}" if is_apart else text
    return joined

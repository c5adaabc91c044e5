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
HAS_POSTCODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
HOUSE = re.compile(r"(?:\d{1,5}-?)*(?:号|幢|栋|室|单元|弄|组|座|楼|层|#).{0,20}|\d{1,4}-\d.{0,12}")
OWN_PHONE = re.compile(r"(?:(?:手机|固话|固定电话|座机|本人|家庭|家长|家里|宅电|微信|父亲|母亲|父|母)(?:号码?|电话)?[:(]?)?[\d(+].*")
OF_ORGANISATION = re.compile(r"(?:党?支部|党总支|总支|党委|工委|组织部|组织科|委员会)(?:\(.*\))?$|[^职机体]制$")
HEADING = re.compile(r"^(?:转往|转到|转至|转入|转出|去往|去|到|在|回|留)|(?:班|年级|\d级|届|专业|学院|小组|名单|党员|毕业生|学生)$")
OF_A_COMPANY = re.compile(r"(?:公司|集团|厂|中心|银行|医院|事务所|研究院)$")
OF_A_SCHOOL = re.compile(r"(?:学院|大学|学校)$")
OPEN = re.compile(r"[、,:;(\[“]$|[(][^)]*$")
"""How a remark ends that goes on."""
NOBODYS = frozenset({Sort.TOTAL, Sort.NOTE, Sort.BELOW_BLANK, Sort.SAMPLE, Sort.SIGN_OFF})
GOES_ON = re.compile(rf"[{HAN})）、，,：]\n(?:[{HAN}(（、，）)]|\d{{1,4}}[{HAN}-])|\d\n[号幢栋室楼组弄座]")
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
    if kind.name not in TAKES_MANY or is_nothing(text) or is_nothing(before):
        return False
    if kind.name == "text":
        return bool(before) and _goes_on_in_prose(text, before)
    if kind.name == "address":
        is_part = POSTCODE.fullmatch(text) or HOUSE.fullmatch(text) if before else None
        is_one = fits(kind, cell) and not (HEADING.search(text) or OF_ORGANISATION.search(text) or _is_nobodys(text))
        return not HAS_POSTCODE.search(before) and (bool(is_part) or is_one)
    if kind.name == "organisation":
        is_one = bool(OF_ORGANISATION.fullmatch(text) or (fits(kind, cell) and not _is_nobodys(text)))
        return bool(before and is_one) and not OF_ORGANISATION.search(before)  # below a whole or missing one it is who signs
    return fits(kind, cell) and (OWN_PHONE.fullmatch(text) is not None or kind.name != "phone")


def _is_nobodys(text: str) -> bool:
    """Whether a text is a total, a note, a signature, or a heading with a number or count."""
    sort = line_sort(text)
    return sort in NOBODYS or (sort is Sort.SECTION and bool(COUNT_BEHIND.search(text) or NUMBERING.match(text)))


def _goes_on_in_prose(text: str, before: str) -> bool:
    """Whether a remark goes on: the end of a company's or school's name, what an open end asks for, or words that say nothing else."""
    if _is_nobodys(text) or re.match(rf"[{HAN}(（“A-Za-z\d]", text) is None or re.search(f"[{HAN}]", text) is None:
        return False
    if OF_A_COMPANY.search(text) or (OF_A_SCHOOL.search(text) and OF_A_SCHOOL.search(before)):
        return True
    if OPEN.search(before) and line_sort(text) is None:
        return True
    is_name = (likely_name(text) or ("", False))[1]
    is_other = any(pattern.search(text) for pattern in (OF_ORGANISATION, NUMBERING)) or SECOND_HEAD.fullmatch(text)
    is_told = is_name or is_other or ":" in text or is_instruction(text)
    return line_sort(text) is None and not is_told


def glued(texts: Iterable[str]) -> str:
    """The lines of one value as one text: Chinese goes on without a blank, numbers stand apart."""
    joined = ""
    for text in texts:
        is_apart = joined and (POSTCODE.fullmatch(squeezed(text)) or not GOES_ON.search(f"{joined[-6:]}\n{text}"))
        joined += f" {text}" if is_apart else text
    return joined

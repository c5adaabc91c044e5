"""What a cell may say of a person: numbers and dates by their shape; what looks like a name, where no head says that it is one."""

from __future__ import annotations

import re
from typing import NamedTuple

from gradflow.kinds.dates import PartialDate, read_date
from gradflow.kinds.person_name import DOT, DOTS, NOT_NAMES, NOTE_BEHIND, SURNAMES, TWO_CHARACTER_SURNAMES, WELL_FORMED
from gradflow.kinds.places import PROVINCES, is_place
from gradflow.model.cells import typed_text
from gradflow.model.folding import later
from gradflow.model.number_shapes import MONTH_DAY
from gradflow.model.people import Item

MOBILES, YEARS, IDS = (13 * 10**9, 2 * 10**10), (1900, 2100), (10**14, 10**19)
"""Bare numbers that may be mobiles, years with a month behind the point, and ID numbers."""
SURE_DIGITS = 15
"""Digits of a bare number that a spreadsheet keeps."""

_PROVINCE = "|".join(PROVINCES)
_YEAR = r"(?:1[89]\d\d|20[01]\d)"
"""Of birth: the number of a diploma goes on with the year it was given."""
_ID = rf"(?:{_PROVINCE})\d{{4}}(?:{_YEAR}[01]\d[0-3]\d[\dXx*]{{2,5}}|\d\d{MONTH_DAY}\d{{3}}|\d{{0,8}}\*{{4,14}}[\dXx]{{0,4}})"
_MOBILE = r"(?:(?:\+|00)?86-?)?1[3-9]\d(?:[- ]?\d{4}){2}"
ID = later(_ID)
MOBILE = re.compile(_MOBILE)
NUMBERS = re.compile(rf"(?<![0-9A-Za-z])({_ID}|{_MOBILE})(?![0-9A-Za-z])")
PARTS = re.compile(r"[-–—_.·\s]")
PARTED_ID = later(
    rf"(?<![0-9A-Za-z])(?:{_PROVINCE})\d{{4}}{PARTS.pattern}?{_YEAR}{PARTS.pattern}?[01]\d{PARTS.pattern}?[0-3]\d{PARTS.pattern}?\d{{3}}[\dXx](?![0-9A-Za-z])"
)
"""An ID number with its parts set off."""
CUT_ID = re.compile(r"([1-8])(?:\.(\d+))?[Ee]\+?1[4-7]")
LANDLINE = re.compile(r"\(?0\d{2,3}\)?-?[2-8]\d{6,7}")
MAIL = re.compile(r"[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


class Token(NamedTuple):
    """What a cell, or a part of it, says."""

    sort: str
    """id, item, name, maybe (a name if an ID number stands beside it), label, post, sample or text (of a label)."""
    text: str
    item: Item = ("", "")


def dated(day: PartialDate) -> Token:
    """A date, to the month."""
    text = f"{day.year}-{day.month:02d}"
    return Token("item", text, ("date", text))


def number_token(raw: float) -> tuple[Token, ...]:
    """A bare number: a mobile, an ID number, or a year and month."""
    if MOBILES[0] <= raw < MOBILES[1] or (YEARS[0] < raw < YEARS[1] and raw % 1):
        return (found,) if (found := code_token(typed_text(raw))) else ()
    if not IDS[0] <= raw < IDS[1]:
        return ()
    digits = str(int(raw))
    sure = digits if isinstance(raw, int) or len(digits) <= SURE_DIGITS else digits[:SURE_DIGITS] + "…"
    return (Token("id", sure),) if ID.fullmatch(digits) else ()


def code_token(text: str) -> Token | None:  # noqa: PLR0911 - one return a sort
    """A number or an address of mail."""
    if ID.fullmatch(text):
        return Token("id", text.upper())
    if (match := CUT_ID.fullmatch(text)) and (start := match[1] + (match[2] or ""))[:2] in PROVINCES:
        return Token("id", start[:SURE_DIGITS] + "…")
    if MOBILE.fullmatch(text):
        return Token("item", text, ("phone", re.sub(r"\D", "", text)[-11:]))
    if LANDLINE.fullmatch(text):
        return Token("item", text, ("phone", re.sub(r"\D", "", text)))
    if MAIL.fullmatch(text):
        return Token("item", text, ("mail", text.casefold()))
    if re.fullmatch(r"(?:19|20)\d\d\.\d{1,2}", text) and isinstance(day := read_date(text), PartialDate):
        return dated(day)
    return None


LONGEST_NAME, USUAL_NAME = 20, 4
NO_NAME = later(
    r"(?:学院|书院|大学|学校|支部|党员|专业|公司|集团|小组|名单|年级|人数|合计|小计|总计|情况|说明|备注|汇总|统计|就业|待业|升学"
    r"|专升本|专转本|考研|参军|入伍|电话|地址|街道|籍贯|民族|性别|号码?)$|^(?:合计|小计|总计|共计|以[上下]|应届|往届)"
)
"""How words end or begin that are no names, although they may begin with a surname."""
DOUBTFUL_NAME = later(
    r"..[部处室班级届市县区镇乡村系族]$|女士$|先生$|同志$|同学$"
    r"|计算机|金融|管理|商务|工程|技术|安全|建筑|英语|日语|体育|艺术|设计|会计|电子|软件|机电|网络|物流|旅游|营销|文秘|应用|数学|教育|通信|自动化|数控|模具|能源"
)
"""What may be a name, though subjects of study and offices look alike."""


AROUND = later(r"^(?:另外?|还|以?及|和|与|有|漏填?|补充?|同[学班])+|(?:[男女]|同[学志]|未[报交填]|漏填)+$")
"""What people write around a name: 另有赵敏, 赵敏女, 赵敏未报."""


def likely_name(text: str) -> tuple[str, bool] | None:
    """The name a text without blanks holds, and whether its surname or middle dot makes it one without doubt; else None."""
    found = _name(text)
    if (found and found[1]) or not (own := AROUND.sub("", text)) or own == text:
        return found
    return inner if (inner := _name(own)) and inner[1] else found


def _name(text: str) -> tuple[str, bool] | None:
    name = NOTE_BEHIND.sub("", DOTS.sub(DOT, text)).strip("'‘’`*")
    if not WELL_FORMED.fullmatch(name) or not 1 < len(name) <= LONGEST_NAME or name in NOT_NAMES or NO_NAME.search(name):
        return None
    if DOT in name:
        return name, True
    if len(name) > USUAL_NAME:
        return None
    has_two = name[:2] in TWO_CHARACTER_SURNAMES and len(name) > len("司马")
    is_usual = name[0] in SURNAMES and (len(name) < USUAL_NAME or name[1] in SURNAMES)
    is_of_a_place = is_place(name) or name.startswith(tuple(PROVINCES.values()))  # 江苏苏州
    return name, (has_two or is_usual) and not (DOUBTFUL_NAME.search(name) or is_of_a_place)

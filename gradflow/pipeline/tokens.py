"""What a cell may say of a person: numbers and dates, told by their shape."""

from __future__ import annotations

import re
from typing import NamedTuple

from gradflow.core.cells import typed_text
from gradflow.core.unread import Item
from gradflow.kinds.dates import PartialDate, read_date
from gradflow.kinds.regions import PROVINCES

MOBILES, YEARS, IDS = (13 * 10**9, 2 * 10**10), (1900, 2100), (10**14, 10**19)
"""Bare numbers that may be mobiles, years with a month behind the point, and ID numbers."""
SURE_DIGITS = 15
"""Digits of a bare number that a spreadsheet keeps."""

_PROVINCE = "|".join(PROVINCES)
_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_ID = rf"(?:{_PROVINCE})\d{{4}}(?:(?:18|19|20)\d\d[01]\d[0-3]\d[\dXx*]{{2,5}}|\d\d{_DAY}\d{{3}}|\d{{0,8}}\*{{4,14}}[\dXx]{{0,4}})"
_MOBILE = r"(?:(?:\+|00)?86-?)?1[3-9]\d(?:[- ]?\d{4}){2}"
ID = re.compile(_ID)
MOBILE = re.compile(_MOBILE)
NUMBERS = re.compile(rf"(?<![0-9A-Za-z])({_ID}|{_MOBILE})(?![0-9A-Za-z])")
CUT_ID = re.compile(r"([1-8])(?:\.(\d+))?[Ee]\+?1[4-7]")
LANDLINE = re.compile(r"\(?0\d{2,3}\)?-?[2-8]\d{6,7}")
MAIL = re.compile(r"[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


class Token(NamedTuple):
    """What a cell, or a part of it, says."""

    sort: str
    """id, item, name, maybe (a name if an ID number stands beside it), label, post or sample."""
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

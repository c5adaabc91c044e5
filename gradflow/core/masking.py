"""Masking: screens, logs and findings.json never show a whole ID or phone number.

Keeps the first four and last two characters of an ID (not the usual six and four: with a month of
birth beside it, "six and four" leaves fewer than three candidates) and three and two of a phone.
"""

from __future__ import annotations

import re
from itertools import pairwise

USUAL = r"[ \-_.·\u00a0\u2000-\u200f\u202a-\u202f\u2060\u3000\ufeff\u00ad]{0,2}"
"""What stands between the digits of one number; other signs may part two numbers."""
ANY = r"(?:[^\w]|_){0,3}"
ONE_MORE = r"(?:{between}\d|[OoIl](?=[OoIl]*\d)|{between}[XxＸｘ](?![A-Za-z]))"
"""A further digit of any script, or a letter people type for one."""
RUNS = tuple(re.compile(rf"\d{ONE_MORE.format(between=between)}{{6,}}") for between in (USUAL, ANY))
LONG_RUN = re.compile(rf"\d{ONE_MORE.format(between=ANY)}{{10,}}")
NOT_DIGIT = re.compile(r"[^\dXxＸｘOoIl]+")
DAY = r"(?:0?[1-9]|[12]\d|3[01])"
DATE = re.compile(rf"(?<!\d)(?:19|20)\d{{2}}([-./])(?:0?[1-9]|1[0-2])\1{DAY}(?!\d)")
SOLID_DATE = re.compile(r"(?<!\d)(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)")
MOST_BESIDE = 2
"""Digits that may stand beside a date written without signs, as in 附件2-20230725: with more it may be a phone's end."""
LIST_SIGNS = re.compile(r"[、,，;；]\s*")
FEWEST, ID_LENGTH, LONGEST_IN_LIST = 7, 14, 3
COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What a terminal obeys or turns round instead of showing it; line ends and tabs can stay."""


LAST_ROW = 1_048_576
"""Of a worksheet: XFD1048576 is a cell, and no phone number begins with 1 and has seven digits."""
COLUMN = re.compile(r"(?<![A-Za-z])[A-Z]{1,3}$")


def masked(text: str) -> str:
    """Replace the middle of every run of seven or more digits in the text by asterisks, dates and lists of small numbers left."""
    for runs in RUNS:
        text = runs.sub(_mask, text)
    return text


def masked_name(text: str) -> str:
    """The same for a file, sheet or branch name: only runs as long as an ID or mobile number, so that programs still find it."""
    return "/".join(LONG_RUN.sub(lambda match: masked(match[0]), part) for part in text.split("/"))


def on_screen(text: str) -> str:
    """A text as it may be shown on a screen: masked, and nothing in it that a terminal would obey."""
    return masked(COMMANDS.sub("", text))


def _mask(match: re.Match[str]) -> str:
    run = match.group()
    characters = NOT_DIGIT.sub("", run)
    solid, beside = SOLID_DATE.subn("", run)
    is_date = beside and len(NOT_DIGIT.sub("", solid)) <= MOST_BESIDE
    if is_date or len(NOT_DIGIT.sub("", DATE.sub("", run))) < FEWEST or _is_list(run):
        return run
    if run.isdigit() and int(run) <= LAST_ROW and COLUMN.search(match.string[max(0, match.start() - 4) : match.start()]):
        return run
    head, tail = (4, 2) if len(characters) >= ID_LENGTH else (3, 2)
    return characters[:head] + "*" * (len(characters) - head - tail) + characters[-tail:]


def _is_list(run: str) -> bool:
    """Whether the run is small numbers with commas between, each larger than the one before, such as row numbers."""
    parts = LIST_SIGNS.split(run)
    if not all(part.isdecimal() and len(part) <= LONGEST_IN_LIST for part in parts):
        return False
    numbers = list(map(int, parts))
    return all(low < high for low, high in pairwise(numbers))

"""Masking: screens, logs and findings.json never show a whole ID or phone number.

Keeps the first four and last two characters of an ID (not the usual six and four: with a month of
birth beside it, "six and four" leaves fewer than three candidates) and three and two of a phone.
"""

from __future__ import annotations

import re

DIGIT_RUN = re.compile(r"\d(?:[ \-_.·,，\u00a0\u2000-\u200f\u202a-\u202f\u2060\u3000\ufeff\u00ad]{0,2}[\dXxＸｘ×*]){6,}")
"""Seven or more digits, full-width ones too, whatever blanks or signs part them."""

LONG_RUN = re.compile(r"\d(?:[\s\-_]?[\dXx]){10,}")


LAST_ROW = 1_048_576
"""Of a worksheet: XFD1048576 is a cell, and no phone number begins with 1 and has seven digits."""
COLUMN = re.compile(r"(?<![A-Za-z])[A-Z]{1,3}$")


def masked(text: str) -> str:
    """Replace the middle of every run of seven or more digits in the text by asterisks."""
    return DIGIT_RUN.sub(_mask, text)


def masked_name(text: str) -> str:
    """A file, sheet or branch name, which may hold a year, a date or a number of its own: only runs as long as an ID or mobile are masked."""
    return LONG_RUN.sub(lambda match: masked(match[0]), text)


def _mask(match: re.Match[str]) -> str:
    run = match.group()
    characters = re.sub(r"[^\dXxＸｘ×*]", "", run)
    if re.fullmatch(r"(?:19|20)\d{2}([-./]?)\d{1,2}\1\d{1,2}", run):
        return run
    if run.isdigit() and int(run) <= LAST_ROW and COLUMN.search(match.string[max(0, match.start() - 4) : match.start()]):
        return run
    head, tail = (4, 2) if len(characters) >= 14 else (3, 2)  # noqa: PLR2004 - an ID, or a phone
    return characters[:head] + "*" * (len(characters) - head - tail) + characters[-tail:]

"""Masking: screens, logs and findings.json never show a whole ID or phone number.

Keeps the first four and last two characters of an ID (not the usual six and four: with a month of
birth beside it, "six and four" leaves fewer than three candidates) and three and two of a phone.
"""

from __future__ import annotations

import re

from gradflow.core.folding import half_width

DIGIT_RUN = re.compile(r"\d(?:[ \-_.·,，\u3000\u200b-\u200f\u202a-\u202e\ufeff]{0,2}[\dXx×*]){6,}")


def masked(text: str) -> str:
    """Replace the middle of every run of seven or more digits in the text by asterisks."""
    folded = half_width(text) if not text.isascii() else text
    source = folded if DIGIT_RUN.search(folded) else text
    return DIGIT_RUN.sub(_mask, source)


def _mask(match: re.Match[str]) -> str:
    run = match.group()
    characters = re.sub(r"[^\dXx×*]", "", run)
    if re.fullmatch(r"(19|20)\d{6}", characters) or _is_date(run):
        return run
    head, tail = (4, 2) if len(characters) >= 14 else (3, 2)
    return characters[:head] + "*" * (len(characters) - head - tail) + characters[-tail:]


def _is_date(run: str) -> bool:
    return re.fullmatch(r"(19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}( \d\d)?", run) is not None

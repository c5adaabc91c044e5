"""Digits as people write them: whatever the script, the circle or the letter typed for one."""

from __future__ import annotations

import re
import unicodedata

FROM_ZERO = (
    "⁰¹²³⁴⁵⁶⁷⁸⁹", "₀₁₂₃₄₅₆₇₈₉", "⓪①②③④⑤⑥⑦⑧⑨", "⓿❶❷❸❹❺❻❼❽❾", "🄋➀➁➂➃➄➅➆➇➈", "🄌➊➋➌➍➎➏➐➑➒", "🄀⒈⒉⒊⒋⒌⒍⒎⒏⒐",
    "🄁🄂🄃🄄🄅🄆🄇🄈🄉🄊", "〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖", "〇〡〢〣〤〥〦〧〨〩", "○幺两叄", "◯壱貳參", "零弌弍弎", "零⑴⑵⑶⑷⑸⑹⑺⑻⑼",
    "零⓵⓶⓷⓸⓹⓺⓻⓼⓽", "零㈠㈡㈢㈣㈤㈥㈦㈧㈨", "零㊀㊁㊂㊃㊄㊅㊆㊇㊈", "零ⅠⅡⅢⅣⅤⅥⅦⅧⅨ", "零ⅰⅱⅲⅳⅴⅵⅶⅷⅸ", "零壹弐叁肆伍陸",
)  # fmt: skip
"""Digits that are no decimal digits to Unicode, each row counting up from 0."""
ODD = {ord(sign): str(value) for row in FROM_ZERO for value, sign in enumerate(row)}
DIGIT = re.compile(rf"[\d{''.join(map(chr, ODD))}]")
OTHER_SCRIPT = re.compile(r"(?![0-9])\d")
ZERO_ONE = "OoОоΟοQIlіІι丨"
LETTERS = str.maketrans(ZERO_ONE, "00000001111111"[: len(ZERO_ONE)])
TYPED_FOR_DIGITS = re.compile(rf"(?<![A-Za-z])[{ZERO_ONE}]{{1,6}}(?![A-WYZa-wyz])")
"""Letters people type for 0 and 1: beside digits or by themselves, never within a word."""
LIKE_DIGITS = re.compile(rf"{DIGIT.pattern[:-1]}{ZERO_ONE}]")
FEWEST, FEWEST_APART = 7, 10
"""Digits of a number of a person that stand together, and of one whose digits stand apart."""
TOGETHER = re.compile(rf"\d{{{FEWEST}}}")


def may_hold_number(text: str) -> bool:
    """A quick look whether a text has as many digits as a number of a person."""
    count = len(LIKE_DIGITS.findall(text)) if len(text) >= FEWEST else 0
    return count >= FEWEST_APART or (count >= FEWEST and bool(TOGETHER.search(text)))


def plain(text: str, *, with_odd: bool = True) -> str:
    """The text, place by place, with its digits as 0-9; only those of decimal scripts if not ``with_odd``."""
    known = text.translate(ODD) if with_odd else text
    if not known.isascii():
        known = OTHER_SCRIPT.sub(lambda match: str(unicodedata.decimal(match[0])), known)
    return TYPED_FOR_DIGITS.sub(lambda match: match[0].translate(LETTERS), known)

"""Folding: bringing text that means the same to the same characters."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]|_x000[dD]_"
)
"""Control and format characters (Unicode Cc, Cf) that phones and web pages leave in cells."""

SPACE = re.compile(r"\s+")


def visible(text: str) -> str:
    """Drop characters nobody can see; turn tabs, line ends and odd blanks into one blank each."""
    return SPACE.sub(" ", INVISIBLE.sub("", text)).strip()


def half_width(text: str) -> str:
    """Fold full-width letters, digits and signs (Unicode NFKC)."""
    return unicodedata.normalize("NFKC", text)


def squeezed(text: str) -> str:
    """Visible, half-width text without any white space."""
    if text.isascii() and text.isalnum():
        return text
    return half_width(SPACE.sub("", INVISIBLE.sub("", half_width(text))))


ISO_DAY = re.compile(r"\d{4}-\d{2}(?:-\d{2})?")
EMPTY_WORDS = re.compile(r"(?:族|周?岁)$")
"""What may stand behind a value without another value being meant."""


@lru_cache(maxsize=2**16)
def is_same_spelt_otherwise(before: str, after: str) -> bool:
    """Whether two texts are one value in two spellings: width, case, blanks, punctuation, the zeros and signs of a date, 族 and 岁 behind it.

    What becomes empty is not: something that was typed is gone.
    """
    if ISO_DAY.fullmatch(after):
        parts, wanted = re.findall(r"\d+", half_width(visible(before))), after.split("-")
        same = parts == ["".join(wanted)] or (
            [int(part) for part in parts[: len(wanted)]] == [int(part) for part in wanted]
            and not any(int(part) for part in parts[len(wanted) :])
        )
        return same and not re.sub(r"[\d年月日号时分秒T:./\\、,~-]", "", squeezed(before))
    plain = _plain(before)
    return plain == _plain(after) != ""


@lru_cache(maxsize=4096)
def _is_sign(character: str) -> bool:
    """Whether a character is none of punctuation, blanks and control characters."""
    return unicodedata.category(character)[0] not in "PZC"


def _plain(text: str) -> str:
    """The text without all that is only spelling; a point stays between the digits of a short number."""
    folded = squeezed(text).casefold()
    is_long = sum(map(str.isdigit, folded)) >= 7  # noqa: PLR2004 - a telephone or ID number
    kept = "".join(c for c in folded if c.isalnum() or (c == "." and not is_long) or _is_sign(c))
    return EMPTY_WORDS.sub("", kept)


HEAD_NOISE = re.compile(r"[\s、,，.。·/／|\\:：;；*★_\-—()\[\]“”\"'的及和与或]")
"""What may differ in a column head without another column being meant."""


@lru_cache(maxsize=4096)
def head_key(text: str) -> str:
    """The key by which a column head is compared: no white space, no punctuation, half-width."""
    key = re.sub(r"^(?:\d{1,2}|[A-Z])[.、](?=\D)", "", squeezed(text))
    return HEAD_NOISE.sub("", key).replace("邮政编码", "邮编").replace("通信", "通讯").casefold()


@lru_cache(maxsize=4096)
def bare_head_key(text: str) -> str:
    """The head key without what stands in brackets."""
    return head_key(re.sub(r"\([^()]*\)", "", squeezed(text)))

"""Masking: screens, logs and findings.json never show a whole ID or phone number.

Keeps the first four and last two characters of an ID (not the usual six and four: with a month of
birth beside it, "six and four" leaves fewer than three candidates) and three and two of a phone.

What a field holds is known: a number is masked as a whole (``masked_value``). Any other text is searched for what has the shape
of a number (``masked``), whatever its digits are and whatever stands between them; dates, times, figures, lists and codes have not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from gradflow.model.folding import FEWEST, UNSEEN, may_hold_number, plain
from gradflow.model.number_shapes import Span, is_persons, spans_of

ID_LENGTH = 14
"""Digits from which on a number is shown as an ID is."""
FEWEST_IN_NAME = 11
"""Digits standing together that are masked in a file's name: all less may be a date or a running number."""
NUMBER = re.compile(r"\d[\d -]{5,}\d")
"""A number among others in a cell."""
QUOTED = re.compile("“([^“”]*)”")
SOLID, SOLID_SHAPE = re.compile(r"[0-9]{7,20}[Xx]?"), re.compile(r"1[3-9][0-9]{9}|[0-9]{17}[0-9Xx]")
"""A cell with nothing but a number as most are written, which need not be searched."""


def masked(text: str) -> str:
    """Replace the middle of everything in a text that has the shape of an ID or phone number by asterisks."""
    if SOLID_SHAPE.fullmatch(text):
        return _starred(text)
    return _masked(text, FEWEST) if may_hold_number(text) else text


def masked_name(text: str) -> str:
    """The same for a file, sheet or branch name: of digits in a row only as many as an ID or mobile number has, so that programs still find it."""
    return "/".join(_masked(part, FEWEST_IN_NAME) if may_hold_number(part) else part for part in text.split("/"))


def masked_value(text: str) -> str:
    """The value of a field that holds a number: its digits masked whatever they look like."""
    if SOLID.fullmatch(text):
        return _starred(text)
    digits = plain(text)
    spans = spans_of(text, FEWEST)
    inside = {place for start, end in spans for place in range(start, end)}
    left = [place for place, sign in enumerate(digits) if sign.isdecimal() and place not in inside]
    if len(left) >= FEWEST:
        spans = [(min(left[0], *(start for start, _ in spans), len(text)), max(left[-1] + 1, *(end for _, end in spans), 0))]
    return _replaced(text, digits, spans)


def masked_code(text: str) -> str:
    """The value of a field that holds a code: whole, unless it is an ID or telephone number beyond doubt."""
    digits = plain(text)
    return _replaced(text, digits, [span for span in spans_of(text, FEWEST) if is_persons(digits[slice(*span)])])


@dataclass(frozen=True, slots=True)
class Masking:
    """How the texts of one campaign are masked: by what a field holds, where that is known."""

    numbers: frozenset[str] = frozenset()
    """Keys of the fields that hold IDs or telephone numbers."""
    codes: frozenset[str] = frozenset()
    """Keys of the fields that hold codes of things."""

    def value(self, field: str | None, text: str) -> str:
        """What somebody typed in a field."""
        if field in self.numbers:
            return masked_value(text)
        return masked_code(text) if field in self.codes else masked(text)

    def about(self, field: str | None, value: str, text: str) -> str:
        """A sentence about a field's value: where that is a number, all it takes from the value; all else as any text. Of codes the value stays."""
        if field in self.numbers:
            for part in (value.strip(), " ".join(value.split()), *NUMBER.findall(value)):
                text = text.replace(part, masked_value(part)) if part else text
            told = _digits(value)
            text = QUOTED.sub(
                lambda quoted: f"“{masked_value(quoted[1])}”" if len(own := _digits(quoted[1])) >= FEWEST and own in told else quoted[0],
                text,
            )
        elif field in self.codes and (code := value.strip()):
            return masked_code(code).join(map(masked, text.split(code)))
        return masked(text)


def _digits(text: str) -> str:
    return "".join(filter(str.isdecimal, plain(text)))


def on_screen(text: str) -> str:
    """A text as it may be shown on a screen: masked, and nothing in it that a terminal would obey."""
    return masked(UNSEEN.sub("", text))


def shown(text: str) -> str:
    """A text for a page or a file that goes upward: IDs and phones masked, nothing in it that turns or hides other text."""
    return masked(legible(text))


def shown_name(text: str | None) -> str:
    """The name of a file, sheet, branch or college: only runs as long as an ID or mobile number are masked."""
    return masked_name(legible(text or ""))


def legible(text: str) -> str:
    """The text without what UTF-8 cannot hold or eyes cannot see."""
    return UNSEEN.sub("", text.encode("utf-8", "replace").decode("utf-8"))


@lru_cache(maxsize=4096)
def _masked(text: str, fewest: int) -> str:
    return _replaced(text, plain(text), spans_of(text, fewest))


def _replaced(text: str, digits: str, spans: Sequence[Span]) -> str:
    """The text with asterisks in the middle of each span; what stands between its digits goes."""
    parts, done = [], 0
    for start, end in spans:
        last = digits[end - 1].isdecimal()
        kept = [text[place] for place in range(start, end) if digits[place].isdecimal() or (place == end - 1 and not last)]
        parts += [text[done:start], _starred("".join(kept))]
        done = end
    return "".join((*parts, text[done:]))


def _starred(number: str) -> str:
    """A number's ends, with asterisks between."""
    head, tail = (4, 2) if len(number) >= ID_LENGTH else (3, 2)
    return number[:head] + "*" * (len(number) - head - tail) + number[-tail:]

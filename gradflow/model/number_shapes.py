"""Where numbers of persons stand in a text, by their shape: IDs, mobile and landline numbers, however they are written.

Codes that a text announces as such (党组织编码, EMS单号, 介绍信编号): they name things, not people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from gradflow.model.folding import FEWEST, later, plain

OF_PEOPLE = r"(?<!身份)(?<!份证)(?<!证件)(?<!手机)(?<!电话)(?<!联系)"
"""Before 编号 or 编码: it is a person's own number after all."""
NAMES = (
    r"编码|代码|编号|单号|文号|字号|学号|考号|考证号?|考生号|工号|机要(?:通信|件)?号?|报名号|证书号?|存根号?|介绍信号|发票号?|税号|条码|条形码|流水号|序列号"
    r"|批号|批次号?|邮件号|包裹号|快递号?|挂号信?号?|运单号?|档案号|核对码|校验码|ISBN|EMS"
)
ANNOUNCED_CODE = r"[0-9A-Za-z]+(?:-[0-9A-Za-z]+)*"
ANNOUNCED = later(
    rf"{OF_PEOPLE}(?:{NAMES})(?:[〔\[【（(]\d{{4}}[〕\]】）)]|号码?|为|是|[\s:：（(\[【“\"№.]|[Nn][Oo]\.?|第)*({ANNOUNCED_CODE})"
    r"|(?:委员会|党委|总支|支部|工委)\s?[（(](0(?![3-9]\d\d[2-8])\d{11})[）)]"  # a Party organisation's code: no area code, or no local number, begins like this
)
AND_MORE = later(rf"\s?[、,，;；/]\s?({ANNOUNCED_CODE})")


def code_places(text: str) -> Iterator[tuple[int, int]]:
    """Where codes stand in a text whose digits are 0-9; of several in a row those that are as long as the first."""
    for match in ANNOUNCED.finditer(text):
        start, end = match.span(match.lastindex or 0)
        yield start, end
        length = end - start
        while (more := AND_MORE.match(text, end)) and len(more[1]) == length:
            end = more.end()
            yield more.span(1)


LAST_ROW = 1_048_576
"""Of a worksheet: XFD1048576 is a cell, and no phone number begins with 1 and has seven digits."""
COLUMN = re.compile(r"(?<![A-Za-z])[A-Z]{1,3}$")
FIRST_DIGIT = re.compile(r"(?<!\d)\d\.$")
"""Of a number with an exponent, as in 3.20586E+17."""

MOST_SIGNS, MOST_WORDS = 12, 8
"""Characters between two parts of one number: signs and blanks only, or words among them."""
COMMA = later(r"[、,，;；]")
LIST_SIGNS = re.compile(r"\s*[、,，;；]\s*|\s+")
CLOSED = "\0"
"""Stands in place of what is no part of a number, or is masked already."""
UNIT = r"(?:行|列|页|人|名(?!字)|份|个|元|万|千|条|项|款|章|节|次|周岁|岁|届|级|班|期|天|处|张)"
FIGURE = r"(?<!\d)(?!0\d)\d{1,10}(?:\.\d{1,4})?"
AND = r"\s?[、,，;；和及至到~～—–\-]\s?"
TIME = r"(?:[01]?\d|2[0-4])[:：][0-5]\d(?:[:：][0-5]\d(?:\.\d{1,6})?)?(?![\d:：])"
YEAR, PART = r"(?<!\d)(?:19|20)\d\d", r"\d{1,2}(?!\d)"
BETWEEN = r"\s{0,2}[-./年月—–~／．]\s{0,2}"
NO_NUMBER = re.compile(
    rf"{YEAR}{BETWEEN}{PART}(?:{BETWEEN}{PART})?(?:\s?[月日号])?|{YEAR}(?=[年届级班])|(?<!\d){PART}月(?:\s?{PART}[日号]?)?|{PART}[日时]"
    rf"|[〔\[［（(]{YEAR}[〕\]］）)]\s?\d{{1,4}}\s?号|附[件表]\s?\d{{1,2}}(?!\d)|第\s?\d{{1,7}}(?!\d)(?:{AND}\d{{1,7}}(?!\d))*"
    rf"|(?:{FIGURE}{AND}){{0,40}}{FIGURE}\s?{UNIT}|(?<!\d)(?<!\d\W)(?<!\d\W\W)[¥￥$]\s?(?:{FIGURE}(?!\d)|\d{{1,3}}(?:,\d{{3}})+)|(?<!\d)\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?\s?(?:元|万)"
)
"""Dates and parts of dates, possible or not, numbers of documents, ordinals, counts and sums of money."""
TIMES = re.compile(rf"(?<![^\s日T（(，,；;“])(?:{TIME}\s?[-—–~～至到]\s?){{0,3}}{TIME}")
STAMP = later(
    r"(?:19|20)\d{5,6}|20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])(?:[0-5]\d(?:[0-5]\d{1,4})?)?|(?:20\d{6}){2}|20[12]\d{6,7}"
)
"""A date, be it one that is not in the calendar, or a moment, written without signs; or a student's number, which begins with a year."""

BORN = r"(?:19[2-9]\d|20[01]\d)"
MONTH_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
REGION = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])\d{4}"
ID = re.compile(rf"{REGION}{BORN}{MONTH_DAY}\d{{3}}[\dX]")
LIKE_ID = re.compile(rf"{REGION}{BORN}\d{{7,10}}X?")
"""An ID with a digit wrong, missing or more: only where nothing else stands beside it."""
CUT_ID = re.compile(rf"{REGION}{BORN}\d{{3,}}")
"""One whose end a sheet's name had no room for, with something between all its digits."""
OLD_ID = re.compile(rf"{REGION}\d\d{MONTH_DAY}\d{{3}}")
CODE = re.compile(r"[\W_][A-Z]{1,3}$")
"""What stands between two numbers of which the second is one of a code's, such as X607."""
MOBILE = re.compile(r"(?:(?:00)?86)?1[3-9]\d{9}")
GLUED, MOBILE_LENGTH = rf"{ID.pattern}|^\d{{1,2}}1[3-9]\d{{9}}$", 11
LANDLINE = re.compile(r"(?:86)?0[1-9]\d{8,10}")
X = re.compile(r"[\W_]{0,12}[XxＸｘ](?![A-Za-z\d])")
DIGITS = re.compile(r"\d+")
BEFORE_X = range(14, 18)
"""Digits that an X may follow as the last sign of an ID, one or more of them missing."""
Span = tuple[int, int]
Token = re.Match[str]
"""Digits that stand together."""


def spans_of(text: str, fewest: int) -> list[Span]:
    """Where numbers stand, in order and apart: with odd digits only what has the shape of one, else all that are long."""
    text = text.replace(CLOSED, " ")
    every = plain(text)
    decimal = every if text.isascii() else plain(text, with_odd=False)
    found = [*_long(text, decimal, fewest)]
    for digits in (every,) if every == decimal else (every, decimal):
        found += _shaped(digits)
    if every != decimal:  # a name's own numeral before those of a number: 张三一三八...
        odd = (token for token in DIGITS.finditer(every) if not re.search(r"\d{7}", decimal[slice(*token.span())]))
        found += [token.span() for token in odd if len(token[0]) > MOBILE_LENGTH and re.search(GLUED, token[0])]
    codes = [*code_places(decimal)] if found else []
    return _united(
        [span for span in found if not any(a <= span[0] and span[1] <= b for a, b in codes) or is_persons(decimal[slice(*span)])]
    )


def is_persons(number: str) -> bool:
    """Whether a number is an ID or a telephone number beyond doubt, whatever a text calls it."""
    digits = "".join(sign for sign in number if sign.isalnum())
    is_dialled = digits != number and LANDLINE.fullmatch(digits)
    return bool(ID.search(digits) or MOBILE.fullmatch(digits) or is_dialled)


def _united(spans: Sequence[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _long(text: str, digits: str, fewest: int) -> Iterator[Span]:
    """Digits of a decimal script that stand together, too many for a date, a figure or a cell's address."""
    for token in DIGITS.finditer(_without(NO_NUMBER, digits)):
        number, start, end = token[0], token.start(), token.end()
        before = text[max(0, start - 4) : start]
        is_cell = len(number) == FEWEST and int(number) <= LAST_ROW and COLUMN.search(before)
        if len(number) >= fewest and not STAMP.fullmatch(number) and not is_cell:
            has_exponent = text[end : end + 1] in {"E", "e"} and FIRST_DIGIT.search(before)
            yield start - 2 * bool(has_exponent), _end(digits, end, len(number))


def _shaped(digits: str) -> Iterator[Span]:
    """What has the shape of an ID, a mobile or a landline number, however it is written."""
    digits = _without(TIMES, digits)
    for shape in (_ids, _phones):
        found = list(shape(digits))
        yield from found
        for start, end in found:
            digits = digits[:start] + CLOSED * (end - start) + digits[end:]


def _without(pattern: re.Pattern[str], digits: str) -> str:
    return pattern.sub(lambda match: CLOSED * len(match[0]), digits)


def _end(digits: str, end: int, count: int) -> int:
    """Where a number of so many digits ends, the last of which ends there: with the X behind them, if it is part of an ID."""
    x = X.match(digits, end) if count in BEFORE_X else None
    return x.end() if x else end


def _gap(digits: str, one: Token, other: Token) -> str | None:
    """What stands between two tokens; None for what parts two numbers."""
    between = digits[one.end() : other.start()]
    if CLOSED in between or "****" in between or CODE.search(between):
        return None
    return between if len(between) <= (MOST_WORDS if _has_words(between) else MOST_SIGNS) else None


def _has_words(gap: str) -> bool:
    return any(sign.isalnum() for sign in gap)


class Window(NamedTuple):
    """Tokens in a row that may be one number."""

    tokens: Sequence[Token]
    gaps: Sequence[str]
    before: str | None
    """The gap before the first; None where no part of a number can stand there."""
    after: str | None
    is_clear: bool
    """Whether it was found beside dates, counts and the like, not in them."""

    @property
    def number(self) -> str:
        """All its digits."""
        return "".join(token[0] for token in self.tokens)

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many digits stand together."""
        return tuple(len(token[0]) for token in self.tokens)

    @property
    def has_commas(self) -> bool:
        """Whether signs that part a list stand between its digits."""
        return any(map(COMMA.search, self.gaps))

    @property
    def has_words(self) -> bool:
        """Whether words stand between its digits."""
        return any(map(_has_words, self.gaps))

    @property
    def is_list(self) -> bool:
        """Whether these are several numbers: words and signs that part a list between them, or small ones that count up, such as row numbers."""
        if any(_has_words(gap) and COMMA.search(gap) for gap in self.gaps):
            return True
        numbers = [token[0] for token in self.tokens]
        is_small = all(len(number) <= 3 and (number == "0" or number[0] != "0") for number in numbers)  # noqa: PLR2004 - up to 999
        return is_small and all(int(low) < int(high) for low, high in pairwise(numbers)) and all(map(LIST_SIGNS.fullmatch, self.gaps))

    @property
    def is_alone(self) -> bool:
        """Whether all is parted by signs only and no other digits stand so close."""
        return not self.has_words and all(gap is None or _has_words(gap) for gap in (self.before, self.after))

    @property
    def is_even(self) -> bool:
        """Whether the same stands between all of it, and something else beside it."""
        return len(set(self.gaps)) == 1 and self.gaps[0] not in {self.before, self.after}


IDS, PHONES = (13, 20, tuple("12345678")), (10, 15, tuple("018"))
"""How many digits these numbers have, at least and at most, and what they begin with."""
FEW = 6


def _windows(digits: str, clear: str, fewest: int, most: int, begins: tuple[str, ...]) -> Iterator[Window]:
    """All runs of tokens with so many digits together that begin so; ``clear`` are the digits without dates, counts and the like."""
    for text in dict.fromkeys((clear, digits)):
        tokens = list(DIGITS.finditer(text))
        if sum(len(token[0]) for token in tokens) < fewest:
            continue
        gaps = [_gap(text, *pair) for pair in pairwise(tokens)]
        for first, token in enumerate(tokens):
            size = 0
            for last in range(first, len(tokens)) if token[0].startswith(begins) else ():
                size += len(tokens[last][0])
                if size > most:
                    break
                after = gaps[last] if last < len(gaps) else None
                if size >= fewest:
                    inside = [gap for gap in gaps[first:last] if gap is not None]
                    yield Window(tokens[first : last + 1], inside, gaps[first - 1] if first else None, after, text == clear)
                if after is None:
                    break


ID_GROUPS = frozenset({
    (18,), (6, 8, 4), (6, 4, 4, 4), (6, 4, 2, 2, 4), (6, 12), (14, 4), (10, 8), (9, 9), (6, 8, 3), (6, 4, 4, 3), (6, 4, 2, 2, 3), (4, 4, 4, 4, 2),
})  # fmt: skip
OLD_GROUPS = frozenset({(6, 6, 3), (6, 9), (9, 6), (6, 2, 2, 2, 3), (1,) * 15})
PHONE_GROUPS = frozenset({(3, 4, 4), (3, 8), (7, 4), (5, 6)})
"""How people part a number; figures that happen to be as many are not grouped like this."""


def _ids(digits: str) -> Iterator[Span]:
    clear = _without(NO_NUMBER, digits)
    for window in _windows(digits, clear, *IDS):
        start, last = window.tokens[0].start(), window.tokens[-1]
        end = _end(digits, last.end(), len(window.number))
        number = window.number + "X" * (end > last.end())
        is_like = window.is_alone and (
            (LIKE_ID.fullmatch(number) and len(window.tokens) <= FEW) or (OLD_ID.fullmatch(number) and window.sizes in OLD_GROUPS)
        )
        is_like = is_like or (max(window.sizes) == 1 and CUT_ID.fullmatch(number) and (window.is_alone or window.is_even))
        if not (ID.fullmatch(number) or is_like) or window.is_list:
            continue
        begins, ends = clear[start] != CLOSED, clear[last.start()] != CLOSED
        if (begins and (ends or window.is_alone)) or (window.sizes in ID_GROUPS and not window.has_commas):
            yield start, end


def _phones(digits: str) -> Iterator[Span]:
    for window in _windows(digits, _without(NO_NUMBER, digits), *PHONES):
        number = window.number
        if (MOBILE.fullmatch(number) and _is_mobile(window)) or (window.is_clear and LANDLINE.fullmatch(number) and _is_landline(window)):
            yield window.tokens[0].start(), window.tokens[-1].end()


def _is_mobile(window: Window) -> bool:
    """Whether digits of that shape are grouped as people group those of a number: not a list of figures that happen to be as many."""
    sizes, has_words = window.sizes, window.has_words
    if sizes in PHONE_GROUPS and not has_words and not window.has_commas:
        return True
    if not window.is_clear or window.is_list:
        return False
    if len(sizes) == 1 or window.is_alone or window.is_even or (max(sizes) == 1 and not has_words):
        return True
    return min(sizes) >= 3 and (not has_words or sizes[0] == 3 or max(sizes) >= 5)  # noqa: PLR2004 - 139 0778 4483, 13907 784483


def _is_landline(window: Window) -> bool:
    """Whether an area code stands by itself before the number."""
    area, *rest = window.sizes
    is_parted = area in {3, 4} and window.number[0] == "0" and not window.has_words
    return not rest or (is_parted and min(rest) >= 3)  # noqa: PLR2004 - 6345 6789, 634 5678

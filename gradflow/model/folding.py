"""Folding: bringing text that means the same to the same characters, digits too, whatever the script, the circle or the letter typed for one.

Capital numerals (大写数字), which a letter takes so that nobody alters a figure afterwards.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any, cast


class _Later:
    """Stands for a pattern that is compiled when it is first asked: of the many for what is odd, a clean run asks none."""

    def __init__(self, *given: Any) -> None:
        self.given = given

    def __getattr__(self, name: str) -> Any:
        """What the pattern has, kept for the next time."""
        if name.startswith("_") or name == "given":
            raise AttributeError(name)
        found = self.__dict__[name] = getattr(re.compile(*self.given), name)
        return found


def later(text: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """The pattern of the text. A class of all Han characters alone takes a millisecond to compile."""
    return cast("re.Pattern[str]", _Later(text, flags))


INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0100-\U000e01ef]|_x000[dD]_"
)
"""Control and format characters (Unicode Cc, Cf) and variation selectors that phones and web pages leave in cells."""

CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f"
"""Control characters, but for tabs and line feeds."""
TURNING = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""Marks that turn the order of what follows them."""
NOT_XML = "\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff"
"""What XML cannot hold; line feeds and tabs can stay."""
UNSEEN = re.compile(f"[{CONTROLS}{TURNING}\ufeff]")
"""What a terminal or a page obeys or hides instead of showing it."""
UNWRITABLE = re.compile(f"[{NOT_XML}]")

SPACE = re.compile(r"\s+")


def visible(text: str) -> str:
    """Drop characters nobody can see; turn tabs, line ends and odd blanks into one blank each."""
    return SPACE.sub(" ", INVISIBLE.sub("", text)).strip()


def half_width(text: str) -> str:
    """Fold full-width letters, digits and signs (Unicode NFKC)."""
    return unicodedata.normalize("NFKC", text)


@lru_cache(maxsize=2**14)
def squeezed(text: str) -> str:
    """Visible, half-width text without any white space."""
    if text.isalnum() and unicodedata.is_normalized("NFKC", text):
        return text
    return half_width(SPACE.sub("", INVISIBLE.sub("", half_width(text))))


ISO_DAY = re.compile(r"\d{4}-\d{2}(?:-\d{2})?")
EMPTY_WORDS = re.compile(r"(?:族|周?岁)$")
"""What may stand behind a value without another value being meant."""
PARTY = "中共"
"""What may stand before it: every organisation and member in these forms is of the Party."""


@lru_cache(maxsize=2**16)
def is_same_spelt_otherwise(before: str, after: str) -> bool:
    """Whether two texts are one value in two spellings: width, case, blanks, punctuation, the zeros and signs of a date, 族, 岁 and 中共.

    族 and 岁 behind it, 中共 before it. What becomes empty is not: something that was typed is gone.
    """
    if ISO_DAY.fullmatch(after):
        parts, wanted = re.findall(r"\d+", half_width(visible(before))), after.split("-")
        same = parts == ["".join(wanted)] or (
            [int(part) for part in parts[: len(wanted)]] == [int(part) for part in wanted]
            and not any(int(part) for part in parts[len(wanted) :])
        )
        return same and not re.sub(r"[\d年月日号时分秒T:./\\、,~-]", "", squeezed(before))
    plain = unspelt(before)
    return plain == unspelt(after) != ""


@lru_cache(maxsize=4096)
def _is_sign(character: str) -> bool:
    """Whether a character is none of punctuation, blanks and control characters."""
    return unicodedata.category(character)[0] not in "PZC"


def unspelt(text: str) -> str:
    """The text without all that is only spelling; a point stays between the digits of a short number."""
    folded = squeezed(text).casefold()
    is_long = sum(map(str.isdigit, folded)) >= 7  # noqa: PLR2004 - a telephone or ID number
    kept = "".join(c for c in folded if c.isalnum() or (c == "." and not is_long) or _is_sign(c))
    return EMPTY_WORDS.sub("", kept).removeprefix(PARTY)


HEAD_NOISE = re.compile(r"[\W_的及和与或]")
"""What may differ in a column head without another column being meant."""
BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕|〖[^〖〗]*〗|<[^<>]*>|\{[^{}]*\}|「[^「」]*」|《[^《》]*》")
LONGEST_HEAD = 160
"""Characters, with the question words and hints of online forms."""

_NUMBER = re.compile(
    r"^\W*(?:Q|第|题目?|问题)?(?:\d{1,3}[.\-])*(?:\d{1,3}|[一二三四五六七八九十]{1,3})(?:题|项|问)?[)\].、,:_\-*\s]+(?=\D)"
    r"|^\W*[A-Z][.、)](?=\D)"
    r"|^\W*Q?\d{1,3}(?=[^\W\d_])(?![届年级次月日寸班人份])",
    re.IGNORECASE,
)
_SECTION = re.compile(r"^(?:(?:个人|基本|党员|学生|毕业生)*(?:信息|情况|资料)|填空)\d*\s*[:\-—–_|>/、.]+")
_ASKED = re.compile(
    r"^(?:请问?|烦请|麻烦|务必|如实|准确|认真|完整|正确|填写|填报|输入|录入|选择|勾选|提供|上传|核对|确认|告知|写明|注明|单选题?|多选题?|填空题?|必填|选填|什么|哪[一个]*|目前|当前|\d{1,2}位数?|是(?!否))+"
)
_ASKING = re.compile(
    r"(?:是什么|是男女|是多少(?:周?岁|位)?|是哪[个里些]?|是谁|为|是|必填项?|必选|选填|单选题?|多选题?|填空题?|下拉题?|简答题?|[单多]行文本|文本|自动|请?(?:如实|准确|认真)?(?:填写|选择|输入|上传)|吗|呢)+$"
)
_WHOSE = re.compile(
    r"^(?:20\d\d届|本人|自己|个人|学生|毕业生|毕业后|所属|所在|预备党员|正式党员|中共党员|中共(?=正式|预备)|党员|同志|申请人|被介绍人|目前|当前|现在?|最新|长期|有效|常用|真实|实际|二代|详细|应届|本届)+"
)
_TAIL = re.compile(r"(?:全称|全名|名称|一栏|栏|信息)+$")
_SAME = (
    (re.compile("(?<=[一-龥])[a-z]{2,}$|^(?:full)?(?:name|sex|gender|age|nation|phone|address)(?=[一-龥])|详细|(?<=[一-龥]{2})情况$"), ""),
    (re.compile("(?:联系(?:电话|方式|手机)|手机|(?:移动)?电话)(?:号码?)?"), "手机"),
    (re.compile("[居常]住地(?:地?址)?|常住(?=地址)|住地?址"), "地址"),
    (re.compile("(?<=地址)邮编$"), ""),
    (re.compile("接受"), "接收"),
    (re.compile("成份"), "成分"),
    (re.compile("转[到至向]|转移[到至]|前往|去往|所[去往]"), "转往"),
    (re.compile("日期"), "时间"),
    (re.compile("号码|证编号"), "号"),
    (re.compile("中国共产党"), "党"),
)
"""Words that mean the same in a head."""
_VAGUE = frozenset({"", "编号", "序号", "号", "序", "no", "情况", "说明", "原因", "单位"})
"""What says too little when the words before it are taken off."""
_SPACED = re.compile(r"(?<=^[一-龥])\s+(?=[一-龥](?![一-龥]))")
_HINT = re.compile(r"[\n\r,;。:?!—–(\[【]|\s{2,}|\s+请")


@lru_cache(maxsize=4096)
def head_key(text: str) -> str:
    """The key by which a column head is compared: no white space, no punctuation, half-width."""
    key = re.sub(r"^(?:\d{1,2}|[A-Z])[.、](?=\D)", "", squeezed(text))
    return HEAD_NOISE.sub("", key).replace("邮政编码", "邮编").replace("通信", "通讯").casefold()


@lru_cache(maxsize=4096)
def bare_head_key(text: str) -> str:
    """The head key without what stands in brackets."""
    return head_key(_unbracketed(squeezed(text)))


def _unbracketed(text: str) -> str:
    """The text without what stands in brackets, in brackets within brackets too."""
    for _ in range(3):
        text = BRACKETS.sub("", text)
    return text


@lru_cache(maxsize=4096)
def head_keys(text: str) -> tuple[str, ...]:
    """The keys under which a head may be known, the most literal first: 3、请输入您的姓名（必填） is also 姓名.

    Online forms print questions: a number, words of asking, whose it is, marks such as 必填 or [单选题].
    """
    if len(text) > LONGEST_HEAD:
        return ()
    plain = _NUMBER.sub("", half_width(INVISIBLE.sub("", text)).strip())
    plain = _SECTION.sub("", plain)
    found = [head_key(text), bare_head_key(text)]
    for key in dict.fromkeys((head_key(plain), head_key(_unbracketed(plain)))):
        asked = _ASKED.sub("", _ASKING.sub("", re.sub("[您你]|还是|或者|(?<=党员)或是", "", key)))
        found += [key, asked, _TAIL.sub("", asked)]
        found += [one for one in (_WHOSE.sub("", found[-2]), _WHOSE.sub("", found[-1])) if one not in _VAGUE]
    return tuple(dict.fromkeys(filter(None, found)))


@lru_cache(maxsize=4096)
def head_meaning(key: str) -> str:
    """A head key in one word for each thing: 本人联系方式 and 本人手机号码 are 本人手机; empty where that says too little."""
    for words, one in _SAME:
        key = words.sub(one, key)
    key = _TAIL.sub("", key)
    return "" if key in _VAGUE else key


def head_and_hint(text: str) -> tuple[str, str]:
    """A head and the hint behind it: 身份证号，18位; both empty where no hint stands there."""
    if len(text) > LONGEST_HEAD:
        return "", ""
    plain = _SPACED.sub("", _NUMBER.sub("", half_width(INVISIBLE.sub("", text)).strip()))
    match = _HINT.search(plain)
    return (plain[: match.start()], plain[match.end() :]) if match and match.start() else ("", "")


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


CAPITALS = "零壹贰叁肆伍陆柒捌玖"
LARGEST = 999


def capital_digits(number: int) -> str:
    """A year digit by digit: 2023 -> 贰零贰叁."""
    return "".join(CAPITALS[int(digit)] for digit in str(number))


def capital_number(number: int) -> str:
    """A number from 1 to 999 as it is spoken: 90 -> 玖拾, 12 -> 壹拾贰, 105 -> 壹佰零伍. Raises ValueError for others."""
    if not 0 < number <= LARGEST:
        raise ValueError(f"no letter counts to {number}")
    digits = capital_digits(number).rjust(3, "零")
    return re.sub("(?:零[佰拾]?)+", "零", f"{digits[0]}佰{digits[1]}拾{digits[2]}").strip("零")


EVERYDAY = str.maketrans("〇一二两三四五六七八九十百", "零壹贰贰叁肆伍陆柒捌玖拾佰")


@cache
def _spoken() -> dict[str, int]:
    return {"零": 0} | {capital_number(number): number for number in range(1, LARGEST + 1)}


def spoken_number(text: str) -> int | None:
    """The number up to 999 that numerals say, everyday or capital: 十二, 一百零五, 贰拾壹; None for any other text."""
    capital = text.translate(EVERYDAY)
    return _spoken().get(f"壹{capital}" if capital.startswith("拾") else capital)

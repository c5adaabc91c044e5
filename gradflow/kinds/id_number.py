"""Citizen identification numbers of 18 characters, GB 11643-1999 (ISO 7064 MOD 11-2)."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache, partial
from operator import mul
from typing import ClassVar, NamedTuple

from gradflow.kinds import base
from gradflow.kinds.dates import ODD_YEAR, YEARS
from gradflow.kinds.places import PROVINCES
from gradflow.model.cells import MAX_EXACT_DIGITS, CellStyle, Raw, typed_text
from gradflow.model.checks import Check
from gradflow.model.findings import Problem
from gradflow.model.folding import later, squeezed

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
LENGTH = 18
PLAIN = re.compile(r"[0-8][0-9]{16}[0-9X]")
ANY = re.compile(r"\d{17}[\dX]")
GB = "GB 11643-1999《公民身份号码》"
RETYPE = "先把单元格格式设为“文本”，再照身份证重新输入18位号码"


@lru_cache(maxsize=4096)
def check_digit(first17: str) -> str:
    """The check character for the first 17 digits."""
    return CHECK_DIGITS[sum(map(mul, map(int, first17), WEIGHTS)) % 11]


def is_sound(text: str) -> bool:
    """Whether a text is a number with the right check digit: nothing of it is lost or mistyped."""
    return ANY.fullmatch(text) is not None and check_digit(text[:17]) == text[17]


class IdNumber(NamedTuple):
    """An ID number that holds together: region known, birthday real, check digit right."""

    text: str
    born_on: date

    @property
    def region(self) -> str:
        """Six-digit region code at first issue."""
        return self.text[:6]

    @property
    def sex(self) -> str:
        """``male`` or ``female``: the 17th digit is odd for men."""
        return "male" if int(self.text[16]) % 2 else "female"


_check = partial(base.cell_check, source=GB)
AS_NUMBER = _check(
    "C201", "id-kept-as-number", "身份证号被存成了数字",
    "身份证号被 Excel 存成了数字({value})，末几位已经不可靠，无法还原", RETYPE,
    text="""
    Excel 的数字只保留15位有效数字，18位号码存成数字后末3位变成0，性别位和校验位都丢了，只能重新填写。

    错误 | 身份证号码 3.20586200005123E+17
    """,
)  # fmt: skip
SCIENTIFIC = _check(
    "C202", "id-scientific", "身份证号变成了科学计数法",
    "号码成了科学计数法(后面带“{power}”)，末几位已经丢失", RETYPE,
    text="""
    号码经 CSV 或复制后成了 3.2E+17 这样的文字，只剩前几位。

    错误 | 身份证号码 3.2E+17
    错误 | 身份证号码 3.20586E+17
    """,
)  # fmt: skip
OLD_STYLE = _check(
    "C203", "id-15-digits", "15位身份证号",
    "“{value}”只有15位，是已停用的旧号或漏了3位", "照现在的身份证填写18位号码",
    text="""
    15位旧号码自2013年1月1日停用，换成18位时世纪和校验位要看身份证，不自动升位。

    错误 | 身份证号码 320586000512345
    """,
)  # fmt: skip
LENGTH_WRONG = _check(
    "C204", "id-length", "身份证号位数不对",
    "身份证号应为18位，这里有{length}位(“{value}”)", "对照身份证逐位核对，补上漏掉的或删去多出的",
    text="""
    错误 | 身份证号码 32058420000512345
    错误 | 身份证号码 3205842000051234567
    """,
)  # fmt: skip
LETTERS = _check(
    "C205", "id-characters", "身份证号里有不该有的字符",
    "“{value}”里的“{odd}”不是数字{guess}", "对照身份证重新输入；只有最后一位可以是字母 X",
    text="""
    常见的是把数字0打成字母O、把1打成l或I, 或号码被*号遮盖。不代为替换。

    错误 | 身份证号码 32O584200005123456
    错误 | 身份证号码 3205**********3456
    """,
)  # fmt: skip
BIRTHDAY = _check(
    "C206", "id-birthday", "身份证号里的出生日期不存在",
    "号码第7-14位的出生日期{birthday}{how}", "对照身份证核对第7-14位(出生年月日)",
    text="""
    错误 | 身份证号码 320584200013123456
    错误 | 身份证号码 320584200002303456
    """,
)  # fmt: skip
CHECK_DIGIT = _check(
    "C207", "id-check-digit", "身份证号校验位不符",
    "“{value}”与校验位不符，至少有一位写错", "对照身份证逐位核对",
    text="""
    最后一位由前17位算出，不符就一定有数字写错；但看不出是哪一位，所以不改。

    正确 | 身份证号码 11010519491231002X
    错误 | 身份证号码 110105194912310021
    改为 | 身份证号码 11010519491231002x
    """,
)  # fmt: skip
PROVINCE = _check(
    "C208", "id-province", "身份证号的省份代码不存在",
    "号码开头“{province}”不是任何省份的代码", "对照身份证核对前6位",
    text="""
    只核对前两位的省级代码；县级代码撤销后号码仍终身有效(如 320584 吴江市)，不算错。

    正确 | 身份证号码 320584200005120016
    错误 | 身份证号码 990584200005120015
    """,
)  # fmt: skip
OTHER_NUMBER = _check(
    "C209", "id-other-number", "填的是别的号码",
    "“{value}”像是{what}，不是身份证号", "填身份证上的18位号码",
    text="""
    学籍号是在身份证号前加 G、L 或 J; 999 开头的是学籍系统的临时号；9 开头而校验位相符的，像是外国人永久居留证号。

    错误 | 身份证号码 G320584200005120016
    错误 | 身份证号码 999123456789012345
    """,
)  # fmt: skip
EXTRA_TEXT = _check(
    "C210", "id-with-text", "身份证号格里还有别的内容",
    "“{value}”里{what}", "这一格只填一个18位号码，说明写到备注栏",
    text="""
    错误 | 身份证号码 320584200005120016(有误)
    错误 | 身份证号码 320584200005120016/11010519491231002X
    错误 | 身份证号码 办理中
    """,
)  # fmt: skip

LOOKALIKES = {"O": "0", "o": "0", "Q": "0", "l": "1", "I": "1", "|": "1", "Z": "2", "S": "5", "B": "8"}
CROSSES = "xX×✕✖ΧχХх╳"
"""Signs typed for the final X; only where the check digit is X do they count as X."""

SHAPES: tuple[tuple[re.Pattern[str], Check, dict[str, str]], ...] = (
    (re.compile(r"^[0-9](?:\.[0-9]+)?[eE]\+?1[0-9]$"), SCIENTIFIC, {}),
    (re.compile(r"^[GLJglj][0-9]{17}[0-9Xx]$"), OTHER_NUMBER, {"what": "学籍号"}),
    (re.compile(r"^999[0-9]{15}$"), OTHER_NUMBER, {"what": "学籍系统的临时号"}),
    (later(r"^[^0-9]*[\u4e00-\u9fff][^0-9]*$"), EXTRA_TEXT, {"what": "没有号码"}),
    (later(r"[0-9]{17}[0-9Xx][^0-9]|[\u4e00-\u9fff]"), EXTRA_TEXT, {"what": "除了号码还有别的内容"}),
)
"""What else people type, in the order it is looked for."""


class IdNumberKind(base.Kind):
    """An ID number; the value is an IdNumber, shown as 18 characters, X upper case. Nothing is ever guessed."""

    name = "id_number"
    title = "18位身份证号"
    how = "18位，末位字母用大写X; 单元格格式须为“文本”"
    looks = CellStyle(number_format="@", align="center", exact_length=LENGTH)
    is_personal = is_number = True
    checks: ClassVar = (
        AS_NUMBER, SCIENTIFIC, OLD_STYLE, LENGTH_WRONG, LETTERS,
        BIRTHDAY, CHECK_DIGIT, PROVINCE, OTHER_NUMBER, EXTRA_TEXT,
    )  # fmt: skip

    def parse(self, raw: Raw) -> IdNumber | Problem | None:
        """Return the ID number, or which way it is wrong."""
        if isinstance(raw, str) and PLAIN.fullmatch(raw):
            return self._meaning(raw, raw)
        typed = typed_text(raw)
        if isinstance(raw, int | float) and not isinstance(raw, bool) and abs(raw) >= 10**MAX_EXACT_DIGITS:
            return base.fault(AS_NUMBER, value=typed)
        text = squeezed(self.text(raw)).strip("'‘’`´′\"“”,.;:、。")
        if not text:
            return None
        text = _unparted(text)
        return self._shape(text, typed) or self._meaning(text, typed)

    def _shape(self, text: str, typed: str) -> Problem | None:
        """Complain about anything that is not 17 digits and one more character."""
        for pattern, check, facts in SHAPES:
            if pattern.search(text):
                return base.fault(check, value=typed, **(facts or {"power": text.lstrip("0123456789.")}))
        odd = re.search(r"[^0-9]", text[:-1]) or re.fullmatch(rf"[^0-9{CROSSES}]", text[-1])
        if odd:
            guess = f"，是不是数字{LOOKALIKES[odd[0]]}" if odd[0] in LOOKALIKES else ""
            return base.fault(LETTERS, value=typed, odd=odd[0], guess=guess)
        if re.fullmatch(r"[0-9]{15}", text):
            return base.fault(OLD_STYLE, value=typed)
        return None if len(text) == LENGTH else base.fault(LENGTH_WRONG, value=typed, length=len(text))

    def _meaning(self, text: str, typed: str) -> IdNumber | Problem:
        """Check region, birthday and check digit of 17 digits and one more character."""
        born_on = _birthday(text[6:14])
        last = "X" if text[17] in CROSSES else text[17]
        is_right = check_digit(text[:17]) == last
        if text[0] == "9" and born_on and is_right:
            return base.fault(OTHER_NUMBER, value=typed, what="外国人永久居留证号")
        if text[:2] not in PROVINCES:
            return base.fault(PROVINCE, value=typed, province=text[:2])
        if not born_on:
            how = "不是真实的日期" if YEARS[0] <= int(text[6:10]) <= YEARS[1] else ODD_YEAR
            return base.fault(BIRTHDAY, value=typed, birthday=f"{text[6:10]}年{text[10:12]}月{text[12:14]}日", how=how)
        return IdNumber(text[:17] + last, born_on) if is_right else base.fault(CHECK_DIGIT, value=typed)


PARTED = re.compile(r"(?<=[0-9])[-_·—–](?=[0-9Xx])")
"""What some put between region, birthday and the rest; a number of 18 characters is left in one reading only."""


def _unparted(text: str) -> str:
    """The number without what a program left behind (.0), without signs between its parts, and X for a * where only X can stand."""
    if re.fullmatch(r"[0-9]{18}\.0+", text):
        return text[:LENGTH]
    whole = PARTED.sub("", text)
    if re.fullmatch(r"[0-9]{17}\*", whole) and check_digit(whole[:17]) == "X":
        return f"{whole[:17]}X"
    return whole if len(whole) == LENGTH else text


def _birthday(digits: str) -> date | None:
    try:
        born_on = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return born_on if YEARS[0] <= born_on.year <= YEARS[1] else None

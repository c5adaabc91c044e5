"""Telephone numbers: one cell may hold several (附件2: 联系电话（固定电话、手机）)."""

from __future__ import annotations

import re
from typing import ClassVar, NamedTuple

from gradflow.kinds import base
from gradflow.model.cells import CellStyle, Raw, typed_text
from gradflow.model.findings import Problem
from gradflow.model.folding import INVISIBLE, half_width, later, squeezed

LOST_ZERO = re.compile(r"2[0-9][2-8][0-9]{7}|(?!85[23][2-9][0-9]{7}$)[3-9][0-9][0-9][2-8][0-9]{6,7}")
"""A landline kept as a number, which dropped the 0 of its area code; 852 and 853 with eight digits are 香港 and 澳门."""
MOBILE = re.compile(r"1[3-9][0-9]{9}")
GAP = r"[-_.· ]{0,2}"
"""What people put between the digits of one number."""
EXTENSION = r"(?:[ ,(]*(?:-|_|#|\*|转(?:分机号?)?|分机号?|(?i:x|ext\.?))[: ]*(?P<{name}>[0-9]{{1,6}})\)?(?![0-9]))?(?![0-9A-Za-z])"
TOKEN = later(
    rf"(?<![0-9])(?:\(?(?:\+|00)?86\)?{GAP})?(?P<mobile>\(?1[3-9][0-9]\)?(?:{GAP}[0-9]){{5}}{GAP}[0-9]{{3}}|1(?: [0-9]){{10}}|1[3-9][0-9](?:[-. ][0-9]{{2}}){{4}})(?![0-9]|[OoIl])"
    rf"|(?<![0-9])(?:\(?(?:\+86|0086|86(?=[- ]))\)?{GAP}\(?0?\)?|\(?0)(?P<area>10|2[0-57-9]|[3-9][0-9]{{2}})\)?{GAP}"
    rf"(?P<line>[2-8][0-9]{{2,3}}{GAP}[0-9]{{4}}){EXTENSION.format(name='extension')}"
    rf"|(?<![0-9-])(?P<local>[2-8][0-9]{{2,3}}[- ]?[0-9]{{4}}){EXTENSION.format(name='local_extension')}(?!-)"
    r"|(?<![0-9-])(?P<service>(?:400|800)-?[0-9]{3}-?[0-9]{4}|95[0-9]{3,4}|12[0-9]{3})(?![0-9-])"
)
ABROAD = later(
    r"(?<![0-9])\(?(?:\+ ?|00 ?)(?!86)[1-9](?:[() ._-]{0,2}[0-9]){6,16}(?![0-9])"
    r"|(?<![0-9+])(?:85[23][ -]?[2-9]|886[ -]?[2-9][0-9]?)[0-9]{3}[ -]?[0-9]{2,3}[ -]?[0-9]{2,4}(?![0-9])"
    r"|\((?:85[23]|886|8[12]|44|6[0-6]|49|33|84|1|7)\)[ -]{0,2}[0-9][0-9 -]{5,12}[0-9](?![0-9])"
)
"""What may be a number outside the mainland; whether it is one, the countries' own numbering plans say."""
WORDS = re.compile(
    r"(?:(?:联系)?电话(?:号码?)?|手机(?:号码?)?|本人|固定|固话|座机|家庭|宅电|住宅|家里|家|号码|tel|mobile|无|和|及|或)+", re.IGNORECASE
)
"""What says no more than that a number is one."""
PHRASE = re.compile(r"[^\W_]+(?: [^\W_]+)*")
LABEL = re.compile(r"(?:[^\w ] *[^\W_]+|[^\W_]+ ?: *)$")
"""The words right before a number that are surely its own: (父亲139..., 家长：139..."""
PARTED = re.compile(r"[^\W_] *[^\w ]")
"""Words parted by a sign from the number behind them: 138...（家长）、139..."""
OTHER_CONTACT = later(
    r"(?<![A-Za-z0-9_.+-])(?!1[3-9][0-9]{9}[A-Za-z])[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
    r"|(?<![0-9])(?P<short>[0-9]{3,6})\s*(?:\(短号\)|短号)(?!\s*:?\s*[0-9])"
    r"|(?:短号|(?<![A-Za-z])(?i:qq|wx|vx|wechat)|微信号?|邮箱)(?:号码?)?\s*:?\s*(?!1[3-9][0-9]{9}(?![0-9]))[A-Za-z0-9_@.-]+"
)
"""Contacts that are no telephone numbers; they are kept as a note."""
GLUED = "、"
HERE, AWAY = "\x01", "\x02"
"""Where a number stood, of the mainland and abroad."""
MAINLAND = 86
MAINLAND_WITH_PLUS = re.compile(r"\+1[3-9][0-9]{9}")
"""A mobile number with a sign too many, unless the numbering plan of North America has it."""
FLOAT = re.compile(r"(?<=^[0-9]{11})\.0+$")
"""What a program leaves behind that took the number for a measure."""

AREA_BEHIND = re.compile(r"(?<![0-9-])(?<![0-9] )([2-8][0-9]{2,3}[- ]?[0-9]{4})\s*\((0(?:10|2[0-57-9]|[3-9][0-9]{2}))\)(?! ?[0-9])")
"""A landline whose area code stands behind it: 63456789(0512)."""
LISTED = later(r"[①-⑳⑴-⒛❶-❿]\s*(?=[+(]?[0-9]|[\s;,，；、]|$)|(?:^|(?<=[\s;,，；、]))[(（]?[1-9][.、)）]\s*(?=1[3-9][0-9]{9}(?![0-9]))")
"""What numbers the numbers of a list: ①139..."""
DATED = later(r"(?<![0-9])[0-9]{1,4}(?=年|月|日|号(?![码楼院])|点|时|届|级|班)|(?<=转)[0-9]{1,6}(?![0-9])|(?<=\x01\()[0-9]{3,6}(?=\))")
"""Digits of a note (8月后停用), of an extension behind a mobile, or of a short number or extension in brackets."""
ABSENT = re.compile(
    r"(?=.*[无没未不拆停消销同])[固定座机话电手移动号码家庭里中宅住本人自己学生我的暂时目前现在均都早已经尚还从曾再有安装使用配开通办理详知清楚填需存掉线了除销注报撤停拆取消同一致相样即是为与和上无没未不或\W]+"
)
"""How people say that the home has no telephone of its own: 没有座机, 已拆机, 同本人手机."""
CUT_OFF = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]{2}")

FEWEST = 7
"""Digits of the shortest number that is not a service's."""

NOT_A_NUMBER = base.cell_check(
    "C301", "phone-not-a-number", "电话号码不成立",
    "{what}不是电话号码{count}", "手机填11位，固定电话写成 区号-号码；几个号码用“、”隔开",
    source="附件2注1(“联系电话”要真实有效)",
    text="""
    一格可以有几个号码。凡有数字不能归入某个号码，就报出来，不截断、不猜。

    正确 | 联系电话 13912345679、0512-63456789
    改为 | 联系电话 +86 139 1234 5679
    改为 | 联系电话 139_1234_5679
    改为 | 联系电话 13912345679/(0512)63456789转801
    错误 | 联系电话 1391234567
    错误 | 联系电话 139123456789
    错误 | 联系电话 无法联系
    """,
)  # fmt: skip


class Phone(NamedTuple):
    """One number: ``digits`` as dialled (0512-63456789), and what sort it is."""

    digits: str
    sort: str
    """mobile, landline, local (no area code), abroad (outside the mainland) or service."""
    note: str = ""
    """The words beside it that are surely its own."""


class Phones(NamedTuple):
    """All numbers of a cell in their order, and contacts of other sorts beside them."""

    numbers: tuple[Phone, ...]
    mobiles: tuple[str, ...]
    """The mobile numbers among them, 11 digits each."""
    note: str = ""


class PhoneOptions(base.Options):
    """What may stand in place of a number."""

    may_be_absent: bool = False
    """Whether words that say there is none, or none but the mobile, are as good as an empty cell."""


class PhoneKind(base.Kind):
    """Telephone numbers; the value is a Phones."""

    name = "phone"
    title = "电话"
    how = "手机11位；固定电话写成 0512-63456789；几个号码用“、”隔开"
    looks = CellStyle(number_format="@")
    is_personal = is_number = True
    checks: ClassVar = (NOT_A_NUMBER,)
    Options = PhoneOptions
    options: PhoneOptions

    def parse(self, raw: Raw) -> Phones | Problem | None:
        """Return all numbers; every digit must belong to one."""
        typed = typed_text(raw)
        if isinstance(raw, str) and MOBILE.fullmatch(raw):
            return Phones((Phone(raw, "mobile"),), (raw,))
        text = half_width(LISTED.sub(";", INVISIBLE.sub("", self.text(raw)))).strip("'‘’`")
        if isinstance(raw, int | float) and LOST_ZERO.fullmatch(text):
            text = "0" + text
        if not squeezed(text) or (self.options.may_be_absent and ABSENT.fullmatch(squeezed(text))):
            return None
        text = FLOAT.sub("", re.sub(r"[‐‑‒–—―－﹣~]", "-", text))
        text = AREA_BEHIND.sub(r"\2-\1", text)
        notes = "，".join(f"短号{match['short']}" if match["short"] else match[0] for match in OTHER_CONTACT.finditer(text))
        text = OTHER_CONTACT.sub("；", text)
        abroad: list[Phone] = []
        text = ABROAD.sub(lambda match: _outside(match[0], abroad), text)
        here = [_phone(match) for match in TOKEN.finditer(text)]
        rest = TOKEN.sub(HERE, text)
        if not (here or abroad) or re.search(r"[0-9]", DATED.sub("", rest)):
            odd = _odd(text)
            is_cut, is_all = CUT_OFF.fullmatch(text), odd == typed.strip() or not re.search("[0-9]", odd)
            what = f"“{typed}”" if is_cut or is_all else f"“{typed}”里的“{odd}”"
            count = "：Excel 当作数字存了，后面的几位已经丢失" if is_cut else _counted(odd)
            return base.fault(NOT_A_NUMBER, value=typed, what=what, count=count)
        numbers = _together(_noted(rest, here, abroad) if PHRASE.search(rest) else [*here, *abroad])
        mobiles = tuple(number.digits for number in numbers if number.sort == "mobile")
        return Phones(numbers, mobiles, notes)

    def show(self, value: Phones) -> str:
        """Numbers joined by 、, words in brackets behind each."""
        numbers = [f"{number.digits}({number.note})" if number.note else number.digits for number in value.numbers]
        return f"{GLUED.join(numbers)}({value.note})" if value.note else GLUED.join(numbers)

    def meaning(self, value: Phones) -> str:
        """The numbers in whatever order."""
        return " ".join(sorted(number.digits for number in value.numbers))

    def joins(self, head: str) -> bool:
        """Landline and mobile may stand in columns of their own."""
        return True


def _noted(rest: str, here: list[Phone], abroad: list[Phone]) -> list[Phone]:
    """The numbers, those abroad last, with the words that stand beside each; words that may be either neighbour's are left out."""
    first, *between, last = re.split(f"[{HERE}{AWAY}]", rest)
    before, behind = bool(_words(first)), bool(_words(last))
    notes = [first]
    for gap in between:
        label = LABEL.search(gap)
        place = label.start() if label else len(gap) if PARTED.search(gap) or before < behind else 0 if before > behind else None
        notes[-1] += gap[:place] if place is not None else ""
        notes.append(gap[place:] if place is not None else "")
    notes[-1] += last
    marks = re.findall(f"[{HERE}{AWAY}]", rest)
    left = {HERE: iter(here), AWAY: iter(abroad)}
    found = [next(left[mark])._replace(note=_words(note)) for mark, note in zip(marks, notes, strict=True)]
    return sorted(found, key=lambda number: number.sort == "abroad")


def _words(text: str) -> str:
    """What a text says beside its signs, each phrase whole, without words that say no more than that a number is one."""
    phrases = ("".join(word for word in phrase.split() if not WORDS.fullmatch(word)) for phrase in PHRASE.findall(text))
    return "，".join(filter(None, phrases))


def _together(numbers: list[Phone]) -> tuple[Phone, ...]:
    """Each number once, with all that is said of it."""
    found: dict[str, Phone] = {}
    for number in numbers:
        known = found.setdefault(number.digits, number)
        if number.note and number.note not in known.note:
            found[number.digits] = known._replace(note="，".join(filter(None, (known.note, number.note))))
    return tuple(found.values())


def _odd(text: str) -> str:
    """The digits that belong to no number; few of them with those that stand beside them, for they are one number to its writer."""
    left = TOKEN.sub(lambda match: "|" * len(match[0]), text)
    found = max(re.finditer(r"[0-9][0-9 -]*", left), key=lambda match: len(match[0]), default=None)
    if found is None:
        return text.strip(" -")
    whole = next(match for match in re.finditer(r"[0-9]+(?:[ -]{1,2}[0-9]+)*", text) if match.start() <= found.start() < match.end())
    return (whole if len(re.findall("[0-9]", found[0])) < FEWEST else found)[0].strip(" -")


def _counted(odd: str) -> str:
    """How many digits there are; of as many as a mobile has, what is wrong with them."""
    digits = re.sub(r"[^0-9]", "", odd)
    if len(digits) == 11 and digits[0] != "0":  # noqa: PLR2004 - a mobile's
        return "（11位，手机号以13至19开头）"
    return f"（{len(digits)}位）" if digits else ""


def _phone(match: re.Match[str]) -> Phone:
    if mobile := match["mobile"]:
        return Phone(_digits(mobile), "mobile")
    extension = f"转{found}" if (found := match["extension"] or match["local_extension"]) else ""
    if match["area"]:
        return Phone(f"0{match['area']}-{_digits(match['line'])}{extension}", "landline")
    if match["local"]:
        return Phone(_digits(match["local"]) + extension, "local")
    return Phone(match["service"], "service")


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)


def _outside(text: str, found: list[Phone]) -> str:
    """Add the number outside the mainland that the text begins with to ``found``; return what is left, all of it if there is none."""
    import phonenumbers  # noqa: PLC0415 - a slow import, rarely needed

    for end in (len(text), *(gap.start() for gap in reversed(list(re.finditer(r"[ -]+", text))))):
        try:
            number = phonenumbers.parse("+" + re.sub(r"^\D*(?:00)?", "", text[:end]).replace("_", " "))
        except phonenumbers.NumberParseException:
            continue
        if number.country_code == MAINLAND:
            return text
        is_like_mobile = MAINLAND_WITH_PLUS.fullmatch(text[:end])
        if phonenumbers.is_valid_number(number) if is_like_mobile else phonenumbers.is_possible_number(number):
            found.append(Phone(f"+{number.country_code}-{phonenumbers.national_significant_number(number)}", "abroad"))
            return f"{AWAY}{text[end:]}"
    return text

"""Dates as people type them: a closed list of spellings, each read with its precision.

Nothing is guessed: what leaves two readings (2023.1 kept as a number, 1/7/2023) is a Problem. The
list of spellings is the one collected from returned forms; general date libraries turn 2023-13-1
into a January day and 23.7.1 into the year 2001.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any, ClassVar, Literal, NamedTuple

from gradflow.kinds import base
from gradflow.model.campaign import NOTICE_COHORT
from gradflow.model.cells import CellStyle, MacDay, Raw, YearlessDate, typed_text
from gradflow.model.findings import Problem
from gradflow.model.folding import half_width, later, visible

SERIALS = (32874, 49310)
"""Day numbers of 1990-01-01 and 2034-12-31 in a spreadsheet's general format."""
SERIAL = re.compile(r"[34][0-9]{4}(?:\.0+)?")
"""The same as a text, as CSV has it."""
_DEED = "[转入出落实报到接签收告知密封装寄送投递检查审核批阅办理领取发放反馈谈话培训开始完成毕好了]{1,4}"
NOT_YET = later(
    rf"(?:尚|还|暂时?|目前|仍|均)?(?:没有?|未)(?:能|曾|来得及)?(?:{_DEED})?|[未待不]定|[未不]知|不详|长期|随时|待[一-龥]{{0,6}}(?:落实|确定|通知)|[一-龥]{{0,4}}落实(?:单位|工作)?后|待(?:{_DEED})|(?:正?在)?{_DEED}(?:之|当|过程)?中|在途中?|(?:毕业后)?[0-9一二两三四五半]+个?[年月](?:以内|之内|[内后])"
)
"""Words that say the day has not come, or within what time it will: the same as an empty cell."""
EPOCH = date(1899, 12, 30)
MAC_DAYS = 1462
"""Days by which workbooks that count from 1904 count less (ECMA-376 part 1, 18.17.4.1)."""
YEARS = (1900, 2100)
ODD_YEAR = "的年份不可能"
CHINESE = str.maketrans("〇○Oo零一二三四五六七八九壹贰貳叁參肆伍陆柒捌玖", "0000012345678912233456789")
DASHES = str.maketrans("‐‑‒–—―－﹣~～_\\", "-" * 12)
TEN = re.compile(r"([1-3])?十([1-9])?")

FULL = later(r"(?P<y>[0-9]{4})(?:([./、,。·-])(?P<m>[0-9]{1,2})\2(?P<d>[0-9]{1,2}))[日号]?(?: ?0?0:00(?::00)?)?")
FULL_WORDS = re.compile(r"(?P<y>[0-9]{4})年(?P<m>[0-9]{1,2})月(?P<d>[0-9]{1,2})[日号]?")
FULL_SPACED = re.compile(r"(?P<y>[0-9]{4}) (?P<m>[0-9]{1,2}) (?P<d>[0-9]{1,2})")
FULL_DIGITS = re.compile(r"(?P<y>(?:19|20)[0-9]{2})(?P<m>[01][0-9])(?P<d>[0-3][0-9])(?:[Tt]?[0-2][0-9][0-5][0-9](?:[0-5][0-9])?)?")
DAY_FIRST = re.compile(r"(?P<d>[0-9]{1,2})(?P<s>[./-])(?P<m>[0-9]{1,2})(?P=s)(?P<y>[0-9]{4})")
MONTH = re.compile(r"(?P<y>[0-9]{4})(?:[./、-]| (?=(?:0?[1-9]|1[0-2])$))(?P<m>[0-9]{1,2})")
MONTH_WORDS = re.compile(r"(?P<y>[0-9]{4})年(?P<m>[0-9]{1,2})(?:月[初中底末]|月?份?)")
MONTH_DIGITS = re.compile(r"(?P<y>(?:19|20)[0-9]{2})(?P<m>0[1-9]|1[0-2])")
NO_YEAR = re.compile(r"[0-9]{1,2}(?:[./-][0-9]{1,2}|月(?:[0-9]{1,2}[日号]?|份)?)")
MIXED = re.compile(r"(?P<y>(?:19|20)[0-9]{2})[年./-](?P<m>[0-9]{1,2})[月./-](?P<d>[0-9]{1,2})[日号]?")
"""Marks that change within one date: 2023年7.1."""
NAMED = re.compile(r"(?P<d>[0-9]{1,2})[- ]([A-Za-z]{3})[a-z]*[-, ]+(?P<y>(?:19|20)[0-9]{2})")
"""As a spreadsheet set to English shows a day: 1-Jul-2023."""
MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec"
SHORT_YEAR = re.compile(r"[0-9]{2}(?:[./-][0-9]{1,2}){2}|[0-9]{2}年[0-9]{1,2}月(?:[0-9]{1,2}[日号]?)?")
ONLY_YEAR = re.compile(r"(?:19|20)[0-9]{2}年?")

NOT_A_DATE = base.cell_check(
    "C601", "date-not-a-date", "看不出是哪一天",
    "“{value}”看不出是哪一天", "写成 {example} 的样子，只写一个日期，不加文字",
    text="""
    只认写清楚的日期，旬、范围、少一位的数字都不猜。“2025年6月底”读到月，“两年内”和空着一样。

    错误 | 入党时间 2022年6月上旬
    错误 | 入党时间 2022.6.1-6.5
    错误 | 入党时间 20226.1
    改为 | 入党时间 2022年6月1日
    改为 | 入党时间 二〇二二年六月一日
    正确 | 入党时间 2022-06-01
    """,
)  # fmt: skip
AMBIGUOUS = base.cell_check(
    "C602", "date-ambiguous", "日期有两种读法",
    "“{value}”可以读成{first}，也可以读成{second}", "写成 {example} 的样子",
    text="""
    1/7/2023 可能是1月7日，也可能是7月1日；在数字格里键入 2023.10 会变成 2023.1。

    错误 | 入党时间 1/7/2022
    改为 | 入党时间 25/6/2022
    """,
)  # fmt: skip
NO_YEAR_TOLD = base.cell_check(
    "C603", "date-without-year", "日期没有写年份",
    "“{value}”没有写四位数的年份", "写成 {example} 的样子",
    text="""
    错误 | 入党时间 6月1日
    错误 | 入党时间 22.6.1
    正确 | 入党时间 2022-06-01
    """,
)  # fmt: skip
TOO_COARSE = base.cell_check(
    "C604", "date-too-coarse", "日期没有写全",
    "“{value}”没有写到{wanted}", "写成 {example} 的样子",
    text="""
    附件3的转入时间要写到日；附件1的出生年月和入党时间至少写到月。

    错误 | 入党时间 2022年
    正确 | 入党时间 2022-06
    """,
)  # fmt: skip
IMPOSSIBLE = base.cell_check(
    "C605", "date-impossible", "没有这一天",
    "“{value}”{how}", "核对后写成 {example} 的样子",
    text="""
    错误 | 入党时间 2022.6.31
    错误 | 入党时间 2022.13.1
    错误 | 入党时间 2202.6.1
    """,
)  # fmt: skip

WHOLE = r"(?:[0-9]{4}(?:[./-][0-9]{1,2}){2}|[0-9]{8}|[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}[日号]?|日)"
TIME = r"[0-9]{1,2}(?::[0-9]{1,2}(?::[0-9]{1,2}(?:[.,][0-9]+)?)?|[点时](?:[0-9]{1,2}分?|半|整)?)(?: ?[ap]m)?"
BEHIND = later(
    rf"({WHOLE})(?:[ (,]*(?:星期|周|礼拜)[一二三四五六日天1-7][) ,]*)?(?:[ t,]*(?:上午|下午|中午|早上|早晨|晚上|晚间|傍晚|凌晨|晚|早|am|pm)? *(?:{TIME})?"
    r"(?P<zone>z|[+-][0-9]{2}:?[0-9]{2})?)(?:[ (,]*(?:星期|周|礼拜)[一二三四五六日天1-7][) ]*)?[.。,、; ]*$",
    re.IGNORECASE,
)
"""A time of day, a day of the week or a full stop behind a whole date says nothing about the day."""
BEFORE = later(r"^(?:(?:星期|周|礼拜)[一二三四五六日天],?|(?:转入|落实|入党|出生|回访)?(?:日期|时间|年月日?)|于)[: ]*(?=[0-9])")
_SURE = "(?!.*[未没待不拟将应约?？])(?:已经?|正式|顺利|线上|系统里?|组织|关系)*"
DEED_BEHIND = later(
    rf"(?<=[0-9日号月])[ ,，;(]*{_SURE}(?:转入|转到|落实|接收|接转|转接|完成|办理|办结|通过|到账|系统|线上|入党|出生|生)(?:了|的|成功|完成|日期|时间)*[)。.,]*$"
)
"""What was done on the day before it: 2023.7.1已接收, 2021.12.5入党."""
_TYPED = r"(?P<day>(?:19|20)[0-9]{2}[0-9年月日号./ -]*)"
_STEP = "(?:成为|加入|列为|发展为)?(?:中共)?预备(?:党员)?|入党"
JOINED = later(
    rf"^(?:(?:{_STEP})[: ]*{_TYPED}|{_TYPED.replace('day', 'first')}[ (]*(?:{_STEP}|入)[)]?)"
    r"(?:[,;、 (]+(?:[0-9][0-9年月日号./ -]*(?:转正|正式)(?:党员)?|(?:转正|正式)(?:党员)?[: ]*[0-9][0-9年月日号./ -]*)[)]?)?$"
)
"""The day somebody joined, by itself or before the day they became a full member: 2021.12.5预备,2022.12.5转正."""
CLOCK = later(r"([0-9]{4}-[0-9]{2}-[0-9]{2})t([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(?:[.,][0-9]+)?(z|[+-][0-9]{2}:?[0-9]{2})$", re.IGNORECASE)
BEIJING = timezone(timedelta(hours=8))


class PartialDate(NamedTuple):
    """A date known to the day, or to the month (``day`` is None)."""

    year: int
    month: int
    day: int | None = None
    is_year_typed: bool = True
    """False where the cell shows month and day only, so that the spreadsheet chose the year."""

    @property
    def first(self) -> date:
        """The earliest day it can mean."""
        return date(self.year, self.month, self.day or 1)

    @property
    def last(self) -> date:
        """The latest day it can mean."""
        return date(self.year, self.month, self.day or calendar.monthrange(self.year, self.month)[1])

    def __str__(self) -> str:
        """2023-07-01, or 2023-07 where the day is not known."""
        return f"{self.year}-{self.month:02d}" + (f"-{self.day:02d}" if self.day else "")


@dataclass(frozen=True, slots=True)
class TwoDays:
    """A text that can mean either of two days, in words."""

    first: str
    second: str


Reading = PartialDate | TwoDays | Literal["no_year", "impossible", "year"] | None


def read_date(text: str) -> Reading:
    """Read visible text in one of the known spellings; else say what it lacks, or None."""
    folded = half_width(text.translate(DASHES)).replace("．", ".").strip("'‘’`\"“”()[]【】 ")
    folded = DEED_BEHIND.sub("", BEFORE.sub("", folded))
    if (match := CLOCK.fullmatch(folded)) and (days := _elsewhere(*match.groups())):
        return days
    folded = BEHIND.sub(r"\1", folded)
    if re.search(r"[年月]", folded):  # 二〇二三年十月二十五日 -> 2023年10月25日
        folded = TEN.sub(lambda match: f"{match[1] or '1'}{match[2] or '0'}", folded.translate(CHINESE))
    folded = re.sub(r"\s*([年月日号./、,。·-])\s*", r"\1", folded)
    for pattern in (FULL, FULL_WORDS, FULL_SPACED, FULL_DIGITS, MIXED, MONTH, MONTH_WORDS, MONTH_DIGITS):
        if match := pattern.fullmatch(folded):
            return _checked(**match.groupdict())
    if (match := NAMED.fullmatch(folded)) and (month := MONTHS.find(match[2].lower())) % 3 == 0:
        return _checked(match["y"], str(month // 3 + 1), match["d"])
    if match := DAY_FIRST.fullmatch(folded):
        return _day_first(int(match["d"]), int(match["m"]), match["y"])
    if NO_YEAR.fullmatch(folded) or SHORT_YEAR.fullmatch(folded):
        return "no_year"
    return "year" if ONLY_YEAR.fullmatch(folded) else None


def _checked(y: str, m: str, d: str | None = None) -> Reading:
    try:
        found = date(int(y), int(m), int(d or 1))
    except ValueError:
        return "impossible"
    if not YEARS[0] <= found.year <= YEARS[1]:
        return "impossible"
    return PartialDate(found.year, found.month, found.day if d else None)


def _elsewhere(day: str, time: str, zone: str) -> TwoDays | None:
    """The day written and the day in Beijing, where a time with its zone is on another day there (a program's 16:00 in Greenwich)."""
    try:
        written = datetime.fromisoformat(f"{day}T{time}{zone.upper()}")
    except ValueError:
        return None
    here = written.astimezone(BEIJING)
    words = [f"{one.year}年{one.month}月{one.day}日" for one in (written, here)]
    return None if written.date() == here.date() else TwoDays(*words)


def _day_first(first: int, second: int, year: str) -> Reading:
    months = 12
    if first <= months and second <= months and first != second:
        return TwoDays(f"{first}月{second}日", f"{second}月{first}日")
    day, month = (first, second) if second <= months else (second, first)
    return _checked(year, str(month), str(day))


class DateOptions(base.Options):
    """How exact a date must be, and between which days samples are drawn."""

    precision: Literal["day", "month"] = "day"
    sample_from: date = date(2023, 7, 1)
    sample_to: date = date(2023, 7, 20)
    is_of_joining: bool = False
    """Whether it is the day somebody became a probationary member, so that a word or a day beside it may tell of the steps."""


class Date(base.Kind):
    """A date; the value is a PartialDate at least as exact as the form asks."""

    name = "date"
    title = "日期"
    looks = CellStyle(number_format="@", align="center")
    checks: ClassVar = (NOT_A_DATE, AMBIGUOUS, NO_YEAR_TOLD, TOO_COARSE, IMPOSSIBLE)
    Options = DateOptions
    options: DateOptions

    @property
    def example(self) -> str:
        """A date as it should be typed."""
        last = self.options.sample_to
        return f"{last.year + self.year - NOTICE_COHORT}.{last.month}.{1 if self.options.precision == 'day' else 15}"

    def parse(self, raw: Raw) -> PartialDate | Problem | None:
        """Return the date."""
        if isinstance(raw, date) and not YEARS[0] <= raw.year <= YEARS[1]:
            return base.fault(IMPOSSIBLE, **self._facts(raw), how=ODD_YEAR)
        if isinstance(raw, date):
            return PartialDate(raw.year, raw.month, raw.day, is_year_typed=not isinstance(raw, YearlessDate))
        if isinstance(raw, bool):
            return base.fault(NOT_A_DATE, **self._facts(raw))
        text = self.text(raw)
        if not text or NOT_YET.fullmatch(text):
            return None
        count = raw if isinstance(raw, int | float) else float(text) if SERIAL.fullmatch(text) else None
        if count is not None and (number := self._number(count)) is not None:
            return number
        text = visible(text)
        if self.options.is_of_joining and (match := JOINED.match(half_width(text))):
            text = match["day"] or match["first"]
        return self._settled(read_date(text), raw)

    def _number(self, raw: float) -> PartialDate | Problem | None:
        """A day number, or a year and month whose last 0 the spreadsheet may have dropped (2023.10 -> 2023.1)."""
        if SERIALS[0] <= raw < SERIALS[1] + 1:
            day = EPOCH + timedelta(days=int(raw) + (MAC_DAYS if isinstance(raw, MacDay) else 0))
            return PartialDate(day.year, day.month, day.day)
        text = typed_text(raw)
        if re.fullmatch(r"(?:19|20)[0-9]{2}\.1", text):
            return base.fault(AMBIGUOUS, first=f"{text[:4]}年1月", second=f"{text[:4]}年10月", **self._facts(raw))
        return None

    def _settled(self, reading: Reading, raw: Raw) -> PartialDate | Problem:
        facts = self._facts(raw)
        if isinstance(reading, PartialDate):
            is_exact = reading.day is not None or self.options.precision == "month"
            return reading if is_exact else base.fault(TOO_COARSE, wanted="日", **facts)
        if reading == "year":
            return base.fault(TOO_COARSE, wanted="日" if self.options.precision == "day" else "月", **facts)
        if isinstance(reading, TwoDays):
            return base.fault(AMBIGUOUS, first=reading.first, second=reading.second, **facts)
        if reading == "impossible":
            year = re.search(r"[0-9]{4}", half_width(facts["value"]))
            is_odd = year is not None and not YEARS[0] <= int(year[0]) <= YEARS[1]
            return base.fault(IMPOSSIBLE, how=ODD_YEAR if is_odd else "没有这一天", **facts)
        return base.fault(NO_YEAR_TOLD if reading == "no_year" else NOT_A_DATE, **facts)

    def _facts(self, raw: Raw) -> dict[str, Any]:
        return {"value": typed_text(raw), "example": self.example}

    def describe(self) -> str:
        """How to fill this in."""
        more = "年月日写全" if self.options.precision == "day" else "至少写到月"
        return f"写成 {self.example} 的样子，{more}"

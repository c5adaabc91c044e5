"""A figure: how many people or copies, how much money. Nothing is guessed: what is approximate, or two figures, is a Problem.

Age in full years (周岁).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from math import isfinite
from typing import Any, ClassVar
from unicodedata import category

from pydantic import Field, model_validator

from gradflow.kinds import base
from gradflow.model.cells import MAX_EXACT_DIGITS, CellStyle, Raw, typed_text
from gradflow.model.findings import Problem
from gradflow.model.folding import spoken_number, squeezed

FIGURE = r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|(?!一$)[零〇一二两三四五六七八九十百壹贰叁肆伍陆柒捌玖拾佰]{1,7}"
"""Digits, with or without commas between thousands, or numerals; 一 by itself may be a dash."""
NUMBERS = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
APPROXIMATE = re.compile("约|大概|左右|上下|多|余|近|几|以[上下内]|至[少多]|最[少多]|超过|不[足到满]|若干|全体|全部|所有|部分")
LARGEST = 10**12
"""With three decimals as many digits as a spreadsheet keeps."""

UNCLEAR = base.cell_check(
    "C711", "number-unclear", "看不出是多少",
    "“{value}”{how}", "只写一个准确的数，例如 {example}",
    text="""
    只认一个准确的数：范围、大约的数、“全体”都不猜，汉字要改写成数字。“1,200”只有一种读法，会自动改成数字；表里声明的单位（如 12人）会自动去掉。

    正确 | 数字 12
    改为 | 数字 1,200
    错误 | 数字 十二
    错误 | 数字 全体
    错误 | 数字 约30
    错误 | 数字 10-12
    错误 | 数字 12/15
    """,
)  # fmt: skip
OUTSIDE = base.cell_check(
    "C712", "number-out-of-range", "数字超出范围",
    "“{value}”不是{wanted}", "核对后填{wanted}",
    text="""
    正确 | 数字 0
    错误 | 数字 -3
    错误 | 数字 12.5
    错误 | 数字 13961234579
    """,
)  # fmt: skip


class NumberOptions(base.Options):
    """Which figures a column takes."""

    units: tuple[str, ...] = ()
    """Words that may stand behind the figure; with 元 also a sign of money before it."""
    decimals: int = Field(default=0, ge=0, le=3)
    """Places behind the point; 0: whole numbers only."""
    min: int = Field(default=0, ge=-LARGEST)
    max: int = Field(default=99_999, le=LARGEST)

    @model_validator(mode="after")
    def _ordered(self) -> NumberOptions:
        if self.min > self.max:
            raise ValueError("min 比 max 大")
        return self


class Number(base.Kind):
    """A figure; the value is an int where it is whole, else a Decimal, so that any two can be compared."""

    name = "number"
    title = "数字"
    checks: ClassVar = (UNCLEAR, OUTSIDE)
    Options = NumberOptions
    options: NumberOptions

    def __init__(self, options: Mapping[str, Any] | None = None) -> None:
        """Know the units."""
        super().__init__(options)
        units = "|".join(re.escape(squeezed(unit)) for unit in self.options.units)
        before = "(?:共计?|总计|合计|计)?:?" + "(?:¥|人民币|RMB)?" * ("元" in self.options.units)
        self._pattern = re.compile(rf"{before}({FIGURE})(?:{units}|\((?:{units})\))?[。.;]?")
        self.shown_as = float if self.options.decimals else int

    @property
    def wanted(self) -> str:
        """What a figure must be, in words."""
        sort = f"、最多{self.options.decimals}位小数的数" if self.options.decimals else "的整数"
        return f"{self.options.min}至{self.options.max}之间{sort}"

    def parse(self, raw: Raw) -> int | Decimal | Problem | None:
        """Return the figure; what a spreadsheet computed is read to the digits it keeps."""
        typed = typed_text(raw)
        text = f"{raw:.{MAX_EXACT_DIGITS}g}" if isinstance(raw, float) and isfinite(raw) else self.text(raw)
        if not text:
            return None
        number = self._read(text)
        if number is not None and not NUMBERS.search(squeezed(text)):
            return base.fault(UNCLEAR, value=typed, how="写的是汉字", example=number)
        if number is None:
            return base.fault(UNCLEAR, value=typed, how=_unclear(raw, text), example=min(max(12, self.options.min), self.options.max))
        if not self.options.min <= number <= self.options.max or number != round(number, self.options.decimals):
            return base.fault(OUTSIDE, value=typed, wanted=self.wanted)
        return int(number) if number == int(number) else number

    def _read(self, text: str) -> Decimal | None:
        """The one figure a text is; None for any other, and where folding would make digits of a mark (12²)."""
        match = self._pattern.fullmatch(squeezed(text).strip("'‘’`\"“”"))
        if match is None or any(category(sign) == "No" for sign in text):
            return None
        figure = match[1].replace(",", "")
        number = figure if figure.isascii() else spoken_number(figure)
        return None if number is None else Decimal(number)

    def show(self, value: int | Decimal) -> float:
        """A number."""
        return value if isinstance(value, int) else float(value)

    def is_respelt(self, before: str, after: str) -> bool:
        """Whether the digits were there, with a unit, commas or the like."""
        return bool(after and NUMBERS.search(squeezed(before)))

    def style(self) -> CellStyle:
        """Whole numbers within their bounds."""
        whole = CellStyle(number_format="0", align="center", bounds=(self.options.min, self.options.max))
        return CellStyle(align="center") if self.options.decimals else whole

    def describe(self) -> str:
        """How to fill this in."""
        units = f"（{'、'.join(self.options.units)}）" * bool(self.options.units)
        return f"填{self.wanted}；只写数字，不写单位{units}"


def _unclear(raw: Raw, text: str) -> str:
    """Why a cell is no figure."""
    if isinstance(raw, date):
        return "是日期，可能是键入 10-12 一类内容时被 Excel 改成的"
    count = len(NUMBERS.findall(squeezed(text)))
    if count > 1:
        return "里不止一个数，看不出是哪一个"
    if APPROXIMATE.search(text):
        return "不是准确的数"
    return "里除了一个数还有别的内容" if count else "看不出是多少"


AGE = re.compile(r"(?:年龄:?)?(?:[年已]?满)?(\d{1,3})(?:\.0+)?\(?(?:周?岁|周)?\)?")
YEAR = re.compile(r"(?:19|20)\d\d(?:年|\D.*)?")
BOUNDS = (14, 99)

YEAR_TYPED = base.cell_check(
    "C130", "age-is-a-year", "年龄填成了年份",
    "“{value}”像是出生年份，不是年龄", "填周岁数，例如 21",
    text="""
    错误 | 年龄 2002
    正确 | 年龄 21
    """,
)  # fmt: skip
NOT_AN_AGE = base.cell_check(
    "C131", "age-not-a-number", "不是年龄",
    "“{value}”不是一个周岁数", "填周岁数，只写数字，例如 21",
    text="""
    年龄应是14到99之间的整数。“21岁”“二十一”只有一种读法，会自动改成 21。

    改为 | 年龄 21岁
    改为 | 年龄 二十一
    错误 | 年龄 210
    错误 | 年龄 二十多
    """,
)  # fmt: skip


class Age(base.Kind):
    """Whole years; the value is an int."""

    name = "age"
    title = "周岁"
    how = "填周岁，只写数字"
    looks = CellStyle(number_format="0", align="center", bounds=BOUNDS)
    checks: ClassVar = (YEAR_TYPED, NOT_AN_AGE)
    shown_as = int

    def parse(self, raw: Raw) -> int | Problem | None:
        """Return full years."""
        if isinstance(raw, float) and raw.is_integer() and BOUNDS[0] <= raw <= BOUNDS[1]:
            return int(raw)
        text = squeezed(self.text(raw))
        if not text:
            return None
        if isinstance(raw, bool):
            return base.fault(NOT_AN_AGE, value=typed_text(raw))
        match = AGE.fullmatch(text)
        years = int(match[1]) if match else spoken_number(re.sub("周?岁$", "", text))
        if years is not None and BOUNDS[0] <= years <= BOUNDS[1]:
            return years
        check = YEAR_TYPED if YEAR.fullmatch(text) else NOT_AN_AGE
        return base.fault(check, value=typed_text(raw))

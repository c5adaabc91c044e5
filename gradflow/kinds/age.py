"""Age in full years (周岁)."""

from __future__ import annotations

import re
from typing import ClassVar

from gradflow.kinds import base
from gradflow.model.cells import CellStyle, Raw, typed_text
from gradflow.model.findings import Problem
from gradflow.model.folding import spoken_number, squeezed

FORM = re.compile(r"(?:年龄:?)?(\d{1,3})(?:\.0+)?\(?(?:周?岁|周)?\)?")
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
        match = FORM.fullmatch(text)
        years = int(match[1]) if match else spoken_number(re.sub("周?岁$", "", text))
        if years is not None and BOUNDS[0] <= years <= BOUNDS[1]:
            return years
        check = YEAR_TYPED if YEAR.fullmatch(text) else NOT_AN_AGE
        return base.fault(check, value=typed_text(raw))

    def show(self, value: int) -> int:
        """A number."""
        return value

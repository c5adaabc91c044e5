"""How and when somebody was called on: 附件3 联系回访方式及时间, free text with dates in it."""

from __future__ import annotations

import re
from random import Random
from typing import NamedTuple

from gradflow.core.cells import Raw
from gradflow.core.folding import half_width
from gradflow.core.styles import CellStyle
from gradflow.kinds import base
from gradflow.kinds.dates import DASHES, Date, PartialDate, read_date

FULL = re.compile(
    r"(?<![0-9])(?:19|20)[0-9]{2}(?:\s*[./、-]\s*[0-9]{1,2}\s*[./、-]\s*[0-9]{1,2}|\s*年\s*[0-9]{1,2}\s*月\s*[0-9]{1,2}|[01][0-9][0-3][0-9])(?![0-9])"
)
YEARLESS = re.compile(
    r"(?<![0-9./年-])(?:1[0-2]|0?[1-9])(?:[./-](?:3[01]|[12][0-9]|0?[1-9])(?![0-9./-])|\s*月\s*(?:3[01]|[12][0-9]|0?[1-9]))"
)
WHEN = re.compile(
    r"[0-9./、年月日号:：,，;；。()（）\s+-]|T(?=[0-9]{2}:)|(?<=[0-9])Z|[上下中]午|早上|晚上?|(?:星期|周|礼拜)[一二三四五六日天]|[点时分]"
)
"""What a date is made of; the rest tells how."""


class ContactLog(NamedTuple):
    """The text as filled in, the days it names, and whether it says how."""

    text: str
    days: tuple[PartialDate, ...]
    has_yearless: bool
    """Whether it names a day without its year."""
    how: str
    """What it says beside dates: 电话, 微信 ..."""


class ContactLogKind(base.Kind):
    """Contacts by any means; the value is a ContactLog. Whether it says enough, rules decide."""

    name = "contact_log"
    is_strict = False
    title = "回访记录"

    def parse(self, raw: Raw) -> ContactLog | None:
        """Return the text and the days in it; a cell that is a date is that day."""
        if not (text := self.text(raw)):
            return None
        if not isinstance(raw, str):
            day = Date().parse(raw)
            return ContactLog(str(day) if isinstance(day, PartialDate) else text, (day,) if isinstance(day, PartialDate) else (), False, "")
        folded = half_width(text.translate(DASHES))
        found = (read_date(re.sub(r"\s", "", match)) for match in FULL.findall(folded))
        days = tuple(day for day in found if isinstance(day, PartialDate))
        rest = FULL.sub("", folded)
        return ContactLog(text, days, bool(YEARLESS.search(rest)), WHEN.sub("", rest))

    def show(self, value: ContactLog) -> str:
        """The text."""
        return value.text

    def style(self) -> CellStyle:
        """Text."""
        return CellStyle(number_format="@")

    def sample(self, random: Random) -> Raw:
        """A call in July."""
        return f"{random.choice(('电话', '微信', '上门'))} 2023.7.{random.randint(3, 20)}"

    def describe(self) -> str:
        """How to fill this in."""
        return f"写明方式和年月日，如 电话 {self.year}.7.20；几次的用“；”隔开"

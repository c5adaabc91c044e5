"""How and when somebody was called on: 附件3 联系回访方式及时间, free text with dates in it."""

from __future__ import annotations

from typing import NamedTuple

from gradflow.kinds import base
from gradflow.kinds.dates import DASHES, Date, PartialDate, Reading, read_date
from gradflow.model.cells import CellStyle, Raw
from gradflow.model.folding import half_width, later, unspelt

_NUMERAL = r"[0-9〇○零一二三四五六七八九十壹贰貳叁參肆伍陆柒捌玖拾]"
IN_TEXT = later(
    rf"(?<![0-9])(?:(?:19|20)[0-9]{{2}}(?P<s>[./、,。·-]| )[0-9]{{1,2}}(?P=s)[0-9]{{1,2}}|[0-9]{{1,2}}(?P<e>[./-])[0-9]{{1,2}}(?P=e)(?:19|20)[0-9]{{2}}"
    rf"|(?:19|20)[0-9]{{2}}[01][0-9][0-3][0-9](?:[Tt]?[0-2][0-9][0-5][0-9](?:[0-5][0-9])?)?"
    rf"|(?:{_NUMERAL}{{2,4}}年)?{_NUMERAL}{{1,3}}月{_NUMERAL}{{1,3}}[日号]?|(?<![0-9Oo年./-])[0-9]{{1,2}}(?P<n>[./-])[0-9]{{1,2}}(?:(?P=n)[0-9]{{1,2}})?)(?![0-9]|[Oo](?![A-Za-z]))"
)
"""Where a whole date may stand in a sentence without blanks beside its signs; ``read_date`` says which it is, if any."""
PART = later(
    r"(?<![0-9A-Za-z年./-])(?:[12][0-9OolI]{2,4}(?:[./、,。·:年月-]{1,2}[0-9OolI]{1,3}){1,2}[月日号]?|2[0Oo][0-9]{2,5}年?"
    rf"|[0-9OolI]{{1,2}}(?:[./:年月-]{{1,2}}[0-9OolI]{{1,3}}){{1,2}}[月日号]?|[34][0-9]{{4}}|(?:{_NUMERAL}{{2,4}}年)?{_NUMERAL}{{1,3}}月(?:份|[初底末]|[上中下]旬)?)(?![0-9])"
)
"""Where something is meant as a date, if no whole date stands anywhere."""
BLANKS = later(r"\s*([年月./、,。·-])\s*(?=[0-9〇○零一二三四五六七八九十])")
WHEN = later(
    r"[0-9./、年月日号:：,，;；。()（）\s+-]|T(?=[0-9]{2}:)|(?<=[0-9])Z|[上下中]午|早上|晚上?|(?:星期|周|礼拜)[一二三四五六日天]|[点时分]"
)
"""What a date is made of; the rest tells how."""


class ContactLog(NamedTuple):
    """The text as filled in, the days it names, and whether it says how."""

    text: str
    days: tuple[PartialDate, ...]
    unread: tuple[str, Reading] | None
    """The first date that is no day, and what ``read_date`` says of it; None if there is none."""
    how: str
    """What it says beside dates: 电话, 微信 ..."""


class ContactLogKind(base.Kind):
    """Contacts by any means; the value is a ContactLog. Whether it says enough, rules decide."""

    name = "contact_log"
    is_strict = False
    title = "回访记录"
    looks = CellStyle(number_format="@")

    def parse(self, raw: Raw) -> ContactLog | None:
        """Return the text and the days in it; a cell that is a date is that day."""
        if not (text := self.text(raw)):
            return None
        if not isinstance(raw, str):
            day = Date().parse(raw)
            if isinstance(day, PartialDate):
                return ContactLog(str(day), (day,), None, "")
            return ContactLog(text, (), (text, None), "")
        folded = BLANKS.sub(r"\1", half_width(text.translate(DASHES)).replace("．", "."))
        pattern = IN_TEXT if IN_TEXT.search(folded) else PART
        found = [(match[0], read_date(match[0])) for match in pattern.finditer(folded)]
        days = tuple(day for _, day in found if isinstance(day, PartialDate) and day.day)
        return ContactLog(text, days, None if days else next(iter(found), None), WHEN.sub("", IN_TEXT.sub("", folded)))

    def meaning(self, value: ContactLog) -> str:
        """The days and the means."""
        return " ".join([*map(str, value.days), unspelt(value.how if value.days else value.text)])

    def describe(self) -> str:
        """How to fill this in."""
        return f"写明方式和年月日，如 电话 {self.year}.7.20；几次的用“；”隔开"

"""Which kind of destination free text tells: only words that leave no doubt count."""

from __future__ import annotations

import re

TELLING: dict[str, re.Pattern[str]] = {
    "study": re.compile(r"专转本|专升本|转本|升本|升学|考研|读研|考取|录取"),
    "work": re.compile(r"公司|集团|就业(?!指导|服务)|签约|三方协议|银行|医院|工厂"),
    "home": re.compile(r"回?原籍|生源地|待业|未就业"),
    "enlisted": re.compile(r"参军|入伍"),
    "abroad": re.compile(r"出国|留学(?![校籍院期])"),
}
NAMES = {"study": "升学", "work": "就业", "home": "回原籍", "enlisted": "参军", "abroad": "出国(境)"}


def told_destination(text: str) -> str | None:
    """The destination's code, or None where the text tells none or several."""
    told = [code for code, pattern in TELLING.items() if pattern.search(text)]
    return told[0] if len(told) == 1 else None

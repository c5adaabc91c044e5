"""E-mail, QQ and WeChat: contacts beside the telephone. They are kept as typed; rules say what looks wrong."""

from __future__ import annotations

import re
from random import Random

from gradflow.core.cells import Raw
from gradflow.core.folding import half_width, squeezed
from gradflow.core.styles import CellStyle
from gradflow.kinds import base


class Account(base.Kind):
    """A name or number at some service; the value is its text."""

    def parse(self, raw: Raw) -> str | None:
        """Return the text without blanks, half-width."""
        return squeezed(self.text(raw)) or None

    def style(self) -> CellStyle:
        """Text."""
        return CellStyle(number_format="@")


class Email(Account):
    """An e-mail address."""

    name = "email"
    title = "电子邮箱"

    def sample(self, random: Random) -> Raw:
        """An address at an example domain."""
        return f"{random.randint(10**7, 10**9)}@example.com"

    def describe(self) -> str:
        """How to fill this in."""
        return "如 name@example.com"


class QQ(Account):
    """A QQ number."""

    name = "qq"
    title = "QQ号"

    def sample(self, random: Random) -> Raw:
        """A number."""
        return str(random.randint(10**7, 10**9))

    def describe(self) -> str:
        """How to fill this in."""
        return "5至11位数字"


class WeChat(Account):
    """A WeChat name; people also write their mobile or QQ number, or 同手机."""

    name = "wechat"
    title = "微信号"

    def parse(self, raw: Raw) -> str | None:
        """Return the text; 同手机号 stays as it is."""
        return half_width(self.text(raw)) or None

    def sample(self, random: Random) -> Raw:
        """A name."""
        return f"wx_{random.randint(10**5, 10**7)}"

    def describe(self) -> str:
        """How to fill this in."""
        return "微信号；同手机号的写“同手机号”"


EMAIL = re.compile(r"[A-Za-z0-9_.+%-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
QQ_NUMBER = re.compile(r"[1-9][0-9]{4,10}")
WECHAT_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{5,19}|1[3-9][0-9]{9}|[1-9][0-9]{4,10}|(?:微信)?同(?:本人)?(?:上|手机号?码?|QQ号?|电话)")
"""The shapes that accounts have (Tencent's and mail services' own rules)."""

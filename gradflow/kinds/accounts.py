"""E-mail, QQ and WeChat: contacts beside the telephone. They are kept as typed; rules say what looks wrong."""

from __future__ import annotations

import re

from gradflow.kinds import base
from gradflow.model.cells import CellStyle, Raw
from gradflow.model.folding import half_width, later, squeezed, visible

SAME = "同手机号"
MOBILE = re.compile(r"手机|电话")
REFERS = re.compile(r"手机|电话|[同上]|相同|一致|一样")
FILLERS = later(
    r"微信|扣扣|其[他它]|联系|方式|本人|我的?|自己|移动|手机|电话|号码?|码|以上|上面|上述|前面|前述|上|相同|一致|一样|就是|同样|参照|等于|账号|帐号|绑定|注册|可?(?:搜索?|加)"
    r"|[都均也亦和与跟同即为是见如的]|wechat|[vw]x|v|qq|[()=:,.。、;\"'“”/-]",
    re.IGNORECASE,
)
"""What people say "the same as the mobile" with; a text made of nothing else refers to another contact."""
_OF_IT = "微信|qq|扣扣|wechat|[vw]x|电子|邮[箱件]|e?-?mail|其[他它]|联系|方式|账号|帐号|号码?"
ABSENT = later(rf"(?:{_OF_IT})*(?:[暂尚还]?[无没未]有?|从?不)(?:使?用|玩|有|注册|申请|开通|安?装|过|了|{_OF_IT})*", re.IGNORECASE)
"""That there is none: 没有微信, 不用QQ."""
MOBILE_NUMBER = re.compile(r"(?:(?:\+|00)?86)?(1[3-9][0-9]{9})")
SEPARATORS = later(r"[\s()_.—–-]")


USUAL = later(r"(?<=.)\((?:常用|在用|现用|主用|长期|长期有效|有效|本人)\)$|^(?:常用|本人)[: ]*(?=[A-Za-z0-9])")
"""Words beside an account that say no more than that it is in use."""


def is_reference(text: str) -> bool:
    """Whether squeezed text names another contact instead of one: 微信同号, 与手机号一致, 手机号即微信, 同上(手机), 同QQ."""
    return bool(REFERS.search(text)) and not FILLERS.sub("", text)


class Messenger(base.Kind):
    """An account at some service that is mostly found by the mobile number; in any words that say so, and for 同上, the value is 同手机号."""

    looks = CellStyle(number_format="@")
    reads_ditto = True
    others = re.compile("(?!)")
    """The services beside the mobile that a reference may mean here."""

    def parse(self, raw: Raw) -> str | None:
        """Return the text as typed, 同手机号, or the bare number where it is a mobile's."""
        text = self.text(raw)
        key = squeezed(text)
        if ABSENT.fullmatch(key):
            return None
        is_mobile = base.is_ditto(raw) or (is_reference(key) and (MOBILE.search(key) or not self.others.search(key)))
        return SAME if is_mobile else self.folded(text) or None

    def folded(self, text: str) -> str:
        """Half-width text without the word 微信 in front; a mobile's number without what parts it."""
        bare = re.sub(r"^微信(?:号码?)?[: ]*(?=[A-Za-z0-9+(])", "", visible(half_width(text)))
        number = MOBILE_NUMBER.fullmatch(SEPARATORS.sub("", bare))
        return number[1] if number else bare


class Email(base.Kind):
    """An e-mail address; the value is its text."""

    name = "email"
    title = "电子邮箱"
    how = "如 name@example.com"
    looks = CellStyle(number_format="@")

    def parse(self, raw: Raw) -> str | None:
        """Return the text without blanks, half-width."""
        text = USUAL.sub("", squeezed(self.text(raw)))
        return None if ABSENT.fullmatch(text) else text or None


class QQ(Messenger):
    """A QQ number."""

    name = "qq"
    title = "QQ号"
    how = "5至11位数字"
    others = re.compile("微信|wx|vx|wechat", re.IGNORECASE)

    def folded(self, text: str) -> str:
        """Half-width text without blanks and without the word QQ in front."""
        return re.sub(r"^(?:qq|扣扣)(?:号码?)?:?(?=[0-9])", "", USUAL.sub("", squeezed(text)), flags=re.IGNORECASE)


class WeChat(Messenger):
    """A WeChat name; people also write their mobile or QQ number, or 同手机."""

    name = "wechat"
    title = "微信号"
    how = "微信号；同手机号的写“同手机号”"
    others = re.compile("qq|扣扣", re.IGNORECASE)


class OtherContact(Messenger):
    """Whatever else somebody can be reached by, in free text."""

    name = "other_contact"
    title = "其他联系方式"
    how = "按实际情况填写文字"
    others = re.compile("同(?:qq|扣扣|微信|wx|vx)(?!同)", re.IGNORECASE)

    def folded(self, text: str) -> str:
        """The text as typed."""
        return text


EMAIL = re.compile(r"[A-Za-z0-9_.+%-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
QQ_NUMBER = re.compile(r"[1-9][0-9]{4,10}")
WECHAT_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{5,19}|(?:微信|手机|电话|号码?|:)*1[3-9][0-9]{9}|[1-9][0-9]{4,10}")
"""The shapes that accounts have (Tencent's and mail services' own rules)."""

"""The number under which a member's file travels: of EMS, or of the confidential post (机要), whose offices number freely.

S10 is the Universal Postal Union's standard for identifiers of postal items; numbers within China have no check digit.
"""

from __future__ import annotations

import re
from operator import mul
from typing import ClassVar

from gradflow.kinds import base
from gradflow.model.cells import CellStyle, Raw, typed_text
from gradflow.model.findings import Problem
from gradflow.model.folding import later

WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
S10 = re.compile(r"[A-Z]{2}([0-9]{8})([0-9])CN")
EMS = re.compile(r"(?!861[3-9])[189][0-9]{12}|P[A-Z][0-9]{11}|[A-Z]{2}[0-9]{9}[A-Z]{2}")
"""Within China 13 digits (no mobile number behind 86), or P, a letter and 11 digits; also the form of S10 with other letters (CS)."""
CONFIDENTIAL = later(
    r"(?!1[3-9][0-9]{9}$)[A-Z]{0,4}[0-9]{1,11}|[A-Z]{0,4}20[0-9]{10,14}"
    r"|(?!20[0-9]{2}-(?:0?[1-9]|1[0-2])(?:-|$))(?=.*[0-9])(?=.*(?:[A-Z]|[0-9]{3}))[A-Z0-9]{1,10}(?:-[A-Z0-9]{1,10}){1,2}|[一-龥]{0,8}[(\[〔【]20[0-9]{2}[)\]〕】]第?[0-9]{1,10}"
    r"|(?:[(\[〔【]20[0-9]{2}[)\]〕】]|[一-龥]){0,8}字(?:[(\[〔【]20[0-9]{2}[)\]〕】])?第?[0-9]{1,10}"
)
"""A running number, with letters, a year or the name of an office before it: no mobile number and no date."""
NOTE = re.compile(r"[(\[][^()\[\]]*[)\]]$")
"""What somebody writes behind a number: (7.5签收)."""
COURIERS = later(
    "(?P<顺丰>顺[丰风]|^SF[0-9]{12,15}$)|(?P<京东>京东|^JD[A-Z]{0,3}[0-9]{10,15}$)|(?P<圆通>圆通|^YTO?[0-9]{10,15}$)|(?P<中通>中通(?!知)|^ZTO[0-9]+$)"
    "|(?P<申通>申通|^STO[0-9]+$)|(?P<韵达>韵达|^YD[0-9]{10,15}$)|(?P<极兔>极兔|^JTE?[0-9]{12,15}$)|(?P<德邦>德邦|^DP[A-Z]?[0-9]{8,14}$)"
    "|(?P<百世>百世|^HTKY[0-9]+$)|(?P<挂号信>挂号|^R[A-Z][0-9]{9}[A-Z]{2}$|^XA[0-9]{11}$)|(?P<邮政包裹>包裹|^[CLUV][A-Z][0-9]{9}[A-Z]{2}$)"
)
"""What a file must not travel by: its numbers, or words about it. The first letter of S10 says the sort of item."""
CARRIED = re.compile("自带|自行(?:携带|带)|(?:本人|学生|自己|毕业生)(?:携带|自?带|领|自?取)")
LABEL = later(
    r"^(?:(?:中国)?邮政|EMS|特快专递|标准快递|速递|快递|机要?(?:通信|文件|件)?|邮件|文件|[运快]?单号?|编号|号码?|第|为|是|N[Oo][.:]|[:.])+"
)
"""What says no more than that a number is one."""
NONE_YET = later(
    r"(?:由|派|单位)*专人(?:递送|送达|送交|转递|投递|传递|直送|送)?|(?:[无没不][需须用]?有?)(?:单号|编号|号码?)|(?:尚|还|暂时?)?未(?:寄|投|发|办|出)[出递送理单]?|待(?:寄出?|投递|发出?|办|定)"
)
"""That there is no number, for the file goes by the unit's own courier, or none yet: the same as an empty cell."""
STUB = "照寄件存根"
RULES = "通知三(严禁由学生本人携带)；人才服务机构收档要求(只收机要、邮政EMS标准快递、单位专人送来的档案)"

CHECK_DIGIT = base.cell_check(
    "C701", "tracking-check-digit", "EMS单号校验位不符",
    "“{value}”按前8位数字算，第11位应是{digit}，至少有一位写错", f"{STUB}逐位核对",
    source="万国邮政联盟 S10 标准(权数 8 6 4 2 3 5 9 7)",
    text="""
    两个字母、9位数字、CN 的单号，最后一位数字由前8位算出；看不出写错的是哪一位，所以不改。国内13位数字的单号没有校验位。

    正确 | 机要号或EMS单号 EA473124829CN
    改为 | 机要号或EMS单号 ea 473124829 cn
    错误 | 机要号或EMS单号 EA473124828CN
    """,
)  # fmt: skip
OTHER_COURIER = base.cell_check(
    "C702", "tracking-other-courier", "不是规定的投递渠道",
    "“{value}”是{what}，档案不能这样投递", "走机要、邮政EMS标准快递或单位专人，再填机要号或EMS单号",
    source=RULES,
    text="""
    其他快递寄来或由本人带来的档案，接收单位会拒收。

    错误 | 机要号或EMS单号 SF1234567890123
    错误 | 机要号或EMS单号 圆通 YT1234567890123
    错误 | 机要号或EMS单号 本人自带
    """,
)  # fmt: skip
NOT_A_NUMBER = base.cell_check(
    "C703", "tracking-not-a-number", "不是机要号或EMS单号",
    "“{value}”{how}", f"{STUB}填：EMS单号13位，机要号照文件交寄单；说明写到备注栏，专人送的留空",
    text="""
    机要号由各地机要通信局自编，长短不一，像个编号就认；EMS单号是13位数字（以1、8或9开头）或带字母的13位。“专人”“未寄出”当作没有号码。

    正确 | 机要号或EMS单号 1090123456789
    正确 | 机要号或EMS单号 20230624001
    改为 | 机要号或EMS单号 EMS：1090 1234 56789
    错误 | 机要号或EMS单号 109012345678
    错误 | 机要号或EMS单号 13961234579
    错误 | 机要号或EMS单号 6月28日已寄
    """,
)  # fmt: skip


def check_digit(first8: str) -> str:
    """The check digit of S10 for 8 digits: 11 less the weighted sum modulo 11, where 10 counts as 0 and 11 as 5."""
    rest = 11 - sum(map(mul, map(int, first8), WEIGHTS)) % 11
    return {10: "0", 11: "5"}.get(rest, str(rest))


class TrackingNumber(base.Kind):
    """The number of a posted file; the value is its text. 同上 may stand for the row above: one bag holds several files."""

    name = "tracking_number"
    title = "机要号或EMS单号"
    how = f"{STUB}填机要号或EMS单号；专人送的留空"
    looks = CellStyle(number_format="@", align="center")
    repeats = is_code = True
    checks: ClassVar = (CHECK_DIGIT, OTHER_COURIER, NOT_A_NUMBER, base.CODE_CUT_OFF)

    def parse(self, raw: Raw) -> str | Problem | None:
        """Return the number in capitals, without blanks and without words that only announce it."""
        typed = typed_text(raw)
        text = base.code_text(self.text(raw))
        if not text or NONE_YET.fullmatch(text):
            return None
        if base.is_cut_off(text):
            return base.fault(base.CODE_CUT_OFF, value=typed)
        text = LABEL.sub("", text.upper()).rstrip("号")
        if _forbidden(text.replace("-", "")) == "" and EMS.fullmatch(own := NOTE.sub("", text)):
            text = own
        whole = text.replace("-", "")
        if what := _forbidden(whole):
            return base.fault(OTHER_COURIER, value=typed, what=what)
        number = whole if EMS.fullmatch(whole) else text
        if (match := S10.fullmatch(number)) and (digit := check_digit(match[1])) != match[2]:
            return base.fault(CHECK_DIGIT, value=typed, digit=digit)
        is_number = EMS.fullmatch(number) or CONFIDENTIAL.fullmatch(number)
        return number if is_number else base.fault(NOT_A_NUMBER, value=typed, how=_how(text))


def _forbidden(text: str) -> str:
    """What no file may travel by; empty if the text speaks of no such thing."""
    if CARRIED.search(text):
        return "由本人携带"
    match = COURIERS.search(text)
    return f"{match.lastgroup}的单号" if match else ""


def _how(text: str) -> str:
    """Why a text is no number of a posted file."""
    if re.match(r"20[0-9]{2}[-./][0-9]{1,2}(?:[-./][0-9]{1,2}|$)", text):
        return "像是日期，不是机要号或EMS单号"
    if re.fullmatch("(?:86)?1[3-9][0-9]{9}", text):
        return "是手机号，不是机要号或EMS单号"
    if text.isdecimal():
        return f"有{len(text)}位数字，不是EMS单号（13位，以1、8或9开头），也不像机要号"
    if not re.search("[0-9]", text):
        return "里没有号码"
    several = len(re.findall("[A-Z]{0,2}[0-9]{6,}", text)) > 1
    return "里不止一个号码" if several else "看不出是机要号还是EMS单号"

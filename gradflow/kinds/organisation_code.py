"""The code of a Party organisation in the national system of members (全国党员管理信息系统): 12 digits, no check digit known."""

from __future__ import annotations

import re
from typing import ClassVar

from gradflow.kinds import base
from gradflow.model.cells import CellStyle, Raw, typed_text
from gradflow.model.findings import Problem

LENGTH = 12
CODE = re.compile(r"(?:.*(?:委|委员会|支部|组织部?|编码|代码|编号)[:(\[【〔]*)?([0-9]{12})[)\]】〕]*")
"""The code, by itself or behind the name or word it belongs to."""
LOST_ZERO = re.compile(r"(?!1[3-9])[1-9][0-9]{10}")
"""A code kept as a number, which dropped its leading 0; one that begins like this may as well be a mobile number."""

NOT_A_CODE = base.cell_check(
    "C721", "organisation-code-shape", "不是党组织编码",
    "“{value}”{how}", "照全国党员管理信息系统填12位编码，先把单元格格式设为“文本”",
    source="全国党员管理信息系统(党组织编码12位)",
    text="""
    编码是12位数字，多以0开头。存成数字而丢了开头的0、还剩11位的，自动补上；看着像手机号的不补。

    正确 | 党组织编码 051000011185
    改为 | 党组织编码 (数字)51000011185
    改为 | 党组织编码 中共四川大学委员会（051000011185）
    错误 | 党组织编码 51000011185
    错误 | 党组织编码 (数字)13961234579
    错误 | 党组织编码 中共四川大学委员会
    """,
)  # fmt: skip


class OrganisationCode(base.Kind):
    """A code; the value is its 12 digits."""

    name = "organisation_code"
    title = "党组织编码"
    how = "全国党员管理信息系统里的12位编码；单元格格式须为“文本”"
    looks = CellStyle(number_format="@", align="center", exact_length=LENGTH)
    """Text format: a leading 0 survives."""
    repeats = is_code = True
    checks: ClassVar = (NOT_A_CODE, base.CODE_CUT_OFF)

    def parse(self, raw: Raw) -> str | Problem | None:
        """Return the code, with a leading 0 that a number has dropped."""
        text = base.code_text(self.text(raw))
        if not text:
            return None
        if base.is_cut_off(text):
            return base.fault(base.CODE_CUT_OFF, value=typed_text(raw))
        if isinstance(raw, int | float) and LOST_ZERO.fullmatch(text):
            return f"0{text}"
        match = CODE.fullmatch(re.sub("(?<=[0-9])-(?=[0-9])", "", text))
        return match[1] if match else base.fault(NOT_A_CODE, value=typed_text(raw), how=_how(text))


def _how(text: str) -> str:
    """Why a text is no code."""
    if re.fullmatch("1[3-9][0-9]{9}", text):
        return "可能是手机号，也可能是丢了开头的0的编码"
    if text.isdecimal():
        return f"有{len(text)}位，应是12位"
    if re.fullmatch("[0-9A-Z]{18}", text):
        return "像是统一社会信用代码，不是党组织编码"
    return "里除了编码还有别的内容" if re.search("[0-9]{12}", text) else "不是编码"

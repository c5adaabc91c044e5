"""A postcode in a column of its own: six digits."""

from __future__ import annotations

import re
from typing import ClassVar

from gradflow.kinds import base
from gradflow.model.cells import CellStyle, Raw, typed_text
from gradflow.model.findings import Problem

POSTCODE = re.compile("(?:邮政编码|邮编)?:?([0-9]{6})")
LOST_ZERO = re.compile("[1-7][0-9]{4}")
"""A postcode kept as a number, which dropped its leading 0: 01 to 07 are 内蒙古, 山西 and 河北."""

NOT_A_POSTCODE = base.cell_check(
    "C731", "postcode-shape", "不是邮编",
    "“{value}”不是6位邮编", "查明并填写6位邮编，先把单元格格式设为“文本”",
    text="""
    邮编是6位数字。内蒙古、山西、河北的以0开头，存成数字会丢掉这个0，只剩5位的自动补上。

    正确 | 邮编 215300
    改为 | 邮编 (数字)50000
    错误 | 邮编 21530
    错误 | 邮编 昆山市
    """,
)  # fmt: skip


class Postcode(base.Kind):
    """A postcode; the value is its six digits."""

    name = "postcode"
    title = "邮编"
    how = "6位邮编；单元格格式须为“文本”"
    looks = CellStyle(number_format="@", align="center", exact_length=6)
    repeats = is_code = True
    checks: ClassVar = (NOT_A_POSTCODE,)

    def parse(self, raw: Raw) -> str | Problem | None:
        """Return the postcode, with a leading 0 that a number has dropped."""
        text = base.code_text(self.text(raw))
        if not text:
            return None
        if isinstance(raw, int | float) and LOST_ZERO.fullmatch(text := text.removesuffix(".0")):
            return f"0{text}"
        match = POSTCODE.fullmatch(text)
        return match[1] if match else base.fault(NOT_A_POSTCODE, value=typed_text(raw))

"""C103."""

from __future__ import annotations

from gradflow.kinds.base import cell_check

DITTO = cell_check(
    "C103", "ditto-unclear", "“同上”看不出指什么",
    "写了“{value}”，这一栏不能照抄上一行", "写出具体内容",
    text="""
    组织部名称、地址、备注写“同上”的，自动取上一行的内容并列入自动更正；第一行没有上一行，姓名、号码等栏目不能与别人相同。

    错误 | 组织部名称 同上
    错误 | 联系电话 同上
    """,
)  # fmt: skip

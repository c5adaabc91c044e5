"""C104."""

from __future__ import annotations

from gradflow.kinds.base import cell_check

ERROR_VALUE = cell_check(
    "C104", "cell-error-value", "公式错误或没有结果",
    "这一格是“{value}”，公式出错或没有算出结果", "直接输入内容，不用公式",
    text="""
    #REF!、#N/A 等是 Excel 的公式错误; 公式没有保存结果的，读出来是空的。都不当作“没有填”。

    错误 | 年龄 #VALUE!
    错误 | 备注 #REF!
    """,
)  # fmt: skip

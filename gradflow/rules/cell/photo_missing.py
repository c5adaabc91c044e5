"""C614."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.rules.registry import row_rule


@row_rule(
    "C614", "photo-missing", title="卡上没有照片", needs=("photo",), severity=Severity.INFO,
    message="卡上没有照片", advice="请支部在“免冠照片”处插入照片，或打印后粘贴",
    source="附件1“（免冠照片）”",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """浮在表上的图片、WPS 的嵌入图片、Excel 的单元格图片都算；.xls 文件里看不到图片，不报。

    正确 | 照片 有
    错误 | 照片 无
    """
    if record["photo"] is False:
        yield Problem("photo")

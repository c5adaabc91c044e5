"""C453."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem
from gradflow.core.records import Context, Record
from gradflow.rules.registry import row_rule


@row_rule(
    "C453", "org-government-office", title="写的是行政机构", needs=("receiving_department",),
    message="“{receiving_department}”是行政机构(档案去处不等于组织关系去处)", advice="写市、县、区委组织部或接收党组织的全称",
    source="附件2栏目(介绍信抬头：市、县、区委组织部名称)",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """人才市场、人社局、派出所、村委会能收档案或户口，但不接收组织关系。

    正确 | 组织部名称 苏州市人才服务中心党委
    错误 | 组织部名称 昆山市人才市场
    """
    if record["receiving_department"].category == "government":
        yield Problem("receiving_department")

"""R310."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gradflow.core.findings import Problem
from gradflow.core.records import Context, Record
from gradflow.kinds.organisation import PARTY_UNITS
from gradflow.rules.registry import row_rule
from gradflow.rules.unit_names import names_unit, says_settled

SOURCE = "附件2注2: 已签就业协议、专转本的学生党员请在“备注栏”内注明落实的单位或考取的学校名称"
STUDY = re.compile(r"专转本|专升本|专接本|转本|升本|接本")
"""Remarks after which only the school can be missing."""


@row_rule(
    "R310", "remark-names-unit", title="备注没有写单位或学校名称",
    needs=("receiving_department",), uses=("remark",),
    message="组织关系转往{receiving_department}，备注{how}", advice="在备注栏写明落实的单位或考取的学校名称",
    source=SOURCE,
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """转往单位、学校或教育工委、机关工委的，多半已落实单位或考取学校，备注必须写名称；转往本校的由 C467 报告。

    转往市、县、区委组织部的可能是回原籍，只在备注自己写了“专转本”“签约”等而没有名称时才报；不是专转本的改或说明。

    正确 | 组织部名称 苏州大学党委组织部 | 备注 专转本：苏州大学
    正确 | 组织部名称 中共昆山市委组织部
    错误 | 组织部名称 中共昆山市委组织部 | 备注 专转本
    错误 | 组织部名称 中共昆山市委组织部 | 备注 已签三方
    错误 | 组织部名称 苏州大学党委组织部
    错误 | 组织部名称 苏州大学党委组织部 | 备注 专转本
    错误 | 组织部名称 苏州大学党委组织部 | 备注 回原籍，待业
    错误 | 组织部名称 苏州大学党委组织部 | 备注 本科院校，学校名称待定
    正确 | 组织部名称 苏州大学党委组织部 | 备注 苏大
    """
    if context.form and context.form.field("remark") is None:
        return
    is_own = context.campaign.college in record["receiving_department"].name
    if not is_own and asks_for_name(record) and (how := lacks_name(record.get("remark"))):
        yield Problem("remark", {"how": how}, is_doubtful=not demands_name(record))


def demands_name(record: Record) -> bool:
    """Whether the row leaves no doubt that there is a unit or school to be named: by its department, or by 专转本 in its remark."""
    department, remark = record.get("receiving_department"), record.get("remark")
    return bool((department and department.category in PARTY_UNITS) or (remark and STUDY.search(remark) and says_settled(remark)))


def asks_for_name(record: Record) -> bool:
    """Whether the row itself says that a job or a school has been found: by its department, or by its remark."""
    remark = record.get("remark")
    return demands_name(record) or bool(remark and says_settled(remark))


def lacks_name(remark: str | None) -> str:
    """What a remark says instead of the name of a unit or school; empty where it names one."""
    if remark is None:
        return "没有写单位或学校名称"
    return "" if names_unit(remark) else f"只写了“{remark}”，没有写名称"

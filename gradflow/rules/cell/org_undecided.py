"""C455."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem
from gradflow.core.records import Context, Record
from gradflow.rules.registry import row_rule


@row_rule(
    "C455", "org-undecided", title="接收党组织没有落实", needs=("receiving_department",),
    message="“{receiving_department}”不是党组织名称", advice="与接收地核实后写全称；回原籍的写原籍所在市、县、区委组织部",
    source="附件2栏目(介绍信抬头：市、县、区委组织部名称)",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """“待定”“回原籍”等不能作介绍信抬头。“同上”会自动取上一行的内容。

    错误 | 组织部名称 待定
    正确 | 组织部名称 中共兴化市委组织部
    """
    if record["receiving_department"].category == "undecided":
        yield Problem("receiving_department")

"""S403."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gradflow.core.findings import Problem
from gradflow.core.records import Context, Record
from gradflow.rules.registry import sheet_rule


@sheet_rule(
    "S403", "phone-drag-filled", title="手机号逐行加1", needs=("phone",),
    message="从第{first}行到第{last}行手机号逐行加1，像是拖拽填充造成的", advice="逐人改填真实的手机号",
    source="附件2注1(“联系电话”要真实有效)；经验值: 连续3行逐行加1",
)  # fmt: skip
def check(records: Sequence[Record], context: Context) -> Iterator[Problem]:
    """用鼠标拖拽填充时，Excel 会让号码逐行加1。连续三行以上才算。

    正确 | 联系电话 13912345679 ‖ 联系电话 13912345680
    错误 | 联系电话 13912345679 ‖ 联系电话 13912345680 ‖ 联系电话 13912345681
    """
    run: list[Record] = []
    for record in (*records, None):
        follows = run and record and _number(record) == _number(run[-1]) + 1
        if not follows:
            if len(run) >= context.limits["drag_fill_rows"]:
                for member in run:
                    facts = {"first": run[0].row, "last": run[-1].row}
                    yield Problem("phone", facts, member.row)
            run = []
        if record:
            run.append(record)


def _number(record: Record) -> int:
    mobiles = record["phone"].mobiles
    return int(mobiles[0]) if mobiles else -2

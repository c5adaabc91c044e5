"""R327."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.kinds.contact_log import ContactLog
from gradflow.rules.landing import ENDED, transfers_begin
from gradflow.rules.progress.lost_contact import is_lost
from gradflow.rules.registry import row_rule

UNREAD = {"no_year": "的日期没有写年份", "impossible": "的日期不存在", "two_days": "的日期有两种读法"}


@row_rule(
    "R327", "follow-up-contact", title="联系回访没有写全", needs=("name",), uses=("follow_up_contact",),
    columns=("follow_up_contact",), by_day=True, severity=Severity.WARNING,
    message="联系回访{how}", advice="写明方式和年月日，如 电话 {cohort}.7.20；确实没有联系上的写明情况",
    source="附件3“联系回访方式及时间”；通知五(每人集中开展一次回访)",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """每人至少回访一次，写明方式和日期。日期不会在这张表的截止日之后(截止日没到的算到今天)，也不会在组织关系开始转出之前。

    正确 | 姓名 王芳 | 联系回访方式及时间 电话 2023.7.25
    错误 | 姓名 王芳 | 联系回访方式及时间 电话 2023.7.26
    错误 | 姓名 王芳 | 联系回访方式及时间 电话 2022.7.20
    正确 | 姓名 王芳 | 联系回访方式及时间 电话 2023.6.1
    错误 | 姓名 王芳 | 联系回访方式及时间 电话 2023.5.31
    错误 | 姓名 王芳 | 联系回访方式及时间 电话
    错误 | 姓名 王芳 | 联系回访方式及时间 电话 7.20
    错误 | 姓名 王芳 | 联系回访方式及时间 2023.7.20
    错误 | 姓名 王芳 | 联系回访方式及时间 无
    """
    if record.get("destination_type") == ENDED:
        return
    if how := _lack(record.get("follow_up_contact"), context):
        yield Problem("follow_up_contact", {"how": how})


def _lack(log: ContactLog | None, context: Context) -> str | None:
    if log is None:
        return "没有填"
    if not log.days and is_lost(log.text):
        return None  # R366 tells that
    if not log.days:
        return UNREAD.get(log.unread, "没有写日期")
    begin, end = transfers_begin(context), context.day
    if late := next((day for day in log.days if day.first > end), None):
        return f"的日期{late}还没有到" if late.first > context.as_of else f"的日期{late}晚于这张表的截止日{end.isoformat()}"
    if all(day.last < begin for day in log.days):
        return f"的日期{log.days[-1]}早于开始转接的{begin.isoformat()}"
    return None if log.how else "没有写方式"

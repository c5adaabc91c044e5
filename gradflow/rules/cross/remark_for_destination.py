"""X617."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.people import Entry, Person
from gradflow.core.records import Context
from gradflow.rules.registry import person_rule

SETTLED = {"work": "就业单位", "study": "专转本"}


@person_rule(
    "X617", "remark-for-destination", title="已就业或专转本，附件2备注空着",
    uses=("destination_type", "remark", "receiving_department"), compares=True, severity=Severity.WARNING,
    message="{source}写的是{destination}，备注没有写单位或学校名称", advice="在备注栏补写落实的单位或考取的学校名称；附件2之后才落实的写明情况",
    source="附件2注2: 已签就业协议、专转本的学生党员请在“备注栏”内注明落实的单位或考取的学校名称",
)  # fmt: skip
def check(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """只看第一次回访：之后才落实的，6月的附件2自然写不出来。抬头已经是学校或单位的，由 R310 报告。

    正确 | 附件2·备注 签约恒力集团有限公司 | 附件3·具体情况 就业单位
    正确 | 附件3(2)·具体情况 就业单位 | 附件2·备注 无
    错误 | 附件2·备注 无 | 附件3·具体情况 就业单位
    """
    department = person.first("receiving_department")
    listed = department[0] if department else None
    follow_up = next((e for e in person.rounds() if e[0].round == 1 and e[1].get("destination_type") in SETTLED), None)
    if not follow_up or not department or listed is None or "remark" not in listed[1].cells or listed[1].get("remark"):
        return
    if department[1].category == "local":
        facts = {"source": context.named(follow_up[0]), "destination": SETTLED[follow_up[1]["destination_type"]]}
        yield listed, Problem("remark", facts)

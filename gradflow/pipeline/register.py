"""人员总表, and the figures of the upward report made from it: whatever is summed stands there person by person."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import partial

from gradflow.core.campaign import Campaign
from gradflow.core.cells import is_blank, typed_text
from gradflow.core.findings import FindingState
from gradflow.core.people import Person
from gradflow.core.records import Context, Key
from gradflow.core.reports import Column, Standing, Table
from gradflow.forms.loader import Forms
from gradflow.kinds.places import province_of
from gradflow.pipeline.merge import UNKNOWN_BRANCH
from gradflow.pipeline.standing import ENDED, KEPT, LANDED, OPEN, TO_CHECK, probation_end, reason_of, slot_name
from gradflow.rules.landing import latest_follow_up
from gradflow.rules.membership import joining

REASONS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("失联", r"失联|联系不上|无法联系|联系不到|失去联系"),
        ("介绍信问题", r"介绍信|抬头|过期|遗失|重开"),
        ("系统退回", r"退回|驳回|信息不全"),
        ("档案未到", r"档案"),
        ("未报到", r"报到|开学|入学|9月|九月|录取"),
        ("等待审核", r"审核|审批|接收中|办理|等待|流程|转接中|已发起"),
        ("单位未落实", r"单位|落实|待业|就业|找工作"),
    )
)
"""Why somebody has not landed, told by words of the reason; the first that fits (domain practice: 未转入原因)."""
OTHER_REASON = "其他"


UNMERGED = "待核"
"""What stands for a value that only rows hold which must be corrected first; 待更正 has it as typed."""


def register(found: Sequence[Standing], forms: Forms) -> Table:
    """One row per person: who, how far, what is still open. Values are those of merged rows."""
    slots = list(found[0].states) if found else []
    columns = (
        Column("序号", 6), Column("党支部", 24), Column("姓名", 10, "name"), Column("性别", 6, "sex"), Column("民族", 8), Column("身份证号码", 21, "id_number"),
        Column("党员身份", 10), Column("入党时间", 12), Column("联系电话", 18, "phone"), Column("组织部名称(介绍信抬头)", 26),
        *(Column(slot_name(slot, forms), 9) for slot in slots),
        Column("具体情况", 10), Column("已转入党组织", 26), Column("转入时间", 12), Column("回执", 7), Column("转出天数", 7), Column("还没有办完的", 40), Column("备注", 24),
    )  # fmt: skip
    rows = []
    granted = _granted_cells(found)
    for number, one in enumerate(found, start=1):
        plain = partial(_shown, one, forms, granted)
        rows.append((
            number, one.branch or UNKNOWN_BRANCH, one.person.name, *map(plain, ("sex", "ethnicity", "id_number")),
            plain("member_status", is_last=True), str(joining(one.merged) or plain("joined_on")),
            plain("phone", "mobile"), plain("receiving_department"),
            *(one.states[slot] for slot in slots),
            *_followed(one, forms),
            one.days_open or "", "；".join((*one.open, *one.waits)) or "已办结", "；".join(one.notes),
        ))  # fmt: skip
    return Table("人员总表", columns, tuple(rows))


Cells = frozenset[tuple[Key, int | None, str | None]]
"""Sheet, row and field."""


def _granted_cells(found: Sequence[Standing]) -> Cells:
    """The cells that the office lets stand."""
    submissions = {submission.key: submission for one in found for submission, _ in one.person.entries}
    return frozenset(
        (key, f.where.row, f.field) for key, one in submissions.items() for f in one.findings if f.state is FindingState.GRANTED
    )


def _shown(one: Standing, forms: Forms, granted: Cells, *keys: str, is_last: bool = False) -> str:
    """The first of some fields as the first (or latest) merged form that understood it shows it; as typed where the office lets that stand."""
    for key in keys:
        found = one.merged.last(key) if is_last else one.merged.first(key)
        if found:
            return str(forms[found[0][0].form].table.show(key, found[1]) or "")
        held = ((submission, record) for submission, record in one.merged.entries if key in record.unknown)
        for submission, record in held:
            if any((submission.key, row, key) in granted for row in record.rows):
                return typed_text(record.cells.get(key))
    is_waiting = any(not is_blank(record.cells.get(key)) for _, record in one.person.entries for key in keys)
    return UNMERGED if is_waiting else ""


def _followed(one: Standing, forms: Forms) -> tuple[str, ...]:
    """Destination, organisation, day and receipt of the latest follow-up row; nothing of one that must be corrected first."""
    entry = latest_follow_up(one.merged)
    if one.landing == TO_CHECK or entry is None:
        return (UNMERGED if one.landing == TO_CHECK else "", "", "", "")
    values = [(key, entry[1].get(key)) for key in ("destination_type", "landed_org", "landed_on", "receipt")]
    return tuple(str(forms[entry[0].form].show(key, value) or "") if value is not None else "" for key, value in values)


STATISTICS = (
    "毕业生党员", "正式", "预备", "身份待核", "男", "女", "性别待核", "汉族", "少数民族", "民族待核", "不在附件2", "应转出", "省内", "省外", "省份待核",
    "保留在校", "不再转接", "已转入", "已收回执", "未转入", "未回访", TO_CHECK, "失联", "预备期将满", "已满未转正",
)  # fmt: skip
"""毕业生党员 are those a roster lists; whoever stands on other forms only is counted as 不在附件2 and nowhere else."""
STATISTIC_BLOCKS = (
    ("上报统计一：人员", STATISTICS[:11]),
    ("上报统计二：应转出的人员", (*STATISTICS[11:15], *STATISTICS[17:23])),
    ("上报统计三：其他", (*STATISTICS[15:17], *STATISTICS[23:])),
)
"""The figures as they are printed, a few columns at a time."""


def upward_report(found: Sequence[Standing], campaign: Campaign, context: Context) -> Table:
    """Figures by branch for the report upwards; every one is a count of rows of 人员总表."""
    home = province_of(campaign.college)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    reasons: dict[str, Counter[str]] = defaultdict(Counter)
    for one in found:
        branch = one.branch or UNKNOWN_BRANCH
        counts[branch].update(_facts(one, home, context))
        if one.is_listed and (why := _reason(one)):
            reasons[branch][why] += 1
    names = [branch.name for branch in campaign.branches]
    names += sorted(set(counts) - set(names))
    rows = [(name, *(counts[name][fact] for fact in STATISTICS), _told(reasons[name])) for name in names]
    total: Counter[str] = sum(reasons.values(), Counter())
    sums = [sum(counts[name][fact] for name in names) for fact in STATISTICS]
    columns = (Column("党支部", 34), *(Column(fact, 9) for fact in STATISTICS), Column("未转入原因", 30))
    return Table("上报统计", columns, (*rows, ("合计", *sums, _told(total))))


def _told(reasons: Counter[str]) -> str:
    return "、".join(f"{name}{count}" for name, count in sorted(reasons.items(), key=lambda item: (-item[1], item[0])))


def _facts(one: Standing, home: str | None, context: Context) -> list[str]:
    """The figures a person counts in."""
    person = one.merged
    if not one.is_listed:
        return ["不在附件2"]
    facts = ["毕业生党员"]
    status, sex, ethnicity = person.last("member_status"), person.get("sex"), person.get("ethnicity")
    facts.append({"full": "正式", "probationary": "预备"}.get(status[1] if status else "", "身份待核"))
    facts.append({"male": "男", "female": "女"}.get(str(sex), "性别待核"))
    facts.append("民族待核" if not ethnicity else "汉族" if ethnicity == "汉族" else "少数民族")
    if end := probation_end(person, context):
        facts.append("已满未转正" if end <= context.as_of.isoformat() else "预备期将满")
    if one.landing in {KEPT, ENDED}:
        return [*facts, one.landing]
    return [*facts, "应转出", _direction(person, home), one.landing, *_more(one)]


def _direction(person: Person, home: str | None) -> str:
    """Within the college's province or beyond, by the letter head."""
    organisation = person.get("receiving_department")
    province = province_of(organisation.name) if organisation else None
    if not province or not home:
        return "省份待核"
    return "省内" if province == home else "省外"


def _more(one: Standing) -> list[str]:
    """What is also counted of somebody who has landed, or has not."""
    entry = latest_follow_up(one.merged)
    if one.landing == LANDED and entry and entry[1].get("receipt") in {"yes", "online"}:
        return ["已收回执"]
    return ["失联"] if _reason(one) == "失联" else []


def _reason(one: Standing) -> str | None:
    """Why somebody who should have landed has not, by the words of the reason."""
    entry = latest_follow_up(one.merged)
    if entry is None or one.landing != OPEN:
        return None
    told = reason_of(entry[1])
    return next((name for name, pattern in REASONS if pattern.search(told)), OTHER_REASON)

"""R321, R322, R324, R360, R367, R369, X612, X613: whether a follow-up row says that the membership has arrived (转入落地), where and when."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from gradflow.kinds.destinations import says_abroad, says_kept, says_not_ours, says_stays
from gradflow.kinds.places import different_places
from gradflow.model.cells import typed_text
from gradflow.model.findings import Problem, Severity
from gradflow.model.folding import later, squeezed
from gradflow.model.people import Entry, Person
from gradflow.model.records import Context, Record, Ruleset
from gradflow.rules.registry import dated_rule, person_rule, row_rule

STAYS = frozenset({"kept", "abroad", "deferred"})
"""Destinations for which the membership stays at the college."""
ENDED = "ended"
"""The destination of those who died or left the Party: nothing is transferred any more."""
GOES = frozenset({"work", "study", "enlisted", "self_employed"})
"""Destinations that say where somebody goes, whatever else a remark holds (保留入学资格, 出国留学咨询有限公司)."""
WORDS = ("remark", "not_landed_reason", "destination")


def transfers_begin(context: Ruleset) -> date:
    """The first day of the year's transfers: nothing arrives, and nobody is asked whether it has, before it."""
    return date.fromisoformat(f"{context.campaign.cohort}-{context.limits['transfers_begin']}")


def is_landed(record: Record) -> bool:
    """Whether the row says that the membership has arrived, be it without a proper name; words that name nothing need a date."""
    organisation = record.get("landed_org")
    if organisation is None or organisation.category == "undecided":
        return False
    return organisation.category != "unnamed" or record.get("landed_on") is not None


def has_arrived(record: Record) -> bool:
    """Whether the row says where the membership has arrived, and when: an organisation without its day is told as wrong already."""
    return is_landed(record) and ("landed_on" in record.values or "landed_on" not in record.cells)


def latest_follow_up(person: Person) -> Entry | None:
    """The person's latest row in a form that tells whether they landed."""
    return next((entry for entry in reversed(person.entries) if "landed_org" in entry[1].cells), None)


def open_entry(person: Person) -> Entry | None:
    """The latest follow-up row of somebody whose membership should have arrived and has not; else None."""
    entry = latest_follow_up(person)
    return None if entry is None or is_landed(entry[1]) or "landed_org" in entry[1].unknown or stays(person) else entry


def has_ended(person: Person) -> bool:
    """Whether the person's latest row says that they died or left the Party."""
    entry = latest_follow_up(person)
    return bool(entry and entry[1].get("destination_type") == ENDED)


def stays(person: Person) -> bool:
    """Whether the person's latest row says that there is nothing to transfer, for now or for good."""
    entry = latest_follow_up(person)
    told = entry[1].get("destination_type") if entry else None
    if told in GOES:
        return False
    return told == ENDED or told in STAYS or told_place(person, says_stays) is not None


def is_registered(person: Person) -> bool:
    """Whether the person stands on the register of those whose membership stays; the days are told there."""
    return any("kept_from" in record.cells for _, record in person.entries)


def told_place(person: Person, says: Callable[[str], bool]) -> tuple[Entry, str] | None:
    """The latest entry, and field, in which free text says it; rows of people who landed do not count."""
    for entry in reversed(person.entries):
        if is_landed(entry[1]):
            return None
        for key in WORDS if "kept_from" not in entry[1].cells else ():  # the register says so of everybody
            text = entry[1].get(key)
            if isinstance(text, str) and says(text):
                return entry, key
    return None


def kept_entry(person: Person) -> tuple[Entry, str] | None:
    """Where it says that the membership is kept at the college (not for going abroad), and in which field."""
    return _told("kept", says_kept, person) if abroad_entry(person) is None else None


def abroad_entry(person: Person) -> tuple[Entry, str] | None:
    """Where it says that the person goes abroad, and in which field."""
    return _told("abroad", says_abroad, person)


def _told(code: str, says: Callable[[str], bool], person: Person) -> tuple[Entry, str] | None:
    found = person.last("destination_type")
    if found and found[1] == code:
        return found[0], "destination_type"
    if found and found[1] in GOES:
        return None
    return told_place(person, says)


@row_rule(
    "R321", "landed-needs-date", title="写了转入党组织，没有写转入时间", needs=("landed_org",), uses=("landed_on",), columns=("landed_on",),
    message="已转入“{landed_org}”，没有写转入时间", advice="补填转入时间(年月日)；其实还没有转入的，清空党组织名称，在备注里说明",
    source="附件3“转入时间(年、月、日)”",
)  # fmt: skip
def landed_needs_date(record: Record, context: Ruleset) -> Iterator[Problem]:
    """转入党组织和转入时间要么都有，要么都空着。

    正确 | 已转入党组织名称 中共昆山市玉山镇委员会 | 转入时间 2023-07-10 | 回执是否反馈 是
    错误 | 已转入党组织名称 中共昆山市玉山镇委员会 | 转入时间 无 | 回执是否反馈 是
    """
    if is_landed(record) and record.get("landed_on") is None:
        yield Problem("landed_on")


NOT_IN = later(
    r"(?:^|[，,；;。])(?:[还尚暂]|组织关系|目前|对方|接收方|单位|社区|街道)*(?:没有?|未)(?:能|被)?(?:转入|转接|转出|接收|落实|办[理好成](?!落户|入职|户口|报到|社保|居住证|毕业证)|审[批核])(?!.*(?:已|现在?))|等待?(?:对方|单位|社区|街道)?(?:接收|审[批核])$"
)
"""Words that the membership has not arrived, of the reason for it."""
SENT_BACK = later(r"退[回件]|驳回|拒[收绝]|不予?接收|(?<!已)重新(?:发起|转接|办理|提交|申请)中")
"""Words that it has been sent back."""
TAKEN = later(
    r"已(?:经)?(?:重新|再次)?(?:接收|转入|落实|转接|转到|办[理好结妥]|通过)|(?:接收|转入|转接|办理|落实|通过)(?:成功|了|完[成毕])|后(?:又|再)?(?:接收|转入|通过|落实)|[现目]前?已|成功|回执|档案|户口|照片"
)
"""What takes it back, or else what it is said of."""


@row_rule(
    "R367", "landed-yet-not", title="已经转入，同一行又说没有", needs=("landed_org", "landed_on"), uses=("destination_type", "not_landed_reason"),
    severity=Severity.WARNING, message="写了转入“{landed_org}”({landed_on})，这里又写“{said}”", advice="核实有没有转入：已经转入的改正这一栏，没有转入的清空转入的党组织和时间",
    source="附件3“已如期转入党组织名称”“备注(未转入情况说明)”",
)  # fmt: skip
def landed_yet_not(record: Record, context: Ruleset) -> Iterator[Problem]:
    """组织关系或者转走了，或者保留、没有转入，不会两样都是。

    正确 | 已转入党组织名称 中共昆山市玉山镇委员会 | 转入时间 2023-07-10 | 具体情况 回原籍 | 未转入情况说明 空
    正确 | 已转入党组织名称 无 | 转入时间 无 | 具体情况 保留在校
    错误 | 已转入党组织名称 中共昆山市玉山镇委员会 | 转入时间 2023-07-10 | 具体情况 保留在校
    错误 | 已转入党组织名称 中共昆山市玉山镇委员会 | 转入时间 2023-07-10 | 具体情况 回原籍 | 未转入情况说明 对方暂未接收
    错误 | 已转入党组织名称 中共昆山市玉山镇委员会 | 转入时间 2023-07-10 | 具体情况 回原籍 | 未转入情况说明 已被退回，重新发起中
    """
    if not is_landed(record):
        return
    if record.get("destination_type") in STAYS:
        yield Problem("destination_type", {"said": typed_text(record.cells["destination_type"])})
    elif NOT_IN.search(reason := str(record.get("not_landed_reason") or "")) or (SENT_BACK.search(reason) and not TAKEN.search(reason)):
        yield Problem("not_landed_reason", {"said": reason[:40]})


@row_rule(
    "R369", "told-not-transferable", title="备注写的是不能转接的情况", needs=("not_landed_reason",), uses=("destination_type", "landed_org", "landed_on"),
    severity=Severity.WARNING, message="备注写了“{said}”，还列在没有转入的人里",
    advice="去世、出党的在“具体情况”里写已去世、已出党；停止党籍、退学等确实不再转接的，在“情况说明”里照写；延期毕业、休学的在“具体情况”里写延期毕业；照常转接的写明情况",
    source="通知一、2(转出的是毕业生党员的组织关系)",
)  # fmt: skip
def told_not_transferable(record: Record, context: Ruleset) -> Iterator[Problem]:
    """去世、出党、停止党籍的没有组织关系可转，休学、延期毕业的还没有毕业：不用再与接收方联系。说的是亲属的不算。

    正确 | 未转入情况说明 父亲去世，9月办理 | 具体情况 回原籍 | 已转入党组织名称 无 | 转入时间 无
    正确 | 未转入情况说明 本人已去世 | 具体情况 已去世 | 已转入党组织名称 无 | 转入时间 无
    错误 | 未转入情况说明 本人8月因车祸去世 | 具体情况 回原籍 | 已转入党组织名称 无 | 转入时间 无
    """
    if is_not_ours(record, context.campaign.cohort):
        yield Problem("not_landed_reason", {"said": str(record["not_landed_reason"])[:40]})


def is_not_ours(record: Record, cohort: int) -> bool:
    """Whether the reason says that there is nothing to transfer, and no other column does."""
    is_told = record.get("destination_type") in {*STAYS, ENDED} or is_landed(record)
    return not is_told and says_not_ours(squeezed(str(record.get("not_landed_reason") or "")), cohort)


@row_rule(
    "R322", "landed-needs-organisation", title="写了转入时间，没有写转入党组织", needs=("landed_on",), uses=("landed_org",), columns=("landed_org",),
    message="写了转入时间{landed_on}，没有写转入的党组织", advice="补填转入党组织全称；其实还没有转入的，清空转入时间，在备注里说明",
    source="附件3“已如期转入党组织名称”",
)  # fmt: skip
def landed_needs_organisation(record: Record, context: Ruleset) -> Iterator[Problem]:
    """转入党组织和转入时间要么都有，要么都空着。

    正确 | 已转入党组织名称 中共昆山市玉山镇委员会 | 转入时间 2023-07-10 | 回执是否反馈 是
    错误 | 已转入党组织名称 未转入 | 转入时间 2023-07-10
    """
    if not is_landed(record):
        yield Problem("landed_org")


@dated_rule(
    "R324", "landed-on-range", title="转入时间不可能", needs=("landed_on",),
    message="转入时间{landed_on}{how}", advice="核对年份和月日，改为实际转入的日期；填表时还没有转入的，党组织和时间都先不填，备注写原因，转入后再报", rests_on=("transfers_begin",),
)  # fmt: skip
def landed_on_range(record: Record, context: Context) -> Iterator[Problem]:
    """组织关系6月起转出，转入时间不会更早，也不会在填表之后(算到这张表的截止日，截止日没到的算到今天；最后一次的算到收到的那天)。常见的是年份写错。

    正确 | 转入时间 2023-06-01 | 已转入党组织名称 中共昆山市玉山镇委员会 | 回执是否反馈 是
    正确 | 转入时间 2023-07-25 | 已转入党组织名称 中共昆山市玉山镇委员会 | 回执是否反馈 是
    错误 | 转入时间 2023-05-31 | 已转入党组织名称 中共昆山市玉山镇委员会 | 回执是否反馈 是
    错误 | 转入时间 2023-07-26 | 已转入党组织名称 中共昆山市玉山镇委员会 | 回执是否反馈 是
    """
    begin = transfers_begin(context)
    first = record["landed_on"].first
    if record["landed_on"].last < begin:
        yield Problem("landed_on", {"how": f"早于开始转接的{begin.isoformat()}"})
    elif first > context.as_of:
        yield Problem("landed_on", {"how": f"还没有到(今天是{context.as_of.isoformat()})"})
    elif first > context.day and not context.is_last_round:
        yield Problem("landed_on", {"how": f"晚于这张表的截止日{context.day.isoformat()}"})
    elif context.received_on and first > max(context.day, context.received_on):
        yield Problem("landed_on", {"how": f"晚于收到这张表的{context.received_on.isoformat()}"})


@person_rule(
    "R360", "landed-after-deadline", title="转入时间在截止日之后", uses=("landed_on",), severity=Severity.WARNING,
    message="转入时间{here}晚于这张表的截止日{day}", advice="核对年份和月日；确实是截止日之后才转入的写明情况",
    source="通知注意事项2(9月25日之前上报所有毕业生党员转接落实情况)",
)  # fmt: skip
def landed_after_deadline(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """最后一次的表没有下一次可填，截止日之后转入、之后才收到的表照收，请支部说明；收到时还没有转入的、前几次的由 R324 报告。

    正确 | 附件3(2)·转入时间 2023-09-25 | 日期 2023-10-20
    错误 | 附件3(2)·转入时间 2023-10-04 | 日期 2023-10-20
    """
    for entry, landed in person.holding("landed_on"):
        there = context.on(entry[0])
        if there.is_last_round and there.day < landed.first <= context.as_of:
            yield entry, Problem("landed_on", {"here": landed, "day": there.day.isoformat()})


@person_rule(
    "X612", "landing-place-agrees", title="转入地与转出登记的不同", uses=("receiving_department", "landed_org", "landed_on"), compares=True,
    severity=Severity.WARNING,
    message="{form}写的是{planned}，转入的是{landed}", advice="转入地变了的，在全国系统里重新发起转接，并写明情况；写错的改正",
    source="通知五(对转入地发生变化的党员，要及时通过线上平台重新操作组织关系转接)",
)  # fmt: skip
def landing_place_agrees(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """只在两边都写到市、县、区而又互不包含时才报。

    正确 | 附件2·组织部名称 苏州市委组织部 | 附件3·已转入党组织名称 苏州市吴江区平望镇庙头村党支部
    错误 | 附件2·组织部名称 中共昆山市委组织部 | 附件3·已转入党组织名称 中共常熟市虞山街道工作委员会
    """
    listed = person.first("receiving_department")
    planned = listed[1] if listed else None
    for entry, landed in person.holding("landed_org") if planned and planned.category in {"local", "township", "talent"} else ():
        if listed and planned and has_arrived(entry[1]) and (found := different_places(planned.name, landed.name)):
            yield entry, Problem("landed_org", {"planned": found[0], "landed": found[1], "form": context.named(listed[0][0])})


@person_rule(
    "X613", "landed-stays-landed", title="上一次已转入，这一次没有转入", uses=("landed_org", "landed_on"), compares=True,
    message="{before}已转入“{org}”，这里写的是没有转入", advice="照实补填；上一次写错的，请党委办公室退回上一次的表改正",
    source="通知注意事项2(9月25日上报所有毕业生党员转接落实情况)",
)  # fmt: skip
def landed_stays_landed(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """组织关系落地之后不会变回未转入。

    正确 | 附件3(1)·已转入党组织名称 无 | 附件3(1)·未转入情况说明 等待审核 | 附件3(2)·已转入党组织名称 中共昆山市玉山镇委员会
    错误 | 附件3(1)·已转入党组织名称 中共昆山市玉山镇委员会 | 附件3(2)·已转入党组织名称 无 | 附件3(2)·转入时间 无 | 附件3(2)·未转入情况说明 等待审核
    """
    before: Entry | None = None
    for entry in person.rounds():
        if is_landed(entry[1]):
            before = entry
        elif before and "landed_org" in entry[1].cells and "landed_org" not in entry[1].unknown:
            yield entry, Problem("landed_org", {"before": context.named(before[0]), "org": before[1]["landed_org"].name})

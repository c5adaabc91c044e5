"""The files (档案) of members and activists: complete before they are sealed, with the right owner, on their way, followed to the end.

R341, R347-R349, R371-R373: what one row says; P723: how long it is under way; P721, P724, P725: what row and other forms say of each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from gradflow.kinds.organisation_words import GENERIC, PLACEHOLDER, UNDECIDED
from gradflow.kinds.person_name import folded_name
from gradflow.kinds.places import lies_in
from gradflow.kinds.tracking_number import EMS
from gradflow.model.cells import typed_text
from gradflow.model.findings import Problem, Severity
from gradflow.model.folding import later, squeezed
from gradflow.model.forms import FieldSpec
from gradflow.model.people import Entry, Person
from gradflow.model.records import Context, Record, Ruleset
from gradflow.rules.declared import is_asked_for
from gradflow.rules.landing import has_arrived, latest_follow_up, stays
from gradflow.rules.registry import dated_rule, person_rule, row_rule, sheet_rule

MATERIAL = "material_"
"""How the keys of a file's materials begin; a college's own forms may have more of them."""
DONE = {"sent_on": "寄出", "sealed_on": "密封"}
"""Field of a day on which the file was closed -> what was done then; the later first."""
DAYS = ("checked_on", "sealed_on", "sent_on", "signed_for_on", "told_on")
KEEPER = later(
    r"[由交给归在]*(?:(?:本|学生|毕业生)本?人|自己|自行|个人|家[里中人长庭]|父母|父亲|母亲|亲属|家属)+(?:保管|保存|存放|携带|自?[带领取提存]走?|手[中里上]|处)*|家庭?(?:地|住)址|住址|自[存带领取提持](?:走|保管)?"
)
"""Nobody who may keep a file."""
SERVICE = later(r"人才|人社|人力资源(?:[和与]?社会保障)?|市场|交流|流动|公共|管理|指导|教育|档案|[局馆室和]")
"""What public services for talents are called, whichever they are."""
STATUSES = {"full": "正式党员", "probationary": "预备党员"}


def _materials(record: Record, context: Ruleset, code: str) -> Iterator[FieldSpec]:
    """The materials that a file of its stage must hold (``required``, ``required_if``), of which the row says that."""
    for field in context.form.fields if context.form else ():
        is_said = field.key.startswith(MATERIAL) and record.get(field.key) == code
        if is_said and (field.required or is_asked_for(record, field.required_if)):
            yield field


@sheet_rule(
    "R341", "sealed-incomplete", title="材料缺着就密封、寄出了",
    message="这份材料写的是缺，档案却已{done}({day})", advice="补齐后重新密封；其实已经补齐的改为有；实在补不齐的写明情况",
    rests_on=("file_materials",), is_explainable=True,
)  # fmt: skip
def sealed_incomplete(records: Sequence[Record], context: Ruleset) -> Iterator[Problem]:
    """材料齐全、确认无误，才装袋密封盖章。只看这一类人该有的材料；写明情况的照常汇总，由党委办公室决定。

    正确 | 类别 预备党员 | 入党志愿书 有 | 检查日期 2023-06-16 | 密封盖章日期 2023-06-20
    正确 | 类别 预备党员 | 入党志愿书 缺 | 检查日期 2023-06-16
    正确 | 类别 入党积极分子 | 入党志愿书 缺 | 检查日期 2023-06-16 | 密封盖章日期 2023-06-20
    错误 | 类别 预备党员 | 入党志愿书 缺 | 检查日期 2023-06-16 | 密封盖章日期 2023-06-20
    错误 | 类别 入党积极分子 | 培训证书 缺 | 寄出日期 2023-06-28
    """
    for record in records:
        key = next((key for key in DONE if key in record.values), "")
        for field in _materials(record, context, "missing") if key else ():
            yield Problem(field.key, {"done": DONE[key], "day": str(record[key])}, record.row)


@sheet_rule(
    "R347", "material-needed", title="该有的材料写成了不需要",
    message="类别是“{owner}”，“{label}”不能写“{typed}”", advice="有的写有，没有的写缺；写错的是类别就改正类别",
    rests_on=("file_materials",),
)  # fmt: skip
def material_needed(records: Sequence[Record], context: Ruleset) -> Iterator[Problem]:
    """入党申请书、培养教育考察材料人人要有，积极分子还要有培训证书；预备党员要有志愿书、政审材料，正式党员再加转正申请书。

    正确 | 类别 预备党员 | 转正申请书 不需要
    错误 | 类别 正式党员 | 转正申请书 不需要
    错误 | 类别 入党积极分子 | 入党申请书 不需要
    """
    for record in records:
        for field in _materials(record, context, "not_due"):
            owner, typed = (typed_text(record.cells.get(key)).strip() for key in ("file_owner", field.key))
            yield Problem(field.key, {"owner": owner or "空白", "label": field.label, "typed": typed}, record.row)


@dated_rule(
    "R348", "file-day-impossible", title="档案的日期不可能", glances=DAYS, columns=("sent_on",),
    message="{day}{how}", advice="核对年份和月日；还没有办的先不填", source="常识；通知(自即日起至9月底)",
)  # fmt: skip
def file_day_impossible(record: Record, context: Context) -> Iterator[Problem]:
    """办了才填日期，不会是以后的日子，也不会早于毕业的那一年。常见的是年份写错。

    正确 | 寄出日期 2023-07-25
    错误 | 寄出日期 2023-07-26
    错误 | 寄出日期 2022-07-10
    错误 | 检查日期 2022-06-16 | 寄出日期 无
    """
    for key in DAYS:
        day, year = record.get(key), context.campaign.cohort
        if day and day.first > context.as_of:
            yield Problem(key, {"day": str(day), "how": f"还没有到(今天是{context.as_of.isoformat()})"})
        elif day and day.year < year:
            yield Problem(key, {"day": str(day), "how": f"早于{year}年"})


@row_rule(
    "R349", "file-without-receiver", title="档案接收单位没有写是哪个单位", needs=("file_destination",), glances=("sent_on",),
    message="“{value}”{how}", advice="写接收单位的全称；档案在本人手里的收回，由支部统一投递",
    source="通知三(档案由党支部统一投递，严禁由学生党员自己携带)",
)  # fmt: skip
def file_without_receiver(record: Record, _: Ruleset) -> Iterator[Problem]:
    """档案寄到哪里，要写得出单位的名称，对方没有签收时才查得到。还没有寄出的可以没有定。

    正确 | 档案接收单位 昆山市人才服务中心 | 寄出日期 2023-06-28
    正确 | 档案接收单位 待定 | 寄出日期 空
    错误 | 档案接收单位 待定 | 寄出日期 2023-06-28
    错误 | 档案接收单位 原籍人才市场 | 寄出日期 2023-06-28
    错误 | 档案接收单位 某公司 | 寄出日期 2023-06-28
    错误 | 档案接收单位 本人保管 | 寄出日期 空
    """
    text = squeezed(record["file_destination"])
    is_named = GENERIC.sub("", SERVICE.sub("", text)) and not (PLACEHOLDER.search(text) or UNDECIDED.search(text))
    if KEEPER.fullmatch(text):
        yield Problem("file_destination", {"how": "不是接收单位，档案严禁由本人携带、保管"})
    elif "sent_on" in record.values and not is_named:
        yield Problem("file_destination", {"how": "没有说出是哪个单位"})


@row_rule(
    "R371", "ems-number", title="EMS的单号不像EMS单号", needs=("dispatch_channel", "tracking_number"), severity=Severity.WARNING,
    message="投递方式是EMS，“{tracking_number}”不是13位的EMS单号", advice="照寄件存根填EMS单号；走机要的改投递方式", source="中国邮政EMS单号(13位)",
)  # fmt: skip
def ems_number(record: Record, _: Ruleset) -> Iterator[Problem]:
    """机要号由各地自编，长短不一；EMS单号是13位，少一位就查不到。

    正确 | 投递方式 EMS | 机要号或EMS单号 1090123456789
    正确 | 投递方式 机要 | 机要号或EMS单号 12345
    错误 | 投递方式 EMS | 机要号或EMS单号 20230624001
    """
    if record["dispatch_channel"] == "ems" and not EMS.fullmatch(record["tracking_number"]):
        yield Problem("tracking_number")


@row_rule(
    "R372", "tracked-by-the-member", title="跟踪人写的是本人", needs=("tracker",), glances=("name",), severity=Severity.WARNING,
    message="跟踪人写的是毕业生自己", advice="写支部里一直跟到签收的人", source="通知三(档案由党支部统一投递，专人跟踪)",
)  # fmt: skip
def tracked_by_the_member(record: Record, _: Ruleset) -> Iterator[Problem]:
    """档案由支部统一投递，由支部的人跟到对方签收，不能交给毕业生自己。

    正确 | 姓名 张三 | 跟踪人 王丽
    错误 | 姓名 张三 | 跟踪人 本人
    错误 | 姓名 张三 | 跟踪人 张三
    """
    tracker = squeezed(str(record["tracker"]))
    if KEEPER.fullmatch(tracker) or (record.get("name") and folded_name(tracker) == folded_name(record["name"])):
        yield Problem("tracker")


@row_rule(
    "R373", "no-e-file-to-go-along", title="没有电子化，却写随同移交", needs=("is_digitised", "has_e_file_along"), severity=Severity.WARNING,
    message="“是否电子化”写的是否，这里写的是随同移交", advice="核对有没有电子档案，改正写错的一处", source="附表4“是否电子化”“电子档案是否随同移交”",
)  # fmt: skip
def no_e_file_to_go_along(record: Record, _: Ruleset) -> Iterator[Problem]:
    """没有电子档案就没有可以随同移交的。

    正确 | 是否电子化 否 | 电子档案随同移交 否
    错误 | 是否电子化 否 | 电子档案随同移交 是
    """
    if record["is_digitised"] == "no" and record["has_e_file_along"] == "yes":
        yield Problem("has_e_file_along")


@dated_rule(
    "P723", "file-long-under-way", title="档案寄出很久还没有签收", needs=("sent_on",), uses=("dispatch_channel", "signed_for_on"),
    columns=("signed_for_on",), severity=Severity.WARNING,
    message="{sent_on}寄出，过了{days}天还没有签收", advice="凭单号或存根查询，与接收单位联系；已经签收的补填签收日期，没有的写明查询结果",
    rests_on=("confidential_days", "express_days"),
)  # fmt: skip
def file_long_under_way(record: Record, context: Context) -> Iterator[Problem]:
    """机要跨省要一两个月，过了60天才报；EMS和专人过了30天报。

    正确 | 寄出日期 2023-06-25 | 投递方式 EMS | 档案签收日期 空
    错误 | 寄出日期 2023-06-24 | 投递方式 EMS | 档案签收日期 空
    正确 | 寄出日期 2023-06-24 | 投递方式 机要 | 档案签收日期 空
    错误 | 寄出日期 2023-05-25 | 投递方式 机要 | 档案签收日期 空
    正确 | 寄出日期 2023-06-24 | 投递方式 EMS | 档案签收日期 2023-07-01
    """
    days = context.limits["confidential_days" if record.get("dispatch_channel") == "confidential" else "express_days"]
    if "signed_for_on" not in record.values and record["sent_on"].last + timedelta(days=days) < context.as_of:
        yield Problem("signed_for_on", {"days": days})


def _file(person: Person) -> Entry | None:
    return next((entry for entry in person.entries if "file_owner" in entry[1].cells), None)


@person_rule(
    "P721", "e-file-not-along", title="转到本市，电子档案没有随同移交", compares=True,
    uses=("sent_on", "has_e_file_along", "receiving_department", "landed_org"), is_explainable=True,
    message="组织关系转到{city}的“{place}”，档案已寄出，电子档案{how}", advice="补交电子档案后改为是；对方说明不要的写明情况",
    source="通知三(组织关系转入苏州市内的，电子化党员档案应随同纸质档案一并投递移交)",
)  # fmt: skip
def e_file_not_along(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """本市是哪个市，写在 campaign.toml 的 home_city 里，不写就不核对。先看附件3转入的党组织，没有转入的看附件2的组织部。

    正确 | 附件2·组织部名称 中共昆山市委组织部 | 附表4·寄出日期 2023-06-28 | 附表4·电子档案随同移交 是
    正确 | 附件2·组织部名称 中共如皋市委组织部 | 附表4·寄出日期 2023-06-28 | 附表4·电子档案随同移交 否
    正确 | 附件2·组织部名称 中共昆山市委组织部 | 附表4·电子档案随同移交 空
    正确 | 附件2·组织部名称 中共昆山市委组织部 | 附件2·备注 组织关系保留在校 | 附表4·寄出日期 2023-06-28 | 附表4·电子档案随同移交 否
    错误 | 附件2·组织部名称 中共昆山市委组织部 | 附表4·寄出日期 2023-06-28 | 附表4·电子档案随同移交 否
    错误 | 附件2·组织部名称 中共如皋市委组织部 | 附件3·已转入党组织名称 苏州市吴江区平望镇党委 | 附表4·寄出日期 2023-06-28 | 附表4·电子档案随同移交 空
    """
    file, landed = _file(person), latest_follow_up(person)
    place = landed[1]["landed_org"] if landed and has_arrived(landed[1]) else person.get("receiving_department")
    if file is None or place is None or "sent_on" not in file[1].values or "has_e_file_along" not in file[1].cells or stays(person):
        return
    told, city = file[1].get("has_e_file_along"), context.campaign.home_city
    if city and told != "yes" and lies_in(place.name, city):
        yield file, Problem("has_e_file_along", {"city": city, "place": place.name, "how": "没有随同" if told else "没有填是否随同"})


@person_rule(
    "P724", "file-owner-differs", title="档案的类别与党员身份不同", uses=("file_owner", "member_status"), compares=True, severity=Severity.WARNING,
    message="{other}写的是{status}，这里写的是{owner}", advice="核对党员身份，改正写错的一处",
    rests_on=("probation_months",),
)  # fmt: skip
def file_owner_differs(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """预备党员可以转为正式党员，所以附表4比附件2、附件3晚截止的，后来写正式党员不报；反过来不可能。

    正确 | 附件2·预备党员/正式党员 预备党员 | 附表4·类别 正式党员
    正确 | 附表4·类别 预备党员 | 附件3·预备党员/正式党员 正式党员
    错误 | 附件2·预备党员/正式党员 正式党员 | 附表4·类别 预备党员
    错误 | 附件3(2)·预备党员/正式党员 预备党员 | 附表4·类别 正式党员
    """
    file = _file(person)
    owner = file[1].get("file_owner") if file else None
    told = [one for one in person.holding("member_status") if owner == "full" or one[0][0].round is None]
    found = told[-1] if told else None
    if file is None or found is None or owner not in STATUSES or owner == found[1]:
        return
    other, status = found[0][0], found[1]
    due, own = (context.campaign.due_on(*sheet.lane) for sheet in (other, file[0]))
    if owner == "probationary" or not due or not own or due >= own:
        yield file, Problem("file_owner", {"other": context.named(other), "status": STATUSES[status], "owner": STATUSES[owner]})


@person_rule(
    "P725", "file-of-activist", title="党员的档案写成了积极分子的", uses=("file_owner", "member_status"), compares=True,
    message="{other}里的“{name}”是{status}，这里写的是入党积极分子", advice="是同一人，改正类别；是同名的另一个人，给党员“{name}”另补一行",
    source="通知三(毕业生党员的档案逐一检查)",
)  # fmt: skip
def file_of_activist(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """附件2里的每个人都要有自己的一行档案，不能由同名的积极分子代替。

    正确 | 附件2·预备党员/正式党员 预备党员 | 附表4·类别 预备党员
    错误 | 附件2·预备党员/正式党员 预备党员 | 附表4·类别 入党积极分子
    """
    file, found = _file(person), person.last("member_status")
    if file and found and file[1].get("file_owner") == "activist":
        facts = {"other": context.named(found[0][0]), "name": person.name, "status": STATUSES[found[1]]}
        yield file, Problem("file_owner", facts)

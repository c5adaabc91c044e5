"""What a branch does for its graduates (通知一、四.2): the service team, activities, talks and hand-outs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from gradflow.kinds.text import is_meant
from gradflow.model.findings import Problem, Severity
from gradflow.model.folding import later
from gradflow.model.records import Context, Record, Ruleset
from gradflow.rules.registry import dated_rule, intake_warning, people_info, people_warning, row_rule

IN_THE_MONTH = ("held_on", "talked_on", "handed_out_on")
"""Days of what belongs to the month."""
DONE_ON = (*IN_THE_MONTH, "trained_on")
"""Days of what has been done."""
NOT_ALL_CAME = later("缺席|缺勤|请假|未到|没有?来|未参加|补学|自学|外出|实习|线上")
HELPERS = frozenset({"advisor", "member"})
"""Duties (``party_duty``) of those on a team who are no members of the branch committee."""

DIFFICULTY = later(
    r"困难|贫困|特困|低保|残疾|残障|建档立卡|重[病症]|大病|(?:重大)?疾病|身体不好|患[有病]|生病|[住入]院(?!医)|癌|肿瘤|抑郁|焦虑|单亲|孤儿|离异|病[故逝重危]|[去逝]世|负债|欠[债款]|失业|下岗|助学[金贷]|补助|救助|资助|帮扶|受灾"
    r"|[水火旱雪洪风遭]灾|失火|洪水|(?:房屋|住房)倒塌|变故|出事|车祸|骨折|手术(?!室)|受伤|瘫痪|卧床|离婚|双亡|失恋|失眠|自[杀残]|轻生|(?:被|遭遇?)诈?骗|网贷|没钱|经济(?:紧张|拮据|压力)|负担(?:[较很过]|比较)?重"
    r"|心理(?:问题|疾病|障碍|负担|压力|创伤)|精神(?:问题|障碍|分裂|状态(?:不|较差|欠))|情绪(?:低落|不稳|崩溃)"
)
"""Words of what somebody has to bear, or of help with it."""

NOT_THEIRS = later(
    r"单位|签约|实习|入职|上班|(?<!无法)(?<!不能)(?<!失去)(?<![无没有])工作|就业(?!困难)|志愿|支教|西部计划|调研|对口|帮扶[^，]*(?:学生|同学|村)|贫困[地山]区|(?:中心|医院|联合会|管理站|局|所|公司)$|见|栏|请假|救援|演练|宣传|[无没未非不][^，]{0,3}困难|[未无没]有?反映"
)
"""What a clause is about that has a word of them, and tells of no trouble of the family's: a unit, service to others, another column, a day off."""
OVERCOME = later(r"解决|还清|脱贫|(?:[无没]有?|[无没]有?实际|不存在)困难(?!补)")
"""That it is over."""

COMMITTEE_INCOMPLETE = intake_warning(
    "S406", "committee-incomplete", "服务团队里支委不全",
    "表里的支委是{count}人，党委办公室掌握的支委是{committee}人", "全体支委都要参加，漏了的补上；人数有变动的，在“情况说明”里写明",
    blocks=False,
    source="通知四.2(专业服务团队由各支部全体支委参加)",
    text="campaign.toml 里给支部写了 committee 的才核对；辅导员等不是支委的成员不计。",
)  # fmt: skip
OTHER_SECRETARY = people_warning(
    "X623", "other-secretary", "支部书记与党委办公室掌握的不同",
    "写的支部书记是“{name}”，党委办公室掌握的是“{secretary}”", "核对姓名和职务；书记换了人的，在“情况说明”里写明",
    source="通知注意事项4(各支部书记为第一责任人)",
    text="campaign.toml 里给支部写了 secretary 的才核对，姓名后面的“书记”“老师”等称呼不计。",
)  # fmt: skip
FEW_EXPECTED = people_info(
    "X624", "few-expected", "应到人数比毕业生党员少",
    "应到{expected}人，{listed}里本支部有{members}人", "应到人数按全体毕业生党员写；确实只组织了一部分人的不用改",
    source="通知一(组织毕业生党员学习)",
    text="集体学习、主题党日的应到人数与附件2里本支部的人数相比；附件2有误、退回的行也算人。",
)  # fmt: skip


@row_rule(
    "R342", "not-reachable", title="手机没有24小时开通", needs=("is_reachable",), severity=Severity.WARNING,
    message="填的是“{value}”，毕业生党员要能随时找到人", advice="请本人在活动月期间保持24小时开通后改成“是”；确实做不到的，在“情况说明”里写明由谁代替",
    source="通知四.2(服务团成员要保持通讯工具24小时开通)",
)  # fmt: skip
def not_reachable(record: Record, _: Ruleset) -> Iterator[Problem]:
    """毕业生党员离校以后随时可能来问，名单上的号码打不通就没有用。

    正确 | 是否24小时开通 是
    错误 | 是否24小时开通 否
    """
    if record["is_reachable"] == "no":
        yield Problem("is_reachable")


@row_rule(
    "R335", "difficulty-in-note", title="备注里写了困难", needs=("own_note",), severity=Severity.WARNING,
    message="备注里写了困难：“{value}”", advice="困难写到“困难和帮扶措施”栏，“有无实际困难”填“有”；备注里的删去",
    source="附表7注(困难只供支部和谈话人掌握)；个人信息保护法第六条",
)  # fmt: skip
def difficulty_in_note(record: Record, _: Ruleset) -> Iterator[Problem]:
    """谈话登记表的备注不进学院汇总；困难另有一栏，写在备注里既容易外传，也漏了帮扶措施。写明没有困难、已经解决的，和说的是单位、志愿服务、请假的不算。

    正确 | 有无实际困难 没有 | 备注 本人在外地，电话谈的
    正确 | 有无实际困难 没有 | 备注 家里没有困难
    正确 | 有无实际困难 没有 | 备注 签约苏州市肿瘤医院
    错误 | 有无实际困难 没有 | 备注 家庭困难，父亲残疾
    """
    note = record["own_note"]
    parts = [part for part in re.split(r"[，,；;。、\s]+", note) if not NOT_THEIRS.search(part)]
    if not OVERCOME.search(note) and is_meant(DIFFICULTY, "，".join(parts)):
        yield Problem("own_note")


@row_rule(
    "R344", "absence-untold", title="没有到齐，缺席情况没有写", needs=("expected", "present"), uses=("absent_reason", "remark"),
    columns=("absent_reason",), severity=Severity.WARNING,
    message="应到{expected}人，实到{present}人，没有写谁缺席、怎么补学", advice="写明缺席的人、原因和补学的日期；人数写错的改正",
    source="通知一(组织毕业生党员认真学习)；附表6“缺席人员和补学情况”",
)  # fmt: skip
def absence_untold(record: Record, _: Ruleset) -> Iterator[Problem]:
    """有人没有到的，要写明是谁、为什么、哪天补学，学习才不落一人；写在备注里也可以。

    正确 | 应到人数 12 | 实到人数 10 | 缺席人员和补学情况 王芳、李强实习，6月20日补学
    正确 | 应到人数 12 | 实到人数 12 | 缺席人员和补学情况 无
    正确 | 应到人数 12 | 实到人数 11 | 缺席人员和补学情况 | 备注 王芳请假，已补学
    错误 | 应到人数 12 | 实到人数 10 | 缺席人员和补学情况 无
    """
    is_told = "absent_reason" in record.values or NOT_ALL_CAME.search(record.get("remark") or "")
    if record["expected"] > record["present"] and not is_told:
        yield Problem("absent_reason", {"expected": record["expected"], "present": record["present"]})


@row_rule(
    "R345", "outside-the-month", title="日期不在教育管理月里", glances=IN_THE_MONTH, severity=Severity.WARNING,
    message="{day}不在活动期间({begin}至{end})", advice="核对日期，尤其是年份；确实是这一天的，在“情况说明”里写明",
    rests_on=("month_begins", "month_ends"),
)  # fmt: skip
def outside_the_month(record: Record, context: Ruleset) -> Iterator[Problem]:
    """活动、谈话和发放材料都在发通知以后、9月底以前；写成别的年月多半是笔误。campaign.toml 里写了发通知的日子(notice_on)的，从那天算起。

    正确 | 活动时间 2023-06-15
    正确 | 活动时间 2023-09-30
    错误 | 活动时间 2022-06-15
    错误 | 活动时间 2023-10-08
    错误 | 材料发放日期 2023-05-15
    """
    begin, end = (date.fromisoformat(f"{context.campaign.cohort}-{context.limits[name]}") for name in ("month_begins", "month_ends"))
    if context.campaign.is_notice_dated:
        begin = context.campaign.notice_on
    for key in IN_THE_MONTH:
        day = record.get(key)
        if day and not (begin <= day.last and day.first <= end):
            yield Problem(key, {"day": str(day), "begin": begin.isoformat(), "end": end.isoformat()})


@dated_rule(
    "R346", "done-in-future", title="日期还没有到", glances=DONE_ON, severity=Severity.WARNING,
    message="{day}还没有到(今天是{today})", advice="核对年月日；还没有做的先空着，做了再填",
    source="表里登记的是已经做了的事",
)  # fmt: skip
def done_in_future(record: Record, context: Context) -> Iterator[Problem]:
    """计划中的日子先填上，会被当成已经做了。

    正确 | 活动时间 2023-07-20
    错误 | 活动时间 2023-09-20
    错误 | 谈心谈话时间 2023-08-01
    错误 | 业务培训日期 2023-08-01
    """
    for key in DONE_ON:
        day = record.get(key)
        if day and day.first > context.as_of:
            yield Problem(key, {"day": str(day), "today": context.as_of.isoformat()})

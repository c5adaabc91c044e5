"""C451-C460, C464, C466-C467, C471: whether a letter can be addressed to what is filled in; C470: whether it is what one arrives at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from gradflow.kinds.organisation import NAMING, Organisation
from gradflow.model.campaign import branch_key
from gradflow.model.findings import Problem, Severity
from gradflow.model.records import Record, Ruleset
from gradflow.rules.landing import KEPT
from gradflow.rules.registry import row_rule

HEADING = "receiving_department"
COLUMN = "附件2栏目(介绍信抬头：市、县、区委组织部名称)"


ANY_FIELD: dict[str, Any] = {"of_kind": "organisation", "but": frozenset({"landed_org"})}
"""Put to every field that asks for an organisation, but where C470 is."""
OWN = re.compile(r"(?:中共|中国共产党)?[本我](?:学?校|学?院|系(?!统))")
"""本校党委, 我院党总支: how a branch calls its own college."""
A_COLLEGE = re.compile(r"(?:中共|中国共产党)?(?:学校|学院|校|院)党")
"""学院党委: the own college's where the membership is said to stay."""


OWN_SORTS = NAMING | {"headless"}
"""What a college's own organisation may look like."""


def _is_own(record: Record, context: Ruleset) -> bool:
    """Whether the letter would go to the college that sends, or to one of its branches."""
    organisation, remark = record[HEADING], record.get("remark")
    if organisation.category not in OWN_SORTS:
        return False
    is_called = context.campaign.college in organisation.name or OWN.match(organisation.name) is not None
    is_kept = A_COLLEGE.match(organisation.name) is not None and remark is not None and KEPT.search(remark) is not None
    return is_called or is_kept or _is_sender(organisation, context)


def _is_sender(organisation: Organisation, context: Ruleset) -> bool:
    """Whether it is one of the branches that send, with the college's name or without."""
    key = branch_key(organisation.name.replace(context.campaign.college, ""))
    return not context.campaign.spellings.keys().isdisjoint({key, key.replace("党支部", "支部")})


def _if(record: Record, *categories: str) -> Iterator[Problem]:
    if record[HEADING].category in categories:
        yield Problem(HEADING)


@row_rule(
    "C451", "org-not-party", title="写的是单位不是党组织", needs=(HEADING,), **ANY_FIELD, source=COLUMN,
    message="“{shown}”是单位或学校的名称，不是党组织", advice="写该单位所在市、县、区委组织部，或该单位党委的全称(如 苏州大学党委组织部)",
)  # fmt: skip
def not_party(record: Record, context: Ruleset) -> Iterator[Problem]:
    """组织关系转给党组织，不转给单位本身。

    正确 | 组织部名称 苏州大学党委组织部
    错误 | 组织部名称 恒力集团有限公司
    """
    return _if(record, "employer")


@row_rule(
    "C452", "org-without-place", title="组织部前面没有地名", needs=(HEADING,), glances=("remark",), source=COLUMN,
    message="“{shown}”没有写是{which}", advice="写全称，如 中共昆山市委组织部",
)  # fmt: skip
def without_place(record: Record, context: Ruleset) -> Iterator[Problem]:
    """抬头不写地名或单位名，看不出转到哪里。

    正确 | 组织部名称 中共昆山市委组织部
    错误 | 组织部名称 市委组织部
    错误 | 组织部名称 党委
    错误 | 组织部名称 本单位党委组织部
    """
    if record[HEADING].category == "headless" and not _is_own(record, context):
        is_local = re.search(r"[省市州盟县区旗]委|^(?:中共|中国共产党)?组织部", record[HEADING].name)
        yield Problem(HEADING, {"which": "哪个市、县、区" if is_local else "哪里的党组织"})


@row_rule(
    "C453", "org-government-office", title="写的是行政机构", needs=(HEADING,), **ANY_FIELD, source=COLUMN,
    message="“{shown}”是行政机构(档案去处不等于组织关系去处)", advice="写市、县、区委组织部或接收党组织的全称",
)  # fmt: skip
def government(record: Record, context: Ruleset) -> Iterator[Problem]:
    """人才市场、人社局、派出所、村委会能收档案或户口，但不接收组织关系。

    正确 | 组织部名称 苏州市人才服务中心党委
    错误 | 组织部名称 昆山市人才市场
    错误 | 组织部名称 昆山市卫健委
    """
    return _if(record, "government")


@row_rule(
    "C454", "org-only-place", title="只写了地名", needs=(HEADING,), **ANY_FIELD, source=COLUMN,
    message="“{shown}”只是地名，不是党组织", advice="写全称，如 中共昆山市委组织部",
)  # fmt: skip
def only_place(record: Record, context: Ruleset) -> Iterator[Problem]:
    """组织关系转给党组织，地名不能作抬头。

    错误 | 组织部名称 吴江区
    错误 | 组织部名称 昆山
    错误 | 组织部名称 江苏昆山
    正确 | 组织部名称 苏州市吴江区委组织部
    """
    return _if(record, "place")


@row_rule(
    "C455", "org-undecided", title="接收党组织没有落实", needs=(HEADING,), if_required=True, **ANY_FIELD, source=COLUMN,
    message="“{shown}”不是党组织名称", advice="与接收地核实后写全称；回原籍的写原籍所在市、县、区委组织部",
)  # fmt: skip
def undecided(record: Record, context: Ruleset) -> Iterator[Problem]:
    """“待定”“回原籍”“自己去转”等不能作介绍信抬头。“同上”会自动取上一行的内容。

    错误 | 组织部名称 待定
    错误 | 组织部名称 自己去转
    正确 | 组织部名称 中共兴化市委组织部
    """
    return _if(record, "undecided", "claimed", "unnamed")


@row_rule(
    "C456", "org-branch", title="支部不能作介绍信抬头", needs=(HEADING,), glances=("remark",), severity=Severity.WARNING, rests_on=("direct_transfer",),
    message="“{shown}”是党支部或党总支，一般不能作介绍信抬头", advice="写有审批权的上级党委或市、县、区委组织部；省内系统确认可直接转到支部的写明情况",
)  # fmt: skip
def branch(record: Record, context: Ruleset) -> Iterator[Problem]:
    """介绍信抬头一般是县级以上组织部或基层党委。

    错误 | 组织部名称 平望镇庙头村党支部
    正确 | 组织部名称 中共平望镇委员会
    """
    if record[HEADING].category == "branch" and not _is_own(record, context):
        yield Problem(HEADING)


@row_rule(
    "C457", "org-section", title="应是组织部", needs=(HEADING,), severity=Severity.WARNING, source=COLUMN,
    message="“{shown}”写的是组织科，地方党委下设的是组织部", advice="改为“组织部”；确是组织科的(如军队)写明情况",
)  # fmt: skip
def section(record: Record, context: Ruleset) -> Iterator[Problem]:
    """市、县、区委下设组织部；只有军队等单位设组织科。

    错误 | 组织部名称 昆山市委组织科
    正确 | 组织部名称 昆山市委组织部
    """
    return _if(record, "section")


@row_rule(
    "C458", "org-committee-only", title="缺“组织部”", needs=(HEADING,), severity=Severity.WARNING, source=COLUMN,
    message="“{shown}”后面没有“组织部”", advice="补上“组织部”；确认抬头就是这样的写明情况",
)  # fmt: skip
def committee_only(record: Record, context: Ruleset) -> Iterator[Problem]:
    """抬头应写到具体的接收部门，一般是组织部。

    错误 | 组织部名称 张家港市委
    正确 | 组织部名称 张家港市委组织部
    """
    return _if(record, "committee")


@row_rule(
    "C459", "org-without-committee", title="缺“委”字", needs=(HEADING,), **ANY_FIELD, severity=Severity.WARNING, source=COLUMN,
    message="“{shown}”缺“委”字", advice="写成“×区委组织部”，如 吴江区委组织部",
)  # fmt: skip
def without_committee(record: Record, context: Ruleset) -> Iterator[Problem]:
    """组织部是党委的部门，名称里要有“委”字。

    错误 | 组织部名称 吴江区组织部
    错误 | 组织部名称 昆山组织部
    正确 | 组织部名称 吴江区委组织部
    """
    return _if(record, "no_committee")


@row_rule(
    "C460", "org-unrecognised", title="看不出是党组织", needs=(HEADING,), **ANY_FIELD, severity=Severity.WARNING, source=COLUMN,
    message="“{shown}”看不出是党组织的名称", advice="写党组织全称；无误的写明情况",
)  # fmt: skip
def unrecognised(record: Record, context: Ruleset) -> Iterator[Problem]:
    """名称不属于任何已知的写法，请人工看一下。

    错误 | 组织部名称 亨通
    正确 | 组织部名称 吴江区松陵街道党工委
    """
    return _if(record, "other", "unclear")


@row_rule(
    "C464", "org-zone-committee", title="功能区没有“区委”", needs=(HEADING,), **ANY_FIELD, severity=Severity.WARNING,
    message="“{shown}”：开发区、园区设党工委，没有区委", advice="写成“×园区党工委组织部”", source="各功能区党工委设置",
)  # fmt: skip
def zone_without_committee(record: Record, context: Ruleset) -> Iterator[Problem]:
    """开发区、工业园区、度假区设党工委，没有区委。

    正确 | 组织部名称 苏州工业园区党工委组织部
    错误 | 组织部名称 苏州工业园区区委组织部
    """
    if re.search(r"(?:开发区|高新区|经开区|工业园区|度假区|保税区)区?委(?:员会)?组织", record[HEADING].name):
        yield Problem(HEADING)


@row_rule(
    "C466", "org-several", title="写了几个党组织", needs=(HEADING,), **ANY_FIELD, severity=Severity.WARNING, source="附件2栏目(介绍信抬头只有一个)",
    message="“{shown}”里有几个党组织，看不出转到哪一个", advice="只写一个介绍信抬头",
)  # fmt: skip
def several(record: Record, context: Ruleset) -> Iterator[Problem]:
    """一格里写了两个抬头，或同一个名称打了两遍。

    正确 | 组织部名称 中共昆山市委组织部
    错误 | 组织部名称 昆山市委组织部、昆山市花桥镇党委
    """
    return _if(record, "several")


@row_rule(
    "C467", "org-own-college", title="转往本校", needs=(HEADING,), glances=("remark",), severity=Severity.WARNING,
    message="“{shown}”是本校的党组织，不是转出", advice="写接收党组织；保留在校或留校的写明情况",
    source="通知四(组织关系转出；保留在学校一般不超过2年)",
)  # fmt: skip
def own_college(record: Record, context: Ruleset) -> Iterator[Problem]:
    """转出登记表里填了本校。组织关系保留在学校的，请写明情况。

    正确 | 组织部名称 苏州大学党委组织部
    错误 | 组织部名称 苏州信息职业技术学院党委
    错误 | 组织部名称 本校党委
    """
    if _is_own(record, context):
        yield Problem(HEADING)


@row_rule(
    "C471", "org-tentative", title="抬头还没有定", needs=(HEADING,), **ANY_FIELD, severity=Severity.WARNING, source="附件2栏目(介绍信抬头只有一个)",
    message="“{shown}”写明还没有定", advice="与接收地核实后写定；已经定了的去掉“暂定”等字样",
)  # fmt: skip
def tentative(record: Record, context: Ruleset) -> Iterator[Problem]:
    """写着“暂定”“可能”的抬头开出去会被退回。

    正确 | 组织部名称 中共昆山市委组织部
    错误 | 组织部名称 昆山市委组织部(暂定)
    """
    if record[HEADING].is_tentative and record[HEADING].category in NAMING:
        yield Problem(HEADING)


NOT_LANDED = "没有说出是哪个党组织"
WRONG = {
    "employer": "是单位名，不是党组织名", "government": "不是党组织", "place": "只是地名，不是党组织名", "headless": "没有写是哪里的党组织",
    "claimed": NOT_LANDED, "unnamed": NOT_LANDED, "other": "看不出是党组织的名称",
}  # fmt: skip


@row_rule(
    "C470", "landed-not-party", title="转入的不是党组织", needs=("landed_org",), source="附件3“已如期转入党组织名称”",
    message="“{landed_org}”{how}", advice="写转入的党组织全称，可以写到支部，如 中共昆山市玉山镇委员会；还没有转入的空着，在备注里说明",
)  # fmt: skip
def landed_not_party(record: Record, context: Ruleset) -> Iterator[Problem]:
    """最后落到的党组织可以是组织部、街道乡镇党委、单位党委或支部，要写出名称；单位名、地名、“已转”都不是。

    没有转入的空着，或写“未转入”，在备注里说明。

    正确 | 已转入党组织名称 平望镇庙头村党支部
    正确 | 已转入党组织名称 未转入
    错误 | 已转入党组织名称 恒力集团有限公司
    错误 | 已转入党组织名称 昆山市
    错误 | 已转入党组织名称 已转
    错误 | 已转入党组织名称 市委组织部
    错误 | 已转入党组织名称 昆山市委组织部(待接收)
    """
    landed = record["landed_org"]
    how = (
        WRONG.get(landed.category)
        or ("是转出的支部，不是转入的" if _is_sender(landed, context) else "")
        or ("写明还没有转入或没有定" if landed.is_tentative and landed.category in NAMING else "")
    )
    if how:
        yield Problem("landed_org", {"how": how})

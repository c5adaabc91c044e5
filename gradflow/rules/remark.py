"""R310, R363, R364, X617, X630: whether the remark says what the heading of the letter leaves open (附件2注2).

A remark names a unit or school if anything is left beside the words of the trade.
企业, 本科院校, 已签约, 在苏州工作 name nobody; 华为, 苏大, 中行, 恒力集团 hold something that can only be a name.

X611: whether the sheets tell one destination; of free text only words that leave no doubt count.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from gradflow.kinds.destinations import is_mentioned, told
from gradflow.kinds.organisation import PARTY_UNITS
from gradflow.kinds.places import PROVINCES, city_provinces, province_of
from gradflow.model.cells import typed_text
from gradflow.model.findings import Problem, Severity
from gradflow.model.folding import later, squeezed
from gradflow.model.people import Entry, Person
from gradflow.model.records import Context, Record, Ruleset
from gradflow.rules.landed_place import other_unit
from gradflow.rules.landing import GOES
from gradflow.rules.registry import person_rule, row_rule
from gradflow.rules.units import TRADES, are_two_schools, schools

TRADE = """
专转本 专升本 专接本 转本 升本 接本 升学 升入 专科 大专 研究生 硕士 考研 读研 保研 考取 考入 考上 考编 考公 考 报考 备考 录取 落榜 二战 三战 入学 读书 读 继续 上学 上大学 求学 深造 上岸
就业 再就业 择业 待业 失业 创业 自主 灵活 自由 个体 个体户 个体工商户 经营 自谋 异地 外出 网络 开店 做生意 务农 务工 打工 打工人 上班 上班族 工作 入职 在职 任职 在岗 上岗 报到 培训 实习 试用 见习 从事 进厂 劳务 派遣
签约 签订 签署 签 签好 谈好 协议 协议书 合同 劳动 三方 聘用 录用 意向 落实 offer 拿到 已拿 参军 入伍 当兵 服役 服兵役 义务兵 士官 现役
西部计划 三支一扶 选调生 村官 志愿者 公务员 事业编 编制 编外 教师 老师 幼师 当老师 当教师 护士 会计 司机 文员 程序员 销售 客服 员工 职员 职工 工人 技术员 操作工 店员 营业员 快递员 外卖 骑手 主播 直播 家教 社工 辅警 保安 民警 消防员
出国 出境 留学 延期 延毕 毕业 毕业后 毕业生 应届 应届生 原籍 老家 家乡 生源地 户籍 户籍地 户口 回家 回乡 在家 家里 家里蹲 家庭 已 已经 正在 尚 还 暂 暂时 目前 现在 仍 未 没 无 待 拟 准备 打算 计划 预计 可能 等 通知 通知书 结果 公布 确定 确认 未定 已定 待定 不 否 是 有 了 啦 被
完成 办理 洽谈中 应聘 求职 面试 手续 成功 失败 找 找好 联系好 稳定 顺利 长期 临时 短期 全职 兼职 用人 招聘 接收 接受 国企 央企 私企 民企 外企 合资 民营 私营 国有 外资 公办 民办 一本 二本 三本 本科 普通 全日制 机关 政府部门 部门 院校 高校
单位 企业 门店 事业 企事业 岗位 职业 行业 互联网 电商 制造业 服务业 餐饮 餐饮业 it 教育机构 自家 家族 父母 亲戚 朋友 机构 大型 中型 小型 小公司 大公司 小企业 大企业 外地 本地 当地 外省 省外 省内 市内 市外 本市 本省 附近 一家 一所 一个
名称 全称 姓名 名字 名 详见 见 参见 参照 同上 同前 同 如上 上表 表格 附件 附件一 附件二 附件三 附表 本表 登记卡 登记表 信息卡 回访表 介绍信 抬头 证明 材料 另附 备注 备注栏 说明 情况 属实 具体 相关 以上 如下 略 暂缺 空 不详 未知 保密 none n a
组织 关系 党组织 转接 转出 转入 转 保留 暂缓 档案 党费 交至 缴至 交到 缴到 已交 交清 缴清 缴纳 交纳 预备期 预备 正式 党员 转正 延长 考察 流动 电话 手机 号码 换号 联系 失联 本人 自己 自愿 申请 同意 需 需要 请 尽快 后补 补充 补报 补 优秀 退役 军人 退伍 复学 休学 班长 团支书
学习 学业 实践 正常 正确 异常 特殊 特别 变化 变动 慢 中 无误 齐全 完整 有效 一切 全部 其余 均 核对 核实 核查 检查 填写 填报 登记 录入 上报 提交 邮寄 寄出 寄送 发送 发给 告知 知晓 知道 了解 回访 畅通 接通 打电话
微信 qq 邮箱 短信 常用 线上 线下 网上 系统 平台 纸质 开具 开出 领取 领走 拿走 取走 离校 在校 返校 到校 学生 学生会 干部 团员 三好学生 内容 信息 资料 数据 地址 住址 学籍 学历 学位 证书 毕业证 家长 辅导员
随人走 存放 签字 变更 更正 修改 修改后 重新 为准 以此 此表 如有 再报 再定 再说 到时 看情况 视情况 而定 自行 代办 分配 消息 考试 参加 复习 出差 进修 实习期 试用期 见习期 前表 如附件 如实 真实 准确 经核实 审核 通过 会费
身份证 已开 已缴 已收 已领 已寄 已办 已核 已审 积极分子 入党积极分子 发展对象 奖学金 国家奖学金 助学金 贫困生 独生子女 健康 良好 合格 及格
电子科技 信息科技 网络科技 上市 纺织 软件 开发 教育培训 快递 外卖员 街道 社区 浦东 同学 五年一贯制 一贯制 独立 国外 海外 续读 本科段 专科段 专业 软件工程 会计学 开学 可以 律师 211 985 双一流 重点 名校 心仪 目标 私立 理想大学 理想院校 理想学校 师范大学 理工大学 医科大学 工业大学 财经大学 科技大学
年 月 日 号 届 级 班 与 及 或 的 将 去 回 到 至 在 于 往 从 为 也 都 就 其他 其它 某
"""
"""What somebody does next and how far it has got; words for a unit that are no name; where it is to be found instead; other matters."""
WORDS = frozenset(TRADE.split())
UNITS = frozenset(
    {"物流", "消防", "公安", "事务所", "律所", "消防队", "派出所", "法院", "检察院", "卫生院", "药店", "餐厅", "旅行社", "设计院", "研究所", "研究院", "村委会", "居委会", "街道办", "公司", "集团", "有限公司", "有限责任公司", "股份", "股份有限公司", "工厂", "厂", "学校", "大学", "学院", "中学", "小学", "幼儿园", "医院", "银行", "店", "超市", "酒店", "人才中心", "人才市场"}
)  # fmt: skip
"""Sorts of units: a city or province somewhere in front makes a name of them (苏州大学, 苏州市职业大学), and says nothing elsewhere (在苏州工作)."""
FIRM = later(rf"(?:{TRADES})+(?:有限)?(?:公司|企业|行业|厂|事务所)")
"""A firm of some trade, which is nobody's name."""
WITHHELD = later(r"[一-龥]{0,6}某{1,2}[一-龥]{0,8}")
"""某公司, 吴江某小学: the writer keeps the name back."""
SIGNS = re.compile(rf"[\W_]+|x{{2,}}|\d+(?!\d|{'|'.join(UNITS)})")
LONGEST = 8

PENDING = re.compile(r"(?:学校|院校|名称)(?:全称)?[还尚暂]?(?:待[定补填]|[未待]确?定|未知|不详)")
AFFIRMED = later(
    r"专接本|[转升]本|升学|考[取上入]|考研|读研|保研|研究生|录取|签约|签订|签署|已签|签了|三方|协议|劳动合同|落实.*(?:单位|工作)|(?:单位|工作).*(?:落实|定|确定)"
    rf"|(?<!再)就业|入职|上班|在职|工作|公司|[国私民外央]企|企业|本科(?:院校|学校|$)|高校|事务所|律所|(?<!\d)(?:211|985)(?!\d)|双一流|^消防|^(?:理想|心仪|目标)?(?:单位|大学|院校|学校)$|{PENDING.pattern}"
)
"""What note 2 asks a name for."""
OPEN = later(
    r"未(?![来央名])|无(?!锡|为[市县]|极|棣|线|人机|忧|限|尘|印|双|疆|界|边|纺|菌|损|缝|烟)|待(?!遇)|拟(?!态|真)|失(?!眠)|择(?![优善])|不(?!锈|凡|二|倒|同|染|动产|夜)|[没暂]|准备|打算|计划|预计|可能|想|备考|求职|找工作|意向|二战|再战|灵活就业|自由职业|创业|个体|原籍|老家|家乡|生源地|户籍|回家"
)
"""Words that say that it has not come to that, or that there is no unit."""


@lru_cache(maxsize=4096)
def names_unit(text: str) -> bool:
    """Whether a remark holds anything that can be a name; a place alone is none."""
    left = SIGNS.split(WITHHELD.sub("", squeezed(text)).casefold())
    return not all(_is_trade(part) for part in left)


def says_settled(text: str) -> bool:
    """Whether a remark says that its writer has found work or a school."""
    return bool(AFFIRMED.search(text)) and not OPEN.search(PENDING.sub("", text))


def _is_trade(text: str) -> bool:
    """Whether the text is made of words of the trade and of places alone, end to end."""
    within = [False] * len(text) + [True]
    """Whether the text from there on is."""
    for start in range(len(text) - 1, -1, -1):
        for end in range(start + 1, min(len(text), start + LONGEST) + 1):
            if within[end] and _is_word(text, start, end):
                within[start] = True
                break
    return within[0]


def _is_word(text: str, start: int, end: int) -> bool:
    word = text[start:end]
    if end == len(text) and len(word) in {2, 3} and word[0] in "已未待" and word != "未来":
        return True  # 已核实, 档案已寄
    if word in WORDS or word in UNITS or FIRM.fullmatch(word):
        return True
    return word in _places() and (text.startswith(("的", "一家", "一所", "一个"), end) or not any(unit in text[end:] for unit in UNITS))


@cache
def _places() -> frozenset[str]:
    """Provinces and cities, with 省 or 市 and without."""
    cities = {name for name in city_provinces() if name.endswith("市")}
    own = {"昆山", "吴江", "常熟", "太仓", "张家港"}
    bare = {*PROVINCES.values(), *(name.removesuffix("市") for name in cities), *own}
    return frozenset(
        {*bare, *(f"{name}省" for name in PROVINCES.values()), *(f"{name}市" for name in bare), *(f"{name}区" for name in own)}
    )


SOURCE = "附件2注2: 已签就业协议、专转本的学生党员请在“备注栏”内注明落实的单位或考取的学校名称"
STUDY = re.compile("[转升接]本")
"""Remarks after which only the school can be missing."""


@row_rule(
    "R310", "remark-names-unit", title="备注没有写单位或学校名称",
    needs=("receiving_department",), uses=("remark",),
    message="组织关系转往{receiving_department}，{label}{how}", advice="在“{label}”栏写明落实的单位或考取的学校名称",
    source=SOURCE,
)  # fmt: skip
def remark_names_unit(record: Record, context: Ruleset) -> Iterator[Problem]:
    """转往单位、学校或教育工委、机关工委的，多半已落实单位或考取学校，备注必须写名称；转往本校的由 C467 报告。

    转往市、县、区委组织部的可能是回原籍，只在备注自己写了“专转本”“签约”等而没有名称时才报；不是专转本的改或说明。

    正确 | 组织部名称 苏州大学党委组织部 | 备注 专转本：苏州大学
    正确 | 组织部名称 中共昆山市委组织部
    正确 | 组织部名称 中共昆山市委组织部 | 备注 专转本落榜
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
    if not is_own and asks_for_name(record) and (how := lacks_name(record)):
        yield Problem("remark", {"how": how}, is_doubtful=not demands_name(record))


def demands_name(record: Record) -> bool:
    """Whether the row leaves no doubt that there is a unit or school to be named: by its department, or by 专转本 in its remark."""
    department, remark = record.get("receiving_department"), record.get("remark")
    return bool((department and department.category in PARTY_UNITS) or (remark and STUDY.search(remark) and _is_settled(remark)))


def asks_for_name(record: Record) -> bool:
    """Whether the row itself says that a job or a school has been found: by its department, or by its remark."""
    remark = record.get("remark")
    return demands_name(record) or bool(remark and _is_settled(remark))


def _is_settled(remark: str) -> bool:
    """Whether a remark says that its writer has found work or a school, and means it (not 专转本落榜)."""
    named = PENDING.sub("", remark)
    return says_settled(remark) and (not is_mentioned(named) or bool(told(named) & {"study", "work"}))


def lacks_name(record: Record) -> str:
    """What a row's remark, as typed, says instead of the name of a unit or school; empty where it names one."""
    remark = record.get("remark")
    if remark is None:
        return "没有写单位或学校名称"
    return "" if names_unit(remark) else f"只写了“{typed_text(record.cells['remark']).strip()}”，没有写名称"


@row_rule(
    "R363", "schools-agree", title="抬头与备注是两所学校", needs=("receiving_department", "remark"), severity=Severity.WARNING,
    message="抬头写的是{here}，{label}写的是{there}", advice="核对考取的学校，改成同一所；确实如此的写明情况",
    source="附件2注2: 备注写考取的学校，组织部名称写该校的，务必准确",
)  # fmt: skip
def schools_agree(record: Record, context: Ruleset) -> Iterator[Problem]:
    """只在两处都写明学校全称、看得出是两所时才报；简称、改了名的和独立学院可能是同一所，不报。本校的名称不算。

    正确 | 组织部名称 苏州大学党委组织部 | 备注 专转本：苏州大学
    正确 | 组织部名称 苏州大学党委组织部 | 备注 苏州大学文正学院
    正确 | 组织部名称 中共昆山市委组织部 | 备注 专转本：苏州大学
    错误 | 组织部名称 苏州大学党委组织部 | 备注 专转本：南京工程学院
    """
    own = context.campaign.college
    here, there = ([name for name in schools(text) if own not in name] for text in (record["receiving_department"].name, record["remark"]))
    if are_two_schools(here, there):
        yield Problem("remark", {"here": f"“{here[0]}”", "there": f"“{there[0]}”"})


@row_rule(
    "R364", "department-province", title="抬头与通讯地址不在一个省，备注空着", needs=("receiving_department", "address"), uses=("remark",),
    columns=("remark",), severity=Severity.INFO,
    message="组织部在{there}，通讯地址在{here}，{label}空着", advice="转往单位、学校所在地的应在备注写明单位或学校；像是抄错的，请支部核对",
    source="附件2“个人原籍（或落实就业单位、专转本考取的学校）所在的市、县、区委组织部名称”、注2",
)  # fmt: skip
def department_province(record: Record, context: Ruleset) -> Iterator[Problem]:
    """转往外省而不写缘由的，可能漏了备注，或是抬头、地址抄错，所以只提示。看不出省份的不报。

    正确 | 组织部名称 中共昆山市委组织部 | 通讯地址、邮编 江苏省苏州市吴江区云梨路100号 215200 | 备注 无
    正确 | 组织部名称 中共昆山市委组织部 | 通讯地址、邮编 河南省信阳市光山县正大街1号 465450 | 备注 签约恒力集团有限公司
    错误 | 组织部名称 中共昆山市委组织部 | 通讯地址、邮编 河南省信阳市光山县正大街1号 465450 | 备注 无
    """
    if record.get("remark") is not None:
        return
    there, here = province_of(record["receiving_department"].name), record["address"].province
    if there and here and there != here:
        yield Problem("remark", {"there": there, "here": here})


LOOKS_AT = ("destination_type", "destination", "remark", "receiving_department")
PARTS = {"就业单位": "就业", "就业": "就业", "专转本": "专转本"}
"""How a destination is spoken of that is typed as the form asks; any other is quoted."""


@person_rule(
    "X617", "remark-for-destination", title="已就业，备注没有写单位", uses=LOOKS_AT, compares=True, severity=Severity.WARNING,
    message="{source}写的是{destination}，{label}{how}", advice="在“{label}”栏补写落实的单位名称；没有签协议、交{form}之后才落实的写明情况",
    source=SOURCE,
)  # fmt: skip
def remark_for_destination(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """附件1或第一次回访写着就业的，附件2备注要写单位名称，不论抬头写的是哪里；之后才就业的，6月的附件2自然写不出来。

    各表的去向不一致的，先由 X611 报告。
    正确 | 附件2·备注 签约恒力集团有限公司 | 附件3·具体情况 就业单位
    正确 | 附件3(2)·具体情况 就业单位 | 附件2·备注 无
    错误 | 附件2·备注 无 | 附件3·具体情况 就业单位
    错误 | 附件2·备注 无 | 附件1·毕业后去向 恒力集团有限公司
    """
    yield from _told("work", person, context)


@person_rule(
    "X630", "remark-for-school", title="专转本，备注没有写学校", uses=LOOKS_AT, compares=True,
    message="{source}写的是{destination}，{label}{how}", advice="在“{label}”栏补写考取的学校名称；{source}写错的改{source}",
    source=SOURCE,
)  # fmt: skip
def remark_for_school(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """附件1或附件3写着专转本的，附件2备注必须写学校名称，不论抬头写的是哪里。各表的去向不一致的，先由 X611 报告。

    正确 | 附件2·备注 专转本：苏州大学 | 附件3·具体情况 专转本
    错误 | 附件2·备注 无 | 附件3·具体情况 专转本
    错误 | 附件2·备注 无 | 附件1·毕业后去向 专转本，苏州大学
    正确 | 附件2·备注 无 | 附件1·毕业后去向 回原籍 | 附件3·具体情况 专转本
    """
    yield from _told("study", person, context)


def _told(code: str, person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """Where the roster's remark lacks a name although the latest sheet tells that destination, and no other contradicts it."""
    listed = next((entry for entry in person.entries if "receiving_department" in entry[1].cells and "remark" in entry[1].cells), None)
    if listed is None or "remark" in listed[1].unknown or (demands_name if code == "study" else asks_for_name)(listed[1]):
        return
    remark = listed[1].get("remark")
    how, said = lacks_name(listed[1]), [one for one in _said(person) if one.field == "destination" or one.code in {*GOES, "home"}]
    if remark and told_destination(remark) not in {None, code} and not listed[1].reason:
        return  # X611 tells that
    is_certain = bool(said) and said[-1].code == code and (len({one.code for one in said}) == 1 or bool(said[-1].entry[1].reason))
    is_timely = code == "study" or any((one.entry[0].round or 1) == 1 for one in said)
    if how and is_certain and is_timely:
        sheet, typed = said[-1].entry[0], said[-1].typed
        facts = {
            "source": context.named(sheet), "destination": PARTS.get(typed, f"“{typed}”"), "how": how, "form": context.named(listed[0]),
        }  # fmt: skip
        yield listed, Problem("remark", facts)


TELLING = frozenset({"study", "work", "home", "enlisted", "abroad"})
"""Choices of a follow-up that free text can tell too."""


def told_destination(text: str, *, is_card: bool = False) -> str | None:
    """The destination's code, or None where the text tells none or several; on a card a unit's or school's name alone tells one."""
    codes = told(text, is_name=is_card)
    return next(iter(codes)) if len(codes) == 1 else None


@person_rule(
    "X611", "destination-agrees", title="去向与其他表不一致", uses=("destination_type", "remark", "destination"), compares=True,
    severity=Severity.WARNING,
    message="去向写的是“{here}”，{source}写的是“{text}”", advice="核对去向，改成一致；去向变了的写明情况",
    source="附件2注2(备注写明落实的单位或考取的学校)；附件1“毕业后去向”；附件3“具体情况”",
)  # fmt: skip
def destination_agrees(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """比较登记卡、附件2备注和最近一次回访，只在写得明白(专转本、公司、回原籍等)时才比。

    两张表一致、一张不同的，报在不同的一张；只有两张的，报在回访表，没有回访的报在登记卡。

    正确 | 附件2·备注 专转本：苏州大学 | 附件3·具体情况 专转本
    错误 | 附件2·备注 专转本：苏州大学 | 附件3·具体情况 就业单位
    错误 | 附件1·毕业后去向 回原籍 | 附件2·备注 专转本：苏州大学
    错误 | 附件1·毕业后去向 回原籍 | 附件2·备注 专转本：苏州大学 | 附件3·具体情况 回原籍
    错误 | 附件1·毕业后去向 南京工业大学 | 附件2·备注 专转本：苏州大学
    错误 | 附件1·毕业后去向 恒力集团有限公司 | 附件2·备注 签约亨通集团有限公司
    正确 | 附件1·毕业后去向 恒力集团 | 附件2·备注 签约恒力集团有限公司
    """
    told_all = list(_said(person))
    said = [one for one in told_all if one.code in TELLING and (one.field != "destination_type" or one is told_all[-1])]
    counts = Counter(one.code for one in said)
    texts = [one for one in said if one.field != "destination_type" and "某" not in one.typed]
    if len(counts) < 2 and (len(texts) < 2 or not other_unit(*(one.typed for one in texts))):  # noqa: PLR2004 - all agree
        return
    if len(counts) < 2:  # noqa: PLR2004 - of one sort, and two
        yield (
            texts[1].entry,
            Problem(texts[1].field, {"here": texts[1].typed, "source": context.named(texts[0].entry[0]), "text": texts[0].typed}),
        )
        return
    common, count = counts.most_common(1)[0]
    odd = next((one for one in said if one.code != common), said[-1]) if count > 1 else said[-1]
    other = next(one for one in said if one.code != odd.code)
    facts = {"here": odd.typed, "source": context.named(other.entry[0]), "text": other.typed}
    yield odd.entry, Problem(odd.field, facts)


class _Told(NamedTuple):
    """A destination that is told: where, in which words, and which one it is."""

    entry: Entry
    field: str
    typed: str
    code: str


def _said(person: Person) -> Iterator[_Told]:
    """What the remark, the card, and then each follow-up, tell of the destination."""
    for key in ("remark", "destination"):
        found = person.first(key)
        if found and (code := told_destination(found[1], is_card=key == "destination" or told(found[1], is_name=True) == {"study"})):
            yield _Told(found[0], key, found[1], code)
    for entry, code in person.holding("destination_type"):
        yield _Told(entry, "destination_type", typed_text(entry[1].cells["destination_type"]).strip(), code)

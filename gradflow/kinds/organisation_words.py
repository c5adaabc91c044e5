"""The words of which names of Party organisations are made, as patterns on half-width text without blanks."""

from __future__ import annotations

import re

from gradflow.model.folding import later


def _any(words: str) -> str:
    """A pattern for any of the words, the longest first."""
    return "(?:" + "|".join(sorted(words.split(), key=lambda word: -len(re.sub(r"\(.*?\)", "", word)))) + ")"


_ORGANISATION_OFFICE = r"(?:组织(?:人事|宣传|干部|统战|老干部?|编制|建设|和|与|、)*(?:部|处|局|科|办公室|办|室)|组织人事和社会保障[局部]|组干[处部科]|组工[处部]|组宣[办科部]|组织委员|干部[处部])"
_OTHER_OFFICE = (
    r"(?:党群(?:工作|服务)?(?:部|局|处|科|室|办公室|办|中心)|党建(?:工作)?(?:部|处|科|室|办公室|办)|党委?工作[部处]|党务(?:工作)?(?:部|处|科|办公室|办)"
    r"|党政(?:工作|综合)?(?:部|办公室|办)|综合(?:办公室|办|部)|政治(?:工作)?[部处局]|政工[部处科]|人事[部处局]|人力资源[部处]|社会工作部|(?:直属)?机关党委)"
)
_OFFICE = rf"(?:{_ORGANISATION_OFFICE}|{_OTHER_OFFICE})"
_PARTY_OFFICE = r"(?:党群(?:工作)?(?:部|局|处|办公室|办)|党建(?:工作)?(?:部|处|局|办公室|办)|党委?工作[部处]|组织人事[部局处])"
_SECTION = r"(?:[一-龥\d、]{1,12}(?:科|处|室|股|中心|办公室|组|站|窗口))"
_COMMITTEE = r"(?:党工委|党委会?|工委|工作委员会|委员会|党组|党总支)"
COMMITTEE = later(r"工作委员会|党委会|党工委|委员会|党委|工委")
_END = rf"{_OFFICE}?{_SECTION}?$"

PREFIX = later(r"^(?:中共|中国共产党)(?![一二三四五六七]大(?!连)|党史|代表)")
_HEDGES = "可能|大概|应该|好像|估计|听说|据说|似乎"
OPENING = later(
    r"^(?:组织关系|党员?关系|党籍)?(?:(?:已经?|现已?|均|顺利|成功|拟|准备|计划|预计|将|待|先|暂)*(?:转接?[入到至往去](?!方)|(?<=先)[转到去](?!塘)|转移[到至]|接转[到至]|落[入到至实]在?|报到[于到]?)(?:了|单位|至)?:?)?"
    rf"(?:(?:{_HEDGES}|暂定)是?|或)?"
)
"""What people write before a name: 已转入."""
TWICE = later(r"\((?:中共|中国共产党)\)(?:中共)?|(?:中共){2,}")
"""The Party named in brackets, or twice."""
_NOTE = r"(?:(?:已经?|都|均|[与向]?(?:对方|学生|本人)|电话|再次)*(?:核[实对]|确认|校对)(?:无误|过)?|无误|正确|属实|准确|[线网]上|线下|系统内?|转[接入]|[省市][内外]|[本外跨]省|本市|全国|盖?公章|[回返]?原籍|就业|升学|专[转升接]本|考取|签约|单位|学校|[,，、/])+"
"""A word beside a name that says how or why, and leaves no doubt."""
ASIDE = later(
    r"^(?:(?:介绍信)?抬头|组织部(?:名称)?|(?:落实|接收|转入)(?:单位|党组织)|[回返]?原籍|户籍地?|生源地)[:：]|^(?:已经?)?转接?[入到至往](?!方)了?[:：]?|(?<=[部委])[收启]$|(?<=[市县区州旗])中共(?=[市县区州旗]?委)|(?<=^中共)中央(?=.{2,8}[市县区州旗]委)"
    rf"|(?<=[部处局科室委组支总会])[(（，,；;、:：]?\s*(?:\d{{12}}|(?<=[(（，,；;、:：]){_NOTE})[)）]?$"
    r"|(?<=[部委])(?:已经?|均|都)*(?:核[实对]|确认)(?:无误|过)?$"
    r"|[(（，,；;、]\s*(?:(?:联系)?电话[:：]?)?(?:1[3-9]\d{9}|(?:0\d{2,3}[-—]?)?[2-8]\d{6,7})[)）]?$|(?<=部)[；;，,]去向[:：].+$|[(（](?:(?:本人|父母|家庭|单位|学校|户[籍口]|居住|工作|就业)*(?:回?原籍|所在地|回?生源地|户[籍口]地?|居住地|工作地|老家)|省内系统转接?|线上转接)[)）]$"
)
"""What people write around a name that is no part of it: the column's name, a telephone number, why it is this one."""
ADDRESSED = later(r"致|请转|呈报?|[回返]?(?:原籍|生源地)|户籍(?:所在)?地|拟?[转去回到至入]")
"""What stands before an addressee."""
ENCLOSED = later(r"(?:[回返]?(?:原籍|生源地)|户籍地)?[(（《【]([^()（）《》【】]+)[)）》】]")
"""A name in brackets, by itself or behind a word that says why it is this one."""
NO_BODY = later(r"党员(?:报到)?$|书记$|(?:先锋|党员|红色)驿?站$|(?<!组织部)党(?:员|建)服务(?:中心|站|点|室)$|党政办(?:公室)?$")
"""Members, a secretary, an office or a house of the Party: no organisation that takes a membership."""
EMBASSY = later(r"(?:使馆|领事馆)(?:党委|党组|党总支|委员会)$")
HOUSE = later(r"窗口$|^(?:中共)?中央组织部$|^中组部$|(?:服务中心|服务站|活动中心|办公?室?|宣传部|统战部|政法委|老干部局)$")
"""A house or an office of the Party where transfers are handled."""
OWN_COLLEGE = later(r"(?:中共|中国共产党)?[本我](?:学?校|学?院|系(?!统))")
"""本校党委, 我院党总支: how a branch calls its own college."""
OFFICE = later(r"(?<!委)党[建群](?:工作)?办(?:公室)?$|(?:街道|镇|乡)组织科$")
"""An office of a committee that is not named."""
ENDING = later(r"(?:委|委员会|[部处局科组站]|支部|总支|支委会?|党组|组织|中心|办公?室?|^0\d{11})[^一-龥]*$")
"""What a Party organisation's name ends with."""
COUNTY_ONLY = later(r"(?:党组织|党?支部|党总支|总支)$")
"""What no county or city has as its own."""
_DIVISION = r"[第农]?(?:[一二三四五六七八九十]{1,2}|\d{1,2})师(?![范大专院附])"
CORPS = later(rf"^(?:(?:新疆)?(?:生产建设)?兵团(?:{_DIVISION})?|{_DIVISION})")
"""新疆生产建设兵团 and its divisions."""
PARTY = later(
    r"党(?!校$|史|[风参籍])|委(?!托|派|培|内瑞拉)|支部|总支|组织[部科处办局人]|组干处|政治(?:工作)?[部处局]|政工|武装部|人武部|军分区|警备区|部队|武警|军区"
    r"|社会工作部|^0\d{11}$"
)
"""Words of the Party, or of the army's political organs; a code of the Party's own system."""
NOT_OURS = later(
    r"党校$|共青团(?![镇乡村路街农])|共产主义青年团|(?<![集财社兵剧歌舞工乐艺\d零〇一二三四五六七八九十])团[省市县区州]?(?:委(?!员会)|工委|支部|总支)|民主同盟|民主建国会|国民党|农工民主党|致公党|九三学社"
)
"""What holds a word of the Party, yet is a school, the Youth League or another party."""
LEAGUE_OFFICE = later(r"(?:共青团|团)[^党]*(?=机关(?:直属)?党(?:总?支部|总支|委))")
"""The Youth League's office, whose staff have a Party branch of their own."""
BRANCH = later(r"(?:总支部?|支部|党小组)(?:委员会|委)?$")

LOCAL = later(
    rf"(?P<twice>[省市州盟县区旗地])?(?P<body>党?委(?:员会|会)?)"
    rf"(?:(?P<office>{_ORGANISATION_OFFICE}|社会工作部|党[群建]工作部|直属机关党委|机关党委)(?P<section>{_SECTION}|党员[一-龥]{{2,8}})?)?"
)
LOCAL_UNKNOWN = later(
    r"(?P<own>(?:(?![委党部])[一-龥]){1,8}?(?P<level>省|自治[区州县]|[市州盟县区旗]))(?P<twice>(?P=level))?"
    rf"(?P<body>党?委(?:员会|会)?)?(?P<office>组织(?:人事)?部|组织科)(?P<section>{_SECTION})?"
)
LOOSE = later(rf"{_COMMITTEE}{_END}")
"""What follows a place's name loosely: 昆山党委, 昆山市党工委."""
NO_COMMITTEE = later(rf"[省市州盟县区旗地]?组织(?:人事)?部{_SECTION}?")

_ZONE = r"(?:(?:工业|经济|集中|聚集|旅游|托管|物流|生活|商贸)区|开发区|高新区|经开区|新区|新城|园区|工业园|科技园|度假区|保税区|风景区|名胜区|示范区|产业园|自贸区|保护区|试验区|实验区|管理区|合作区|港区|片区|科学城|国际城|商务城|商务区)"
ZONE_COMMITTEE = later(
    rf"{_ZONE}(?:管委会|管理委员会)?(?:(?:区?委(?:员会)?|{_COMMITTEE})(?:[、和]?(?:管委会|管理委员会))?{_END}|{_PARTY_OFFICE}$)"
)
_FIELDS = _any(
    "教育 教卫 教体 科教 高教 高校 卫生 卫健 卫计 健康 非公 两新 新经济 新社会 国资 国企 老干部 离退休 经信 住建 交通 金融 城建 城管 农村 农业 农委 企业 产业 行业 商务 工商"
    " 港澳 政法 社会 社会组织 信访 科技 科创 体育 文旅 旅游 宣传 机关 省直 市直 区直 县直 州直 楼宇 人才 统战 网信 网络 建设 工业 财贸 商贸 水务 物流 互联网 律师 民政"
)
SYSTEM = later(
    rf"(?:(?:{_FIELDS}|[省市区县州]?级|系统|行业|部门|组织|领域|单位|直属|工作|经济|民营|[与和、及暨])*{_FIELDS}(?:系统|行业|部门|组织|领域|单位|工作|群体)*(?:党工委|工委|工作委员会|党委工作委员会)"
    rf"|(?:{_FIELDS}系统|教育|教卫|教体|卫生健?康?|卫健|国资|经信|住建|直?属?机关)(?:委|局)?党委|机关委员会|(?:{_FIELDS}|直属|国有资产监督管理)委员会(?:党委|委员会)|社会工作部){_END}"
)
TALENT = later(rf"(?:人才|就业|人力资源|人事代理).{{0,12}}(?:党委|党工委|委员会|党总支){_END}")
"""Committees of the public services for talents, which hold the memberships of those without a unit."""
TOWN = later(r"(?P<head>.+)(?:街道|街|镇|乡|苏木|社区|村|屯|嘎查|(?<!集)团|农场|林场|牧场)")
TOWN_WORDLESS = later(
    rf"{_any('本人 本 我 该 某 当地 原籍 户籍 户口 家庭 家乡 家里 老家 现 居住 常住 租住 暂住 工作 就业 上班 实习 所在 所 在 的 地 乡 镇 市 县 区 街道 社区 村 第 社 基层 自己 父母 目的 目标 落户 转入 接收 已 去 回 编入 纳入 加入 归属 现属 归 由')}+|(?:.{{1,6}}所在地?|婆家|娘家|外婆家|爱人|租房|家|城市)的?|[xX×*_○某]+"
)
"""What stands before 街道, 镇, 村 without naming one."""
TOWNSHIP = later(
    rf"(?:街道|街|镇|乡|苏木|社区|村|屯|嘎查|[^集]团|农场|林场|牧场|连队?)(?:办事处|办|管理处|管理区|经联社)?(?:(?:{_COMMITTEE}|(?<=[镇乡街办])委){_END}|{_PARTY_OFFICE}$)"
)
BEFORE_UNKNOWN = (("township", TOWNSHIP), ("zone", ZONE_COMMITTEE), ("talent", TALENT), ("system", SYSTEM))
"""Category -> pattern of what ends like a place's own committee and is none, tried in this order."""
_MILITARY = r"(?:部队|军区|战区|军分区|警备区|武警|解放军|武装部|人武部|陆军|海军|空军|火箭军|集团军|舰队|空降兵)"
MILITARY = later(rf"(?:武装部|人武部|{_MILITARY}.*(?:政治(?:工作)?[部处局]|政工[一-龥]?|党委|组织科|(?:组织|干部)[部处科局])){_END}")
FORCES = later(
    r"(?:中共|中国共产党|中国人民)?(?:解放军|[陆海空]军|火箭军|空降兵|武警|(?:战略支援|信息支援|联勤保障|网络空间|军事航天)部队|[东南西北中]部战区|驻[一-龥]{1,3}部队)"
)
"""Services, which name a unit although it goes by 某部."""
UNIT = later(
    rf"(?:大学|学院|学校|中学|小学|幼儿园|[一-龥]院|集团|公司|银行|支行|分行|研究所|中心|[一-龥][局厅厂]|电网|电信|移动|联通|石油|石化|监狱"
    rf"|集团\([^()]*\))(?:{_COMMITTEE}{_END}|{_OFFICE}{_SECTION}?$)"
)
HEADS = (("military", MILITARY), ("section", re.compile(r"组织科$")), ("unit", UNIT))
"""Category -> pattern, tried in this order on a name with words of the Party."""
BODY = later(r"组织|组识|委|支部|总支|党组|\d{12}|[部处科局办室站]$|中心$|政治|军|武装|部队|武警")
"""What a Party organisation's name holds at least, be it misspelt."""
BODIES = later(rf"(?:{_COMMITTEE}{_END}|政治(?:工作)?[部处局]$)")

_FUNCTION = _any(
    "发展和改革 发展改革 发改 卫健 卫计 卫生健康 住建 住房和城乡建设 国资 国有资产监督管理 经信 经济和信息化 教育 交通 科技 民宗 居民 村民 业主 家长 学术 工会 管理 编 农 建 计生 体 科"
)
GOVERNING_COMMITTEE = later(rf"(?:居委会?|村委会?|业委会|管委会|{_FUNCTION}委(?:员会)?)$")
"""Committees of the government, and those of residents: 卫健委."""
GOVERNMENT = later(rf"(?:政府|人社局|人力资源和社会保障局|人才市场|派出所|档案馆|办事处|[^党]局|[^党]厅)$|{GOVERNING_COMMITTEE.pattern}")
EMPLOYER = later(r"(?:公司|集团|大学|学院|学校|中学|小学|幼儿园|医院|银行|支行|分行|厂|店|中心|研究院|研究所|党校|事务所|工作室)$")
PLACE = later(r"^.+(?:省|自治区|市|州|县|区|镇|乡|街道|社区|村)$")

UNDECIDED = later(
    r"^(?:尚|还|暂时?|目前|仍|组织关系)*未(?:能|曾|成功)?(?:转|落实|接收|报到|定|办|完成|联系|收|确定|反馈)|^(?:暂时?|还|尚|目前)?没有?(?:转|落实|接收|报到|定|办|收)"
    r"|^(?:(?:正在|已在|还在|尚在)?.{0,4}(?:办理|转接|审核|落实|进行|处理|联系)中|正在(?:办理|转接|审核|落实|联系|转)|暂无|没有|否|待定|未定|待确定|待落实|待转|待转入|不详|不清楚"
    r"|不知道|未知|未落实|不转|暂不转|不转出|保留|留校|保留在?[校院]|暂缓|无法转[入出接]?)$"
)
"""Words that say plainly that it is not decided, or has not been transferred."""
PENDING = later(r"待|等|正在|审[核批]|提交|申请|联系|(?:接|转|办)[一-龥]{0,2}中$|发起|自己|自行|自主|去转|去办|携带|自带|同上|将|准备|打算")
DONE = later(
    r"已|均|同意|如期|通过$|收到?了?$|[√✓✔☑✅■]|^是$|^有$|^对$|成功|完[成毕]|系统(?!党委)|[线网]上|到位|落[实地]|办结|^(?:ok|yes|y|t|true|好了?|可以?|转[入出好接到]?了?|接收了?|正常)$",
    re.IGNORECASE,
)
"""Words that say that something is done without naming where."""
PLACEHOLDER = later(r"[xX×*_○]{2,}|(?<![军警区])某|某(?![部舰艇旅团师营连艇站库所基支大中])")
"""What stands for a name in an example: 昆山市XX镇党委."""
SEVERAL = later(r"[、,，;；/或](?!管委会|管理委员会)|(?<=组织部)(?=.{2,}(?:部|委|支部)$)")
"""Where one name ends and another begins."""
BEHIND = later(
    r"(?P<name>.+(?:[部处局]|委(?:员会)?|总支|党组))[,;]?(?P<words>(?:已|均|同意|接收|收到|待(?!遇)|[尚还暂]|未(?![来央])|没|等|正在|审[核批]|以.+为准|联系|不确定)(?:(?!支部|党).)*)"
)
"""What somebody writes behind a name: 已接收, 待核实."""
TENTATIVE = later(
    rf"^[或等](?!驾坡)|\(拟\)|{_HEDGES}|等通知|不接?收|拒[收绝]|退[回件]|驳回|(?:本人|家[人长里]|父亲?|母亲?|老师|同学)说|(?:转入|接收|流程)中(?![共国心学])|(?<=[委部支道镇乡村区])或(?!镇).{{3}}|"
    r"正在[接转]收?|口头(?!镇|坝)|^原为|^(?:还|正|正在)?已?联系|需(?:要|落户|补|提供|重新|本人)|要求(?:补|落户|提供|重新|本人)|\([^()]*(?:提交|申请|发起|推送|联系(?!人|电话|方式)|没|打不|接听|停机|空号|介绍信(?!已?[收回]))[^()]*\)|"
    r"^先[转去到落放在回写]|以[^()]{2,12}为准|暂[定时]|待(?:[定确核落接审办联录]|转(?!党员))|\([^()]*(?:月(?:底|初|中|[上中下]旬|份)?(?:后|再|才|将)*(?:转|办理?|报到|落户)|(?:报到|落户|入职|开学|毕业)后(?:再?[转办][^()]*)?)\)|\([^()]*被退[^()]*\)|\((?:计划|系统中|流程中)[^()]*\)|\([^()]*(?:(?<![招接优看])待|暂|未[^央来])[^()]*\)|未定|不确定|[?？]|也许|尚未|还没|未[转接]|(?:审核|审批|转接|办理|进行|联系|落实)中|(?:拟|准备|计划|预计|将|待)(?:转(?!党员)|\d)|预计"
)
WITHIN = later(r"([^()]+)\((?![^()]*(?:[未没无原待拟暂由交归]|转))([^()]*(?:党?委|党组|支部|总支|委员会|组织部))\)")
"""A unit with its own Party organisation in brackets behind it: 苏州大学(计算机学院党委)."""
SETTLED = later(
    r"\((?:(?:[需要开走持凭用已]|出具|线下|纸质|省外|书面)*介绍信(?:已?[开领取寄打收][具出好印走取]?)?|已(?:联系|沟通)(?:[好过]|确认)?|涉密(?:单位)?|纸质|[,、;])+\)"
)
"""A note behind a heading that leaves it in no doubt: how the letter goes, that one has asked."""
BESIDE = later(r"(.+)\(([^()]+)\)")
"""A name, and what stands in brackets behind it."""
PART_OF_OFFICE = later(r"[^()]*(?:[科处室股组站部局]|窗口|中心|办公室|办|支部|党小组)")
"""What may stand there as the office that sees to it."""
_GENERIC = """
    省 市 州 盟 地 县 区 旗 镇 乡 村 街道 街 社区 办事处 自治区 自治州 自治县 直 属 级 工委 委员会 工作 委 党组 党组织 党总支部 总支部 总支 支部 党小组 组织人事部 组织部门 组织部 组织科 组织 组干处 政治部 政治工作部 政治处 政治工作处 政治工作局 党群工作部 党群 党建 党员 党
    公司 企业 集团 单位 用人单位 学校 学院 大学 高校 院 系 (?<!党)校 班级 机关 部门 医院 银行 部队 军队 连队 工厂 厂 中心 机构 事业 国企 民营 有限 居民委员会 村民委员会 本人 自己 自行 自主 个人 学生 家长 父母 毕业生 教工 教师 员工 职工 离退休 退休 研究生 本科生 大学生
    当地 所在 所属 户籍 户口 原籍 籍贯 生源 家庭 老家 家里 家 居住 就业 落户 对方 新 目的 目标 去向 现居 常住 租住 暂住 派遣 服务 征集 打工 务工 创业 上班 就读 入学 考取 考上 考入 升入 录用 实习 签约 协议 三方 聘用 入职 任职 城市 地点 处 流入 前往
    已交 交给 交到 交至 上交 已报 上报 报给 所读 所学 所签 所去 所到 现住 住址 住地 村里 丈夫 妻子 老公 老婆 配偶 对象 亲属 亲戚 朋友 同学 指定 相应 合适 转入方 所转 微信 专转本 转本 专升本 升学 被 说
    应聘 面试 招聘 意向 培养 对口 拟 报考 考研 考编 劳务 挂靠 编入 纳入 加入 归 管理 管 接纳 登记 录入 研究(?![院所中]) 讨论 批复 手里 那里 服役 入伍 新兵 新兵连 离校 落
    爱人 男朋友 女朋友 婆家 娘家 外婆 外公 爷爷 奶奶 租房 小区 出生地 居委 村居 县城 省城 外省 外市 外县 外地 异地 国外 国内 省外 省内 市内 市外
    分公司 总公司 母公司 子公司 总部 车间 班组 项目部 项目 门店 后勤(?!集团) 行政(?![审服学管执]) 综合(?![保执]) 联合 工业园 云(?=党?支部) 网络 虚拟 口袋
    党籍 党费 党务 支委会 书记 支书 签字 签名 盖章 备案 审定 问题 确定 大会 领导 老师 负责人 工作人员 同志 同意 批准 收 迁 走 如期 按期 按时 及时 顺利 通知 通知书 结果 为准 以 先 今天 昨天 上周 月初 月底 接收方 接受 本 我 该 原 各 某 主管 有关 相关 基层
    经济技术开发区 经济开发区 高新技术产业开发区 开发区 经开区 高新区 产业园区 园区 度假区 保税区 教育 卫生 国资委 两新 社会 非公 人才 交流 市场 人力资源 公共 军分区 武装部 人武部 人民 军区 警备区 社会工作部
    第 已 已经 均 全部 都 现 线上 线下 系统 网上 全国 信息 平台 成功 转 转移 接 完成 完毕 落实 到位 办理 办结 办 好
    到 至 进 去 回 入 出 了 的 由 在 于 是 有 对 嗯 可 正常 全 正式 关系 手续 介绍信 回执 提交 提报 发送 申请 发起 等 待 审核 审批 确认 通过 受理 联系 报到
    自带 寄出 寄回 邮寄 打印 带走 携带 取走 领取 请 详见 见 附件 备注 说明 同 同前 上 下 (?<![中工农交建招兴])行(?!政) 一样 名称 全称 填写 填 未 没 无 否 不 不详 不清楚 不知道 未知 定 暂 暂时 还 尚 正 中 目前
    仍 处理 核实 核对 准备 打算 将 后 再 会 要 需 随 录取 本科 专科 高职 办公室 建立 成立 预备 共产党员 中共党员 母校 临时 功能型 流动党员 流动党支部 代转 代办 在册 先锋 档案 一起 号 年 月 日 ok yes true 看 xx xxx
"""
_NUMERAL = "[一二三四五六七八九十百千零]"
GENERIC = later(
    rf"(?-i:[一-龥]){{1,4}}所在地?|{_any(_GENERIC)}|{_NUMERAL}(?!{_NUMERAL}*(?:集团|公司|银行|[^子]厂))|(?<!\d)(?:\d{{1,4}}|\d{{8}})(?!\d)|[\Wa-z_√✓✔☑✅■○●]",
    re.IGNORECASE,
)
"""Words that together name nothing; a text that holds no others names no organisation."""


def is_done(text: str) -> bool:
    """Whether words say that something is done, and not that it is still to come."""
    return bool(DONE.search(text)) and (not PENDING.search(text) or bool(re.search("通过|成功|完[成毕]", text)))

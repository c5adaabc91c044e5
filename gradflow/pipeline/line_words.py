"""Words of the trade: what the text of one cell, squeezed (half-width, without blanks), says a row is, if it is no person's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from functools import lru_cache

from gradflow.kinds.ethnicity import GROUPS
from gradflow.kinds.person_name import DOT, DOTS, HAN, NOT_NAMES, NOTE_BEHIND, SURNAMES, TWO_CHARACTER_SURNAMES, WELL_FORMED
from gradflow.kinds.places import PROVINCES, is_place, whole_names
from gradflow.model.folding import later, spoken_number
from gradflow.pipeline.tokens import USUAL_NAME, likely_name


class LineKind(Enum):
    """What a row is; the value is the Chinese word for it."""

    PERSON = "人员"
    CONTINUED = "上一行的续行"
    BLANK = "空行"
    BELOW_BLANK = "以下空白"
    HEAD = "重复的表头"
    TITLE = "标题"
    BRANCH = "党支部名称"
    TOTAL = "合计行"
    NOTE = "说明"
    TEXT = "别的文字"
    SIGN_OFF = "填报签章"
    NIL = "零报告"
    SAMPLE = "样例行"
    SECTION = "小标题"
    NOT_FOUND = "只有公式错误的一行"
    PREFILLED = "没有填人的一行"


SIGNS = "()[]【】〔〕<>《》〈〉「」『』{}“”\"'-—–―─－=~_*＊…·•.。,、!！|/\\:;★☆※●■◆▲#^+"
"""Brackets, dashes and other ornaments round a text."""
DIGITS = "零〇一二两三四五六七八九十百壹贰叁肆伍陆柒捌玖拾佰"
NUMBER = rf"(?:\d{{1,4}}|[{DIGITS}]{{1,5}})"
NUMBERING = later(
    rf"^(?:\(?(?:\d{{1,2}}|[{DIGITS}]{{1,3}}|[A-Za-z]|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ])(?:\)|[.、,:)]+(?!\d))|第[{DIGITS}\d]{{1,3}}(?:部分|[、.:章节])|[①-⑳])+"
)
COUNT_BEHIND = later(rf"[:,\-—(]*(?:合计|小计|共计?|计)?[:]?{NUMBER}(?:人|名|位|个|员)(?:[,、;(].*)?\)*$|[(:]\d{{1,3}}\)?$")

BELOW = later(
    r"(?:以上为?全部.{0,6}|(?:自|从)?(?:此|本|该|由此)?(?:页|处|行|表|栏|格)?(?:自此|从此)?以?(?:下|后)(?:面|方|列|页|部分|内容|表格|各?行|栏|为|均|全|皆|都|是|系|再|已|部)*"
    r"(?:空白|为空|空|无|没有|略|作废|不填|不用填|未填|结束).{0,8}|(?:此|本|以下)?(?:页|处|行|表|栏)?(?:为|均为|是)?空白(?:页|行|栏|处|区域?|表格?)?"
    r"|(?:以上|表格?|名单|内容|填写|填报|统计|到此|至此)?(?:完毕|结束|为止|到此为止|完|END)(?:以下空白)?|无以下内容|此页无正文|正文完"
    r"|(?:余下|其余|剩余)(?:各?[行栏格处])?(?:均|皆|全|都|为|是)*空白?.{0,4}|无其他.{0,8}|第\d{1,3}页(?:[,/、]?共\d{1,3}页)?|(?:接|转|见|上接|下接|续)(?:上|下|附|前|后|第\d+)?[页表]|[(]?续[上前]?表[)]?)",
    re.IGNORECASE,
)
SUMS = r"合计|小计|总计|共计|累计|总计数|计数|汇总|总数|总人数|人数合计|合计人数|总和|总共|合共|平均(?:值|数|年龄)?|求和项?|最大值|最小值|乘积|计数项|数值计数|标准偏差"
PEOPLE = r"(?:毕业生?|学生|应届|正式|预备|男|女)*(?:党员|人员|人数|同学)?"
TOTAL = later(
    rf".{{0,24}}?(?:{SUMS})\)?(?:$|[:为是(]|{PEOPLE}[:为是]?{NUMBER}(?:$|人|名|位|个|[,;。、)])|项).*"
    rf"|(?:[本此全各该]|以上|单)(?:页|班|支部|表|校|院|系|年级|专业)?{PEOPLE}{NUMBER}(?:人|名|位).*|.{{0,14}}?{PEOPLE}(?:共|计|实有|现有|应有|应到|实到|报送|上报|总|人数)有?计?{PEOPLE}[:为是]?{NUMBER}(?:人|名|位|个).*|人数[:为]?{NUMBER}.*"
    rf"|其中.*\d.*|(?:(?-i:[{HAN}]){{1,10}}[:为]?\d{{1,4}}(?:人|名|位)[,、;。和及]?){{2,}}|[合总共小]?计[:]?|总[:]?|[ΣΣ∑]"
    r"|(?:grand|sub|table)?-?totals?\b.*|.{1,20}(?:totals?|count|sum|average)|(?:counta?|sum|average|avg|mean|max|min)(?:of.*)?",
    re.IGNORECASE,
)
HEADCOUNT = later(rf"{PEOPLE}总?人数[:]?")
"""What stands before the number of people; on forms of figures it is an entry."""
NOT_A_COUNT = later(r"平均|求和|最大|最小|乘积|标准|方差|average|avg|sum|mean|max|min|^其中", re.IGNORECASE)
"""An average, a sum of ages, or a part of the people."""
COUNTED = later(
    rf"(?:{SUMS}|共|计|实有|现有|应有|人数|总|totals?|count)有?计?(?:\(人\))?{PEOPLE}[:为是有]*(?P<number>{NUMBER})(?:$|人|名|位|个|[,;。、()])",
    re.IGNORECASE,
)

NOTE = later(
    r"^(?:附?注|说明|备注?|附注|附|PS|温馨提示|友情提示|提示|特别说明|注意(?:事项)?|要求|(?:填表|填写|填报|制表|报送)(?:说明|要求|须知|注意|提示)|情况说明|其他说明|备注说明)\d{0,2}\)?[:、.\d]"
    r"|^(?:附?注|填表说明|填写说明|填报说明|注意事项|温馨提示|说明)$|^[★※☆*].{2,}|^\(?\d{1,2}\)?[、.)](?!\d).{6,}|^(?:附|附?[件表])[\d一二三四五六七八九十-]{0,5}(?:[:].*)?$",
    re.IGNORECASE,
)
ROLES = (
    r"填表|填报|填写|制表|造表|制单|编制|审核|审批|审查|审定|复核|复审|核对|核实|校对|经办|经手|承办|主管|分管|主办|负责|联系|联络|报送|上报|报告|统计|录入|收集|整理|提交|签收|接收|受理"
    r"|党支部|支部|党总支|总支|党委|学院|院系|系部|单位|部门|组织|班级|书记|副|委员|辅导员|班主任|主任|院长|领导|党务|政工|学工|教务|学生处|学工处|秘书|组织员|老师|组长|班长|支书|联络员|干事|本人|监督|举报|咨询|值班|领取|代领|收款|发放|移交|介绍信|承诺|申请|确认|初审|终审|组织部|党办"
)
ENDS = r"人员|人|员|者|签字|签名|签章|盖章|公章|印章|章|意见|日期|时间|电话|手机|邮箱|微信|QQ|传真|网址|号码|方式|姓名|单位|部门|负责|情况|职务|或|及|和|与|、|/"
OFFICES = "|".join(sorted({*ROLES.split("|"), *ENDS.split("|")}, key=len, reverse=True))
SIGN_OFF = later(
    rf"\(?(?:{OFFICES})++(?:\([^()]*\)|\(.{{0,12}}$)*\)?(?:[:].*|(?=\().*|[_—-]+.*)?"
    rf"|(?:填表|填报|制表|审核|复核|经办|经手|联系|统计|录入|上报|报送|负责)人[{HAN}]{{2,4}}(?:\D{{0,8}}\d{{7,12}})?"
    r"|(?:(?:电子)?(?:邮箱|邮件)|E-?mail|(?:联系|办公|单位|学校)?地址|网址|邮政?编码?|QQ群?|微信群?号?|传真)[:].*"
    r"|(?:填报|填表|制表|上报|报送|签字)?(?:日期|时间)[:].*|(?:\d{4}|[二〇○零一二三四五六七八九]{4}|_*)年\D{0,3}\d{0,2}[一二三四五六七八九十]{0,3}_*月.{0,5}|\(?(?:公章|盖章|签章|签字|签名|印章)\)?(?:处|栏)?.{0,4}",
    re.IGNORECASE,
)
STATEMENT = later(
    r"属实|承诺|保证|特此|以上(?:情况|内容|信息|人员|名单|材料|数据|党员)|真实(?:有效|可靠|准确)|(?:组织部|党委|支部|总支|党办|学院|部门|单位)(?:审核|审批|审定|复核)$|审核意见|同意(?:转|上报|报送|以上)|^同意$|意见$|签字|签名|盖章|公章|如有.{0,6}(?:虚假|不实|变动|疑问|问题)|经审核|经核对|已核对|核对无误|无误|"
    r"请(?:于|在|将|按|各|认真|务必|核对|及时)|谢谢|^此致|^敬礼|截止|报送至|发送至|交至|填报单位"
)
SHOWS = r"示例|样例|范例|实例|举例|例子|样板|示范|范本|样本|样式|样表"
SAMPLE = later(
    rf"(?:填写|填报|填表|参考|仅供)?(?:{SHOWS}|模板|参考|例)(?:行|数据|人员|学生|党员|仅供参考|供参考|如下|说明)?[\d一二三四五]{{0,2}}"
    rf"|(?:例如|比如|譬如|如|例|参考|{SHOWS})[\d一二三四五]{{0,2}}[:,.、-].*|(?:{SHOWS})(?-i:[{HAN}]){{2,3}}|(?:例如|比如|譬如|如|eg|e\.g\.?|ex\.?|sample|example|demo)(?:[:].*)?"
    rf"|.{{0,12}}[(\[【](?:(?:填写|填报)?(?:{SHOWS}|例|参考|仅供参考|sample)[\d一二三四五]{{0,2}}.{{0,10}})[)\]】].{{0,6}}|.{{1,6}}[-_/—~](?:{SHOWS}|例)"
    rf"|(?:此|本|该|第一|首|以上|上述|上)行?(?:为|是|系)?(?:填写|填报)?(?:{SHOWS}|模板).{{0,14}}|(?:{SHOWS}|模板)(?:行|数据)?[,;:、。(]?(?:请|勿|不|填|报|提|正式|仅|上报|可|后|删).{{0,16}}",
    re.IGNORECASE,
)
INSTRUCTION = later(
    r"必填|选填|可不填|不填|不用填|如实|填写|填报|填到|填全|请填|^填|^[(]?(?:如|例|例如|比如)[:,]|格式|^文本|文本型|数字型|字符|\d+位|一致|下拉|选择|单选|多选|勾选|全称|简称|自动|^(?:请|勿|须[填写按注]|按|照)|必须|不得|不能|不要|不可|注意"
    r"|以.{0,8}为准|周岁|汉字|阿拉伯|精确到|具体到|可空|参照|参考|见.{0,6}(?:注|说明)|^男[/或、]女|^女[/或、]男|预备.{0,4}[/或、].{0,4}正式|正式.{0,4}[/或、].{0,4}预备|^是[/或、]否|^有[/或、]无|[yY]{4}|[×xX]{3,}|隔开|分隔|真实姓名|身份证上|身份证姓名|号码$"
)
SECOND_HEAD = later(
    r".{0,8}(?:人数|数量|比例|占比|百分比|比率|率|名称|次数)|(?:所[在属学]|联系|主要|工作|具体|毕业)?(?:类别|类型|项目|分类|指标|内容|职务|职称|岗位|单位|部门|班级|专业|学号|院系|系部|系别|学院|党?支部|去向|原因|时间|日期|地点|地址|组别|房间号?|金额|序号|编号|人员"
    r"|姓名|名字|性别|年龄|民族|电话|方式|手机号?码?|邮箱|身份|籍贯|生源地|称谓|关系|宿舍号?|情况|标准|要求|可选项|选项|说明|备注|合计|小计|总数|统计)|(?:单位|支部|学院)?(?:联系人|负责人|联络人|辅导员|班主任|书记|介绍人|经办人|指导老师|接收人)(?:姓名)?|电子邮箱|QQ号?|微信号?|分工|支委|党内职务|身份证号码?|政治面貌"
    r"|(?i:(?:full)?name|sex|gender|age|nation(?:ality)?|ethnic(?:ity|group)?|id(?:no\.?|number|card)?|phone(?:number)?|tel|status|address|remarks?|no\.?)"
)
"""Heads of tables of any kind."""
HEAD_WORD = later(
    rf"(?=[^\d:]+$)(?:{SECOND_HEAD.pattern}|.{{0,10}}(?:编号|代码|代号|单号|月份|日期|时间|地点|类型|类别|内容|主题|份数|金额|意见|结果|结论|签名|签字|签收|盖章|单位|地址|方式|状态|情况|原因|事由|用途|来源|去向|标准|备注|环节|步骤|阶段|应[收缴交]|[实已未][收缴交])"
    rf"|[{HAN}]{{2,4}}人)",
    re.IGNORECASE,
)
"""The same, and what ends as a head does: sure only where all of a row do."""
SEQ_HEAD = later(r"序号?|编号|代码|代号|No\.?", re.IGNORECASE)
OF_A_SECTION = (
    r"(?:中共)?(?:正式|预备|学生|毕业生?|教师|教工|流动|应届|往届|男|女|少数民族|失联)*党员|(?:入党)?积极分子|发展对象|(?:共青)?团员|群众|男|女|男生|女生|男性|女性|男同学|女同学|少数民族|正式|预备"
    r"|(?:拟|已|未|待|尚未|暂|暂缓|暂未|不|暂不)?(?:转出|转入|转正|落实|就业|转接|转往|升学|签约|报到|回访|反馈)|.{1,4}族党员|.{0,3}[省市区县][内外]|..大市|公务员|事业编|自主创业|灵活就业|西部计划|三支一扶|退役士兵|扩招|单招|高职单招|统招|普招|线上转接|线下转接|跨省转接|省内转接|省外转接|延期毕业|留级|休学|省内|省外|市内|市外|校内|校外|本省|外省|本市|外市|本地|外地|境外|国内|国外|苏州市?内|系统内|系统外|专科|本科|大专|中专|高职|五年制|三年制"
    r"|应届|往届|其他|其它|其余|补充|新增|增补|变更|调整|更正|遗漏|大[一二三四]|研[一二三]|升学|就业|待业|参军|入伍|出国|留校|创业|应征入伍|义务兵|士官|高新区|开发区|新区|考研|专转本|专升本|回原籍|单位|学校|原籍"
)
SUBJECT = (
    r"技术|工程|康复|治疗|时装|成人|管理|设计|教育|商务|营销|市场|应用|制造|维修|检测|贸易|国际|艺术|护理|会计|财务|财会|金融|英语|日语|韩语|德语|法语|物流|软件|网络|计算机|电子|电气|机电|机械|模具|数控|汽车|建筑|园林|园艺|旅游|酒店|烹饪|服装|动漫|动画"
    r"|传媒|媒体|数字|广告|新闻|播音|表演|音乐|舞蹈|美术|体育|法律|法学|事务|医学|药学|中药|临床|检验|康复|助产|口腔|养老|幼儿|学前|小学|农业|畜牧|兽医|食品|化工|化学|材料|环境|能源|光伏|电力|测绘|造价|智能|信息|通信|物联网|大数据|云计算"
    r"|人工智能|区块链|虚拟现实|工业|机器人|自动化|航空|铁道|城轨|轨道|交通|船舶|港口|安全|消防|纺织|印刷|包装|经济|经贸|经管|保险|投资|税务|审计|统计|电商|人文|外语|文秘|社工|社会|工作|家政|殡葬|公共|行政|人力|资源|空乘|乘务|环艺|视觉|传达|一体化|游戏|影视|摄影|室内|产品|民航|高铁|企业|工商|国贸|机关|生物|制药|药品|水利|水电|土木|建工|机制|机器|汉语|中文|文学|数学|物理|历史|思政|心理|服务|生产|质量|食堂|运营|直播|跨境"
)
SUBJECTS = "|".join(sorted(SUBJECT.split("|"), key=len, reverse=True))
SECTION = later(
    rf"(?:{OF_A_SECTION})(?:毕业生?|学生|同志|人员|党员|名单|情况|部分|类|组|方向)*\d{{0,3}}"
    rf"|(?={SUBJECTS})(?:{SUBJECTS}|类|专业|系|班|组|学|与|及|和|方向|学院)++(?:\d{{1,4}}(?:\(?\d\)?)?班?)?"
    rf"|.*(?:班|年级|\d级|[{DIGITS}]级|届|专业|学院|书院|分院|支部|总支|党委|小组|方向|名单|教研室|一览表?|名册|花名册|通讯录|登记表|统计表|情况表|汇总表|联系表|情况|分布|构成)"
    r"|\d{2,4}(?:级|届|班)?|.{2,}(?:系|部|处|室|中心|类|批|组|科|社区|公司|队)|(?:转往|转到|转至|去往|去|到|在|回|留).{2,}"
)
"""Core of a heading, without its numbering and count."""
PLACES_SHORT = "|".join(PROVINCES.values())
SHORT_SECTION = later(
    rf"(?:{OF_A_SECTION}){{1,2}}|(?:转往|转到|转至|转入|转出|去往|前往)(?:{OF_A_SECTION})|(?:{OF_A_SECTION})生|.{{1,2}}校[区园部]|.{{1,2}}生源|(?:{PLACES_SHORT})籍|(?:{SUBJECT}){{1,2}}(?:类|系|学)?|第.{{1,2}}[组批类]"
)
SURE_ENDS = later(r"(?:班|系|年级|\d级|届|专业|学院|支部|党委|小组|名单|党员|毕业生|学生)$")
TRANSCRIBED = frozenset(
    "阿艾爱安巴白拜斑邦宝保贝比别宾波伯布才策曾查朝措达大丹旦当道德得登狄迪地丁东都杜多额恩尔甫夫嘎噶甘刚高戈格根贡古关桂果哈海汗杭合何和黑胡花华霍吉加嘉坚江姜杰金京晋久居巨卡凯坎康柯科克肯库拉腊来赖兰朗劳勒雷里力丽立连林琳龙卢鲁禄伦罗洛玛马麦买曼毛茂美门蒙孟米密缅"
    "明木穆那乃娜南尼宁牛努诺帕潘裴佩朋彭平珀普其奇齐恰前钦青琼秋曲却群热仁日荣茹瑞若萨赛桑色森沙山珊尚佘申升圣施什石史斯松苏索塔台泰唐特提铁廷图吐土托瓦外旺威维乌吾武西希锡霞贤先香小肖谢新兴许雅亚延彦扬尧也叶依伊衣以益音银英永尤于玉元云扎再则泽增扎张者珍真正直智忠仲珠卓孜紫宗"
    "丽娅娃妮妲嫚尕买提热依古木力合汗江艳菲帕丽夏提古丽努尔娜孜迪拉阿迪力江买买提乎麻吾守尔肉孜帕孜来提央金梅朵次仁吉拉姆尼玛边巴顿珠罗布才让卓玛措姆扎西顿旺堆久美德庆白玛益西曲珍强巴其格日乐图雅高娃格勒牧仁苏日娜萨仁乌日汗敖特根布和巴雅尔毕力格宝音其木格托娅塔娜海日古楞奥"
)
"""Characters that names of Uygurs, Kazaks, Tibetans and Mongols are written with."""
SHORTEST_LONG, LONGEST_TRANSCRIBED = 5, 12
LONGEST_LINE = 120
"""Characters of a text that may say what its row is: longer ones are prose."""


@lru_cache(maxsize=8192)
def line_kind(text: str) -> LineKind | None:  # noqa: PLR0911 - one return a sort
    """What a squeezed text says its row is; None if it may be somebody's."""
    if len(text) > LONGEST_LINE:
        return LineKind.NOTE if NOTE.match(text) else None
    bare = text.strip(SIGNS) or text
    core = NUMBERING.sub("", bare).strip(SIGNS) or bare
    if BELOW.fullmatch(bare):
        return LineKind.BELOW_BLANK
    if TOTAL.fullmatch(core) or TOTAL.fullmatch(bare):
        return LineKind.TOTAL
    if SAMPLE.fullmatch(bare) or SAMPLE.fullmatch(text):
        return LineKind.SAMPLE
    if NOTE.match(text) or NOTE.match(bare):
        return LineKind.NOTE
    if SIGN_OFF.fullmatch(core) or SIGN_OFF.fullmatch(text) or STATEMENT.search(core):
        return LineKind.SIGN_OFF
    return LineKind.SECTION if is_section(text) else None


@lru_cache(maxsize=8192)
def is_section(text: str) -> bool:
    """Whether a squeezed text is a heading over people: a status, class, subject, year, department, place or destination."""
    bare = re.sub(r"(?<=.)\([^()]*\)$", "", text[:LONGEST_LINE]).strip(SIGNS)
    core = heading_core(bare)
    is_sure = SURE_ENDS.search(core) and not (len(core) == len("鲁班") and core[0] in SURNAMES)
    if len(core) <= USUAL_NAME and not is_sure and WELL_FORMED.fullmatch(core) and core == bare:
        sure = (name := likely_name(core)) and name[1]
        is_place_name = core in whole_names() or core.removesuffix("省") in PROVINCES.values() or is_place(core)
        return (
            bool(SHORT_SECTION.fullmatch(core))
            or core in PLAIN_GROUPS
            or (is_place_name and not (sure or (core[0] in SURNAMES and len(core) < len("苏州市"))))
        )
    return (
        bool(SECTION.fullmatch(core))
        or core in PLAIN_GROUPS
        or is_place(core)
        or (core != bare and len(core) > 1 and bool(NUMBERING.match(bare)))
    )


def heading_core(text: str) -> str:
    """A squeezed heading without its numbering, its count and what stands in brackets behind it."""
    return re.sub(r"\((?!.*支部).*$", "", COUNT_BEHIND.sub("", NUMBERING.sub("", text.strip(SIGNS))).strip(SIGNS)) or text


PLAIN_GROUPS = frozenset({group for group in GROUPS if group.endswith("族")})


@lru_cache(maxsize=65536)
def could_be_name(text: str) -> bool:
    """Whether a squeezed text may be a person's name: two to four characters, or parts with dots, or transcribed; no word of the trade."""
    name = NOTE_BEHIND.sub("", DOTS.sub(DOT, text)).strip("'‘’`*")
    if not WELL_FORMED.fullmatch(name) or len(name) < 2 or name in NOT_NAMES:  # noqa: PLR2004 - the shortest name
        return False
    if DOT in name:
        return all(part not in NOT_NAMES for part in name.split(DOT))
    if len(name) >= SHORTEST_LONG:
        return len(name) <= LONGEST_TRANSCRIBED and set(name) <= TRANSCRIBED
    if len(name) == USUAL_NAME and name[0] not in SURNAMES and name[:2] not in TWO_CHARACTER_SURNAMES and not set(name) <= TRANSCRIBED:
        return False
    return line_kind(text) is None and not SECOND_HEAD.fullmatch(name) and not is_instruction(text)


def is_instruction(text: str) -> bool:
    """Whether a squeezed text tells what to fill in."""
    return (
        len(text) <= LONGEST_LINE
        and INSTRUCTION.search(text) is not None
        and line_kind(text) not in {LineKind.SIGN_OFF, LineKind.TOTAL, LineKind.BELOW_BLANK}
    )


def is_second_head(texts: Sequence[str]) -> bool:
    """Whether squeezed texts of a row name the columns of a table of any kind."""
    heads = [bool(SECOND_HEAD.fullmatch(text.strip(SIGNS))) for text in texts if not text.endswith(":")]
    values = sum(is_section(text) for text in texts) if len(heads) == len(texts) else 0  # 类别、男、女、合计
    return sum(heads) > 1 and (sum(heads) + values) * 2 > len(texts)


def is_other_head(texts: Sequence[str]) -> bool:
    """Whether all squeezed texts of a row name columns, or the groups people are counted by: 序号, 班级, 人数, 男, 女."""
    plain = [re.sub(r"\([^()]*\)$", "", text) for text in texts]
    heads = [bool(HEAD_WORD.fullmatch(text) or SEQ_HEAD.fullmatch(text)) for text in plain]
    return sum(heads) > 1 and all(head or is_section(text) for head, text in zip(heads, texts, strict=True))


def counted(text: str) -> int | None:
    """How many people the text of a total says there are; None if it says none, or counts something else."""
    if len(text) > LONGEST_LINE or NOT_A_COUNT.search(text) or not (match := COUNTED.search(text)):
        return None
    number = match["number"]
    return int(number) if number.isdecimal() else spoken_number(number)

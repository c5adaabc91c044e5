"""faults.md V2: a remark names a unit or school if anything is left beside the words of the trade."""

import pytest
from support import GOOD, GOOD_VISIT, SECOND, report, roster, visits, workbook

from gradflow.rules.remark import names_unit, says_settled

EMPTY = """物流公司|建筑设计公司|外贸公司|律师事务所|某律师事务所|会计师事务所|律所|消防|消防队|物流|律师|211大学|985高校|211|双一流大学|重点大学|理想大学|心仪大学|目标院校|理工大学|事务所|设计院|研究院
昆山一家公司|科技有限公司|同学|五年一贯制|电子科技公司|上市公司|吴江一家纺织厂|教育培训机构|软件开发|快递|外卖员|社区工作|上海浦东|独立学院|国外大学|续读本科|3+2本科段|软件工程专业|9月开学
已就业|就业|工作|上班|升学|考研|单位已落实|学校待定|单位名称见协议|已签约|专转本|已考上|本科院校|公司|某公司|企业|同附件1|在公司上班|已签三方|已签就业协议|三方协议|待定|未定|已落实
落实单位|已落实就业单位|就业单位|单位|学校|大学|高校|某高校|南京某高校|苏州某公司|苏州工作|在苏州工作|去上海就业|回原籍|回原籍，待业|待业|自主创业|创业|灵活就业|参军|入伍|公务员|事业单位
国企|私企|民营企业|本地企业|外地公司|一家公司|小公司|互联网公司|专升本|转本|升本|专转本录取|已录取|已考取本科|考上本科院校|已被录取|本科|本科学校|公办本科|二本院校|见附件|见附件1
详见登记卡|见协议|单位待定|公司待定|学校未定|名称待定|暂无单位|无|有工作|已找到工作|工作已落实|工作已定|已入职|在职|实习|签约单位|签订劳动合同|劳务派遣|进厂|工厂上班|打工|在家待业|准备考研
考公|备考|等通知|等待录取通知书|专转本（学校待定）|就业（单位待定）|单位：|学校：|已签协议，单位名称见附件|某某公司|某某大学|吴江某小学|党费交至2023年6月|预备期延长|流动党员|组织关系保留
本人自愿|已转正|2023届毕业生|退役军人|江苏高校|一家苏州的公司|公司名称：|学校名称待定|自由职业|个体|单位已定|就业协议已签|offer已拿|已签|签了三方|就业单位名称见三方协议|专升本成功
已专转本|继续深造|读本科|上大学|找到工作|在外地工作|在外省就业|在私企上班|事业编|考编|应聘中|求职中|找工作中|已有单位|接收单位|签约企业|实习单位|当老师|在家|开店|附件一|略|暂缺|不详
N/A|苏州工作单位待定|上海企业
已签约，待报到|XX公司|xx大学|某市某单位|A公司|外出务工|自谋职业|个体经营|父母公司|电子厂|IT行业|教育机构|专转本未录取|落榜|考研二战|待录取|升入本科院校|已与用人单位签订就业协议书|公司录用|国企员工|小学老师
继续学习|实习中|正常毕业|正常|已填|核对无误|已核实|档案已寄|电话已打|微信同号|学习中|已离校|手续齐全|信息无误|无异常|已通知本人|已告知|已阅|微信联系|QQ联系|地址已改|手机号同微信|电话畅通|在校学习
已打电话|系统转接|需纸质介绍信|介绍信已开|优秀毕业生|学生干部|班干部|三好学生|慢就业|档案未寄|材料待交|本人已核对|毕业证已领|QQ同号|正常离校|学生会干部|已收
档案随人走|档案转至人才中心|如实填写|真实有效|准确无误|审核通过|以此为准|毕业后再定|到时再说|视情况而定|自行联系|本人自行转接|父母代办|等消息|考试中|复习中|试用期|身份证已核|积极分子|国家奖学金|地址变更|会费已交""".replace(
    "\n", "|"
).split("|")
NAMED = """苏州物流公司|安能物流|新天伦律师事务所|理想汽车|现代汽车公司|江苏电力设计院|昆山法院|昆山消防|南京理工大学|常熟理工|通过电子|同方科技公司|德勤会计师事务所
苏州科技大学|昆山纺织厂|苏州电子科技公司|上海电气|新东方教育|顺丰快递|东吴街道办|恒力集团|苏大|南京工业大学|吴江小学|华为|自主创业（花店）|京东|比亚迪|中石化|顺丰|农行|工行|中行|建行|中建|中铁|中通|中国银行|工商银行|苏州银行|苏州大学|江苏大学|上海大学|南京大学
无锡学院|常州大学|盐城工学院|苏州科技大学|专转本：苏州大学|已签约华为|就业：京东|在比亚迪工作|考取南京林业大学|海尔|格力|美的|小米|百度|腾讯|阿里|字节跳动|拼多多|美团|滴滴|网易|携程|同程
58同城|360集团|海康威视|大疆|宁德时代|立讯精密|富士康|博世|西门子|三星|友达光电|AECC|BYD|IBM|中兴|联通|移动公司|电信|中国移动|国家电网|苏州供电公司|平安|平安保险|人保
太平洋保险|新华书店|永辉超市|肯德基|麦当劳|星巴克|海底捞|如家酒店|苏州工业园区税务局|吴江区人民医院|昆山市第一人民医院|平望镇政府|盛泽镇卫生院|震泽中学|吴江一中|实验小学|松陵幼儿园|吴江区公安局
昆山市委组织部|通鼎互联|亨通|亨通光电|永鼎|盛虹|东方盛虹|康力电梯|科沃斯|信达生物|苏州轨道交通|吴江农商行|江苏银行|南通大学|扬大|江大|南航|东大|南师大|中国矿业大学|江苏师范大学|淮阴工学院
金陵科技学院|三江学院|苏州城市学院|常熟理工|人本集团|人人乐|得力集团|好未来|无印良品|至臻科技|在线教育科技公司|到家集团|家家悦|有道|当当网|学而思|新东方|中公教育|地平线|万科|恒大|碧桂园
链家|贝壳|中原地产|江苏悦达|徐工|三一|中联重科|一汽|上汽|大众|苏州中学|外企服务集团|前程无忧|中软|文思海辉|软通动力|金龙客车|大全集团|日立|月星集团|年年红|号百|班班通|正大|正泰|回天新材
去哪儿|前海人寿|中电|中核|将军烟草|申洲|元祖|名创优品|大润发|小鹏|小红书|家乐福|见福便利|稳健医疗|长期护理中心|同仁堂|同济大学|苏州市职业大学|苏州职业大学|天津职业大学|江苏联合职业技术学院
73061部队|武警苏州支队|吴江高级中学|苏州供销社|中信银行|中邮|开元酒店|人人乐|现代汽车|学大教育|未来科技|未来|中公|微信支付|平台科技|完美日记|知道创宇|中海油|省昆中|天一中|昆山人才中心|通过电子|健康之路|如家|如新|真实生物|良品铺子|参天制药|昆山杜克|西交利物浦|南林|晓庄|太湖学院|苏州公司""".replace(
    "\n", "|"
).split("|")
OPEN = "待业|未就业|单位待定|准备考研|备考|求职中|暂无单位|拟签约|回原籍|流动党员|党费交至2023年6月|正在找工作|未签协议|预备期延长|团支书|灵活就业|自主创业|回原籍就业|组织关系保留在学校"
SETTLED = "已就业|就业|工作|上班|升学|考研|已签约|已签三方|专转本|已考上|本科院校|学校待定|本科院校，名称待定|公司|企业|单位已落实|工作已落实|单位名称见协议|已录取|已入职"


def test_v2_words_of_the_trade_name_nobody() -> None:
    assert [remark for remark in EMPTY if names_unit(remark)] == []


def test_v2_names_are_names_however_short() -> None:
    assert [remark for remark in NAMED if not names_unit(remark)] == []
    assert [remark for remark in NAMED if not names_unit(f"已签约{remark}") or not names_unit(f"就业单位：{remark}")] == []


def test_v2_who_has_found_work_or_a_school() -> None:
    assert [remark for remark in OPEN.split("|") if says_settled(remark)] == []
    assert [remark for remark in SETTLED.split("|") if not says_settled(remark)] == []


SCHOOL, HOME = "苏州大学党委组织部", "中共昆山市委组织部"


@pytest.mark.parametrize(
    ("department", "remark", "is_told"),
    [
        (SCHOOL, None, True), (SCHOOL, "已就业", True), (SCHOOL, "学校待定", True), (SCHOOL, "本科院校", True), (SCHOOL, "同附件1", True), (SCHOOL, "党费交至6月", True),
        (SCHOOL, "苏大", False), (SCHOOL, "专转本：苏州大学", False), (HOME, None, False), (HOME, "已就业", True), (HOME, "专转本", True), (HOME, "某公司", True),
        (SCHOOL, "正常毕业", True), (SCHOOL, "档案已寄", True), (HOME, "正常毕业", False), (HOME, "专转本落榜", False), (HOME, "待业", False), (SCHOOL, "留校工作", False), (HOME, "未就业", False), (HOME, "学校待定", True), (HOME, "专转本学校待定", True), (HOME, "专转本，学校待定", True), (HOME, "考研", True), (HOME, "灵活就业", False), (HOME, "单位待定", False), (HOME, "回原籍就业", False), (HOME, "自主创业（花店）", False), (HOME, "已签约华为", False), (HOME, "流动党员", False),
    ],
)  # fmt: skip
def test_v2_r310_by_department_and_remark(department: str, remark: str | None, is_told: bool) -> None:  # noqa: FBT001 - a table's column
    people = [{**GOOD, "receiving_department": department, "remark": remark}]
    assert ("R310" in {f.code for f in report(workbook("附件2.xlsx", roster(people))).findings}) == is_told


def test_d2_d9_a_remark_without_a_name_is_one_finding_and_no_worse_than_a_blank_one() -> None:
    found = report(workbook("附件2.xlsx", roster([{**GOOD, "receiving_department": SCHOOL, "remark": "一所大学"}]))).findings
    assert [f.code for f in found if f.field == "remark"] == ["R310"]
    found = report(workbook("附件2.xlsx", roster([{**GOOD, "remark": "已就业"}]))).findings
    assert [(f.code, f.severity.value) for f in found] == [("R310", "warning")]


def test_e3_what_is_quoted_was_typed() -> None:
    people = [{**GOOD, "remark": "专转本"}, {**SECOND, "remark": "同上"}]
    assert ["“同上”" in f.message for f in report(workbook("附件2.xlsx", roster(people))).findings if f.code == "R310"] == [False, True]
    out = {"landed_org": None, "landed_on": None, "receipt": None}
    rows = [{**GOOD_VISIT, **out, "not_landed_reason": "否"}, {**GOOD_VISIT, **out, "name": "李强", "not_landed_reason": "同上"}]
    messages = [f.message for f in report(workbook("附件3第一次.xlsx", visits(rows))).findings if f.code == "R325"]
    assert [[word in one for word in ("“否”", "“同上”")] for one in messages] == [[True, False], [False, True]]

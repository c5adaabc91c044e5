"""Where somebody goes: what is denied, failed or only planned is no destination, in 附件3, on cards and in remarks."""

import re

import pytest
from support import GOOD, VISIT, checked
from test_r_rules import NOTE, codes

from gradflow.kinds.destinations import told
from gradflow.kinds.text import is_meant
from gradflow.model.findings import Problem
from gradflow.rules.remark import told_destination

TOLD = {
    "study": """专转本 专升本 考取 已考取 考取苏州大学 录取 已录取 录取至苏州大学 被苏州大学录取 专转本录取 已专转本 专转本（苏州大学） 专转本：苏州大学 去年落榜，今年考取苏州大学 考研失败，专转本录取苏州大学 升学 考研 升入苏州大学
考取南京医科大学 考取苏州大学教师教育专业 专转本（学校待定） 专转本，待报到 专转本待入学 专转本，9月报到 专转本，未报到 考上苏州大学 考入南京林业大学 考取研究生 考取本科院校 考取苏大 专转本，档案未寄 未到录取学校报到，专转本
专转本成功 转本上岸 通过专转本考试升入苏州大学 专转本已通过 就读于苏州大学 南京工程学院读本科 本科在读（苏州大学） 无锡学院专转本 专转本至无锡太湖学院 考取无锡学院 专转本（未来教育学院） 专转本，准备考研 2023年专转本录取
准备专转本，已录取 专转本二战成功 专转本成功录取 专转本到苏州大学 已被南京工程学院录取 转本苏州大学 专转本录取南京晓庄学院 专转本（已录取） 已升学 已升入苏州大学 升学到无锡学院 专转本读本科 录取为苏州大学本科生
专转本考取无锡太湖学院 继续升学 升学深造 通过专转本考取苏州大学 考取专转本 考取本科 拟报到苏州大学，专转本 专转本，等待入学 专转本，待开学 专转本，暂未报到 专转本，9月入学后转 本科（专转本） 升学（南京） 2023年升学
专转本-苏州大学 专转本+苏州大学 专转本后继续学习 未来学院专转本 已经考取苏州大学 录取通知书已到，专转本 专转本，无需转出 专转本，组织关系未转 专转本（未转） 专转本未报到 专转本，还没开学 专转本，等待开学报到 不就业，专转本
拟录取 拟录取苏州大学 拟录取至苏州大学 没就业，专转本 放弃就业专转本 暂不就业，升学 未就业，专转本录取""",
    "work": """考取公务员 考取教师编 考取选调生 考取事业编 三支一扶 西部计划 公务员 就业 已就业 就业单位 就业（恒力集团） 考取事业单位 考取国家电网 考取昆山市公安局 考取教师 考取辅警 考取消防员 考取银行 被恒力集团录取 国家电网录取
恒力集团录用 录用公务员 公务员录取 考公上岸 考编成功 考取编制 参加西部计划 参加三支一扶 参加工作 已参加工作 在苏州工作 工作 无锡公司 无锡恒力集团 无锡就业 未来科技公司 理想汽车公司 联想集团 新希望集团 想念食品有限公司
招待所就业 接待单位就业 就业，准备考研 已签约 签约华为 待入职恒力集团 找到工作 已找到工作 考研失败，已就业 专转本落榜，已就业 就业，专转本未录取 就业（未签约） 就业，未签约 未考取，已就业 不二家食品公司 无印良品公司
没考上专转本，就业于恒力集团 应聘至恒力集团 就业（单位待定） 考取国企 考取村官 考取军队文职 考取法院 考取特岗教师 考取社区工作者 小学教师 考取苏州大学附属医院 考取机关 上班 入职 入职恒力 国家电网 中国移动 三方
就业单位，未报到 再就业 落实就业单位 已落实工作 就业，未报到 就业（未转出） 单位就业 签约单位未建党组织，就业 在公司上班 已入职 就业于江苏想象科技公司 想象科技公司 模拟科技公司 准时达公司 未央区公司 待业期满已就业于恒力集团
无锡药明康德公司 不锈钢公司 非凡科技公司 非标设备公司 希望教育集团 考拉海购公司 就业，党组织关系未转 就业，暂未转出 就业，单位未接收 就业待转 就业待接收 就业单位待接收 就业单位未接收 就业，待转 就业单位不接收组织关系
单位无党组织，已就业 就业单位无党组织 已就业未转入 公司没有党组织 就业单位没有党组织 就业单位未建立党组织 就业单位未成立党支部 就业单位暂不接收 考取江苏银行 入职未满一个月 录用为公务员 被录用为事业编 成功考取公务员
已考取公务员 顺利考取选调生 通过公务员考试，已录用 签约后入职 无固定单位就业 三支一扶志愿者 服务西部计划 参加西部计划志愿服务 西部计划（新疆） 考取三支一扶 考取西部计划 考取大学生村官 考取事业单位编制 考取乡镇公务员
考取税务局公务员 考取警察 招录为辅警 教师编 教师 幼儿园教师 银行 工厂""",
    "home": """专转本(落榜) 专转本，落榜 待就业 待业 未就业 专转本落榜 考研落榜 落榜 专升本落榜 回原籍 回原籍，准备专转本 未就业，准备考研 回原籍（专转本落榜） 暂未就业 尚未就业 没有就业 没工作 没有工作 无业 无工作 单位未落实
未落实单位 待业（备考） 待业在家 回原籍备考公务员 待就业（准备考研） 没考上专转本，待业 回原籍待业 没找到工作 未找到合适工作 失业 就业未落实 回原籍（二战） 专转本未录取，待就业 未考取，回原籍 回原籍（落榜） 待业中 在家待业
暂无工作 还没找到工作 还未就业 目前待业 尚未落实就业单位 未落实工作 未签单位 就业单位未落实 回原籍，待就业 毕业后待业 待业，准备考公 无就业 毕业未就业 未就业回原籍 未就业（备考） 未就业，在家备考 没有落实单位
待就业，考研失败 考研失败待业 专转本失败回原籍""",
    "enlisted": """参军 入伍 已入伍""",
    "abroad": """出国 留学 港澳就读 香港读书 赴港读书 澳门大学 日本早稻田大学 考取日本早稻田大学 出国读研 出国深造 海外求学 日本留学""",
    "": """未考取 没考上 未录取 没录取 未被录取 未被苏州大学录取 没有被苏州大学录取 落选 升学失败 考研失败 专转本失败 准备专转本 拟专转本 待专转本 打算专转本 想专转本 二战专转本 专转本二战 二战 明年专转本 再考 明年再考专转本
待升学 拟升学 待录取 等待录取 拟就业 暂不就业 慢就业 准备就业 打算就业 不就业 未考取公务员 准备考公务员 备考公务员 考公务员 没考上公务员 公务员落榜 报考公务员 报考西部计划 报名三支一扶 三支一扶未录取 西部计划待录取
专转本未录取 专转本没考上 专转本未通过 专转本没过 专转本考试未通过 专转本未成功 专转本待录取 专转本考试 专转本（未录取） 专转本（备考） 专转本（准备中） 专转本，未录取 专转本，二战 升学未果 升学无望 放弃专转本 专转本放弃
未专转本 不专转本 没有专转本 没有升学 无升学 不考研 拟考取 灵活就业 自主就业 求职中 找工作 正在找工作 拟签约 准备签约 未签约 意向单位 就业意向 有就业意向 准备参军 拟参军 待入伍 准备出国 拟出国 打算留学
出国未果 可能就业 就业待定 就业单位待定 就业单位未定 专转本待定 专转本（待定） 专转本？ 是否升学 考专转本 再战专转本 计划专转本 预计就业 争取专转本 暂缓就业 缓就业 考教师编 准备考教师编 备考教师编 考取教师资格证
考取驾照 未考取教师编 考编 考公 备考 录取中 未升学 没有考取 没有录取 考取未果 参军未通过体检 未参军 不参军 联系就业单位中 就业单位联系中 准备考研 待考研 复读 拟回原籍 不回原籍 准备回原籍就业 拟参加西部计划
想去公司上班 未上班 明年考研 本科未录取 待转本 转本校 转本支部 落实中 准备三支一扶 拟三支一扶 等待三支一扶录取 未考取专转本 没考取 没能考取 没有考上 没考中 未能录取 未考上本科 专转本没有录取 专转本没被录取 专转本没成功
专转本不理想 专转本没有通过 专转本失利 升学未成功 升学未录取 升学没成功 专转本成绩不理想 专转本分数未过线 专转本未过线 专转本名落孙山 考研未上岸 考研没上岸 考研未过线 考公未上岸 考公失败 考编失败 考编未上岸 公务员未考上
教师编未考上 公务员考试失败 教师编落选 选调生未录取 选调生落选 事业编未通过 准备考事业编 准备考教师 复习考公 复习考研 在家复习考研 在家备考教师编 打算考公务员 想考公务员 想考研 想就业 计划就业 明年升学 来年再考专转本
计划明年专转本 准备二战 考研二战 专转本再战 等录取 等待录取通知 等待专转本录取结果 等专转本结果 升学待定 升学待录取 升学中 考取待定 拟升本 拟升入本科 拟就业于恒力集团 拟到恒力集团就业 拟签约恒力集团
准备去公司上班 准备入职 有意向公司 意向公司恒力集团 面试公司中 应聘公司中 正在应聘公司 投简历找工作 待分配工作 待安排工作 尚未签约 还没签约 暂未签约 没签约 不签约 暂不升学 不升学 不升学不就业 不打算升学 没打算就业
尚未升学 升学与否未定 就业？ 可能专转本 可能考研 也许就业 希望升学 争取考研 争取就业 考虑考研 考虑就业 报名参军 参军待定 参军体检未通过 参军未成功 准备应征入伍 打算参军入伍 想参军 计划出国 打算出国 出国待定
出国签证未通过 未出国 不出国 准备留学 延迟就业 推迟就业 放弃升学 放弃就业 放弃录取 录取后放弃 考取后放弃 取消录取 专转本录取后放弃 被退学 未取得本科录取 无录取 考而未取 升学泡汤 非就业 无意就业 无意向单位 自考本科
准备自考本科 报考研究生 备战考研 冲刺专转本 参加专转本考试 参加公务员考试 参加考研 考专转本中 三战考研 就业意向中 就业意愿 就业困难 就业前培训 就业指导 就业推荐表 求职就业中 就业求职中""",
}
"""Code -> texts that tell it; none for the empty code."""
OTHER_MATTERS = """找班主任王老师|由辅导员联系|请张老师代办|做好后续工作|完成转接工作|在做党组织关系转接工作|支部负责后续工作|组织关系转至昆山市人社局|档案寄往昆山市人才中心|党费交至6月|学校未开学|接收党组织：玉山镇党委|联系电话已换|户籍地址变更|父亲代办
王老师|下岗|流动党员|预备期延长|介绍信已开|社会工作专业|教师资格证已考取|已考取教师资格证|考取普通话证书|转本人户籍地|转本地|直接本人带走|就业指导中心|档案转就业局|留学生|入伍前党员|毕业后联系|在校担任学生会工作|班主任李老师|志愿者
学生干部|待通知|已考取驾照|考取计算机二级证书|录取通知书未到|转本科院校党委|三方未签|未签三方|暂无三方|大学生村官报名中|在岗|单位待定|公司待定|公司未定|学校待定"""
OF_THE_COLUMN = {"灵活就业": "self_employed", "自主就业": "self_employed", "暂缓就业": "kept"}
"""What else the column 具体情况 knows."""
TEXTS = [(code, text) for code, texts in TOLD.items() for text in texts.split()]


def test_a1_a_destination_counts_where_it_is_meant() -> None:
    assert [(text, told(text)) for code, text in TEXTS if told(text) != ({code} if code else set())] == []
    assert [text for code, text in TEXTS if told_destination(text) != (code or None)] == []


def test_a1_other_matters_in_a_remark_tell_no_destination() -> None:
    assert [text for text in OTHER_MATTERS.replace("\n", "|").split("|") if told(text)] == []


def read(text: str) -> str:
    found = VISIT.kinds["destination_type"].parse(text)
    return found.check or "" if isinstance(found, Problem) else found


def test_a1_the_column_never_takes_a_plan_or_a_failure_for_a_destination() -> None:
    expected = [(text, OF_THE_COLUMN.get(text, code or "C120")) for code, text in TEXTS]
    assert [(text, read(text), right) for text, right in expected if read(text) != right] == []
    boxes = {
        "☑专转本（未录取） □就业单位": "C120",
        "☑专转本 □就业单位": "study",
        "专转本；就业单位": "C121",
        "回原籍就业": "C120",
        "单位：恒力": "work",
    }
    assert {text: read(text) for text in boxes} == boxes


@pytest.mark.parametrize(
    ("text", "says"), [("准备专转本", "没有写明现在是哪一项"), ("不详", "不在可选项之内"), ("回原籍就业", "不在可选项之内")]
)
def test_a1_the_sentence_says_why(text: str, says: str) -> None:
    (found,) = [one for one in checked({"name": "王芳", "destination_type": text}, form=VISIT).findings if one.code == "C120"]
    assert f"“{text}”{says}" in found.message and "专转本" in found.advice and found.is_error


def test_a1_any_words_with_and_without_a_denial() -> None:
    words, rest = re.compile("花店"), ("，9月去", "（昆山）", "")
    meant = ("开{}", "昆山的{}", "未来{}", "无锡{}", "理想的{}", "招待所旁的{}")
    denied = ("不去{}", "没有{}", "准备开{}", "打算明年开{}", "无{}", "{}未成", "{}失败", "{}待定", "拟去{}")
    assert [one + more for one in meant for more in rest if not is_meant(words, one.format("花店") + more)] == []
    assert [one + more for one in denied for more in rest if is_meant(words, one.format("花店") + more)] == []
    assert is_meant(words, "无" + "考上" * 500 + "花店") is False, "no text takes long"


CARD_ONLY = {
    "study": "苏州大学 南京工程学院 南京工业职业技术大学 无锡学院 苏州大学文正学院",
    "work": "昆山市公安局 苏州银行 盛泽中学 恒力集团 吴江区税务局 昆山市第一人民医院 玉山镇政府 松陵幼儿园",
    "": "华为 京东 汇川技术 昆山市人社局 昆山市人才市场 苏州信息职业技术学院 昆山市委党校 昆山 江苏省苏州市 玉山镇 昆山市委组织部 苏州 个体 自由 再说",
}


def test_b6_a_name_alone_tells_a_destination_on_a_card_only() -> None:
    texts = [(code, text) for code, names in CARD_ONLY.items() for text in names.split()]
    assert [text for code, text in texts if told_destination(text, is_card=True) != (code or None)] == []
    assert told_destination("苏州大学") is None and told_destination("昆山市公安局") is None


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        ("南京工程学院读本科", {"X630"}), ("本科在读（苏州大学）", {"X630"}), ("苏州大学", {"X630"}), ("国家电网", {"X617"}), ("昆山市公安局", {"X617"}), ("工作", {"X617"}),
        ("没考上专转本，找工作", set()), ("准备明年专转本", set()), ("准备考研", set()), ("二战专转本", set()), ("专转本落榜", set()), ("未考取", set()),
        ("待就业", set()), ("拟就业", set()), ("暂不就业", set()), ("灵活就业", set()), ("慢就业", set()), ("找工作", set()), ("华为", set()), ("昆山市人才市场", set()),
    ],
)  # fmt: skip
def test_a2_a3_b6_what_the_card_tells_asks_for_a_name(card: str, expected: set[str]) -> None:
    assert codes(card={"destination": card}, out={"remark": None}) & NOTE == expected


@pytest.mark.parametrize(
    "remark", ["专转本落榜", "专转本未录取", "没考上专转本", "准备专转本", "升学失败", "考研落榜", "慢就业", "未就业", "专转本（落榜）"]
)
def test_a2_a_remark_that_nothing_came_of_it_names_nothing(remark: str) -> None:
    assert "R310" not in {one.code for one in checked({**GOOD, "remark": remark}).findings}

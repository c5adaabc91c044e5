"""Where somebody goes: what is denied, failed or only planned is no destination, in 附件3, on cards and in remarks."""

import re

import pytest
from support import GOOD, VISIT, checked
from test_r_rules import NOTE, codes

from gradflow.core.findings import Problem
from gradflow.kinds.destinations import told
from gradflow.kinds.meant import is_meant
from gradflow.rules.destination import told_destination

TOLD = {
    "study": """专转本 专升本 考取 已考取 考取苏州大学 录取 已录取 录取至苏州大学 被苏州大学录取 专转本录取 已专转本 专转本（苏州大学） 专转本：苏州大学 去年落榜，今年考取苏州大学 考研失败，专转本录取苏州大学 升学 考研 升入苏州大学
考取南京医科大学 考取苏州大学教师教育专业 专转本（学校待定） 专转本，待报到 专转本待入学 专转本，9月报到 专转本，未报到 考上苏州大学 考入南京林业大学 考取研究生 考取本科院校 考取苏大 专转本，档案未寄 未到录取学校报到，专转本
专转本成功 转本上岸 通过专转本考试升入苏州大学 专转本已通过 就读于苏州大学 南京工程学院读本科 本科在读（苏州大学） 无锡学院专转本 专转本至无锡太湖学院 考取无锡学院 专转本（未来教育学院） 专转本，准备考研 2023年专转本录取
准备专转本，已录取 专转本二战成功""",
    "work": """考取公务员 考取教师编 考取选调生 考取事业编 三支一扶 西部计划 公务员 就业 已就业 就业单位 就业（恒力集团） 考取事业单位 考取国家电网 考取昆山市公安局 考取教师 考取辅警 考取消防员 考取银行 被恒力集团录取 国家电网录取
恒力集团录用 录用公务员 公务员录取 考公上岸 考编成功 考取编制 参加西部计划 参加三支一扶 参加工作 已参加工作 在苏州工作 工作 无锡公司 无锡恒力集团 无锡就业 未来科技公司 理想汽车公司 联想集团 新希望集团 想念食品有限公司
招待所就业 接待单位就业 就业，准备考研 已签约 签约华为 待入职恒力集团 找到工作 已找到工作 考研失败，已就业 专转本落榜，已就业 就业，专转本未录取 就业（未签约） 就业，未签约 未考取，已就业 不二家食品公司 无印良品公司
没考上专转本，就业于恒力集团 应聘至恒力集团 就业（单位待定） 考取国企 考取村官 考取军队文职 考取法院 考取特岗教师 考取社区工作者 小学教师 考取苏州大学附属医院 考取机关 上班 入职 入职恒力 国家电网 中国移动 三方
就业单位，未报到 再就业 落实就业单位 已落实工作""",
    "home": """专转本(落榜) 专转本，落榜 待就业 待业 未就业 专转本落榜 考研落榜 落榜 专升本落榜 回原籍 回原籍，准备专转本 未就业，准备考研 回原籍（专转本落榜） 暂未就业 尚未就业 没有就业 没工作 没有工作 无业 无工作 单位未落实
未落实单位 待业（备考） 待业在家 回原籍备考公务员 待就业（准备考研） 没考上专转本，待业 回原籍待业 没找到工作 未找到合适工作 失业 就业未落实 回原籍（二战） 专转本未录取，待就业 未考取，回原籍 回原籍（落榜）""",
    "enlisted": """参军 入伍 已入伍""",
    "abroad": """出国 留学""",
    "": """未考取 没考上 未录取 没录取 未被录取 未被苏州大学录取 没有被苏州大学录取 落选 升学失败 考研失败 专转本失败 准备专转本 拟专转本 待专转本 打算专转本 想专转本 二战专转本 专转本二战 二战 明年专转本 再考 明年再考专转本
待升学 拟升学 待录取 等待录取 拟就业 暂不就业 慢就业 准备就业 打算就业 不就业 未考取公务员 准备考公务员 备考公务员 考公务员 没考上公务员 公务员落榜 报考公务员 报考西部计划 报名三支一扶 三支一扶未录取 西部计划待录取
专转本未录取 专转本没考上 专转本未通过 专转本没过 专转本考试未通过 专转本未成功 专转本待录取 专转本考试 专转本（未录取） 专转本（备考） 专转本（准备中） 专转本，未录取 专转本，二战 升学未果 升学无望 放弃专转本 专转本放弃
未专转本 不专转本 没有专转本 没有升学 无升学 不考研 拟考取 拟录取 灵活就业 自主就业 求职中 找工作 正在找工作 拟签约 准备签约 未签约 意向单位 就业意向 有就业意向 准备参军 拟参军 待入伍 准备出国 拟出国 打算留学
出国未果 可能就业 就业待定 就业单位待定 就业单位未定 专转本待定 专转本（待定） 专转本？ 是否升学 考专转本 再战专转本 计划专转本 预计就业 争取专转本 暂缓就业 缓就业 考教师编 准备考教师编 备考教师编 考取教师资格证
考取驾照 未考取教师编 考编 考公 备考 录取中 未升学 没有考取 没有录取 考取未果 参军未通过体检 未参军 不参军 联系就业单位中 就业单位联系中 准备考研 待考研 复读 拟回原籍 不回原籍 准备回原籍就业 拟参加西部计划
想去公司上班 未上班 明年考研 本科未录取 待转本 转本校 转本支部 落实中 准备三支一扶 拟三支一扶 等待三支一扶录取""",
}
"""Code -> texts that tell it; none for the empty code."""
OF_THE_COLUMN = {"灵活就业": "self_employed", "自主就业": "self_employed", "暂缓就业": "kept"}
"""What else the column 具体情况 knows."""
TEXTS = [(code, text) for code, texts in TOLD.items() for text in texts.split()]


def test_a1_a_destination_counts_where_it_is_meant() -> None:
    assert [(text, told(text)) for code, text in TEXTS if told(text) != ({code} if code else set())] == []
    assert [text for code, text in TEXTS if told_destination(text) != (code or None)] == []


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

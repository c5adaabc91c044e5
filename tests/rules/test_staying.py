"""Whether free text says that a membership stays: kept or abroad; denials, plans of others, other things kept, and names of units say nothing."""

import pytest

from gradflow.kinds.destinations import NOT_MOVING, says_abroad, says_gone, says_kept, says_not_moving, says_not_ours
from gradflow.model.folding import squeezed
from gradflow.rules.follow_up import is_lost

KEPT = """
保留 留校 保留在校 组织关系保留在校 组织关系暂留学校 关系留在学院 拟保留组织关系 单位未落实，申请保留在学校 暂缓就业，组织关系保留在学校 延期毕业，暂不转出 因未落实单位，关系保留在学院党委
"""
ABROAD = "出国留学 2023.9出国读研 申请出国，办理签证中 境外读书 出国在某公司工作 准备出境"
NEITHER = """
街道暂缓接收 社区暂缓办理，等八月 档案保留在学校，等街道调档 户口保留在学校集体户，未迁 留校参加专转本集训，八月办理 不保留，正在转回原籍 不再保留在校，已申请转出 没有出国，在等社区通知
取消出国计划，转原籍办理中 出国计划取消 未出国 本人出国旅游，八月回来办 公司派出国出差一个月，回来办 父母出国 苏州出国留学服务有限公司 新东方前途出国咨询有限公司苏州分公司 恒远（境外）投资有限公司
苏州留学人员创业园 保留用地建设有限公司 保留原籍户口 党费保留凭证 预备期暂缓转正 保留入学资格 保留学籍，参军 留校任教
"""


@pytest.mark.parametrize("text", KEPT.split())
def test_kept(text: str) -> None:
    assert says_kept(text)


@pytest.mark.parametrize("text", ABROAD.split())
def test_abroad(text: str) -> None:
    assert says_abroad(text) and not says_kept(text)


@pytest.mark.parametrize("text", NEITHER.split())
def test_neither(text: str) -> None:
    assert not says_kept(text) and not says_abroad(text)


NOT_TRANSFERRED = """
劝退 被劝退 自行脱党 已按自行脱党处理 (退学) (延期) 延期 待复学 2024年复学 休学，2024年9月复学 明年复学
本人已去世 已退党 取消预备党员资格 休学一年，2024年毕业 父亲去世，已被除名 已故 过世 2023年4月车祸身亡 已退学 肄业 留级 学分未修满，不能毕业 未能按时毕业 开除学籍 推迟毕业 休学中，尚未复学 结业，未取得毕业证
已退党，今年毕业 停止党籍，未恢复 已去世，父亲代领 延期毕业，预计2024年补考通过 结业 该同学5月去世 家长来电，该生已去世 已去世，死亡证明已交 曾强(已去世) 李若兰(休学) 岳明(退学) 老师告知，5月去世 姑苏区户籍，休学 休学，无法正常毕业 延期毕业，需补考通过
"""
TRANSFERRED = """
未劝退 避免自行脱党 连续6个月不交党费的按自行脱党处理 2023年6月复学 2021年复学，今年毕业 2023年复学 转正延期 父亲去世 外婆病逝，回原籍 休学后已复学 未退党 不延期毕业 可能延期毕业 因病休学一年，2021年复学，今年毕业 曾休学一年(2020.9-2021.9)，现已正常毕业 因疫情休学一学期，已补齐学分毕业 2022年休学创业，2023年复学并毕业
延期毕业已于6月补考通过，正常毕业 结业(已换发毕业证) 结业后补考合格，已取得毕业证 家中老人去世，8月办理 老人去世回家奔丧 因奶奶过世暂回原籍 父亲病重，5月去世 单位：昆山市死亡医学证明管理中心 已除名于网签系统，改签昆山
休学(2020年)，已复学 曾因病休学 休学创业经历 参军休学两年，今年毕业 上一届延期毕业生，今年毕业 往届结业生，今年换证 曾停止党籍，已恢复 停止党籍半年，后已恢复 家长去世 未受处分，未被除名 中国人寿身故理赔岗 法医助理(死亡鉴定)
已退学一次后重新高考入学 留级一年后正常毕业 除名单位核对 已退学费 通过世茂集团面试 推迟毕业答辩 本人父亲病重，5月去世
"""


@pytest.mark.parametrize(
    ("text", "is_so"), [*((one, True) for one in NOT_TRANSFERRED.split()), *((one, False) for one in TRANSFERRED.split())]
)
def test_nobody_to_transfer(text: str, is_so: bool) -> None:  # noqa: FBT001 - a row of the table
    assert says_not_ours(text, 2023) == is_so


GONE = {
    "已于5月转出": True,
    "组织关系已转出": True,
    "三方协议已转出": False,
    "劳动关系已转出至昆山分公司": False,
    "已转出至昆山市人事局": True,
}


@pytest.mark.parametrize(("text", "is_so"), GONE.items(), ids=GONE)
def test_gone(text: str, is_so: bool) -> None:  # noqa: FBT001 - a row of the table
    assert says_gone(text) == is_so


STAYS = {
    "不转": True,
    "组织关系不转": True,
    "（不转出）": True,
    "回原籍，无需转接": True,
    "档案不转": False,
    "不转正": False,
    "不转专业": False,
    "暂不转": False,
    "不转本校，转原籍": False,
}


@pytest.mark.parametrize(("text", "is_so"), STAYS.items(), ids=STAYS)
def test_not_moving(text: str, is_so: bool) -> None:  # noqa: FBT001 - a row of the table
    assert bool(NOT_MOVING.search(squeezed(text))) == is_so


NO_LETTER = """
脱党 自行脱党 已自行脱党 劝退 开除 被开除 已开除党籍 判刑 因犯罪被判刑 在押 中止党籍 终止党籍 党籍已终止 不转 不转出 组织关系不转 无需转接 不用转 不必再转 已自行转出 已自己转走 5月已转 已转 组织关系已转 5月已转出 组织关系已转接
已转组织关系 未毕业 重修未毕业 学分未修满 学分不够 未修满学分 缓毕业 暂缓毕业 暂不毕业 未取得毕业证 没有毕业 没毕业 未达到毕业要求 转学 已转学 5月转学 转学至三江学院 转入其他支部 已转入其他支部 转到别的支部 不是本支部 不是本支部学生
非本支部党员 不属于本支部 作废 此行作废 该生作废 删除 请删除 本条删除 重复 与上一行重复 重复填报 与第3行重复 此人不算 不算 失踪 取保候审 （作废） 张三（重复） （不是本支部） 脱离党组织 已退出中国共产党 误报 未按期毕业 无效 退学
已退党，不转
"""
LETTER = """
原介绍信作废 三方协议作废，重新签约 旧手机号作废 原身份证作废 电话与姐姐重复 地址与李强重复 手机号重复使用 未受处分，未被开除 被原公司开除，回原籍 父亲被判刑 在押运公司工作 存在押金问题 在昆山市拘留所任辅警 专转本学校待定 中转学校
2021年由南京转学到本校 转学生 大二转学至本校 组织关系由其他支部转入 组织关系转入玉山镇庙头村党支部 转入三江学院计算机学院党支部 非本支部发展 未毕业前在恒力集团实习 妹妹未毕业 档案已转 户口已转 材料已转出 团关系已转 微信已转 党费已转 已转正
已转为正式党员 已转专业 专业已转 身份已转 已转档 毕业证未领 尚未领取毕业证 参加毕业典礼 党校结业 转正手续已转 服刑人员管理岗 招聘信息已删除 重复参加专转本考试 学分已修满 正常毕业 正常毕业，学分足够 不转本校，转原籍 档案不转 不转正 暂不转
快递失踪 学校不予受理 没有毕业照 无需转户口 户口不转 不用转档案 不转专业 已转接收单位 已退团 未脱党 劝退过他人 学费已转 已删除旧号 未重复 已按期毕业 今年毕业 未毕业先就业 辅修学分未修满 第二学位未毕业
"""


@pytest.mark.parametrize(("text", "is_so"), [*((one, True) for one in NO_LETTER.split()), *((one, False) for one in LETTER.split())])
def test_no_letter(text: str, is_so: bool) -> None:  # noqa: FBT001 - a row of the table
    assert says_not_moving(squeezed(text), 2023) == is_so


LOST = {"失联": True, "被拉黑": True, "微信2023.7.20（原号停机）": False, "2023.7.20电话（前两次无人接听）": False, "微信2023.7.20，电话停机已换号": False, "电话2023.7.20（停机）": True, "微信被拉黑，已电话联系": False, "手机号已注销": True, "人找不到了": True, "没有失去联系，等社区": False, "并未失联": False, "单位电话找不到人": False,
    "家里电话停机，手机畅通": False, "其兄长失联": False, "已消失联系的同学转告": False, "通过其哥哥仍联系不上": True,
}  # fmt: skip


@pytest.mark.parametrize(("text", "is_so"), LOST.items(), ids=LOST)
def test_out_of_touch(text: str, is_so: bool) -> None:  # noqa: FBT001 - a row of the table
    assert is_lost(text) == is_so

"""Whether free text says that a membership stays: kept or abroad; denials, plans of others, other things kept, and names of units say nothing."""

import pytest

from gradflow.kinds.destinations import says_abroad, says_kept, says_not_ours
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


NOT_OURS = {
    "本人已去世": True, "已退党": True, "取消预备党员资格": True, "休学一年，2024年毕业": True, "父亲去世，已被除名": True,
    "父亲去世": False, "外婆病逝，回原籍": False, "休学后已复学": False, "未退党": False, "不延期毕业": False, "可能延期毕业": False,
}  # fmt: skip


@pytest.mark.parametrize(("text", "is_so"), NOT_OURS.items(), ids=NOT_OURS)
def test_nobody_to_transfer(text: str, is_so: bool) -> None:  # noqa: FBT001 - a row of the table
    assert says_not_ours(text) == is_so


LOST = {"失联": True, "手机号已注销": True, "人找不到了": True, "没有失去联系，等社区": False, "并未失联": False, "单位电话找不到人": False}


@pytest.mark.parametrize(("text", "is_so"), LOST.items(), ids=LOST)
def test_out_of_touch(text: str, is_so: bool) -> None:  # noqa: FBT001 - a row of the table
    assert is_lost(text) == is_so

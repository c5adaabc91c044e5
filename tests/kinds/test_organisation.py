"""The ordered pattern list, on names from real notices."""

import pytest

from gradflow.kinds.organisation import classify
from gradflow.kinds.places import owners, read_places, region_name

TABLE = """
local      昆山市委组织部 中共昆山市委员会组织部 江苏省苏州市吴江区委组织部 恩施土家族苗族自治州委组织部 阿拉善盟委组织部 大兴安岭地委组织部
local      第八师石河子市委组织部 吴江市委组织部 砀山县委组织部 中共苏州市吴江区委组织部
system     中共江苏省委教育工委组织部 中共重庆市委教育工委组干处 中共湖北省委教育工委
township   吴江区松陵街道党工委 中共平望镇委员会 庙头村党委
zone       苏州工业园区党工委组织部 昆山经济技术开发区党工委组织人事局 太湖度假区党工委党群工作部
talent     苏州市人才服务中心党委 流动人才党委
unit       苏州大学党委组织部 中共恒力集团有限公司委员会 中共四川大学委员会 中国共产党中国农业大学农学院委员会 中共连云港市城乡建设局委员会
branch     平望镇庙头村党支部 花园社区总支部委员会
headless   组织部 市委组织部 县委组织部
section    昆山市委组织科
government 昆山市人才市场 吴江派出所
employer   恒力集团有限公司 苏州大学
committee  张家港市委
no_committee 吴江区组织部
place      苏州市 吴江区
undecided  待定
unnamed    回原籍 老家
other      松陵
"""
CASES = [(name, line.split()[0]) for line in TABLE.strip().splitlines() for name in line.split()[1:]]


@pytest.mark.parametrize(("name", "category"), CASES)
def test_classify(name: str, category: str) -> None:
    assert classify(name) == category


@pytest.mark.parametrize(
    ("code", "name"),
    [("320584", "吴江市"), ("320509", "吴江区"), ("320502", "沧浪区"), ("320586", "吴县市"), ("110101", "东城区"), ("329999", None)],
)
def test_regions_include_abolished_ones(code: str, name: str | None) -> None:
    assert region_name(code) == name


def test_counties_of_one_name() -> None:
    assert set(owners(read_places("鼓楼区")[0][0], 2023)) == {"南京市", "徐州市", "福州市", "开封市"}
    assert owners(read_places("吴江区")[0][0], 2023) == ("苏州市",)


@pytest.mark.parametrize(("name", "category"), [
    ("海军北海舰队某部政治部", "military"), ("信息支援部队某部政治工作部", "military"), ("空降兵某旅政治工作部", "military"), ("驻港部队某部政治部", "military"),
    ("东部战区某部党委", "military"), ("某部队政治处", "headless"), ("某旅", "unnamed"), ("海军某部", "other"),
])  # fmt: skip
def test_a_unit_of_the_forces_may_go_by_a_nameless_name(name: str, category: str) -> None:
    assert classify(name) == category

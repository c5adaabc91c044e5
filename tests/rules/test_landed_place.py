"""Whether two names are those of two organisations: between rounds (X634), and between a remark and where its writer landed (X638)."""

import pytest

from gradflow.rules.landed_place import differ, other_unit
from gradflow.rules.landing import SENT_BACK, TAKEN

TWO = """
吴江区松陵街道第一党支部 吴江区松陵街道第二党支部|恒力集团第1支部 恒力集团第三支部|中共松陵街道第一支部 中共松陵街道第2支部委员会|恒力集团党委 盛虹集团党委|三江学院党委 泰州学院党委|苏州大学附属第一医院党委 苏州大学附属第二医院党委|吴江区桃源镇党委 吴江区震泽镇党委
"""
ONE = """
吴江区松陵街道第一党支部 吴江区松陵街道第1党支部|松陵街道第十一党支部 松陵街道第11支部|松陵街道梅石社区党支部 松陵街道梅石社区第二党支部|苏州农商银行党委 江苏苏州农村商业银行股份有限公司党委
工商银行吴江支行党委 中国工商银行吴江支行党委|一道村党支部 一道村第一党支部|三里村党支部 三里村支部|中国移动苏州公司党委 中国移动通信集团江苏有限公司苏州分公司党委|亨通集团党委 亨通光电公司党委
苏州大学文正学院党委 苏州城市学院党委|中国铁路上海局集团有限公司党委 上海铁路局苏州站党总支|江苏省电力公司党委 国网江苏省电力有限公司苏州供电分公司党委|昆山市第一人民医院党委 江苏大学附属昆山医院党委
"""


def pairs(text: str) -> list[list[str]]:
    return [pair.split() for line in text.strip().splitlines() for pair in line.split("|")]


@pytest.mark.parametrize(("one", "other"), pairs(TWO))
def test_two_organisations(one: str, other: str) -> None:
    assert differ(one, other)


@pytest.mark.parametrize(("one", "other"), pairs(ONE))
def test_one_organisation_in_two_spellings(one: str, other: str) -> None:
    assert not differ(one, other)


ELSEWHERE = """
京东物流 顺丰物流党支部|东吴证券 华泰证券党委|签约苏州亨通光电 永鼎光电党委|东吴律师事务所 苏州新天伦律师事务所党支部|京东物流有限公司 顺丰物流党支部
三江学院 泰州学院党委|盐城工学院 盐城师范学院党委|苏州大学 苏州科技大学党委|南京工业大学 南京工程学院党委|专转本：南京工程学院 盐城工学院党委|恒力集团 盛虹集团党委|恒力集团有限公司 盛虹控股集团有限公司党委
苏州恒远精密电子有限公司 昆山丘钛微电子公司党支部|苏州银行 江苏银行党委
建行昆山分行 中国农业银行昆山分行党委|苏州大学附属第一医院 苏州大学附属第二医院党委|签约昆山市第一人民医院 昆山市第二人民医院党委|苏州大学 南京工程学院信息工程学院党委
"""
THERE = """
京东物流 京东物流昆山分公司党支部|平安保险 中国平安保险集团党委|苏州物流公司 顺丰物流党支部|恒力化纤 恒力集团党委|腾讯科技 深圳市腾讯计算机系统有限公司党委|东吴证券苏州营业部 东吴证券股份有限公司党委
三江学院 中共三江学院计算机科学与工程学院总支部委员会|南京工业大学浦江学院 浦江学院党委|南京师范大学泰州学院 南师大泰州学院党委|苏州大学文正学院 苏州城市学院党委|淮阴工学院 淮工化工学院党总支|盐城师范学院 盐师信息工程学院党委
扬州大学 扬大商学院党委|江苏海事职业技术学院 江苏海事学院党委|三江学院 南京市雨花台区铁心桥街道大学城社区党委|苏州大学 学院街道党工委|恒力石化股份有限公司 恒力集团党委|苏州三星电子 苏州工业园区唯亭街道党工委
三星电子（苏州）半导体有限公司 苏州三星电子有限公司党委|国网苏州供电公司 国网江苏省电力有限公司苏州供电分公司党委|中国移动苏州分公司 中国移动通信集团江苏有限公司苏州分公司党委|恒力集团 盛泽镇党委|恒力集团 苏州市外服人力资源有限公司党委
徐工集团 徐州工程机械集团有限公司党委|中石化苏州分公司 中国石油化工股份有限公司江苏苏州石油分公司党委|苏州轨道交通运营公司 苏州市轨道交通集团有限公司运营一分公司党委|铁塔公司 中国铁塔股份有限公司苏州市分公司党委
盐城师范学院 盐城师院信息工程学院党委|南信大滨江学院 无锡学院党委|南京传媒学院 中国传媒大学南广学院党委|原文正学院 苏州城市学院党委|徐州师院 江苏师范大学党委|工行 中国工商银行股份有限公司苏州分行党委
昆山市第一人民医院 江苏大学附属昆山医院党委|苏州市立医院 南京医科大学附属苏州医院党委|江苏省人民医院 南京医科大学第一附属医院党委|淮安市第一人民医院 南京医科大学附属淮安第一医院党委|昆山市第一人民医院 昆山市中医医院党委
"""


@pytest.mark.parametrize(("remark", "landed"), pairs(ELSEWHERE))
def test_landed_at_another_school_or_firm(remark: str, landed: str) -> None:
    assert other_unit(remark, landed)


@pytest.mark.parametrize(("remark", "landed"), pairs(THERE))
def test_landed_where_the_remark_says(remark: str, landed: str) -> None:
    assert not other_unit(remark, landed)


@pytest.mark.parametrize(
    "text",
    [
        "已被退回，重新发起中",
        "对方退回",
        "街道拒收",
        "退件，重新办理",
        "材料不全，被退回",
        "已被退回，重新发起中，预计9月底接收",
        "重新发起中",
    ],
)
def test_sent_back(text: str) -> None:
    assert SENT_BACK.search(text)
    assert not TAKEN.search(text)


@pytest.mark.parametrize(
    "text",
    [
        "曾被退回，重新发起后已接收",
        "7月被退回，8月已转入",
        "回执已退回学校",
        "档案退回",
        "曾被驳回，现已接收",
        "退役军人",
        "换单位到昆山，已重新发起",
        "换单位，已重新发起并转入",
    ],
)
def test_not_sent_back_or_taken_since(text: str) -> None:
    assert not SENT_BACK.search(text) or TAKEN.search(text)

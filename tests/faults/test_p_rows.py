"""Faults P1-P7: which rows under a head are people, by evidence and not by position."""

import csv
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import zip_longest
from pathlib import Path
from random import Random
from time import process_time

import pytest
import xlwt
from samples import sample
from support import CARD, COLLEGE, FORM, GOOD, GOOD_CARD, GOOD_VISIT, SECOND, VISIT, read, report, roster, visits, workbook

from gradflow.model.cells import Merge, Raw, Sheet
from gradflow.model.reports import Report
from gradflow.pipeline.heads import find_head
from gradflow.pipeline.line_words import LineKind, is_section
from gradflow.pipeline.people import People, read_people

Rows = list[list[Raw]]
KEYS = [field.key for field in FORM.spec.fields]
HEADS: list[Raw] = [field.head for field in FORM.spec.fields]
WIDTH = len(KEYS)
TITLE_LINE = FORM.spec.titled(COLLEGE, 2023)
ZHAO = {**GOOD, "name": "赵敏", "sex": "女", "id_number": "320584200103054622", "phone": "13861530099", "age": 22}
CHEN = {**GOOD, "name": "陈伟", "id_number": "320584200207089934", "phone": "13912345671", "age": 20}
THREE = (GOOD, ZHAO, CHEN)


def crowd(random: Random, count: int) -> list[dict[str, Raw]]:
    """People without a fault that tells anything of rows."""
    ids = [sample(FORM.kinds["id_number"], random) for _ in range(count)]
    return [
        {**GOOD, "name": sample(FORM.kinds["name"], random), "id_number": one, "phone": sample(FORM.kinds["phone"], random)} for one in ids
    ]


def cells(person: Mapping[str, Raw], seq: Raw = 6) -> list[Raw]:
    return [seq if key == "seq" else person.get(key) for key in KEYS]


def at(column: int, *texts: Raw) -> list[Raw]:
    """Texts from a column on."""
    return [*[None] * (column - 1), *texts]


def people_of(rows: Rows, merges: Sequence[Merge] = ()) -> People:
    sheet = Sheet("Sheet1", rows, tuple(merges))
    head = find_head(sheet, [FORM], "")
    assert head
    return read_people(sheet, head)


def sort_of(row: list[Raw], *, place: int = 2) -> LineKind:
    """What a row among three people is read as."""
    rows = roster(THREE)
    rows.insert(3 + place, row)
    found = people_of(rows)
    number = 4 + place
    assert len(found.records) - 3 in {0, 1}, row
    if any(number in record.rows for record in found.records):
        return LineKind.PERSON
    return LineKind.SAMPLE if number in found.samples else LineKind.TEXT


MASKED = {**GOOD, "name": "李某某", "id_number": "32058420000512****", "phone": "138****5678"}
SAMPLES: list[list[Raw]] = [
    *[cells({**GOOD, "name": name}, seq) for name, seq in [
        ("李某某", "例"), ("王芳", "样例"), ("王芳", "示例"), ("王芳", "范例"), ("王芳", "（例）"), ("王芳", "(示例)"), ("王芳", "如"), ("王芳", "例如"),
        ("王芳", "填写样例"), ("王芳", "举例"), ("王芳", "例1"), ("王芳", "例："), ("王芳", "【例】"), ("王芳", "示范"), ("王芳", "样本"), ("王芳", "例子"),
        ("王芳", "填写示例"), ("王芳", "范本"), ("王芳", "参考"), ("王芳", "eg."), ("王芳", "Sample"), ("王芳", "例 1"), ("王芳", "样 例"),
        ("例：张三", 1), ("张三（例）", 1), ("张三（示例）", 0), ("李四(样例)", 1), ("示例", 1), ("样例", None), ("例如：李四", None), ("如：张三", 1),
        ("王小明（填写示例）", 1), ("张三[例]", 1),
    ]],
    *[cells({**GOOD, "remark": remark}, 1) for remark in [
        "样例", "示例", "此行为示例，请删除", "样例，填报时请删除", "（填写示例）", "示例行", "本行为样例，正式上报时删除", "示例数据请勿删除", "例子", "仅供参考（示例）",
    ]],
    *[cells({**MASKED, **more}, 1) for more in [
        {}, {"name": "张××"}, {"name": "王XX"}, {"name": "王某"}, {"name": "某某某"}, {"name": "XXX"}, {"name": "***"}, {"name": "李*"}, {"name": "赵**"},
        {"name": "张○○"}, {"name": "张某某", "id_number": "3205XXXXXXXXXXXXXX"}, {"name": "张xx", "id_number": "3205**********1234"},
        {"name": "×××", "id_number": "××××××××××××××××××"}, {"name": "李某", "id_number": "320584……"}, {"name": "张某某", "phone": "138XXXXXXXX"},
        {"name": "张三"}, {"name": "李四", "id_number": "3205**************"}, {"name": "王某某", "id_number": None}, {"name": "某某", "id_number": "18位身份证号"},
    ]],
    at(2, "必填", "必填", "必填", "必填", "必填", "必填", "必填", "必填", "必填", "选填"),
    at(2, "与身份证一致", "周岁", "下拉选择", "如：汉族", "18位，文本格式", "下拉选择", "手机11位", "写全称", "填到门牌号", "没有不填"),
    [None, "真实姓名", None, "男/女", "如：汉族", "18位"],
    ["填写说明", "按身份证填写", "数字", "男或女", "全称", "文本型", "预备党员/正式党员", "11位手机号", "组织部全称", "省市区街道门牌号", "选填"],
    ["自动生成", "必填，与身份证一致", "自动计算", "下拉选择", "选择", "18位", "下拉", "必填", "必填", "必填", None],
    ["（必填）"] * WIDTH,
    at(2, "请填写真实姓名", None, "单选", "单选", "请输入18位号码", "单选", "请填写手机", "请填全称", "请填详细地址"),
    at(2, "×××", "××", "×", "××族", "×××××××××××××××××× (18位)", "×××", "×××××××××××", "中共××市委组织部", "××省××市××路××号"),
]  # fmt: skip
SECTION_TEXTS = [
    "预备党员", "正式党员", "预备党员（3人）", "正式党员(2名)", "一、预备党员", "（二）正式党员", "1.预备党员", "2、正式党员：", "预备党员：", "【预备党员】", "——预备党员——",
    "一、预备党员（共3人）", "预备党员 3人", "预备党员名单", "正式党员共5名", "男党员", "女生", "男", "少数民族党员", "入党积极分子", "发展对象", "学生党员", "毕业生党员",
    "软件2001班", "网络2001班（3人）", "一班", "软件技术1班", "20软件1班", "2020级", "20级", "2023届", "大三", "三年级", "软件技术", "计算机应用技术", "电子商务", "会计", "护理",
    "数字媒体应用技术专业", "机电一体化技术", "学前教育", "市场营销", "商务英语", "物流管理", "会计2002", "计算机系", "信息工程系", "软件学院", "商学院（5人）", "经济管理学院",
    "（一）软件2001班", "第一组", "一、计算机应用技术专业（共12人）", "专业：软件技术", "班级：软件2001班", "二、2020级", "五年制", "专转本", "回原籍", "就业", "待业", "参军入伍", "回原籍（5人）",
    "省内", "省外", "转往省外", "三、转往省外的党员", "苏州市", "江苏省", "汉族", "回族", "已转出", "未落实", "补充", "其他", "第一批", "软件2001班:3人", "①预备党员", "A. 预备党员", "数控技术班",
    "大数据技术", "人工智能技术应用", "动漫制作技术", "建筑工程技术", "酒店管理与数字化运营", "软件2001、软件2002", "智能控制技术2班", "机电系党支部", "学生第一党小组", "本科生", "专科",
]  # fmt: skip
SECTIONS: list[list[Raw]] = [
    *[[text] for text in SECTION_TEXTS],
    *[at(2, text) for text in SECTION_TEXTS],
    *[at(7, text) for text in SECTION_TEXTS],
    *[[text] * WIDTH for text in SECTION_TEXTS[::5]],
    ["一", "预备党员"], ["二", "正式党员", None, None, "3人"], ["（一）", "软件2001班"], ["预备党员", "3人"], ["软件2001班", None, None, None, None, None, None, "共3人"],
    at(2, "预备党员", 3), ["一、", "计算机应用技术", "（共5人）"], at(4, "预备党员（3人）"), at(11, "软件2001班"), at(9, "省外"), ["1", "预备党员"], [1, "软件2001班"], at(7, "预备党员", 2),
]  # fmt: skip
TOTAL_TEXTS = [
    "合计", "总计", "小计", "共计", "总人数", "本页小计", "合 计", "合  计：", "总数", "累计", "人数合计", "合计人数", "共3人", "共三人", "合计3人", "合计：3人", "总计：3名", "总人数3", "人数：3",
    "共3人，其中正式党员2人，预备党员1人", "合计：叁人", "以上共3人", "本支部共有毕业生党员3名", "本页合计", "本页共3人", "计", "全支部合计3人", "总计（人）", "总计3人（男1人，女2人）",
    "汇总", "总计数", "平均值", "求和项:年龄", "Grand Total", "Total", "Count", "Subtotal", "TOTAL:", "预备党员 计数", "正式党员 汇总", "男 计数", "计数项:姓名", "最大值", "平均值项:年龄",
    "软件2001班 小计", "软件2001班小计：3人", "其中：正式党员3人", "其中正式党员2人、预备党员1人", "正式党员2人，预备党员1人", "男1人，女2人", "（合计）", "【合计】", "合计:", "党员总数3人", "实有3人",
    "毕业生党员合计3人", "Σ", "Average", "毕业生党员总数：3", "总 计", "共计：3人", "应转出3人", "预备党员小计", "总共3人", "合计（3人）",
]  # fmt: skip
TOTALS: list[list[Raw]] = [
    *[[text] for text in TOTAL_TEXTS],
    *[at(2, text) for text in TOTAL_TEXTS],
    *[at(7, text, 3) for text in TOTAL_TEXTS[:12]],
    *[at(11, text) for text in TOTAL_TEXTS[:8]],
    ["合", "计", None, None, 3], ["合计", None, "3人"], ["汇总", None, 22.4, None, None, None, None, None, None, None, 3], [6, "合计", None, "3人"], ["合计", 3, 66], at(3, "平均年龄", 22.3),
    at(10, "合计：", "3人"), ["总计", None, None, "男1女2", None, None, "正式3"], at(7, "正式党员 计数", 3), ["合计"] * WIDTH, ["合计", None, None, "男：1", None, None, "预备：0"],
]  # fmt: skip
BELOWS = [
    "（以下空白）", "以下空白", "此页以下空白", "【以下无内容】", "——以下空白——", "以下为空白栏", "本页以下空白", "(空白)", "此处以下空白", "以下无", "以 下 空 白", "…以下空白…", "以下无正文", "＊以下空白＊",
    "「以下空白」", "以下均为空白", "以下为空", "此行以下空白", "《以下空白》", "--以下空白--", "（以下无）", "以下无人员", "以下内容为空", "下空", "此表以下空白", "以下空行", "（以下各栏空白）", "完", "【完】", "END", "到此为止",
    "（本页空白）", "空白", "===以下空白===", "以下没有", "自此以下空白", "以下空白。", "以下无毕业生党员", "～以下空白～", "/以下空白/", "以下作废",
]  # fmt: skip
BLANKS: list[list[Raw]] = [
    *[[text] for text in BELOWS], *[at(2, text) for text in BELOWS], *[at(6, text) for text in BELOWS], ["以", "下", "空", "白"], at(3, "以", None, "下", None, "空", None, "白"), ["以下空白"] * WIDTH,
    [6, "以下空白"], [6, "——", "——"], [6], [6, None, None, None, "汉族"], [6, None, None, None, None, None, "正式党员"], ["——"], at(2, "/", "/", "/", "/"),
]  # fmt: skip
NOTES: list[list[Raw]] = [
    *[row for text in [
        "以上情况属实", "本支部承诺以上信息真实有效", "经办人：张三  联系电话：13861530078", "党支部书记（签字）：", "填表人：李四  2023年6月20日", "审核意见", "（盖章）", "填表人：李四", "审核人", "党总支意见：",
        "2023年6月20日", "二〇二三年六月二十日", "年  月  日", "填报日期：2023.6.20", "单位（公章）", "党委审核意见：同意", "负责人签字：", "支部书记：王五 13912345670", "联系人及电话：王五 13912345670", "制表：张三",
        "备注：以上人员均已核对", "注：联系电话要真实", "说明：本表一式两份", "★以上信息请核对", "请于6月24日前交党委办公室", "附件2", "填表说明：", "联系电话：13912345670", "学院（盖章）", "党支部（盖章）", "填表人李四",
        "经办人（签名）", "书记", "审批意见", "核对无误", "组织员：李红", "领导签字", "日期：", "填表时间：2023年6月20日", "本表一式两份，支部和党办各留一份", "以上内容经本人核对无误", "1、联系电话要真实有效，保证能联系上",
    ] for row in ([text], at(2, text), at(5, text))],
    ["填表人：李四", None, None, "审核人：王五", None, None, None, "13912345670"], ["填表人", "李四", None, "联系电话", None, "13912345670"], ["书记", "王五", "电话", "13912345670"],
    ["经办人", "张三", None, None, "日期", None, "2023年6月20日"], ["以上情况属实", None, None, "党支部书记：王五", None, None, None, "13912345670"], ["党支部书记（签字）：", None, None, None, "（盖章）", None, None, "2023年6月20日"],
    ["审核意见", "同意转出", None, None, "盖章"], at(6, "负责人：王五", None, "电话：13912345670"), ["审核人：", "王五", None, "填表人：", "李四", None, "日期：", "2023.6.20"], ["党委意见：", "同意"],
    at(2, "填表人：李四", None, None, "日期：2023.6.20"), at(8, "填表人：李四", "审核：王五"), ["承诺人（签字）：李四", None, None, None, "时间：2023年6月20日"], ["填表人：", "李四", None, None, None, None, None, "13912345670"],
]  # fmt: skip
NOBODY = {"sample": SAMPLES, "section": SECTIONS, "total": TOTALS, "blank": BLANKS, "note": NOTES}


@pytest.mark.parametrize(("sort", "row"), [(sort, row) for sort, rows in NOBODY.items() for row in rows])
def test_p1_to_p4_rows_that_are_nobody(sort: str, row: list[Raw]) -> None:
    for place in (0, 2, 3):
        found = sort_of(row, place=place)
        assert found is not LineKind.PERSON, place
        assert place == 0 or (found is LineKind.SAMPLE) is (sort == "sample")  # right under the head it may go on with it


NAMES = (  # noqa: SIM905 - a list one can read
    "高兴 安静 康乐 计划 党员 金融 安全 黄山 程序 时间 单位 项目 易经 万里 常委 马上 黄河 毛利 明天 成功 江山 白云 文明 向前进 石头 方向 方法 万一 于是 司徒 欧阳 第五 合一 共和 总一 令狐冲 尉迟恭 上官婉儿 "
    "张三丰 王一 丁一 卜一 一帆 张栋 李科 王期 张省 例外 如意 样品 方块 曾经 党生 黎明 党校 林科 周组织 章程"
).split()
REAL: list[list[Raw]] = [
    *[cells({**GOOD, "name": name}) for name in NAMES],
    *[[6, name] for name in (
        "高兴", "安静", "康乐", "计划", "黄河", "江山", "白云", "尉迟恭", "上官婉儿", "张栋", "李科", "张?", "买买提·艾力", "买买提•艾力", "阿依古丽", "阿不都热依木", "乌云其木格", "格桑次仁", "Zhang San", "王书", "金融", "安全",
        "黄山", "张 三丰", "欧 阳", "王芳（女）", "李娜(大)", "张伟1", "㛃丽", "王𬀩", "时间", "单位", "王*", "□静", "古丽", "合一", "司马相如", "赛", "程序", "于是", "马上", "万一", "如意", "方法", "斯琴高娃", "才让多吉",
    )],
    *[at(2, name) for name in ("高兴", "安静", "计划", "王芳", "买买提·艾力", "张?", "欧阳娜娜", "李科", "张栋", "古丽")],
    cells({**GOOD, "id_number": None}), cells({**GOOD, "name": None}), cells({"name": "王芳", "remark": "已就业"}), cells({"name": "王芳", "id_number": GOOD["id_number"]}), cells({"id_number": GOOD["id_number"]}),
    cells({"phone": "13961234579"}), cells({"name": None, "id_number": "3.2E+17"}), cells({"id_number": "32058420000512001"}), cells({"id_number": 320584200005120000.0}), cells({"id_number": "3205842000051200161"}),
    cells({"id_number": "32O584200005120016"}), cells({**GOOD, "id_number": "3205**********0016"}), cells({**GOOD, "phone": "139****4579"}), cells({**GOOD, "name": "李某某"}), cells({**GOOD, "name": "张三"}),
    cells({**GOOD, "name": "张?"}), cells({**GOOD, "name": "合一?"}), cells({"name": "买买提·艾力", "sex": "男"}), cells(dict.fromkeys(KEYS, "同上")), cells(dict.fromkeys(KEYS, "〃"), "〃"), cells({**GOOD, "name": "同上"}),
    cells({**GOOD, "remark": "例行检查合格"}), cells({**GOOD, "remark": "合计3项"}), cells({**GOOD, "remark": "以下空白"}), cells({**GOOD, "remark": "预备党员转正中"}), cells({**GOOD, "remark": "软件2001班"}),
    cells({**GOOD, "remark": "填表人"}), cells({**GOOD, "remark": "同意"}), cells({**GOOD, "remark": "必填"}), cells({**GOOD, "remark": "党支部书记"}), cells(GOOD, None), cells(GOOD, "预备"), cells(GOOD, "组长"), cells(GOOD, "①"),
    cells(GOOD, "第6"), cells(GOOD, "六"), cells(GOOD, "软件2001班"), cells({"name": "王芳", "age": 22, "sex": "男"}, None), cells({"sex": "男", "ethnicity": "汉族", "member_status": "正式党员"}), cells({**GOOD, "name": "Wang Fang"}),
    cells({**GOOD, "name": "软件2001班"}), cells({**GOOD, "name": "预备党员"}), cells({**GOOD, "name": "王书记"}), cells({**GOOD, "name": "王芳 13961234579"}), cells({"name": "王芳", "address": GOOD["address"]}),
    cells({**GOOD, "id_number": "待补"}), cells({"name": "王芳", "remark": "样貌端正"}), cells({"name": "王芳", "remark": "参加示范支部"}), cells({**GOOD, "name": "王某", "phone": "13961234579"}), cells({"name": "高兴", "member_status": "预备党员"}, None),
    cells({**GOOD, "receiving_department": "同上", "address": "同上"}), cells({**GOOD, "name": "#REF!"}), cells({**GOOD, "name": "范例"}), cells({**GOOD, "name": "总计"}, 6), cells({"name": "赵敏", "ethnicity": "回族"}, None),
    ["王芳"], ["赵敏", None, 22, "女"],
]  # fmt: skip


@pytest.mark.parametrize("row", REAL)
def test_p_rows_that_are_people(row: list[Raw]) -> None:
    for place in (0, 2, 3):
        assert sort_of(row, place=place) is LineKind.PERSON, place


# What stands alone in a row, in any column: nobody.
ALONE = (
    (
        "附：党员联系方式‖二〇二〇级‖20级软件‖软件201‖软工2班‖2020级软件技术专业（含专转本）‖第一党支部‖学前教育专业2001‖护理1‖护理专业：‖【软件2001班】‖※预备党员‖▲正式党员（共 2 人）‖"
        "★预备党员‖一 预备党员‖一．预备党员‖壹、正式党员‖Ⅰ、预备党员‖(1)正式党员‖第一部分：正式党员‖1）预备党员‖A、正式党员‖正式党员【3人】‖正式党员—3人‖预备党员:2‖正式党员 2‖正式党员数‖入党申请人‖"
        "中共正式党员‖中共预备党员(2人)‖转正党员‖应转出党员‖以下为预备党员‖以下为正式党员名单‖下列为预备党员‖上述为正式党员‖机电2001班毕业生党员‖商学院2020级‖经管系‖外语系‖信工系‖教师教育学院‖本科‖"
        "三年制大专‖五年一贯制‖高职单招‖扩招‖退役士兵‖女党员（2名）‖男党员 1‖少数民族‖汉族党员‖共青团员‖升学党员‖就业党员‖专升本（1人）‖专转本学生‖参军‖出国‖自主创业‖灵活就业‖未就业‖待就业‖公务员‖西部计划‖"
        "江苏省内‖江苏省外‖苏州市内‖苏州大市‖苏州市外‖吴江区‖昆山‖外省‖转出省外‖转出到省外‖省内转接‖省外转接‖系统内转接‖线上转接‖跨省转接‖组织关系转往原籍‖组织关系转到单位‖组织关系保留‖暂缓转出‖延期毕业‖"
        "合计人数：3‖合计：3 人‖合计 3‖合计叁人‖总计：三人‖人数合计：3人‖总数：3‖共有党员3人‖毕业生党员共3人‖本班共3人‖本页3人‖小计3‖累计3人‖共计 3 名党员‖以上合计3人‖其中：男1人‖其中,女2人‖"
        "男1人、女2人‖正式2人 预备1人‖党员3人‖学生党员3名‖转出3人‖应转3人，实转3人‖报送人数3‖上报人数：3人‖合计（人）：3‖合计：正式党员2人，预备党员1人‖TOTAL‖total: 3‖Grand total‖"
        "合 计 ：‖小    计‖总   计：3人‖本页合计：‖计 3 人‖计数‖总计数：3‖求和‖平均‖汇总：3人‖（小计）‖《合计》‖合计/3人‖合计——3人‖全部合计‖大合计‖总合计‖累计人数‖最终合计‖以下空白!‖"
        "（以下空白行）‖以下全空‖以下全部空白‖此线以下空白‖以下单元格空白‖~~~以下空白~~~‖……‖※以下空白※‖以下空白（无）‖（无）‖无其他‖以下无其他党员‖以下无记录‖此处空白‖余下空白‖其余空白‖以下空白，无内容‖"
        "-----以下空白-----‖<以下空白>‖〖以下空白〗‖﹝以下空白﹞‖（以下無）‖以下空白/‖\\以下空白\\‖下接第2页‖接下页‖续表‖（续上表）‖转下页‖见下页‖见附页‖第1页 共2页‖第 1 页‖1/2‖"
        "打印日期：2023/6/20‖制表日期 2023-06-20‖本表填报人承诺以上信息真实‖填表人（签名）：        审核人（签名）：‖党支部书记签名：‖书记签字：‖签名：‖签 字‖签章‖（公章）‖公\u3000章‖盖章处‖"
        "（党支部盖章）‖党总支（盖章）‖日\u3000期‖年\u3000月\u3000日‖2023年 月 日‖二○二三年六月二十日‖2023-06-20‖2023/6/20‖2023.06.20‖填表人‖填表人：‖填报人：李四‖填报人 李四‖填报：李四‖"
        "填表：李四‖审核：王五‖复核：‖核对人：‖经手人：张三‖负责人：王五（签字）‖联系人：王五‖联系人：王五，电话：13912345670‖联系人 王五 13912345670‖电话：0512-63456789‖"
        "手机：13912345670‖邮箱：a@b.com‖辅导员：张老师‖班主任：李老师 13912345670‖支委：王五‖组织委员：王五‖党委组织部审核‖组织部意见：‖学院党委意见‖二级学院审核意见（盖章）：‖支部大会意见‖"
        "经支部大会讨论通过‖经核实无误‖情况属实。‖以上属实‖以上信息真实‖本人承诺‖特此证明‖特此说明‖此致‖敬礼‖报：党委办公室‖抄送：组织部‖备注：‖备注:无‖注‖说明‖注：无‖填表要求：1.姓名与身份证一致‖"
        "1.姓名须与身份证一致；2.电话真实‖（1）联系电话要真实有效‖注意：身份证号为文本格式‖请勿改动表头‖请勿删除本行‖表格不够可另附页‖此表可复制‖本表一式三份‖填写时请参照示例‖不要合并单元格‖附件2：‖附件2-1‖"
        "表2‖附表‖单位：人‖单位:名‖填报单位：甲支部‖报送单位（盖章）‖截至2023年6月20日‖统计截止时间：2023年6月20日‖数据来源：系统导出‖导出时间：2023-06-20 10:00:00‖由金山文档生成‖样表‖"
        "样例如下‖示例如下：‖示例：‖例：‖举例说明‖参考样例‖（样例，勿删）‖填写示范‖以上为示例‖以上两行为示例‖以下为样例‖模板行‖真实填报从下一行开始‖请从此行开始填写‖↓请从下行开始填写‖正式填报请从下一行开始‖"
        "以上为填写说明‖"
    )
    .strip("‖")
    .split("‖")
)


@pytest.mark.parametrize("text", ALONE)
def test_p_a_line_alone_is_nobody(text: str) -> None:
    for column in (1, 2, 4, 7, 11):
        assert sort_of(at(column, text), place=column % 4) is not LineKind.PERSON, column


SEVERAL: list[list[Raw]] = [
 ["一","预备党员（3人）"],["（一）","正式党员",None,None,None,None,None,"共3人"],["1.","软件2001班"],["一、",None,"软件2001班"],["班级：","软件2001班"],["班级","软件2001班",None,"人数",3],["专业：","软件技术",None,"班级：","软件2001"],["软件2001班","（3人）"],
 ["软件2001班","辅导员：张老师"],["软件2001班","辅导员","张老师","13912345670"],["软件技术专业","共5人",None,"男3人","女2人"],["预备党员","正式党员"],["预备党员",None,None,None,"2023年6月发展"],["第一党小组","组长：王五"],["第一党小组","组长","王五"],
 ["2020级","软件技术","2001班"],[None,"2020级",None,"软件技术"],["商学院","会计专业"],["","　","预备党员"],["*","预备党员","*"],["——","预备党员","——"],["预备党员"]*3,["软件2001班"]*2,
 ["合计","","","","","","","","","","3"],["合计人数","3"],["合计：","3","人"],["共","3","人"],["共计",3,"人"],["总人数：",3],["小计","男",2,"女",1],["合计",None,None,"男2人，女1人",None,None,"正式3人"],["总计",None,"平均22岁"],["合计","-","-","-"],["合计","/","/","/","/"],["合计",0,0,0,0],
 ["汇总",None,None,None,None,None,None,3],[None,"汇总",None,None,None,None,None,None,None,None,3],[None,None,22.333333333],[None,None,None,None,None,None,None,None,None,None,3],[None,"总计数",3],["男 计数",3],["（空白） 计数"],["预备党员 汇总",None,22],["Total","","",3],["计数项:姓名",3],["行标签","计数项:姓名"],["行标签","求和项:年龄"],
 [datetime(2023, 6, 20)], [None, None, datetime(2023, 6, 20)],["填表日期",datetime(2023,6,20)],["填表人","李四","填表日期",datetime(2023,6,20)],["日期：",None,datetime(2023,6,20)],[None,None,None,None,None,None,None,None,"2023年6月20日"],
 ["填表人：","李四",None,"联系电话：","13912345670"],["填表人：",None,"审核人："],["填表人（签字）：",None,None,None,"书记（签字）：",None,None,"日期："],["支部书记：","王五",None,"联系人：","李红",None,"电话：","13912345670"],["书记签名","王五"],["审核","王五","制表","李红"],
 ["经办人：张三",None,None,None,None,"联系电话：13912345670",None,None,"2023.6.20"],[None,"经办人：张三",None,None,None,"13912345670"],[None,None,None,"经办人：张三 联系电话：13912345670 日期：2023-06-20"],["党总支审核意见","同意","书记：王五","2023年6月20日"],
 ["支部意见",None,"党总支意见",None,"党委意见"],["同意转出","甲支部","（盖章）"],["（盖章）","（盖章）"],["单位盖章",None,"负责人签字"],["本人承诺以上信息属实","签字："],["承诺：","以上信息真实有效"],["备注","以上人员均为2023届毕业生"],["注：","联系电话要真实有效"],["注","1、联系电话要真实有效；2、备注栏注明"],[None,"注：1、“联系电话”要真实有效；"],
 ["说明","本表于6月24日前交"],["填报说明","一、姓名与身份证一致","二、电话真实"],["温馨提示","请核对"],["截止日期","6月24日"],["报送邮箱：","abc@163.com"],["联系QQ群","123456789"],["附：","介绍信抬头参考"],
 ["以下","空白"],["以下",None,"空白"],["—","以下空白","—"],["（","以下空白","）"],["/","/","/","/","/","/","/","/"],["以下空白","以下空白"],["～","～"],["······"],["无","无","以下空白"],["（以下空白）",None,None,None,None,None,None,None,None,None,"（以下空白）"],
 ["序号","姓名","学号"],["姓名","班级"],["姓名","身份"],["党员","人数"],["性别","人数"],["类别","人数","占比"],["班级","党员数"],["去向","人数","备注"],["支部","书记","电话"],["组织部名称","备注"],["序号","项目","数量"],
]  # fmt: skip
"""Several cells of a row that is nobody's."""


@pytest.mark.parametrize("row", SEVERAL)
def test_p_several_cells_are_nobody(row: list[Raw]) -> None:
    found = [sort_of(row, place=place) for place in (0, 2, 3)]
    assert LineKind.PERSON not in found


SURNAMED = (  # noqa: SIM905 - a list one can read
    "赵一 钱二 李合 吴总 郑州 王省 冯班 陈级 褚卫国 卫星 蒋委员 沈系 韩国 杨部 朱科 秦组 尤其 许可 何处 吕区 "
    "施工 张县 孔市 曹镇 严村 华侨 金山 魏国 陶瓷 姜汤 戚继光 谢谢 邹城 喻言 柏林 水平 窦唯 章鱼 云南 苏州 "
    "潘安 葛根 奚落 范围 彭州 郎才 鲁班 韦编 昌平 马达 苗族 凤凰 花木兰 方案 俞伯牙 任务 袁州 柳州 鲍鱼 史记 "
    "唐山 费用 廉江 岑溪 薛城 雷达 贺州 倪萍 汤山 滕州 殷实 罗马 毕业 郝好 安康 常州 乐山 于都 时光 傅说 皮县 "
    "齐全 康定 伍佰 余杭 元旦 顾问 孟州 平安 黄石 和平 穆斯 萧山 尹祥 姚明 邵阳 湛江 汪洋 祁阳 毛重 狄青 米芾 "
    "贝雷 明年 臧否 计算 伏羲 成都 戴安娜 谈判 宋体 茅台 庞大 熊猫 纪念 舒服 屈原 项链 祝福 董事 梁山 杜鹃 "
    "阮籍 蓝天 闵行 席位 季度 麻城 强化 贾汪 路人 娄底 危险 江阴 童年 颜色 郭德纲 梅花 盛夏 林业 刁难 钟楼 "
    "徐州 邱县 骆驼 高职 夏至 蔡甸 田野 樊城 胡同 凌云 霍山 虞城 万年 支部 柯桥 管理 卢氏 莫干 经理 房县 裘皮 "
    "干部 解放 应用 宗旨 丁香 宣城 邓州 单县 杭州 洪水 包装 诸城 左右 石家庄 崔嵬 吉安 龚如心 程度 嵇康 邢台 "
    "裴度 陆地 荣誉 翁源 惠州 甄别 曲阜 家长 封面 靳东 松江 段落 富阳 巫山 焦作 巴中 谷城 车间 宓妃 全部 班长 "
    "仰望 秋天 仲裁 伊春 宫殿 宁波 仇恨 甘肃 武汉 符合 刘备 景德镇 詹天佑 束缚 龙岩 叶县 幸福 司机 黎平 白银 "
    "怀化 蒲城 卓越 蔺相如 蒙自 池州 乔丹 苍南 双流 党组 翟让 谭嗣同 贡献 劳动 申请 扶风 桂林 濮阳 牛羊 寿光 "
    "通知 边疆 燕郊 浦东 尚志 农业 温州 庄河 柴火 阎良 连云港 茹毛 习水 容城 古田 易县 慎重 廖凡 庾信 终于 "
    "居民 衡阳 都江堰 耿马 满洲里 弘扬 匡正 国家 文山 寇准 广州 东莞 欧洲 沃土 利川 越秀 隆昌 巩义 聂荣 晁错 "
    "敖汉 融水 冷水江 辛集 阚清子 那曲 简阳 饶平 空军 曾国藩 沙市 养老 鞠婧祎 须弥 丰县 巢湖 关岭 蒯通 查询 "
    "后勤 红安 游戏 竺可桢 权益 盖州 益阳 "
).split()
"""Words that are names as well: a surname, and evidence beside it."""


@pytest.mark.parametrize("name", SURNAMED)
def test_p_a_word_with_evidence_beside_it_is_a_name(name: str) -> None:
    for row in (
        cells({**GOOD, "name": name}),
        cells({**GOOD, "name": name}, None),
        cells({"name": name, "sex": "男"}),
        [6, name],
        cells({"name": name, "sex": "男"}, None),
    ):
        assert sort_of(row) is LineKind.PERSON, row


MASKS = (
    "李某某",
    "李某",
    "李××",
    "李XX",
    "李xx",
    "李**",
    "**",
    "XXX",
    "某某",
    "某同学",
    "X某",
    "李○○",
    "李□□",
    "李__",
    "*三",
    "张*三",
    "小X",
    "某甲",
    "李 某 某",
)
HIDDEN = (
    "3205**********0016",
    "3205**1999****1234",
    "320584XXXXXXXX001X",
    "******************",
    "3205****",
    "××××××××××××××××××",
    "3205…",
    "身份证号",
    "18位号码",
)


@pytest.mark.parametrize("name", MASKS)
def test_p1_name_and_number_masked(name: str) -> None:
    for number in HIDDEN:
        assert sort_of(cells({**GOOD, "name": name, "id_number": number, "phone": "139****4579"})) is LineKind.SAMPLE, number
    assert sort_of(cells({**GOOD, "name": name})) is LineKind.PERSON
    assert sort_of(cells({**GOOD, "name": name, "id_number": None, "phone": "13961234579"})) is LineKind.PERSON


@pytest.mark.parametrize(
    "remark",
    [
        "如东县工作",
        "如皋市某公司",
        "例行体检",
        "参考上报",
        "样品厂",
        "江苏某某科技有限公司",
        "示范区管委会",
        "模板制造厂",
        "在XX公司实习",
        "参加示范性支部",
        "见附件样表",
        "无锡示例科技有限公司",
        "比如世界乐园",
        "如：待定",
        "参考",
    ],
)
def test_p1_a_remark_that_only_sounds_like_a_sample(remark: str) -> None:
    for number in (GOOD["id_number"], "3205**********0016"):
        assert sort_of(cells({**GOOD, "id_number": number, "remark": remark})) is LineKind.PERSON


EVERYTHING = [row for rows in NOBODY.values() for row in rows]
ROW_CODES = {"F231", "F240", "F247", "C101", "F239", "F222", "F226"}


def told_of_rows(found: Report) -> set[str]:
    return {finding.code for finding in found.findings if finding.code in ROW_CODES}


@pytest.mark.parametrize("seed", range(30))
def test_p_rows_in_any_place_and_order_of_columns(seed: int) -> None:
    """Shuffle columns, strew rows that are nobody: the people read are the people typed, and one line tells of the rest."""
    random = Random(seed)
    people = crowd(random, random.randint(2, 8))
    order = random.sample(range(WIDTH), WIDTH) if seed % 2 else list(range(WIDTH))
    strange = [row for row in random.sample(EVERYTHING, 8) if not any(re.search(r"[35三叁]|\d人", str(cell)) for cell in row)]
    body: Rows = [[cells(person, n)[place] for place in order] for n, person in enumerate(people, 1)]
    lines = [("own", row) for row in body]
    for row in strange:
        shuffled = [[*row, *[None] * WIDTH][place] for place in order] if is_by_column(row) else row
        lines.insert(random.randint(0, len(lines)), ("nobody", shuffled))
    rows = [*roster([])[:2], [HEADS[place] for place in order], *(row for _, row in lines)]
    found = report(workbook("附件2.xlsx", rows))
    names = [record.person for one in found.sheets for record in one.records]
    assert names == [person["name"] for person in people], strange
    assert told_of_rows(found) <= {"F231"}, strange
    assert sum(finding.code == "F231" for finding in found.findings) <= 1
    assert found.counts["rows_read"] == found.counts["rows_accepted"] + found.counts["rows_rejected"] == len(people)


def is_by_column(row: list[Raw]) -> bool:
    """Whether a row follows the columns of the form: a sample or instructions."""
    return row in SAMPLES


@pytest.mark.parametrize("seed", range(10))
def test_p_awkward_people_in_any_order_of_columns(seed: int) -> None:
    random = Random(seed)
    order = random.sample(range(WIDTH), WIDTH)
    for row in REAL[:-2]:  # the last stand in wrong columns
        full = [*row, *[None] * WIDTH][:WIDTH]
        rows: Rows = [
            [TITLE_LINE],
            ["党支部名称：甲支部"],
            [HEADS[n] for n in order],
            *([cells(p, n)[m] for m in order] for n, p in enumerate(THREE, 1)),
        ]
        rows.insert(random.randint(3, 6), [full[n] for n in order])
        assert len(people_of(rows).records) == 4, row


@pytest.mark.parametrize("row", [*SECTIONS[:90:3], *TOTALS[:60:3], *BLANKS[:80:3], *NOTES[:90:3]])
def test_p_a_form_without_numbers_of_people_tells_them_too(row: list[Raw]) -> None:
    """附件3 has neither ID numbers nor telephones."""
    rows = visits([{**GOOD_VISIT, "name": name} for name in ("王芳", "高兴", "买买提·艾力")])
    rows.insert(5, row)
    head = find_head(Sheet("S", rows), [VISIT], "")
    assert head
    assert [record.person for record in read_people(Sheet("S", rows), head).records] == ["王芳", "高兴", "买买提·艾力"]


@pytest.mark.parametrize("name", ["02-sample-row-masked", "04b-class-heading-merged", "05b-excel-subtotal-rows", "06-below-blank"])
def test_p_cases(name: str) -> None:
    rows = CASE_ROWS[name]
    people = [{**GOOD, "name": n} for n in ("王芳", "李强", "赵敏", "孙浩然", "周雨欣")]
    made = [*roster([])[:3], *(cells(one, n) for n, one in enumerate(people, 1))]
    for place, row in rows:
        made.insert(place - 1, row)
    merges = tuple(Merge(place, 1, place, WIDTH) for place, row in rows if len(row) == 1)
    found = report(workbook("附件2.xlsx", Sheet("Sheet1", made, merges)))
    assert found.counts["rows_read"] == 5
    assert told_of_rows(found) <= {"F231"}
    lines = [finding.message for finding in found.findings if finding.code == "F231"]
    assert len(lines) == (name[:2] in {"02", "04"})


CASE_ROWS: dict[str, list[tuple[int, list[Raw]]]] = {
    "02-sample-row-masked": [(4, ["例", "李某某", 22.0, "男", "汉族", "32058420000512****", "正式党员", "138****5678", "中共××市委组织部", "××省××市××区××路××号 215200"])],
    "04b-class-heading-merged": [(4, ["软件2001班"]), (7, ["网络2001班"])],
    "05b-excel-subtotal-rows": [(6, at(7, "预备党员 计数", 2.0)), (10, at(7, "正式党员 计数", 3.0)), (11, at(7, "总计数", 5.0))],
    "06-below-blank": [(9, at(2, "（以下空白）")), (10, at(2, "共5人，其中正式党员3人，预备党员2人"))],
}  # fmt: skip


def test_p1_a_sample_and_headings_are_told_once_together() -> None:
    rows = [
        *roster([])[:3],
        cells(MASKED, "例"),
        at(2, "必填", "必填", "必填"),
        ["软件2001班"],
        cells(GOOD, 1),
        ["一、预备党员"],
        cells(ZHAO, 2),
    ]
    (one,) = (finding for finding in report(workbook("附件2.xlsx", rows)).findings if finding.code == "F231")
    assert [f"第{row}行" in one.message for row in range(4, 10)] == [True, True, True, False, True, False]
    assert one.where.row is None


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ([["合计", None, "3人"]], False), ([["合计", None, "4人"]], True), ([at(7, "总计数", 3)], False), ([at(7, "总计数", 5)], True), ([["合计", 3, 2, 1]], False), ([["汇总", None, 65, None, None, None, None, None, None, None, 3]], False),
        ([["平均值", None, 21.7]], False), ([["其中正式党员2人"]], False), ([at(7, "正式党员 计数", 3)], False), ([["共4人，其中正式党员3人，预备党员1人"]], True), ([["共3人，其中正式党员2人，预备党员1人"]], False), ([["合计：叁人"]], False),
        ([["合计：肆人"]], True), ([["共一百零三人"]], True), ([[6, "合计", None, "3人"]], False), ([[6, "合计"]], False), ([["预备党员小计", 0]], False), ([["正式党员小计", 3], ["预备党员小计", 0], ["总计", 3]], False), ([["本支部共有毕业生党员5名"]], True),
        ([["总人数：3"]], False), ([["合计3人（男2人，女1人）"]], False), ([["求和项:年龄", 65]], False), ([["合计"]], False), ([["Grand Total", 3]], False), ([["Grand Total", 7]], True), ([["合计十三人"]], True), ([["合计（人）", 3]], False),
    ],
)  # fmt: skip
def test_p3_totals_are_checked_where_they_count(more: Rows, *, wrong: bool) -> None:
    found = report(workbook("附件2.xlsx", [*roster(THREE), *more]))
    assert ("F240" in told_of_rows(found)) is wrong
    assert found.counts["rows_read"] == 3


def test_p3_a_subtotal_counts_its_own_section() -> None:
    own, second = [cells(GOOD, 1), cells(ZHAO, 2)], [cells(CHEN, 3)]
    for upper, lower, wrong in ((2, 1, 0), (3, 1, 1), (2, 3, 0), (2, 5, 1)):
        rows = [*roster([])[:3], ["一、甲班"], *own, ["小计", upper], ["二、乙班"], *second, ["小计", lower], ["总计", 3]]
        assert sum(finding.code == "F240" for finding in report(workbook("附件2.xlsx", rows)).findings) == wrong
    rows = [*roster([])[:3], ["预备党员（共2人）"], *own, ["正式党员（1人）"], *second]
    assert "F240" not in told_of_rows(report(workbook("附件2.xlsx", rows)))


PERSONAL = (1, 2, 3, 4, 5, 6, 7, 9, 10, 11)


@pytest.mark.parametrize(
    ("second", "columns", "key", "expected"),
    [
        (at(8, "0512-63456789"), PERSONAL, "phone", ["13961234579", "0512-63456789"]), (at(8, "0512-63456789"), (2,), "phone", ["13961234579", "0512-63456789"]), (at(8, "13961234579"), PERSONAL, "phone", ["13961234579"]),
        (at(8, "13861530078"), (), "phone", ["13961234579", "13861530078"]), (at(8, 13861530078.0), (6,), "phone", ["13961234579", "13861530078"]), (at(8, "13861530078"), (1,), "phone", ["13961234579", "13861530078"]),
    ],
)  # fmt: skip
def test_p5_one_person_on_two_rows(second: list[Raw], columns: tuple[int, ...], key: str, expected: list[str]) -> None:
    rows = [*roster([GOOD]), second, cells(ZHAO, 2)]
    merges = tuple(Merge(4, column, 5, column) for column in columns)
    found = report(workbook("附件2.xlsx", Sheet("S", rows, merges)))
    records = [record for one in found.sheets for record in one.records]
    assert [(record.person, record.row) for record in records] == [("王芳", 4), ("赵敏", 6)]
    assert [number.digits for number in records[0][key].numbers] == expected
    assert told_of_rows(found) <= {"F231"}


def test_p5_an_address_in_two_lines_and_two_id_numbers() -> None:
    address = people_of([*roster([{**GOOD, "address": "江苏省苏州市吴江区"}]), at(10, "松陵街道云梨路100号 215200")], [Merge(4, 2, 5, 2)])
    assert [record.cells["address"] for record in address.records] == ["江苏省苏州市吴江区松陵街道云梨路100号 215200"]
    rows = [*roster([GOOD]), at(6, CHEN["id_number"])]
    found = report(workbook("附件2.xlsx", Sheet("S", rows, (Merge(4, 2, 5, 2),))))
    assert found.counts["rows_read"] == found.counts["rows_rejected"] == 1


def test_p5_a_value_merged_over_several_people_is_each_ones() -> None:
    people = [{**one, "receiving_department": GOOD["receiving_department"] if n == 0 else None} for n, one in enumerate(THREE)]
    found = report(workbook("附件2.xlsx", Sheet("S", roster(people), (Merge(4, 9, 6, 9), Merge(4, 1, 5, 1)))))
    assert found.counts["rows_read"] == found.counts["rows_accepted"] == 3


SECOND_TABLES: dict[str, Rows] = {
    "statistics": [["毕业生党员情况统计"], ["类别", "男", "女", "合计"], ["正式党员", 1, 1, 2], ["预备党员", 1, 0, 1], ["合计", 2, 1, 3]],
    "counts": [["项目", "人数"], ["正式党员", 2], ["预备党员", 1]],
    "destinations": [["去向", "人数", "比例"], ["专转本", 1, "33.3%"], ["就业单位", 1, "33.3%"]],
    "no heads": [["男", 2, "女", 1], ["正式党员", 2, "预备党员", 1]],
    "officers": [["支部委员联系方式"], ["姓名", "职务", "联系电话"], ["王五", "书记", "13912345670"], ["李六", "组织委员", "13912345671"]],
    "numbered officers": [["序号", "姓名", "职务", "手机"], [1, "王五", "支部书记", "13912345670"], [2, "李六", "辅导员", "13912345671"]],
    "contacts": [["联系人", "电话"], ["王五", "13912345670"], ["李红", "13912345671"]],
    "officers without heads": [["书记", "王五", "13912345670"], ["组织委员", "李红", "13912345671"]],
    "classes": [["班级", "人数", "辅导员"], ["软件2001班", 2, "王老师"], ["网络2001班", 1, "李老师"]],
    "departments": [["组织部名称", "人数"], ["中共昆山市委组织部", 2], ["中共常熟市委组织部", 1]],
    "options": [["性别", "民族", "党员类别"], ["男", "汉族", "正式党员"], ["女", "回族", "预备党员"], [None, "满族"]],
    "sign-offs": [["审核意见"], ["党支部意见", "同意"], ["填表人", "李四", "审核人", "王五", "日期", "2023-06-20"]],
}  # fmt: skip


def side_by_side(left: Rows, right: Rows) -> Rows:
    height = max(len(left), len(right))
    pairs = zip([*left, *[[]] * height][:height], [*right, *[[]] * height][:height], strict=True)
    return [[*one, *[None] * (WIDTH + 1 - len(one)), *other] for one, other in pairs]


@pytest.mark.parametrize("table", SECOND_TABLES.values(), ids=SECOND_TABLES.keys())
def test_p6_a_second_table_is_never_read_by_the_first_ones_columns(table: Rows) -> None:
    first = roster(THREE)
    for rows in ([*first, [], *table], [*first, *table], side_by_side(first, [[], [], *table]), [*table, [], *first]):
        found = report(workbook("附件2.xlsx", rows))
        assert (found.counts["rows_read"], found.counts["rows_accepted"]) == (3, 3)
        assert told_of_rows(found) <= {"F231", "F239"}
        assert not [finding for finding in found.findings if finding.is_error]


def test_p6_a_second_table_of_another_form_is_read_as_its_own() -> None:
    visited = visits([{**GOOD_VISIT, "name": one["name"], "sex": one["sex"]} for one in THREE])
    for second in (visited, visited[:1] + visited[2:], visited[2:]):
        found = report(workbook("x.xlsx", [*roster(THREE), [], *second]))
        read = [(one.form, one.branch, len(one.records)) for one in found.sheets]
        assert read == [("transfer_out", "甲支部", 3), ("follow_up", "甲支部", 3)]
        assert not told_of_rows(found)
    halves = side_by_side(roster([GOOD]), [[], *roster([ZHAO])[1:]])
    found = report(workbook("附件2.xlsx", halves))
    assert (found.counts["rows_read"], found.counts["rows_accepted"]) == (2, 2)


CARD_LINES: Rows = [
    ["毕业生党员信息登记卡"], *([field.head, GOOD_CARD.get(field.key)] for field in CARD.spec.fields if field.key != "photo"),
    ["直系亲属姓名1：", "王父", "手机：", "13912345671"],
]  # fmt: skip


@pytest.mark.parametrize("title", [0, 1])
@pytest.mark.parametrize("place", ["below", "right", "right, lower", "left", "above"])
def test_p6_a_card_beside_a_table_is_read_as_its_own(place: str, title: int) -> None:
    card, first = CARD_LINES[title:], roster([{**one} for one in THREE])
    rows = {
        "below": [*first, [], *card],
        "right": side_by_side(first, card),
        "right, lower": side_by_side(first, [[], [], [], *card]),
        "left": [[*one, *[None] * (6 - len(one)), *other] for one, other in zip_longest(card, first, fillvalue=[])],
        "above": [*card, [], *first],
    }[place]
    found = report(workbook("x.xlsx", rows))
    assert [(one.form, [record.person for record in one.records]) for one in found.sheets] == [
        ("transfer_out", [one["name"] for one in THREE]),
        ("registration_card", [GOOD_CARD["name"]]),
    ]
    assert "F247" not in {finding.code for finding in found.findings}


def test_p6_a_second_block_in_another_order_is_read_as_its_own() -> None:
    rows = [*roster([GOOD]), [], ["党支部名称：乙支部"], HEADS[::-1], *(row[::-1] for row in roster([ZHAO])[3:])]
    found = report(workbook("x.xlsx", rows))
    assert [(one.branch, [record.person for record in one.records]) for one in found.sheets] == [("甲支部", ["王芳"]), ("乙支部", ["赵敏"])]


def test_p6_people_of_a_second_table_are_told_by_name() -> None:
    found = report(
        workbook("附件2.xlsx", [*roster(THREE), ["姓名", "身份证号码"], ["罗娟", "320584200111170244"], ["李强", "110105199003078035"]])
    )
    assert found.counts["rows_read"] == 3
    assert [finding.message for finding in found.findings if finding.code == "F247"] == [
        "工作表“Sheet1”第8—9行像是2个人，没有读到：罗娟、李强"
    ]


@pytest.mark.parametrize("remark", ["见回访情况统计表", "转出情况登记表已交", "无"])
@pytest.mark.parametrize("title", ["毕业生党员组织关系转出回访情况统计表", "毕业生党员组织关系转出情况登记表"])
def test_p7_what_people_typed_does_not_say_which_form_it_is(title: str, remark: str) -> None:
    rows: Rows = [
        [title],
        ["党支部名称：甲支部"],
        ["序号", "姓名", "性别", "预备党员/正式党员", "备注"],
        *([n, name, "男", "正式党员", remark] for n, name in ((1, "王芳"), (2, "陈伟"))),
    ]
    found = report(workbook("x.xlsx", rows))
    assert [one.form for one in found.sheets] == ["follow_up" if "回访" in title else "transfer_out"]


def test_p_old_workbooks_and_texts(tmp_path: Path) -> None:
    nobody = [
        SAMPLES[0],
        ["软件2001班"],
        at(2, "（以下空白）"),
        ["合计", None, "3人"],
        ["填表人：李四", None, None, "审核人：王五", None, None, None, "13912345670"],
    ]
    rows = [*roster([])[:3], nobody[0], nobody[1], *(cells(one, n) for n, one in enumerate(THREE, 1)), *nobody[2:]]
    book = xlwt.Workbook()
    sheet = book.add_sheet("附件2")
    for row, line in enumerate(rows):
        for column, cell in enumerate(line):
            sheet.write(row, column, cell)
    sheet.merge(4, 4, 0, WIDTH - 1)
    book.save(str(tmp_path / "附件2.xls"))
    with (tmp_path / "附件2.csv").open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows(rows)
    for name in ("附件2.xls", "附件2.csv"):
        found = report(read(tmp_path / name))
        assert found.counts["rows_read"] == 3, name
        assert told_of_rows(found) <= {"F231"}, name


@pytest.mark.parametrize("sign", ["（签字）", "：李四", "：李四 13912345670"])
@pytest.mark.parametrize(
    "role", ["填表人", "经办人", "党支部书记", "审核人", "负责人", "联系人", "制表", "党总支书记", "复核人", "班主任", "辅导员"]
)
def test_p_sign_offs_are_nobody_and_people_beside_them_stay(role: str, sign: str) -> None:
    rows = [
        *roster([GOOD]),
        [f"{role}{sign}", None, None, None, "日期：2023年6月20日"],
        cells(ZHAO, 2),
        at(4, f"{role}{sign}"),
        [None, "高兴"],
    ]
    found = report(workbook("附件2.xlsx", rows))
    names = [record.person for one in found.sheets for record in one.records]
    assert names == ["王芳", "赵敏", "高兴"]
    assert "F247" not in told_of_rows(found)


def test_p_a_misspelt_head_of_names_hides_nobody() -> None:
    heads = ["姓名名" if head == FORM.spec.fields[1].head else head for head in HEADS]
    rows = [*roster([])[:2], heads, cells(GOOD, 1), [2, "高兴"], [None, "安静"], ["软件2001班"], ["合计", None, "3人"]]
    assert [record.row for record in people_of(rows).records] == [4, 5, 6]


ROLES = [
    "填表人", "经办人", "审核人", "党支部书记", "支部书记", "负责人", "联系人", "制表人", "复核人", "党总支书记", "辅导员", "班主任", "书记", "审核", "制表", "填报人", "填报单位负责人", "支部负责人", "分管领导", "组织委员", "报送人", "统计人", "核对人", "院系党总支审核", "党委意见", "单位负责人", "录入人", "经手人", "党务秘书", "组织员"
]  # fmt: skip


@pytest.mark.parametrize("seed", range(20))
def test_p_sign_offs_in_any_combination(seed: int) -> None:
    random = Random(seed)
    for _ in range(20):
        row: list[Raw] = [None] * random.choice([0, 0, 1, 1, 2, 4])
        for _ in range(random.randint(1, 3)):
            role, name = random.choice(ROLES), random.choice(("李四", "王芳", "欧阳明"))
            row += random.choice(
                [[f"{role}：{name}"], [f"{role}：", name], [role, name], [f"{role}（签字）："], [f"{role}：{name} 13861530078"],
                 [f"{role}：{name}", "联系电话：13861530078"], [f"{role}：", name, "电话：", 13861530078]]
            )  # fmt: skip
            row += [None] * random.randint(0, 2)
        row.append(random.choice([None, "日期：2023年6月20日", "2023.6.20", "（盖章）", "年  月  日"]))
        assert sort_of(row[:WIDTH], place=random.randint(0, 3)) is not LineKind.PERSON, row


def test_p_people_named_in_a_note_are_told() -> None:
    found = report(workbook("附件2.xlsx", [*roster([GOOD]), ["赵敏，女，13861530099；陈伟，男，13912345671"]]))
    assert "赵敏、陈伟" in "".join(finding.message for finding in found.findings if finding.code == "F247")


@pytest.mark.parametrize(
    "unit",
    [
        "负责",
        "负责人",
        "技术",
        "软件技术与",
        "毕业生",
        "预备",
        "共5人",
        "男3人、",
        "以下",
        "为空",
        "示例(",
        "年月",
        "1.",
        "第一",
        "12",
        "×",
        "某",
    ],
)
def test_p_no_text_is_slow(unit: str) -> None:
    start = process_time()
    for count in (20, 55, 119, 10_000):
        for end in ("", "x", "：", "人"):
            text = unit * count if count > len("技术") * 60 else (unit * count)[:119]
            assert sort_of(at(2, text + end)) in LineKind
    assert process_time() - start < 10


def visit_cells(person: Mapping[str, Raw], seq: Raw) -> list[Raw]:
    return [seq if field.key == "seq" else person.get(field.key) for field in VISIT.spec.fields]


def visited(row: list[Raw]) -> People:
    """A row between two people of 附件3."""
    sheet = Sheet("S", [*visits([GOOD_VISIT]), row, visit_cells({**GOOD_VISIT, "name": "赵敏"}, 3)])
    head = find_head(sheet, [VISIT], "")
    assert head
    return read_people(sheet, head)


@pytest.mark.parametrize(
    "name",
    "范例 范本 时间 单位 单小计 章公 例行 例如 样板 示范 联系 签字 盖章 填表 审核 书记员 班主任 合计 空白 以下空白 正式党员 苏州市 领导 必填".split(),  # noqa: SIM905 - a list one can read
)
def test_p1_a_row_of_true_values_is_a_person_whatever_its_name(name: str) -> None:
    for seq in (2, None):
        assert sort_of(cells({**GOOD, "name": name}, seq)) is LineKind.PERSON
        assert len(visited(visit_cells({**GOOD_VISIT, "name": name}, seq)).records) == 3
        few = {"name": name, "sex": "男", "member_status": "预备党员", "destination_type": "回原籍"}
        assert len(visited(visit_cells(few, seq)).records) == 3
    assert sort_of(cells({"name": name, "sex": "男", "member_status": "预备党员", "phone": "13861530078"}, 2)) is LineKind.PERSON


def test_p1_a_full_row_that_says_it_is_a_sample_is_told_to_the_branch() -> None:
    for row, code in (
        (cells(GOOD, "例"), "F248"),
        (cells({**GOOD, "name": "张三（例）"}, 1), "F248"),
        (cells({**GOOD, "remark": "此行为示例，请删除"}, 1), "F248"),
        (cells({**GOOD, "name": "张三"}, "例"), "F231"),
        (cells({**GOOD, "id_number": "32058420000512****"}, "例"), "F231"),
        (cells({**GOOD, "id_number": "320584200005120011"}, "例"), "F231"),
        (cells({**GOOD, "name": "李××"}, "例"), "F231"),
    ):
        found = people_of([*roster([])[:3], row, cells(ZHAO, 1)])
        assert [(len(found.records), told.check.code) for told in found.told] == [(1, code)], row
    assert [told.check.code for told in visited(visit_cells(GOOD_VISIT, "例")).told] == ["F248"]


@pytest.mark.parametrize("line", ["填写样例", "样例：", "示范：", "例：（请删除）", "以下为范例", "填写范例："])
def test_p1_a_row_under_a_heading_of_its_own_that_says_sample_is_asked_about(line: str) -> None:
    heading: list[Raw] = [line]
    for rows in ([cells(ZHAO, 1), heading, cells(GOOD, 2)], [heading, cells(GOOD, 1), cells(ZHAO, 1)]):
        found = people_of([*roster([])[:3], *rows])
        assert [(told.check.code, told.row) for told in found.told if told.row] == [("F259", 4 + rows.index(heading) + 1)]
        assert len(found.records) == 2  # whoever it is, nobody is lost
    for other in ("示例：姓名写全名，身份证号码写18位，联系电话写手机", "以下空白", "软件2001班"):
        assert "F259" not in [told.check.code for told in people_of([*roster([])[:3], [other], cells(ZHAO, 1)]).told]


ENDINGS = (  # noqa: SIM905 - a list one can read
    "党支部（公章） 党支部 商学院党支部 商学院党支部（盖章） 党委（盖章） 组织部（盖章） 组织部 校党委组织部审核 苏州市委组织部监制 盖章 2023年6月19日 2023.6.19 书记： 支部书记：李明 李明 填表人：王芳 审核人 签名： 日期： "
    "合计 共2人 小计 （以下空白） / 无 完 注：以上信息属实 同意转出 软件2001班 正式党员（2人） 转往苏州市外（2人） 监督电话：0512-63456789 联系电话：0512-63456789 经办人：王芳13862105577 第1页 2/3 苏州信息职业技术学院党委"
).split()


@pytest.mark.parametrize("text", ENDINGS)
def test_p5_what_stands_under_the_last_person_changes_no_value(text: str) -> None:
    own = [cells(GOOD, 1), cells({**ZHAO, "remark": "苏州恒力石化"}, 2)]
    typed = [record.cells for record in people_of([*roster([])[:3], *own]).records]
    for column in (8, 9, 10, 11):
        assert [record.cells for record in people_of([*roster([])[:3], *own, at(column, text)]).records] == typed, column
    bare = visit_cells({**GOOD_VISIT, "landed_org": None, "landed_on": None, "receipt": None}, 1)
    sheets = [Sheet("S", [*visits([])[:3], bare, *([] if column < 6 else [at(column, text)])]) for column in (5, 6, 7, 9, 10)]
    found = [read_people(sheet, head).records for sheet in sheets if (head := find_head(sheet, [VISIT], ""))]
    assert [[record.cells for record in one] for one in found] == [[found[0][0].cells]] * len(sheets)


STREET, COMPANY = "江苏省苏州市吴江区松陵街道人民路", "恒力石化（苏州）"


@pytest.mark.parametrize(
    ("key", "first", "second", "joined"),
    [
        ("address", f"{STREET}1号", "215200", f"{STREET}1号 215200"),
        ("address", f"{STREET}1号", 215200.0, f"{STREET}1号 215200"),
        ("address", f"{STREET}1号", "邮编：215200", f"{STREET}1号 邮编：215200"),
        ("address", STREET, "100号3幢201室", f"{STREET}100号3幢201室"),
        ("address", "江苏省苏州市", "吴江区松陵街道1号", "江苏省苏州市吴江区松陵街道1号"),
        ("address", f"{STREET}1号 215200", "215000", f"{STREET}1号 215200"),
        ("remark", COMPANY, "有限公司", f"{COMPANY}有限公司"),
        ("remark", "苏州恒力", "股份有限公司", "苏州恒力股份有限公司"),
        ("remark", "苏州大学", "文正学院", "苏州大学文正学院"),
        ("remark", None, "有限公司", None),
        ("receiving_department", "苏州市吴江区委", "组织部", "苏州市吴江区委组织部"),
        ("receiving_department", "中共苏州市", "吴江区委组织部", "中共苏州市吴江区委组织部"),
        ("phone", "13861530078", "手机：13961234579", "13861530078 手机：13961234579"),
    ],
)
def test_p5_a_value_that_goes_on_in_the_next_row(key: str, first: Raw, second: Raw, joined: Raw) -> None:
    found = people_of([*roster([{**GOOD, key: first}]), at(KEYS.index(key) + 1, second), cells(ZHAO, 2)])
    assert [record.cells[key] for record in found.records] == [joined, ZHAO.get(key)]


NILS = (  # noqa: SIM905 - a list one can read
    "无 （无） 无毕业生党员 本支部无应届毕业生党员 本支部2023年无毕业生党员。 没有毕业生党员 暂无 零报告 0人 毕业生党员：无 毕业生党员0名 备注：无 本支部为教工支部，无毕业生党员 经核查，本支部无毕业生党员，特此说明 "
    "无（零报告） 无需转出党员 本支部无毕业生党员需要转出 无正式党员和预备党员 机电教工第一党支部2023年无毕业生党员转出"
).split()


@pytest.mark.parametrize("text", NILS)
def test_p_a_line_that_says_nobody_is_a_nil_report(text: str) -> None:
    for column in range(1, WIDTH + 1):
        assert people_of([*roster([])[:3], at(column, text)]).is_nil, column
        assert people_of([*roster([])[:3], [1, *at(max(1, column - 1), text)], [2]]).is_nil, column
    assert people_of([*roster([])[:3], [text]], [Merge(4, 1, 4, WIDTH)]).is_nil
    for other in ("（以下空白）", "注：以上属实", "填表人：", "合计", "无锡市毕业生党员", "没有填完请勿提交", "无其他毕业生党员", "说明"):
        assert not people_of([*roster([])[:3], at(2, other)]).is_nil


COLUMN_SIGNS: list[list[Raw]] = [
    [*"ABCDEFGHIJK"], [*"①②③④⑤⑥⑦⑧⑨⑩⑪"], [f"（{n}）" for n in range(1, 12)], [*range(1, 12)], [None, *"ABCDEFGHIJ"], ["栏次", *range(1, 11)], ["甲", "乙", *range(1, 10)], [f"第{n}列" for n in range(1, 12)],
    [*"一二三四五六七八九十"], [*"ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ"], [f"列{n}" for n in range(1, 12)],
]  # fmt: skip
HINTS = [
    "|与身份证一致|截至6月|||注意X大写||固话手机|介绍信抬头|含邮编|单位/学校",
    "说明|请用汉字|用数字|从下拉选|从下拉选|文本格式|从下拉选|填手机|填全称|填全|没有就空着",
    "|不能为空|不能为空|不能为空|不能为空|不能为空|不能为空",
    "是|是|是|是|是|是|是|是|是|是|否",
    "1|姓名要准确|周岁|男/女|如汉族|18位|下拉选择|手机|组织部|详细|可空",
    "No.|Name|Age|Sex|Nation|ID|Status|Phone",
]


@pytest.mark.parametrize("row", [*COLUMN_SIGNS, *([cell or None for cell in hint.split("|")] for hint in HINTS)])
def test_p1_signs_of_columns_and_hints_are_nobody(row: list[Raw]) -> None:
    for place in (0, 2, 3):
        assert sort_of(row, place=place) is not LineKind.PERSON, place


@pytest.mark.parametrize("row", [["小计", "男", 2, "女", 1], ["合计", "正式", 1, "预备", 2], ["合计", "3人", "男2", "女1"]])
def test_p3_numbers_beside_words_count_some_of_the_people(row: list[Raw]) -> None:
    for shift in range(4):
        assert not people_of([*roster(THREE), [*[None] * shift, *row]]).told


def test_p_a_note_under_the_name_does_not_go_on_with_the_head() -> None:
    for text in ("说明", "备注", "情况说明", "原因"):
        found = people_of([*roster([])[:3], at(2, text), cells(GOOD, 1)])
        assert [record.person for record in found.records] == ["王芳"]


WORDS = [*NAMES, *SURNAMED, "范例", "范本", "例行", "章公", "单小计"]


def somebody(random: Random, form: str) -> dict[str, Raw]:
    """A person with at least three values, and maybe a word for a name."""
    person = {**(GOOD if form == "roster" else GOOD_VISIT)}
    values = [key for key, value in person.items() if value is not None and key != "name"]
    for key in random.sample(values, random.choice([0, 0, random.randint(0, len(values) - 3)])):
        person[key] = None
    return {**person, "name": random.choice(WORDS)}


@pytest.mark.parametrize("form", ["roster", "visits"])
@pytest.mark.parametrize("seed", range(8))
def test_p_people_among_rows_of_nobody_are_read_once_and_unchanged(form: str, seed: int) -> None:
    random = Random(seed)
    top, keys, kind = (roster([])[:3], KEYS, FORM) if form == "roster" else (visits([])[:3], [f.key for f in VISIT.spec.fields], VISIT)
    strange = [row for row in EVERYTHING if form == "roster" or row not in SAMPLES]
    for _ in range(12):
        people = [somebody(random, form) for _ in range(6)]
        body: Rows = [[n if key == "seq" else person.get(key) for key in keys] for n, person in enumerate(people, 1)]
        for row in random.sample(strange, 6):
            body.insert(random.randint(1, len(body)), row[: len(keys)])
        sheet = Sheet("S", [*top, *body])
        head = find_head(sheet, [kind], "")
        assert head
        read_as = [{key: record.cells.get(key) for key in keys if key != "seq"} for record in read_people(sheet, head).records]
        assert read_as == [{key: person.get(key) for key in keys if key != "seq"} for person in people]


HEADINGS = "升学(专转本) 应征入伍(义务兵) 东校区 高新区 江苏籍 苏州生源 康复治疗 时装设计 成人教育"


@pytest.mark.parametrize("text", HEADINGS.split())
def test_p2_a_destination_a_campus_an_origin_or_a_subject_alone_is_a_heading(text: str) -> None:
    assert is_section(text)


@pytest.mark.parametrize("name", ["王东", "高新", "张江苏", "江苏", "康佳", "王芳(班长)"])
def test_p2_a_name_is_none(name: str) -> None:
    assert not is_section(name)


ERRORS = ("#REF!", "#NAME?", "#N/A", "#VALUE!", "#公式未计算")
FILLED: list[Raw] = [None, None, None, "汉族", None, "正式党员"]
MALE: list[Raw] = [None, None, "男", "汉族", None, "预备党员"]


@pytest.mark.parametrize(
    ("rows", "people"),
    [
        *[([["合计", error]], 0) for error in ERRORS],
        *[([["小计：", error, error, error]], 0) for error in ERRORS],
        *[([[None, error]], 0) for error in ERRORS],
        *[([[4, error]], 1) for error in ERRORS if error != "#N/A"],
        ([[None, "#REF!", None, None, None, "#REF!"]], 1),
        ([[4, *FILLED]], 0),
        ([[4, *FILLED], [5, *FILLED], [6, *FILLED]], 0),
        ([[4, *MALE], [5, *MALE]], 0),
        ([[4, *MALE]], 1),  # his sex is his own
        ([[4, *FILLED, "13912345670"], [5, *FILLED, "13912345670"]], 2),
        ([[4, *FILLED, None, None, None, "生病"]], 1),
        ([["注：请核对", *[None] * 12, "13771200123"]], 0),  # beside the table
        ([["软件2001班", *[None] * 12, "辅导员", "13771200123"]], 0),
        ([["王芳", *[None] * 12, "13771200123"]], 1),
        ([[4, "王芳", *[None] * 12, "13771200123"]], 1),
    ],
)
def test_p_errors_and_what_is_filled_down_are_nobody(rows: Rows, people: int) -> None:
    assert len(people_of([*roster(THREE), *rows]).records) - 3 == people


@pytest.mark.parametrize("line", ["软件2001班", "注：请核对"])
def test_p_a_row_told_as_somebodys_is_not_told_as_nobodys_too(line: str) -> None:
    beside: Rows = [[line, *[None] * 12, "王芳", "11010519491231002X"]]
    assert told_of_rows(report(workbook("附件2.xlsx", [*roster(THREE), *beside]))) == {"F247"}
    assert told_of_rows(report(workbook("附件2.xlsx", [*roster(THREE), ["软件2002班"], *beside]))) == {"F231", "F247"}


@pytest.mark.parametrize(
    ("rows", "people"),
    [
        *[([[text]], 0) for text in ("电子邮箱：abc@163.com", "联系电话：13800001234", "联系地址：苏州市吴江区云梨路100号", "QQ群：12345678", "网址：www.abc.cn")],
        *[([[None, text]], 0) for text in ("电子邮箱：abc@163.com", "E-mail: abc@163.com", "abc@163.com", "微信群：毕业党员", "传真：0512-63456789")],
        ([[None, "邮箱", "abc@163.com"], [None, "联系电话", "13800001234"]], 0),
        *[([[text, 3]], 0) for text in ("人数", "党员人数", "总人数：", "毕业生党员人数")],
        ([["序号", "性名", "年令", "姓别", "民簇"]], 0),  # the head again, on the next page
        ([[None, "性名", None, "姓别", "民簇"]], 0),
        ([["序 号", "名姓", "年令", "性别", "民族", "身份证号吗", *HEADS[6:]]], 0),
        ([[4, "王名", None, "女", "汉族"]], 1),
        ([[4, "李姓", 22, None, "民族"]], 1),
    ],
)  # fmt: skip
def test_p_contact_lines_counts_and_misspelt_heads_are_nobody(rows: Rows, people: int) -> None:
    for more in ([], [cells(SECOND)]):
        found = people_of([*roster(THREE), *rows, *more])
        assert len(found.records) - 3 - len(more) == people

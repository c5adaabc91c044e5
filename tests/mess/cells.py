"""Mess in single cells."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from support import FORM, VISIT

from mess import CASES, Mess, mess
from mess.making import ANNEX3, one, people, person, rows_of, save, visits

T, F, C = "transfer_out", "follow_up", "registration_card"

SINGLE: tuple[tuple[int, str, str, str, object], ...] = (
    (1, "身份证数值化", "必须改", "数字 3.20584200005123E+17", one(T, "id_number", 3.20584200005123e17)),
    (1, "身份证数值化", "必须改", "文本 3.20584E+17", one(T, "id_number", "3.20584E+17")),
    (1, "身份证数值化", "必须改", "文本，末三位 000", one(T, "id_number", "320584200005120000")),
    (2, "姓名、性别、民族里有空格", "自动更正", "姓名“王 芳”", one(T, "name", "王 芳")),
    (2, "姓名、性别、民族里有空格", "自动更正", "性别“男 ”、民族“汉\u3000族”", one(T, "sex", "男 ", ethnicity="汉\u3000族")),
    (4, "日期写法多样", "自动更正", "2023.7.10", one(F, "landed_on", "2023.7.10")),
    (4, "日期写法多样", "自动更正", "2023年7月10日", one(F, "landed_on", "2023年7月10日")),
    (4, "日期写法多样", "自动更正", "数字 45117", one(F, "landed_on", 45117)),
    (4, "日期写法多样", "自动更正", "二〇二三年七月十日", one(F, "landed_on", "二〇二三年七月十日")),
    (4, "日期写法多样", "自动更正", "2023-7-10 10:00（后面带时间）", one(F, "landed_on", "2023-7-10 10:00")),
    (4, "日期写法多样", "自动更正", "2023.7.10.（后面多一点）", one(F, "landed_on", "2023.7.10.")),
    (4, "日期写法多样", "必须改", "7月10日（缺年）", one(F, "landed_on", "7月10日")),
    (4, "日期写法多样", "必须改", "23.7.10（两位年）", one(F, "landed_on", "23.7.10")),
    (4, "日期写法多样", "必须改", "2023.7（缺日）", one(F, "landed_on", "2023.7")),
    (4, "日期写法多样", "必须改", "数字 2023.1（1月还是10月）", one(F, "landed_on", 2023.1)),
    (4, "日期写法多样", "必须改", "7/1/2023（日月不明）", one(F, "landed_on", "7/1/2023")),
    (4, "日期写法多样", "必须改", "2023.6.31（没有这一天）", one(F, "landed_on", "2023.6.31")),
    (5, "一格多个电话", "自动更正", "13961234579/0512-63456789", one(T, "phone", "13961234579/0512-63456789")),
    (8, "民族写“汉”", "自动更正", "汉", one(T, "ethnicity", "汉")),
    (8, "民族写“汉”", "自动更正", "土家", one(T, "ethnicity", "土家")),
    (8, "民族写“汉”", "自动更正", "代码 1", one(T, "ethnicity", 1)),
    (9, "党员身份写法多", "自动更正", "正式", one(T, "member_status", "正式")),
    (9, "党员身份写法多", "自动更正", "中共预备党员", one(T, "member_status", "中共预备党员")),
    (9, "党员身份写法多", "必须改", "党员（看不出是哪一种）", one(T, "member_status", "党员")),
    (12, "备注缺单位或学校", "必须改", "抬头是学校党委，备注空着", one(T, "receiving_department", "中共苏州大学委员会组织部")),
    (13, "组织部名称错", "必须改", "恒力集团有限公司", one(T, "receiving_department", "恒力集团有限公司")),
    (13, "组织部名称错", "必须改", "市委组织部", one(T, "receiving_department", "市委组织部")),
    (13, "组织部名称错", "必须改", "待定", one(T, "receiving_department", "待定")),
    (14, "年龄写法", "自动更正", "23岁", one(T, "age", "23岁")),
    (14, "年龄写法", "改或说明", "虚岁 24", one(T, "age", 24)),
    (28, "手机号多一位少一位", "必须改", "1381234567", one(T, "phone", "1381234567")),
    (28, "手机号多一位少一位", "必须改", "138123456789", one(T, "phone", "138123456789")),
    (31, "性别与身份证不符", "必须改", "女，第17位是单数", one(T, "sex", "女")),
    (34, "全角数字字母", "自动更正", "１３９６１２３４５７９", one(T, "phone", "１３９６１２３４５７９")),
    (35, "不可见字符", "自动更正", "号码前后有 U+202D、U+200B", one(T, "id_number", "\u202d320584200005120016\u200b")),
    (35, "不可见字符", "自动更正", "名字里有 _x000D_", one(T, "name", "王芳_x000D_")),
    (36, "单元格前导撇号", "自动更正", "'320584200005120016", one(T, "id_number", "'320584200005120016")),
    (37, "邮编丢前导 0 或没写", "自动更正", "河北…50000", one(T, "address", "河北省石家庄市长安区中山路1号 50000", remark="昆山恒力公司")),
    (37, "邮编丢前导 0 或没写", "改或说明", "地址后没有邮编", one(T, "address", "江苏省苏州市吴江区松陵街道云梨路100号")),
    (38, "备注写进姓名格或号码格", "自动更正", "王芳(已转)", one(T, "name", "王芳(已转)")),
    (38, "备注写进姓名格或号码格", "必须改", "号码后写“(有误)”", one(T, "id_number", "320584200005120016(有误)")),
    (39, "预备、正式照抄表头", "必须改", "预备党员/正式党员", one(T, "member_status", "预备党员/正式党员")),
    (40, "具体情况照抄选项", "必须改", "回原籍/专转本/就业单位", one(F, "destination_type", "回原籍/专转本/就业单位")),
    (41, "回执填法", "自动更正", "√", one(F, "receipt", "√")),
    (41, "回执填法", "自动更正", "已反馈", one(F, "receipt", "已反馈")),
    (41, "回执填法", "改或说明", "1", one(F, "receipt", 1)),
    (42, "转入时间和转入组织只填一样", "必须改", "有时间没有组织", one(F, "landed_org", None)),
    (42, "转入时间和转入组织只填一样", "必须改", "有组织没有时间", one(F, "landed_on", None)),
    (43, "未转入而备注空着", "必须改", "组织、时间、备注都空", one(F, "landed_org", None, landed_on=None, receipt=None)),
    (44, "回访方式时间不全", "改或说明", "只写“电话”", one(F, "follow_up_contact", "电话")),
    (44, "回访方式时间不全", "改或说明", "只写“7.20”", one(F, "follow_up_contact", "7.20")),
    (45, "日期晚于报表日或早于毕业", "必须改", "转入时间 2022-07-01", one(F, "landed_on", "2022-07-01")),
    (45, "日期晚于报表日或早于毕业", "必须改", "转入时间 2023-12-01", one(F, "landed_on", "2023-12-01")),
    (52, "数字存成文本", "照读", "年龄是文本“23”", one(T, "age", "23")),
    (53, "格里换行、批注里写说明", "自动更正", "中共昆山市委⏎组织部", one(T, "receiving_department", "中共昆山市委\n组织部")),
    (59, "中英文标点混用", "照读", "地址里用英文括号和逗号", one(T, "address", "江苏省苏州市吴江区(松陵街道),云梨路100号 215200")),
    (60, "地址省略", "改或说明", "吴江区…（缺省、市）", one(T, "address", "吴江区松陵街道云梨路100号 215200")),
    (60, "地址省略", "改或说明", "江苏", one(T, "address", "江苏")),
    (60, "地址省略", "改或说明", "没有门牌", one(T, "address", "江苏省苏州市吴江区松陵镇 215200")),
    (61, "大写数字、繁体", "自动更正", "貳零貳叁年柒月壹日", one(F, "landed_on", "貳零貳叁年柒月壹日")),
    (62, "Excel 自动改值", "改或说明", "备注里的 1-3 成了日期", one(T, "remark", datetime(2023, 1, 3))),
    (62, "Excel 自动改值", "改或说明", "班级 SEPT1 成了日期", one(C, "class_group", datetime(2023, 9, 1))),
    (62, "Excel 自动改值", "改或说明", "备注里的 007 成了 7", one(T, "remark", 7)),
)
CASES.extend(Mess(number, title, sent, verdict, make) for number, title, verdict, sent, make in SINGLE)  # type: ignore[arg-type]


@mess(4, "日期写法多样", "改或说明", "键入 7/10，只显示月和日")
def year_added(inbox: Path) -> None:
    shown = lambda sheet: setattr(sheet["G4"], "number_format", 'm"月"d"日"')  # noqa: E731 - one line
    save(inbox, rows_of(VISIT, [{**visits(1)[0], "landed_on": datetime(2023, 7, 10)}]), ANNEX3, shown)


@mess(4, "日期写法多样", "必须改", "真日期，格式只到月")
def month_only(inbox: Path) -> None:
    shown = lambda sheet: setattr(sheet["G4"], "number_format", 'yyyy"年"m"月"')  # noqa: E731 - one line
    save(inbox, rows_of(VISIT, [{**visits(1)[0], "landed_on": datetime(2023, 7, 1)}]), ANNEX3, shown)


@mess(21, "样例行残留", "必须改", "序号1写着张三和样例号码", rows=2)
def sample_row(inbox: Path) -> None:
    save(inbox, rows_of(FORM, [person(0, name="张三", id_number="320000200001010000"), person(1)]))


@mess(29, "拖拽填充递增", "必须改", "身份证号末位依次加一", rows=3)
def dragged_ids(inbox: Path) -> None:
    stem = int(str(people(1)[0]["id_number"]))
    save(inbox, rows_of(FORM, [person(n, id_number=str(stem + n)) for n in range(3)]))


@mess(29, "拖拽填充递增", "必须改", "手机号依次加一", rows=3)
def dragged_mobiles(inbox: Path) -> None:
    save(inbox, rows_of(FORM, [person(n, phone=f"1396123457{n + 1}") for n in range(3)]))


@mess(30, "同上", "自动更正", "组织部一栏写同上", rows=2)
def ditto(inbox: Path) -> None:
    save(inbox, rows_of(FORM, [person(0), person(1, receiving_department="同上")]))


@mess(30, "同上", "必须改", "电话写〃", rows=2)
def ditto_phone(inbox: Path) -> None:
    save(inbox, rows_of(FORM, [person(0), person(1, phone="〃")]))


@mess(33, "同一人两支部重复上报", "必须改", "同一身份证号在两份附件2里", rows=2)
def twice_reported(inbox: Path) -> None:
    save(inbox, rows_of(FORM, [person(0)]))
    save(inbox, rows_of(FORM, [person(0)], "乙支部"), "附件2-乙支部.xlsx")


@mess(32, "附件2、3 人数不一致", "必须改", "附件2有两人，附件3只有一人", rows=3)
def fewer_followed(inbox: Path) -> None:
    save(inbox, rows_of(FORM, people(2)))
    save(inbox, rows_of(VISIT, visits(1)), ANNEX3)


@mess(58, "人名顺序不一致", "照读", "附件3的顺序与附件2相反", rows=4)
def other_order(inbox: Path) -> None:
    save(inbox, rows_of(FORM, people(2)))
    save(inbox, rows_of(VISIT, visits(2)[::-1]), ANNEX3)

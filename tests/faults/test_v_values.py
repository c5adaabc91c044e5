"""faults.md V6, V7, V10: what people type, and the one spelling it gets, or the code of what is wrong with it."""

from datetime import date, datetime

import pytest
from support import FORM, FORMS, GOOD, GOOD_VISIT, VISIT, checked, report, roster, visits, workbook

from gradflow.kinds.choice import Choice
from gradflow.kinds.ethnicity import GROUPS
from gradflow.model.findings import Problem


def shown(key: str, typed: object, form: str = "transfer_out") -> object:
    value = FORMS[form].kinds[key].parse(typed)
    return value.check if isinstance(value, Problem) else FORMS[form].show(key, value)


def misread(rows: list[tuple[object, object]], key: str, form: str = "transfer_out") -> list[tuple[object, object]]:
    """The rows whose value is not as expected, with what it is."""
    return [(typed, found) for typed, expected in rows if (found := shown(key, typed, form)) != expected]


CODED = {
    "sex": {
        "女": "2.女|女(2)|女（2）|B.女|2、女|2女|女2|②女|⑵女|B．女|女-2|2-女|2：女|(2)女|02女|女【2】|2.女性",
        "男": "1 男|男 1|A.男|a、男|1.男|男（1）",
    },
    "member_status": {"正式党员": "02正式党员|正式党员(01)|A、正式党员|1.正式", "预备党员": "预备党员（02）|2-预备党员|中共预备党员02"},
    "ethnicity": {"满族": "满族(11)|11-满族|11满族|满族11|11.满|满族（11）", "汉族": "01 汉族|1、汉族|A.汉族|民族：汉族|☑汉族 □回族"},
}


@pytest.mark.parametrize("key", CODED)
def test_v6_a_code_beside_a_word_says_no_more_than_the_word(key: str) -> None:
    assert misread([(typed, value) for value, spellings in CODED[key].items() for typed in spellings.split("|")], key) == []


TICKED = {
    "sex": [
        ("☑男 □女", "男"), ("□男 ☑女", "女"), ("√男 ×女", "男"), ("×男 √女", "女"), ("男√ 女", "男"), ("男 √女", "女"), ("男√/女", "男"), ("■男□女", "男"),
        ("男□女☑", "女"), ("●男 ○女", "男"), ("[x]男 [ ]女", "男"), ("[ ]男 [√]女", "女"), ("（√）男（ ）女", "男"), ("男（√） 女（  ）", "男"), ("R男 £女", "男"),
        ("\uf0a3男 \uf052女", "女"), ("☒男 ☐女", "男"), ("☑男 ☒女", "男"), ("1.☑男 2.□女", "男"), ("A.□男 B.☑女", "女"), ("□ 男  √ 女", "女"), ("男 ☑ 女 □", "男"), ("√男", "男"), ("男❌ 女✅", "女"), ("[1]男", "男"),
        ("☑男 ☑女", "C121"), ("□男 □女", "C121"), ("■男■女", "C121"), ("男√女", "C120"), ("×男 女", "C121"), ("□男", "C120"), ("男女", "C120"), ("男(女)", "C121"), ("女(1)", "C121"),
    ],
    "member_status": [
        ("☑正式党员 □预备党员", "正式党员"), ("□正式党员☑预备党员", "预备党员"), ("☑ 正式党员 ☐ 预备党员 ☐ 其他", "正式党员"), ("正式党员/预备党员√", "预备党员"),
        ("（√）正式党员（）预备党员", "正式党员"), ("☑正式党员 ☑预备党员", "C121"), ("预备党员(已转正)", "C121"), ("正式党员（2022.5转正）", "正式党员"), ("☑党员 □团员", "C122"), ("01党员", "C122"),
    ],
}  # fmt: skip
DESTINATIONS = [
    ("☐ 回原籍 ☑ 专转本 ☐ 就业", "专转本"), ("☑回原籍 □专转本 □就业单位", "回原籍"), ("回原籍√/专转本/就业单位", "回原籍"), ("□回原籍 ☑专转本（苏州大学） □就业单位", "专转本"),
    ("回原籍 ○ 专转本 ● 就业单位 ○", "专转本"), ("3.就业单位", "就业单位"), ("回原籍（灵活就业）", "回原籍"), ("保留在校（考研）", "保留在校"),
    ("■就业单位：恒力集团", "就业单位"), ("√ 专转本，苏州大学", "专转本"), ("专转本（□□大学）", "专转本"), ("☑回原籍 ☑就业单位 □专转本", "C121"), ("回原籍/专转本/就业单位", "C121"),
]  # fmt: skip


def test_v6_the_ticked_box_among_several_counts() -> None:
    assert [misread(rows, key) for key, rows in TICKED.items()] == [[], []]
    assert misread(DESTINATIONS, "destination_type", "follow_up") == []


def test_v7_a_pattern_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(ValueError, match="pattern"):
        Choice({"choices": [{"code": "a", "text": "甲", "pattern": "("}, {"code": "b", "text": "乙"}]})


def test_v6_every_group_in_every_spelling() -> None:
    spellings = ("{0}族", "{0}", "{0} 族", "{1:02d}", "{1:02d}{0}族", "{0}族({1:02d})", "{1:02d}-{0}族", "{1}.{0}族", "1.{0}族", "{0}民族")
    rows = [(one.format(group[:-1], code), group) for code, group in enumerate(GROUPS, start=1) for one in spellings]
    assert misread([*rows], "ethnicity") == []


GROUP_WORDS = {
    "维吾尔族": "维族 維吾爾族 维吾尔", "哈萨克族": "哈族", "蒙古族": "蒙族 蒙古 蒙古族人", "朝鲜族": "鲜族 朝族 朝鮮族", "畲族": "畬族", "仡佬族": "仡老族 仡老", "仫佬族": "仫老",
    "傈僳族": "傈粟族 僳僳族", "瑶族": "瑤族", "壮族": "僮族 壯族", "德昂族": "崩龙族", "毛南族": "毛难族", "佤族": "佧佤族 瓦族", "达斡尔族": "达翰尔族 达呼尔族", "柯尔克孜族": "柯族",
    "乌孜别克族": "乌兹别克族", "其他": "其它 其他 未识别民族 未识别 97 其他(97)", "穿青人": "穿青人 穿青 穿青人(97)", "外国血统中国籍人士": "外国血统 98 入籍",
    "C140": "中国 汉人 少数民族 塔塔 57 99 满族(01) 01满族 汉族（回） 汉/满 汉族、满族 ☑汉☑满",
}  # fmt: skip


def test_v6_groups_by_old_names_and_what_is_no_group() -> None:
    assert misread([(typed, group) for group, words in GROUP_WORDS.items() for typed in words.split()], "ethnicity") == []


PHONES = [
    ("+852 9123 4567", "+852-91234567"), ("(852)91234567", "+852-91234567"), ("00852-91234567", "+852-91234567"), ("852-91234567", "+852-91234567"),
    (85261234567.0, "+852-61234567"), ("+81-90-1234-5678", "+81-9012345678"), ("+81 90-1234-5678", "+81-9012345678"), ("+1 (415) 555-0132", "+1-4155550132"),
    ("001 415 555 0132", "+1-4155550132"), ("+44 (0)20 7946 0958", "+44-2079460958"), ("+853 6612 3456", "+853-66123456"), ("886-912345678", "+886-912345678"),
    ("+852 9123 4567 13961234579", "13961234579、+852-91234567"), ("13961234579/+65 9123 4567", "13961234579、+65-91234567"), ("+852 6123 4567(香港)", "+852-61234567(香港)"),
    ("+852_9123_4567", "+852-91234567"), ("00 852 9123 4567", "+852-91234567"), ("+13961234579", "13961234579"), ("+14155550132", "+1-4155550132"),
    ("139 61 23 45 79", "13961234579"), ("86-512-63456789", "0512-63456789"), ("*13961234579", "13961234579"), ("0086-13961234579", "13961234579"), ("+86-139-6123-4579", "13961234579"), ("(+86)13961234579", "13961234579"), ("86 139 6123 4579", "13961234579"),
    ("0086-512-63456789、15995512346", "0512-63456789、15995512346"), ("+86 10 6234 5678", "010-62345678"), ("+86(0512)63456789", "0512-63456789"),
    ("0512-63456789转801", "0512-63456789转801"), ("0512-63456789-801", "0512-63456789转801"), ("0512-63456789 ext.801", "0512-63456789转801"),
    ("0512-63456789（转801）", "0512-63456789转801"), ("63456789-801", "63456789转801"), ("139_6123_4579", "13961234579"), ("139.6123.4579", "13961234579"),
    ("1 3 9 6 1 2 3 4 5 7 9", "13961234579"), ("(139)61234579", "13961234579"), ("0512_63456789", "0512-63456789"), ("（0512）6345 6789", "0512-63456789"),
    ("13961234579.0", "13961234579"), (51263456789.0, "0512-63456789"),
    ("1396123457", "C301"), ("139612345790", "C301"), ("+86139612345790", "C301"), ("+852 123", "C301"), ("+999 1234 5678", "C301"), ("+8.6 13961234579", "C301"), ("1396123457O", "C301"),
    ("13961234579转801", "13961234579(转801)"), (1063456789.0, "C301"), ("139 6123 457", "C301"), ("13961234579 1386153007", "C301"), ("2023.7.1", "C301"), ("0512-6345678a", "C301"),
]  # fmt: skip


def test_v6_numbers_in_every_spelling_and_those_that_are_none() -> None:
    assert misread([*PHONES], "phone") == []


AREAS = "10 20 21 22 23 24 25 27 28 29 310 335 351 371 391 411 431 451 471 510 512 519 523 531 543 551 571 591 631 660 691 701 731 755 771 791 810 831 851 871 891 898 931 951 971 991 999"


@pytest.mark.parametrize("line", ["6345678", "63456789"])
def test_v6_landlines_of_every_sort_of_area(line: str) -> None:
    spellings = ("0{0}-{1}", "(0{0}){1}", "0{0}{1}", "0{0} {1}", "0{0}—{1}", "+86 {0} {1}", "0086-0{0}-{1}")
    assert misread([(one.format(area, line), f"0{area}-{line}") for area in AREAS.split() for one in spellings], "phone") == []


def codes(people: list[dict[str, object]]) -> list[str]:
    return sorted({f.code for f in report(workbook("附件2.xlsx", roster(people))).findings if f.field == "phone"})  # type: ignore[arg-type]


def test_v6_a_number_abroad_is_asked_about_once_and_the_row_is_merged() -> None:
    assert codes([{**GOOD, "phone": "+852 6123 4567"}]) == ["C580"]
    assert codes([{**GOOD, "phone": "0512-63456789"}]) == ["C351"]
    assert codes([{**GOOD, "phone": "13961234579"}]) == []
    found = report(workbook("附件2.xlsx", roster([{**GOOD, "phone": "+81 90-1234-5678"}])))
    ((finding,), (change,)) = (
        [f for f in found.findings if f.code == "C580"],
        [c for s in found.sheets for c in s.changes],
    )
    assert not finding.is_error and finding.is_answerable
    assert (change.before, change.after) == ("+81 90-1234-5678", "+81-9012345678")


ONE_DAY = """2023-07-03T00:00:00.000Z|2023-07-03T00:00:00Z|2023-07-03T08:30:00+08:00|2023-07-03T00:00|2023-07-03T08:30:00.000+0800|2023.7.3 14:30|2023.7.3 14:30:05
2023年7月3日上午|2023年7月3日 上午9点|2023-07-03 00:00:00|2023-07-03 00:00:00.000|2023-7-3 星期一|2023-7-3周一|2023年07月03日（星期一）|2023年7月3日(周一)上午|2023.07.03.|2023.7.3。
日期：2023.7.3|转入时间:2023年7月3日|于2023年7月3日|2023/7/3 下午3:20|2023/7/3 3:20 PM|20230703 14:30|2023.7.3 14点|2023年7月3日14时30分|2023年7月3日晚上8点半|2023_07_03|2023\\7\\3|20230703000000|20230703T1430|2023-07-03 14:30 周一|(2023.7.3)|“2023年7月3日”|2023-7-3 0:0|周一 2023.7.3|2023.7.3 pm|二〇二三年七月三日上午"""
NO_DAY = [
    ("2023-07-02T16:00:00.000Z", "C602"), ("2023-07-03T00:00:00-05:00", "2023-07-03"), ("2023-07-03T20:00:00-05:00", "C602"), ("2023.7.3-7.5", "C601"), ("2023.7.", "C601"),
    ("2023年7月上旬", "C601"), ("2023.7.3左右", "C601"), ("2023.7.3 2023.7.4", "C601"), ("2023.7.3 8", "C601"), ("2023.6.31 14:30", "C605"), ("7月3日 星期一", "C603"),
    ("2023年7月", "C604"), ("1/7/2023", "C602"), ("2203.7.3", "C605"), ("1023.7.3", "C605"),
    (date(2203, 7, 3), "C605"), (date(1023, 7, 3), "C605"), (datetime(2203, 7, 3, 8), "C605"), (datetime(2023, 7, 3, 14, 30), "2023-07-03"), (date(2099, 7, 3), "2099-07-03"),
]  # fmt: skip


def test_v6_a_time_or_a_day_of_the_week_behind_a_date_says_nothing_about_the_day() -> None:
    typed = ONE_DAY.replace("\n", "|").split("|")
    assert misread([(one, "2023-07-03") for one in typed], "landed_on", "follow_up") == []


def test_v6_v10_what_has_two_readings_or_no_possible_year_is_told() -> None:
    assert misread([*NO_DAY], "landed_on", "follow_up") == []
    typed, cell = (VISIT.kinds["landed_on"].parse(one) for one in ("2203.7.3", date(2203, 7, 3)))
    assert typed.facts["how"] == cell.facts["how"] == "的年份不可能"
    assert VISIT.kinds["landed_on"].parse("2023.6.31").facts["how"] == "没有这一天"


RECEIPTS = {
    "是": "√7.12 是7月12日 是7.12 有7-12 7.12是 是12日 有回执 回执已反馈 回执已收到 已反馈 已收到 已回 回执已寄回 已上传 收到了 已反馈2023.7.10 7月10日已收到回执 已返还 已邮寄 传真 已传真 微信拍照发来 邮寄 快递已寄 扫描发来 拍照已发 QQ发来 已寄回 已寄出 快递 传真件 已微信发送 电子邮件发来 扫描件 EMS已寄 挂号信 已送达 已面交 邮寄，已收到 介绍信回执已寄回 回执已归档 已有 已交学院 √是 ☑是□否 (√) 纸质已收 齐全 Y 是的 收到回执1份",
    "否": "否7.12 未邮寄 待邮寄 邮寄中 准备邮寄 打算传真 未传真 已邮寄未收到 快递在途中 尚未寄回 未收到 暂无 还没有 待反馈 尚未反馈 未反馈 没收到 没有回执 无回执 还在路上 办理中 寄送中 邮寄途中 正在催 电子回执未收到 线上未接收 系统审核中 回执未回 没见到 □是☑否 否，正在催收 待定 不是",
    "线上": "电子 电子回执 线上 系统已接收 不需要 无需回执 不用回执 免回执 系统转接 线上转接，无回执 有电子回执 系统自动生成 全国党员系统转接 已电子反馈 不适用 网上已反馈",
    "C120": "7.12 7月12日 11.5 介绍信已寄出 需邮寄 可传真 是否邮寄 不清楚 不知道 待确认 是否反馈 有没有? 已收到吗 暂不需要 1份 无误 无纸质回执 已接收",
    "C121": "是/否 ☑是☑否",
}  # fmt: skip


def test_v7_receipts_in_peoples_own_words() -> None:
    assert misread([(typed, value) for value, words in RECEIPTS.items() for typed in words.split()], "receipt", "follow_up") == []
    told = {
        typed: {one.code for one in checked({**GOOD_VISIT, "receipt": typed}, form=VISIT).findings}
        for typed in ("邮寄", "快递已寄", "已寄回", "传真")
    }
    assert told == {"邮寄": {"C123"}, "快递已寄": {"C123"}, "已寄回": set(), "传真": set()}, "what was sent may be on its way"
    assert misread([(True, "是"), (False, "否"), (1.0, "是")], "receipt", "follow_up") == [], "a spreadsheet's own check boxes"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("1.张伟", "张伟"),
        ("01 张伟", "张伟"),
        ("2、王芳", "王芳"),
        ("张伟①", "张伟"),
        ("葛\U000e0100城", "葛城"),
        ("王\U0003347f", "王\U0003347f"),
        ("同上(手机)", "C110"),
        ("合 计", "C110"),
        ("2张伟", "张伟"),
        ("1", "C110"),
    ],
)
def test_v6_a_number_in_front_of_a_name(typed: str, name: str) -> None:
    assert shown("name", typed) == name


def test_v6_v7_everything_is_listed_among_the_changes() -> None:
    rows = visits(
        [
            {
                "name": "王芳",
                "sex": "2.女",
                "member_status": "☑正式党员 □预备党员",
                "destination_type": "☑ 回原籍 □ 专转本",
                "landed_on": "2023-07-03T00:00:00.000Z",
                "receipt": "有回执",
            }
        ]
    )
    found = report(workbook("附件3-第一次.xlsx", rows))
    changes = {c.field: c.after for s in found.sheets for c in s.changes}
    assert changes == {"sex": "女", "member_status": "正式党员", "destination_type": "回原籍", "landed_on": "2023-07-03", "receipt": "是"}
    assert FORM.kinds["sex"].parse("女") == "female"


IDS = [
    ("11010519491231002*", "11010519491231002X"), ("32058420000512001*", "C205"), ("320584-20000512-0016", "320584200005120016"), ("320584_20000512_0016", "320584200005120016"),
    ("320584200005120016，", "320584200005120016"), ("32058420000512-001", "C205"), ("3205**********0016", "C205"), ("320584200005120016(有误)", "C210"),
    ("320584220305120016", "C206"), ("320584201505120017", "320584201505120017"),
]  # fmt: skip


def test_v10_numbers_with_signs_between_their_parts_and_births_that_cannot_be() -> None:
    assert misread([*IDS], "id_number") == []


@pytest.mark.parametrize(("number", "age"), [("320584201505120017", "是8周岁"), ("32058420300512001X", "还没有出生")])
def test_v10_an_id_number_of_a_child(number: str, age: str) -> None:
    found = report(workbook("附件2.xlsx", roster([{**GOOD, "id_number": number}]))).findings
    assert [(f.code, age in f.message) for f in found if f.field == "id_number"] == [("R305", True)]


LOOSE = [
    ("sex", "男。", "男"),
    ("sex", "“女”", "女"),
    ("member_status", "正式党员、", "正式党员"),
    ("ethnicity", "汉族。", "汉族"),
    ("age", "21周", 21),
]


@pytest.mark.parametrize(("key", "typed", "value"), LOOSE)
def test_v6_a_stop_or_quotes_beside_a_value(key: str, typed: str, value: object) -> None:
    assert shown(key, typed) == value


@pytest.mark.parametrize(("typed", "day"), [("45108", "2023-07-01"), ("45108.0", "2023-07-01"), ("20237", "C601"), ("49999", "C601")])
def test_v6_a_day_number_of_a_csv_file(typed: str, day: str) -> None:
    assert shown("landed_on", typed, "follow_up") == day


@pytest.mark.parametrize(
    ("typed", "how"),
    [
        ("2023-07-20T08:30:00Z", ""), ("2023年7月20日上午", ""), ("2023.7.20 周四 14:30", ""), ("2023.7.20 下午3点", ""), ("2023-07-20 14:30 电话", "电话"), ("周四晚上微信 2023.7.20", "微信"),
        ("2023.7.20 上门", "上门"),
    ],
)  # fmt: skip
def test_v6_a_time_of_day_is_no_means_of_contact(typed: str, how: str) -> None:
    found = VISIT.kinds["follow_up_contact"].parse(typed)
    assert (found.how, len(found.days)) == (how, 1)


BESIDE = {
    "name": {
        "C110": "王小波 男|王芳 女|李 强 女|王\n芳\n女|王芳　　女|王芳\t女|李强 大|李强 小|李强 甲|李强 补|李强 无|男 王小波|蒋勤*|王小*|*文静|王小…|2班王芳|王晓波（身份证为王小波）|王小波（待定）",
        "王芳": "王 芳|王芳、|-王芳|王芳（女）", "王小波": "王　小 波|王小波，|王小波。|“王小波”|★王小波|王小波*|1王小波|（1）王小波|①王小波|王小波（身份证尾号0016）",
        "欧阳修": "欧阳 修", "李亚男": "李 亚 男", "李小小": "李小 小",
    },
    "member_status": {
        "C122": "正式党员（待转正）|正式党员（未转正）|正式党员（待审批）|正式党员（预计6月转正）|预备党员（按期转正）|预备党员（6月20日已转为正式）",
        "C120": "正式党员（停止党籍）|预备党员（取消）", "正式党员": "正式党员（2022.5转正）|正式党员（已转正）|正式党员（支部大会已通过）|正式党员（档案未审核）|正式党员（恢复党籍）",
        "预备党员": "预备党员（待转正）|预备党员（未转正）|预备党员，2023年11月转正|预备党员（延长预备期）|预备党员（将于7月按期转正）",
    },
    "phone": {
        "13812345672(短号663456)": "13812345672，663456(短号)|13812345672 短号663456", "13812345672(663456)": "13812345672（663456）", "0512-63456789": "63456789（0512）",
        "0512-63456789转801": "0512-63456789*801", "13812345672(362514789@qq.com)": "13812345672 362514789@qq.com", "13812345672、13812345673": "13812345672①13812345673②",
        "C301": "13812345672/663456|362514789@qq.com|无固定电话|13812345672（12）", "13862105577、0512-63456789": "+86 138 6210 5577 (0512)63456789",
    },
}  # fmt: skip


@pytest.mark.parametrize("key", BESIDE)
def test_v6_what_stands_beside_a_value(key: str) -> None:
    assert misread([(typed, value) for value, spellings in BESIDE[key].items() for typed in spellings.split("|")], key) == []


def test_v8_no_landline_in_any_words_and_days_of_one_reading() -> None:
    absent = "无固定电话|无固话|无座机|家里没有座机|没有固话|未装|未安装|没装|已拆机|已停用|家中无|不详|同手机|同本人手机"
    assert {FORMS["registration_card"].kinds["home_phone"].parse(typed) for typed in absent.split("|")} == {None}
    days = [("2000 10", "2000-10")]
    assert misread([*days], "born_in", "registration_card") == []
    joined = "2021.12.5入党|预备：2021.12.5|2021.12.5（预备）|2021.12.5预备，2022.12.5转正"
    assert (
        misread(
            [*((typed, "2021-12-05") for typed in joined.split("|")), ("2022.12.5转正", "C601"), ("2021.12.5申请入党", "C601")],
            "joined_on",
            "registration_card",
        )
        == []
    )
    landed = "2023年7.1|2023-7.1|2023.7月1日|2023年7月1日转入|2023.7.1已接收|2023年7月1日（系统）|1-Jul-2023"
    assert (
        misread(
            [*((typed, "2023-07-01") for typed in landed.split("|")), ("2023.7.1未接收", "C601"), ("2023.7.1将转入", "C601")],
            "landed_on",
            "follow_up",
        )
        == []
    )


def test_v7_an_admission_that_is_only_sought_again_is_none() -> None:
    rows = [
        ("考研中", "C120"),
        ("二次考研", "C120"),
        ("待业（二次专转本）", "回原籍"),
        ("二次专转本已录取", "专转本"),
        ("继续升学", "专转本"),
        ("专升本", "专转本"),
    ]
    assert misread([*rows], "destination_type", "follow_up") == []

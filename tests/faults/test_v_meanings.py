"""What a second pair of eyes found: dates in a sentence, notes beside a number, marks of nothing, one value in two spellings, stock names."""

from datetime import datetime

import pytest
from support import FORM, FORMS, GOOD, GOOD_VISIT, SECOND, VISIT, checked, report, roster, workbook

from gradflow.kinds.base import is_nothing
from gradflow.kinds.dates import PartialDate
from gradflow.kinds.organisation import read_organisation
from gradflow.kinds.places import Place, whole_names
from gradflow.model.findings import Problem

DAYS = """2023.7.8|2023/07/08|2023-7-8|2023年7月8号|2023 年 7 月 8 日|20230708|2023、7、8|2023,7,8|2023，7，8|2023。7。8|2023·7·8|2023 7 8|２０２３．７．８|2023.7.8日|2023 .7.8|2023. 7. 8
2023-07-08 08:30|2023-07-08T08:30:00Z|2023年7月8日上午|二〇二三年七月八日|二○二三年七月八日|二零二三年七月八日|二〇二三年7月8日|2023年七月八日|2023—7—8|2023_7_8|2023\\7\\8|202307081430|2023年7月8日（周六）""".replace(
    "\n", "|"
).split("|")
SENTENCES = ("电话 {}", "{} 电话", "电话{}", "{}电话", "电话（{}）", "电话：{}。", "电话;{};")
CONTACTS = [
    ("电话 2023。7。8；微信 二〇二三年七月十八日", 2, "", "电话微信"), ("2023 7 8 2023 7 20 电话", 2, "", "电话"), ("2023.7.8/2023.7.9电话", 2, "", "电话"),
    ("25/7/2023 上门", 1, "", "上门"), ("2023.7.8-10电话", 1, "", "电话"), ("电话13912345678 2023.7.8", 1, "", "电话"), ("电话0512-63456789", 0, "", "电话"),
    ("七月八日电话", 0, "no_year", "电话"), ("23.7.8电话", 0, "no_year", "电话"), ("23年7月8日电话", 0, "no_year", "电话"), ("7-20 电话", 0, "no_year", "电话"),
    ("电话 2023.6.31", 0, "impossible", "电话"), ("电话 二〇二三年十三月一日", 0, "impossible", "电话"), ("电话 每月一次", 0, "", "电话每一次"),
]  # fmt: skip


def test_r327_a_day_in_a_sentence_is_read_like_a_day_alone() -> None:
    contact, landed = VISIT.kinds["follow_up_contact"], VISIT.kinds["landed_on"]
    assert [day for day in DAYS if landed.parse(day) != PartialDate(2023, 7, 8)] == []
    typed = [sentence.format(day) for day in DAYS for sentence in SENTENCES]
    found = [(one, contact.parse(one)) for one in typed]
    assert [one for one, log in found if (log.days, log.how, log.unread) != ((PartialDate(2023, 7, 8),), "电话", None)] == []


@pytest.mark.parametrize(("typed", "days", "unread", "how"), CONTACTS)
def test_r327_what_else_a_sentence_says(typed: str, days: int, unread: str, how: str) -> None:
    log = VISIT.kinds["follow_up_contact"].parse(typed)
    assert (len(log.days), log.unread[1] if log.unread else "", log.how) == (days, unread, how)


NOT_YET = (
    "计划邮件2023.7.8", "拟发邮件2023.7.8", "准备写信2023.7.8", "计划用QQ联系2023.7.8", "2023.7.8拟发短信", "待回访 2023.7.8", "计划2023.7.8电话", "拟于2023.7.8电话回访", "准备 2023.7.8 电话", "2023.7.8拟电话回访", "2023.7.8（计划）", "待回访，2023.7.8", "尚未联系 2023.7.8", "电话未接 2023.7.8",
    "微信未回 2023.7.8", "关机 2023.7.8", "电话 2023.7.8 未接通", "2023.7.8，电话未接", "2023.7.8、2023.7.9电话未接", "电话2023.7.8占线",
    "打了电话没人接 2023.7.8", "电话关机 2023.7.8", "2023.7.8电话未接，未回拨", "2023.7.8（已换号，联系不上）",
)  # fmt: skip
MADE = (
    "邮件2023.7.8", "写信2023.7.8", "计划邮件2023.7.6，7.8已回复", "微信被拉黑，2023.7.8电话联系上", "电话2023.7.6未联系上，微信2023.7.8联系上", "电话未接，2023.7.8微信联系", "2023.7.8电话未接，微信已回复", "2023.7.8电话未接后微信联系", "电话未接、微信联系 2023.7.8", "电话 2023.7.8，本人准备9月报到",
    "电话2023.7.8，拟2023.8.1报到", "2023.7.8电话联系，拟到昆山工作", "2023.7.8电话约定8月1日报到", "待业，电话2023.7.8", "电话2023.7.8，街道党工委未接收", "电话 2023.7.8，接收方联系不上",
    "电话2023.7.8，未回原籍", "2023.7.8电话，准备再联系接收方", "第一次电话2023.7.6未接，第二次2023.7.8接通", "2023.7.8电话，没有回执",
    "电话2023.7.6无人接听，7月8日微信联系上", "7月8日电话（2023年）", "电话2023.7.6占线，7.8接通", "2023.7月8日电话", "2023年7.8电话", "微信2023.7.8（电话停机，换号）",
    "2023.7.8电话未接，后回拨", "2023.7.8电话，此前失联已恢复", "电话2023.7.8，本人称村支部联系不上",
)  # fmt: skip


@pytest.mark.parametrize(("typed", "days"), [*((one, ()) for one in NOT_YET), *((one, (PartialDate(2023, 7, 8),)) for one in MADE)])
def test_r327_a_contact_that_is_planned_or_missed_is_none(typed: str, days: tuple[PartialDate, ...]) -> None:
    assert VISIT.kinds["follow_up_contact"].parse(typed).days == days
    codes = {one.code for one in checked({**GOOD_VISIT, "follow_up_contact": typed}, form=VISIT).findings}
    assert ("R327" in codes) is (not days)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("电话 二〇二三年七月八日", None), ("电话 2023.7.2；微信 2023.6.31", None), ("电话", "没有写日期"), ("电话13912345678", "没有写日期"), ("电话12345", "没有写日期"),
        ("电话 2023.6.31", "里的“2023.6.31”没有这一天"), ("2022.13.1电话", "里的“2022.13.1”没有这一天"), ("电话 2023-02-30", "里的“2023-02-30”没有这一天"),
        ("电话 2203.7.8", "里的“2203.7.8”没有这一天"), ("电话 七月八日", "里的“七月八日”没有写四位数的年份"), ("电话 7/8", "里的“7/8”没有写四位数的年份"),
        ("电话 23.7.20", "里的“23.7.20”没有写四位数的年份"), ("23年7月8日电话", "里的“23年7月8日”没有写四位数的年份"), ("电话 2023.7", "里的“2023.7”没有写到日"),
        ("电话 2023年7月上旬", "里的“2023年7月”没有写到日"), ("电话 202307", "里的“202307”没有写到日"), ("电话 2023年", "里的“2023年”没有写到日"),
        ("电话 1/7/2023", "里的“1/7/2023”可以读成1月7日，也可以读成7月1日"), ("电话 45117", "里的“45117”看不出是哪一天"), ("电话 2O23.7.8", "里的“2O23.7.8”看不出是哪一天"),
        ("电话 2023.7.2O", "里的“2023.7.2O”看不出是哪一天"), ("电话 20237.8", "里的“20237.8”看不出是哪一天"),
        ("电话 七月初", "里的“七月初”看不出是哪一天"), ("电话 2023年7.8", None),
    ],
)  # fmt: skip
def test_r327_is_a_true_sentence(typed: str, message: str | None) -> None:
    found = checked({**GOOD_VISIT, "follow_up_contact": typed}, form=VISIT).findings
    assert next((f.message for f in found if f.code == "R327"), None) == (message and f"联系回访{message}")


NOTES = {
    "13862105577": "本人手机：13862105577|☎13862105577|手机:13862105577(本人手机号码)|13862105577/无|13862105577（家里）|Tel:13862105577|*13862105577",
    "13862105577(微信同手机)": "13862105577(微信同手机)|13862105577 （微信同手机）|微信同手机13862105577",
    "13862105577(微信同号)": "13862105577 微信 同号|13862105577，微信同号|微信同号：13862105577",
    "13862105577(有事打家里电话)": "13862105577(有事打家里电话)|手机13862105577，有事打家里电话",
    "13862105577(家里没人接)": "13862105577(家里没人接)",
    "13862105577(家长)": "13862105577(家长)|家长：13862105577",
    "13862105577(家长手机)": "家长手机:13862105577",
    "13862105577、13962105588(家长)": "13862105577 家长：13962105588|13862105577、13962105588(家长)|本人：13862105577；家长：13962105588",
    "13862105577、13962105588(父亲)": "13862105577（父亲13962105588）|13862105577;13962105588 父亲",
    "13862105577、13962105588": "13862105577 家长 13962105588|13862105577或13962105588|手机13862105577/13962105588",
    "13862105577(家长)、13962105588": "13862105577（家长）、13962105588|家长13862105577，本人13962105588|家长 13862105577 本人 13962105588",
    "13862105577(旧号)、13962105588(新号)": "旧号13862105577 新号13962105588|13862105577（旧号）、13962105588（新号）|13862105577旧号，13962105588新号|13862105577 旧号 13962105588 新号",
    "13862105577(内地)、+852-61234567(香港)": "+852 6123 4567(香港) 13862105577(内地)|内地13862105577，香港+852 6123 4567",
    "13862105577(家长)(QQ123456)": "13862105577家长 QQ123456|QQ123456，13862105577（家长）",
    "13862105577(父亲)": "13862105577(父亲)、13862105577|13862105577父亲;13862105577父亲",
    "13862105577、0512-63456789": "手机13862105577 固话0512-63456789|13862105577和0512-63456789（家）|13862105577,家里电话：0512-63456789",
}


def shown(key: str, typed: object, form: str = "transfer_out") -> object:
    value = FORMS[form].kinds[key].parse(typed)
    return value.facts.get("what", "") + value.facts.get("count", "") if isinstance(value, Problem) else FORMS[form].show(key, value)


@pytest.mark.parametrize("value", NOTES)
def test_a_note_beside_a_number_is_whole_or_left_out(value: str) -> None:
    assert [(typed, shown("phone", typed)) for typed in (*NOTES[value].split("|"), value) if shown("phone", typed) != value] == []


ODD = [
    ("1390 7784 4831", "“1390 7784 4831”（12位）"), ("139 0778 4483 1", "“139 0778 4483 1”（12位）"), ("1390 77844831", "“1390 77844831”（12位）"),
    ("0512 634 5678 9", "“0512 634 5678 9”（12位）"), ("139-0778-4483-1", "“139-0778-4483-1”（12位）"), ("电话 1390 7784 4831", "“电话 1390 7784 4831”里的“1390 7784 4831”（12位）"),
    ("13961234579 1386153007", "“13961234579 1386153007”里的“1386153007”（10位）"), ("13961234579、139612", "“13961234579、139612”里的“139612”（6位）"),
    ("63456789、1396", "“63456789、1396”里的“1396”（4位）"), ("139 1234 567", "“139 1234 567”（10位）"), ("无法联系", "“无法联系”"), ("12345678901", "“12345678901”（11位，手机号以13至19开头）"),
    ("0512-6345678a", "“0512-6345678a”里的“0512-6345678”（11位）"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "told"), ODD)
def test_f9_digits_that_stand_together_are_told_as_one_number(typed: str, told: str) -> None:
    assert shown("phone", typed) == told


HOME = "江苏省苏州市吴江区松陵街道云梨路100号"
SAME = {
    "address": [
        f"{HOME} 215200|{HOME}、215200|215200 {HOME}|{HOME}（邮编：215200）|{HOME}215200|江苏省苏州市吴江区 松陵街道 云梨路100号，215200|{HOME} ２１５２００|{HOME} 215200 215200|邮政编码215200，{HOME}",
        "河北省石家庄市长安区中山路1号 050000|河北省石家庄市长安区中山路1号、50000|050000 河北省石家庄市长安区中山路1号",
    ],
    "phone": ["13862105577、0512-63456789|0512-63456789/13862105577|+86 138 6210 5577 (0512)63456789|本人手机13862105577，家里0512-63456789"],
    "receiving_department": [
        "昆山市委组织部|中共昆山市委组织部|江苏省昆山市委组织部|中国共产党昆山市委员会组织部|昆山市市委组织部", "平望镇党委|中共平望镇委员会|中共平望镇党委", "苏州大学党委组织部|中共苏州大学委员会组织部",
        "苏州市吴江区松陵街道党工委|江苏省苏州市吴江区松陵街道工委|吴江区松陵街道工作委员会",
    ],
    "remark": ["恒力集团（苏州）有限公司|恒力集团(苏州)有限公司|恒力集团（苏州）有限公司。|恒力集团 （苏州） 有限公司"], "sex": ["男|男性|男同志|1"], "member_status": ["预备党员|中共预备党员|预备期党员|02"],
}  # fmt: skip
OTHER = {
    "address": f"{HOME} 215200|{HOME} 215201|江苏省苏州市吴江区松陵街道云梨路10号 215200", "phone": "13862105577|13862105578|13862105577、0512-63456789", "remark": "恒力集团|恒力",
    "receiving_department": "昆山市委组织部|常熟市委组织部|昆山市委|苏州市吴江区委组织部|南京市鼓楼区委组织部|徐州市鼓楼区委组织部|平望镇党委|震泽镇党委|苏州大学党委组织部|苏州科技大学党委组织部",
}  # fmt: skip
LATER = {"附件2.xlsx": datetime(2023, 6, 12), "附件2（改）.xlsx": datetime(2023, 6, 13)}


@pytest.mark.parametrize("key", SAME)
def test_versions_that_differ_in_spelling_only_are_equal(key: str) -> None:
    for texts in SAME[key]:
        first, *others = texts.split("|")
        for other in others:
            found = report(
                workbook("附件2.xlsx", roster([{**GOOD, key: first}, SECOND])),
                workbook("附件2（改）.xlsx", roster([{**GOOD, key: other}, SECOND])),
            )
            assert not [f.code for f in found.findings if f.code == "F120"], other


@pytest.mark.parametrize("key", OTHER)
def test_values_that_differ_mean_something_else(key: str) -> None:
    kind, texts = FORM.kinds[key], OTHER[key].split("|")
    assert len({kind.meaning(kind.parse(text)) for text in texts}) == len(texts)


@pytest.mark.parametrize(
    ("behind", "kept"),
    [(" 215200 215200", " 215200"), ("，邮编：215200 215200", "，邮编：215200"), (" 215200（邮编215200）", " 215200"), (" 215200 215200 215200", " 215200")],
)  # fmt: skip
def test_a_postcode_stands_once(behind: str, kept: str) -> None:
    other = FORM.kinds["address"].parse(f"{HOME} 215200 215201")
    assert isinstance(other, Problem) and other.check == "C503"
    assert shown("address", HOME + behind) == HOME + kept
    heads = [one.head for one in FORM.spec.fields]
    rows = [
        [*heads, "邮政编码"],
        *([*row, "215200"] for row in [[1, *(GOOD[one.key] for one in FORM.spec.fields if one.key not in {"seq", "remark"}), ""]]),
    ]
    found = report(workbook("附件2.xlsx", [*roster([])[:2], *rows]))
    assert [record["address"].text for s in found.sheets for record in s.records] == [GOOD["address"]]


CHOICES = {
    ("sex", "transfer_out"): {"男": "男士 男同志 男生", "女": "女士 女同志 女生"},
    ("member_status", "transfer_out"): {
        "预备党员": "预备期党员 预备中共党员 中共预备期党员 中共预备 预备共产党员 党员(预备期) 2.预备期党员 ☑预备中共党员□正式中共党员", "正式党员": "正式中共党员 中共正式 正式共产党员 已转正党员",
    },
    ("destination_type", "follow_up"): {"回原籍": "回家 在家 回家乡"},
}  # fmt: skip


@pytest.mark.parametrize(("key", "form"), CHOICES)
def test_choices_in_further_words(key: str, form: str) -> None:
    expected = [(typed, value) for value, words in CHOICES[key, form].items() for typed in words.split()]
    assert [(typed, shown(key, typed, form)) for typed, _ in expected] == expected


EMPTY, NOT_EMPTY = (
    '“/。”|nan|NaN|None|none|NULL|null|NaT|N/A|n/a|未填|未填写|选填|（选填）|""|“无”|无。|(空)|/|//|/。|——|……|。|-|_|~|×|<空>|【无】|-无-|(null)|‘无’',
    '无锡|否|0|1|无名|空军|√|?|同上|男|待定|na|nano|未填报|〃|**|没有单位|･A|○|"|..',
)


def test_marks_of_nothing_are_nothing_and_listed() -> None:
    assert [text for text in EMPTY.split("|") if not is_nothing(text)] == []
    assert [text for text in NOT_EMPTY.split("|") if is_nothing(text)] == []
    for typed in EMPTY.split("|"):
        (record,), changes = (found := checked({**GOOD, "remark": typed})).records, found.changes
        assert "remark" not in record.values and [(c.before, c.after) for c in changes if c.field == "remark"] == [(typed, "")], typed
        assert read(typed) is None


def read(typed: str) -> object:
    return FORM.kinds["receiving_department"].parse(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "昆山市委组织部。",
        "“昆山市委组织部”。",
        "。“昆山”",
        "昆山市委组织部（暂定）",
        "同上",
        "/昆山",
        "昆山市委组织部/",
        "√",
        "（昆山市委组织部）",
        "中共 昆山 市委 组织部",
    ],
)
def test_a_name_read_again_is_the_same(typed: str) -> None:
    once = read(typed)
    assert once == FORM.kinds["receiving_department"].parse(FORM.kinds["receiving_department"].show(once))


ZONES = "雄安新区党工委管委会党群工作部 中共河北雄安新区工作委员会管理委员会党群工作部 苏州工业园区党工委管委会组织部 雄安新区党工委、管委会党群工作部 昆山经济技术开发区党工委管委会组织人事局"


def told(name: str) -> list[str]:
    return [f.code for f in checked({**GOOD, "receiving_department": name}).findings if f.field == "receiving_department"]


def test_a_zones_committee_and_its_administration_have_one_office() -> None:
    assert [name for name in ZONES.split() if told(name)] == []
    assert told("雄安新区管委会") == ["C453"]


def test_a_town_named_like_an_abolished_city_is_a_town() -> None:
    names = [
        name
        for name, found in whole_names().items()
        if not Place(name, found, is_whole=True).exists(2023) and name[-1] in "市县区" and len(name) > 2
    ]
    assert len(names) > 1000
    towns = [f"{name[:-1]}{level}" for name in names for level in ("镇党委", "乡党委", "街道党工委")]
    assert [town for town in towns if read_organisation(town).category != "township"] == []
    assert [name for name in ("德宏傣族景颇族自治州瑞丽市畹町镇党委", "瑞丽市畹町镇党委", "苏州市吴江区吴江街道党工委") if told(name)] == []
    assert told("畹町市委组织部") == ["C461"]


STOCK = ["张三", "张三丰", "李四", "王五", "赵六", "王小明", "小明"]
MARKS = [
    ({"id_number": "11010519491231002X"}, True), ({"id_number": "3205**********0016"}, True), ({"id_number": None}, True), ({"phone": "13800138000"}, True), ({"phone": "138****5577"}, True),
    ({"seq": "例"}, True), ({"seq": "1"}, False), ({}, False), ({"address": None}, False),
]  # fmt: skip


@pytest.mark.parametrize(("more", "is_told"), MARKS)
def test_v9_a_stock_name_is_a_sample_where_another_mark_is(more: dict[str, object], is_told: bool) -> None:  # noqa: FBT001 - a table's column
    codes = {name: {f.code for f in checked({**GOOD, "name": name, **more}).findings} for name in STOCK}  # type: ignore[dict-item]
    assert {name for name, found in codes.items() if ("C151" in found) != is_told} == set()


def test_v9_a_stock_name_in_the_follow_up_table_is_no_sample_by_itself() -> None:
    assert [f.code for f in checked({**GOOD_VISIT, "name": "王小明"}, form=VISIT).findings] == []
    assert "C151" in {f.code for f in checked({**GOOD, "name": "王书记"}).findings}


CHOSEN = {
    "destination_type": {
        "暂留学校": "kept", "留在学校": "kept", "组织关系暂留学院": "kept", "留校任教": "work", "在学校工作": "work", "专转本（三江学院）": "study",
    },
    "receipt": {
        "线上退回": "C120", "网上已提交": "C120", "对方已寄出": "no", "接收方说已寄出": "no", "正在反馈": "no", "已寄回": "yes", "是,2023.7.12": "yes", "是（7.12收到）": "yes", "（是）": "yes", "部分反馈": "C120", "邮件": "C120",
    },
    "member_status": {
        "正式党员 2022.11.20转正": "full", "正式党员 2022年11月转正": "full", "中共党员，正式": "full", "（正式）": "full", "预备党员2022.11.20": "probationary",
        "预备党员，2023年11月转正": "probationary", "预备党员2023.11转正": "probationary", "预备党员，明年转正": "probationary", "预备党员，尚未转正": "probationary", "预备党员，2022.11入党": "probationary",
        "预备党员，已转正": "C121", "预备党员，2023.5已转正": "C120", "预备党员转正": "C120", "原预备党员，2023年转正": "C120", "预备党员2022.11.20转正": "C120", "正式党员（预备）": "C121",
    },
    "sex": {"（男）": "male", "女/02": "female"},
}  # fmt: skip


@pytest.mark.parametrize(("key", "typed", "meant"), [(key, *one) for key, told in CHOSEN.items() for one in told.items()])
def test_v6_v7_a_choice_with_its_day_in_brackets_or_in_other_words(key: str, typed: str, meant: str) -> None:
    found = VISIT.kinds[key].parse(typed)
    assert (found.check if isinstance(found, Problem) else found) == meant

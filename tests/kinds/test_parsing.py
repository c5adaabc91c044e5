"""What each kind makes of what people type: value as shown, or the code of what is wrong."""

from datetime import date
from decimal import Decimal
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from samples import sample
from support import FORMS, TRIAL

from gradflow.app.facts import packed, unpacked
from gradflow.kinds.base import Kind
from gradflow.kinds.number import Number
from gradflow.kinds.tracking_number import check_digit
from gradflow.model.findings import Problem

DATES = st.dates() | st.datetimes() | st.times() | st.timedeltas()
SHAPES = st.from_regex(r"[ -]?[¥共第]?[A-Z]{0,3}[0-9]{1,14}([.,/-][0-9]{1,4}){0,2}(E\+[0-9]{2})?[A-Z人元份号(（]{0,3}", fullmatch=True)
PARTS = "EMS 机要号 专人 自带 顺丰 SF 第 号 〔2023〕 编码: 党委 ( ) （ ） 共 约 人 元 份 ¥ 十二 一百零五 一 两 - / . , 0 12 2023 051000011185 1090123456789 EA473124829CN".split()  # noqa: SIM905 - a list one can read
CELLS = (
    st.none() | st.text(max_size=40) | st.integers() | st.floats() | st.booleans() | DATES | SHAPES
    | st.integers(0, 10**13) | st.integers(0, 10**13).map(float) | st.lists(st.sampled_from(PARTS), max_size=5).map("".join)
)  # fmt: skip
KINDS: dict[str, Kind] = {
    **TRIAL.kinds,
    **{key: kind for form in FORMS.values() for key, kind in form.kinds.items()},
    "copies": Number({"units": ["人", "份"], "min": 1, "max": 500}),
    "sum": Number({"units": ["元"], "decimals": 2}),
    "change": Number({"decimals": 3, "min": -(10**12), "max": 10**12}),
}
"""By the key of the field, or of the kind where no form has one; figures with options too."""

TABLE = {
    "name": [
        ("王芳", "王芳"), ("王 芳", "王芳"), ("王　芳 ", "王芳"), ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽.买买提", "阿依古丽·买买提"), ("𫖯䶮", "𫖯䶮"), ("欧阳 娜娜", "欧阳娜娜"), ("李小娜(女)", "李小娜"),
        ("张伟伟1", "张伟伟"), ("⼀⽅", "一方"), ("王\u200b芳", "王芳"), ("阿依古丽 买买提", "C111"), ("赵敏 钱强", "C111"), ("赵敏\n钱强", "C111"), ("赵敏、钱强", "C112"), ("赵敏/钱强", "C112"), ("赵敏 和 钱强", "C112"), ("赵敏,钱强,孙娟", "C112"), ("欧阳和平", "欧阳和平"), ("赵敏、", "C110"), ("赵 敏", "赵敏"), ("Wang Fang", "C110"),
        ("王", "C110"), ("王?", "C110"), ("王□", "C110"), ("王12", "C110"), (12.0, "C110"), ("同上", "C110"), ("合计", "C110"), ("无", None), ("", None),
    ],
    "age": [
        (21.0, 21), (21, 21), ("21", 21), ("21岁", 21), ("21周岁", 21), ("２１", 21), ("二十一", 21), ("21.0", 21),
        ("2002", "C130"), (2002.0, "C130"), ("2002年5月", "C130"), ("210", "C131"), ("二十多", "C131"), (21.5, "C131"), (True, "C131"),
    ],
    "sex": [("男", "男"), ("男 ", "男"), ("女性", "女"), ("M", "男"), (2.0, "女"), ("不详", "C120"), ("男/女", "C121")],
    "ethnicity": [
        ("汉", "汉族"), ("汉 族", "汉族"), ("维吾尔", "维吾尔族"), ("维族", "维吾尔族"), ("土", "土族"), ("土家", "土家族"),
        ("毛难族", "毛南族"), ("僮族", "壮族"), ("崩龙族", "德昂族"), ("畬族", "畲族"), (1.0, "汉族"), (57.0, "C140"), ("哈", "C140"), ("哈族", "哈萨克族"), ("汉族（回）", "C140"), ("03", "回族"), ("穿青人", "穿青人"),
        ("中国", "C140"), ("塔塔", "C140"), ("57", "C140"),
    ],
    "member_status": [
        ("正式", "正式党员"), ("中共预备党员", "预备党员"), ("预备", "预备党员"), ("党员", "C122"), ("中共党员", "C122"),
        ("预备党员/正式党员", "C121"), ("团员", "C120"),
    ],
    "id_number": [
        ("11010519491231002X", "11010519491231002X"), ("11010519491231002x", "11010519491231002X"),
        ("11010519491231002×", "11010519491231002X"), ("11010519491231002Х", "11010519491231002X"),
        ("'440524188001010014", "C206"), ("'320584200005120016", "320584200005120016"), ("320584 20000512 0016", "320584200005120016"),
        ("３２０５８４２０００００５１２００１６", "C204"), ("３２０５８４２００００５１２００１６", "320584200005120016"),
        ("\u202d320584200005120016\u202c", "320584200005120016"), ("320584200005120016.0", "320584200005120016"),
        (3.20584200005120e17, "C201"), (320584200005120016, "C201"), (320584000512123.0, "C203"), ("3.20586E+17", "C202"),
        ("3.2E+17", "C202"), ("320584000512123", "C203"), ("32058420000512001", "C204"), ("3205842000051200160", "C204"),
        ("32O584200005120016", "C205"), ("3205842000051200l6", "C205"), ("3205**********0016", "C205"), ("320584200013120016", "C206"),
        ("320584200002300016", "C206"), ("320584200005120017", "C207"), ("32058420000512001*", "C205"), ("990584200005120016", "C208"),
        ("G320584200005120016", "C209"), ("999123456789012345", "C209"), ("911124198108030024", "C209"),
        ("320584200005120016(有误)", "C210"), ("320584200005120016/11010519491231002X", "C210"), ("待补", "C210"),
        ("810000199408230021", "810000199408230021"), ("830000199201300022", "830000199201300022"), ("无", None),
    ],
    "phone": [
        (13961234579.0, "13961234579"), ("139-6123-4579", "13961234579"), ("13961234579/0512-63456789", "13961234579、0512-63456789"),
        ("13961234579 13861530078", "13961234579、13861530078"), (51263456789.0, "0512-63456789"), ("010-62345678", "010-62345678"),
        ("13961234579(停机)", "13961234579(停机)"), ("本人13961234579，父亲13861530078", "13961234579、13861530078(父亲)"),
        ("微信13961234579", "13961234579(微信)"), ("0512-6345678a", "C301"), ("13961234579（短号661234）", "13961234579(短号661234)"),
        (1063456789.0, "C301"), ("1396123457", "C301"), ("139612345790", "C301"), ("1396123457913861530078", "C301"), ("无法联系", "C301"),
    ],
    "receiving_department": [("昆山市委\n组织部", "中共昆山市委组织部"), ("“昆山市委组织部”", "中共昆山市委组织部"), ("无", None)],
    "address": [
        ("河北省石家庄市长安区中山路1号 50000", "河北省石家庄市长安区中山路1号 050000"), ("江苏省昆山市 玉山镇1号　２１５３００", "江苏省昆山市 玉山镇1号 215300"),
        (215200.0, "C501"), ("江苏省苏州市云梨路1号 21520", "C502"),
    ],
    "number": [
        (12, 12), (12.0, 12), ("12", 12), ("１２", 12), (" 12 ", 12), ("12。", 12), ("012", 12), ("共12", 12), ("1,234", 1234), ("1，234", 1234), ("0", 0), ("-0", 0),
        ("十二", "C711"), ("五", "C711"), ("一百零五", "C711"), ("两百", "C711"), ("贰拾壹", "C711"), ("〇", "C711"), ("-", None), ("无", None), ("", None), (99999, 99999),
        ("一", "C711"), ("二百五", "C711"), ("十几", "C711"), ("约12", "C711"), ("12左右", "C711"), ("全体", "C711"), ("若干", "C711"), ("10-12", "C711"), ("12/15", "C711"),
        ("12、15", "C711"), ("1,23", "C711"), ("12,34", "C711"), (".5", "C711"), ("12人", "C711"), ("12²", "C711"), ("12①", "C711"), ("½", "C711"), ("¥12", "C711"), ("同上", "C711"),
        (True, "C711"), (date(2023, 10, 12), "C711"), (1e20, "C711"), (float("inf"), "C711"), (12.5, "C712"), ("12.5", "C712"), ("-3", "C712"), (100000, "C712"), ("1,000,000", "C712"),
    ],
    "copies": [
        ("12人", 12), ("12 份", 12), ("12（人）", 12), ("十二人", "C711"), ("一人", "C711"), ("两份", "C711"), ("共12人", 12), ("人", "C711"), ("12元", "C711"), ("12人次", "C711"),
        ("12人，请假1人", "C711"), ("2班12人", "C711"), ("0人", "C712"), (501, "C712"), (500, 500),
    ],
    "sum": [
        ("1,234.50", 1234.5), ("¥12.5", 12.5), ("￥12.5元", 12.5), ("人民币3元", 3), (12.5, 12.5), (0.1 + 0.2, 0.3), ("12.00", 12), ("12.50", 12.5), ("12.345", "C712"),
        ("1.2万", "C711"), ("12.5.1", "C711"), ("12角", "C711"),
    ],
    "tracking_number": [
        ("1090123456789", "1090123456789"), (1090123456789, "1090123456789"), (1090123456789.0, "1090123456789"), ("1090123456789.0", "1090123456789"),
        ("EMS：1090 1234 56789", "1090123456789"), ("1090-1234-56789", "1090123456789"), ("１０９０１２３４５６７８９", "1090123456789"), ("'9876543210123", "9876543210123"),
        ("EA473124829CN", "EA473124829CN"), ("ea 473124829 cn", "EA473124829CN"), ("EA473124828CN", "C701"), ("BE473124828CN", "C701"), ("EE123456789CS", "EE123456789CS"),
        ("PA12345678901", "PA12345678901"), ("机要号20230624001", "20230624001"), ("机要0012345678", "0012345678"), ("2023062400123", "2023062400123"), ("第0123号", "0123"),
        ("2023-0015", "2023-0015"), ("JY-2023-15", "JY-2023-15"), ("6-28", "C703"), ("SF-1234567890123", "C702"), ("苏机〔2023〕15号", "苏机〔2023〕15"), ("No.0012", "0012"), (15.0, "15"), ("A123", "A123"),
        ("SF1234567890123", "C702"), ("顺丰1234567890123", "C702"), ("YT1234567890123", "C702"), ("JDVA01234567890", "C702"), ("中通", "C702"), ("RA473124829CN", "C702"),
        ("XA12345678931", "C702"), ("CP473124829CN", "C702"), ("本人自带", "C702"), ("学生携带", "C702"), ("1.09E+12", "C704"), (1.09e12, "C704"), ("1090120000000", "C704"),
        (1.2345678901234567e17, "C704"), ("109012345678", "C703"), ("4312345678901", "C703"), ("13961234579", "C703"), ("8613961234579", "C703"), (8613961234579, "C703"), ("8651234567890", "8651234567890"), ("320584200005120016", "C703"), ("2023-06-28", "C703"),
        ("2023-6", "C703"), (date(2023, 6, 28), "C703"), ("6月28日已寄", "C703"), ("1090123456789、1090123456790", "C703"), ("1090123456789(已签收)", "C703"), ("EMS", "C703"),
        ("机要", "C703"), ("已寄", "C703"), (1.5, "C703"), (True, "C703"),
        ("专人", None), ("专人送达", None), ("派专人送", None), ("无", None), ("/", None), ("未寄出", None), ("尚未投递", None), ("待寄", None), ("没有单号", None), ("单号", "C703"),
    ],
    "organisation_code": [
        ("051000011185", "051000011185"), (51000011185.0, "051000011185"), (51000011185, "051000011185"), ("051000 011185", "051000011185"), ("０５１０００011185", "051000011185"),
        ("编码：051000011185", "051000011185"), ("中共四川大学委员会（051000011185）", "051000011185"), ("0510-0001-1185", "051000011185"), (110000543941.0, "110000543941"),
        ("51000011185", "C721"), (13961234579.0, "C721"), (1100054394.0, "C721"), ("0510000111850", "C721"), ("12320000466007321F", "C721"), ("中共四川大学委员会", "C721"),
        ("原051000011185", "C721"), ("051000011185 011100054394", "C721"), ("5.1E+10", "C704"), (5.1e10, "C704"), (True, "C721"), ("无", None), ("暂无", None),
    ],
    "remark": [("/", None), ("专转本：苏州大学", "专转本：苏州大学"), ("=1+1", "=1+1")],
}  # fmt: skip
CASES = [(key, typed, expected) for key, rows in TABLE.items() for typed, expected in rows]


def outcome(key: str, typed: object) -> object:
    value = KINDS[key].parse(typed)
    if value is None or isinstance(value, Problem):
        return value.check if value else None
    return KINDS[key].show(value)


@pytest.mark.parametrize(("key", "typed", "expected"), CASES)
def test_parse(key: str, typed: object, expected: object) -> None:
    assert outcome(key, typed) == expected


@given(st.sampled_from(sorted(KINDS)), CELLS)
@example("wechat", "´")  # one sign that folds to a blank and another
def test_any_cell_parses_or_is_a_problem_and_normalising_twice_is_once(key: str, typed: object) -> None:
    kind = KINDS[key]
    value = kind.parse(typed)
    if value is None or isinstance(value, Problem):
        return
    shown = kind.show(value)
    again = kind.parse(shown)
    assert not isinstance(again, Problem)
    assert kind.show(again) == shown
    if kind.name in {"number", "tracking_number", "organisation_code"}:
        assert again == value == unpacked(packed(value)) and type(again) is type(value)


@given(st.sampled_from(sorted(KINDS)), st.integers())
def test_samples_are_right(key: str, seed: int) -> None:
    assert not isinstance(KINDS[key].parse(sample(KINDS[key], Random(seed))), Problem)


@pytest.mark.parametrize("key", sorted(KINDS))
def test_every_kind_explains_itself(key: str) -> None:
    assert KINDS[key].describe()
    assert KINDS[key].title


@given(st.decimals(-(10**12), 10**12, places=3) | st.integers(-(10**12), 10**12))
def test_a_figure_is_read_as_it_is_and_any_two_can_be_compared(number: Decimal | int) -> None:
    value = KINDS["change"].parse(f"{number:,}")
    assert value == number and (value > 12) == (number > 12)
    assert isinstance(value, int if number == int(number) else Decimal)


@pytest.mark.parametrize(
    ("key", "typed", "told"),
    [
        ("number", "12、15", "里不止一个数"), ("number", "约12", "不是准确的数"), ("number", "12个", "里除了一个数还有别的内容"), ("number", date(2023, 10, 12), "是日期"),
        ("number", "甲", "看不出是多少"), ("copies", "0", "1至500之间的整数"), ("sum", "1.234", "0至99999之间、最多2位小数的数"), ("copies", "全", "12"),
        ("tracking_number", "EA473124820CN", "9"), ("tracking_number", "SF1234567890123", "顺丰的单号"), ("tracking_number", "自带", "由本人携带"),
        ("tracking_number", "13961234579", "是手机号"), ("tracking_number", "8613961234579", "是手机号"), ("tracking_number", "2023-6-28", "像是日期"), ("tracking_number", "109012345678", "有12位数字"),
        ("tracking_number", "EMS", "里没有号码"), ("tracking_number", "1090123456789/1090123456790", "里不止一个号码"), ("tracking_number", "1090123456789已寄", "看不出"),
        ("organisation_code", 13961234579, "可能是手机号，也可能是丢了开头的0的编码"), ("organisation_code", "0510", "有4位"),
        ("organisation_code", "12320000466007321F", "像是统一社会信用代码"), ("organisation_code", "学院党委", "不是编码"), ("organisation_code", "051000011185有误", "还有别的内容"),
    ],
)  # fmt: skip
def test_what_is_told_of_a_value(key: str, typed: object, told: str) -> None:
    problem = KINDS[key].parse(typed)
    assert isinstance(problem, Problem)
    assert any(told in str(fact) for name, fact in problem.facts.items() if name != "value")


@pytest.mark.parametrize(
    ("first8", "digit"), [("47312482", "9"), ("00000000", "5"), ("00000008", "0"), ("12345678", "5"), ("10000000", "3"), ("00000001", "4")]
)
def test_the_check_digit_of_a_posted_item(first8: str, digit: str) -> None:
    assert check_digit(first8) == digit


def test_a_unit_and_commas_are_spelling() -> None:
    kind = KINDS["copies"]
    assert kind.is_respelt("12人", "12") and kind.is_respelt("1，200", "1200")
    assert not kind.is_respelt("无", "")

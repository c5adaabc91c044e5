"""What each kind makes of what people type: value as shown, or the code of what is wrong."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import FORM

from gradflow.model.findings import Problem

DATES = st.dates() | st.datetimes() | st.times()
CELLS = st.none() | st.text(max_size=40) | st.integers() | st.floats() | st.booleans() | DATES

TABLE = {
    "name": [
        ("王芳", "王芳"), ("王 芳", "王芳"), ("王　芳 ", "王芳"), ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽.买买提", "阿依古丽·买买提"), ("𫖯䶮", "𫖯䶮"), ("欧阳 娜娜", "欧阳娜娜"), ("李小娜(女)", "李小娜"),
        ("张伟伟1", "张伟伟"), ("⼀⽅", "一方"), ("王\u200b芳", "王芳"), ("阿依古丽 买买提", "C111"), ("Wang Fang", "C110"),
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
    "remark": [("/", None), ("专转本：苏州大学", "专转本：苏州大学"), ("=1+1", "=1+1")],
}  # fmt: skip
CASES = [(key, typed, expected) for key, rows in TABLE.items() for typed, expected in rows]


def outcome(key: str, typed: object) -> object:
    value = FORM.kinds[key].parse(typed)
    if isinstance(value, Problem):
        return value.check
    return FORM.show(key, value)


@pytest.mark.parametrize(("key", "typed", "expected"), CASES)
def test_parse(key: str, typed: object, expected: object) -> None:
    assert outcome(key, typed) == expected


@given(st.sampled_from(sorted(FORM.kinds)), CELLS)
def test_any_cell_parses_or_is_a_problem_and_normalising_twice_is_once(key: str, typed: object) -> None:
    kind = FORM.kinds[key]
    value = kind.parse(typed)
    if value is None or isinstance(value, Problem):
        return
    shown = kind.show(value)
    again = kind.parse(shown)
    assert not isinstance(again, Problem)
    assert kind.show(again) == shown


@given(st.sampled_from(sorted(FORM.kinds)), st.integers())
def test_samples_are_right(key: str, seed: int) -> None:
    sample = FORM.kinds[key].sample(Random(seed))
    assert not isinstance(FORM.kinds[key].parse(sample), Problem)


@pytest.mark.parametrize("key", sorted(FORM.kinds))
def test_every_kind_explains_itself(key: str) -> None:
    assert FORM.kinds[key].describe()
    assert FORM.kinds[key].title

"""V1, V3, V5, V13, V14: names of Party organisations as people fill them in."""

import dataclasses
import tomllib
from datetime import date
from pathlib import Path

import pytest
from support import FORM, GOOD, GOOD_VISIT, VISIT, checked, context

from gradflow.kinds.organisation import OrganisationKind, read_organisation
from gradflow.kinds.places import NO_NAMES, different_places, region_name, regions
from gradflow.rules.remark import says_settled

GROUPS = tomllib.loads((Path(__file__).parent / "organisations.toml").read_text("utf-8"))["group"]
NAMES = [(name, group["heading"], group["landed"]) for group in GROUPS for name in group["names"]]


def told(key: str, name: str, day: date = date(2023, 7, 25)) -> str:
    """The codes told of the cell, in order."""
    form, good = (FORM, {**GOOD, "remark": "恒力集团有限公司"}) if key == "receiving_department" else (VISIT, GOOD_VISIT)
    found = checked({**good, key: name}, form=form, ctx=dataclasses.replace(context(), as_of=day))
    return " ".join(sorted(f.code for f in found.findings if f.field == key))


def test_the_table_is_large_and_half_of_it_is_wrong() -> None:
    wrong = [name for name, heading, landed in NAMES if heading or landed]
    assert len(NAMES) == len({name for name, _, _ in NAMES}) >= 200
    assert 0.35 < len(wrong) / len(NAMES) < 0.65


@pytest.mark.parametrize(("name", "heading", "landed"), NAMES, ids=[name for name, _, _ in NAMES])
def test_v1_v3_v14(name: str, heading: str, landed: str) -> None:
    assert told("receiving_department", name) == heading
    assert told("landed_org", name) == {"open": "R322"}.get(landed, landed)


ONE_MEANING = """
中共苏州市委组织部: 苏州苏州市委组织部 苏州市市委组织部 苏州市党委组织部
中共昆山市委组织部: 昆山市昆山市委组织部 昆山市委组织部 昆山市市委组织部 中共昆山市委员会组织部 中国共产党昆山市委员会组织部 “昆山市委组织部”
中共江苏省苏州市昆山市委组织部: 江苏省苏州市昆山市委组织部 江苏苏州昆山市委组织部 中国共产党江苏省苏州市昆山市委员会组织部
中共昆山市委: 昆山市委 中共昆山市委员会
中共昆山市委组织部党员教育科: 昆山市委组织部党员教育科 昆山市委员会组织部党员教育科
中共兴化市委组织人事部: 兴化市委组织人事部
中共苏州市吴江区委组织部: 苏州吴江区委组织部 苏州市吴江区区委组织部 中国共产党苏州市吴江区委员会组织部
中共吴江区委组织部: 吴江区委组织部 吴江区区委组织部
中共江苏省昆山市委组织部: 江苏昆山市委组织部 江苏省昆山市委员会组织部
中共南京市鼓楼区委组织部: 南京鼓楼区委组织部 南京市鼓楼区区委组织部
中共大兴安岭地委组织部: 大兴安岭地区委组织部 大兴安岭地区地委组织部 大兴安岭地委组织部
中共黑龙江省大兴安岭地区加格达奇区委组织部: 黑龙江省大兴安岭地区加格达奇区委组织部
中共恩施州利川市委组织部: 恩施利川市委组织部 恩施州利川市市委组织部
中共广西壮族自治区横州市委组织部: 广西横州市委组织部
中共吉林昌邑区委组织部: 吉林昌邑区委组织部
中共上海市徐汇区委组织部: 上海徐汇区委组织部 上海市徐汇区区委组织部
中共五大连池市委组织部: 中国共产党五大连池市委员会组织部
中共忠县委组织部: 忠县县委组织部 忠县委组织部
中共青岛市市南区委组织部: 青岛市南区委组织部 青岛市市南区区委组织部
"""


@pytest.mark.parametrize("line", ONE_MEANING.strip().splitlines())
def test_v13_one_spelling_per_meaning_and_listed(line: str) -> None:
    standard, _, spellings = line.partition(": ")
    for typed in (*spellings.split(), standard):
        found = checked({**GOOD, "receiving_department": typed})
        assert found.records[0]["receiving_department"].name == standard
        assert [(c.before, c.after) for c in found.changes if c.field == "receiving_department"] == [(typed, standard)] * (
            typed != standard
        )


UNTOUCHED = """
中共江苏省委教育工委组织部 苏州大学党委组织部 昆山市玉山镇党委 昆山市玉山镇镇委 中国共产党昆山市玉山镇委员会 吴江区松陵街道党工委 苏州工业园区党工委组织部 恒力石化（苏州）有限公司党委 中共昆山市玉山镇同心村支部委员会
昆山组织部 昆山委组织部 昆山市委组织科 昆山市委组织部（暂定） 拟转入昆山市委组织部 江苏省委组织部 南京市吴江区委组织部 火星市委组织部 中共鼓楼区委组织部 中共江北区委组织部
第八师石河子市委组织部 昆山市委组织部、常熟市委组织部 内蒙古自治区党委组织部 苏州市国资委党委 昆山经济技术开发区党委 花桥镇委员会 同心村支部 中共大留镇镇委员会 苏州大学纪委 中共苏州大学纪律检查委员会
三峡集团党组 昆山市千灯镇党群工作局 苏州军分区政治工作处 昆山市委组织部已接收 松陵街道党委副书记 江苏省苏州市邮政局机关党委第一党支部
"""


@pytest.mark.parametrize("typed", UNTOUCHED.split())
def test_v13_nothing_else_is_changed(typed: str) -> None:
    assert not checked({**GOOD, "receiving_department": typed}).changes


@pytest.mark.parametrize("name", [name for name, _, _ in NAMES])
def test_v13_twice_is_once(name: str) -> None:
    kind = OrganisationKind()
    once = kind.parse(name)
    assert once is None or kind.parse(kind.show(once)) == once


PLACES = [
    ("重庆市江北区委组织部", 2023, ""),
    ("重庆市江北区委组织部", 2025, ""),
    ("重庆市江北区委组织部", 2026, "C461"),
    ("江北区委组织部", 2024, "C462"),
    ("江北区委组织部", 2026, ""),
    ("西藏错那县委组织部", 2023, ""),
    ("西藏错那县委组织部", 2024, "C461"),
    ("邢台市桥东区委组织部", 2019, ""),
    ("邢台市桥东区委组织部", 2021, "C461"),
]


@pytest.mark.parametrize(("name", "year", "code"), PLACES)
def test_v5_places_are_judged_by_the_day_of_the_run(name: str, year: int, code: str) -> None:
    assert told("receiving_department", name, date(year, 7, 1)) == code


@pytest.mark.parametrize(
    ("name", "now"),
    [
        ("吴江市委组织部", "苏州市吴江区"),
        ("河北省邢台市桥东区委组织部", "邢台市襄都区"),
        ("安徽省芜湖县委组织部", "芜湖市湾沚区"),
        ("公主岭市委组织部", ""),
        ("杭州市余杭县委组织部", "杭州市余杭区"),
    ],
)
def test_v5_todays_name_is_told_all_over_the_country(name: str, now: str) -> None:
    found = checked({**GOOD, "receiving_department": name}, ctx=context())
    advice = " ".join(f.advice for f in found.findings if f.code == "C461")
    assert (f"是否为{now}" in advice) if now else ("是否为" not in advice)


@pytest.mark.parametrize(
    ("planned", "landed", "places"),
    [
        ("中共昆山市委组织部", "苏州市昆山市花桥镇党委", None),
        ("苏州市委组织部", "苏州市吴江区平望镇庙头村党支部", None),
        ("苏州吴江区委组织部", "常熟市虞山街道党工委", ("吴江区", "常熟市")),
        ("吴江市委组织部", "苏州市吴江区松陵街道党工委", None),
        ("平江区委组织部", "苏州市姑苏区委组织部", None),
        ("忠县县委组织部", "重庆市万州区委组织部", ("忠县", "万州区")),
        ("昆山市委组织部", "国家税务总局昆山市税务局党委", None),
        ("昆山市委组织部", "恒力集团党委", None),
        ("南通市通州区委组织部", "北京市通州区新华街道党工委", ("南通市通州区", "北京市通州区")),
        ("南京市鼓楼区委组织部", "徐州市鼓楼区黄楼街道党工委", ("南京市鼓楼区", "徐州市鼓楼区")),
        ("淮安市淮阴区委组织部", "淮安市淮安区河下街道党工委", ("淮阴区", "淮安区")),
        ("通州市委组织部", "南通市通州区金沙街道党工委", None),
        ("资阳市简阳市委组织部", "成都市简阳市委组织部", None),
        ("淮安市委组织部", "淮安市淮安区河下街道党工委", None),
    ],
)
def test_v3_places_of_one_member_agree(planned: str, landed: str, places: tuple[str, str] | None) -> None:
    assert different_places(planned, landed) == places


def test_v3_every_county_is_read_in_every_usual_spelling() -> None:
    """The same patterns as benchmarks/recognition.py, on the whole table."""
    wrong = []
    for region in (
        r for names in regions().values() for r in names if r.last is None and r.level and r.code < "71" and r.name not in NO_NAMES
    ):
        own = region.name.removesuffix("区") if region.name.endswith("地区") else region.name
        for name in (
            f"{own}委组织部",
            f"{region.name}{own[-1]}委组织部",
            f"中国共产党{region.name}委员会组织部",
            f"{region.province}{own}委组织部",
        ):
            read = read_organisation(name)
            if read.category != "local" or read.unknown or region not in read.places[-1].regions:
                wrong.append(name)
    assert wrong == []


def test_v3_ids_know_the_regions_they_knew() -> None:
    assert [region_name(code) for code in ("320584", "330113", "232761", "330114", "500157", "999999")] == [
        "吴江市", "临平区", "加格达奇区", "钱塘区", "两江新区", None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("landed", "landed_on", "reason", "codes"),
    [
        ("已提交待接收", None, "等对方审核", {"C470"}),
        ("本人原籍", None, "等对方审核", {"C470"}),
        ("已转", "2023-07-10", None, {"C470"}),
        ("已转", None, None, {"C470"}),
        ("未转入", None, "9月报到后转入", set()),
        ("未转入", None, None, {"R325"}),
        ("昆山市花桥镇党委", "2023-07-10", None, set()),
    ],
)
def test_v1_one_cause_one_finding(landed: str, landed_on: str | None, reason: str | None, codes: set[str]) -> None:
    receipt = "否" if landed == "未转入" else "是"
    row = {**GOOD_VISIT, "landed_org": landed, "landed_on": landed_on, "not_landed_reason": reason, "receipt": receipt}
    assert {f.code for f in checked(row, form=VISIT).findings} == codes


def test_v13_another_spelling_is_summed_up_as_one() -> None:
    for typed in ("昆山市委组织部", "江苏省昆山市委员会组织部", "昆山市委", "中国共产党昆山市委员会组织部"):
        assert [c.is_spelling for c in checked({**GOOD, "receiving_department": typed}).changes] == [True]


@pytest.mark.parametrize(
    "name",
    ["甲支部", "苏州信息职业技术学院甲支部", "中共甲支部委员会", "苏州信息职业技术学院党委", "本校党委", "我校党委组织部", "本院党总支"],
)
def test_c1_to_the_own_college_is_told_once(name: str) -> None:
    assert told("receiving_department", name) == "C467"


@pytest.mark.parametrize(("remark", "code"), [("保留两年", "C467"), ("暂缓转出", "C467"), ("专转本：苏州大学", "C452"), (None, "C452")])
def test_c1_a_college_without_a_name_is_the_own_one_where_the_membership_stays(remark: str | None, code: str) -> None:
    found = checked({**GOOD, "receiving_department": "学院党委", "remark": remark}, ctx=context())
    assert [f.code for f in found.findings if f.field == "receiving_department"] == [code]


@pytest.mark.parametrize("name", ["甲支部", "苏州信息职业技术学院乙支部", "本校党委"])
def test_v1_nobody_lands_where_they_left(name: str) -> None:
    assert told("landed_org", name) == "C470"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("苏州信息职业技术学院甲系党总支", "C470"), ("留在学校党支部", "C470"), ("苏信院党委", "C470"), ("苏职院党委", ""), ("苏州信息职业技术学院机关党支部", ""), ("苏州信息职业技术学院后勤党总支", ""),
    ],
)  # fmt: skip
def test_v1_nor_above_a_branch_that_sends(name: str, code: str) -> None:
    ctx = context()
    branches = (*ctx.campaign.branches, ctx.campaign.branches[0].model_copy(update={"name": "甲系学生党支部"}))
    ctx = dataclasses.replace(ctx, campaign=ctx.campaign.model_copy(update={"branches": branches}))
    assert " ".join(f.code for f in checked({**GOOD_VISIT, "landed_org": name}, form=VISIT, ctx=ctx).findings) == code


SETTLED = "已签约无锡某公司 无锡药明康德就业 签约无为市第一中学 签约无棣县公司 已签无人机公司 入职上海不凡帝公司 签约未来电器公司 录取无锡学院 已签江苏无线电厂劳动合同"
UNSETTLED = "未签约 没有签约单位 不就业 暂无单位，就业中 无单位，未就业 待就业 拟签约 择业，想找工作 无就业意向 无锡，还未就业"


def test_v2_places_and_firms_are_no_negations() -> None:
    assert all(map(says_settled, SETTLED.split()))
    assert not any(map(says_settled, UNSETTLED.split()))

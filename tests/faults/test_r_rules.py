"""R1-R8: the rules, on both sides of every boundary."""

import dataclasses
import os
import time
from collections import deque
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from support import (  # fmt: skip
    CARD,
    COLLEGE,
    FORM,
    FORMS,
    GOOD,
    GOOD_CARD,
    GOOD_VISIT,
    SECOND,
    VISIT,
    campaign_folder,
    checked,
    collected,
    context,
    read,
    report,
    roster,
    visits,
    workbook,
    write_xlsx,
)

from gradflow.app import worker_pool
from gradflow.app.examination import ExaminationContext, examine_all
from gradflow.app.session import open_session
from gradflow.model.campaign import Branch
from gradflow.model.cells import Raw, Workbook
from gradflow.model.copies import is_reason
from gradflow.model.findings import Finding, Severity
from gradflow.model.people import Person
from gradflow.model.records import Context
from gradflow.model.reports import Known
from gradflow.model.views import ItemKind
from gradflow.pipeline.crosscheck import crosscheck
from gradflow.pipeline.examine import examine
from gradflow.pipeline.person_status import probation_end
from gradflow.pipeline.run import run
from gradflow.reading import workbooks
from gradflow.rules.follow_up import is_lost, is_no_reason
from gradflow.rules.registry import catalogue

Cells = dict[str, Raw]
FORMS_OF = {"card": (CARD, GOOD_CARD, None), "out": (FORM, GOOD, None), "one": (VISIT, GOOD_VISIT, 1), "two": (VISIT, GOOD_VISIT, 2)}
NOT_LANDED: Cells = {"landed_org": None, "landed_on": None, "receipt": None}


def on(day: str) -> Context:
    return dataclasses.replace(context(), as_of=date.fromisoformat(day))


def person(day: str = "2023-07-25", **sheets: Cells) -> list[Finding]:
    """What is told of somebody whose good sheets differ by these cells."""
    found = []
    for key, cells in sheets.items():
        form, good, number = FORMS_OF[key]
        one = checked({**good, **cells}, form=form, ctx=on(day))
        found.append(dataclasses.replace(one, file=f"{key}.xlsx", round=number))
    findings = collected(found)
    crosscheck(found, findings, FORMS, on(day))
    return [one for own in findings.of.values() for one in own]


def codes(day: str = "2023-07-25", **sheets: Cells) -> set[str]:
    return {one.code for one in person(day, **sheets)}


def handed_in(day: str, received: str, *books: Workbook) -> list[tuple[str, str]]:
    """Code and severity, where the round is told by the file's name or else by the day it came."""
    ctx = on(day)
    found = run(
        [examine(book, FORMS, ctx) for book in books], Known({book.file: datetime.fromisoformat(received) for book in books}), FORMS, ctx
    )
    return [(one.code, one.severity.value) for one in found.findings if one.code[0] in "RXP"]


# R1


@pytest.mark.parametrize("file", ["附件3第一次.xlsx", "附件3.xlsx"])
@pytest.mark.parametrize("day", ["2023-07-25", "2023-08-30", "2023-09-24", "2024-03-01"])
@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"landed_on": "2023-07-25"}, []),
        ({"landed_on": "2023-07-26"}, [("R324", "error")]),
        ({"landed_on": "2023-06-01"}, []),
        ({"landed_on": "2023-05-31"}, [("R324", "error")]),
        ({"follow_up_contact": "电话 2023.7.25"}, []),
        ({"follow_up_contact": "电话 2023.7.26"}, [("R327", "warning")]),
        ({"follow_up_contact": "电话 2023.6.1"}, []),
        ({"follow_up_contact": "电话 2023.5.31"}, [("R327", "warning")]),
        ({"follow_up_contact": "电话 2023.5.30、微信 2023.7.20"}, []),
    ],
)
def test_r1_a_date_is_held_against_the_day_of_its_sheet_and_no_error_goes_by_waiting(
    day: str, file: str, cells: Cells, expected: list[tuple[str, str]]
) -> None:
    assert handed_in(day, "2023-07-20T10:00", workbook(file, visits([{**GOOD_VISIT, **cells}]))) == expected


def test_r1_on_the_last_sheet_what_arrived_after_its_deadline_is_asked_about_and_kept() -> None:
    last = {"landed_on": "2023-10-04"}
    assert [codes(day, two=last) & {"R324", "R360"} for day in ("2023-09-25", "2023-10-03")] == [{"R324"}, {"R324"}]
    assert [codes(day, two=last) & {"R324", "R360"} for day in ("2023-10-04", "2024-03-01")] == [{"R360"}, {"R360"}]
    assert catalogue()["R360"].severity is Severity.WARNING
    assert not codes("2023-10-04", two={"landed_on": "2023-09-25"}) & {"R324", "R360"}


@pytest.mark.parametrize("file", ["附件3第二次.xlsx", "附件3.xlsx"])
@pytest.mark.parametrize(
    ("landed_on", "received", "expected"),
    [
        ("2023-11-10", "2023-09-20", "R324"), ("2023-09-26", "2023-09-20", "R324"), ("2023-10-21", "2023-10-20", "R324"),
        ("2023-10-20", "2023-10-20", "R360"), ("2023-10-04", "2023-10-20", "R360"), ("2023-09-25", "2023-09-20", ""),
    ],
)  # fmt: skip
def test_r1_a_day_after_the_sheet_came_is_impossible_for_ever(file: str, landed_on: str, received: str, expected: str) -> None:
    book = workbook(file, visits([{**GOOD_VISIT, "landed_on": landed_on}]))
    for day in ("2023-11-10", "2023-11-26", "2024-06-01"):
        told = handed_in(day, f"{received}T10:00", book)
        assert [code for code, _ in told if code in {"R324", "R360"}] == [expected] * bool(expected), day


@pytest.mark.parametrize("day", ["2023-06-24", "2023-07-25", "2023-12-31", "2025-01-01"])
def test_r1_full_members_and_joining_dates_are_judged_as_of_their_sheet(day: str) -> None:
    late, right = {"joined_on": "2022-06-25"}, {"joined_on": "2022-06-24"}
    assert "P703" in codes(day, card=late, out={}) and "P703" not in codes(day, card=right, out={})
    if day > "2023-06-30":
        assert "P708" in codes(day, card={"joined_on": "2023-07-01"}) and "P708" not in codes(day, card={"joined_on": "2023-06-30"})


def test_r1_c3_p703_and_p706_stand_where_the_correction_must_be_made() -> None:
    def where(**sheets: Cells) -> list[tuple[str, str, str | None]]:
        return [
            (one.code, one.where.file[:-5], one.field) for one in person("2023-09-25", **sheets) if one.code in {"P703", "P706", "P710"}
        ]

    young, full, not_yet = {"joined_on": "2022-12-01"}, {"member_status": "正式党员"}, {"member_status": "预备党员"}
    assert where(card=young, out=full) == [("P703", "out", "member_status")], "the card is right, as far as anybody can tell"
    assert where(card=young, out=not_yet, one=full) == [("P703", "one", "member_status")]
    assert where(card=young, out=full, one=not_yet) == [("P703", "out", "member_status")], "and not also P710"
    assert where(card=young, out=full, one=full) == [("P703", "card", "joined_on")]
    assert where(card={"joined_on": "2020-06-01"}, out=not_yet) == [("P706", "out", "member_status")]
    assert where(card={"joined_on": "2020-06-01"}, out=not_yet, one=not_yet) == [("P706", "card", "joined_on")]


# R2, R3

NOTE = {"R310", "X617", "X630"}


@pytest.mark.parametrize("department", ["中共昆山市委组织部", "昆山市玉山镇党委", "苏州市人才服务中心党委", "苏州工业园区党工委组织部"])
@pytest.mark.parametrize(
    ("sheets", "expected"),
    [
        ({"card": {"destination": "专转本"}}, {"X630"}),
        ({"card": {"destination": "专转本（苏州大学）"}}, {"X630"}),
        ({"one": {"destination_type": "专转本"}}, {"X630"}),
        ({"one": {"destination_type": "专升本"}}, {"X630"}),
        ({"two": {"destination_type": "专转本"}}, {"X630"}),
        ({"card": {"destination": "专转本 苏州大学"}, "one": {"destination_type": "专转本"}}, {"X630"}),
        ({"card": {"destination": "苏州恒力集团有限公司"}}, {"X617"}),
        ({"one": {"destination_type": "就业单位"}}, {"X617"}),
        ({"two": {"destination_type": "就业单位"}}, set()),
        ({"card": {"destination": "回原籍"}, "one": {"destination_type": "回原籍"}}, set()),
        ({"card": {"destination": "回原籍"}, "one": {"destination_type": "专转本"}}, set()),
        ({"one": {"destination_type": "出国"}}, set()),
    ],
)
def test_r2_note_2_as_printed(department: str, sheets: dict[str, Cells], expected: set[str]) -> None:
    for remark in (None, "无", "/"):
        assert codes(out={"receiving_department": department, "remark": remark}, **sheets) & NOTE == expected
    named = codes(out={"receiving_department": department, "remark": "苏州大学"}, **sheets)
    assert not named & NOTE


def test_r2_severities_and_no_double() -> None:
    found = catalogue()
    assert (found["X630"].severity, found["X617"].severity, found["R310"].severity) == (Severity.ERROR, Severity.WARNING, Severity.ERROR)
    for remark in (None, "专转本", "已签三方"):
        cells = {"receiving_department": "苏州大学党委组织部", "remark": remark}
        assert codes(out=cells, one={"destination_type": "专转本"}) & NOTE == {"R310"}
    assert codes(out={"remark": "#REF!"}, one={"destination_type": "专转本"}) & NOTE == set(), "a remark that was not understood"
    assert ("X630", "error") in handed_in("2023-06-20", "2023-06-20T10:00", workbook("附件2.xlsx", roster([GOOD])), _card("专转本"))


def _card(destination: str) -> Workbook:
    lines = [[one for one in CARD.spec.fields if one.line == line and one.key != "photo"] for line in range(1, 13)]
    person = {**GOOD_CARD, "destination": destination}
    rows = [[cell for one in line for cell in (one.head, person.get(one.key))] for line in lines]
    return workbook("甲支部登记卡.xlsx", [[f"{COLLEGE}毕业生党员信息登记卡（2023年度）"], [None], *rows])


@pytest.mark.parametrize("remark", [None, "保留", "保留在校", "组织关系保留", "留校工作"])
@pytest.mark.parametrize("name", [f"{COLLEGE}党委", f"中共{COLLEGE}委员会组织部"])
def test_r3_kept_at_the_own_college_is_one_finding(name: str, remark: str | None) -> None:
    found = checked({**GOOD, "receiving_department": name, "remark": remark}).findings
    assert [one.code for one in found] == ["C467"]


# R4


@pytest.mark.parametrize(
    ("landed_on", "receipt", "expected"),
    [
        ("2023-07-20", "否", ("R361", "info")), ("2023-06-26", "否", ("R361", "info")), ("2023-06-25", "否", ("R323", "warning")),
        ("2023-06-01", "否", ("R323", "warning")), ("2023-07-20", None, ("R323", "warning")), ("2023-06-10", None, ("R323", "warning")),
        ("2023-06-10", "是", None), ("2023-06-10", "线上", None), ("2023-07-20", "线上", None),
    ],
)  # fmt: skip
def test_r4_a_receipt_has_a_month(landed_on: str, receipt: str | None, expected: tuple[str, str] | None) -> None:
    found = checked({**GOOD_VISIT, "landed_on": landed_on, "receipt": receipt}, form=VISIT).findings
    assert [(one.code, one.severity.value) for one in found] == ([expected] if expected else [])


# R5


@pytest.mark.parametrize(
    "text",
    ["未转入", "待定", "未落实", "暂未", "没有", "尚未转入", "还没有转", "暂未转入。", "未转", "目前未落实", "组织关系未转入", "情况不明", "不清楚", "原因不详",
     "未能转入", "截至7月25日未转入", "还没转",
     "未办", "未办理", "正在等", "未知", "未如期转入", "待办", "以后再说", "再说", "没办好", "暂缺", "还没去办", "尚未办结", "等着", "等待中", "待转", "之后再看", "过几天办", "尽快办理", "年底再说",
     "九月转入", "其他原因", "略", "待核实", "手续未办", "没法转", "办不了", "没转成", "说不准", "不着急", "正常", "未能按时转入", "暂不能转入", "下半年转入", "没在办", "TBD",
    "未转接", "无原因", "待落实", "待转入", "见附件", "同上一次", "知道了", "如实", "未接收", "没有接收", "个人原因", "本人尚未转入党组织", "（未转入）", "否", "没有落实", "未确定", "暂时没有",
     "抓紧", "催办中", "进行中", "正在进行中", "了解中", "跟进了解中", "已了解情况", "已回访", "已电话回访", "微信沟通中", "推进中", "询问中", "电话已打", "已催", "已通知本人", "本人知晓", "已联系", "联系中", "正在跟进中", "继续跟进", "辅导员跟进", "自行办理", "由本人负责", "已提醒本人尽快办理", "没问题", "特殊情况", "原因如附件", "详情见表",
     "与上次相同", "同第一次", "同7月", "如前", "见第一次", "情况无变化", "没有变化", "情况不变", "失败", "转接失败", "没办法", "不转", "不想转", "毕业后再说", "回去再说"],
)  # fmt: skip
def test_r5_saying_it_again_is_no_reason(text: str) -> None:
    assert is_no_reason(text)
    found = checked({**GOOD_VISIT, **NOT_LANDED, "not_landed_reason": text}, form=VISIT).findings
    assert [one.code for one in found] == ["R325"]


@pytest.mark.parametrize(
    "text",
    ["9月到校报到后转入", "等待接收方审核", "对方党组织未接收", "单位未落实", "单位没有党组织", "正在办理落户，办好后转入", "档案未到", "介绍信抬头错误被退回",
     "去向未定", "保留在校", "暂不转出，9月入伍", "系统退回，已重新发起", "预备期已满未转正，对方不收", "还没有转入，正在与街道联系", "出国", "待接收",
     "学校未开学", "工作未定", "本人未报到", "失联", "已发起转接", "专转本，开学后转", "生病住院", "接收地要求居住证明",
     "正在办理中", "手续在办", "正在转接", "已办理", "手续办理中", "落户中", "待业", "待产", "待审批", "等单位", "等通知", "没空", "没时间", "转正手续未办", "手续不全", "缺材料", "补办身份证", "身份待核实",
     "对方不办", "没有单位", "手续进行中", "街道审核进行中", "政审进行中", "已回访，单位无党组织", "对方支部了解中", "7月8日电话回访", "未就业", "未报到", "档案在途", "暂缓就业", "未通过", "没人接收", "系统故障", "去向未明", "没有回复",
     "已联系接收党组织", "已联系，等待回复", "已通知本人，本人在外地", "同第一次，公司无党组织", "系统转接失败", "转接失败，编码错误", "由单位统一办理", "通知未到", "负责人休假", "毕业证未发", "本人不配合", "没有变化，仍待审批", "抓紧办理",
    ],
)  # fmt: skip
def test_r5_a_reason_is_one(text: str) -> None:
    assert not is_no_reason(text)
    assert "R325" not in {one.code for one in checked({**GOOD_VISIT, **NOT_LANDED, "not_landed_reason": text}, form=VISIT).findings}


@pytest.mark.parametrize("day", ["2023-07-09", "2023-07-11", "2023-08-10", "2023-08-31"])
def test_r5_any_change_of_the_day_is_told(day: str) -> None:
    assert "X614" in codes("2023-09-25", one={}, two={"landed_on": day})
    assert not codes("2023-09-25", one={}, two={"landed_on": "2023.7.10"}) & {"X614", "X634"}


# R6


@pytest.mark.parametrize(
    ("cells", "is_told"),
    [
        ({"receipt": "是"}, True), ({"receipt": "已收到"}, True), ({"receipt": "否"}, False), ({"receipt": None}, False), ({"receipt": "线上"}, False),
        ({"receipt": "是", "destination_type": "保留在校"}, False), ({"receipt": "是", "landed_on": "2023-07-10"}, False),
        ({"receipt": "是", "landed_org": "中共昆山市玉山镇委员会", "landed_on": "2023-07-10"}, False), ({"receipt": "是", "landed_org": "待定"}, True),
    ],
)  # fmt: skip
def test_r6_not_landed_but_a_receipt(cells: Cells, is_told: bool) -> None:  # noqa: FBT001 - a table
    found = checked({**GOOD_VISIT, **NOT_LANDED, "not_landed_reason": "等待接收方审核", **cells}, form=VISIT).findings
    assert ("R362" in {one.code for one in found}) is is_told
    assert catalogue()["R362"].severity is Severity.WARNING


@pytest.mark.parametrize(
    ("before", "after", "is_told"),
    [
        ("中共昆山市玉山镇委员会", "中共昆山市花桥镇委员会", True), ("昆山市玉山镇党委", "中共昆山市玉山镇委员会", False),
        ("昆山市玉山镇党委", "江苏省苏州市昆山市玉山镇党委", False), ("昆山市委组织部", "昆山市玉山镇党委", False),
        ("昆山市玉山镇党委", "昆山市玉山镇同心村党支部", False), ("昆山市玉山镇同心村党支部", "昆山市玉山镇共青村党支部", True),
        ("苏州大学党委", "南京大学党委", True), ("苏州大学党委", "苏州大学文学院党委", False), ("苏州大学文学院党委", "苏州大学数学科学学院党委", True),
        ("中共常熟市虞山街道工作委员会", "常熟市虞山街道党工委", False), ("中共常熟市虞山街道工作委员会", "太仓市城厢镇党委", True),
        ("恒力集团有限公司党委", "亨通集团有限公司党委", True), ("恒力集团党委", "恒力集团有限公司党委", False), ("吴江市松陵镇党委", "苏州市吴江区松陵镇党委", False),
        ("苏州市吴江区松陵街道党工委", "吴江区松陵街道党工委", False), ("光山县弦山街道党工委", "河南省光山县弦山街道党工委", False),
        ("中共恒力集团有限公司委员会", "苏州市吴江区盛泽镇党委", True), ("苏州市吴江区盛泽镇党委", "中共恒力集团有限公司委员会", True),
        ("苏州大学党委", "苏州市吴江区盛泽镇党委", True), ("苏州大学党委", "恒力集团有限公司党委", True), ("昆山市玉山镇党委", "昆山市第一人民医院党委", True),
        ("昆山市玉山镇党委", "昆山市人才市场党委", True), ("昆山市玉山镇党委", "昆山市公安局党委", True), ("昆山市玉山镇党委", "昆山市周市镇党委", True),
        ("昆山市玉山镇同心社区党支部", "昆山市玉山镇共青社区党支部", True), ("江苏省昆山中学党支部", "昆山市玉山镇党委", True),
        ("盛泽镇党委", "盛泽镇恒力集团党支部", False), ("恒力集团党委", "吴江区盛泽镇恒力集团党支部", False), ("昆山市委组织部", "恒力集团有限公司党委", False),
        ("昆山市教育局党委", "昆山中学党支部", False), ("昆山市玉山镇同心村党支部", "昆山市玉山镇党委", False), ("平望镇党委", "平望中心小学党支部", False),
        ("苏州大学党委", "苏州大学附属第一医院党委", False), ("松陵镇党委", "松陵街道党工委", False), ("昆山经济技术开发区党工委", "昆山市玉山镇党委", False),
        ("恒力集团有限公司党委", "恒力化纤股份有限公司党委", False),
        ("昆山高新区党工委", "昆山市玉山镇党委", False), ("镇江市委组织部", "恒力集团有限公司党委", False), ("桐乡市崇福镇党委", "桐乡市濮院镇党委", True),
    ],
)  # fmt: skip
def test_r6_landed_somewhere_else(before: str, after: str, is_told: bool) -> None:  # noqa: FBT001 - a table
    found = codes(
        "2023-09-25", one={"landed_org": before}, two={"landed_org": after, "landed_on": "2023-07-20" if is_told else "2023-07-10"}
    )
    assert found & {"X614", "X634"} == ({"X634"} if is_told else set())


@pytest.mark.parametrize(
    ("department", "remark", "is_told"),
    [
        ("苏州大学党委组织部", "专转本：南京工程学院", True), ("苏州大学党委组织部", "考取南京大学", True), ("苏州大学党委组织部", "专转本苏州大学", False),
        ("苏州大学党委组织部", "苏州大学文正学院", False), ("苏州大学文正学院党委", "苏州大学", False), ("中共南京工程学院委员会", "专转本（南京工程学院）", False),
        ("中共昆山市委组织部", "专转本：苏州大学", False), ("苏州大学党委组织部", "专转本", False), ("中共江苏省委教育工委组织部", "专转本：苏州大学", False),
        ("苏州大学党委组织部", f"由{COLLEGE}考入苏州大学", False), ("金陵科技学院党委", "录取到南京晓庄学院", True), ("苏州大学党委组织部", "苏大", False),
        ("南京师范大学泰州学院党委", "南师大泰州学院", False), ("南京航空航天大学金城学院党委组织部", "专转本：南航金城学院", False), ("苏州城市学院党委", "专转本：原文正学院", False),
        ("江苏理工学院党委", "专转本：江苏理工（原江苏技术师范学院）", False), ("无锡学院党委", "南京信息工程大学滨江学院", False), ("苏州经贸职业技术学院党委", "就业：苏州经贸学院", False),
        ("南京工业职业技术大学党委", "南京工业职业技术学院（升格）", False), ("苏州大学应用技术学院党委", "专转本：苏大应用技术学院", False),
        ("三江学院党委", "专转本至三江学院计算机科学与工程学院", False), ("常熟理工学院党委组织部", "已被常熟理工学院录取", False),
    ],
)  # fmt: skip
def test_r6_one_school_here_and_another_there(department: str, remark: str, is_told: bool) -> None:  # noqa: FBT001 - a table
    found = {one.code for one in checked({**GOOD, "receiving_department": department, "remark": remark}).findings}
    assert ("R363" in found) is is_told


HENAN = "河南省信阳市光山县弦山街道正大街11号 465450"


@pytest.mark.parametrize(
    ("cells", "is_told"),
    [
        ({"address": HENAN}, True), ({"address": HENAN, "remark": "签约恒力集团有限公司"}, False), ({}, False),
        ({"address": HENAN, "receiving_department": "光山县委组织部"}, False), ({"address": HENAN, "receiving_department": "河南省光山县委组织部"}, False),
        ({"receiving_department": "中共光山县委组织部"}, True), ({"receiving_department": "南京市鼓楼区委组织部"}, False),
        ({"receiving_department": "鼓楼区委组织部"}, False), ({"receiving_department": "苏州工业园区党工委组织部"}, False),
        ({"address": HENAN, "receiving_department": "苏州大学党委组织部"}, False), ({"address": "云梨路100号小区3幢 215200"}, False),
    ],
)  # fmt: skip
def test_r6_another_province_without_a_word(cells: Cells, is_told: bool) -> None:  # noqa: FBT001 - a table
    assert ("R364" in codes(out=cells)) is is_told


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"relative1_mobile": "13961234579"}, "relative1_mobile"), ({"relative2_mobile": "139 6123 4579"}, "relative2_mobile"),
        ({"advisor_mobile": "13961234579"}, "advisor_mobile"), ({"classmate_mobile": "13961234579"}, "classmate_mobile"),
        ({"relative1_mobile": "13961234580"}, None), ({"relative1_mobile": None}, None), ({"home_phone": "0512-63456789"}, None),
    ],
)  # fmt: skip
def test_r6_the_own_mobile_is_somebody_elses(cells: Cells, expected: str | None) -> None:
    found = [one for one in checked({**GOOD_CARD, **cells}, form=CARD).findings if one.code == "R365"]
    assert [one.field for one in found] == ([expected] if expected else [])


LOST = (
    "失联", "已失联", "本人失联半年", "失去联系", "联系不上", "一直联系不上", "联系不到本人", "无法联系", "无法联系本人", "无法与其取得联系", "未能取得联系", "没有联系上",
    "电话不通", "电话打不通", "电话一直打不通", "手机停机", "号码是空号", "电话空号", "电话关机", "电话无人接听", "多次电话不接", "未联系上", "通过电话、微信均联系不上",
    "本人及家长均联系不上", "下落不明", "电话联系不上 2023.7.20", "党支部一直联系不上", "微信不回，电话无人接听", "联络不上", "去向不明，杳无音信",
)  # fmt: skip
NOT_LOST = (
    "电话 2023.7.20", "微信联系", "已联系上", "电话关机，已通过微信联系 2023.7.20", "没有失联", "未失联", "不存在失联情况", "已恢复联系", "原号码停机，已换号",
    "接收单位电话打不通", "联系不上接收方党组织", "街道联系不上", "组织部电话无人接听", "对方党组织无法联系", "等待接收方审核", "联系方式不变", "多次联系接收方", "曾失联，现已联系上",
    "电话联系", "上门", "电话打不通，用微信联系上了", "电话关机，微信联系 2023.9.8", "手机停机，上门回访 2023.7.8", "单位未落实",
)  # fmt: skip


@pytest.mark.parametrize("text", LOST)
def test_r6_out_of_touch(text: str) -> None:
    assert is_lost(text)
    assert "R366" in codes(one={**NOT_LANDED, "not_landed_reason": text})
    found = codes(one={"follow_up_contact": text})
    assert "R366" in found and "R327" not in found, "one cause, one finding"


@pytest.mark.parametrize("text", NOT_LOST)
def test_r6_in_touch(text: str) -> None:
    assert not is_lost(text)
    assert "R366" not in codes(one={**NOT_LANDED, "not_landed_reason": text}, out={"remark": text})


def test_r6_out_of_touch_is_judged_by_the_latest_round_and_not_told_of_those_who_died() -> None:
    lost = {"follow_up_contact": "联系不上"}
    assert "R366" in codes("2023-09-25", one={}, two=lost) and "R366" not in codes("2023-09-25", one=lost, two={})
    assert "R366" not in codes(one={**NOT_LANDED, "not_landed_reason": "失联", "destination_type": "自行脱党"})
    assert catalogue()["R366"].severity is Severity.WARNING and "停止党籍" in catalogue()["R366"].source


# R7


@pytest.mark.parametrize(
    ("remark", "is_prolonged"),
    [
        ("预备期延长半年", True), ("延长预备期6个月", True), ("延长预备期", True), ("转正延期半年", True), ("延期转正", True), ("推迟转正", True), ("暂缓转正", True),
        ("预备期延期一年", True), ("考察期延长", True), ("预备期延半年", True), ("继续考察半年", True), ("支部大会决定延长半年", True), ("预备期顺延", True),
        ("延期毕业", False), ("延长学制", False), ("预备期没有延长", False), ("未延长预备期", False), ("等待转正", False), ("回原籍", False), (None, False),
    ],
)  # fmt: skip
def test_r7_a_prolonged_probation_is_heeded(remark: str | None, is_prolonged: bool) -> None:  # noqa: FBT001 - a table
    status = {"member_status": "预备党员"}
    for joined_on, code in (("2022-07-25", "P704"), ("2022-01-25", "P705")):
        found = codes(card={"joined_on": joined_on}, out={**status, "remark": remark}, one=status)
        assert (code in found) is not is_prolonged
    beyond = codes(card={"joined_on": "2021-06-24"}, out={**status, "remark": remark})
    assert "P706" in beyond, "no probation lasts two years"


def test_r7_what_is_not_confirmed_says_so() -> None:
    assert all("未核对" in catalogue()[code].source for code in ("P705", "P707"))


# R8: boundaries that mutants used to survive


@pytest.mark.parametrize(("members", "is_told"), [(1, True), (2, False), (3, True)])
def test_r8_the_head_count_tells_too_many_and_too_few(members: int, is_told: bool) -> None:  # noqa: FBT001 - a table
    ctx = context(branches=(Branch(name="甲支部", members=members), Branch(name="乙支部")))
    found = report(workbook("附件2.xlsx", roster([GOOD, SECOND])), ctx=ctx).findings
    assert ("F235" in {one.code for one in found}) is is_told


@pytest.mark.parametrize(("members", "expected"), [(2, {"X601"}), (3, {"X601", "F235"}), (1, {"X601", "F235"})])
def test_c2_a_head_count_is_silent_where_the_missing_are_named(members: int, expected: set[str]) -> None:
    ctx = context(branches=(Branch(name="甲支部", members=members), Branch(name="乙支部")))
    found = report(workbook("附件2.xlsx", roster([GOOD, SECOND])), workbook("附件3第一次.xlsx", visits([GOOD_VISIT])), ctx=ctx).findings
    assert {one.code for one in found if one.where.file.startswith("附件3")} & {"X601", "F235"} == expected


@pytest.mark.parametrize(
    ("text", "is_enough"),
    [
        ("单位还在审", False),
        ("单位还在审核", True),
        ("单位 还在审", False),
        ("单位还在审核中", True),
        ("。。。。。。", False),
        ("123456", False),
        ("我不知道怎么改", False),
        ("请老师帮忙改一下", False),
        ("稍后再补说明", False),
        ("……不清楚……", False),
        ("谢谢老师辛苦了", False),
        ("没问题没问题", False),
        ("已修改已修改", False),
        ("已经改好了，请查收", False),
        ("不会填，请老师核对一下", False),
        ("不清楚不清楚", False),
        *(
            (one, False)
            for one in [
                "已核实。已核实",
                "abcdef",
                "不知道怎么说",
                "暂无说明，以后再说",
                "没什么可说明的",
                "情况说明情况说明",
                "请党办处理吧",
                "就这样就这样",
                "写明情况写明情况",
                "核实后写明情况",
            ]
        ),
        *(
            (one, True)
            for one in [
                "已核实，情况如此",
                "已向党办说明",
                "已与本人核实，号码无误",
                "确实只有这个号码",
                "本人说没有手机",
                "单位证明随后补",
            ]
        ),
        ("情况属实，已核对", True),
        ("本人说就是这个", True),
        ("号码无误，谢谢老师", True),
        ("已电话核实，确为本人号码", True),
        ("不知道入党时间，档案还没到", True),
        ("请老师先让他通过，父亲病故", True),
        ("已修改为新号码", True),
        ("见附件的情况说明", True),
        ("2023.7.1起停机", True),
    ],
)
def test_r8_a_reason_has_six_characters(text: str, is_enough: bool) -> None:  # noqa: FBT001 - a table
    assert is_reason(text) is is_enough


@pytest.mark.parametrize(("joined_on", "is_over"), [("2022-07-24", True), ("2022-07-25", True), ("2022-07-26", False)])
def test_r8_probation_is_over_on_the_very_day(joined_on: str, is_over: bool) -> None:  # noqa: FBT001 - a table
    status = {"member_status": "预备党员"}
    assert ("P704" in codes(card={"joined_on": joined_on}, out=status, one=status)) is is_over
    sheets = [
        dataclasses.replace(checked({**good, **cells}, form=form), file=f"{form.key}.xlsx", round=number)
        for form, good, number, cells in ((CARD, GOOD_CARD, None, {"joined_on": joined_on}), (VISIT, GOOD_VISIT, 1, status))
    ]
    someone = Person(tuple((sheet, sheet.records[0]) for sheet in sheets))
    found = report(
        workbook("附件2.xlsx", roster([{**GOOD, **status}])),
        _card_of(joined_on),
        workbook("附件3第一次.xlsx", visits([{**GOOD_VISIT, **status}])),
    )
    assert probation_end(someone, context()) == date(2023, 7, int(joined_on[-2:]))
    assert any(item.kind is ItemKind.PROBATION_OVER for one in found.person_statuses for item in one.open) is is_over


def _card_of(joined_on: str) -> Workbook:
    lines = [[one for one in CARD.spec.fields if one.line == line and one.key != "photo"] for line in range(1, 13)]
    rows = [[cell for one in line for cell in (one.head, {**GOOD_CARD, "joined_on": joined_on}.get(one.key))] for line in lines]
    return workbook("甲支部登记卡.xlsx", [[f"{COLLEGE}毕业生党员信息登记卡（2023年度）"], [None], *rows])


@pytest.mark.parametrize(("column", "is_read"), [(255, True), (256, True), (257, False)])
def test_r8_a_sheet_is_read_as_far_as_column_256(tmp_path: Path, column: int, is_read: bool) -> None:  # noqa: FBT001 - a table
    book = openpyxl.Workbook()
    for row in roster([GOOD]):
        book.active.append(row)
    book.active.cell(4, column, "最右边")
    book.save(tmp_path / "附件2.xlsx")
    (sheet,) = read(tmp_path / "附件2.xlsx").sheets
    assert ("最右边" in {value for row in sheet.rows for value in row}) is is_read


def dies_on_the_first(file: str, _tell_size: object) -> str:
    if file == "a":
        os._exit(1)
    return file


def test_r8_a_worker_that_died_is_given_nothing_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_pool, "TICK", 0.2)
    found = dict(worker_pool.answers(deque("abc"), worker_pool.Job(time.tzset, dies_on_the_first, iter, "".join, 50 * 2**30), 1, print))
    assert found == {"a": worker_pool.Fate.DIED, "b": "b", "c": "c"}


@pytest.mark.workers
def test_r8_a_worker_that_dies_beside_others_is_tried_again_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    really = workbooks.read_workbook

    def dies_once(content: bytes, file: str, passwords: tuple[str, ...]) -> Workbook:
        if not (tmp_path / "tried").exists():
            (tmp_path / "tried").touch()
            os._exit(1)
        return really(content, file, passwords)

    folder = campaign_folder(tmp_path / "c")
    write_xlsx(folder / "inbox" / "1.xlsx", roster([GOOD]))
    opened = open_session(folder)
    monkeypatch.setattr(workbooks, "read_workbook", dies_once)
    monkeypatch.setattr(worker_pool, "TICK", 0.2)
    (result,) = examine_all(["inbox/1.xlsx"], ExaminationContext(opened.sources, opened.forms, opened.context(date(2023, 7, 25))), 1)
    assert result.is_readable and len(result.sheets[0].records) == 1

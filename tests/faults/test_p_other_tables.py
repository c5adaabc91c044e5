"""Faults P1, P2, P6, N2 and N6: other tables, lists of the same people and people to ring beneath a form or on a sheet of their own."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from support import (
    COLLEGE,
    EVERY,
    FORM,
    GOOD,
    GOOD_VISIT,
    TITLE,
    merged_of,
    report,
    returned_copies,
    roster,
    run_campaign,
    visits,
    workbook,
    write_xlsx,
)

from gradflow.model.cells import Raw
from gradflow.model.reports import Report

DAY = date(2023, 6, 26)
Rows = list[list[Raw]]
ZHAO = {**GOOD, "name": "赵敏", "sex": "女", "id_number": "320584200103054622", "phone": "13861530099", "age": 22}
CHEN = {**GOOD, "name": "陈伟", "id_number": "320584200207089934", "phone": "13912345671", "age": 20}
OWN = (GOOD, ZHAO, CHEN)
LUO = {**GOOD, "name": "罗娟", "sex": "女", "id_number": "320584200111170244", "phone": "13712345675"}
HU = {**GOOD, "name": "胡磊", "id_number": "320584200207089918", "phone": "13712345679"}
EVENTS = EVERY["education_month"]
HELD: Rows = [
    [1, "集体学习", "2023.6.12", "教学楼301", "学习党的二十大报告", "李书记", 4, 4],
    [2, "主题党日", "2023.6.15", "会议室", "不忘初心", "王建国", 4, 4],
]
ACTS: Rows = [[one.head for one in EVENTS.spec.fields], *HELD]
PLACES = [0, 1, 12, None]
"""Blank rows above, or a sheet of its own."""


def beneath(base: Rows, rows: Rows, gap: int | None) -> Report:
    sheets = [base, rows] if gap is None else [[*base, *[[]] * gap, *rows]]
    return report(workbook("附件2.xlsx", *sheets))


def told(found: Report) -> list[str]:
    return [one.code for one in found.findings if one.severity.value != "info"]


def listed(heads: str, *cells: Raw, people=OWN) -> Rows:
    """A list: of # a number, of a field's key the person's value."""
    rows = [[number if cell == "#" else one.get(str(cell), cell) for cell in cells] for number, one in enumerate(people, start=1)]
    return [*([[*heads.split("|")]] if heads else []), *rows]


def some(people) -> list[Rows]:
    return [
        listed("序号|姓名|介绍信编号|领取日期", "#", "name", "01", "2023.6.20", people=people),
        listed("姓名|介绍信编号|领取日期", "name", "01", "2023.6.20", people=people),
        listed("序号|姓名|档案接收单位|地址", "#", "name", "昆山市人才服务中心", "昆山市人民路1号", people=people),
        listed("序号|姓名|党费交至|备注", "#", "name", "2023.6", None, people=people),
        listed("姓名|月份|金额（元）", "name", "2023年6月", 6.0, people=people),
        listed("序号|姓名|应缴|实缴|缴至", "#", "name", 6, 6, "2023年6月", people=people),
        listed("序号|姓名|政治面貌|学历|毕业时间", "#", "name", "党员", "大专", "2023.6", people=people),
        listed("", "name", "phone", people=people),
        listed("", None, "name", "phone", people=people),
        listed("", None, None, "name", "phone", people=people),
        listed("", "#", "name", "sex", "phone", people=people),
        listed("序号|姓名|介绍信号|领取人|领取时间", "#", "name", "第1号", "name", "6月20日", people=people),
        listed("序号|姓名|就业单位|岗位", "#", "name", "昆山华恒焊接股份有限公司", "工程师", people=people),
    ]


BARE = [
    listed("序号|姓名|签名", "#", "name", None),
    listed("", "#", "name"),
    listed("", "name"),
    listed("", None, None, "name"),
    listed("", "#", "name", "sex"),
]


@pytest.mark.parametrize("gap", PLACES)
@pytest.mark.parametrize("rows", [*some(OWN), *BARE])
def test_a_list_of_the_same_people_is_silent_and_not_read_twice(rows: Rows, gap: int | None) -> None:
    found = beneath(roster(OWN), rows, gap)
    assert (told(found), len(merged_of(found, FORM.key).rows)) == ([], 3)


@pytest.mark.parametrize(
    ("rows", "gap"),
    [(rows, gap) for number, rows in enumerate(some((LUO, HU))) for gap in PLACES if gap is not None or number < len(some(OWN)) - 2],
)
def test_of_other_people_in_such_a_list_each_is_named(rows: Rows, gap: int | None) -> None:
    found = beneath(roster(OWN), rows, gap)
    names = " ".join(f"{one.message} {one.person}" for one in found.findings if one.is_error)
    assert "罗娟" in names
    assert ("胡磊" in names, len(merged_of(found, FORM.key).rows)) == (True, 3)


NOBODY: list[Rows] = [
    [["序号", "班级", "毕业生党员人数", "男", "女"], [1, "软件2001", 2, 1, 1], [2, "网络2002", 1, 1, 0]],
    [["去向", "人数", "占比"], ["就业", 2, "66%"], ["升学", 1, "33%"]],
    [["序号", "审核人", "审核时间", "意见"], [1, "周海明", "2023.6.18", "同意"], [2, "李建国", "2023.6.19", "同意"]],
    [["环节", "审核人", "日期", "结论"], ["初审", "周海明", "2023.6.18", "通过"], ["复审", "李建国", "2023.6.19", "通过"]],
    [["代码", "民族"], [1, "汉族"], [2, "蒙古族"], [3, "回族"]],
    [["序号", "月份", "金额", "收款人"], [1, "2023年5月", "6.0", "周海明"], [2, "2023年6月", "6.0", "周海明"]],
    [["时间", "地点", "活动主题", "主持人", "记录人"], ["2023.6.12", "教学楼301", "集体学习", "李建国", "周海明"]],
    [["值班表"], ["日期", "值班人", "电话"], ["6月20日", "周海明", "13912340001"], ["6月21日", "李建国", "13912340002"]],
    [["支部联系人及电话"], [None, None, "周海明", "13912340001"], [None, None, "李建国", "13912340002"]],
    [["支部联系人及电话"], [None, None, "周海明", "13912340001"]],
    [["联系人："], [None, "周海明", "13912340001"], [None, "李建国", "13912340002"]],
    [["联系人："], ["周海明", "0512-63456789"]],
    [["党支部联系方式"], [None, "周海明", None, "13912340001"], [None, "李建国", None, "13912340002"]],
    [["介绍信领取人", "周海明", "13912340001"], ["介绍信领取人", "李建国", "13912340002"]],
    [["介绍信领取人", "周海明", "13912340001"]],
    ACTS,
]


@pytest.mark.parametrize("gap", PLACES)
@pytest.mark.parametrize("rows", NOBODY)
def test_what_is_no_list_of_people_is_silent(rows: Rows, gap: int | None) -> None:
    found = beneath(roster(OWN), rows, gap)
    assert (told(found), len(merged_of(found, FORM.key).rows)) == ([], 3)
    visited = visits([{**GOOD_VISIT, "name": one["name"], "sex": one["sex"]} for one in OWN])
    again = report(workbook("附件3第一次.xlsx", [*visited, *[[]] * (gap or 0), *rows]))
    assert ([code for code in told(again) if not code.startswith("X")], sum(len(one.records) for one in again.sheets)) == ([], 3)


@pytest.mark.parametrize("gap", [0, 1, 12])
@pytest.mark.parametrize("title", [[], [[EVENTS.spec.titled(COLLEGE, 2023)], ["党支部名称：甲支部"]]])
@pytest.mark.parametrize("is_above", [False, True])
def test_events_beneath_or_above_another_form_are_read_as_their_own(title: Rows, gap: int, *, is_above: bool) -> None:
    whole = [[EVENTS.spec.titled(COLLEGE, 2023)], ["党支部名称：甲支部"], *ACTS]
    rows = [*whole, *[[]] * gap, *roster(OWN)] if is_above else [*roster(OWN), *[[]] * gap, *title, *ACTS]
    found = report(workbook("附件2.xlsx", rows), forms=EVERY)
    assert {one.form: len(one.records) for one in found.sheets} == {FORM.key: 3, EVENTS.key: 2}
    assert not [one for one in found.findings if one.is_error]


def test_n6_a_blank_form_of_another_year_beside_the_good_one_is_no_error() -> None:
    old = [[TITLE.replace("2023", "2022")], *roster([])[1:]]
    assert [one.code for one in report(workbook("附件2.xlsx", roster(OWN)), workbook("旧附件2.xlsx", old)).findings] == ["F108"]
    assert "F211" in told(report(workbook("旧附件2.xlsx", old)))


@pytest.mark.parametrize("heads", [("姓名（辅导员）", "姓名（毕业生）"), ("姓名(家长)", "姓名"), ("姓名（联系人）", "姓名（党员）")])
def test_a_name_in_brackets_of_somebody_else_is_no_second_name(heads: tuple[str, str]) -> None:
    for first in (0, 1):
        top, _, *rest = roster(OWN)[2]
        names = (heads[first], heads[1 - first])
        people = [[row[0], *(("周海明", row[1]) if not first else (row[1], "周海明")), *row[2:]] for row in roster(OWN)[3:]]
        found = report(workbook("附件2.xlsx", [*roster([])[:2], [top, *names, *rest], *people]))
        assert ([one.person for one in found.sheets[0].records], told(found)) == ([one["name"] for one in OWN], [])


@pytest.mark.parametrize(("column", "mark"), [(0, "例"), (0, "示例："), (1, "例：赵敏"), (1, "赵敏（样例）"), (10, "此行为示例，请删除")])
@pytest.mark.parametrize(
    ("answer", "left"),
    [("", ("F248", "pending")), ("是样例，不是本支部的人", ("F248", "explained")), (ZHAO, None)],
    ids=["unchanged", "explained", "filled in"],
)
def test_a_full_row_marked_as_a_sample_is_open_until_it_is_decided(
    folder: Path, column: int, mark: str, answer: str | dict[str, Raw], left: tuple[str, str] | None
) -> None:
    """It is no person's, and not lost with the copy that does not hold it: the copy has a row for whoever it is."""
    row = roster([ZHAO])[3]
    write_xlsx(folder / "inbox" / "附件2.xlsx", [*roster([GOOD]), [*row[:column], mark, *row[column + 1 :]]])
    for _ in range(2):
        found = run_campaign(folder, DAY)
        assert [(one.code, one.is_error, one.person) for one in found.findings if one.where.file] == [("F248", True, "赵敏")]
        (copy,) = returned_copies(folder)
        book = openpyxl.load_workbook(copy)
        sheet = book["附件2"]
        (added,) = (line for line in sheet.iter_rows() if line[1].value == "赵敏")
        assert "在退回件里给这个人补上一行" in str(added[11].value)
        if isinstance(answer, str):
            added[12].value = answer or None
        else:
            for cell, value in zip(added[:11], roster([answer])[3], strict=True):
                cell.value = value
        (folder / "inbox" / "附件2.xlsx").unlink(missing_ok=True)
        book.save(folder / "inbox" / "附件2（改）.xlsx")
        found = run_campaign(folder, DAY)
        assert [(one.code, one.state.value) for one in found.findings if one.where.file and one.severity.value != "info"] == [left] * bool(
            left
        )
        assert found.counts["rows_accepted"] == 1 + isinstance(answer, dict)
        if left is None or left[1] == "explained":
            break


@pytest.mark.parametrize("name", ["附件2.xlsx", "附件2（改）.xlsx"], ids=["over the original", "beside it"])
def test_people_beside_the_table_are_explained_once(folder: Path, name: str) -> None:
    """The copy keeps what stood beside the table elsewhere: who is told of there is the same."""
    rows = roster(OWN)
    for place, one in ((3, LUO), (4, HU)):
        rows[place] = [*rows[place], None, one["name"], one["phone"]]
    write_xlsx(folder / "inbox" / "附件2.xlsx", rows)
    assert [one.state.value for one in run_campaign(folder, DAY).findings if one.code == "F247"] == ["new"]
    (copy,) = returned_copies(folder)
    book = openpyxl.load_workbook(copy)
    cover = book["退回说明"]
    (head,) = (cell for line in cover.iter_rows() for cell in line if cell.value == "情况说明")
    cover.cell(head.row + 1, head.column).value = "入党积极分子，不转组织关系"
    book.save(folder / "inbox" / name)
    for _ in range(2):
        assert [one.state.value for one in run_campaign(folder, DAY).findings if one.code == "F247"] == ["explained"]
        assert not returned_copies(folder)


ACTIVISTS: Rows = [
    ["序号", "姓名", "性别", "班级", "联系电话"],
    [1, "罗娟", "女", "软件2001", LUO["phone"]],
    [2, "胡磊", "男", "软件2001", HU["phone"]],
]


@pytest.mark.parametrize("gap", PLACES)
@pytest.mark.parametrize("title", ["入党积极分子名单（不转组织关系）", "2023届发展对象"])
def test_a_list_of_activists_is_no_form_of_members(title: str, gap: int | None) -> None:
    found = beneath(roster(OWN), [[title], *ACTIVISTS], gap)
    assert (told(found), found.counts["rows_read"]) == (["F247"], 3)
    whole = report(workbook("附件2.xlsx", [["2023届毕业生党员和入党积极分子转出情况登记表"], *roster(OWN)[1:]]))
    assert whole.counts["rows_read"] == 3

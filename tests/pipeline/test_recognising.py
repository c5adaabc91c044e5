"""Which form, branch and cohort; which rows are people; true places whatever stands around."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import sample
from support import (
    BRANCHES,
    COLLEGE,
    EVERY,
    FORM,
    FORMS,
    GOOD,
    SECOND,
    TITLE,
    context,
    flat,
    handed_in,
    merged_of,
    report,
    roster,
    workbook,
)

from gradflow.model.cells import Merge, Raw, Sheet
from gradflow.model.reports import Report

HEADS = [field.head for field in FORM.spec.fields]
SYNONYMS = ["编号", "名字", "岁数", "性 别", "族别", "公民身份号码", "党员类别", "联系方式", "介绍信抬头", "通讯地址及邮编", "说明"]
FOLDED = [
    "序号",
    "姓名",
    "年 龄",
    "性别",
    "民族",
    "身份证\n号码",
    "预备党员／正式党员",
    "联系电话(固定电话、手机)",
    "组织部名称",
    "个人详细通讯地址,邮编",
    "备注：",
]
NUMBERED = [
    f"{n}.{head}"
    for n, head in enumerate(
        ["序号", "姓名", "年龄", "性别", "民族", "身份证号", "正式/预备", "手机号码", "接收党组织", "通讯地址", "备注"], 1
    )
]


@pytest.mark.parametrize("heads", [HEADS, SYNONYMS, FOLDED, NUMBERED])
def test_spellings_of_heads(heads: list[str]) -> None:
    found = report(workbook("附件2.xlsx", roster([GOOD, {**SECOND, "age": 33}], heads=heads)))
    assert flat(found) == [["F5", "R306"]]
    assert found.counts["rows_accepted"] == 2


@settings(deadline=None, max_examples=60)
@given(
    above=st.integers(0, 12),
    left=st.integers(0, 6),
    order=st.permutations(range(len(HEADS))),
    gaps=st.lists(st.integers(0, 3), min_size=3, max_size=3),
)
def test_a_value_keeps_its_true_place(above: int, left: int, order: list[int], gaps: list[int]) -> None:
    """Break one cell anywhere: the finding stands at exactly that cell."""
    people = [GOOD, {**SECOND, "age": 33}, {**GOOD, "name": "赵敏", "id_number": "32058420000512001X", "phone": "13861530099"}]
    rows = roster(people)
    rows = [row if len(row) == 1 else [row[i] for i in order] for row in rows]
    spaced: list[list[Raw]] = [[] for _ in range(above)]
    spaced += rows[:3]
    for row, gap in zip(rows[3:], gaps, strict=True):
        spaced += [[] for _ in range(gap)] + [row]
    spaced = [[None] * left + row for row in spaced]
    found = report(workbook("附件2.xlsx", spaced))
    bad_row = above + 3 + sum(gap + 1 for gap in gaps)
    bad_column = left + order.index(5) + 1
    assert found.counts["rows_read"] == 3
    errors = [(f.where.row, f.where.column, f.code) for f in found.findings if f.is_error]
    assert errors == [(bad_row, bad_column, "C207")]


def test_rows_that_are_nobody_are_left_out_and_told_when_unusual() -> None:
    rows = roster([GOOD])
    rows += [[2], [3, " "], HEADS, [], *([note] for note in FORM.spec.notes), ["合计：1人"], ["填表人：王老师", None, "日期：2023.6.20"]]
    found = report(workbook("附件2.xlsx", rows))
    assert found.counts["rows_read"] == 1
    assert flat(found) == []
    found = report(workbook("附件2.xlsx", [*rows, ["软件2001班"], ["例", "李某某"]]))
    assert [(code, "第13行" in found.findings[0].message, "第14行" in found.findings[0].message) for _, code in flat(found)] == [
        ("F231", True, True)
    ]


def test_a_half_empty_row_is_still_a_person() -> None:
    found = report(workbook("附件2.xlsx", [*roster([GOOD]), [2, "赵敏"]]))
    assert found.counts == {"files": 1, "rows_read": 2, "rows_accepted": 1, "rows_rejected": 1, "errors": 8, "warnings": 0}
    assert {code for _, code in flat(found)} == {"C101"}


BRANCH_LINES = [
    (["党支部名称：甲支部"], "甲支部"),
    (["党支部名称:", None, "甲支部"], "甲支部"),
    (["党支部名称（盖章）：甲支部    填表日期：2023.6.20"], "甲支部"),
    (["所在支部名称 中共甲支部委员会"], "甲支部"),
]


@pytest.mark.parametrize(("line", "branch"), BRANCH_LINES)
def test_branch_line(line: list[Raw], branch: str) -> None:
    rows = roster([GOOD])
    rows[1] = line
    found = report(workbook("附件2.xlsx", rows))
    assert handed_in(found)[0].branch == branch
    assert flat(found) == []


@pytest.mark.parametrize(
    ("file", "written", "branch", "codes"),
    [
        ("x.xlsx", "丙支部", None, ["F221"]),
        ("x.xlsx", "", None, ["F222"]),
        ("附件2-乙支部.xlsx", "", "乙支部", ["F224"]),
        ("乙支部/附件2.xlsx", "", "乙支部", ["F224"]),
        ("附件2-乙支部.xlsx", "甲支部", "甲支部", ["F223"]),
        ("附件2-乙支部.xlsx", "丙支部", "乙支部", ["F223"]),
        ("附件3-甲支部.xlsx", "甲支部", "甲支部", ["F225"]),
        ("2022届附件2.xlsx", "甲支部", "甲支部", ["F225"]),
    ],
)
def test_branch_and_names(file: str, written: str, branch: str | None, codes: list[str]) -> None:
    found = report(workbook(file, roster([GOOD], branch=written)))
    assert handed_in(found)[0].branch == branch
    assert [code for _, code in flat(found)] == codes


@pytest.mark.parametrize(
    ("title", "codes"),
    [
        (TITLE.replace("2023", "2022"), ["F211"]),
        (TITLE.replace("苏州信息", "无锡商业"), ["F212"]),
        ("学院2023届毕业生党员组织关系转出情况登记表", []),
        ("计算机科学与技术学院2023届毕业生党员组织关系转出情况登记表", []),
        ("", []),
    ],
)
def test_title(title: str, codes: list[str]) -> None:
    rows = roster([GOOD])
    rows[0] = [title]
    found = report(workbook("附件2.xlsx", rows))
    assert [code for _, code in flat(found)] == codes
    assert found.counts["rows_rejected"] == bool(codes)
    assert found.counts["rows_read"] == 1


def test_a_misspelt_head_is_one_error_and_keeps_the_rows() -> None:
    heads = [head.replace("身份证号码", "身份正号码") for head in HEADS]
    found = report(workbook("附件2.xlsx", roster([GOOD, SECOND], heads=heads)))
    errors = [f for f in found.findings if f.is_error]
    assert [f.code for f in errors] == ["F201"]
    assert "身份正号码" in errors[0].message
    assert found.counts["rows_rejected"] == 2


def test_telephone_in_two_columns_and_under_a_two_line_head() -> None:
    rows = roster([GOOD])
    phone = 7
    rows[2][phone] = "联系电话"
    rows[2].insert(phone + 1, None)
    rows.insert(3, [None] * phone + ["固定电话", "手机"])
    rows[4][phone] = "0512-63456789"
    rows[4].insert(phone + 1, 13961234579.0)
    found = report(workbook("附件2.xlsx", rows))
    assert flat(found) == []
    assert "0512-63456789、13961234579" in merged_of(found, "transfer_out").rows[0]


def test_merged_cells_and_ditto_marks_stand_for_the_row_above() -> None:
    people = [
        GOOD,
        {**SECOND, "receiving_department": "同上"},
        {**GOOD, "name": "赵敏", "id_number": "11010519491231002X", "receiving_department": None},
    ]
    sheet = Sheet("Sheet1", roster(people), merges=(Merge(5, 9, 6, 9),))
    found = report(workbook("附件2.xlsx", sheet))
    assert [(c.where.cell, c.after) for c in found.changes if c.field == "receiving_department"] == [
        ("I5", "中共昆山市委组织部"),
        ("I6", "中共昆山市委组织部"),
    ]


def branches_of(found: Report) -> dict[str | None, int]:
    return {receipt.branch: receipt.rows_accepted for receipt in handed_in(found)}


def test_several_branches_in_one_sheet_are_parted_by_their_lines() -> None:
    found = report(workbook("附件2.xlsx", [*roster([GOOD]), *roster([SECOND], branch="乙支部")]))
    assert branches_of(found) == {"甲支部": 1, "乙支部": 1}
    assert [code for _, code in flat(found) if code.startswith("F")] == ["F238", "F238"]


def test_several_branches_in_one_sheet_are_parted_by_a_column() -> None:
    rows = roster([GOOD, SECOND], branch="")
    for row, text in zip(rows[2:], ("党支部", "乙支部", "甲支部"), strict=True):
        row.append(text)
    assert branches_of(report(workbook("附件2.xlsx", rows))) == {"甲支部": 1, "乙支部": 1}


@pytest.mark.parametrize(
    "rows",
    [
        [*roster([GOOD, SECOND]), ["党支部名称：乙支部"]],
        [*roster([GOOD], branch=""), ["党支部名称：乙支部"], [2, *list(SECOND.values())]],
    ],
    ids=["under the last row", "none above"],
)
def test_a_branch_line_that_parts_nothing_is_not_guessed(rows: list[list[Raw]]) -> None:
    found = report(workbook("附件2.xlsx", rows))
    assert "F226" in {code for _, code in flat(found)}
    assert found.counts["rows_accepted"] == 0


def test_one_person_without_a_branch_among_several_branches_is_not_guessed() -> None:
    third = {**GOOD, "name": "赵敏", "id_number": "11010519491231002X"}
    rows = roster([GOOD, SECOND, third], branch="甲支部")
    for row, text in zip(rows[2:], ("党支部", "乙支部", "甲支部", None), strict=True):
        row.append(text)
    found = report(workbook("附件2.xlsx", rows))
    assert ([code for _, code in flat(found) if code == "F226"], found.counts["rows_accepted"]) == (["F226"], 0)


def test_nil_return_and_empty_form() -> None:
    assert flat(report(workbook("附件2.xlsx", [*roster([]), [1, "无"]]))) == [[None, "F233"]]
    assert flat(report(workbook("附件2.xlsx", roster([])))) == [[None, "F232"]]


def test_versions() -> None:
    same = report(workbook("a.xlsx", roster([GOOD])), workbook("b.xlsx", roster([GOOD])))
    assert [r.state for r in handed_in(same)] == ["clean", "superseded"]
    assert same.counts["rows_read"] == 1
    other = report(workbook("a.xlsx", roster([GOOD])), workbook("b.xlsx", roster([SECOND])))
    assert [f.code for f in other.findings if f.code.startswith("F")] == ["F122", "F122"]
    assert other.counts["rows_accepted"] == other.counts["rows_read"] == 2


def test_without_registered_branches_the_sheets_name_them() -> None:
    ctx = context(branches=())
    found = report(workbook("a.xlsx", roster([GOOD], branch="丙 支部")), workbook("b.xlsx", roster([SECOND], branch="丁支部")), ctx=ctx)
    assert [branch.name for branch in found.campaign.branches] == ["丁支部", "丙支部"]
    assert not [f for f in found.findings if f.is_error]


@settings(deadline=None, max_examples=30)
@given(st.permutations(range(4)))
def test_the_order_of_files_does_not_matter(order: list[int]) -> None:
    books = [
        workbook("a.xlsx", roster([GOOD])),
        workbook("b.xlsx", roster([SECOND], branch=BRANCHES[1])),
        workbook("c.xlsx", roster([GOOD], branch=BRANCHES[1])),
        workbook("d.xlsx", [["别的东西"]]),
    ]
    assert report(*(books[i] for i in order)) == report(*books)


def test_nobody_between_two_heads_is_lost() -> None:
    heads = [head.replace("身份证号码", "身份正号码") for head in HEADS]
    rows = [*roster([GOOD], heads=heads), HEADS, [2, *list(SECOND.values())]]
    assert report(workbook("附件2.xlsx", rows)).counts["rows_read"] == 2


def test_a_branch_line_under_the_table_counts() -> None:
    rows = roster([GOOD], branch="")
    rows.append(["党支部名称：中共甲支部"])
    found = report(workbook("附件2.xlsx", rows))
    assert handed_in(found)[0].branch == "甲支部"
    assert flat(found) == []


def test_a_column_without_a_head_is_kept_and_told() -> None:
    rows = roster([GOOD])
    rows[3].append("重要说明")
    found = report(workbook("附件2.xlsx", rows))
    assert [code for _, code in flat(found)] == ["F202"]
    assert found.sheets[0].records[0].extras == ("重要说明",)


def test_a_ditto_mark_with_nothing_above_is_an_error() -> None:
    found = report(workbook("附件2.xlsx", roster([{**GOOD, "receiving_department": "〃", "phone": "同上"}])))
    assert flat(found) == [["H4", "C103"], ["I4", "C103"]]


def test_a_leftover_blank_sheet_does_not_spoil_a_filled_one() -> None:
    assert flat(report(workbook("附件2.xlsx", roster([GOOD]), roster([], branch="")))) == []


def test_a_nil_return_beside_people_gives_way() -> None:
    found = report(workbook("x.xlsx", roster([GOOD])), workbook("y.xlsx", [*roster([]), [1, "无"]]))
    assert [code for _, code in flat(found)] == ["F108"]
    assert found.counts["rows_accepted"] == 1


def test_another_form_is_not_taken_for_this_one() -> None:
    heads = [
        "序号",
        "毕业生党员姓名",
        "性别",
        "预备党员/正式党员",
        "具体情况（回原籍/专转本/就业单位）",
        "已如期转入党组织名称",
        "转入时间(年、月、日）",
        "回执是否反馈",
        "备注(未转入情况说明)",
        "联系回访方式及时间",
    ]
    rows: list[list[Raw]] = [
        ["学院2023届毕业生党员组织关系转出回访情况统计表"],
        ["党支部名称：甲支部"],
        heads,
        [1, "王芳", "女", "正式党员", "专转本"],
    ]
    found = report(workbook("附件3.xlsx", rows))
    assert {receipt.form for receipt in handed_in(found)} == {"follow_up"}
    only = {"transfer_out": FORM}
    assert [code for _, code in flat(report(workbook("附件3.xlsx", rows), forms=only))] == ["F125"]


def test_rows_accepted_are_the_rows_merged_whatever_the_severities() -> None:
    rows = [*roster([GOOD]), ["软件2001班"]]
    found = report(workbook("附件2.xlsx", rows), ctx=context(rules={"F231": "error"}))
    assert found.counts["rows_accepted"] == len(merged_of(found, "transfer_out").rows) == 1


PUNCTUATED = [
    "预备/正式党员", "所在市、县、区委组织部名称", "个人详细通讯地址、邮政编码", "个人原籍（或落实就业单位、专转本考取的学校）所在的市县区委组织部名称",
    "组织部", "转入党组织名称（抬头）", "接收组织部", "通信地址、邮编", "个人原籍所在市县区委组织部名称", "预备党员\n正式党员", "个人详细通讯地址及邮编",
]  # fmt: skip


@pytest.mark.parametrize("head", PUNCTUATED)
def test_punctuation_and_small_words_of_a_head_do_not_matter(head: str) -> None:
    place = 6 if "党员" in head else 9 if "址" in head else 8
    heads = [*HEADS[:place], head, *HEADS[place + 1 :]]
    assert flat(report(workbook("附件2.xlsx", roster([GOOD], heads=heads)))) == []


@pytest.mark.parametrize("name", [f"{COLLEGE}甲支部", "甲支部（2023届）", "中共甲支部委员会"])
def test_full_official_forms_of_a_branchs_name(name: str) -> None:
    assert flat(report(workbook("附件2.xlsx", roster([GOOD], branch=name)))) == []


@pytest.mark.parametrize(("members", "codes"), [(0, []), (1, []), (2, ["F235"])])
def test_headcount(members: int, codes: list[str]) -> None:
    ctx = context(branches=[{"name": "甲支部", "members": members}])
    assert [code for _, code in flat(report(workbook("附件2.xlsx", roster([GOOD])), ctx=ctx))] == codes


def test_formulas_filled_down_over_blank_rows_are_nobody() -> None:
    rows = [*roster([GOOD]), [2, None, "#VALUE!"], [3, None, "#公式未计算"]]
    found = report(workbook("附件2.xlsx", rows))
    assert found.counts["rows_read"] == 1


@pytest.mark.parametrize("key", sorted(set(EVERY) - set(FORMS)))
def test_a_form_that_is_not_used_is_told_as_what_it_is(key: str) -> None:
    """However much of a form in use it looks like: a register has nearly all columns of the roster."""
    spec, random = EVERY[key].spec, Random(3)
    values = [[1 if field.key == "seq" else sample(EVERY[key].kinds[field.key], random) for field in spec.fields] for _ in range(3)]
    found = report(
        workbook("交来.xlsx", [[spec.titled(COLLEGE, 2023)], ["党支部名称：甲支部"], [field.head for field in spec.fields], *values])
    )
    assert [code for _, code in flat(found) if code != "F206"] == ["F125"] and not handed_in(found)[0].rows_read


def test_a_roster_without_a_column_is_no_other_form() -> None:
    rows = [row[:3] + row[4:] for row in roster([GOOD])]
    assert {receipt.form for receipt in handed_in(report(workbook("附件2.xlsx", rows)))} == {"transfer_out"}

"""Fault lines H2, H6: whose sheet it is, in whatever words and wherever the name stands."""

from __future__ import annotations

import io
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from support import (
    COLLEGE,
    FORMS,
    GOOD,
    GOOD_CARD,
    SECOND,
    campaign_folder,
    context,
    examined,
    read,
    report,
    returned_copies,
    roster,
    run_campaign,
    workbook,
    write_xlsx,
)

from gradflow.model.campaign import Branch
from gradflow.model.cells import Merge, Raw, Sheet
from gradflow.model.findings import Severity
from gradflow.model.records import Context
from gradflow.pipeline.examine import Refusal, refused
from gradflow.pipeline.ownership import mentioned, named_in_path
from gradflow.reading.sniffing import ReadingError
from gradflow.reading.workbooks import read_workbook
from gradflow.rules.registry import catalogue

NAMES = ("计算机支部", "机电学院学生第一党支部", "机电学院学生第二党支部", "会计系教工支部", "第一支部")
CTX = context(branches=(Branch(name=NAMES[0], aliases=("计算机系", "计科")), *(Branch(name=name) for name in NAMES[1:])))
LABELS = (
    "党支部名称：", "党支部：", "支部：", "所在支部：", "所在党支部：", "支部名称：", "党组织名称：", "填报单位：", "报送单位：", "上报单位：", "单位：", "单位名称：",
    "学院：", "院系：", "系部：", "二级学院：", "部门：", "党总支：", "学院党委（党总支）：", "班级党支部：", "学生党支部：", "填报支部：", "院（系）：", "单 位：", "所属党支部：",
    "党支部（盖章）：", "填报单位（盖章）：", "党支部名称", "所在支部", "填报单位", "单位", "基层党组织：", "党组织：", "支部全称：", "报送党支部：",
)  # fmt: skip


def whole(line: list[Raw], title: str = "", file: str = "附件2.xlsx", sheet: str = "Sheet1", ctx: Context = CTX) -> list[tuple[str, ...]]:
    """The branch, and what is told of it."""
    rows = roster([GOOD])
    rows[0], rows[1] = [title or rows[0][0]], line
    result, found = examined(workbook(file, Sheet(sheet, rows)), ctx=ctx)
    return [(result.sheets[0].branch, *(finding.code for finding in found if finding.code.startswith("F2")))]


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("behind", ["", "（盖章）", "    填表日期：2023.6.20", "（公章）   联系人：王老师"])
def test_h2_the_branch_behind_another_label(label: str, behind: str) -> None:
    if label[-1] in "：:":
        assert whole([f"{label}计算机支部{behind}"]) == [("计算机支部",)]
        assert whole([f"{label}{COLLEGE}计算机支部{behind}"]) == [("计算机支部",)]
    assert whole([label, None, f"计算机支部{behind}"]) == [("计算机支部",)]
    assert whole([None, label, f"中共{COLLEGE}计算机支部委员会"]) == [("计算机支部",)]


@pytest.mark.parametrize(
    "title",
    [
        "计算机支部2023届毕业生党员组织关系转出情况登记表",
        f"{COLLEGE}计算机支部2023届毕业生党员组织关系转出情况登记表",
        f"中共{COLLEGE}计算机党支部委员会2023届毕业生党员组织关系转出情况登记表",
        "附件2  计算机支部毕业生党员组织关系转出情况登记表",
        "信息工程学院计算机支部2023届毕业生党员组织关系转出情况登记表",
        "毕业生党员组织关系转出情况登记表（计算机支部）",
        "计算机系2023届毕业生党员组织关系转出情况登记表",
    ],
)
def test_h2_a_registered_name_in_the_title(title: str) -> None:
    assert whole([], title) == [("计算机支部",)]


@pytest.mark.parametrize(
    ("title", "branch"),
    [
        ("机电学院学生第二党支部转出情况登记表", "机电学院学生第二党支部"),
        ("教工第一支部转出情况登记表", ""),  # another first branch
        ("会计系教工第一支部转出情况登记表", ""),
        ("第十一支部转出情况登记表", ""),
        ("计算机系教工支部转出情况登记表", ""),  # not the one that 计算机系 stands for
        ("计科技术专业转出情况登记表", ""),
        ("党员信息转出情况登记表", ""),
    ],
)
def test_h2_only_a_name_that_stands_for_itself(title: str, branch: str) -> None:
    assert whole([], title)[0][0] == branch


TOGETHER = [
    # title, line, sheet, file -> branch, codes
    ("", ["填报单位：计算机支部"], "Sheet1", "机电学院学生第一党支部.xlsx", ("计算机支部", "F223")),
    ("", [], "计算机支部", "附件2.xlsx", ("计算机支部", "F224")),
    ("", [], "Sheet1", "计算机支部/附件2.xlsx", ("计算机支部", "F224")),
    ("", [], "计算机支部", "计算机系.xlsx", ("计算机支部", "F224")),
    ("", [], "计算机支部", "机电学院学生第一党支部.xlsx", ("", "F254")),
    ("", [], "Sheet1", "计算机支部和会计系教工支部.xlsx", ("", "F254")),
    ("", [], "Sheet1", "机电学院学生第一党支部/会计系教工支部 附件2.xlsx", ("", "F254")),
    ("计算机支部毕业生党员登记表", ["党支部名称：会计系教工支部"], "Sheet1", "附件2.xlsx", ("", "F254")),
    ("计算机支部毕业生党员登记表", ["党支部名称：计算机支部"], "会计系教工支部", "附件2.xlsx", ("计算机支部", "F223")),
    ("计算机支部毕业生党员登记表", ["党支部名称：计科学生支部"], "Sheet1", "附件2.xlsx", ("计算机支部", "F223")),
    ("", ["注：党支部名称写全称，如：会计系教工支部"], "Sheet1", "计算机支部.xlsx", ("计算机支部", "F224")),
    ("", ["党支部名称：计算机支部", "请于6月20日前交至会计系教工支部王老师"], "Sheet1", "附件2.xlsx", ("计算机支部",)),
    ("", ["党支部名称：计算机支部      审核：会计系教工支部"], "Sheet1", "附件2.xlsx", ("计算机支部",)),
    ("", ["填报单位：计算机支部 报送至：会计系教工支部"], "Sheet1", "附件2.xlsx", ("计算机支部",)),
    ("", ["填报单位：信息工程系"], "Sheet1", "附件2.xlsx", ("", "F221")),
    ("", ["填报单位：信息工程系"], "Sheet1", "计算机支部.xlsx", ("计算机支部", "F224")),
    ("", ["填报单位：信息工程系", None, "计算机支部"], "Sheet1", "附件2.xlsx", ("计算机支部",)),
    ("", ["单位：", None, None], "Sheet1", "附件2.xlsx", ("", "F222")),
    ("", ["党支部名称：信息工程学院计算机支部"], "Sheet1", "附件2.xlsx", ("计算机支部",)),
    ("", ["党支部名称：苏州大学计算机支部"], "Sheet1", "附件2.xlsx", ("", "F221")),
]


@pytest.mark.parametrize(("title", "line", "sheet", "file", "expected"), TOGETHER)
def test_h2_names_that_agree_or_contradict(title: str, line: list[Raw], sheet: str, file: str, expected: tuple[str, ...]) -> None:
    assert whole(line, title, file, sheet) == [expected]


def test_h2_without_registered_branches_other_labels_name_them() -> None:
    assert whole(["填报单位：某某支部"], ctx=context(branches=())) == [("某某支部",)]


def test_h2_a_short_alias_in_a_file_name_is_a_word_like_another() -> None:
    ctx = context(branches=(Branch(name="甲支部"), Branch(name="信息工程支部", aliases=("信息",))))
    assert named_in_path("甲支部-党员信息登记卡.xlsx", ctx.campaign) == ["甲支部"]
    assert named_in_path("信息附件2.xlsx", ctx.campaign) == ["信息工程支部"]
    assert mentioned(f"{COLLEGE}毕业生党员信息登记卡", ctx.campaign) == []


BRANCH_HEADS = (
    "党支部", "支部", "所在党支部", "所在支部", "1、您所在的党支部", "您所在的党支部名称（必填）", "所属支部", "学生党支部", "支部名称", "请选择您的党支部", "组织关系所在党支部",
    "所在党组织", "2.您现在所在的支部是？", "院系", "单位", "班级", "部门", "归属", "来自",
)  # fmt: skip


@pytest.mark.parametrize("head", BRANCH_HEADS)
def test_h1_the_column_of_branches_in_whatever_words(head: str) -> None:
    rows: list[list[Raw]] = roster([GOOD, SECOND])[2:]
    for row, more in zip(rows, (head, "甲支部", "乙支部"), strict=True):
        row.append(more)
    found = report(workbook("收集结果.xlsx", rows))
    assert [one.branch for one in found.sheets] == ["甲支部", "乙支部"]
    assert {finding.code for finding in found.findings if finding.code[0] == "F"} == {"F238"}


@pytest.mark.parametrize(("names", "merges"), [(["甲支部", None], [(2, 3)]), (["甲支部", None, "乙支部", None, None], [(2, 3), (4, 6)])])
def test_h1_a_branch_merged_down_over_its_people_is_each_ones(names: list[Raw], merges: list[tuple[int, int]]) -> None:
    rows: list[list[Raw]] = roster([GOOD, *({**SECOND, "name": name} for name in ("李强", "赵敏", "孙悦", "周宁")[: len(names) - 1])])[2:]
    for row, more in zip(rows, ("党支部", *names), strict=True):
        row.append(more)
    sheet = Sheet("Sheet1", rows, tuple(Merge(top, len(rows[0]), bottom, len(rows[0])) for top, bottom in merges))
    found = report(workbook("收集结果.xlsx", sheet))
    assert [(one.branch, len(one.records)) for one in found.sheets] == [
        (name, bottom - top + 1) for name, (top, bottom) in zip(filter(None, names), merges, strict=True)
    ]


@pytest.mark.parametrize("head", ["转入党支部", "接收支部", "入党时所在支部", "入党介绍人所在支部"])
def test_h1_a_column_of_other_branches_is_none(head: str) -> None:
    rows: list[list[Raw]] = roster([GOOD, SECOND])
    for row, more in zip(rows[2:], (head, "乙支部", "乙支部"), strict=True):
        row.append(more)
    found = report(workbook("附件2.xlsx", rows))
    assert [one.branch for one in found.sheets] == ["甲支部"]
    assert {finding.code for finding in found.findings if finding.code[0] == "F"} == {"F202"}


def test_h1_a_column_of_unknown_branches_is_told_as_such() -> None:
    rows: list[list[Raw]] = roster([GOOD, SECOND])[2:]
    for row, more in zip(rows, ("您所在的支部", "丙支部", "丙支部"), strict=True):
        row.append(more)
    assert [finding.code for finding in report(workbook("收集.xlsx", rows)).findings if finding.code[0] == "F"] == ["F221"]


def test_h2_a_card_tells_its_branch_in_its_title() -> None:
    rows: list[list[Raw]] = [["甲支部毕业生党员信息登记卡"]]
    rows += [[one.head, GOOD_CARD.get(one.key)] for one in FORMS["registration_card"].spec.fields if one.key != "photo"]
    assert report(workbook("王芳.xlsx", rows)).sheets[0].branch == "甲支部"


def test_h2_end_to_end(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    rows = roster([GOOD])
    rows[0], rows[1] = ["甲支部2023届毕业生党员组织关系转出情况登记表"], ["填报单位（盖章）", None, "党委学工部"]
    for row in rows:
        book.active.append(row)
    book.save(path := tmp_path / "转出.xlsx")
    assert [one.branch for one in report(read(path)).sheets] == ["甲支部"]


def letter(*lines: str, table: list[list[str]] | None = None) -> bytes:
    document, stream = Document(), io.BytesIO()
    for line in lines:
        document.add_paragraph(line)
    if table:
        made = document.add_table(len(table), len(table[0]))
        for row, cells in enumerate(table):
            for column, text in enumerate(cells):
                made.cell(row, column).text = text
    document.save(stream)
    return stream.getvalue()


COVER = letter(
    "关于报送2023届毕业生党员材料的函", "党委办公室：", "现将甲支部5名毕业生党员的材料报上。", "联系人：王芳  联系电话：13961234579"
)
CARD = letter("毕业生党员信息登记卡", table=[["姓  名：", "王芳", "性  别：", "女"], ["出生年月：", "2001.5", "入党时间：", "2021.6"]])
ROSTER = letter(table=[["序号", "姓名", "性别", "寝室"], ["1", "王芳", "女", "3-201"]])
PDF, JPG = b"%PDF-1.4", b"\xff\xd8\xff"
LETTERS = [
    ("甲支部关于报送材料的函.docx", COVER, "甲支部"),
    ("甲支部.docx", COVER, "甲支部"),
    ("甲支部/情况说明.docx", COVER, "甲支部"),
    ("乙支部关于附件2的说明.docx", COVER, "乙支部"),
    ("甲支部情况说明.pdf", PDF, "甲支部"),
    ("甲支部关于组织关系转出情况的报告.pdf", PDF, "甲支部"),
    ("甲支部合影.jpg", JPG, "甲支部"),
    ("函.docx", COVER, ""),  # nobody's: somebody must look
    ("甲支部.docx", CARD, ""),  # may be filled in
    ("甲支部情况说明.docx", ROSTER, ""),
    ("甲支部函.docx", letter("王芳 320584200105120160"), ""),
    ("甲支部函.docx", letter("王芳 13961234579", "李强 13961234580"), ""),
    ("附件2-甲支部.docx", COVER, ""),
    ("附件2 甲支部说明.pdf", PDF, ""),
    ("甲支部登记卡照片.jpg", JPG, ""),
    ("甲支部党员名单.pdf", PDF, ""),
    ("甲支部扫描件.jpg", JPG, ""),
    ("甲支部.pdf", PDF, ""),
    ("甲支部说明材料.rar", b"Rar!\x1a\x07", ""),
]


@pytest.mark.parametrize(("file", "content", "branch"), LETTERS)
def test_h6_covering_letters(file: str, content: bytes, branch: str) -> None:
    with pytest.raises(ReadingError) as error:
        read_workbook(content, file)
    refusal = Refusal(error.value.check, error.value.facts).as_letter(file, FORMS, context().campaign)
    (issue,) = refused(file, refusal).issues
    assert (issue.code, issue.branch) == (("F253", branch) if branch else ("F102", ""))
    assert catalogue()[issue.code].severity is (Severity.INFO if branch else Severity.ERROR)
    assert branch in issue.message


def test_h2_the_branch_under_the_table_counts_beside_another_unit_above() -> None:
    rows = roster([GOOD])
    rows[1] = ["学院：信息工程学院"]
    rows.append(["党支部名称：甲支部"])
    assert [one.branch for one in report(workbook("附件2.xlsx", rows)).sheets] == ["甲支部"]


ONE, TWO = NAMES[1], NAMES[2]
THIRD = {**GOOD, "name": "赵敏", "id_number": "11010519491231002X", "phone": "13812345670"}


def parted(heading: list[Raw], label: str = ONE, below: tuple[list[Raw], ...] = (), first: int = 1) -> tuple[dict[str, int], set[str]]:
    """How many are whose, with such a row between two people, or under the head; and what is told of the sheet."""
    rows = roster([GOOD, THIRD], branch=label)
    rows[3 + first : 3 + first] = [heading]
    result, found = examined(workbook("附件2.xlsx", [*rows, *below]), ctx=CTX)
    return {one.branch: len(one.records) for one in result.sheets}, {
        one.code for one in found if one.code in {"F221", "F222", "F226", "F247", "F254"}
    }


@pytest.mark.parametrize(
    "text",
    [
        TWO, f"二、{TWO}", f"2、{TWO}", f"（二）{TWO}", f"【{TWO}】", f"{TWO}：", f"{TWO}（1人）", f"{TWO} 共1人", f"中共{TWO}委员会", f"{COLLEGE}{TWO}",
        f"{TWO}2023届毕业生党员名单", f"以下为{TWO}党员", f"{TWO}（盖章）", f"{TWO}第一党小组", f"{TWO} 书记：王芳", f"党支部：{TWO}",
    ],
)  # fmt: skip
def test_h2_a_branchs_name_alone_in_the_table_parts_it(text: str) -> None:
    for column in range(12) if text == TWO else (0, 1):
        assert parted([*[None] * column, text]) == ({ONE: 1, TWO: 1}, set())
    assert parted([2, text]) == ({ONE: 1, TWO: 1}, set())
    assert parted([text], "", first=0) == ({TWO: 2}, set()), "it stands right under the head, and nowhere else"
    assert parted([text], "", below=([ONE],)) == ({"": 2}, {"F226"}), "whose the first is nobody says"


@pytest.mark.parametrize(
    ("heading", "below", "told"),
    [
        (["机电学院第二支部"], (), {"F226"}),  # a name shortened is not sure
        (["计算机系"], (), {"F226"}),  # a college's, by which a branch goes too
        ([f"{ONE}合计1人"], ([f"{TWO}合计1人"],), {"F226"}),  # names behind their people
        (["机电学院第一支部"], (), set()),
        ([f"转往{TWO}"], (), set()),
        (["机电2001班"], (), set()),
        (["机电学院"], (), set()),
        ([f"抄送：{TWO}"], (), set()),
        ([f"注：{TWO}的名单另报"], (), set()),
        ([ONE], ([ONE], ["2023年6月20日"]), set()),
        (["机电2001班"], ([TWO], ["无"]), set()),  # nobody stands under it
    ],
)
def test_h2_other_headings_part_nothing_and_doubtful_ones_are_told(
    heading: list[Raw], below: tuple[list[Raw], ...], told: set[str]
) -> None:
    assert parted(heading, below=below) == ({ONE: 2}, told)


def test_h2_whose_name_alone_is_a_branchs_alias_stays_a_person() -> None:
    sheets, told = parted([2, "计科"])
    assert (sheets, told) == ({ONE: 3}, set())


@pytest.mark.parametrize(
    "heading",
    [
        [f"{TWO} 书记：王强 13800001234"], [None, f"{TWO} 书记：王强", "13800001234"], [f"{TWO}（书记王强 13800001234）"], [None, TWO, "支部书记", "王强", None, None, None, "13800001234"],
        [f"{TWO} 书记：", "王强", "13800001234"], [None, f"{TWO}党支部书记：王强", "电话13800001234"], [f"{TWO}副书记王强"], [f"{TWO} 联系电话：0512-63456789"],
    ],
)  # fmt: skip
def test_h2_a_heading_names_its_secretary_too(heading: list[Raw]) -> None:
    assert parted(heading) == ({ONE: 1, TWO: 1}, set())


@pytest.mark.parametrize("text", ["汽车系第三支部", "一、汽车系第三支部（1人）", "汽车系第三支部 书记：王强 13800001234"])
def test_h2_people_under_an_unregistered_branch_are_nobody_elses(text: str) -> None:
    assert parted([text]) == ({ONE: 1, "": 1}, {"F221"})
    assert parted([None, text], "", first=0, below=(["建筑系支部"],)) == ({"": 2}, {"F221"})
    assert parted([text], first=0) == ({ONE: 2}, set()), "above everybody it may be another name of the branch"


@pytest.mark.parametrize(
    "heading",
    ["汽车2001团支部", "学生党支部", "毕业生支部", "第一党小组", "汽车学院党总支", "本支部", "转往汽车系支部", "昆山市玉山镇某某社区党支部", "以上为汽车系支部"],
)  # fmt: skip
def test_h2_what_is_no_branchs_own_name_parts_nothing(heading: str) -> None:
    assert parted([heading]) == ({ONE: 2}, set())


@pytest.mark.parametrize(
    "row",
    [
        [3, "王强", *[None] * 8, f"{TWO}书记"],
        [3, "王强", *[None] * 5, "13800001234", None, None, f"{TWO}书记"],
        [f"{TWO}书记", "王强", *[None] * 5, "13800001234"],
    ],
)
def test_h2_a_secretary_in_a_remark_is_a_person(row: list[Raw]) -> None:
    assert sum(parted(row)[0].values()) == 3


SISTERS = ("机电系第一学生党支部", "机电系第二学生党支部", "机电系第十一学生党支部", "软件学院学生党支部1", "软件学院学生党支部2", "软件2001班党支部", "软件2002班党支部")  # fmt: skip
SPELT = [
    ("机电系第1学生党支部", SISTERS[0]),
    ("机电系第01学生党支部", SISTERS[0]),
    ("机电系学生第一支部", SISTERS[0]),
    ("机电系学生党支部（一）", SISTERS[0]),
    ("机电系第1号学生党支部", SISTERS[0]),
    ("机电系第２学生党支部", SISTERS[1]),
    ("机电系第②学生党支部", SISTERS[1]),
    ("机电系第Ⅱ学生党支部", SISTERS[1]),
    ("机电系第贰学生党支部", SISTERS[1]),
    ("机电系学生二支部", SISTERS[1]),
    ("机电系第11学生党支部", SISTERS[2]),
    ("机电系学生党支部11", SISTERS[2]),
    ("软件学院学生党支部一", SISTERS[3]),
    ("软件学院学生1支部", SISTERS[3]),
    ("软件学院学生第二党支部", SISTERS[4]),
    ("软件学院学生党支部（2）", SISTERS[4]),
    ("软件学院学生党支部-2", SISTERS[4]),
    ("机电系第十二学生党支部", ""),
    ("机电系第三学生党支部", ""),
    ("机电系第111学生党支部", ""),
    ("机电系第X学生党支部", ""),
    ("机电系学生党支部", ""),
    ("软件学院学生党支部12", ""),
    ("软件学院学生党支部", ""),
    ("软件2003班党支部", ""),
    ("软件1班党支部", ""),
]
ALL = context(branches=tuple(Branch(name=name) for name in SISTERS))


@pytest.mark.parametrize(("written", "branch"), SPELT)
def test_h2_a_branchs_number_in_any_spelling_and_never_its_sisters(written: str, branch: str) -> None:
    rows = roster([GOOD], branch=written)
    result, found = examined(workbook("附件2.xlsx", rows), ctx=ALL)
    told = [(finding.code, "是不是" in finding.message) for finding in found if finding.code[0] == "F"]
    assert (result.sheets[0].branch, told) == (branch, [] if branch else [("F221", False)])
    for file in (f"{written}.xlsx", f"{written}/附件2.xlsx", f"附件2-{written}（2023届）.xlsx"):
        assert whole([], "", file, ctx=ALL)[0][0] == branch
    assert whole([], f"{written}毕业生党员组织关系转出情况登记表", ctx=ALL)[0][0] in {branch, ""}


@pytest.mark.parametrize("line", ["{0}", "{0}（1人）", "党支部：{0}"])
def test_h2_a_shortened_name_is_asked_about_wherever_it_stands(line: str) -> None:
    short, question = TWO.replace("学生", ""), f"是不是“{TWO}”"
    rows = roster([GOOD])
    rows[1] = [line.format(short)]
    result, found = examined(workbook("附件2.xlsx", rows), ctx=CTX)
    assert result.sheets[0].branch == ""
    assert [(one.code, question in one.message) for one in found if one.code in {"F221", "F222", "F226"}] == [("F221", True)]
    between = [*roster([GOOD], branch=""), [line.format(short)], roster([THIRD])[3]]
    _, found = examined(workbook("附件2.xlsx", between), ctx=CTX)
    assert {one.code: question in one.message for one in found if one.code in {"F221", "F222", "F226"}} in (
        {"F226": True},
        {"F221": True, "F222": False},
    )


def test_h2_a_workbook_of_two_branches_in_the_place_of_each() -> None:
    sheets = [Sheet(str(place), roster([person], branch=name)) for place, (person, name) in enumerate(((GOOD, ONE), (SECOND, TWO)))]
    files = [workbook(f"{name}/附件2.xlsx", *sheets) for name in (ONE, TWO)]
    told = report(*files, ctx=CTX)
    assert "F223" not in {one.code for one in told.findings}
    assert told.counts["rows_accepted"] == len(sheets)


@pytest.mark.parametrize(
    ("written", "guess"), [("机电第一学生党支部", SISTERS[0]), ("机电系第2党支部", SISTERS[1]), ("软件2001党支部", SISTERS[5])]
)
def test_h2_a_suggestion_has_the_number_that_was_written(written: str, guess: str) -> None:
    _, found = examined(workbook("附件2.xlsx", roster([GOOD], branch=written)), ctx=ALL)
    assert [finding.message.rpartition("是不是")[2] for finding in found if finding.code == "F221"] == [f"“{guess}”"]


@pytest.mark.parametrize(
    ("file", "branch"),
    [("计算机支部2.xlsx", 0), ("计算机支部(2).xlsx", 0), ("计算机支部2023届.xlsx", 0), ("机电学院学生第1党支部 (2).xlsx", 1), ("机电学院学生第3党支部.xlsx", None)],
)  # fmt: skip
def test_h2_a_number_behind_a_name_may_be_the_files(file: str, branch: int | None) -> None:
    assert whole([], "", file)[0][0] == ("" if branch is None else NAMES[branch])


@pytest.mark.parametrize(
    "behind",
    [
        "（商务2001班）",
        "（商务2001班、2002班）",
        "（商务2001班",
        "【商务2001班】",
        "：商务2001班",
        " 商务2001班",
        "商务2001班",
        "（3）",
        "（1人）",
    ],
)
@pytest.mark.parametrize("name", [TWO, TWO.replace("二", "2")])
def test_h2_a_class_behind_a_branchs_name_is_no_part_of_it(name: str, behind: str) -> None:
    assert parted([f"{name}{behind}"]) == ({ONE: 1, TWO: 1}, set())


def footed(lines: list[list[Raw]], label: str = "") -> tuple[str, set[str]]:
    """The branch, with such lines under the table, and what is told of it."""
    rows = [*roster([GOOD, THIRD], branch=label), *lines]
    result, found = examined(workbook("附件2.xlsx", rows), ctx=CTX)
    return result.sheets[0].branch, {one.code for one in found if one.code in {"F221", "F222", "F223", "F226", "F254"}}


@pytest.mark.parametrize(
    "line",
    [
        [f"填报单位：{ONE}"], [f"填表单位（盖章）：{ONE}"], [f"报送单位：{ONE}"], ["填报单位：", ONE], [f"{ONE} 2023年6月20日"], [f"{ONE}\n2023年6月20日"],
        [f"支部名称：{ONE}　　书记签字："], [f"党支部书记（签名）：{ONE}"], [f"填报单位：{ONE}", None, "填报人：王芳", None, "日期：2023.6.20"],
        [f"填报单位（盖章）：{ONE.replace('一', '1')}      负责人签字："],
        [f"制表人：王芳 {ONE} 2023年6月20日"], [f"填表人：王芳　　{ONE}"], [f"制表：王芳\n{ONE}"],
    ],
)  # fmt: skip
def test_h2_a_branch_that_signs_under_the_table(line: list[Raw]) -> None:
    assert footed([line]) == footed([[None], line, ["2023年6月20日"]]) == (ONE, set())
    contradicted = {"F226"} if "支部名称" in str(line[0]) else set[str]()
    assert footed([line], "计算机支部") == ("计算机支部", contradicted), "what stands above counts"


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([["填报单位：汽车系学生党支部"]], {"F221"}),
        ([[f"报送至：{ONE}"]], {"F222"}),
        ([[f"审核：{ONE}"]], {"F222"}),
        ([[f"审核人：王芳 {ONE}"]], {"F222"}),
        ([["制表人：王芳 2023年6月20日"]], {"F222"}),
        ([[f"注：填写全称，如{ONE}"]], {"F222"}),
        ([[f"接收党支部：{ONE}"]], {"F222"}),
        ([[f"以上人员转往{ONE}"]], {"F222"}),
        ([[f"填报单位：{ONE}"], [f"填表单位：{TWO}"]], {"F222"}),
    ],
)
def test_h2_under_a_table_others_are_named_too(lines: list[list[Raw]], told: set[str]) -> None:
    assert footed(lines) == ("", told)


TITLE = f"{COLLEGE}2023届毕业生党员组织关系转出情况登记表"


@pytest.mark.parametrize(
    ("college", "code"),
    [
        *((one, "F262") for one in ("苏州信息学院", "苏州信息职业学院", "苏州信息技术学院", "苏州市信息职业技术学院", "苏州信息职业技学院", "苏州信职业技术学院", "苏州信息职业技木学院", "苏信职业技术学院")),
        *((one, "F212") for one in ("常州信息职业技术学院", "苏州职业技术学院", "苏州市职业大学", "苏州大学", "苏州工业园区职业技术学院", "苏州信息大学", "江苏信息职业技术学院", "南京工程学院")),
        ("苏信职院", ""),
    ],
)  # fmt: skip
def test_h2_the_own_college_a_little_off_is_not_another(college: str, code: str) -> None:
    rows = roster([GOOD])
    rows[0] = [TITLE.replace(COLLEGE, college)]
    found = report(workbook("附件2.xlsx", rows))
    assert [one.code for one in found.findings if one.code[0] == "F"] == ([code] if code else [])
    assert found.counts["rows_rejected"] == (code == "F212")


@pytest.mark.parametrize(
    ("title", "copied", "codes"),
    [
        ("南京工程学院2023届毕业生党员组织关系转出情况登记表", TITLE, set()),
        ("苏州大学毕业生党员组织关系转出情况登记表", TITLE, set()),
        ("苏州大学2022届毕业生党员组织关系转出情况登记表", TITLE.replace("2023", "2022"), {"F211"}),
        (TITLE.replace("2023", "2022"), TITLE.replace("2023", "2022"), {"F211"}),
    ],
)
def test_h2_the_copy_of_another_colleges_form_is_ours(tmp_path: Path, title: str, copied: str, codes: set[str]) -> None:
    folder = campaign_folder(tmp_path / "c")
    rows = roster([GOOD, SECOND])
    rows[0] = [title]
    write_xlsx(folder / "inbox" / "附件2.xlsx", rows)
    assert run_campaign(folder, date(2023, 6, 22)).counts["rows_rejected"] == 2
    (copy,) = returned_copies(folder)
    assert openpyxl.load_workbook(copy).worksheets[1]["A1"].value == copied
    shutil.copy(copy, folder / "inbox" / "附件2.xlsx")
    after = run_campaign(folder, date(2023, 6, 23))
    assert {one.code for one in after.findings if one.code in {"F211", "F212", "F262"} and one.is_open} == codes
    assert after.counts["rows_rejected"] == (2 if codes else 0)

"""What stays with a branch: difficulties and what helped, and other people's data on cards, stand in its own copies and nowhere else."""

import io
import re
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from support import CARD, GOOD, GOOD_CARD, SECOND, campaign_folder, checked, findings_json, roster, run_campaign, shown, write_xlsx

from gradflow.forms.loader import every_form
from gradflow.model.cells import Raw
from gradflow.model.reports import Report
from gradflow.rules.declared import PRIVATE, required_if

LEAVING = every_form()["leaving_checklist"].spec
JULY, SECRET = date(2023, 7, 25), "绝密"
THIRD = {**GOOD, "name": "孙三", "id_number": "32058420010512003X", "phone": "13961234581", "age": 22}
TALKED: dict[str, Raw] = {"sex": "男", "talked_on": "2023-06-20", "talked_by": "王明", "handed_out_on": "2023-06-20"}
PEOPLE: list[dict[str, Raw]] = [
    {**TALKED, "name": "王芳", "has_difficulty": f"{SECRET}家里困难", "help_given": f"{SECRET}补助"},
    {**TALKED, "name": "李强", "has_difficulty": "有", "help_given": f"{SECRET}住院", "talked_on": None, "talked_by": None},
    {**TALKED, "name": "孙三", "has_difficulty": "有", "help_given": None},
]


def leaving(people: list[dict[str, Raw]]) -> list[list[Raw]]:
    rows = [[n if field.key == "seq" else one.get(field.key) for field in LEAVING.fields] for n, one in enumerate(people, start=1)]
    return [[LEAVING.titled("苏州信息职业技术学院", 2023)], ["党支部名称：甲支部"], [field.head for field in LEAVING.fields], *rows]


def texts(path: Path) -> str:
    """All that a report says, be it packed or not."""
    content = path.read_bytes()
    if content[:2] != b"PK":
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return "".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())


def telling(folder: Path) -> set[str]:
    """The reports that hold anything secret."""
    reports = folder / "reports"
    return {path.relative_to(reports).as_posix() for path in reports.rglob("*") if path.is_file() and SECRET in texts(path)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = campaign_folder(tmp_path / "c", more='[[deadlines]]\nform = "leaving_checklist"\ndue_on = 2023-07-20')
    text = (home / "campaign.toml").read_text("utf-8")
    (home / "campaign.toml").write_text('forms = ["附件1", "附件2", "附表7"]\n' + text, encoding="utf-8")
    write_xlsx(home / "inbox" / "甲支部附件2.xlsx", roster([GOOD, SECOND, THIRD]))
    return home


@pytest.fixture
def found(folder: Path) -> Report:
    rows = leaving(PEOPLE)
    rows.append(["例", "张某某", "男", "有", "2023-06-20", "王明", f"{SECRET}样例", "2023-06-20", None])
    path = write_xlsx(folder / "inbox" / "甲支部附表7.xlsx", rows)
    book = openpyxl.load_workbook(path)
    book["Sheet1"]["G5"].comment = Comment(f"{SECRET}别外传", "王明")
    book["Sheet1"]["F5"].comment = Comment("电话谈的", "王明")
    book.save(path)
    return run_campaign(folder, JULY)


def test_difficulties_stand_in_the_branchs_own_copy_alone(folder: Path, found: Report) -> None:
    assert telling(folder) == {"各支部/甲支部/甲支部附表7.xlsx"}
    assert SECRET in texts(folder / "inbox" / "甲支部附表7.xlsx")
    assert any("电话谈的" in finding.message for finding in found.findings)
    for words in (("validate",), ("validate", "--format", "json"), ("status",), ("remind",), ("diff",), ("diff", "甲支部")):
        where = {"cwd": folder} if words[0] == "diff" else {}
        done = shown(words[0], *(() if where else (folder,)), *words[1:], "--as-of", "2023-07-25", **where)
        assert done.out and SECRET not in done.out + done.err


def test_it_is_not_told_who_has_difficulties(folder: Path, found: Report) -> None:
    """A row to be corrected for what follows from it is named, and neither field nor cell nor rule."""
    told = [(f.person, f.where.cell, f.field, f.label, f.value, f.code) for f in found.findings if f.is_error]
    assert told == [
        ("王芳", "D4", "has_difficulty", "有无实际困难", "", "C120"),
        ("李强", None, None, "", "", "S405"),
        ("孙三", None, None, "", "", "S405"),
    ]  # fmt: skip
    assert [(row.record.person, [f.code for f in row.findings]) for row in found.rejected] == [
        ("王芳", ["C120"]), ("李强", ["S405"]), ("孙三", ["S405"])
    ]  # fmt: skip
    copy = openpyxl.load_workbook(folder / "reports" / "各支部" / "甲支部" / "甲支部附表7.xlsx")
    lines = [(row[1], row[3].split("\n")[:2]) for row in copy["退回说明"].iter_rows(values_only=True) if "【必须改】" in str(row[3])]
    assert lines == [
        ("王芳\n有无实际困难", ["1. 【必须改】", f"“{SECRET}家里困难”不在可选项之内"]),
        ("李强\n谈心谈话时间", ["2. 【必须改】", "“有无实际困难”已填，“谈心谈话时间”也要填"]),
        ("孙三\n困难和帮扶措施", ["3. 【必须改】", "“有无实际困难”已填，“困难和帮扶措施”也要填"]),
    ]  # fmt: skip


def test_a_difficulty_in_the_remark_is_asked_for_in_its_place(folder: Path) -> None:
    row = {**TALKED, "name": "王芳", "has_difficulty": "没有", "own_note": f"家庭困难，{SECRET}"}
    write_xlsx(folder / "inbox" / "甲支部附表7.xlsx", leaving([row]))
    found = run_campaign(folder, JULY)
    assert telling(folder) == {"各支部/甲支部/甲支部附表7.xlsx"}
    told = [f for f in found.findings if f.where.row and f.code == PRIVATE.code]
    assert [(f.person, f.where.cell, f.is_error) for f in told] == [("王芳", None, False)]


@pytest.mark.parametrize(
    ("note", "codes"),
    [
        ("电话谈的", []), ("家里没有困难", []), ("不存在困难", []), ("家中无重大疾病", []), ("在医院实习", []), ("住院医师规培", []),
        ("父亲残疾", ["R335"]), ("低保户", ["R335"]), ("住院，出院后补谈", ["R335"]), ("已发困难补助", ["R335"]),
        *((one, []) for one in ["无就业困难", "就业困难已解决", "助学贷款已还清", "单亲家庭（已核实无困难）", "志愿帮扶贫困学生", "帮扶低年级同学", "对口帮扶村调研", "贫困山区支教意向", "签约苏州市肿瘤医院"]),
        *((one, []) for one in ["单位：失业保险管理中心", "困难职工帮扶中心实习", "低保中心工作", "困难见前栏", "另见帮扶措施栏", "生病请假，后补谈", "无心理问题", "心理健康", "心理咨询中心实习", "参加水灾救援", "防诈骗宣传", "手术室护士", "拟参加西部计划，去贫困地区服务"]),
        *((one, ["R335"]) for one in ["就业困难", "家庭困难，已签约", "身患疾病无法工作", "家庭所在地区受灾", "经济困难，见帮扶措施栏", "需要帮扶", "患病住院，请假后补谈", "家里遭水灾", "家中失火", "心理问题", "精神状态不好", "家庭变故", "父亲出车祸", "父母离婚", "家里负担重", "网贷", "情绪低落"]),
    ],
)  # fmt: skip
def test_what_is_a_difficulty(note: str, codes: list[str]) -> None:
    row: dict[str, Raw] = {**TALKED, "name": "王芳", "has_difficulty": "没有", "own_note": note}
    assert [f.code for f in checked(row, form=every_form()["leaving_checklist"]).findings] == codes


def test_no_count_tells_what_a_hidden_finding_is_about(folder: Path, found: Report) -> None:
    """问题种类 of 总览 and the lines of rules on the page count findings as the office reads them, and by no rule it is not told of."""
    told = Counter(f.code for f in found.findings)
    assert told[PRIVATE.code] == 2 and not told[required_if.code]
    assert {one.code: one.found for one in found.rule_runs if one.found} == told
    assert {one.code: one.errors for one in found.figures.findings_by_rule if one.errors} == Counter(
        f.code for f in found.findings if f.is_error
    )
    sheet = openpyxl.load_workbook(folder / "reports" / "汇总.xlsx")["总览"]
    assert required_if.title not in str(list(sheet.iter_rows(values_only=True)))
    rows = re.findall(r"<tr>(.*?)</tr>", (folder / "reports" / "report.html").read_text("utf-8"))
    (line,) = (re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows if f">{required_if.code} " in row)
    assert line[3] == "0"


TALK, HELP = {"E4": "2023-06-21", "F4": "王明"}, {"G4": "补助"}


@pytest.mark.parametrize("first", [TALK, HELP])
def test_of_a_row_it_is_not_told_how_much_is_hidden(folder: Path, first: dict[str, str]) -> None:
    """Two could only be the two fields that difficulties ask for; and the row is right once both are."""
    one = {**TALKED, "name": "王芳", "has_difficulty": "有", "talked_on": None, "talked_by": None, "help_given": None}
    write_xlsx(folder / "inbox" / "甲支部附表7.xlsx", leaving([one]))
    found = run_campaign(folder, JULY)
    rows = [row for row in found.rejected if row.record.person == "王芳"]
    assert (
        [f.code for f in found.findings if f.person == "王芳" and f.code != "P703"] == [f.code for f in rows[0].findings] == [PRIVATE.code]
    )
    assert sum(receipt.errors for receipt in found.submissions) == found.counts["errors"] == len([f for f in found.findings if f.is_error])
    copy = folder / "reports" / "各支部" / "甲支部" / "甲支部附表7.xlsx"
    book = openpyxl.load_workbook(copy)
    assert sum(str(row[1]).startswith("王芳\n") for row in book["退回说明"].iter_rows(values_only=True)) == 2
    for cells, states in ((first, ["pending"]), ({**TALK, **HELP}, ["solved"])):
        for cell, value in cells.items():
            book["附表7"][cell] = value
        book.save(folder / "inbox" / "改好.xlsx")
        again = run_campaign(folder, JULY)
        assert [o.state.value for o in again.outcomes if o.person == "王芳" and o.code == PRIVATE.code] == states


def test_a_corrected_copy_tells_the_branch_what_is_solved_and_the_office_that_it_is(folder: Path, found: Report) -> None:
    assert found.rejected
    copy = folder / "reports" / "各支部" / "甲支部" / "甲支部附表7.xlsx"
    book = openpyxl.load_workbook(copy)
    sheet = book["附表7"]
    sheet["D4"], sheet["E5"], sheet["F5"], sheet["G6"] = "有", "2023-06-21", None, f"{SECRET}助学金"
    book.save(folder / "inbox" / "改好.xlsx")
    again = run_campaign(folder, JULY)
    assert telling(folder) == {"各支部/甲支部/改好.xlsx"}
    assert {(o.person, o.label, o.before, o.after) for o in again.outcomes if o.state == "solved"} == {
        ("王芳", "有无实际困难", "（不公开）", "（改过，不公开）"), ("李强", "", "", ""), ("孙三", "", "", "")
    }  # fmt: skip
    assert {o.before for o in again.own_outcomes if o.person == "王芳"} == {f"{SECRET}家里困难"}
    lines = openpyxl.load_workbook(folder / "reports" / "各支部" / "甲支部" / "改好.xlsx")["退回说明"].iter_rows(values_only=True)
    assert any(f"上次填写“{SECRET}家里困难”" in str(cell) for row in lines for cell in row)


def test_versions_that_differ_are_told_without_what_they_say(folder: Path) -> None:
    for number, help_given in enumerate((f"{SECRET}甲", f"{SECRET}乙")):
        one = {**TALKED, "name": "王芳", "has_difficulty": "有", "help_given": help_given}
        write_xlsx(folder / "inbox" / f"甲支部附表7-{number}.xlsx", leaving([one]))
    found = run_campaign(folder, JULY)
    assert [(f.person, f.field, f.value, f.where.cell) for f in found.findings if f.code == "S405"] == [("王芳", None, "", None)]
    assert {name.partition("/")[0] for name in telling(folder)} == {"各支部"}


def test_a_reason_for_what_stays_with_the_branch_stays_there_too(folder: Path) -> None:
    text = (folder / "campaign.toml").read_text("utf-8")
    (folder / "campaign.toml").write_text(f'{text}[rules]\nC120 = "warning"\n', encoding="utf-8")
    rows = leaving([{**PEOPLE[0], "help_given": None}])
    write_xlsx(folder / "inbox" / "甲支部附表7.xlsx", rows)
    run_campaign(folder, JULY)
    copy = folder / "reports" / "各支部" / "甲支部" / "甲支部附表7.xlsx"
    book = openpyxl.load_workbook(copy)
    line = next(row for row in book["退回说明"].iter_rows() if str(row[1].value).startswith("王芳\n"))
    line[-1].value = f"{SECRET}本人不愿意写明"
    book.save(folder / "inbox" / "改好.xlsx")
    found = run_campaign(folder, JULY)
    assert [(f.reason, f.state) for f in found.findings if f.code == "C120"] == [("（不公开）", "explained")]
    assert all(name.startswith("各支部/") for name in telling(folder))


def test_what_gradflow_itself_reads_of_it_is_told_without_before_and_after(folder: Path) -> None:
    write_xlsx(
        folder / "inbox" / "甲支部附表7.xlsx",
        leaving([{**TALKED, "name": "王芳", "has_difficulty": f"有({SECRET})", "help_given": "补助"}]),
    )
    found = run_campaign(folder, JULY)
    assert [(c.field, c.before, c.after) for c in found.changes if c.field == "has_difficulty"] == [("has_difficulty", "（不公开）", "")]
    assert all(name.startswith("各支部/") for name in telling(folder))


def test_other_peoples_data_on_a_card_stay_with_the_branch(folder: Path) -> None:
    wrong = {**GOOD_CARD, "relative1_name": f"{SECRET}父亲", "relative1_mobile": "15012345", "mobile": "1396123457"}
    lines = [[cell for one in line for cell in (one.head, wrong.get(one.key))] for line in CARD.spec.card_lines()]
    write_xlsx(folder / "inbox" / "附件1-甲支部.xlsx", [[CARD.spec.titled("苏州信息职业技术学院", 2023)], *lines])
    run_campaign(folder, JULY)
    values = {f["field"]: (f["value"], f["cell"] is None) for f in findings_json(folder)["findings"] if "附件1" in f["file"] and f["field"]}
    assert values["relative1_mobile"] == ("", False) and values["mobile"][0]
    assert "15012345" not in texts(folder / "reports" / "汇总.xlsx")
    assert telling(folder) <= {"各支部/甲支部/附件1-甲支部.xlsx"}


def test_what_is_wrong_with_an_open_field_is_told_as_ever(folder: Path) -> None:
    """The day of the talk has to be there for what stays with the branch; that it is no day is another matter."""
    one = {**TALKED, "name": "王芳", "has_difficulty": "有", "help_given": "补助", "talked_on": "6月20日"}
    write_xlsx(folder / "inbox" / "甲支部附表7.xlsx", leaving([one]))
    found = run_campaign(folder, JULY)
    assert [(f.where.cell, f.code, f.value) for f in found.findings if f.is_error and "附表7" in f.where.file and f.person == "王芳"] == [
        ("E4", "C603", "6月20日")
    ]

"""Forms the office makes herself, each by one TOML file: people beyond the roster, events in rounds, figures. No Python, and no ghost among the graduates."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from support import (
    COLLEGE,
    GOOD,
    campaign_folder,
    contents,
    context,
    findings_json,
    report,
    roster,
    run_campaign,
    shown,
    workbook,
    write_xlsx,
)

from gradflow.app.session import open_session
from gradflow.forms.faults import FormError
from gradflow.forms.loader import Form, load_forms
from gradflow.model.cells import Merge, Raw, Sheet
from gradflow.model.reports import Report
from gradflow.pipeline.person_status import lanes

ACTIVISTS = """
key = "activists"
annex = "附表11"
name = "入党积极分子培养情况表"
title = "{college}{cohort}年度入党积极分子培养情况表"
title_words = ["积极分子培养"]
beyond_roster = true
due = "06-20"
must_have = { stage = ["activist", "candidate"] }
notes = ["注：积极分子和发展对象都要写。"]
open = [
    { until = "trained_on", text = "还没有参加培训班", remind = "安排参加培训班" },
    { until = "certified_on", text = "还没有拿到结业证" },
]
fields = [
    { key = "seq", like = "transfer_out" },
    { key = "name", like = "transfer_out" },
    { key = "sex", like = "transfer_out" },
    { key = "age", like = "transfer_out", required = false },
    { key = "id_number", like = "transfer_out" },
    { key = "phone", like = "transfer_out", required = false },
    { key = "stage", head = "培养阶段", kind = "choice", required = true, options = { choices = [{ code = "activist", text = "积极分子" }, { code = "candidate", text = "发展对象" }] } },
    { key = "applied_on", head = "递交申请书时间", kind = "date", required = true, options = { precision = "month" } },
    { key = "trained_on", head = "参加培训班时间", kind = "date", not_before = "applied_on", required_if = { stage = ["candidate"], certified_on = ["*"] } },
    { key = "certified_on", head = "结业时间", kind = "date", not_before = "trained_on" },
    { key = "joined_on", like = "registration_card", required = false, line = 0 },
]
"""
EVENTS = """
key = "visits_made"
annex = "附表12"
name = "走访慰问记录"
title = "{college}走访慰问记录（{cohort}年度）"
title_words = ["走访慰问"]
in_rounds = true
must_have = { sort = ["visit"] }
open = [{ until = "summed_up", text = "还没有小结" }]
fields = [
    { key = "seq", like = "transfer_out" },
    { key = "sort", head = "类型", kind = "choice", required = true, options = { choices = [{ code = "visit", text = "走访" }, { code = "relief", text = "慰问" }] } },
    { key = "held_on", head = "走访日期", kind = "date", required = true },
    { key = "place", head = "地点", kind = "text", required = true },
    { key = "expected", head = "应到人数", kind = "number" },
    { key = "present", head = "实到人数", kind = "number", at_most = "expected", required = true },
    { key = "summed_up", head = "小结", kind = "text" },
]
"""
LEDGER = """
key = "dues_ledger"
annex = "附表13"
name = "党费收缴台账"
title = "{college}党费收缴台账（{cohort}年度）"
title_words = ["党费收缴"]
due = "07-10"
fields = [
    { key = "seq", like = "transfer_out" },
    { key = "month", head = "月份", kind = "date", required = true, options = { precision = "month" } },
    { key = "payers", head = "交纳人数", kind = "number", required = true, options = { units = ["人"] } },
    { key = "due_sum", head = "应交金额（元）", label = "应交金额", kind = "number", required = true, options = { units = ["元"], decimals = 2 } },
    { key = "paid_sum", head = "实交金额（元）", label = "实交金额", kind = "number", required = true, at_most = "due_sum", options = { units = ["元"], decimals = 2 } },
    { key = "remark", like = "transfer_out" },
]
"""
OWN = {"activists": ACTIVISTS, "visits_made": EVENTS, "dues_ledger": LEDGER}
ROUNDS = [{"form": "visits_made", "round": 1, "due_on": "2023-06-30"}, {"form": "visits_made", "round": 2, "due_on": "2023-09-20"}]
DAY = date(2023, 7, 25)
GRADUATE = [1, "王芳", "男", 23, GOOD["id_number"], "13961234579", "积极分子", "2021.9", "2022.5.1", None]
TEACHER = [2, "李强", "女", 73, "11010519491231002X", "13861530078", "积极分子", "2021.9", None, None]
UNTRAINED = [3, "赵敏", "男", None, "110105194912310038", None, "发展对象", "2021.9", None, None]
TOO_EARLY = [4, "周洋", "男", None, "320584198005120016", None, "发展对象", "2021.9", "2021.8.31", None]


def declared(folder: Path) -> Path:
    """A folder of the three declarations."""
    folder.mkdir(parents=True)
    for key, text in OWN.items():
        (folder / f"{key}.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Form]:
    return load_forms(declared(tmp_path_factory.mktemp("own") / "forms"))


def table(form: Form, rows: list[list[Raw]], branch: str = "甲支部") -> list[list[Raw]]:
    """A sheet of the form: data begins in row 4."""
    return [[form.spec.titled(COLLEGE, 2023)], [f"党支部名称：{branch}"], [one.head for one in form.spec.fields], *rows]


def read(forms: dict[str, Form], *sheets: tuple[str, str, list[list[Raw]]]) -> Report:
    """A run on workbooks: name, form, rows."""
    books = (workbook(name, table(forms[key], rows)) for name, key, rows in sheets)
    return report(*books, forms=forms, ctx=context(deadlines=ROUNDS))


def rows_of(found: Report) -> list[int]:
    """The rows that were read."""
    return [record.row for one in found.sheets for record in one.records]


def told(found: Report) -> set[tuple[str, int | None, str | None]]:
    """Code, row and field of what is found in files."""
    return {(one.code, one.where.row, one.field) for one in found.findings if one.where.file}


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campaign whose branch has filled in the blank workbooks of the three forms, as they are written, with a mistake or two in each."""
    folder = campaign_folder(tmp_path_factory.mktemp("own") / "2023届", more="".join(f"[[deadlines]]\nform = '{one['form']}'\nround = {one['round']}\ndue_on = {one['due_on']}\n" for one in ROUNDS))  # fmt: skip
    declared(folder / "forms")
    write_xlsx(folder / "inbox" / "附件2.xlsx", roster([GOOD]))
    assert shown("template", "附表11", "附表12", "附表13", "--branch", "甲支部", "--campaign", folder).status == 0
    filled: dict[str, list[list[Any]]] = {
        "附表11": [GRADUATE, TEACHER, UNTRAINED, TOO_EARLY],
        "附表12": [
            [1, "走访", "2023.6.10", "敬老院", 12, 12, "好"],
            [2, "慰问", "2023.6.11", "社区", 12, 13, None],
            [3, "走访", "2023.6.12", "社区", None, 3, None],
        ],
        "附表13": [[1, "2023.1", "12人", "24元", 24, None], [2, "2023.2", 12, 24.5, 25, None], [3, "2023.3", "约12", 24, 24, None]],
    }
    for annex, rows in filled.items():
        (blank,) = (folder / "templates").glob(f"{annex}*甲支部.xlsx")
        book = openpyxl.load_workbook(blank)
        for row, cells in enumerate(rows, start=4):
            for column, cell in enumerate(cells, start=1):
                book[annex].cell(row, column).value = cell
        book.save(folder / "inbox" / f"{annex}{'第一次' * (annex == '附表12')}.xlsx")
    run_campaign(folder, DAY)
    return folder


def merged(folder: Path, annex: str) -> list[tuple[Any, ...]]:
    """The rows of a merged sheet, without number and source."""
    sheet = openpyxl.load_workbook(folder / "reports" / "汇总.xlsx")[f"{annex}汇总"]
    return [row[1:-1] for row in sheet.iter_rows(min_row=3, values_only=True) if isinstance(row[0], int)]


def test_template_to_merged_sheet(handed_in: Path) -> None:
    found = findings_json(handed_in)
    problems = {
        (one["code"], one["cell"], one["person"]) for one in found["findings"] if one["file"] and "附表" in one["file"] and one["cell"]
    }
    assert problems == {
        ("C102", "I6", "赵敏"), ("R331", "I7", "周洋"), ("R332", "F5", None), ("R332", "E5", None), ("C711", "C6", None)
    }  # fmt: skip
    assert found["counts"]["rows_read"] == 11 and (found["counts"]["rows_accepted"], found["counts"]["rows_rejected"]) == (6, 5)
    assert [row[1] for row in merged(handed_in, "附表11")] == ["王芳", "李强"]
    assert merged(handed_in, "附表12") == [
        ("甲支部", "走访", "2023-06-10", "敬老院", 12, 12, "好"), ("甲支部", "走访", "2023-06-12", "社区", None, 3, None)
    ]  # fmt: skip
    assert merged(handed_in, "附表13") == [("甲支部", "2023-01", 12, 24, 24, None)]


def test_nobody_of_them_is_a_graduate(handed_in: Path) -> None:
    people = openpyxl.load_workbook(handed_in / "reports" / "汇总.xlsx")["人员总表"]
    assert [row[2] for row in people.iter_rows(min_row=2, values_only=True) if "王芳" in row or "李强" in row] != []
    assert not any({"李强", "赵敏", "周洋"} & set(map(str, row)) for row in people.iter_rows(values_only=True))


def test_the_library_gives_them_as_frames(handed_in: Path) -> None:
    found = open_session(handed_in).validate(DAY, jobs=1)
    assert list(found.people_frame()["name"]) == ["王芳"]
    assert found.merged("附表13")["paid_sum"].sum() == 24 and list(found.merged("附表11")["name"]) == ["王芳", "李强"]


def test_status_and_reminders_tell_what_is_open(handed_in: Path) -> None:
    status = shown("status", handed_in, "--as-of", DAY).out
    assert re.search(r"王芳：.*还没有拿到结业证", status)
    assert "  附表11：还没有参加培训班：1人（李强）" in status
    assert "  附表12第1次：还没有小结：1项" in status and "没有小结：0" not in status
    assert "王芳" not in status.split("附表11：", 1)[1]
    reminder = shown("remind", handed_in, "--as-of", DAY).out
    assert "附表11：安排参加培训班：1人（李强）" in reminder and "附表12第1次：还没有小结：1项" in reminder


def test_its_page_and_a_run_that_changes_nothing(handed_in: Path) -> None:
    page = shown("explain", "附表13", "--campaign", handed_in).out
    assert "## 附表13 党费收缴台账" in page and "最多2位小数的数" in page and "应交金额" in page
    before = contents(handed_in / "reports")
    run_campaign(handed_in, DAY)
    assert contents(handed_in / "reports") == before


VISIT: list[Raw] = ["走访", "2023.6.10", "敬老院", 12, 12, "好"]
HEADS: list[Raw] = ["序号", "类型", "走访日期", "地点", "应到人数", "实到人数", "小结"]
OTHER_HEADS: list[Raw] = ["序号", "走访日期", "类型", "地点", "应到人数", "实到人数", "小结"]
SIGNED: list[list[Raw]] = [
    ["填表人：张某", None, "审核人：李某", None, "2023年6月30日"],
    [None, "填表人", "2023.6.30", "审核人", None, None, "张某"],
    ["负责人签字：", None, "2023.6.30"],
    ["（公章）"],
]


@pytest.mark.parametrize(
    ("rows", "read_rows", "codes"),
    [
        ([[None, *VISIT], [None, "慰问", *VISIT[1:]]], [4, 5], set()),
        ([["一、六月"], [None, *VISIT], ["（二）七月走访"], [1, "慰问", *VISIT[1:]]], [5, 7], {"F231"}),
        (
            [[1, *VISIT], ["小计", None, None, None, 12, 12], [2, *VISIT], ["合计", None, None, None, 24, 24], [None, "总计：2次"]],
            [4, 6],
            set(),
        ),
        ([[1, *VISIT], *SIGNED, ["注：每次活动一行。"], ["1、走访要有照片，活动要有小结。"], [None, "说明", None, "照片另附"]], [4], set()),
        ([[1, *VISIT], [], [2], [None, None], [4, *VISIT], HEADS, [5, *VISIT]], [4, 8, 10], set()),
        ([[None, "负责人述职", "2023年6月1日", "会议室", 3, 3], [None, "收集意见", None, "会议室", 3, 3]], [4, 5], {"C120", "C101"}),
        ([["例", *VISIT], [1, *VISIT]], [5], {"F231"}),
        ([[1, *VISIT], [], OTHER_HEADS, [1, "2023.6.11", "慰问", "社区", 3, 3, "好"]], [4], {"F246"}),
        ([["无"]], [], {"F233"}),
        ([[1], [2]], [], {"F232"}),
    ],
    ids=["unnumbered", "sections", "totals", "signed", "blank", "words", "sample", "other head", "nil", "blank sheet"],
)
def test_no_row_is_lost_or_made_up(forms: dict[str, Form], rows: list[list[Raw]], read_rows: list[int], codes: set[str]) -> None:
    found = read(forms, ("附表12第一次.xlsx", "visits_made", rows))
    assert rows_of(found) == read_rows
    assert {code for code, *_ in told(found)} - {"S404"} == codes
    assert not any(re.search("人员|姓名|其人|[0-9]人", one.message + one.advice) for one in found.findings if one.where.file)


def test_a_number_merged_over_two_events_makes_no_one_of_them(forms: dict[str, Form]) -> None:
    rows = table(forms["visits_made"], [[1, *VISIT], [None, "慰问", None, "社区", 3, 3, "好"]])
    merges = (Merge(4, 1, 5, 1), Merge(4, 3, 5, 3))
    found = report(workbook("附表12第一次.xlsx", Sheet("Sheet1", rows, merges=merges)), forms=forms, ctx=context(deadlines=ROUNDS))
    assert rows_of(found) == [4, 5] and not told(found)


def test_what_changed_between_two_versions_waits_and_nothing_counts_twice(forms: dict[str, Form]) -> None:
    old: list[list[Raw]] = [[1, "2023.1", 12, 24, 24], [2, "2023.2", 12, 24, 24], [3, "2023.3", 12, 24, 25], [4, "2023.4", 12, 24, 24]]
    new: list[list[Raw]] = [[1, "2023.1", 12, 24, 24], [2, "2023.2", 12, 24, 20], [3, "2023.3", 12, 25, 25], [4, "2023.5", 12, 24, 24]]
    books = [workbook(name, table(forms["dues_ledger"], rows)) for name, rows in (("附表13旧.xlsx", old), ("附表13新.xlsx", new))]
    found = report(*books, forms=forms)
    waits = {(one.where.file, one.where.row, one.field) for one in found.findings if one.code == "F120"}
    assert {row for _, row, _ in waits} == {5, 6} and len({file for file, *_ in waits}) == 1
    counted = [str(record["month"]) for one in found.sheets for record in one.records if record.row not in one.rejected]
    assert sorted(counted) == ["2023-01", "2023-04", "2023-05"]
    assert {one.code for one in found.findings if one.where.file} <= {"F120", "F121", "F123"}


def test_a_corrected_copy_and_a_reason_come_back(handed_in: Path, tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "2023届", more=(handed_in / "campaign.toml").read_text("utf-8").split('name = "乙支部"', 1)[1])
    declared(folder / "forms")
    write_xlsx(
        folder / "inbox" / "附表13.xlsx",
        table(load_forms(folder / "forms")["dues_ledger"], [[1, "2023.1", 12, 24, 25], ["合计", None, 12, 24, 25]]),
    )
    write_xlsx(folder / "inbox" / "附表12第一次.xlsx", table(load_forms(folder / "forms")["visits_made"], [[1, "慰问", *VISIT[1:]]]))
    run_campaign(folder, DAY)
    assert {one["code"] for one in findings_json(folder)["findings"] if one["file"]} == {"R332", "S404"}
    for name, cell, value in (("附表13.xlsx", "E4", 24), ("附表12第一次.xlsx", "", "")):
        path = next((folder / "reports").rglob(name))
        book = openpyxl.load_workbook(path)
        if cell:
            book[name.removesuffix(".xlsx")][cell] = value
        else:
            guide = book["退回说明"]
            (place,) = [row for row in guide.iter_rows() if any("没有走访" in str(one.value) for one in row)]
            place[4].value = "这一次只安排了慰问，没有走访"
        book.save(folder / "inbox" / f"改 {name}")
    run_campaign(folder, DAY)
    states = {(one["code"], one["state"]) for one in findings_json(folder)["findings"] if one["file"] and one["code"] != "F106"}
    assert states == {("S404", "explained")}
    assert merged(folder, "附表13") == [("甲支部", "2023-01", 12, 24, 24, None)]


def test_rules_of_graduates_say_nothing_of_others(forms: dict[str, Form]) -> None:
    child: list[Raw] = [3, "赵敏", "男", None, "320584201005120010", None, "发展对象", "2021.9", "2021.10.1", None]
    found = read(forms, ("附表11.xlsx", "activists", [[*TEACHER[:3], 74, *TEACHER[4:], "1975.1"], child]))
    assert told(found) == {("R305", 5, "id_number")}
    assert "不可能是党员或入党积极分子" in next(one.message for one in found.findings if one.code == "R305")
    assert not found.person_statuses and not found.not_run
    assert found.owed.ever_read == 2


def test_rounds_without_days_still_count(forms: dict[str, Form]) -> None:
    found = report(workbook("附表12.xlsx", table(forms["visits_made"], [[1, *VISIT]])), forms=forms, ctx=context())
    assert not told(found) and ("visits_made", None) in lanes(forms, context())


@pytest.mark.parametrize(
    ("key", "before", "after", "words"),
    [
        ("activists", 'until = "trained_on"', 'until = "trained"', "open 写着“trained”，没有这个栏目"),
        ("activists", '"activist", "candidate"]', '"activist", "nobody"]', "must_have 写着“nobody”"),
        ("activists", 'stage = ["candidate"]', 'stage = ["candidat"]', "fields.trained_on.required_if 写着“candidat”"),
        ("activists", 'not_before = "applied_on"', 'not_before = "phone"', "fields.trained_on.not_before: 栏目“phone”的 kind 要是“date”"),
        (
            "activists",
            'not_before = "applied_on"',
            'at_most = "applied_on"',
            "fields.trained_on.at_most: 栏目“applied_on”的 kind 要是“number”",
        ),
        ("visits_made", 'kind = "text", required = true', 'kind = "text", not_before = "held_on"', "栏目“place”的 kind 要是“date”"),
        ("activists", 'due = "06-20"', 'due = "02-31"', "due: 写月和日"),
        ("activists", "还没有拿到结业证", "还没有拿到结业证" * 9, "open[2].text: 字数太多"),
        ("visits_made", "in_rounds = true", 'in_rounds = true\ndue = "07-10"', "due 只用于交一次的表"),
        ("dues_ledger", "due =", "lists_everyone = true\ndue =", "lists_everyone 只用于有 name(姓名)一栏的表"),
    ],
)
def test_a_declaration_that_cannot_work_is_told_by_file_and_key(tmp_path: Path, key: str, before: str, after: str, words: str) -> None:
    folder = declared(tmp_path / "forms")
    assert before in OWN[key]
    (folder / f"{key}.toml").write_text(OWN[key].replace(before, after, 1), encoding="utf-8")
    with pytest.raises(FormError) as raised:
        load_forms(folder)
    assert f"表格声明 {key}.toml" in str(raised.value) and words in str(raised.value)

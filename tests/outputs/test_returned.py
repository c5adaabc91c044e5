"""The returned copy: marked, read back without its marks, reasons taken over, originals replaced."""

import shutil
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from support import FORMS, GOOD, SECOND, campaign_folder, returned_copies, roster, run_campaign, write_xlsx

from gradflow.forms.loader import Form
from gradflow.model.naming import safe_name
from gradflow.model.reports import Report
from gradflow.writing.books import Book
from gradflow.writing.rosters import COPY_COLUMNS, Layout, Row, first_row, write_roster

BAD = {**SECOND, "name": "赵敏", "id_number": "110105194912310021", "sex": "女", "address": "江苏省昆山市玉山镇1号", "phone": "13861530099"}


def validate(folder: Path) -> Report:
    return run_campaign(folder, date(2023, 7, 25))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = campaign_folder(tmp_path / "2023届")
    rows = roster([GOOD, BAD, SECOND])
    rows[2].append("学号")
    for row in rows[3:]:
        row.append("2020001")
    write_xlsx(folder / "inbox" / "附件2.xlsx", rows)
    return folder


def copy_of(folder: Path) -> Path:
    return folder / "reports" / "各支部" / "甲支部" / "附件2.xlsx"


def test_wrong_cells_are_marked_and_everything_typed_is_kept(folder: Path) -> None:
    validate(folder)
    sheet = openpyxl.load_workbook(copy_of(folder))["附件2"]
    assert [cell.value for cell in sheet[3]][11:] == ["问题", "情况说明", "原行号", "学号"]
    assert sheet["F5"].value == "110105194912310021"
    assert sheet["F5"].fill.fgColor.rgb == "FFFFC7CE"
    assert "校验位" in sheet["F5"].comment.text
    assert sheet["J5"].fill.fgColor.rgb == "FFFFEB9C"
    assert "（原F5）" in sheet["L5"].value
    assert sheet["L4"].value is None
    assert [sheet.cell(row, 14).value for row in (4, 5, 6)] == [4, 5, 6]
    assert sheet["O5"].value == "2020001"


def test_links_of_the_list_lead_to_the_cells(folder: Path) -> None:
    validate(folder)
    sheet = openpyxl.load_workbook(copy_of(folder))["退回说明"]
    links = {cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink}
    assert links == {"'附件2'!F5", "'附件2'!J5", "'附件2'!F6"}


PHONE, SCREEN = 412, 1366
"""Pixels of a large telephone and of a small screen."""
EDGES = 66
"""Numbers of rows and the bar to scroll by."""


def pixels(sheet: Worksheet, first: int, last: int) -> int:
    """What columns take, counted from 1."""
    columns = (get_column_letter(column) for column in range(first, last + 1))
    return sum(int(sheet.column_dimensions[one].width * 7 + 0.5) for one in columns)  # what is stored counts five pixels of padding


def test_place_value_and_problem_stand_together_on_a_telephone(folder: Path) -> None:
    validate(folder)
    book = openpyxl.load_workbook(copy_of(folder))
    guide, sheet = book["退回说明"], book["附件2"]
    (head,) = [row for row in guide.iter_rows(values_only=True) if row[0] == "位置"]
    assert head == ("位置", "姓名和栏目", "填写内容", "问题", "情况说明")
    assert pixels(guide, 1, 4) <= PHONE < pixels(guide, 1, 5)
    assert {(area.min_col, area.max_col) for area in guide.merged_cells.ranges} == {(1, 4)}
    lines = {row[0].value: row for row in guide.iter_rows() if row[0].hyperlink}
    for cell, whose, problem in (
        ("F5", "赵敏\n身份证号码", "1. 【必须改】\n“110105194912310021”与校验位不符"),
        ("J5", "赵敏\n通讯地址、邮编", "2. 【改或说明】\n地址里没有6位邮编"),
    ):
        _, person, value, told, _ = lines[cell]
        marked = sheet[cell]
        assert (person.value, value.value, told.value[: len(problem)]) == (whose, marked.value, problem)
        assert (value.fill.fgColor, value.border.left, value.font.bold) == (marked.fill.fgColor, marked.border.left, marked.font.bold)
    assert (guide.page_setup.orientation, guide.sheet_properties.pageSetUpPr.fitToPage, guide.page_setup.fitToHeight) == (
        "portrait",
        True,
        0,
    )


def test_what_is_wrong_is_shown_beside_the_selected_cell_and_its_drop_down_stays(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "c")
    write_xlsx(folder / "inbox" / "附件2.xlsx", roster([GOOD, {**GOOD, "sex": "<不详>&" * 60}, {**SECOND, "sex": "？"}]))
    validate(folder)
    sheet = openpyxl.load_workbook(copy_of(folder))["附件2"]
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation if str(rule.sqref).startswith("D")}
    assert list(rules) == ["D4", "D5", "D6", "D7:D307"]
    assert {(rule.type, rule.formula1) for rule in rules.values()} == {("list", "gf_transfer_out_sex")}
    assert [rules[at].prompt for at in ("D4", "D5", "D6")] == [
        "从下拉框选择:男、女", sheet["D5"].comment.text[:250], sheet["D6"].comment.text
    ]  # fmt: skip


@pytest.mark.parametrize(
    "form", [one for one in FORMS.values() if one.spec.layout == "roster" and not one.spec.role], ids=lambda one: one.key
)
def test_a_marked_cell_and_its_problem_fit_a_screen(tmp_path: Path, form: Form) -> None:
    """All of the form and 问题 where they can be read; else beside the names, which stay. Names and 问题 fit a telephone."""
    with Book(path := tmp_path / "a.xlsx", title="表") as book:
        write_roster(book, form, Layout("表", "表", rows=[Row(beside=("问题", "", 4))], beside=COPY_COLUMNS))
    sheet = openpyxl.load_workbook(path)["表"]
    kept, last, zoom = column_index_from_string(sheet.freeze_panes[0]) - 1, len(form.spec.fields), (sheet.sheet_view.zoomScale or 100) / 100
    assert (sheet.cell(first_row(form), last + 1).value, 0.85 <= zoom <= 1) == ("问题", True)
    assert pixels(sheet, 1, last + 1) * zoom <= SCREEN - EDGES or zoom == 0.85
    assert max(pixels(sheet, one, one) for one in range(kept + 1, last + 1)) + pixels(sheet, 1, kept) < SCREEN / 3
    assert pixels(sheet, 1, kept) + pixels(sheet, last + 1, last + 1) <= PHONE


def test_the_way_back(folder: Path) -> None:
    first = validate(folder)
    assert (first.counts["rows_accepted"], first.counts["rows_rejected"]) == (2, 1)
    back = folder / "inbox" / "改好的.xlsx"
    book = openpyxl.load_workbook(copy_of(folder))
    sheet = book["附件2"]
    sheet["F5"], sheet["D5"] = "110105199003078043", "女"
    sheet["M5"] = "家在农村没有邮编, 已核实"
    book.save(back)
    second = validate(folder)
    assert {r.file: r.state for r in second.submissions if r.file} == {"inbox/改好的.xlsx": "returned", "inbox/附件2.xlsx": "superseded"}
    assert second.counts["rows_read"] == 3
    warnings = {f.where.cell: (f.code, f.state, f.reason) for f in second.findings if f.code in {"C551", "R306"}}
    assert warnings["J5"] == ("C551", "explained", "家在农村没有邮编, 已核实")
    assert warnings["F6"][1] == "pending"
    assert not any("问题" in f.message or "原行号" in f.message for f in second.findings)


def test_a_reason_lapses_when_the_value_changes(folder: Path) -> None:
    validate(folder)
    book = openpyxl.load_workbook(copy_of(folder))
    sheet = book["附件2"]
    sheet["M5"] = "家在农村没有邮编, 已核实"
    sheet["J5"] = "江苏省昆山市玉山镇22号楼"
    book.save(folder / "inbox" / "改好的.xlsx")
    second = validate(folder)
    assert [f.state for f in second.findings if f.where.cell == "J5"] == ["miscorrected"]


def test_an_untouched_copy_dropped_back_changes_no_figure(folder: Path) -> None:
    first = validate(folder)
    shutil.copy(copy_of(folder), folder / "inbox" / "原样交回.xlsx")
    second = validate(folder)
    for key in ("rows_read", "rows_accepted", "rows_rejected", "errors", "warnings"):
        assert second.counts[key] == first.counts[key]
    assert {f.state for f in second.findings if f.is_error} == {"pending"}


@pytest.mark.parametrize(
    ("name", "safe"),
    [("../../etc", "_.._etc"), ("a/b\\c", "a_b_c"), ("CON", "_CON"), ("..", "_"), ("甲\n支部", "甲_支部"), ("x" * 200, "x" * 80)],
)
def test_names_stay_inside_the_reports(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_copy_saved_as_another_format_still_replaces_its_original(folder: Path) -> None:
    """Custom properties are gone then; the hidden sheet is not."""
    validate(folder)
    book = openpyxl.load_workbook(copy_of(folder))
    book.custom_doc_props.props.clear()
    book.save(folder / "inbox" / "另存.xlsx")
    assert {r.file: r.state for r in validate(folder).submissions if r.file}["inbox/附件2.xlsx"] == "superseded"


def test_only_the_sheets_in_the_copy_are_replaced(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "c")
    write_xlsx(folder / "inbox" / "a.xlsx", roster([BAD]), roster([SECOND], branch="乙支部"))
    validate(folder)
    shutil.copy(folder / "reports" / "各支部" / "甲支部" / "a（甲支部要改的）.xlsx", folder / "inbox" / "甲改.xlsx")
    second = validate(folder)
    assert second.counts["rows_read"] == 2
    assert {(r.branch, r.state) for r in second.submissions} == {("甲支部", "returned"), ("甲支部", "superseded"), ("乙支部", "returned")}


def test_a_copy_of_a_copy_replaces_both(folder: Path) -> None:
    validate(folder)
    one = folder / "inbox" / "改一.xlsx"
    book = openpyxl.load_workbook(copy_of(folder))
    book["附件2"]["D5"] = "女"
    book.save(one)
    validate(folder)
    two = folder / "inbox" / "改二.xlsx"
    shutil.copy(folder / "reports" / "各支部" / "甲支部" / "改一.xlsx", two)
    assert [r.file for r in validate(folder).submissions if r.state not in {"superseded", "missing"}] == ["inbox/改二.xlsx"]
    one.unlink()
    assert [r.file for r in validate(folder).submissions if r.state not in {"superseded", "missing"}] == ["inbox/改二.xlsx"]


def test_people_left_out_of_the_copy_are_named(folder: Path) -> None:
    validate(folder)
    book = openpyxl.load_workbook(copy_of(folder))
    book["附件2"].delete_rows(5)
    book.save(folder / "inbox" / "改.xlsx")
    told = [f.message for f in validate(folder).findings if f.code == "X621"]
    assert told == ["“赵敏”以前在附件2里报过，现在没有了"]


def test_a_cleared_row_is_no_person(folder: Path) -> None:
    validate(folder)
    book = openpyxl.load_workbook(copy_of(folder))
    for column in range(1, 12):
        book["附件2"].cell(5, column).value = None
    book.save(folder / "inbox" / "改.xlsx")
    assert validate(folder).counts["rows_read"] == 2


@pytest.mark.parametrize(
    "spoil",
    [
        lambda rows: rows[0].__setitem__(0, rows[0][0].replace("2023", "2022")),
        lambda rows: rows.append([9, *list(SECOND.values())]) or rows.append(["党支部名称：乙支部"]),
        lambda rows: (rows[2].append("身份证号"), rows[3].append("11010519491231002X"), rows[2].__setitem__(5, "公民身份证号码")),
    ],
    ids=["last year's title", "two branches", "two ID columns"],
)
def test_an_untouched_copy_never_launders_what_was_wrong_with_the_sheet(tmp_path: Path, spoil: object) -> None:
    folder = campaign_folder(tmp_path / "c")
    rows = roster([GOOD])
    spoil(rows)
    write_xlsx(folder / "inbox" / "a.xlsx", rows)
    assert validate(folder).counts["rows_accepted"] == 0
    shutil.copy(returned_copies(folder)[0], folder / "inbox" / "原样.xlsx")
    second = validate(folder)
    assert second.counts["rows_accepted"] == 0
    assert [f for f in second.findings if f.is_error]


def test_a_stale_reason_does_not_come_back_to_life(folder: Path) -> None:
    validate(folder)
    book = openpyxl.load_workbook(copy_of(folder))
    book["附件2"]["M5"] = "家在农村没有邮编, 已核实"
    book["附件2"]["J5"] = "江苏省昆山市玉山镇22号楼"
    book.save(folder / "inbox" / "改一.xlsx")
    validate(folder)
    shutil.copy(folder / "reports" / "各支部" / "甲支部" / "改一.xlsx", folder / "inbox" / "改二.xlsx")
    assert [f.state for f in validate(folder).findings if f.where.cell == "J5"] == ["pending"]
    book = openpyxl.load_workbook(folder / "inbox" / "改二.xlsx")
    book["附件2"]["M5"] = "新房还没有邮编, 已问过邮局"
    book.save(folder / "inbox" / "改二.xlsx")
    assert [f.state for f in validate(folder).findings if f.where.cell == "J5"] == ["explained"]


def test_a_short_reason_and_a_reason_for_an_error_are_refused_aloud(folder: Path) -> None:
    validate(folder)
    book = openpyxl.load_workbook(copy_of(folder))
    book["附件2"]["M5"] = "属实"
    book.save(folder / "inbox" / "改.xlsx")
    notes = {f.code: f.note for f in validate(folder).findings if f.where.row == 5}
    assert "太短" in notes["C551"]
    assert "不能用说明代替" in notes["C207"]


def test_a_date_in_a_text_column_stays_a_date(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "c")
    write_xlsx(folder / "inbox" / "a.xlsx", roster([{**BAD, "remark": datetime(2023, 7, 1)}]))
    validate(folder)
    cell = openpyxl.load_workbook(folder / "reports" / "各支部" / "甲支部" / "a.xlsx")["附件2"]["K4"]
    assert (cell.value, cell.number_format) == (datetime(2023, 7, 1), "yyyy-mm-dd")

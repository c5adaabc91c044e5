"""The returned copy: marked, read back without its marks, reasons taken over, originals replaced."""

import shutil
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from support import GOOD, SECOND, campaign_folder, returned_copies, roster, run_campaign, write_xlsx

from gradflow.model.naming import safe_name
from gradflow.model.reports import Report

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
    assert {r.file: r.state for r in second.receipts if r.file} == {"inbox/改好的.xlsx": "returned", "inbox/附件2.xlsx": "superseded"}
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
    assert {r.file: r.state for r in validate(folder).receipts if r.file}["inbox/附件2.xlsx"] == "superseded"


def test_only_the_sheets_in_the_copy_are_replaced(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "c")
    write_xlsx(folder / "inbox" / "a.xlsx", roster([BAD]), roster([SECOND], branch="乙支部"))
    validate(folder)
    shutil.copy(folder / "reports" / "各支部" / "甲支部" / "a（甲支部要改的）.xlsx", folder / "inbox" / "甲改.xlsx")
    second = validate(folder)
    assert second.counts["rows_read"] == 2
    assert {(r.branch, r.state) for r in second.receipts} == {("甲支部", "returned"), ("甲支部", "superseded"), ("乙支部", "returned")}


def test_a_copy_of_a_copy_replaces_both(folder: Path) -> None:
    validate(folder)
    one = folder / "inbox" / "改一.xlsx"
    book = openpyxl.load_workbook(copy_of(folder))
    book["附件2"]["D5"] = "女"
    book.save(one)
    validate(folder)
    two = folder / "inbox" / "改二.xlsx"
    shutil.copy(folder / "reports" / "各支部" / "甲支部" / "改一.xlsx", two)
    assert [r.file for r in validate(folder).receipts if r.state not in {"superseded", "missing"}] == ["inbox/改二.xlsx"]
    one.unlink()
    assert [r.file for r in validate(folder).receipts if r.state not in {"superseded", "missing"}] == ["inbox/改二.xlsx"]


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

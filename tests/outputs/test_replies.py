"""What a branch writes on 退回说明, or in a row added for somebody missing, reaches the very finding it answers."""

import dataclasses
import os
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet
from support import (
    CARD,
    GOOD,
    GOOD_CARD,
    GOOD_VISIT,
    SECOND,
    campaign_folder,
    read,
    returned_copies,
    roster,
    run_campaign,
    visits,
    write_xlsx,
)

from gradflow.app.session import open_session
from gradflow.model.cells import Raw, Sheet
from gradflow.model.findings import Finding, Severity
from gradflow.model.folding import squeezed
from gradflow.model.records import Submission
from gradflow.model.reports import Report
from gradflow.outputs.publishing import Target, publish
from gradflow.pipeline.examine import examine
from gradflow.pipeline.findings import Note, note_issue, value_digest, weighed
from gradflow.pipeline.lineage import is_list
from gradflow.pipeline.progress import progress_of
from gradflow.rules.people import MISSING as PERSON_MISSING
from gradflow.rules.registry import catalogue

OLD = {**SECOND, "address": "江苏省昆山市玉山镇1号"}
"""33 years old, and no postcode: two warnings."""
THIRD = {**SECOND, "name": "赵敏", "sex": "女", "id_number": "320584200005120040", "age": 23, "phone": "13861530090"}
VISIT = {**GOOD_VISIT, "landed_on": "2023.7.10"}
WHY = "其中两人休学，九月再报"


def validate(folder: Path, day: str = "2023-07-24") -> Report:
    return run_campaign(folder, date.fromisoformat(day))


def campaign(tmp_path: Path, members: int = 0) -> Path:
    folder = campaign_folder(tmp_path / "2023届", branches=("甲支部",))
    text = (folder / "campaign.toml").read_text("utf-8")
    (folder / "campaign.toml").write_text(text + f"members = {members}\n" * bool(members), encoding="utf-8")
    return folder


def hand_in(folder: Path, name: str, rows: Sequence[Sequence[Raw]], day: str = "2023-07-20") -> Path:
    path = write_xlsx(folder / "inbox" / name, rows)
    moment = datetime.fromisoformat(f"{day}T10:00:00").timestamp()
    os.utime(path, (moment, moment))
    return path


def returned(folder: Path, name: str) -> openpyxl.Workbook:
    return openpyxl.load_workbook(folder / "reports" / "各支部" / "甲支部" / name)


def told(report: Report, code: str, person: str | None = None) -> list[tuple[str, str, str]]:
    found = [f for f in report.findings if f.code == code and person in {None, f.person} and f.where.file]
    return [(f.severity.value, f.state.value, f.reason) for f in found]


def head(sheet: Worksheet) -> tuple[int, Mapping[str, int]]:
    for row in sheet.iter_rows():
        heads = {str(cell.value): cell.column for cell in row if cell.value}
        if {"问题", "情况说明"} <= heads.keys():
            return row[0].row, heads
    raise AssertionError(sheet.title)


def line(sheet: Worksheet, text: str, person: str = "") -> int:
    """The row in which a problem is told."""
    first, heads = head(sheet)
    rows = [row for row in range(first + 1, sheet.max_row + 1) if text in str(sheet.cell(row, heads["问题"]).value)]
    (row,) = [row for row in rows if person in str(sheet.cell(row, 2).value)]
    return row


def write(sheet: Worksheet, text: str, reason: str, person: str = "") -> None:
    sheet.cell(line(sheet, text, person), head(sheet)[1]["情况说明"]).value = reason


def sort(sheet: Worksheet) -> None:
    """Turn the list round, as sorting does."""
    first, heads = head(sheet)
    rows = [[sheet.cell(row, column).value for column in heads.values()] for row in range(first + 1, sheet.max_row + 1)]
    rows = [row for row in rows if row[-1] or any(isinstance(cell, str) and "【" in cell for cell in row) or isinstance(row[0], int)]
    for row, cells in enumerate(reversed(rows), start=first + 1):
        for column, value in zip(heads.values(), cells, strict=True):
            sheet.cell(row, column).value = value


def number_anew(sheet: Worksheet) -> None:
    first, heads = head(sheet)
    for number, row in zip((2, 3, 1), range(first + 1, first + 4), strict=True):
        cell = sheet.cell(row, heads.get("序号", heads["问题"]))
        cell.value = number if "序号" in heads else f"{number}. {cell.value.partition('. ')[2]}"


def as_it_is(_: openpyxl.Workbook) -> None:
    """The layout of today."""


def older(book: openpyxl.Workbook) -> None:
    """Write the list as copies before 1.0.0 have it, and what is remembered of its lines."""
    guide, memory = book["退回说明"], book["_gradflow"]
    first, heads = head(guide)
    told = [[str(guide.cell(row, column).value or "") for column in heads.values()] for row in range(first + 1, guide.max_row + 1)]
    guide.delete_rows(1, guide.max_row)
    guide.merged_cells.ranges.clear()
    guide.append(["说明"])
    guide.append(["序号", "级别", "位置", "姓名", "栏目", "填写内容", "问题", "怎么改", "情况说明"])
    for place, whose, value, problem, reply in (line for line in told if "【" in line[3]):
        number, level, message, advice = re.fullmatch(r"(\d+)\. 【(.+?)】\n(.*)\n(.*)", problem).groups()
        person, _, label = whose.partition("\n")
        at = place if place == "整张表" else f"{book.sheetnames[1]}!{place}"
        guide.append([int(number), level, at, person, label, value, message, advice, reply or None])
        look = value_digest("\x1f".join(map(squeezed, (at, person, message))))[:8]
        for row in memory.iter_rows():
            if row[0].value == "finding" and row[10].value == number:
                row[11].value = look


LAYOUTS = pytest.mark.parametrize("layout", [as_it_is, older])


def two_warnings(tmp_path: Path) -> Path:
    folder = campaign(tmp_path, members=4)
    hand_in(folder, "附件2.xlsx", roster([GOOD, OLD]))
    validate(folder)
    return folder


def with_reason_for_the_sheet(tmp_path: Path) -> tuple[Path, Path]:
    """A campaign, and the copy that has come back with a reason on the list."""
    folder = two_warnings(tmp_path)
    book = returned(folder, "附件2.xlsx")
    write(book["退回说明"], "党委办公室掌握", WHY)
    book.save(path := folder / "inbox" / "改.xlsx")
    return folder, path


def is_settled_for_the_sheet(folder: Path) -> None:
    report = validate(folder)
    assert told(report, "F235") == [("warning", "explained", WHY)]
    assert told(report, "C551") == [("warning", "pending", "")]
    guide = returned(folder, "改.xlsx")["退回说明"]
    row, column = line(guide, "党委办公室掌握"), head(guide)[1]["情况说明"]
    assert ("【已说明】" in guide.cell(row, 4).value, guide.cell(row, column).value) == (True, WHY)


def test_c5_a_reason_on_the_list_settles_a_finding_on_the_whole_sheet_and_no_other(tmp_path: Path) -> None:
    is_settled_for_the_sheet(with_reason_for_the_sheet(tmp_path)[0])


@LAYOUTS
@pytest.mark.parametrize("spoil", [sort, number_anew, lambda sheet: (sort(sheet), number_anew(sheet))], ids=["sorted", "numbered", "both"])
def test_c5_a_reason_is_found_on_a_sorted_list(
    tmp_path: Path, spoil: Callable[[Worksheet], object], layout: Callable[[openpyxl.Workbook], None]
) -> None:
    folder = two_warnings(tmp_path)
    book = returned(folder, "附件2.xlsx")
    layout(book)
    write(book["退回说明"], "党委办公室掌握", WHY)
    write(book["退回说明"], "邮编", "农村住址没有邮编，已问邮局")
    spoil(book["退回说明"])
    book["退回说明"].title, book["附件2"].title = "说明", "转出"
    book.save(folder / "inbox" / "改.xlsx")
    report = validate(folder)
    assert (told(report, "F235"), told(report, "C551")) == (
        [("warning", "explained", WHY)], [("warning", "explained", "农村住址没有邮编，已问邮局")],
    )  # fmt: skip
    assert told(report, "R306") == [("warning", "pending", "")]


def test_c5_a_form_with_a_column_of_that_name_is_no_list() -> None:
    told = ["序号", "姓名", "位置", "填写内容", "问题", "情况说明"]
    assert [is_list(Sheet("表", (tuple(heads),))) for heads in (told, told[2:], [*told, "原行号"])] == [True, True, False]


@LAYOUTS
def test_c5_a_line_that_was_altered_or_deleted_harms_no_other(tmp_path: Path, layout: Callable[[openpyxl.Workbook], None]) -> None:
    folder = two_warnings(tmp_path)
    book = returned(folder, "附件2.xlsx")
    layout(book)
    guide = book["退回说明"]
    write(guide, "党委办公室掌握", WHY)
    cell = guide.cell(line(guide, "党委办公室掌握"), head(guide)[1]["问题"])
    cell.value = "人数" if layout is older else f"{cell.value.partition('.')[0]}. 人数"
    guide.delete_rows(line(guide, "邮编"))
    book.save(folder / "inbox" / "改.xlsx")
    report = validate(folder)
    assert (told(report, "F235"), told(report, "C551")) == ([("warning", "explained", WHY)], [("warning", "pending", "")])


def test_c5_the_line_counts_before_the_row_and_the_row_for_the_others(tmp_path: Path) -> None:
    folder = two_warnings(tmp_path)
    book = returned(folder, "附件2.xlsx")
    write(book["退回说明"], "邮编", "农村住址没有邮编，已问邮局")
    sheet = book["附件2"]
    sheet.cell(5, head(sheet)[1]["情况说明"]).value = "退役军人复学，年龄无误"
    book.save(folder / "inbox" / "改.xlsx")
    report = validate(folder)
    assert told(report, "C551") == [("warning", "explained", "农村住址没有邮编，已问邮局")]
    assert told(report, "R306") == [("warning", "explained", "退役军人复学，年龄无误")]


def test_c5_an_untouched_copy_keeps_the_reasons_and_a_cleared_one_is_taken_back(tmp_path: Path) -> None:
    folder = two_warnings(tmp_path)
    book = returned(folder, "附件2.xlsx")
    write(book["退回说明"], "党委办公室掌握", WHY)
    book.save(folder / "inbox" / "一.xlsx")
    validate(folder)
    returned(folder, "一.xlsx").save(folder / "inbox" / "二.xlsx")
    assert told(validate(folder), "F235") == [("warning", "explained", WHY)]
    book = returned(folder, "二.xlsx")
    book["退回说明"].delete_rows(line(book["退回说明"], "党委办公室掌握"))
    book.save(folder / "inbox" / "三.xlsx")
    assert told(validate(folder), "F235") == [("warning", "explained", WHY)], "a deleted line takes nothing back"
    book = returned(folder, "三.xlsx")
    write(book["退回说明"], "党委办公室掌握", "")
    book.save(folder / "inbox" / "四.xlsx")
    assert told(validate(folder), "F235") == [("warning", "pending", "")]


def test_c5_a_reason_for_a_number_lapses_with_the_number(tmp_path: Path) -> None:
    folder = two_warnings(tmp_path)
    book = returned(folder, "附件2.xlsx")
    write(book["退回说明"], "党委办公室掌握", WHY)
    book.save(folder / "inbox" / "一.xlsx")
    assert told(validate(folder), "F235") == [("warning", "explained", WHY)]
    book = returned(folder, "一.xlsx")
    book["附件2"].delete_rows(4)
    book.save(folder / "inbox" / "二.xlsx")
    assert told(validate(folder), "F235") == [("warning", "miscorrected", WHY)]


def test_c5_what_a_copy_does_not_show_any_more_is_explained_all_the_same(tmp_path: Path) -> None:
    folder = campaign(tmp_path)
    rows = [*roster([GOOD, OLD, THIRD]), ["合计：5人"]]
    path = hand_in(folder, "附件2.xlsx", rows)
    book = openpyxl.load_workbook(path)
    book.active.row_dimensions[4].hidden = True
    book.active["B6"].font = Font(strike=True)
    book.save(path)
    validate(folder)
    book = returned(folder, "附件2.xlsx")
    for text in ("合计", "隐藏", "删除线"):
        write(book["退回说明"], text, f"{text}一事已由支部书记核实")
    book.save(folder / "inbox" / "改.xlsx")
    validate(folder)
    returned(folder, "改.xlsx").save(folder / "inbox" / "再改.xlsx")
    report = validate(folder)
    for code, text in (("F240", "合计"), ("F241", "隐藏"), ("F242", "删除线")):
        assert told(report, code) == [("warning", "explained", f"{text}一事已由支部书记核实")]


def test_c5_a_wrong_total_is_not_settled_by_a_copy_that_leaves_it_out(tmp_path: Path) -> None:
    folder = campaign(tmp_path)
    hand_in(folder, "附件2.xlsx", [*roster([GOOD, OLD]), ["合计：3人"]])
    validate(folder)
    returned(folder, "附件2.xlsx").save(folder / "inbox" / "改.xlsx")
    assert told(validate(folder), "F240") == [("warning", "pending", "")]
    book = returned(folder, "改.xlsx")
    book["附件2"].insert_rows(6)
    for column, cell in enumerate(roster([THIRD])[3], start=1):
        book["附件2"].cell(6, column).value = cell
    book.save(folder / "inbox" / "再改.xlsx")
    assert told(validate(folder), "F240") == []


def missing_one(tmp_path: Path) -> tuple[Path, openpyxl.Workbook]:
    folder = campaign(tmp_path)
    hand_in(folder, "附件2.xlsx", roster([GOOD, THIRD]), "2023-06-20")
    hand_in(folder, "附件3第一次.xlsx", visits([VISIT]))
    assert told(validate(folder), "X601") == [("error", "new", "")]
    return folder, returned(folder, "附件3第一次.xlsx")


def with_reason_for_somebody(tmp_path: Path, place: str) -> tuple[Path, Path]:
    """A campaign, and the copy that has come back with a reason why somebody is missing."""
    folder, book = missing_one(tmp_path)
    write(book[place], "没有在附件3第1次里", "已随部队调离，由部队党委管理")
    book.save(path := folder / "inbox" / f"改{place}.xlsx")
    return folder, path


def is_explained_for_somebody(folder: Path) -> None:
    report = validate(folder)
    assert told(report, "X601") == [("warning", "explained", "已随部队调离，由部队党委管理")]
    assert [s.records[0].person for s in report.sheets if s.form == "follow_up" and s.memory.sources] == ["王芳"]
    assert report.counts["errors"] == 0


@pytest.mark.parametrize("place", ["退回说明", "附件3"])
def test_c5_somebody_missing_is_explained_on_the_line_or_in_the_row_added(tmp_path: Path, place: str) -> None:
    is_explained_for_somebody(with_reason_for_somebody(tmp_path, place)[0])


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
def test_c5_a_copy_saved_by_another_program_is_understood_alike(tmp_path: Path, by_office: Callable[..., list[Path]], suffix: str) -> None:
    settled, copy = with_reason_for_the_sheet(tmp_path / "1")
    explained = [with_reason_for_somebody(tmp_path / place, place) for place in ("退回说明", "附件3")]
    of_card, card = with_reason_for_the_card(tmp_path / "2")
    by_office(suffix, copy, card, *(path for _, path in explained))
    is_settled_for_the_sheet(settled)
    is_explained_for_the_card(of_card)
    for folder, _ in explained:
        is_explained_for_somebody(folder)


def test_c5_a_row_added_and_left_alone_is_nobody_and_filled_in_it_is_a_person(tmp_path: Path) -> None:
    folder, book = missing_one(tmp_path)
    assert [cell.value for cell in book["附件3"][5]][:3] == [2, "赵敏", None]
    assert book["附件3"].cell(5, head(book["附件3"])[1]["原行号"]).value == "补"
    book.save(folder / "inbox" / "改.xlsx")
    report = validate(folder)
    assert (told(report, "X601"), report.counts["rows_read"]) == ([("error", "pending", "")], 3)
    book = returned(folder, "改.xlsx")
    for column, key in zip("CDEFGHJ", ("sex", "member_status", "destination_type", "landed_org", "landed_on", "receipt", "follow_up_contact"), strict=True):  # fmt: skip
        book["附件3"][f"{column}5"] = {**VISIT, "sex": "女"}[key]
    book.save(folder / "inbox" / "再改.xlsx")
    report = validate(folder)
    assert (told(report, "X601"), report.counts["rows_read"], report.counts["errors"]) == ([], 4, 0)


def test_c5_too_short_a_reason_for_somebody_missing_leaves_an_error(tmp_path: Path) -> None:
    folder, book = missing_one(tmp_path)
    write(book["退回说明"], "没有在附件3第1次里", "走了")
    book.save(folder / "inbox" / "改.xlsx")
    report = validate(folder)
    assert told(report, "X601") == [("error", "pending", "走了")]
    assert ["太短" in f.note for f in report.findings if f.code == "X601"] == [True]


def test_c5_namesakes_who_are_missing_are_explained_one_by_one(tmp_path: Path) -> None:
    twins = [{**THIRD, "name": "赵敏"}, {**THIRD, "id_number": "320584200011120024", "age": 22, "phone": "13861530091"}]
    folder = campaign(tmp_path)
    hand_in(folder, "附件2.xlsx", roster([GOOD, *twins]), "2023-06-20")
    hand_in(folder, "附件3第一次.xlsx", visits([VISIT]))
    assert len(told(validate(folder), "X601")) == 2
    book = returned(folder, "附件3第一次.xlsx")
    guide = book["退回说明"]
    first, heads = head(guide)
    guide.cell(first + 2, heads["情况说明"]).value = "已随部队调离，由部队党委管理"
    book["附件3"].delete_rows(6)
    book.save(folder / "inbox" / "改.xlsx")
    assert sorted(told(validate(folder), "X601")) == [("error", "pending", ""), ("warning", "explained", "已随部队调离，由部队党委管理")]


def card_rows(person: Mapping[str, Raw]) -> list[list[Raw]]:
    title = CARD.spec.titled("苏州信息职业技术学院", 2023)
    return [[title], *([cell for one in line for cell in (one.head, person.get(one.key))] for line in CARD.spec.card_lines())]


def with_reason_for_the_card(tmp_path: Path) -> tuple[Path, Path]:
    """A campaign, and the copy that has come back with a reason beside a card."""
    folder = campaign(tmp_path)
    hand_in(folder, "附件2.xlsx", roster([GOOD]))
    hand_in(folder, "甲支部附件3.xlsx", card_rows(GOOD_CARD))
    assert told(validate(folder), "F225") == [("warning", "new", "")]
    book = returned(folder, "甲支部附件3.xlsx")
    sheet = book["王芳"]
    row, heads = head(sheet)
    assert ("文件名写着附件3" in sheet.cell(row + 1, heads["问题"]).value, sheet.cell(row + 2, heads["问题"]).value) == (True, None)
    sheet.cell(row + 1, heads["情况说明"]).value = "文件名写错了，内容没有错"
    book.save(path := folder / "inbox" / "甲支部附件3改.xlsx")
    return folder, path


def is_explained_for_the_card(folder: Path) -> None:
    assert told(validate(folder), "F225") == [("warning", "explained", "文件名写错了，内容没有错")]


def test_c5_what_is_said_of_a_card_as_a_whole_is_explained_beside_it(tmp_path: Path) -> None:
    is_explained_for_the_card(with_reason_for_the_card(tmp_path)[0])


def test_c5_a_card_is_added_for_somebody_missing_and_what_stands_beside_it_is_an_answer(tmp_path: Path) -> None:
    """No check tells a sheet of cards of anybody missing yet: it is told here by hand."""
    folder = campaign(tmp_path)
    hand_in(folder, "附件2.xlsx", roster([GOOD, THIRD]))
    hand_in(folder, "卡.xlsx", card_rows(GOOD_CARD))
    report = validate(folder)
    opened = open_session(folder)
    context = opened.context(report.as_of)

    def with_missing(submission: Submission) -> Submission:
        if submission.form != CARD.key:
            return submission
        facts = {"listed": "上次的登记卡", "name": "赵敏", "here": "这次的"}
        told = weighed([note_issue(Note(PERSON_MISSING, facts, person="赵敏"), submission)], context)
        return dataclasses.replace(submission, findings=(*submission.findings, *told))

    told_so = dataclasses.replace(report, sheets=tuple(map(with_missing, report.sheets)))
    publish(Target(folder / "reports"), told_so, opened.forms, progress_of(report, opened.forms, context), opened.sources)
    book = returned(folder, "卡.xlsx")
    assert book.sheetnames[:3] == ["退回说明", "王芳", "赵敏"]
    sheet = book["赵敏"]
    row, heads = head(sheet)
    assert (sheet["B2"].value, sheet.cell(row + 1, heads["原行号"]).value) == ("赵敏", "补")
    sheet.cell(row + 1, heads["情况说明"]).value = "已随部队调离，由部队党委管理"
    book.save(folder / "inbox" / "改.xlsx")
    (cards,) = examine(read(folder / "inbox" / "改.xlsx"), opened.forms, context).sheets
    assert ([r.person for r in cards.records], [(t.code, t.person, t.reply) for t in cards.memory.findings]) == (
        ["王芳"], [("X601", "赵敏", "已随部队调离，由部队党委管理")],
    )  # fmt: skip
    sheet["D2"] = "女"
    book.save(folder / "inbox" / "改.xlsx")
    found = examine(read(folder / "inbox" / "改.xlsx"), opened.forms, context).sheets
    assert [r.person for one in found for r in one.records] == ["王芳", "赵敏"], "anything filled in makes it a card"


def test_c5_a_cell_to_fill_in_stands_where_a_reason_counts_and_nowhere_else(tmp_path: Path) -> None:
    folder = campaign(tmp_path, members=4)
    hand_in(folder, "附件2.xlsx", roster([GOOD, {**OLD, "phone": "138"}]))
    validate(folder)
    guide = returned(folder, "附件2.xlsx")["退回说明"]
    first, heads = head(guide)
    fills = {
        re.findall("【(.*?)】", guide.cell(row, heads["问题"]).value)[0]: guide.cell(row, heads["情况说明"]).fill.fgColor.rgb
        for row in range(first + 1, first + 4)
    }
    assert fills == {"必须改": "FFEDEDED", "改或说明": "FFFFFFE5"}
    cell = guide.cell(first + 2, heads["情况说明"])
    assert (cell.protection.locked, cell.border.left.style, guide.page_setup.orientation, guide.page_setup.paperSize) == (
        False, "medium", "portrait", 9,
    )  # fmt: skip


@pytest.mark.parametrize("words", ["无", "属实", "。。。。。。", "。，、；：？！", "aaaaaa", "   ------   ", "1111111"])
def test_n15_reason_that_says_nothing_explains_nothing_even_where_the_copy_claims_it_did(tmp_path: Path, words: str) -> None:
    folder = two_warnings(tmp_path)
    book = returned(folder, "附件2.xlsx")
    write(book["退回说明"], "党委办公室掌握", words)
    sheet = book["附件2"]
    sheet.cell(5, head(sheet)[1]["情况说明"]).value = words
    memory = book["_gradflow"]
    for row in range(1, memory.max_row + 1):
        if memory.cell(row, 1).value == "finding":
            for column, text in ((9, value_digest(words)), (10, "1"), (13, words)):
                memory.cell(row, column).value = text
    book.save(folder / "inbox" / "改.xlsx")
    report = validate(folder)
    assert {f.state.value for f in report.findings if f.severity.value == "warning"} == {"pending"}


def in_rounds(tmp_path: Path, *people: Mapping[str, Raw], members: int = 0) -> Path:
    folder = campaign(tmp_path, members)
    hand_in(folder, "附件2.xlsx", roster([GOOD, THIRD]), "2023-06-20")
    hand_in(folder, "附件3第一次.xlsx", visits(people))
    validate(folder)
    return folder


SENT = {**VISIT, "receipt": "未收到", "landed_on": "2023-06-10"}
"""More than a month before it is told."""
SECOND_VISIT = {**VISIT, "name": "赵敏", "sex": "女"}
AGAIN = {**SENT, "receipt": "否", "follow_up_contact": "电话 2023.9.12"}
"""The same in September, in the spelling of the workbook filled in beforehand."""


def test_c6_a_reason_that_was_not_taken_is_not_taken_either_when_a_later_round_closed_the_warning(tmp_path: Path) -> None:
    folder = in_rounds(tmp_path, SENT, {**SECOND_VISIT, "landed_on": "2023.6.31"})
    book = returned(folder, "附件3第一次.xlsx")
    book["附件3"]["H4"] = "没有"
    write(book["附件3"], "回执", "接收方说月底统一寄出")
    book.save(folder / "inbox" / "改.xlsx")
    os.utime(folder / "inbox" / "改.xlsx", (1689900000, 1689900000))
    assert told(validate(folder), "R323") == [("warning", "miscorrected", "接收方说月底统一寄出")]
    later = hand_in(folder, "附件3第二次.xlsx", visits([AGAIN]), "2023-09-20")
    validate(folder, "2023-09-24")
    returned(folder, "改.xlsx").save(folder / "inbox" / "再改.xlsx")
    os.utime(folder / "inbox" / "再改.xlsx", (1689910000, 1689910000))
    later.unlink()
    assert told(validate(folder, "2023-09-24"), "R323") == [("warning", "pending", "接收方说月底统一寄出")]


@pytest.mark.parametrize("place", ["退回说明", "附件3"])
def test_c6_what_was_explained_in_the_first_round_is_not_asked_again(tmp_path: Path, place: str) -> None:
    folder = in_rounds(tmp_path, SENT, SECOND_VISIT)
    book = returned(folder, "附件3第一次.xlsx")
    write(book[place], "回执", "接收方说月底统一寄出")
    book.save(folder / "inbox" / "改.xlsx")
    os.utime(folder / "inbox" / "改.xlsx", (1689900000, 1689900000))
    hand_in(folder, "附件3第二次.xlsx", visits([AGAIN, {**SECOND_VISIT, "follow_up_contact": "电话 2023.9.12"}]), "2023-09-20")
    report = validate(folder, "2023-09-24")
    assert told(report, "R323") == [("warning", "explained", "接收方说月底统一寄出")] * 2
    hand_in(folder, "附件3第二次.xlsx", visits([{**AGAIN, "landed_org": "中共昆山市花桥镇委员会"}, SECOND_VISIT]), "2023-09-20")
    assert ("warning", "new", "") in told(validate(folder, "2023-09-24"), "R323"), "another value, another question"


def test_c6_the_second_round_answers_the_warnings_of_the_first(tmp_path: Path) -> None:
    folder = in_rounds(tmp_path, SENT, SECOND_VISIT)
    hand_in(folder, "附件3第二次.xlsx", visits([AGAIN, SECOND_VISIT]), "2023-09-20")
    report = validate(folder, "2023-09-24")
    assert told(report, "R323") == [("warning", "explained", "附件3第2次已重新填报"), ("warning", "new", "")]
    hand_in(folder, "附件3第二次.xlsx", visits([{**AGAIN, "receipt": "是"}, SECOND_VISIT]), "2023-09-20")
    assert told(validate(folder, "2023-09-24"), "R323") == [("warning", "explained", "附件3第2次已重新填报")]


def test_c6_an_answer_by_a_later_round_is_no_reason_once_that_round_is_gone(tmp_path: Path) -> None:
    folder = in_rounds(tmp_path, SENT, {**SECOND_VISIT, "landed_on": "2023.6.31"})
    later = hand_in(folder, "附件3第二次.xlsx", visits([AGAIN]), "2023-09-20")
    validate(folder, "2023-09-24")
    returned(folder, "附件3第一次.xlsx").save(folder / "inbox" / "改.xlsx")
    os.utime(folder / "inbox" / "改.xlsx", (1689900000, 1689900000))
    later.unlink()
    assert told(validate(folder, "2023-09-24"), "R323") == [("warning", "pending", "")]


def test_c6_the_second_round_answers_the_errors_of_the_first(tmp_path: Path) -> None:
    """D5: nothing is sent back, counted or owed for what has been filled in anew; what is wrong there is told there."""
    folder = in_rounds(tmp_path, {**VISIT, "landed_on": "2023.6.31"}, {**SECOND_VISIT, "landed_org": "已转"})
    hand_in(folder, "附件3第二次.xlsx", visits([{**AGAIN, "receipt": "是"}, SECOND_VISIT]), "2023-09-20")
    report = validate(folder, "2023-09-24")
    assert (report.count(Severity.ERROR), returned_copies(folder)) == (0, [])
    assert told(report, "C470") == [("warning", "explained", "附件3第2次已重新填报")]
    assert [one.state for one in report.submissions if one.round] == ["clean", "clean"]
    hand_in(folder, "附件3第二次.xlsx", visits([{**AGAIN, "receipt": "是"}, {**SECOND_VISIT, "landed_org": "已转"}]), "2023-09-20")
    report = validate(folder, "2023-09-24")
    assert [(f.code, f.where.file[6:]) for f in report.findings if f.is_open] == [("C470", "附件3第二次.xlsx")]


def test_c6_somebody_explained_as_missing_and_a_number_of_heads_hold_in_the_second_round(tmp_path: Path) -> None:
    folder = in_rounds(tmp_path, VISIT, members=3)
    book = returned(folder, "附件3第一次.xlsx")
    write(book["附件3"], "没有在附件3第1次里", "已随部队调离，由部队党委管理")
    write(book["退回说明"], "党委办公室掌握", WHY)
    book.save(folder / "inbox" / "改.xlsx")
    os.utime(folder / "inbox" / "改.xlsx", (1689900000, 1689900000))
    hand_in(folder, "附件3第二次.xlsx", visits([{**VISIT, "follow_up_contact": "电话 2023.9.12"}]), "2023-09-20")
    report = validate(folder, "2023-09-24")
    assert told(report, "X601") == [("warning", "explained", "已随部队调离，由部队党委管理")] * 2
    assert told(report, "F235") == [("warning", "explained", WHY), ("warning", "new", ""), ("warning", "explained", WHY)], (
        "附件2 between the rounds"
    )


def test_c6_a_grant_holds_over_three_rounds(tmp_path: Path) -> None:
    folder = campaign(tmp_path)
    lines = [
        f'[[deadlines]]\nform = "follow_up"\nround = {n}\ndue_on = 2023-{day}' for n, day in ((1, "07-25"), (2, "09-25"), (3, "11-25"))
    ]
    with (folder / "campaign.toml").open("a", encoding="utf-8") as stream:
        stream.write("\n".join(lines) + "\n")
    hand_in(folder, "附件2.xlsx", roster([GOOD]), "2023-06-20")
    bare = {**VISIT, "landed_on": None}
    hand_in(folder, "附件3第一次.xlsx", visits([bare]))
    (wrong,) = [f for f in validate(folder).findings if f.is_error]
    (folder / "grants.toml").write_text(_grant(wrong), encoding="utf-8")
    hand_in(folder, "附件3第二次.xlsx", visits([{**bare, "follow_up_contact": "电话 2023.9.12"}]), "2023-09-20")
    hand_in(folder, "附件3第三次.xlsx", visits([{**bare, "landed_org": "昆山市花桥镇党委"}]), "2023-11-20")
    report = validate(folder, "2023-11-24")
    assert sorted(one[:2] for one in told(report, wrong.code)) == [("error", "new"), ("info", "granted"), ("info", "granted")]
    hand_in(folder, "附件3第三次.xlsx", visits([{**bare, "follow_up_contact": "电话 2023.11.12"}]), "2023-11-20")
    report = validate(folder, "2023-11-24")
    assert [one[1] for one in told(report, wrong.code)] == ["granted"] * 3
    assert [use.is_used for use in report.grants] == [True]


def _grant(finding: Finding) -> str:
    return (
        f'[[grants]]\ncode = "{finding.code}"\nperson = "{finding.person}"\nbranch = "甲支部"\nform = "follow_up"\nround = 1\n'
        f'field = "{finding.field}"\nevidence = "{finding.evidence}"\nreason = "系统里没有写日期"\ngranted_by = "李老师"\ngranted_on = 2023-07-24\n'
    )


def test_c4_no_advice_asks_for_a_reason_that_does_not_count() -> None:
    stuck = [c.code for c in catalogue().values() if c.severity.value == "error" and not c.is_explainable and "情况" in c.advice]
    assert stuck == []


def test_c4_only_who_stands_elsewhere_may_be_deleted() -> None:
    """Somebody twice on a sheet, or on another branch's; else the row stays, and the office decides."""
    people = {c.code for c in catalogue().values() if "删去" in c.advice and any(word in c.advice for word in ("人", "行", "支部"))}
    assert people <= {"X501", "X610", "F234", "F246"}


def test_c4_somebody_not_listed_is_kept_and_explained(tmp_path: Path) -> None:
    folder = campaign(tmp_path)
    hand_in(folder, "附件2.xlsx", roster([GOOD]), "2023-06-20")
    hand_in(folder, "附件3第一次.xlsx", visits([VISIT, {**VISIT, "name": "吴用"}]))
    assert told(validate(folder), "X602") == [("error", "new", "")]
    book = returned(folder, "附件3第一次.xlsx")
    write(book["附件3"], "附件2里没有", "上半年转来，乙支部已经上报")
    book.save(folder / "inbox" / "改.xlsx")
    report = validate(folder)
    assert told(report, "X602") == [("warning", "explained", "上半年转来，乙支部已经上报")]
    assert (report.counts["errors"], report.counts["rows_rejected"]) == (0, 0)


def test_c4_the_same_number_in_two_branches_names_the_branch_and_nobody_of_it(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "2023届")
    write_xlsx(folder / "inbox" / "甲.xlsx", roster([GOOD]))
    write_xlsx(folder / "inbox" / "乙.xlsx", roster([{**GOOD, "name": "汪方"}], branch="乙支部"))
    validate(folder)
    texts = {str(cell.value) for sheet in returned(folder, "甲.xlsx") for row in sheet.iter_rows() for cell in row}
    assert any("乙支部" in text for text in texts)
    assert not any("汪方" in text for text in texts)

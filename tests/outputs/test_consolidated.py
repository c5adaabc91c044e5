"""汇总.xlsx as it is written: charts and their cells, pages, links, sums."""

import dataclasses
import re
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from conftest import Validated
from support import FORMS, GOOD, SECOND, campaign_folder, context, report, roster, workbook, write_xlsx

from gradflow.forms.loader import load_forms
from gradflow.model.cells import Raw
from gradflow.model.reports import Report
from gradflow.outputs.consolidated import rejected_table, write_consolidated
from gradflow.pipeline.merge import Sum, by_branch, by_form, in_all
from gradflow.pipeline.progress import progress_of
from gradflow.writing.links import Links
from gradflow.writing.paged_sheet import PAGE_HEIGHT
from gradflow.writing.widths import Column, Table, fit_widths

CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"


def written(found: Report, path: Path, links: Links | None = None) -> Path:
    forms = load_forms()
    progress = progress_of(found, forms, context())
    write_consolidated(path, found, forms, progress, links or Links(path.parent, path.parent))
    return path


@pytest.fixture(scope="module")
def book(example: Callable[[str], Validated]) -> Path:
    """The example campaign's workbook, as of the second day of report."""
    return example("2023-09-25").folder / "reports" / "汇总.xlsx"


def test_the_sheets_stand_in_the_order_of_the_contract(book: Path) -> None:
    names = openpyxl.load_workbook(book).sheetnames
    assert names == [
        "总览", "附件1汇总", "附件2汇总", "附件3汇总", "附件3汇总(第1次)", "附表4汇总", "附表5汇总", "附表6汇总", "附表7汇总", "附表8汇总", "人员总表", "回访任务", "待更正", "问题清单", "自动更正", "提交情况", "考核参考",
    ]  # fmt: skip


def charts(book: Path) -> list[ET.Element]:
    with zipfile.ZipFile(book) as package:
        names = sorted(name for name in package.namelist() if name.startswith("xl/charts/chart"))
        return [ET.fromstring(package.read(name)) for name in names]  # noqa: S314 - our own file


def test_every_figure_of_a_chart_stands_in_the_cells_it_names(book: Path) -> None:
    sheet = openpyxl.load_workbook(book)["总览"]
    count = 0
    for chart in charts(book):
        for one in chart.iter(f"{CHART}ser"):
            for part in ("tx", "cat", "val"):
                (reference,) = one.find(f"{CHART}{part}").iter(f"{CHART}f")
                name, area = reference.text.rsplit("!", 1)
                assert name == "总览"
                area = area.replace("$", "")
                found = sheet[area]
                cells = [cell.value for row in found for cell in row] if isinstance(found, tuple) else [found.value]
                kept = [value.text for value in one.find(f"{CHART}{part}").iter(f"{CHART}v")]
                assert kept == [str(value) for value in cells]
                assert part != "val" or all(isinstance(value, int) for value in cells)
                count += len(cells)
    assert len(charts(book)) == 5
    assert count > 100


def test_the_charts_tell_what_the_issue_asks_for(book: Path) -> None:
    titles = ["".join(text.text for text in chart.find(f".//{CHART}title").iter() if text.tag.endswith("}t")) for chart in charts(book)]
    assert titles == ["各支部交表情况（份）", "各支部转入落地情况（人）", "毕业去向（人）", "每周转入落地（人）", "问题种类（处）"]


def spans(book: Path) -> list[tuple[int, int]]:
    """The 0-based rows from and to which each chart reaches."""
    with zipfile.ZipFile(book) as package:
        drawing = ET.fromstring(package.read("xl/drawings/drawing1.xml"))  # noqa: S314 - our own file
    rows = [[int(anchor.find(f"{DRAWING}{end}/{DRAWING}row").text) for end in ("from", "to")] for anchor in drawing]
    return [(first, last) for first, last in rows]


def test_no_chart_covers_text_or_lies_on_two_pages(book: Path) -> None:
    sheet = openpyxl.load_workbook(book)["总览"]
    ends = [mark.id for mark in sheet.row_breaks.brk]
    assert ends
    for (first, last), chart in zip(spans(book), openpyxl.load_workbook(book)["总览"]._charts, strict=True):
        assert not [end for end in ends if first < end <= last]
        left = chart.anchor._from.col
        under = [sheet.cell(row + 1, column + 1).value for row in range(first, last + 1) for column in range(left, sheet.max_column)]
        assert not any(under)


def test_pages_hold_no_more_than_fits(book: Path) -> None:
    sheet = openpyxl.load_workbook(book)["总览"]
    ends = [0, *(mark.id for mark in sheet.row_breaks.brk), sheet.max_row]
    heights = [sum(sheet.row_dimensions[row].height or 15 for row in range(first + 1, last + 1)) for first, last in pairwise(ends)]
    assert max(heights) <= PAGE_HEIGHT + 1


def test_many_branches_get_several_charts(tmp_path: Path) -> None:
    names = [f"第{number}学院学生党支部" for number in range(70)]
    branches = [{"name": name} for name in names]
    found = report(workbook("附件2.xlsx", roster([GOOD], branch=names[0])), ctx=context(branches=branches))
    path = written(found, tmp_path / "汇总.xlsx")
    assert len(charts(path)) >= 3
    told = [value.text for chart in charts(path) for value in next(chart.iter(f"{CHART}cat")).iter(f"{CHART}v")]
    assert [name for name in told if name in set(names)] == names
    assert [last - first < 40 for first, last in spans(path)] == [True] * len(charts(path))


def test_an_empty_campaign_has_a_workbook_too(tmp_path: Path) -> None:
    path = written(report(ctx=context(branches=[])), tmp_path / "汇总.xlsx")
    sheets = openpyxl.load_workbook(path)
    assert charts(path) == [] and sheets.sheetnames == ["总览"]
    rows = sheets["总览"].iter_rows(values_only=True)
    told = {row[4]: row[6] for row in rows if isinstance(row[6], int)}
    assert told["待更正"] == told["附件2汇总"] == 0  # of a sheet without rows only this is told


def test_no_sheet_is_empty(tmp_path: Path) -> None:
    path = written(report(workbook("附件2.xlsx", roster([GOOD]))), tmp_path / "汇总.xlsx")
    for sheet in openpyxl.load_workbook(path):
        assert sheet.max_row > 1 and sheet.cell(2, 1).value is not None, sheet.title
    assert {"待更正", "自动更正", "附件1汇总"}.isdisjoint(openpyxl.load_workbook(path).sheetnames)


@pytest.mark.parametrize("name", ["附件1汇总", "附件2汇总", "附件3汇总", "附件3汇总(第1次)"])
def test_an_official_sheet_prints_as_an_office_hands_it_in(book: Path, name: str) -> None:
    sheet = openpyxl.load_workbook(book)[name]
    heads = [cell.value for cell in sheet[2]]
    assert heads[:2] == ["序号", "党支部"] and heads[-1] == "来源"
    last = openpyxl.utils.get_column_letter(len(heads) - 1)
    signature = next(row[0].row for row in sheet.iter_rows() if str(row[0].value).startswith("填报人："))
    assert "审核人：" in sheet.cell(signature, 1).value and "日期：2023年9月25日" in sheet.cell(signature, 1).value
    assert sheet.print_area.replace("$", "").split("!")[1] == f"A1:{last}{signature}"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == ("landscape", 9, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$2:$2", "D3")
    assert "&P" in sheet.oddFooter.center.text or "页" in sheet.oddFooter.center.text
    widths = [sheet.column_dimensions[openpyxl.utils.get_column_letter(n)].width for n in range(1, len(heads))]
    assert sum(width * 7 for width in widths if width) <= 1040 / 0.72


def test_the_notice_s_notes_stand_under_the_sheet_they_belong_to(book: Path) -> None:
    sheets = openpyxl.load_workbook(book)
    texts = [str(row[0].value) for row in sheets["附件2汇总"].iter_rows()]
    for note in load_forms()["transfer_out"].spec.notes:
        assert note in texts


def test_every_merged_row_links_to_the_cell_it_was_read_from(book: Path) -> None:
    sheet = openpyxl.load_workbook(book)["附件2汇总"]
    column = [cell.value for cell in sheet[2]].index("来源") + 1
    checked = 0
    for row in range(3, sheet.max_row + 1):
        text, link = sheet.cell(row, column).value, sheet.cell(row, column).hyperlink
        if not text:
            continue
        file, name, cell = text.split(" › ")
        assert link.target.replace("\\", "/").replace("%20", " ") == f"../{file}"
        assert link.location == f"'{name}'!{cell}"
        if file.endswith(".xlsx"):
            source = openpyxl.load_workbook(book.parent.parent / file)[name]
            assert re.sub(r"\s", "", str(source[cell].value)).replace("•", "·") == sheet.cell(row, 3).value
            checked += 1
    assert checked > 10


def test_findings_link_to_their_cells(book: Path) -> None:
    sheet = openpyxl.load_workbook(book)["问题清单"]
    for row in sheet.iter_rows(min_row=2):
        place = row[4] if row[4].value else row[2]
        if place.hyperlink:
            assert place.hyperlink.location.endswith(f"!{row[4].value}") or not re.fullmatch(r"[A-Z]+\d+", str(row[4].value))
    assert sum(bool(cell.hyperlink) for row in sheet.iter_rows(min_row=2) for cell in row) == sheet.max_row - 1


def test_the_overview_links_to_every_other_sheet(book: Path) -> None:
    sheets = openpyxl.load_workbook(book)
    links = {cell.value: cell.hyperlink.location for row in sheets["总览"].iter_rows() for cell in row if cell.hyperlink}
    assert links == {name: f"'{name}'!A1" for name in sheets.sheetnames[1:]}


def test_the_sums_say_so_when_they_agree_and_when_not() -> None:
    found = report(workbook("a.xlsx", roster([GOOD, {**SECOND, "sex": "女"}])))
    forms = load_forms()
    sums = by_branch(found)
    assert [one.agrees for one in (*sums, in_all(sums, found))] == [True] * 3
    assert in_all(by_form(found, forms), found) == Sum("", 1, 2, 1, 1, 1, 1)
    lost = dataclasses.replace(found, rejected=())
    sums = by_branch(lost)
    assert [one.agrees for one in (*sums, in_all(sums, lost))] == [False, True, False]
    assert not in_all(by_form(lost, forms), lost).agrees


def test_reports_written_elsewhere_still_lead_back(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "c")
    write_xlsx(folder / "inbox" / "附件2.xlsx", roster([GOOD]))
    found = report(workbook("inbox/附件2.xlsx", roster([GOOD])))
    path = written(found, tmp_path / "汇总.xlsx", Links(folder, tmp_path / "out" / "deep"))
    sheet = openpyxl.load_workbook(path)["附件2汇总"]
    assert sheet["M3"].hyperlink.target == "..\\..\\c\\inbox\\附件2.xlsx"


@pytest.mark.parametrize(("rows", "expected"), [((("一", "x" * 60),), True), ((("一", "长" * 200),) * 9, True), ((), True)])
def test_widths_fill_no_more_than_a_page(rows: tuple[tuple[str, str], ...], expected: bool) -> None:  # noqa: FBT001 - a table
    table = Table("表", tuple(Column(head, 30) for head in ("甲", "乙")), rows)
    widths = fit_widths(table, (1.0, 0.8))
    assert (sum(width * 7 + 5 for width in widths) <= 1040 / 0.8) is expected
    assert min(widths) >= 4.9


def test_a_code_is_not_broken_over_lines() -> None:
    columns = tuple(Column(head, 20) for head in "甲乙丙丁")
    table = Table("表", columns, (("320584200005120016", "长" * 80, "长" * 80, "长" * 80),) * 5)
    assert fit_widths(table, (1.0,))[0] >= 19


@pytest.mark.parametrize(
    ("head", "row", "shown"), [("姓 名", ["赵敏"], "序号: 赵敏"), ("称呼", [1, "赵敏"], "称呼: 赵敏"), ("姓 名", [1], "")]
)
def test_a_row_without_a_name_is_told_with_what_stands_elsewhere_in_it(head: str, row: list[Raw], shown: str) -> None:
    rows = roster([GOOD])
    rows[2][1], rows[3][:2] = head, [*row, None][:2]
    (told,) = rejected_table(report(workbook("附件2.xlsx", rows)), FORMS).rows
    assert str(told[-1]).startswith(shown or "年龄: ") or str(told[-1]).endswith(shown), told[-1]

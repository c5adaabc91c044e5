"""D1: a returned copy may be saved over the workbook it was made from, or beside it, and loses nobody."""

import os
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from support import (
    CARD,
    COLLEGE,
    GOOD,
    GOOD_CARD,
    GOOD_VISIT,
    SECOND,
    campaign_folder,
    returned_copies,
    roster,
    run_campaign,
    visits,
    write_xlsx,
)

from gradflow.model.cells import Raw
from gradflow.model.reports import Report

Rows = list[list[Raw]]
LINES = [[one for one in CARD.spec.fields if one.line == line and one.key != "photo"] for line in range(1, 13)]
RIGHT, WRONG = "李强", "123"
"""A name as it should be, and what is typed in its place."""


def card(**person: Raw) -> Rows:
    typed = {**GOOD_CARD, **person}
    return [
        [f"{COLLEGE}毕业生党员信息登记卡（2023年度）"],
        [None],
        *([cell for f in line for cell in (f.head, typed.get(f.key))] for line in LINES),
    ]


def visit(day: str, number: int, **more: Raw) -> Rows:
    rows = visits([{**GOOD_VISIT, "follow_up_contact": f"电话 {day}"}, {**GOOD_VISIT, "follow_up_contact": f"电话 {day}", **more}])
    return [[f"{rows[0][0]}（第{number}次）"], *rows[1:]]


GOOD_ROWS = roster([GOOD, SECOND])
WRONG_ROWS = roster([GOOD, {**SECOND, "name": WRONG}])
BOOKS: dict[str, tuple[list[Rows], bool]] = {
    "cards": ([card(), card(name=WRONG, mobile="13861530078"), card(name="赵敏", mobile="13861530099")], True),
    "two forms": ([WRONG_ROWS, visit("2023.7.15", 1, name=RIGHT)], True),
    "two rounds": ([visit("2023.7.15", 1, name=RIGHT), visit("2023.9.15", 2, name=WRONG)], True),
    "both rounds wrong": ([visit("2023.7.15", 1, name=WRONG), visit("2023.9.15", 2, name=WRONG)], True),
    "two branches": ([WRONG_ROWS, roster([{**GOOD, "name": "孙静", "id_number": "110105199003078051"}], branch="乙支部")], False),
    "people read elsewhere as well": ([WRONG_ROWS, [["王芳", GOOD["id_number"]], ["王芳", GOOD["id_number"]]]], True),
    "people nobody read": ([WRONG_ROWS, [["孙静", "110105199003078051"], ["周平", "11010519900307806X"]]], False),
}
"""What one workbook holds, and whether the copy can hold all of it."""


def validate(folder: Path) -> Report:
    return run_campaign(folder, date(2023, 9, 24))


def corrected(copy: Path, target: Path) -> None:
    book = openpyxl.load_workbook(copy)
    for sheet in book:
        for row in sheet.iter_rows() if sheet.title not in {"退回说明", "_gradflow"} else ():
            for cell in row:
                if cell.value == WRONG:
                    cell.value = RIGHT
    book.save(target)
    os.utime(target, (1695370000, 1695370000))


@pytest.mark.parametrize("place", ["over it", "beside it"])
@pytest.mark.parametrize("sort", BOOKS)
def test_d1_a_copy_saved_over_its_workbook_or_beside_it_loses_nobody(tmp_path: Path, sort: str, place: str) -> None:
    sheets, is_whole = BOOKS[sort]
    folder = campaign_folder(tmp_path / "c")
    file = "甲支部登记卡" if sort == "cards" else "交来"
    write_xlsx(folder / "inbox" / f"{file}.xlsx", *sheets)
    before = validate(folder)
    (copy,) = (path for path in returned_copies(folder) if "乙" not in path.parent.name)
    assert copy.name == (f"{file}.xlsx" if is_whole else f"{file}（甲支部要改的）.xlsx")
    corrected(copy, folder / "inbox" / (copy.name if place == "over it" else "改好.xlsx"))
    for after in (validate(folder), validate(folder)):
        assert after.counts["rows_read"] == before.counts["rows_read"]
        assert not [f for f in after.findings if f.code in {"F115", "X618", "X619"}]
        assert not [f for f in after.findings if f.is_error and f.value == WRONG]
        rounds = {(one.form, one.round) for one in after.sheets}
        assert rounds == {(one.form, one.round) for one in before.sheets}


def test_d1_faulty_cards_have_coloured_tabs_and_replaced_ones_are_told_once(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "c")
    write_xlsx(folder / "inbox" / "甲支部登记卡.xlsx", *BOOKS["cards"][0])
    validate(folder)
    copy = returned_copies(folder)[0]
    tabs = [sheet.title for sheet in openpyxl.load_workbook(copy) if sheet.sheet_properties.tabColor]
    assert tabs == [WRONG]
    corrected(copy, folder / "inbox" / "改好.xlsx")
    assert [f.where.file for f in validate(folder).findings if f.code == "F106"] == ["inbox/甲支部登记卡.xlsx"]

"""C1, C3: who was read before and is gone from the roster is asked for once; what is told on the roster is settled there."""

from pathlib import Path

import openpyxl
import pytest
from support import CARD, COLLEGE, GOOD, GOOD_CARD, GOOD_VISIT, campaign_folder, findings_json, roster, shown, visits, write_xlsx

from gradflow.kinds.id_number import check_digit
from gradflow.model.cells import Raw

Cells = dict[str, Raw]
LINES = [[one for one in CARD.spec.fields if one.line == line and one.key != "photo"] for line in range(1, 13)]


def _number(stem: str) -> str:
    return stem + check_digit(stem)


ONE: Cells = {"name": "王大明", "id_number": _number("32058420000512001"), "phone": "13961234579"}
OTHER: Cells = {"name": "李小红", "id_number": _number("32058420000613003"), "phone": "13961234586"}
THIRD: Cells = {"name": "陈建国", "id_number": _number("32058420000414005"), "phone": "13961234593"}


class Office:
    """A campaign folder in which 附件2, 附件3 and cards are handed in and validated."""

    def __init__(self, folder: Path) -> None:
        self.folder = campaign_folder(folder)

    def hand_in(self, *, listed: list[Cells], seen: list[Cells] = (), cards: list[Cells] = ()) -> None:
        write_xlsx(self.folder / "inbox" / "附件2.xlsx", roster([{**GOOD, **one} for one in listed]))
        if seen:
            write_xlsx(self.folder / "inbox" / "附件3第一次.xlsx", visits([{**GOOD_VISIT, "name": one["name"]} for one in seen]))
        if cards:
            write_xlsx(self.folder / "inbox" / "甲支部登记卡.xlsx", *map(_card, cards))

    def told(self, day: str = "2023-07-20") -> list[tuple[str, str, str]]:
        shown("validate", self.folder, "--as-of", day)
        found = findings_json(self.folder)["findings"]
        return [(f["code"], f["person"] or "", f["file"][6:-5]) for f in found if f["severity"] != "info" and f["state"] != "explained"]

    def copy(self) -> Path:
        (path,) = (self.folder / "reports").rglob("附件2.xlsx")
        return path


def _card(one: Cells) -> list[list[Raw]]:
    number = str(one["id_number"])
    person = {**GOOD_CARD, "name": one["name"], "mobile": one["phone"], "born_in": f"{number[6:10]}.{int(number[10:12])}"}
    rows: list[list[Raw]] = [[f"{COLLEGE}毕业生党员信息登记卡（2023年度）"], [None]]
    return rows + [[cell for field in line for cell in (field.head, person.get(field.key))] for line in LINES]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "2023届")


@pytest.mark.parametrize("others", ["cards", "seen", "both"])
def test_c1_somebody_gone_from_the_roster_is_asked_for_once(office: Office, others: str) -> None:
    people = [ONE, OTHER, THIRD]
    more = {key: people for key in ("seen", "cards") if others in {key, "both"}}
    office.hand_in(listed=people, **more)
    assert office.told() == []
    office.hand_in(listed=[ONE, THIRD], **more)
    assert office.told("2023-07-21") == [("X632" if others == "both" else "X621", "李小红", "附件2")]


def test_c3_what_is_told_on_the_roster_is_settled_by_its_copy(office: Office) -> None:
    people = [ONE, OTHER, THIRD]
    office.hand_in(listed=[ONE, THIRD], seen=people, cards=people)
    assert office.told() == [("X632", "李小红", "附件2")]
    book = openpyxl.load_workbook(office.copy())
    sheet = book["附件2"]
    added = next(cell.row for cell in sheet["B"] if cell.value == "李小红")
    for key, value in {**GOOD, **OTHER}.items():
        sheet.cell(added, [None, "seq", *GOOD].index(key), value)
    book.save(office.folder / "inbox" / "附件2（改）.xlsx")
    assert office.told("2023-07-21") == []


def test_c3_or_by_a_reason(office: Office) -> None:
    people = [ONE, OTHER, THIRD]
    office.hand_in(listed=[ONE, THIRD], seen=people, cards=people)
    office.told()
    book = openpyxl.load_workbook(office.copy())
    sheet = book["附件2"]
    heads = {cell.value: cell.column for cell in sheet[3]}
    added = next(cell.row for cell in sheet["B"] if cell.value == "李小红")
    sheet.cell(added, heads["情况说明"], "这个人在乙支部，由乙支部报送")
    book.save(office.folder / "inbox" / "附件2（改）.xlsx")
    assert office.told("2023-07-21") == []


def test_c1_a_name_that_several_sheets_write_otherwise_is_corrected_in_one(office: Office) -> None:
    people = [ONE, OTHER, THIRD]
    office.hand_in(listed=[ONE, {**OTHER, "name": "李小虹"}, THIRD], seen=people, cards=people)
    assert office.told() == [("X631", "李小虹", "附件2")]
    book = openpyxl.load_workbook(office.copy())
    (cell,) = [cell for cell in book["附件2"]["B"] if cell.value == "李小虹"]
    cell.value = "李小红"
    book.save(office.folder / "inbox" / "附件2（改）.xlsx")
    assert office.told("2023-07-21") == []

"""A newcomer's year, from the double click that makes the campaign to handing over to the next one; all else is done as the manual says."""

import os
import shlex
import sys
from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from random import Random

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from samples import sample
from support import EVERY, FORM, findings_json, shown
from test_double_click import double_clicked

from gradflow.app.double_click import BESIDE_PROGRAM, write_scripts
from gradflow.forms.loader import Form
from gradflow.model.cells import Raw

SOFTWARE, COMMERCE = "软件学院学生党支部", "商学院学生党支部"
BRANCHES = f"""
[[branches]]
name = "{SOFTWARE}"
aliases = ["软件支部"]
secretary = "陈洁"
members = 3

[[branches]]
name = "{COMMERCE}"
members = 2
"""
CARD, VISIT, REGISTER = EVERY["registration_card"], EVERY["follow_up"], EVERY["retained"]
Person = dict[str, Raw]


def graduate(name: str, seed: int) -> Person:
    """Somebody who goes home to 昆山, with an ID number and a telephone drawn at random."""
    random = Random(seed)
    number, phone = (str(sample(FORM.kinds[key], random)) for key in ("id_number", "phone"))
    return {
        "name": name, "sex": "男" if int(number[16]) % 2 else "女", "age": 2024 - int(number[6:10]) - (number[10:14] > "0630"), "ethnicity": "汉族",
        "id_number": number, "member_status": "正式党员", "phone": phone, "receiving_department": "中共昆山市委组织部",
        "address": f"江苏省昆山市玉山镇{seed}号 215300",
    }  # fmt: skip


WANG, LI, ZHAO = (graduate(name, seed) for seed, name in enumerate(("王芳", "李强", "赵敏"), start=1))
SUN, ZHOU = (graduate(name, seed) for seed, name in enumerate(("孙伟", "周静"), start=11))


class Office:
    """The office's PC: the portable program lies beside the campaign, and it is some day of the year."""

    def __init__(self, home: Path) -> None:
        self.home, self.folder = home, home / "2024届"
        self._day = home / "today"
        program = home / "gradflow" / "gradflow"
        program.parent.mkdir(parents=True)
        program.write_text(
            f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m gradflow "$@" --as-of "$(cat {shlex.quote(str(self._day))})"\n'
        )
        program.chmod(0o755)
        write_scripts(program.parent, BESIDE_PROGRAM, None, start="..")

    def on(self, day: str) -> None:
        """A day has come."""
        self._day.write_text(day)

    def click(self, script: str, *, typed: str = "\n") -> str:
        """What the window says that a double click opens; the starter lies in the campaign or beside the program."""
        places = (folder / f"{script}.desktop" for folder in (self.folder, self.home / "gradflow"))
        return double_clicked(next(place for place in places if place.exists()), typed=typed)

    def run(self, *words: object) -> str:
        """What a command says that is typed in the campaign's folder."""
        told = shown(*words, "--as-of", self._day.read_text(), cwd=self.folder)
        assert told.status in {0, 1}, told.err
        return told.out

    def own(self, branch: str, pattern: str) -> Path:
        """The one file of that name that lies ready for a branch."""
        (found,) = (self.folder / "reports" / "各支部" / branch).glob(pattern)
        return found

    def receive(self, book: openpyxl.Workbook, name: str) -> None:
        """A workbook comes by chat, and is put into the inbox as it is."""
        path = self.folder / "inbox" / name
        path.parent.mkdir(exist_ok=True)
        book.save(path)
        noon = datetime.combine(date.fromisoformat(self._day.read_text()), time(12)).timestamp()
        os.utime(path, (noon, noon))

    def counts(self) -> tuple[int, int, int]:
        """Rows read, merged and to correct; what is read is never less than before."""
        counts = findings_json(self.folder)["counts"]
        return counts["rows_read"], counts["rows_accepted"], counts["rows_rejected"]


@pytest.fixture(name="office")
def _office(tmp_path: Path) -> Office:
    return Office(tmp_path / "党办 电脑")


def put(sheet: Worksheet, form: Form, row: int, values: Mapping[str, Raw]) -> None:
    """Fill one row as somebody would."""
    for column, field in enumerate(form.spec.fields, start=1):
        if field.key in values:
            sheet.cell(row, column).value = values[field.key]


def row_of(sheet: Worksheet, name: str) -> int:
    """The row in which somebody stands."""
    return next(cell.row for cell in sheet["B"] if cell.value == name)


def made(office: Office) -> None:
    """May: the campaign is made by a double click, the branches are written into its settings, and everybody gets blanks."""
    office.on("2024-05-10")
    told = office.click("新建活动", typed="2024届\n\n")
    assert "已建好" in told and "2024届" in told
    settings = office.folder / "campaign.toml"
    settings.write_text(settings.read_text("utf-8") + BRANCHES, "utf-8")
    assert office.click("发表").count("已写出") == 6


def blank(office: Office, annex: str, branch: str) -> openpyxl.Workbook:
    (path,) = (office.folder / "templates").glob(f"{annex}-*-{branch}.xlsx")
    return openpyxl.load_workbook(path)


def rosters(office: Office) -> None:
    """June: two rosters come; one ID number was made a floating-point number by the sheet it was copied from."""
    office.on("2024-06-18")
    for branch, people in ((SOFTWARE, (WANG, LI, ZHAO)), (COMMERCE, (SUN, ZHOU))):
        book = blank(office, "附件2", branch)
        for row, one in enumerate(people, start=4):
            put(book["附件2"], FORM, row, one)
        if branch == SOFTWARE:
            book["附件2"].cell(5, 6).value = float(str(LI["id_number"]).replace("X", "0"))
        office.receive(book, f"{branch[:2]}/新建 Microsoft Excel 工作表.xlsx")
    assert "待更正 1 行" in office.click("检查")
    assert office.counts() == (5, 4, 1)


def corrected(office: Office) -> None:
    """The branch gets its folder, corrects the copy by what it says, and it comes back under a name of its own."""
    message = office.own(SOFTWARE, "消息.txt").read_text("utf-8-sig")
    assert "陈洁" in message and str(WANG["id_number"]) not in message
    assert "附件2" in office.own(SOFTWARE, "收件回执.txt").read_text("utf-8-sig")
    copy = office.own(SOFTWARE, "新建 Microsoft Excel 工作表.xlsx")
    book = openpyxl.load_workbook(copy)
    sheet = book["附件2"]
    assert {cell.value for cell in sheet["B"]} >= {"王芳", "李强", "赵敏"} and "孙伟" not in {cell.value for cell in sheet["B"]}
    wrong = sheet.cell(row_of(sheet, "李强"), 6)
    assert wrong.fill.fgColor.rgb == "FFFFC7CE" and wrong.comment
    wrong.value = LI["id_number"]
    office.on("2024-06-20")
    office.receive(book, "软件/改好的.xlsx")
    assert "待更正 0 行" in office.click("检查")
    assert office.counts() == (5, 5, 0)
    assert not list((office.folder / "reports" / "各支部" / SOFTWARE).glob("改好的.xlsx"))


def two_versions(office: Office) -> None:
    """The commerce branch sends its roster once more, with another telephone, and not as a correction: what differs waits for the office."""
    book = blank(office, "附件2", COMMERCE)
    for row, one in enumerate((SUN, {**ZHOU, "phone": WANG["phone"]}), start=4):
        put(book["附件2"], FORM, row, one)
    office.on("2024-06-21")
    office.receive(book, "商学/转出表 最新.xlsx")
    assert "待更正" in office.click("检查") and office.counts()[1] == 4  # 周静 waits
    assert "已选用" in office.run("keep", "商学/新建 Microsoft Excel 工作表.xlsx")
    office.click("检查")
    assert office.counts()[1:] == (5, 0)


def letters_and_cards(office: Office) -> None:
    """Cards are asked for, filled in from the roster, and come; letters and cards are printed."""
    office.run("template", "附件1", "--from-roster")
    for branch, people in ((SOFTWARE, (WANG, LI, ZHAO)), (COMMERCE, (SUN, ZHOU))):
        book = blank(office, "附件1", branch)
        for one in people:
            sheet = book[str(one["name"])]
            sheet["D3"], sheet["B4"], sheet["B5"], sheet["B9"] = "2022.4.12", "软件2101班", "回原籍", one["address"]
        office.receive(book, f"{branch[:2]}/登记卡.xlsx")
    office.on("2024-06-24")
    office.click("检查")
    assert office.counts() == (10, 10, 0)
    office.run("letters", "--dues", "2024-06")
    office.run("cards")
    assert len(list((office.folder / "letters").rglob("*.xlsx"))) == 1 and list((office.folder / "letters").rglob("*.docx"))
    assert len(list((office.folder / "cards").rglob("*.docx"))) == 5


def asked_after(office: Office, number: int, day: str, answers: Mapping[str, Mapping[str, Raw]]) -> None:
    """A round: each branch fills in the table that lies ready in its folder, and sends it back."""
    office.on(day)
    office.click("检查")
    for branch in (SOFTWARE, COMMERCE):
        book = openpyxl.load_workbook(office.own(branch, f"附件3-*第{number}次*.xlsx"))
        sheet = book["附件3"]
        for name, answer in answers.items():
            if name in {cell.value for cell in sheet["B"]}:
                put(sheet, VISIT, row_of(sheet, name), answer)
        office.receive(book, f"{branch[:2]}/附件3 {number}.xlsx")
    told = office.click("检查")
    assert "待更正 0 行" in told, told


def landed(day: str) -> Person:
    return {
        "destination_type": "回原籍", "landed_org": "中共昆山市玉山镇委员会", "landed_on": day, "receipt": "是", "follow_up_contact": f"电话 {day}",
    }  # fmt: skip


WAITING: Person = {"destination_type": "回原籍", "not_landed_reason": "对方党委审核中，九月再报", "follow_up_contact": "电话 2024.7.12"}
LOST: Person = {"destination_type": "回原籍", "not_landed_reason": "电话、微信都联系不上", "follow_up_contact": "电话 2024.9.12"}


def test_a_year(office: Office) -> None:
    made(office)
    rosters(office)
    corrected(office)
    two_versions(office)
    letters_and_cards(office)
    asked_after(
        office, 1, "2024-07-15", {**{name: landed("2024.7.8") for name in ("王芳", "赵敏", "孙伟")}, "李强": WAITING, "周静": WAITING}
    )
    assert "李强" in office.click("催办") and (office.folder / "reminders" / "截止日.ics").exists()
    asked_after(office, 2, "2024-09-15", {"李强": landed("2024.9.2"), "周静": LOST})
    office.on("2024-09-26")
    status = office.run("status")
    assert "没有办完的 1 人" in status and "周静" in status
    told = office.run("init", "../2025届", "--carry", ".")
    assert "往届党员 1 人(1 个支部)" in told
    handed_over = openpyxl.load_workbook(next((office.home / "2025届" / "templates").glob(f"附表8-*-{COMMERCE}.xlsx")))
    assert row_of(handed_over["附表8"], "周静")

"""Writing the examples' workbooks as branches do: by hand, in our templates, through LibreOffice; never by gradflow's own writer alone."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path

import openpyxl
from openpyxl.drawing.image import Image
from openpyxl.styles import Alignment, Border, Font, Side
from people import FORMS, Row

from gradflow.model.campaign import Branch, Campaign
from gradflow.store.ledger import first_seen
from gradflow.writing.templates import Filling, write_template

HERE = Path(__file__).parent / "2023届"
INBOX = HERE / "inbox"
COLLEGE = "苏州信息职业技术学院"
CAMPAIGN = Campaign(college=COLLEGE, cohort=2023)
PHOTO = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000028000000380802000000004a2da1000000334944415478daedcd010900000c03a0f5cfb3808b71"
    "385ac0f448c462b1582c168bc562b1582c168bc562b1582c168bc59fe201d746760f678cc6330000000049454e44ae426082"
)
"""A plain grey picture, 40 by 56: nobody's photo."""


@dataclass
class Filled:
    """A workbook as one branch filled it in."""

    name: str
    form: str
    branch: str
    received: str
    rows: list[Row]
    keys: list[str] = field(default_factory=list)
    heads: dict[str, str] = field(default_factory=dict)
    above: int = 0
    """Extra lines above the title."""
    style: str = "plain"
    """plain, template, cards, or table (cards as a table)."""
    round: int | None = None

    def __post_init__(self) -> None:
        """Take the form's columns where none are given."""
        self.keys = self.keys or [one.key for one in FORMS[self.form].table.spec.fields if one.key != "photo"]

    @property
    def path(self) -> Path:
        """Where it lies in the inbox."""
        return INBOX / self.name

    def cell(self, number: int, key: str) -> tuple[str, str]:
        """Sheet and cell of a person (1-based) and field; cards have their values beside or behind the labels."""
        if self.style == "cards":
            place = CARD_CELLS[key]
            return str(self.rows[number - 1]["name"]), place if number % 2 == 0 else f"{chr(ord(place[0]) - 1)}{place[1:]}"
        return (
            "附件3" if self.style == "template" and self.form == "follow_up" else "Sheet1"
        ), f"{chr(65 + self.keys.index(key))}{self.above + 3 + number}"


def write(filled: Filled) -> None:
    """Write one workbook of the inbox."""
    filled.path.parent.mkdir(parents=True, exist_ok=True)
    filled.path.unlink(missing_ok=True)
    writer = {"template": _in_template, "cards": _cards}.get(filled.style, _plain)
    if filled.path.suffix == ".xlsx":
        writer(filled, filled.path)
    else:
        with tempfile.TemporaryDirectory() as folder:
            plain = Path(folder) / (filled.path.stem + ".xlsx")
            writer(filled, plain)
            command = ["soffice", f"-env:UserInstallation=file://{folder}/office", "--headless", "--convert-to", filled.path.suffix[1:]]
            subprocess.run([*command, "--outdir", str(filled.path.parent), str(plain)], check=True, capture_output=True)  # noqa: S603 - our own words


def _plain(filled: Filled, path: Path) -> None:
    """Write with openpyxl, laid out by hand as a clerk would."""
    form = FORMS[filled.form].table
    heads = {one.key: one.head for one in form.spec.fields}
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Sheet1"
    for _ in range(filled.above):
        sheet.append([form.spec.annex])
    sheet.append([form.spec.titled(COLLEGE, 2023)])
    sheet.append([f"党支部名称：{filled.branch}"])
    sheet.append([filled.heads.get(key, heads.get(key, key)) for key in filled.keys])
    thin = Side(style="thin")
    for number, row in enumerate(filled.rows, start=1):
        sheet.append([number if key == "seq" else row.get(key) for key in filled.keys])
        for cell in sheet[sheet.max_row]:
            cell.border = Border(thin, thin, thin, thin)
    for note in form.spec.notes:
        sheet.append([note])
    top = filled.above + 1
    sheet.merge_cells(start_row=top, start_column=1, end_row=top, end_column=len(filled.keys))
    sheet.cell(top, 1).font = Font(size=16, bold=True)
    sheet.cell(top, 1).alignment = Alignment(horizontal="center")
    book.save(path)


def _in_template(filled: Filled, path: Path) -> None:
    """Fill gradflow's own template with openpyxl, as a branch fills it by hand."""
    form = FORMS[filled.form]
    members = Branch(name=filled.branch, members=len(filled.rows))
    write_template(path, form, CAMPAIGN, Filling(members, filled.round))
    book = openpyxl.load_workbook(path)
    sheet = book[form.spec.annex]
    for number, row in enumerate(filled.rows, start=1):
        for column, key in enumerate(filled.keys, start=1):
            sheet.cell(3 + number, column).value = number if key == "seq" else row.get(key)
    book.save(path)


CARD_LINES: Sequence[tuple[tuple[str, str], ...]] = (
    (("name", "B3"), ("sex", "D3")), (("born_in", "B4"), ("joined_on", "D4")), (("class_group", "B5"),), (("destination", "B6"),),
    (("mobile", "B7"), ("home_phone", "D7")), (("relative1_name", "B8"), ("relative1_mobile", "D8")),
    (("relative2_name", "B9"), ("relative2_mobile", "D9")), (("home_address", "B10"),), (("advisor_name", "B11"), ("advisor_mobile", "D11")),
    (("classmate_name", "B12"), ("classmate_mobile", "D12")), (("email", "B13"), ("qq", "D13")), (("wechat", "B14"), ("other_contact", "D14")),
)  # fmt: skip
CARD_CELLS = dict(pair for line in CARD_LINES for pair in line)


def _cards(filled: Filled, path: Path) -> None:
    """Write one card a sheet, as the notice's page looks when copied from Word to Excel; every other one with a photo."""
    heads = {one.key: one.head for one in FORMS[filled.form].spec.fields}
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, row in enumerate(filled.rows):
        sheet = book.create_sheet(str(row["name"]))
        sheet["A1"] = FORMS[filled.form].spec.titled(COLLEGE, 2023)
        sheet.merge_cells("A1:E1")
        sheet["E3"] = heads["photo"]
        for key, place in CARD_CELLS.items():
            left = sheet[place].offset(column=-1)
            if number % 2:
                left.value, sheet[place].value = heads[key], row.get(key)
            else:  # the value behind the colon, in the label's own cell
                left.value = f"{heads[key]}{row.get(key) or ''}"
        if number % 2 == 0:
            sheet.add_image(Image(BytesIO(PHOTO)), "E3")
    book.save(path)


def finish(folder: Path, received: Mapping[Path, str], planted: Mapping[str, Sequence[Sequence[str]]]) -> None:
    """Write a campaign's ledger and, for each day, its planted faults; let the ledger keep what runs note, so that they leave it as it is."""
    (folder / ".gradflow" / "ledger.sqlite").unlink(missing_ok=True)
    for path, moment in received.items():
        first_seen(folder, {hashlib.sha256(path.read_bytes()).hexdigest(): datetime.fromisoformat(moment)})
    for day, faults in planted.items():
        lines = sorted("\t".join(fault) for fault in faults)
        (folder / f"planted-{day}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for day in sorted(planted, reverse=True):
        subprocess.run(  # noqa: S603 - this very program
            [sys.executable, "-m", "gradflow", "validate", str(folder), "--as-of", day], check=False, stdout=subprocess.DEVNULL
        )

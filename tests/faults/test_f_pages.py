"""F10: sheets and cards keep to their pages whatever font stands in, sorting carries every column, no cell warns of an ID kept as text."""

import dataclasses
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import range_boundaries
from support import BRANCHES, CARD, FORMS, GOOD, SECOND, context, crowd, report, roster, visits, workbook, write_returned

from gradflow.model.reports import Report
from gradflow.outputs.consolidated import write_consolidated
from gradflow.outputs.letter_files import write_letter_sheet
from gradflow.outputs.overview import NAME, write_overview
from gradflow.pipeline.letters import Letters
from gradflow.pipeline.progress import progress_of
from gradflow.rules.letters import letter
from gradflow.word.cards import LEAST_TITLE_SIZE, POINTS, TITLE_MM, CardPrinter, WordCard, han_widths, title_fit
from gradflow.writing.books import Book
from gradflow.writing.links import Links
from gradflow.writing.templates import write_template

DEJAVU, NOTO = Path("/usr/share/fonts/truetype/dejavu"), Path("/usr/share/fonts/opentype/noto")
COLLEGE_NAMES = ("苏州大学", "苏州信息职业技术学院", "江苏省苏州工业园区服务外包职业学院", "内蒙古自治区呼和浩特民族交通职业技术大学")
LONG = "江苏省苏州市吴江区松陵街道云梨路一百号学生公寓十五幢三单元、very-long-address@department.example.com"


@pytest.fixture(scope="module")
def found() -> Report:
    """People enough for several pages, with errors."""
    people = [GOOD, SECOND, *crowd(40)]
    return report(
        workbook("附件2-甲支部.xlsx", roster(people)),
        workbook("附件2-乙支部.xlsx", roster([{**GOOD, "id_number": "320584200105120011", "name": "赵敏"}], branch="乙支部")),
        workbook("附件3-甲支部（第1次）.xlsx", visits([{"name": "王芳"}])),
    )


@pytest.fixture(scope="module")
def books(found: Report, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """One workbook of every sort that is written."""
    folder = tmp_path_factory.mktemp("f10")
    write_consolidated(folder / "汇总.xlsx", found, FORMS, progress_of(found, FORMS, context()), Links(folder, folder))
    write_letter_sheet(folder / "letters.xlsx", letter(), Letters((), ()), [], [])
    for form in FORMS.values():
        write_template(folder / f"{form.key}.xlsx", form, found.campaign)
    write_returned(folder, found)
    return sorted(folder.rglob("*.xlsx"))


def sheets(path: Path) -> Iterator[str]:
    """The source of every sheet."""
    with zipfile.ZipFile(path) as package:
        names = [name for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
        yield from (package.read(name).decode() for name in names)


def test_f10_every_sheet_of_every_workbook_lets_numbers_stand_as_text(books: list[Path]) -> None:
    assert len(books) >= 6
    for path in books:
        for source in sheets(path):
            assert '<ignoredError sqref="A1:XFD1048576" numberStoredAsText="1"/>' in source, path.name


def test_f10_every_sheet_that_is_printed_is_one_page_wide(books: list[Path]) -> None:
    for path in books:
        for sheet in openpyxl.load_workbook(path):
            if sheet.sheet_state == "visible" and sheet.title != NAME:
                assert sheet.sheet_properties.pageSetUpPr.fitToPage, (path.name, sheet.title)
                assert sheet.page_setup.fitToWidth in {None, 1}, (path.name, sheet.title)


def test_f10_instructions_print_on_one_page(books: list[Path]) -> None:
    found = [book for book in map(openpyxl.load_workbook, books) if "填写说明" in book.sheetnames]
    assert found and all(book["填写说明"].page_setup.fitToHeight in {None, 1} for book in found)


def test_f10_the_first_page_holds_the_whole_front(found: Report, tmp_path: Path) -> None:
    with_more = dataclasses.replace(found, owed=dataclasses.replace(found.owed, early=25))
    with Book(tmp_path / "overview.xlsx", title=NAME, is_even=True) as book:
        write_overview(book, with_more, FORMS, progress_of(with_more, FORMS, context()), ())
    sheet = openpyxl.load_workbook(tmp_path / "overview.xlsx")[NAME]
    heads = [str(row[0].value) for row in sheet.iter_rows(max_row=sheet.row_breaks.brk[0].id, max_col=1)]
    assert {"全院", "今天要办", "文字小结（可以直接粘贴上报）", *BRANCHES} <= set(heads)


def test_f10_sorting_a_merged_sheet_carries_where_each_row_comes_from(books: list[Path]) -> None:
    book = openpyxl.load_workbook(next(path for path in books if path.stem == "汇总"))
    for sheet in (sheet for sheet in book if re.match(r"附件\d", sheet.title)):
        heads = [cell.value for cell in sheet[2]]
        assert range_boundaries(sheet.auto_filter.ref)[2] == heads.index("来源") + 1 == sheet.max_column
        assert range_boundaries(sheet.print_area.split("!")[1].replace("$", ""))[2] == sheet.max_column - 1


@pytest.mark.parametrize("length", [4, 10, 17, 20, 24, 28, 40, 60])
def test_f10_a_cards_title_takes_the_same_room_for_any_college(length: int) -> None:
    title = CARD.spec.titled("校" * length, 2023)
    size, lines = title_fit(title)
    assert han_widths(title) * size <= 0.95 * lines * 170 * POINTS
    assert size * 1.4 <= (TITLE_MM - 6) * POINTS / lines
    assert length > 20 or (lines == 1 and size >= LEAST_TITLE_SIZE)


def office(folder: Path, fonts: tuple[Path, ...], paths: list[Path]) -> Path:
    """Print with LibreOffice where only those fonts are installed; return the folder of the PDFs."""
    known = "".join(f"<dir>{one}</dir>" for one in fonts)
    (folder / "fonts.conf").write_text(f"<fontconfig>{known}<cachedir>{folder}/cache</cachedir></fontconfig>", encoding="utf-8")
    command = [
        "soffice",
        f"-env:UserInstallation=file://{folder}/office",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder / "pdf"),
    ]
    where = {"FONTCONFIG_FILE": str(folder / "fonts.conf"), "HOME": str(folder), "PATH": "/usr/bin:/bin:/usr/local/bin"}
    subprocess.run([*command, *map(str, paths)], check=True, capture_output=True, env=where, timeout=240)
    return folder / "pdf"


def pages(path: Path) -> int:
    told = subprocess.run(["pdfinfo", str(path)], check=True, capture_output=True, text=True).stdout  # noqa: S607 - wherever it is
    return int(re.search(r"Pages:\s+(\d+)", told)[1])  # type: ignore[index]  # it always says so


@pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdfinfo") and DEJAVU.is_dir()), reason="needs LibreOffice, poppler and fonts"
)
@pytest.mark.parametrize("fonts", [(DEJAVU,), (DEJAVU, NOTO)], ids=["DejaVu alone", "with Noto"])
def test_f10_pages_hold_whatever_font_stands_in(found: Report, tmp_path: Path, fonts: tuple[Path, ...]) -> None:
    overview = tmp_path / "overview.xlsx"
    with Book(overview, title="总览", is_even=True) as book:
        write_overview(book, found, FORMS, progress_of(found, FORMS, context()), ())
    texts = {field.key: LONG * 2 for field in CARD.spec.fields}
    cards = []
    for number, college in enumerate(COLLEGE_NAMES):
        cards.append(tmp_path / f"card{number}.docx")
        cards[-1].write_bytes(CardPrinter(CARD.spec, CARD.spec.titled(college, 2023)).document([WordCard(texts)] * 2))
    printed = office(tmp_path, fonts, [overview, *cards])
    breaks = openpyxl.load_workbook(overview)[NAME].row_breaks.brk
    assert pages(printed / "overview.pdf") == len(breaks) + 1
    for card in cards:
        if (printed / f"{card.stem}.pdf").exists():  # LibreOffice may be installed without Writer
            assert pages(printed / f"{card.stem}.pdf") == 2, card

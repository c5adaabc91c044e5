"""gradflow letters: the mail-merge sheet and the Word letter; what the office typed is never lost."""

import sys
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
import xlsxwriter
from support import GOOD, SECOND, campaign_folder, compare, dump, example_copy, roster, shown, write_xlsx

from gradflow.reading.workbooks import read_workbook
from gradflow.rules.letters import letter
from gradflow.word.documents import letter_document

GOLDEN = Path(__file__).parent / "letters.txt"
DAY = ("--as-of", "2023-06-26")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = campaign_folder(tmp_path / "2023届", branches=("甲支部",))
    write_xlsx(folder / "inbox" / "附件2.xlsx", roster([GOOD, SECOND]))
    return folder


def sheet_of(folder: Path) -> Path:
    return folder / "letters" / "介绍信套打.xlsx"


def rows(path: Path) -> list[dict[str, str]]:
    """The first sheet as Word sees it: heads in the first row, a record a row, all text."""
    heads, *lines = openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)
    assert all(cell is None or isinstance(cell, str) for line in lines for cell in line)
    return [dict(zip(heads, (cell or "" for cell in line), strict=True)) for line in lines]


def type_in(path: Path, **cells: str) -> None:
    """Fill cells in as the office does, and save."""
    book = openpyxl.load_workbook(path)
    for place, text in cells.items():
        book.worksheets[0][place] = text
    book.save(path)


def place(head: str, row: int) -> str:
    column = [blank.head for blank in letter().blanks].index(head) + 1
    return f"{openpyxl.utils.get_column_letter(column)}{row}"


def fields(path: Path) -> str:
    """A letter as text: paragraphs with their merge fields."""
    document = docx.Document(str(path))
    lines = []
    for paragraph in document.paragraphs:
        pieces = []
        for part in paragraph._element:
            name = part.tag.rpartition("}")[2]
            text = "".join(one.text or "" for one in part.iter() if one.tag.endswith("}t"))
            pieces.append(f"[{next(iter(part.attrib.values())).strip()} {text}]" if name == "fldSimple" else text)
        lines.append(f"{paragraph.alignment}: {''.join(pieces)}")
    return "\n".join(lines) + "\n"


def test_the_examples_letters(tmp_path: Path) -> None:
    folder = example_copy(tmp_path)
    status, out, told = shown("letters", folder, *DAY, "--dues", "2023-06")
    assert (status, told) == (0, "")
    assert "还有没说明的疑问 3 处、3 人" in out
    assert "要开介绍信 9 人" in out and "“去”空着的 8 人" in out
    compare(GOLDEN, dump(sheet_of(folder)) + fields(folder / "letters" / "介绍信套打.docx"))


def test_the_screen_shows_counts_and_the_path_only(folder: Path) -> None:
    _, out, told = shown("letters", folder, *DAY)
    for secret in ("王芳", "李强", "昆山", str(GOOD["id_number"]), str(GOOD["phone"])):
        assert secret not in out + told
    assert "介绍信套打.xlsx" in out


def test_word_is_offered_no_table_but_the_sheets(folder: Path) -> None:
    shown("letters", folder, *DAY)
    book = openpyxl.load_workbook(sheet_of(folder))
    assert book.sheetnames == ["套打", "说明", "未列入"]
    assert not list(book.defined_names) and not any(list(sheet.defined_names) or sheet.auto_filter.ref for sheet in book)
    assert not book["套打"].merged_cells.ranges
    formats = {cell.number_format for row in book["套打"].iter_rows(min_row=2) for cell in row if cell.value}
    assert formats == {"@"}


def test_same_inputs_same_bytes(folder: Path) -> None:
    shown("letters", folder, *DAY)
    first = {p.name: p.read_bytes() for p in (folder / "letters").iterdir()}
    shown("letters", folder, *DAY)
    assert {p.name: p.read_bytes() for p in (folder / "letters").iterdir()} == first
    assert set(first) == {"介绍信套打.xlsx", "介绍信套打.docx"}


def test_what_the_office_typed_is_taken_over_and_its_sheet_put_aside(folder: Path) -> None:
    shown("letters", folder, *DAY)
    path = sheet_of(folder)
    type_in(
        path,
        **{place("介绍信编号", 2): "苏信 001", place("党费交至月", 2): "陆", place("去", 3): "昆山市玉山镇", place("党费交至月", 3): "伍"},
    )
    third = {**GOOD, "name": "孙二", "id_number": "320584200005120032", "phone": "13961234580"}
    write_xlsx(folder / "inbox" / "附件2.xlsx", roster([third, {**GOOD, "receiving_department": "中共常熟市委组织部"}, SECOND]))
    status, out, _ = shown("letters", folder, "--as-of", "2023-06-30")
    new, issued, waiting = rows(path)
    assert status == 0 and "改名为 介绍信套打-旧1.xlsx；填过的编号、党费年月等已经带过来" in out
    assert (new["姓名"], new["序号"], new["介绍信编号"], new["开具日"]) == ("孙二", "1", "", "30")
    assert (issued["序号"], issued["介绍信编号"], issued["抬头"], issued["党费交至月"], issued["开具日"]) == (
        "2", "苏信 001", "中共昆山市委组织部", "陆", "26",
    )  # fmt: skip
    assert (waiting["姓名"], waiting["去"], waiting["党费交至月"], waiting["开具日"]) == ("李强", "昆山市玉山镇", "伍", "30")
    aside = folder / "letters" / "介绍信套打-旧1.xlsx"
    assert [row["姓名"] for row in rows(aside)] == ["王芳", "李强"]
    assert aside.stat().st_mode & 0o77 == 0
    before = path.read_bytes()
    out = shown("letters", folder, "--as-of", "2023-06-30")[1]
    assert path.read_bytes() == before and "改名" not in out, "nobody has changed the new sheet"
    shown("letters", folder, "--as-of", "2023-06-30", "--dues", "2023-07")
    assert [row["党费交至月"] for row in rows(path)] == ["柒", "陆", "柒"]


def test_a_number_is_never_lost(folder: Path) -> None:
    inbox = folder / "inbox" / "附件2.xlsx"
    shown("letters", folder, *DAY)
    type_in(sheet_of(folder), **{place("介绍信编号", 2): "苏信 001"})
    shown("letters", folder, *DAY, "--dues", "2023-06")
    filled = sheet_of(folder).read_bytes()
    write_xlsx(inbox, roster([{**GOOD, "ethnicity": "中国"}, SECOND]))
    for _ in range(2):
        out = shown("letters", folder, *DAY)[1]
        assert "写了编号、这次没有列入的 1 人" in out
        assert [row["姓名"] for row in rows(sheet_of(folder))] == ["李强"]
    assert filled in [p.read_bytes() for p in (folder / "letters").glob("*-旧*.xlsx")]
    write_xlsx(inbox, roster([GOOD, SECOND]))
    shown("letters", folder, *DAY)
    assert [(row["姓名"], row["介绍信编号"]) for row in rows(sheet_of(folder))] == [("王芳", "苏信 001"), ("李强", "")]
    assert openpyxl.load_workbook(sheet_of(folder)).sheetnames == ["套打", "说明", "未列入"]


def test_a_full_disk_leaves_the_offices_sheet_where_it_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown("letters", folder, *DAY)
    type_in(sheet_of(folder), **{place("介绍信编号", 2): "苏信 001"})
    before = sheet_of(folder).read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("gradflow.outputs.letter_files.replace_file", full)
        assert shown("letters", folder, *DAY, "--dues", "2023-06").status == 2
    assert sheet_of(folder).read_bytes() == before


def test_a_sheet_that_cannot_be_read_is_put_aside_whole(folder: Path) -> None:
    shown("letters", folder, *DAY)
    sheet_of(folder).write_bytes(b"broken")
    status, out, _ = shown("letters", folder, *DAY)
    assert status == 0 and "没有带过来" in out
    assert (folder / "letters" / "介绍信套打-旧1.xlsx").read_bytes() == b"broken"
    assert len(rows(sheet_of(folder))) == 2


def test_the_offices_own_letter_is_left_alone(folder: Path) -> None:
    shown("letters", folder, *DAY)
    path = folder / "letters" / "介绍信套打.docx"
    document = docx.Document(str(path))
    document.paragraphs[0].add_run("（本校）")
    document.save(str(path))
    before = path.read_bytes()
    shown("letters", folder, *DAY)
    assert path.read_bytes() == before


def test_every_blank_of_the_letter_is_a_merge_field_of_the_sheet(tmp_path: Path) -> None:
    path = tmp_path / "letter.docx"
    path.write_bytes(letter_document(letter()))
    with zipfile.ZipFile(path) as package:
        content = package.read("word/document.xml").decode()
    heads = {blank.head for blank in letter().blanks}
    named = [part.split('"')[0].strip() for part in content.split(" MERGEFIELD ")[1:]]
    assert set(named) <= heads and len(named) == 28
    assert "{" not in "".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--valid-days", "91"), "最长 90 天"), (("--dues", "2023-13"), "不是年月"), (("--dues", "6月"), "不是年月"), (("--valid-days", "0"), "最长 90 天"),
    ],
)  # fmt: skip
def test_wrong_terms_are_refused_in_one_sentence(folder: Path, words: tuple[str, ...], told: str) -> None:
    status, _, error = shown("letters", folder, *DAY, *words)
    assert status == 2 and len(error.splitlines()) == 1
    assert told in error
    assert not (folder / "letters").exists()


@pytest.mark.parametrize(
    ("sender", "sent"),
    [("支部", "苏州信息职业技术学院甲支部"), ("中共某某委员会", "中共某某委员会"), ("", "中共苏州信息职业技术学院委员会")],
)
def test_who_sends(folder: Path, sender: str, sent: str) -> None:
    shown("letters", folder, *DAY, *(("--from", sender) if sender else ()))
    assert {row["由"] for row in rows(sheet_of(folder))} == {sent}


def test_without_the_extra_the_sheet_is_written_and_one_line_says_what_is_not(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    status, _, told = shown("letters", folder, *DAY)
    assert status == 0 and len(told.splitlines()) == 1 and '".[word]"' in told
    assert [p.name for p in (folder / "letters").iterdir()] == ["介绍信套打.xlsx"]


def test_hostile_texts_stay_text(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "c", branches=("=甲支部",))
    book = xlsxwriter.Workbook(folder / "inbox" / "附件2.xlsx", {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    for number, cells in enumerate(
        roster([{**GOOD, "address": "=HYPERLINK(1) http://x.example 江苏省昆山市玉山镇1号 215300"}], branch="=甲支部")
    ):
        sheet.write_row(number, 0, cells)
    book.close()
    shown("letters", folder, *DAY)
    (row,) = rows(sheet_of(folder))
    assert row["通讯地址"].startswith("=HYPERLINK(1)") and row["党支部"] == "=甲支部"
    book = openpyxl.load_workbook(sheet_of(folder))
    assert {cell.data_type for line in book["套打"].iter_rows() for cell in line if cell.value} == {"s"}
    assert not any(cell.hyperlink for line in book["套打"].iter_rows() for cell in line)
    assert read_workbook(sheet_of(folder).read_bytes(), "x").sheets[0].at(2, 4) == "王芳"

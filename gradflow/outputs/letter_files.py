"""letters/: the blanks of the letters of transfer for mail merge, made again without losing what the office typed, and the Word letter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

from gradflow.model.cells import typed_text
from gradflow.model.folding import capital_digits, capital_number, visible
from gradflow.outputs.files import replace_file
from gradflow.outputs.own_files import is_untouched, seal, sort_of
from gradflow.pipeline.grouping import grouped
from gradflow.pipeline.letters import Blanks, Doubt, Letters
from gradflow.reading.sniffing import ReadingError
from gradflow.reading.workbooks import read_workbook
from gradflow.rules.letters import Blank, Letter
from gradflow.writing.books import Book, write_rows
from gradflow.writing.tables import HEAD_FILL, head_format, set_widths
from gradflow.writing.widths import Column, clean, height_for

SHEET, HOW, LEFT_OUT, ISSUED = "套打", "说明", "未列入", "已编号未列入"
STEP_WIDTH = 110.0
OFFICE_FILL = "#FFEB9C"
STEPS = (files("gradflow.outputs") / "letter_steps.txt").read_text("utf-8").splitlines()
DOUBTS = "还有没说明的疑问（套打表里的黄色格子），核对后再打印"
LEFT_COLUMNS = (Column("党支部", 34), Column("姓名", 12), Column("没有列入的原因", 80))


def write_letter_sheet(target: Path | BytesIO, letter: Letter, letters: Letters, rows: Sequence[Blanks], issued: Sequence[Blanks]) -> None:
    """Write the workbook: the blanks of ``rows``, how to use them, who is left out, and letters ``issued`` to members not in ``rows``."""
    with Book(target, title="党员组织关系介绍信套打") as book:
        doubts = open_doubts(letters, rows)
        _write_blanks(book, letter.blanks, rows, doubts=doubts)
        _write_steps(book, letter)
        sheet = book.sheet(LEFT_OUT)
        _write_heads(book, sheet, LEFT_COLUMNS)
        cells = [(one.branch, one.name, one.reason) for one in letters.left_out]
        if doubts:
            cells += [("", "", ""), (DOUBTS, "", ""), *((one.branch, one.name, f"套打表序号{one.seq}：{one.reason}") for one in doubts)]
        write_rows(sheet, 1, cells, [book.format(border=1, align="left")] * 3, [one.width for one in LEFT_COLUMNS])
        if issued:
            _write_blanks(book, letter.blanks, issued, ISSUED)


def open_doubts(letters: Letters, rows: Sequence[Blanks]) -> list[Doubt]:
    """The doubts about letters that are not out yet."""
    given = {row["seq"]: row["number"] for row in letters.blanks}
    waiting = {row["seq"] for row in rows if row["number"] in {"", given.get(row["seq"])}}
    return [doubt for doubt in letters.doubts if doubt.seq in waiting]


def _write_blanks(book: Book, blanks: Sequence[Blank], rows: Sequence[Blanks], name: str = SHEET, doubts: Sequence[Doubt] = ()) -> None:
    """The first sheet, or one like it: heads in its first row, all text, no merged cells, no named ranges that Word would offer as tables."""
    sheet = book.sheet(name)
    offices = [column for column, blank in enumerate(blanks) if blank.by_office]
    _write_heads(book, sheet, [Column(blank.head, blank.width) for blank in blanks], offices)
    style = book.format(border=1, align="left", num_format="@")
    todo = book.format(border=1, align="left", num_format="@", bg_color=OFFICE_FILL)
    widths = [blank.width for blank in blanks]
    write_rows(sheet, 1, [[row[blank.key] for blank in blanks] for row in rows], [style] * len(blanks), widths)
    places = {(doubt.seq, doubt.key) for doubt in doubts}
    for line, row in enumerate(rows, start=1):
        for column, blank in enumerate(blanks):
            if (row["seq"], blank.key) in places or (blank.by_office and not row[blank.key]):
                sheet.put(line, column, row[blank.key] or None, todo)
    sheet.freeze_panes(1, 4)
    if rows:
        _offer_capitals(sheet, blanks, len(rows), rows[0]["year"])


def _offer_capitals(sheet: Any, blanks: Sequence[Blank], count: int, year: str) -> None:
    """Let the office choose 大写 years and months; anything else can be typed too."""
    months = [capital_number(month) for month in range(1, 13)]
    years = [capital_digits(int(year) + more) for more in (-1, 0, 1)] if year.isdigit() else []
    for column, blank in enumerate(blanks):
        choices = {"dues_year": years, "dues_month": months}.get(blank.key)
        if choices:
            sheet.data_validation(1, column, count, column, {"validate": "list", "source": f'"{",".join(choices)}"', "show_error": False})


def _write_heads(book: Book, sheet: Any, columns: Sequence[Column], offices: Sequence[int] = ()) -> None:
    sheet.set_row(0, 30)
    set_widths(sheet, [column.width for column in columns])
    for place, column in enumerate(columns):
        sheet.put(0, place, column.head, head_format(book, OFFICE_FILL if place in offices else HEAD_FILL))


def _write_steps(book: Book, letter: Letter) -> None:
    sheet = book.sheet(HOW)
    sheet.set_column(0, 0, STEP_WIDTH)
    plain, bold = book.format(align="left", font_size=11), book.format(align="left", font_size=12, bold=True)
    for row, step in enumerate((*STEPS, f"依据：{letter.source}")):
        sheet.put(row, 0, clean(step), plain if step[0].isdigit() or row == len(STEPS) else bold)
        sheet.set_row(row, height_for([step], [STEP_WIDTH - 12]))  # the letters are larger than a table's


SORT, FILLED = "letter", "letter-filled"
"""Of the seal; of a sheet that holds what the office typed into an earlier one."""
SHEET_FILE, LETTER_FILE = "介绍信套打.xlsx", "介绍信套打.docx"


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of the sheet."""

    path: Path
    rows: tuple[Blanks, ...]
    issued: tuple[Blanks, ...]
    """Letters with a number whose members are not listed this time: kept in a sheet of their own."""
    old: Path | None
    """Where the former sheet was put aside, if somebody had changed it."""
    is_old_read: bool
    """Whether what it held could be taken over."""


def write_letter_files(folder: Path, letter: Letter, letters: Letters, document: bytes) -> Filed:
    """Write the sheet, and the Word letter if there is one (``document``) and nobody has changed theirs. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / SHEET_FILE
    before = path.read_bytes() if path.exists() else b""
    typed = _typed(before, letter)
    rows, issued = _taken_over(letters, typed or [], letter)
    is_filled = bool(issued) or rows != letters.blanks
    fresh = BytesIO()
    write_letter_sheet(fresh, letter, letters, rows, issued)
    content = seal(fresh.getvalue(), FILLED if is_filled else SORT)
    old = None
    if before and content != before and sort_of(before) != SORT:
        old = _free(path, before)
        replace_file(old, before, is_private=True)  # first: there is never a moment without what the office typed
    if content != before:
        replace_file(path, content, is_private=True)
    word = folder / LETTER_FILE
    if document and (not word.exists() or is_untouched(word.read_bytes())):
        replace_file(word, seal(document, SORT), is_private=True)
    return Filed(path, rows, issued, old, typed is not None)


def _typed(before: bytes, letter: Letter) -> list[dict[str, str]] | None:
    """Key of a blank -> what the former sheet holds, a mapping a row, those kept for their numbers last; None where it cannot be read."""
    if not before:
        return []
    try:
        first, *others = read_workbook(before, SHEET_FILE).sheets
    except (ReadingError, ValueError):
        return None
    keys = {blank.head: blank.key for blank in letter.blanks}
    found: list[dict[str, str]] = []
    for sheet in (first, *(one for one in others if one.name == ISSUED)):
        heads = [keys.get(visible(typed_text(cell)), "") for cell in sheet.rows[0]] if sheet.rows else []
        if "id_number" not in heads:
            return None
        lines = ({key: visible(typed_text(cell)) for key, cell in zip(heads, row, strict=False) if key} for row in sheet.rows[1:])
        found += [line for line in lines if line.get("id_number") or line.get("number")]
    return found


def _taken_over(letters: Letters, typed: Sequence[Mapping[str, str]], letter: Letter) -> tuple[tuple[Blanks, ...], tuple[Blanks, ...]]:
    """The rows with what the former sheet held of them, and what it holds with a number and nobody is listed for."""
    known = grouped((_who(line), line) for line in sorted(typed, key=lambda line: not line.get("number")))
    rows = tuple(_carried(blanks, known[_who(blanks)].pop(0) if known[_who(blanks)] else {}, letter) for blanks in letters.blanks)
    left = [line for lines in known.values() for line in lines if line.get("number")]
    empty = {blank.key: "" for blank in letter.blanks}
    return rows, tuple({**empty, **line, "seq": str(number)} for number, line in enumerate(left, start=1))


def _who(line: Mapping[str, str]) -> tuple[str, ...]:
    """By the ID number; by name and branch where there is none."""
    number = line.get("id_number", "")
    return (number,) if number else (line.get("name", ""), line.get("branch", ""))


def _carried(blanks: Blanks, typed: Mapping[str, str], letter: Letter) -> Blanks:
    """A letter that the office gave a number is out: its row stays as it is. Of others, what the office filled in is taken over."""
    if typed.get("number") and typed["number"] != blanks["number"]:
        return {**blanks, **typed, "seq": blanks["seq"]}
    return {**blanks, **{one.key: blanks[one.key] or typed.get(one.key, "") for one in letter.blanks if one.by_office}}


def _free(path: Path, content: bytes) -> Path:
    """A name beside it that is not taken, or holds the same already."""
    number = 1
    while (old := path.with_name(f"{path.stem}-旧{number}{path.suffix}")).exists() and old.read_bytes() != content:
        number += 1
    return old

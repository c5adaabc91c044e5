"""letters/: the mail-merge sheet, made again without losing what the office typed into it, and the Word letter."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gradflow.core.cells import typed_text
from gradflow.core.folding import visible
from gradflow.excel.reading import read_workbook
from gradflow.excel.sniffing import ReadingError
from gradflow.outputs.files import replace_file
from gradflow.outputs.letter_sheet import ISSUED, write_letter_sheet
from gradflow.outputs.own_files import is_untouched, seal, sort_of
from gradflow.pipeline.letters import Blanks, Letters
from gradflow.rules.letters import Letter

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
    content = _sheet(folder, letter, letters, (rows, issued), FILLED if is_filled else SORT)
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


def _sheet(folder: Path, letter: Letter, letters: Letters, rows: tuple[Sequence[Blanks], Sequence[Blanks]], sort: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix=".gradflow-", dir=folder) as work:
        fresh = Path(work) / "letters.xlsx"
        write_letter_sheet(fresh, letter, letters, *rows)
        return seal(fresh.read_bytes(), sort)


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
    known: dict[tuple[str, ...], list[Mapping[str, str]]] = defaultdict(list)
    for line in sorted(typed, key=lambda line: not line.get("number")):
        known[_who(line)].append(line)
    rows = tuple(_carried(blanks, known[_who(blanks)].pop(0) if known[_who(blanks)] else {}, letter) for blanks in letters.blanks)
    left = [line for lines in known.values() for line in lines if line.get("number")]
    empty = {blank.key: "" for blank in letter.blanks}
    return rows, tuple({**empty, **line, "seq": str(number)} for number, line in enumerate(left, start=1))


def _who(line: Mapping[str, str]) -> tuple[str, ...]:
    """By the ID number; by name and branch where there is none."""
    number = line.get("id_number", "")
    return (number,) if number else (line.get("name", ""), line.get("branch", ""))


def _carried(blanks: Blanks, typed: Mapping[str, str], letter: Letter) -> Blanks:
    """A letter with a number is out: its row stays as it is. Of others, what the office filled in is taken over."""
    if typed.get("number"):
        return {**blanks, **typed, "seq": blanks["seq"]}
    return {**blanks, **{one.key: blanks[one.key] or typed.get(one.key, "") for one in letter.blanks if one.by_office}}


def _free(path: Path, content: bytes) -> Path:
    """A name beside it that is not taken, or holds the same already."""
    number = 1
    while (old := path.with_name(f"{path.stem}-旧{number}{path.suffix}")).exists() and old.read_bytes() != content:
        number += 1
    return old

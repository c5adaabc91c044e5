"""letters/: the mail-merge sheet, made again without losing what the office typed into it, and the Word letter."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gradflow.core.cells import typed_text
from gradflow.core.folding import visible
from gradflow.excel.reading import read_workbook
from gradflow.excel.sniffing import ReadingError
from gradflow.outputs.files import replace_file
from gradflow.outputs.letter_sheet import write_letter_sheet
from gradflow.outputs.own_files import is_untouched, seal
from gradflow.pipeline.letters import Blanks, Letters
from gradflow.rules.letters import Letter

SORT = "letter"
"""Of the seal."""
SHEET_FILE, LETTER_FILE = "介绍信套打.xlsx", "介绍信套打.docx"


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of the sheet."""

    path: Path
    rows: tuple[Blanks, ...]
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
    rows = tuple(_carried(blanks, typed.get(blanks["id_number"], {}) if typed else {}, letter) for blanks in letters.blanks)
    content = _sheet(folder, letter, letters, rows)
    old = None
    if before and content != before and not is_untouched(before):
        old = _free(path)
        path.rename(old)
    if content != before:
        replace_file(path, content, is_private=True)
    word = folder / LETTER_FILE
    if document and (not word.exists() or is_untouched(word.read_bytes())):
        replace_file(word, seal(document, SORT), is_private=True)
    return Filed(path, rows, old, typed is not None)


def _sheet(folder: Path, letter: Letter, letters: Letters, rows: Sequence[Blanks]) -> bytes:
    with tempfile.TemporaryDirectory(prefix=".gradflow-", dir=folder) as work:
        fresh = Path(work) / "letters.xlsx"
        write_letter_sheet(fresh, letter, letters, rows)
        return seal(fresh.read_bytes(), SORT)


def _typed(before: bytes, letter: Letter) -> dict[str, dict[str, str]] | None:
    """ID number -> key of a blank -> what the former sheet holds; None where it cannot be read."""
    if not before:
        return {}
    try:
        rows = read_workbook(before, SHEET_FILE).sheets[0].rows
    except ReadingError:
        return None
    keys = {blank.head: blank.key for blank in letter.blanks}
    heads = [keys.get(visible(typed_text(cell)), "") for cell in rows[0]] if rows else []
    if "id_number" not in heads:
        return None
    lines = [{key: visible(typed_text(cell)) for key, cell in zip(heads, row, strict=False) if key} for row in rows[1:]]
    return {line["id_number"]: line for line in lines if line.get("id_number")}


def _carried(blanks: Blanks, typed: Mapping[str, str], letter: Letter) -> Blanks:
    """A letter with a number is out: its row stays as it is. Of others, what the office filled in is taken over."""
    if typed.get("number"):
        return {**blanks, **typed, "seq": blanks["seq"]}
    return {**blanks, **{one.key: blanks[one.key] or typed.get(one.key, "") for one in letter.blanks if one.by_office}}


def _free(path: Path) -> Path:
    number = 1
    while (old := path.with_name(f"{path.stem}-旧{number}{path.suffix}")).exists():
        number += 1
    return old

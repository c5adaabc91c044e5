"""The yardsticks that think nothing: every workbook read once, every cell of gradflow's own 汇总.xlsx written once, without formats.

``python benchmarks/limit.py INBOX CELLS OUT`` writes with xlsxwriter in constant memory (the limit); ``--floor`` behind it writes the
rows' XML straight into the package. CELLS is what ``keep_cells`` made of a 汇总.xlsx; loading it is not counted.
"""

from __future__ import annotations

import marshal
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import python_calamine
import xlsxwriter
from measuring import UNCOUNTED
from xlsxwriter.utility import xl_col_to_name

Cells = list[list[str | float | bool]]
"""The rows of a sheet; an empty cell is ""."""
AT_ONCE = 1000
"""Rows a piece of the package."""
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def keep_cells(book: Path, kept: Path) -> None:
    """Note every cell of a workbook: sheet by sheet, dates as texts."""
    opened = python_calamine.CalamineWorkbook.from_path(book)
    sheets = {name: opened.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in opened.sheet_names}
    plain = {name: [[_plain(value) for value in row] for row in rows] for name, rows in sheets.items()}
    kept.write_bytes(marshal.dumps(plain))


def _plain(value: object) -> str | float | bool:
    return value if isinstance(value, str | float | int | bool) else str(value)


def read_all(inbox: Path) -> int:
    """Read every cell of every workbook; how many rows there were."""
    books = map(python_calamine.CalamineWorkbook.from_path, sorted(inbox.iterdir()))
    return sum(len(book.get_sheet_by_name(name).to_python()) for book in books for name in book.sheet_names)


def write_limit(sheets: dict[str, Cells], out: Path) -> None:
    """Every cell by xlsxwriter, in constant memory; texts stay texts."""
    with xlsxwriter.Workbook(str(out), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value != "":
                        sheet.write(number, column, value)


def write_floor(sheets: dict[str, Cells], out: Path) -> None:
    """Every cell as XML straight into the package."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        numbers = range(1, len(sheets) + 1)
        parts = "".join(f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_mime("worksheet")}"/>' for n in numbers)
        package.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
            f'relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{_mime("sheet.main")}"/>{parts}</Types>',
        )
        package.writestr("_rels/.rels", _relations(["xl/workbook.xml"], "officeDocument"))
        package.writestr("xl/_rels/workbook.xml.rels", _relations([f"worksheets/sheet{n}.xml" for n in numbers], "worksheet"))
        listed = "".join(f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(sheets, start=1))
        package.writestr("xl/workbook.xml", f'<workbook xmlns="{SPREADSHEET}" xmlns:r="{DOCUMENT}"><sheets>{listed}</sheets></workbook>')
        for number, rows in enumerate(sheets.values(), start=1):
            with package.open(f"xl/worksheets/sheet{number}.xml", "w") as stream:
                stream.writelines(piece.encode() for piece in _sheet(rows))


def _mime(part: str) -> str:
    return f"application/vnd.openxmlformats-officedocument.spreadsheetml.{part}+xml"


def _relations(targets: list[str], kind: str) -> str:
    listed = "".join(f'<Relationship Id="r{n}" Type="{DOCUMENT}/{kind}" Target="{t}"/>' for n, t in enumerate(targets, start=1))
    return f'<Relationships xmlns="{PACKAGE}/relationships">{listed}</Relationships>'


class _Cell(dict[tuple[type, object], str]):
    """A value -> its cell behind the place."""

    def __missing__(self, key: tuple[type, object]) -> str:
        kind, value = key
        if kind is str:
            made = f'" t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'
        else:
            made = f'" t="b"><v>{value:d}</v></c>' if kind is bool else f'"><v>{value:.16G}</v></c>'
        self[key] = made
        return made


def _sheet(rows: Cells) -> Iterator[str]:
    yield f'<worksheet xmlns="{SPREADSHEET}"><sheetData>'
    letters = [f'<c r="{xl_col_to_name(column)}' for column in range(max(map(len, rows), default=0))]
    tails = _Cell()
    for start in range(0, len(rows), AT_ONCE):
        yield "".join(
            f'<row r="{number}">'
            + "".join([f"{letter}{number}{tails[type(value), value]}" for letter, value in zip(letters, row, strict=False) if value != ""])
            + "</row>"
            for number, row in enumerate(rows[start : start + AT_ONCE], start=start + 1)
        )
    yield "</sheetData></worksheet>"


def main() -> None:
    """Load, say what that took, read and write."""
    inbox, kept, out = map(Path, sys.argv[1:4])
    cpu, wall = time.process_time(), time.perf_counter()
    sheets = marshal.loads(kept.read_bytes())  # noqa: S302 - our own file
    print(UNCOUNTED, time.process_time() - cpu, time.perf_counter() - wall)
    read_all(inbox)
    (write_floor if "--floor" in sys.argv else write_limit)(sheets, out)


if __name__ == "__main__":
    main()

"""The one door to writing spreadsheets: a skeleton that xlsxwriter writes, and the cells and comments that are put into it.

Putting a password on a workbook gradflow wrote (ECMA-376 agile encryption, as Excel, WPS and LibreOffice open it).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from xlsxwriter.utility import quote_sheetname

from gradflow.model.cells import Mark
from gradflow.model.copies import OWN_SHEETS
from gradflow.writing.comments import escape, numbers_taken, quoted, texts_part
from gradflow.writing.sheets import Parted, Sheet, format_of
from gradflow.writing.skeletons import CUSTOM, KEPT, RELATIONS_OF, WORKBOOK, Skeleton, kept, written
from gradflow.writing.splicing import Format, Packed, packed, zipped
from gradflow.writing.widths import clean, height_for

LONGEST_SHEET_NAME = 31
RESERVED = ("History", "历史记录")
"""Sheet names Excel keeps for itself."""
FONT = "宋体"
BASE_FORMAT = {"font_name": FONT, "font_size": 10, "valign": "vcenter", "text_wrap": True}
"""What every cell looks like that says nothing else."""
VALUE = re.compile("(<vt:lpwstr>)([a-z]+)")
OF_COMMENTS = re.compile(r"(?:(?<=/comments)|(?<=vmlDrawing))\d+")
FILTER = "_xlnm._FilterDatabase"
_packed = lru_cache(maxsize=KEPT)(lambda text: packed([text.encode()]))


class Book:
    """A workbook being written; use as a context manager."""

    def __init__(self, target: Path | BytesIO, *, title: str, mark: Mark | None = None, is_even: bool = False) -> None:
        """Open for writing; ``is_even``: in a default font whose digits are of one width everywhere."""
        self._target, self._title, self._is_even = target, title, is_even
        self._marks = mark_properties(mark)
        self.lists: dict[str, tuple[str, ...]] = {}
        """Defined name -> choices of a drop-down, for the hidden list sheet."""
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._sheets: list[Sheet] = []
        self._names: list[tuple[str, str]] = []

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Write the file, unless something went wrong. Raises OSError."""
        if kind is None:
            content = self._package()
            self._target.write_bytes(content) if isinstance(self._target, Path) else self._target.write(content)

    def format(self, **properties: Any) -> Format:
        """A cell format, made once."""
        key = tuple(properties.items())
        if key not in self._formats:
            self._formats[key] = format_of(tuple(sorted({**BASE_FORMAT, **properties}.items())))
        return self._formats[key]

    def sheet(self, name: str, *, is_portrait: bool = False, is_long: bool = False) -> Sheet:
        """Add a sheet for A4 landscape, one page wide, with page numbers; a portrait one fits on one page, unless it is long."""
        sheet, is_page = self.plain_sheet(name), is_portrait and not is_long
        sheet.set_portrait() if is_portrait else sheet.set_landscape()
        if not is_page:
            sheet.set_footer("&C第 &P 页 共 &N 页")
        sheet.set_paper(9)
        sheet.fit_to_pages(1, int(is_page))
        sheet.set_margins(left=0.5, right=0.5, top=0.45, bottom=0.55)
        return sheet

    def plain_sheet(self, name: str) -> Sheet:
        """Add a sheet for data nobody prints."""
        self._sheets.append(Sheet(name))
        return self._sheets[-1]

    def share(self, write: Callable[..., Sheet], *given: object) -> None:
        """Add the sheet that ``write`` adds to a book and returns, given this: it is made once for all the workbooks that have it."""
        self._sheets.append(_shared(write, *given))

    def define_name(self, name: str, formula: str) -> None:
        """Name a range."""
        self._names.append((name, formula))

    def _package(self) -> bytes:
        formats = tuple(sorted(set().union(*(sheet.formats for sheet in self._sheets)), key=lambda one: repr(one.properties)))
        asked = [sheet.asked(is_first=not number) for number, sheet in enumerate(self._sheets)]
        if placed := tuple((number, sheet) for number, sheet in enumerate(self._sheets) if sheet.placed):
            named = [(sheet.name, one) for sheet, one in zip(self._sheets, asked, strict=True)]  # charts speak of sheets by name
            return self._filled(written(self._title, tuple(self._marks), formats, named, placed, is_even=self._is_even), range(len(asked)))
        looks = {one: number for number, one in enumerate(dict.fromkeys(asked))}
        numbered = tuple((str(number), one) for one, number in looks.items())
        skeleton = kept(self._title, tuple(self._marks), formats, numbered, (), is_even=self._is_even)
        return self._filled(skeleton, [looks[one] for one in asked])

    def _filled(self, skeleton: Skeleton, looks: Sequence[int]) -> bytes:
        """The package of the skeleton, filled; ``looks`` are the skeleton's sheets that the book's own look like."""
        lists = skeleton.listed(looks, [sheet.name for sheet in self._sheets], sum(bool(sheet.comments) for sheet in self._sheets))
        lists[WORKBOOK] = lists[WORKBOOK].replace("<calcPr", f"{self._named_ranges()}<calcPr")
        made = {name: _packed(text) for name, text in lists.items()}
        if skeleton.custom:
            made[CUSTOM] = _packed(VALUE.sub(lambda found: f"{found[1]}{escape(self._marks[found[2]])}", skeleton.custom))
        commented, number, styles = 0, 1, tuple(skeleton.styles.items())
        for place, (sheet, look) in enumerate(zip(self._sheets, looks, strict=True), start=1):
            pack = _packed_sheet if sheet.is_shared else _packed_sheet.__wrapped__
            made[f"xl/worksheets/sheet{place}.xml"] = pack(sheet, skeleton.sheets[look], styles)
            commented += bool(sheet.comments)
            if relations := skeleton.relations[look]:
                made[RELATIONS_OF.format(place)] = _packed(OF_COMMENTS.sub(str(commented), relations))
            if sheet.comments:
                made[f"xl/comments{commented}.xml"] = packed([texts_part(sheet.sorted_comments()).encode()])
                made[f"xl/drawings/vmlDrawing{commented}.vml"] = packed([sheet.boxes(number).encode()])
                number += numbers_taken(sheet.sorted_comments())
        return zipped({**made, **skeleton.packed})

    def _named_ranges(self) -> str:
        """The names of the book's ranges and of those that belong to its sheets, in their order."""
        named = [(name, "", formula) for name, formula in self._names]
        for place, sheet in enumerate(self._sheets):
            owned = f' localSheetId="{place}"'
            areas = ((name, f"{quote_sheetname(sheet.name)}!{area}") for name, area in sheet.names)
            named += [(name, f'{owned} hidden="1"' if name == FILTER else owned, area) for name, area in areas]
        named.sort(key=lambda one: one[0].removeprefix("_xlnm.").lstrip("_").lower())
        made = "".join(f"<definedName name={quoted(name)}{more}>{escape(area)}</definedName>" for name, more, area in named)
        return f"<definedNames>{made}</definedNames>" if made else ""


@lru_cache(maxsize=KEPT)
def _shared(write: Callable[..., Sheet], *given: object) -> Sheet:
    sheet = write(Book(BytesIO(), title=""), *given)
    sheet.is_shared = True
    return sheet


@lru_cache(maxsize=KEPT)
def _packed_sheet(sheet: Sheet, parted: Parted, styles: tuple[tuple[Format, str], ...]) -> Packed:
    return packed(map(str.encode, sheet.filled(parted, dict(styles))))


def mark_properties(mark: Mark | None) -> dict[str, str]:
    """Name -> value of the custom properties that hold a mark."""
    if mark is None:
        return {}
    number = str(mark.round) if mark.round else ""
    values = {"campaign": mark.campaign, "form": mark.form, "round": number, "branch": mark.branch, "source": mark.source}
    return {key: value[:255] for key, value in values.items() if value}


def sheet_names(wanted: Sequence[str]) -> list[str]:
    """Names a workbook takes for its sheets: without signs Excel refuses, at most 31 characters, each only once."""
    taken = {name.casefold() for name in (*OWN_SHEETS, *RESERVED)}
    names = []
    for text in wanted:
        plain = re.sub(r"[\[\]:*?/\\'\x00-\x1f]", "_", clean(text)).strip()[:LONGEST_SHEET_NAME] or "_"
        name, number = plain, 1
        while name.casefold() in taken:
            number += 1
            tail = f"({number})"
            name = plain[: LONGEST_SHEET_NAME - len(tail)] + tail
        taken.add(name.casefold())
        names.append(name)
    return names


def write_rows(sheet: Sheet, first: int, rows: Sequence[Sequence[object]], formats: Sequence[Format], widths: Sequence[float]) -> int:
    """Write rows from a 0-based row on, high enough for their text; return the row after the last."""
    for row, cells in enumerate(rows, start=first):
        sheet.set_row(row, height_for(cells, widths))
        sheet.put_row(row, cells, formats)
    return first + len(rows)


def locked_workbook(plain: BytesIO, password: str) -> bytes:
    """The same workbook behind a password. Salts are drawn anew: no two results are alike."""
    from msoffcrypto.format.ooxml import OOXMLFile  # noqa: PLC0415 - cryptography behind it, for locked workbooks only

    target = BytesIO()
    OOXMLFile(plain).encrypt(password, target)
    return target.getvalue()

"""Workbooks of which many are alike: xlsxwriter writes a skeleton once, and the cells and comments of each are put into it.

What goes with the cells of a sheet (values, row heights, merges, validations, filter, links, comments, what is printed) is rendered here;
all else (formats, widths, panes, page set-up) is asked of xlsxwriter, once for all workbooks that ask the same.
"""

from __future__ import annotations

import re
import zipfile
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self, cast
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import quote_sheetname
from xlsxwriter.worksheet import Worksheet

from gradflow.core.cells import Mark
from gradflow.core.places import column_letters
from gradflow.excel.books import BASE_FORMAT, CREATED, OPTIONS, Book, add_sheet, mark_properties
from gradflow.excel.comments import Comment, Track, boxes_part, numbers_taken, texts_part
from gradflow.excel.packages import MARK_PREFIX
from gradflow.excel.splicing import cell_content
from gradflow.excel.zipping import Packed, packed, zipped

KEPT = 64
"""Skeletons to keep; and of validations eight times as many."""
COLUMN, ROW = 64, 20
"""Pixels of a column and a row whose size is not set."""
VALIDATION = re.compile(r'(<dataValidation [^>]*)sqref="A1"(.*)</dataValidations>')
STYLE = re.compile(r'<c r="[A-Z]+1" s="(\d+)"')
PARTED = re.compile(r'(.*)<dimension [^>]*>(.*)(?:<sheetData/>|<sheetData>.*</sheetData>)(.*)', re.DOTALL)


class Look:
    """A format, by its properties sorted by name; there is one of each."""

    def __init__(self, properties: tuple[tuple[str, Any], ...]) -> None:
        self.properties = properties


@lru_cache(maxsize=None)
def _look(properties: tuple[tuple[str, Any], ...]) -> Look:
    return Look(properties)


Call = tuple[str, tuple[Any, ...], tuple[tuple[str, Any], ...]]
"""A method and its arguments, those by place and those by name."""


class Asked(NamedTuple):
    """What xlsxwriter is asked for one sheet."""

    name: str
    calls: tuple[Call, ...]
    has_comments: bool


class Skeleton(NamedTuple):
    """A workbook as xlsxwriter wrote it, without cells."""

    parts: Mapping[str, bytes]
    packed: Mapping[str, Packed]
    styles: Mapping[Look, str]
    """The number of each format."""
    sheets: tuple[tuple[str, str, str], ...]
    """Of each sheet's part, what stands before its dimension, between that and its cells, and behind them."""


class FilledSheet:
    """A sheet that takes the calls of an xlsxwriter one; rows and columns are counted from 0."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.comments: dict[int, list[Comment]] = defaultdict(list)
        """By row."""
        self.images: list[tuple[Any, ...]] = []
        self.names: list[tuple[str, str]] = []
        """Names of ranges that belong to the sheet: name, and the range on it."""
        self.heights: dict[int, int] = {}
        """Pixels of its rows."""
        self._calls: list[Call] = []
        self._cells: dict[int, dict[int, tuple[Look | None, str]]] = defaultdict(dict)
        self._used: set[Look] = set()
        self._filter = ""
        self._merges: list[str] = []
        self._validations: list[str] = []
        self._links: list[str] = []

    def __getattr__(self, name: str) -> Callable[..., None]:
        """All that is left to xlsxwriter."""
        return lambda *given, **named: self._calls.append((name, given, tuple(named.items())))

    def put(self, row: int, column: int, value: object, look: Look | None = None) -> None:
        """Write one value at a 0-based place, as what it is."""
        if look is not None:
            self._used.add(look)
        elif value == "":
            return
        self._cells[row][column] = look, cell_content(value)

    def write_url(self, row: int, column: int, url: str, look: Look | None, string: str) -> None:
        """Write a cell with a link to a place in the workbook."""
        self.put(row, column, string, look)
        target = quoteattr(url.removeprefix("internal:"))
        self._links.append(f'<hyperlink ref="{_cell(row, column)}" location={target} display={quoteattr(string)}/>')

    def merge_range(self, first_row: int, first: int, last_row: int, last: int, text: str, look: Look) -> None:
        """Merge cells, and write a text into them."""
        self._merges.append(f'<mergeCell ref="{_range(first_row, first, last_row, last)}"/>')
        for row in range(first_row, last_row + 1):
            for column in range(first, last + 1):
                self.put(row, column, "", look)
        self.put(first_row, first, text, look)

    def set_row(self, row: int, height: float) -> None:
        """Set the height of a row, in points; whole pixels count."""
        self.heights[row] = int(height / 0.75 + 0.5)

    def write_comment(self, row: int, column: int, text: str, options: Mapping[str, Any]) -> None:
        """Hang a comment on a cell."""
        self.comments[row].append(Comment(row, column, text, **options))

    def data_validation(self, first_row: int, first: int, last_row: int, last: int, options: Mapping[str, Any]) -> None:
        """Limit what may be typed into cells."""
        before, behind = _validation(tuple(options.items()))
        self._validations.append(f'{before}sqref="{_range(first_row, first, last_row, last)}"{behind}')

    def insert_image(self, *given: Any) -> None:
        """Put a picture on it."""
        self.images.append(given)

    def autofilter(self, first_row: int, first: int, last_row: int, last: int) -> None:
        """Let its rows be filtered."""
        self._filter = f'<autoFilter ref="{_range(first_row, first, last_row, last)}"/>'
        self.names.append(("_xlnm._FilterDatabase", _fixed(first_row, first, last_row, last)))

    def print_area(self, *place: int) -> None:
        """Print that only."""
        self.names.append(("_xlnm.Print_Area", _fixed(*place)))

    def repeat_rows(self, row: int) -> None:
        """Print a row on every page."""
        self.names.append(("_xlnm.Print_Titles", f"${row + 1}:${row + 1}"))

    @property
    def asked(self) -> Asked:
        """What xlsxwriter is to make."""
        return Asked(self.name, tuple(self._calls), bool(self.comments))

    @property
    def looks(self) -> set[Look]:
        """The formats of its cells and columns."""
        return self._used | {given for _, call, _ in self._calls for given in call if isinstance(given, Look)}

    def filled(self, parted: tuple[str, str, str], styles: Mapping[Look, str]) -> str:
        """The sheet's part."""
        before, between, behind = parted
        places = {look: f'" s="{number}"' for look, number in styles.items()}
        letters: dict[int, str] = {}
        rows = sorted({*self._cells, *self.heights})
        made, widest = [], 1
        for row in rows:
            number, height = str(row + 1), self.heights.get(row)
            parts = [f'<row r="{number}"' + (f' ht="{height * 0.75:.15g}" customHeight="1">' if height is not None else ">")]
            for column, (look, content) in sorted(self._cells[row].items()):
                parts += '<c r="', letters.get(column) or letters.setdefault(column, column_letters(column + 1)), number
                parts += places[look] if look else '"', content
            made.append("".join((*parts, "</row>")))
            widest = max(widest, *self._cells[row], 0)
        end = _range(0, 0, max(rows, default=0), widest)
        rest = "".join((self._filter, *map(_group, ("mergeCells", "dataValidations", "hyperlinks"), (self._merges, self._validations, self._links))))
        return f'{before}<dimension ref="{end}"/>{between}<sheetData>{"".join(made)}</sheetData>{rest}{behind}'

    def boxes(self, number: int) -> str:
        """The part with its comments' boxes."""
        columns = {}
        for name, given, _ in self._calls:
            if name == "set_column":
                columns.update(dict.fromkeys(range(given[0], given[1] + 1), int(given[2] * 7 + 0.5) + 5))
        return boxes_part(self.sorted_comments(), number, Track(columns, COLUMN), Track(self.heights, ROW))

    def sorted_comments(self) -> list[Comment]:
        """Its comments, row by row."""
        return sorted(comment for row in self.comments.values() for comment in row)


def _cell(row: int, column: int) -> str:
    return f"{column_letters(column + 1)}{row + 1}"


def _range(first_row: int, first: int, last_row: int, last: int) -> str:
    begin, end = _cell(first_row, first), _cell(last_row, last)
    return begin if begin == end else f"{begin}:{end}"


def _fixed(first_row: int, first: int, last_row: int, last: int) -> str:
    return f"${column_letters(first + 1)}${first_row + 1}:${column_letters(last + 1)}${last_row + 1}"


def _group(name: str, elements: Sequence[str]) -> str:
    if not elements:
        return ""
    count = "" if name == "hyperlinks" else f' count="{len(elements)}"'
    return f"<{name}{count}>{''.join(elements)}</{name}>"


class FilledBook(Book):
    """A book whose cells are put into a skeleton."""

    def __init__(self, target: Path | BytesIO, *, title: str, mark: Mark | None = None) -> None:
        self._target, self._title = target, title
        self._marks = mark_properties(mark)
        self.lists = {}
        self._looks: dict[tuple[tuple[str, Any], ...], Look] = {}
        self._sheets: list[FilledSheet] = []
        self._names: list[tuple[str, str]] = []

    def format(self, **properties: Any) -> Format:
        """A cell format, made once."""
        key = tuple(properties.items())
        if key not in self._looks:
            self._looks[key] = _look(tuple(sorted({**BASE_FORMAT, **properties}.items())))
        return cast("Format", self._looks[key])

    def plain_sheet(self, name: str) -> Worksheet:
        """Add a sheet for data nobody prints."""
        self._sheets.append(FilledSheet(name))
        return cast("Worksheet", self._sheets[-1])

    def define_name(self, name: str, formula: str) -> None:
        """Name a range."""
        self._names.append((name, formula.removeprefix("=")))

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Write the file, unless something went wrong. Raises OSError."""
        if kind is None:
            content = self._package()
            self._target.write_bytes(content) if isinstance(self._target, Path) else self._target.write(content)

    def _package(self) -> bytes:
        looks = tuple(sorted(set().union(*(sheet.looks for sheet in self._sheets)), key=lambda look: repr(look.properties)))
        asked = tuple(sheet.asked for sheet in self._sheets)
        images = {number: sheet for number, sheet in enumerate(self._sheets) if sheet.images}
        skeleton = _written(self._title, tuple(self._marks), looks, asked, images) if images else _skeleton(self._title, tuple(self._marks), looks, asked)
        return zipped({**skeleton.packed, **{name: packed(content) for name, content in self._filled(skeleton).items()}})

    def _filled(self, skeleton: Skeleton) -> dict[str, bytes]:
        """The parts that differ from the skeleton's."""
        made = {"xl/workbook.xml": skeleton.parts["xl/workbook.xml"].replace(b"<calcPr", self._named_ranges().encode() + b"<calcPr")}
        if custom := skeleton.parts.get("docProps/custom.xml"):
            for key, value in self._marks.items():
                custom = custom.replace(f"<vt:lpwstr>{key}<".encode(), f"<vt:lpwstr>{escape(value)}<".encode())
            made["docProps/custom.xml"] = custom
        commented, number = 0, 1
        for place, (sheet, parted) in enumerate(zip(self._sheets, skeleton.sheets, strict=True), start=1):
            made[f"xl/worksheets/sheet{place}.xml"] = sheet.filled(parted, skeleton.styles).encode()
            if sheet.comments:
                commented += 1
                made[f"xl/comments{commented}.xml"] = texts_part(sheet.sorted_comments()).encode()
                made[f"xl/drawings/vmlDrawing{commented}.vml"] = sheet.boxes(number).encode()
                number += numbers_taken(sheet.sorted_comments())
        return made

    def _named_ranges(self) -> str:
        """The names of the book's ranges and of those that belong to its sheets, in their order."""
        named = [(name, "", formula) for name, formula in self._names]
        for place, sheet in enumerate(self._sheets):
            hidden = {"_xlnm._FilterDatabase": ' hidden="1"'}
            named += [
                (name, f' localSheetId="{place}"{hidden.get(name, "")}', f"{quote_sheetname(sheet.name)}!{area}") for name, area in sheet.names
            ]
        named.sort(key=lambda one: one[0].removeprefix("_xlnm.").lstrip("_").lower())
        made = "".join(f"<definedName name={quoteattr(name)}{more}>{escape(area)}</definedName>" for name, more, area in named)
        return f"<definedNames>{made}</definedNames>" if made else ""


def _written(
    title: str, marks: Sequence[str], looks: Sequence[Look], asked: Sequence[Asked], images: Mapping[int, FilledSheet]
) -> Skeleton:
    """Have a skeleton written."""
    target = BytesIO()
    book = xlsxwriter.Workbook(target, OPTIONS)
    book.set_properties({"title": title, "author": "gradflow", "created": CREATED})
    for key in marks:
        book.set_custom_property(MARK_PREFIX + key, key)
    formats = {look: book.add_format(dict(look.properties)) for look in looks}
    for number, (name, calls, has_comments) in enumerate(asked):
        sheet = add_sheet(book, name)
        for method, given, named in calls:
            getattr(sheet, method)(*(formats[one] if isinstance(one, Look) else one for one in given), **dict(named))
        if has_comments:
            sheet.write_comment(0, 0, "-")
        if number in images:
            for row, height in images[number].heights.items():
                sheet.set_row_pixels(row, height)
            for given in images[number].images:
                sheet.insert_image(*given)
    first = book.worksheets()[0]
    for column, look in enumerate(looks):
        first.write_blank(0, column, "", formats[look])
    book.close()
    with zipfile.ZipFile(target) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    texts = [parts[f"xl/worksheets/sheet{number}.xml"].decode() for number in range(1, len(asked) + 1)]
    styles = dict(zip(looks, STYLE.findall(texts[0]), strict=True))
    return Skeleton(parts, {name: packed(content) for name, content in parts.items()}, styles, tuple(_parted(text) for text in texts))


@lru_cache(maxsize=KEPT)
def _skeleton(title: str, marks: tuple[str, ...], looks: tuple[Look, ...], asked: tuple[Asked, ...]) -> Skeleton:
    return _written(title, marks, looks, asked, {})


def _parted(text: str) -> tuple[str, str, str]:
    before, between, behind = PARTED.fullmatch(text).groups()
    return before, between, behind


@lru_cache(maxsize=KEPT * 8)
def _validation(options: tuple[tuple[str, Any], ...]) -> tuple[str, str]:
    """A validation as xlsxwriter writes it: what stands before and behind its place."""
    target = BytesIO()
    book = xlsxwriter.Workbook(target, OPTIONS)
    book.add_worksheet().data_validation(0, 0, 0, 0, dict(options))
    book.close()
    with zipfile.ZipFile(target) as package:
        found = VALIDATION.search(package.read("xl/worksheets/sheet1.xml").decode())
    return found[1], found[2]

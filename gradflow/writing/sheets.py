"""Sheets whose cells are rendered here, and all else is left to xlsxwriter.

Rendered is what goes with the cells: values, row heights, merges, validations, filter, links, comments, what is printed.
In a cell no text ever becomes a formula, a number or a link.
"""

from __future__ import annotations

import re
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from io import BytesIO
from operator import itemgetter
from typing import Any, NamedTuple

import xlsxwriter
from xlsxwriter.utility import xl_range, xl_range_abs, xl_rowcol_to_cell

from gradflow.model.cells import column_letters
from gradflow.writing.comments import Comment, Track, boxes_part, quoted
from gradflow.writing.splicing import AT_ONCE, Body, Format, cell_content, linked_rows, rendered_rows

VALIDATION = re.compile(r'(<dataValidation [^>]*)sqref="A\d+"(/>|>.*?</dataValidation>)')
HINT = "-"
PROMPT = f' prompt="{HINT}"'
"""Stands for the hints of a validation that is kept."""
COLUMN, ROW = 64, 20
"""Pixels of a column and a row whose size is not set."""


OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
    "default_date_format": "yyyy-mm-dd",
}
"""Of every workbook that xlsxwriter makes."""


@cache
def format_of(properties: tuple[tuple[str, Any], ...]) -> Format:
    """The format of these properties, sorted by name."""
    return Format(properties)


PLACED = frozenset({"insert_image", "insert_chart"})
Options = tuple[tuple[str, Any], ...]
Call = tuple[str, tuple[Any, ...], tuple[tuple[str, Any], ...]]
"""A method and its arguments, those by place and those by name."""


class Chart:
    """A chart as it is asked for."""

    def __init__(self, **options: str) -> None:
        self.options = options
        self.calls: list[tuple[str, tuple[Any, ...]]] = []

    def __getattr__(self, name: str) -> Callable[..., None]:
        """All of it is left to xlsxwriter."""
        return lambda *given: self.calls.append((name, given))


class Parted(NamedTuple):
    """A sheet's part as xlsxwriter wrote it, without cells: what stands before its dimension, between that and them, and behind."""

    before: str
    between: str
    conditions: str
    """Conditional formats."""
    behind: str
    targets: tuple[str, ...]
    """The relationships of the files that its long table leads to."""


class Asked(NamedTuple):
    """What xlsxwriter is asked for a sheet, and for all that look like it."""

    is_first: bool
    """Whether it is the one that is shown when the workbook is opened."""
    calls: tuple[Call, ...]
    has_comments: bool


class Sheet:
    """A sheet that takes the calls of an xlsxwriter one; rows and columns are counted from 0."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.comments: dict[int, list[Comment]] = defaultdict(list)
        """By row."""
        self.placed: list[tuple[str, tuple[Any, ...]]] = []
        """Pictures, charts and conditional formats put on it, and the files its long table leads to: how, and what."""
        self.names: list[tuple[str, str]] = []
        """Names of ranges that belong to the sheet: name, and the range on it."""
        self.is_shared = False
        """Whether it is a sheet of several workbooks."""
        self.heights: dict[int, int] = {}
        """Pixels of its rows."""
        self._calls: list[Call] = []
        self._cells: dict[int, dict[int, tuple[Format | None, object]]] = defaultdict(dict)
        self._used: set[Format] = set()
        self._body: Body | None = None
        self._filter = ""
        self._merges: list[str] = []
        self._validations: list[tuple[Options, str, str]] = []
        """What xlsxwriter is asked, the hint and the place of each."""
        self._links: list[str] = []

    def __getattr__(self, name: str) -> Callable[..., None]:
        """All that is left to xlsxwriter; pictures and charts are put on it at last."""
        if name in PLACED:
            return lambda *given: self.placed.append((name, given))
        return lambda *given, **named: self._calls.append((name, given, tuple(named.items())))

    def put(self, row: int, column: int, value: object, look: Format | None = None) -> None:
        """Write one value at a 0-based place, as what it is."""
        if look is not None:
            self._used.add(look)
        elif value is None or value == "":
            return
        self._cells[row][column] = look, value

    def put_row(self, row: int, values: Sequence[object], looks: Sequence[Format]) -> None:
        """Write a row's values from its first column on."""
        self._used.update(looks)
        self._cells[row].update(enumerate(zip(looks, values, strict=True)))

    def write_url(self, row: int, column: int, url: str, look: Format | None, string: str) -> None:
        """Write a cell with a link to a place in the workbook."""
        self.put(row, column, string, look)
        target = quoted(url.removeprefix("internal:"))
        self._links.append(f'<hyperlink ref="{xl_rowcol_to_cell(row, column)}" location={target} display={quoted(string)}/>')

    def merge_range(self, first_row: int, first: int, last_row: int, last: int, value: object, look: Format) -> None:
        """Merge cells, and write a value into them."""
        self._merges.append(f'<mergeCell ref="{xl_range(first_row, first, last_row, last)}"/>')
        for row in range(first_row, last_row + 1):
            for column in range(first, last + 1):
                self.put(row, column, "", look)
        self.put(first_row, first, value, look)

    def set_row(self, row: int, height: float) -> None:
        """Set the height of a row, in points; whole pixels count."""
        self.heights[row] = int(height / 0.75 + 0.5)

    def write_comment(self, row: int, column: int, text: str, options: Mapping[str, Any]) -> None:
        """Hang a comment on a cell."""
        self.comments[row].append(Comment(row, column, text, **options))

    def data_validation(self, first_row: int, first: int, last_row: int, last: int, options: Mapping[str, Any]) -> None:
        """Limit what may be typed into cells, and show a hint beside them."""
        hint = {"input_message": HINT} if options.get("input_message") else {}
        told = f" prompt={quoted(options['input_message'])}" if hint else PROMPT
        self._validations.append((tuple({**options, **hint}.items()), told, f'sqref="{xl_range(first_row, first, last_row, last)}"'))

    def body(self, body: Body) -> int:
        """Give it its long table, at most one a sheet; return the row after it."""
        self._body = body
        self._used |= {*body.formats, *([body.linked] if body.linked else [])}
        self.placed += [("write_url", (row, 0, target, body.linked, "-")) for target, row in body.targets().items()]
        return body.first + len(body.rows)

    def conditional_format(self, first_row: int, first: int, last_row: int, last: int, rule: Mapping[str, Any]) -> None:
        """Let what cells hold tell how they look."""
        self._used.add(rule["format"])
        self.placed.append(("conditional_format", (first_row, first, last_row, last, rule)))

    def autofilter(self, first_row: int, first: int, last_row: int, last: int) -> None:
        """Let its rows be filtered."""
        self._filter = f'<autoFilter ref="{xl_range(first_row, first, last_row, last)}"/>'
        self.names.append(("_xlnm._FilterDatabase", xl_range_abs(first_row, first, last_row, last)))

    def print_area(self, *place: int) -> None:
        """Print that only."""
        self.names.append(("_xlnm.Print_Area", xl_range_abs(*place)))

    def repeat_rows(self, row: int, last: int) -> None:
        """Print rows on every page."""
        self.names.append(("_xlnm.Print_Titles", f"${row + 1}:${last + 1}"))

    def asked(self, *, is_first: bool) -> Asked:
        """What xlsxwriter is to make."""
        return Asked(is_first, tuple(self._calls), bool(self.comments))

    @property
    def formats(self) -> set[Format]:
        """The formats of its cells and columns."""
        return self._used | {given for _, call, _ in self._calls for given in call if isinstance(given, Format)}

    def filled(self, parted: Parted, styles: Mapping[Format, str]) -> Iterator[str]:
        """The sheet's part, in pieces."""
        body, rows = self._body, sorted({*self._cells, *self.heights})
        widest = max([1, *(max(cells) for cells in self._cells.values()), len(body.formats) - 1 if body else 0])
        last = max([*rows, body.first + len(body.rows) - 1] if body else rows, default=0)
        yield f'{parted.before}<dimension ref="{xl_range(0, 0, last, widest)}"/>{parted.between}<sheetData>'
        above = len([row for row in rows if body and row < body.first])
        yield from self._made(rows[:above], styles)
        if body:
            yield from rendered_rows(body, styles)
        yield from self._made(rows[above:], styles)
        links = [*self._links, *(linked_rows(body, parted.targets) if body else ())]
        yield f"</sheetData>{self._filter}{_group('mergeCells', self._merges)}{parted.conditions}"
        made = _validations(options for options, *_ in self._validations)
        limits = [f"{made[options][0].replace(PROMPT, told)}{place}{made[options][1]}" for options, told, place in self._validations]
        yield f"{_group('dataValidations', limits)}{_group('hyperlinks', links)}{parted.behind}"

    def _made(self, rows: Sequence[int], styles: Mapping[Format, str]) -> Iterator[str]:
        places: dict[Format | None, str] = {None: '"', **{form: f'" s="{number}"' for form, number in styles.items()}}
        for start in range(0, len(rows), AT_ONCE):
            parts = list[str]()
            for row in rows[start : start + AT_ONCE]:
                number, height = row + 1, self.heights.get(row)
                parts.append(f'<row r="{number}"' + (f' ht="{height * 0.75:.15g}" customHeight="1">' if height is not None else ">"))
                for column, (look, value) in sorted(self._cells[row].items(), key=itemgetter(0)):
                    parts.append(f'<c r="{column_letters(column + 1)}{number}{places[look]}{cell_content(value)}')
                parts.append("</row>")
            yield "".join(parts)

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


def _group(name: str, elements: Sequence[str]) -> str:
    if not elements:
        return ""
    count = "" if name == "hyperlinks" else f' count="{len(elements)}"'
    return f"<{name}{count}>{''.join(elements)}</{name}>"


_rendered: dict[Options, tuple[str, str]] = {}


def _validations(asked: Iterable[Options]) -> Mapping[Options, tuple[str, str]]:
    """Validations as xlsxwriter writes them: what stands before and behind the place of each. Kept: all forms together have few."""
    if new := [one for one in dict.fromkeys(asked) if one not in _rendered]:
        target = BytesIO()
        book = xlsxwriter.Workbook(target, OPTIONS)
        sheet = book.add_worksheet()
        for row, options in enumerate(new):
            sheet.data_validation(row, 0, row, 0, dict(options))
        book.close()
        with zipfile.ZipFile(target) as package:
            found = VALIDATION.findall(package.read("xl/worksheets/sheet1.xml").decode())
        _rendered.update(zip(new, found, strict=True))
    return _rendered

"""A roster form as a sheet: one layout for blank, pre-filled and returned workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest
from math import ceil
from typing import Any

from gradflow.forms.loader import Form
from gradflow.model.cells import CellStyle, Raw, column_letters
from gradflow.model.copies import GUIDE_SHEET, LIST_SHEET, ORIGIN_HEAD, PROBLEM_HEAD, REASON_HEAD
from gradflow.model.findings import FindingState, Severity
from gradflow.model.folding import squeezed
from gradflow.model.forms import FieldSpec
from gradflow.pipeline.grouping import grouped
from gradflow.writing.books import Book
from gradflow.writing.comments import Comment
from gradflow.writing.sheets import Sheet
from gradflow.writing.splicing import Format
from gradflow.writing.tables import FILLS, GROUP_HEIGHT, head_format, set_widths, write_block, write_heads, write_line, write_lines
from gradflow.writing.widths import PADDING, PIXELS, Column, clean, height_for

TITLE_ROW, LINES_ROW = 0, 1
DATE_FORMAT = "yyyy-mm-dd"
BLANK_HEIGHT = 30
"""Points of a blank row: high enough to write in by hand."""
MOST_COMMENTED = 5000
"""Rows with comments on a sheet: spreadsheet programs stumble over very many, and 问题 says the same."""
SPARE_ROWS = 300
"""Rows below the last one that still have drop-downs and text formats."""
PROMPT_LENGTH, PROMPT_TITLE_LENGTH = 250, 32
MOST_PRINTED = 238
"""Characters of a sheet's columns that can be read on one page across: of a wider one the form alone is printed, 退回说明 has the problems."""
PRINTED_BESIDE = frozenset({PROBLEM_HEAD, REASON_HEAD})
TO_FILL_IN = {"border": 2, "border_color": "#BF8F00", "bg_color": "#FFFFE5", "num_format": "@", "align": "left", "locked": False}
"""How a cell looks in which the branch may write its reason."""
REASON, ORIGIN = 1, 2
COPY_COLUMNS = ((PROBLEM_HEAD, 34.0), (REASON_HEAD, 26.0), (ORIGIN_HEAD, 8.0))
"""问题 and the name that stays in sight are as wide as a telephone."""
SCREEN, SMALLEST = 1300, 85
"""Pixels that a screen of 1,366 has for columns, and the per cent to which a copy is made smaller so that its form and 问题 stand there together."""


@dataclass(frozen=True, slots=True)
class CellMark:
    """How a cell is marked: the gravest severity of what is open, none where all is settled, and the comment."""

    severity: Severity | None
    comment: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row to write: typed cells by field key, marks, and what stands right of the form."""

    cells: Mapping[str, Raw] = field(default_factory=dict)
    marks: Mapping[str, CellMark] = field(default_factory=dict)
    beside: tuple[Raw, ...] = ()
    is_answerable: bool = False
    """Whether its 情况说明 is one to fill in."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What the writer needs to know beyond the form: title, branch, rows, columns beside."""

    sheet: str
    title: str
    branch: str = ""
    rows: Sequence[Row] = ()
    beside: tuple[tuple[str, float], ...] = ()
    lines: tuple[str, ...] = ()
    """The form's own lines above the table as they were typed, where they were."""


def first_row(form: Form) -> int:
    """The 0-based row where the data of a form's sheet starts."""
    return LINES_ROW + len(form.spec.top_lines()) + 1 + form.spec.has_groups


def write_roster(book: Book, form: Form, layout: Layout) -> Sheet:
    """Write the sheet of a form and return it. Data starts at 0-based row ``first_row(form)``."""
    sheet = book.sheet(layout.sheet)
    fields = form.spec.fields
    last = len(fields) - 1
    first = first_row(form)
    head = first - 1
    _write_top(book, sheet, form, layout)
    look = book.format(bold=True, align="center", border=1)
    for column, one in enumerate(fields):
        number_format = form.kinds[one.key].style().number_format
        sheet.set_column(column, column, one.width, book.format(num_format=number_format))
    for offset, (_, width) in enumerate(layout.beside, start=last + 1):
        sheet.set_column(offset, offset, width)
    heads = [*((one.group, one.head, look) for one in fields), *(("", name, head_format(book)) for name, _ in layout.beside)]
    write_heads(sheet, first - 1 - form.spec.has_groups, heads)
    looks = _Looks(book, form)
    widths = [*(one.width for one in fields), *(width for _, width in layout.beside)]
    keys = [one.key for one in fields]
    for number, row in enumerate(layout.rows, start=first):
        cells = _write_row(sheet, number, row, keys, looks)
        sheet.set_row(number, max(height_for(cells, widths), 0 if layout.beside else BLANK_HEIGHT))
    below = first + len(layout.rows)
    write_lines(sheet, form.spec.notes, below, widths[: last + 1], book.format(align="left"))
    marked = grouped((comment.column, comment) for comment in sheet.sorted_comments()[:MOST_COMMENTED])
    for column, one in enumerate(fields):
        if one.kind != "seq":
            _limit(sheet, (first, below + SPARE_ROWS, column), validation(book, form, one), marked[column])
    sheet.freeze_panes(first, min(2, last))
    sheet.repeat_rows(head - form.spec.has_groups, head)
    if layout.beside:  # where a row came from, and what the branch added, need not be printed
        shown = sum(PIXELS * width + PADDING for width in widths[: last + 2])
        sheet.set_zoom(max(SMALLEST, min(100, int(100 * SCREEN / shown))))
        end = below + len(form.spec.notes) - 1
        printed = [width for name, width in layout.beside if name in PRINTED_BESIDE]
        sheet.print_area(0, 0, end, last + len(printed) * (sum(widths[: last + 1]) + sum(printed) <= MOST_PRINTED))
    sheet.autofilter(head, 0, first + max(len(layout.rows), 1) - 1, last + len(layout.beside))
    return sheet


def _limit(sheet: Sheet, place: tuple[int, int, int], limits: Mapping[str, Any], marked: Sequence[Comment]) -> None:
    """Limit a column from row to row; where a cell is marked, what is wrong with it is shown beside it when it is selected."""
    first, last, column = place
    for comment in marked:
        if first < comment.row:
            sheet.data_validation(first, column, comment.row - 1, column, limits)
        sheet.data_validation(comment.row, column, comment.row, column, {**limits, "input_message": prompt(comment.text)})
        first = comment.row + 1
    sheet.data_validation(first, column, last, column, limits)


def _write_top(book: Book, sheet: Sheet, form: Form, layout: Layout) -> None:
    columns = (0, max(len(form.spec.fields) - 1, 1))
    write_line(sheet, TITLE_ROW, columns, layout.title, book.format(font_size=16, bold=True, align="center"), 34)
    look = book.format(font_size=12, align="left", num_format="@")
    lines = form.spec.top_lines()
    typed = ["", *layout.lines] if len(lines) > len(form.spec.lines) else layout.lines
    for row, (blank, line) in enumerate(zip_longest(lines, typed, fillvalue=""), start=LINES_ROW):
        write_line(sheet, row, columns, line or blank.replace("{branch}", layout.branch), look, 22)
    row = first_row(form) - 1
    sheet.set_row(row, 58)
    if form.spec.has_groups:
        sheet.set_row(row - 1, GROUP_HEIGHT)
        sheet.set_row(row, 58 - GROUP_HEIGHT / 2)


class _Looks(dict[tuple[int, bool, CellMark | None], Format]):
    """Column, whether a date stands in the cell, and its mark without the comment -> the cell's format."""

    def __init__(self, book: Book, form: Form) -> None:
        super().__init__()
        self._book = book
        self._styles = [form.kinds[one.key].style() for one in form.spec.fields]
        self.text, self.figure = book.format(border=1, num_format="@"), book.format(border=1, align="center")
        self.to_fill_in = book.format(**TO_FILL_IN)

    def __missing__(self, key: tuple[int, bool, CellMark | None]) -> Format:
        column, is_date, mark = key
        style = self._styles[column]
        number_format = DATE_FORMAT if is_date else style.number_format
        self[key] = self._book.format(**{"num_format": number_format, "align": style.align, "border": 1, **mark_style(mark)})
        return self[key]


def _write_row(sheet: Sheet, number: int, row: Row, keys: Sequence[str], looks: _Looks) -> list[Raw]:
    """Write a row and return its cells."""
    cells, marks = [*map(row.cells.get, keys)], [row.marks.get(key) for key in keys]
    places = [
        looks[column, isinstance(raw, date), CellMark(mark.severity, "") if mark else None]
        for column, (raw, mark) in enumerate(zip(cells, marks, strict=True))
    ]
    for place, value in enumerate(row.beside):
        look = looks.figure if place == ORIGIN or isinstance(value, int | float) else looks.text
        places.append(looks.to_fill_in if place == REASON and row.is_answerable else look)
    cells += row.beside
    sheet.put_row(number, cells, places)
    for column, mark in enumerate(marks) if row.marks else ():
        write_mark(sheet, number, column, mark)
    return cells


LOOKS: Mapping[Severity | None, Mapping[str, Any]] = {
    Severity.ERROR: {"bg_color": FILLS[Severity.ERROR], "bold": True, "border": 5, "border_color": "#C00000"},
    Severity.WARNING: {"bg_color": FILLS[Severity.WARNING], "border": 8, "border_color": "#BF8F00"},
    None: {"bg_color": FILLS[FindingState.SOLVED], "italic": True},
}
"""Told apart on a black-and-white print too: thick frame and bold, dashed frame, italics."""


def mark_style(mark: CellMark | None) -> Mapping[str, Any]:
    """How a marked cell looks; nothing for one that is right."""
    return LOOKS[mark.severity] if mark else {}


def write_mark(sheet: Sheet, row: int, column: int, mark: CellMark | None) -> None:
    """Hang the comment on a wrong cell (0-based)."""
    if mark and len(sheet.comments) < MOST_COMMENTED:
        height = 1 + mark.comment.count("\n") / 4
        options = {"author": "党委办公室", "x_scale": 2.2, "y_scale": height, "font_size": 9}
        sheet.write_comment(row, column, clean(mark.comment), options)


def prompt(text: str) -> str:
    """A text as far as programs show it beside a cell: they count in UTF-16."""
    return clean(text).encode("utf-16-le")[: 2 * PROMPT_LENGTH].decode("utf-16-le", "ignore")


def validation(book: Book, form: Form, one: FieldSpec, told: str = "") -> dict[str, Any]:
    """The drop-down or limits of a field's cells, and the hint shown beside them: of a marked one what is told of it."""
    kind = form.kinds[one.key]
    shown = {
        "input_title": one.label[:PROMPT_TITLE_LENGTH],
        "input_message": prompt(told or one.hint or kind.describe()),
        "error_title": one.label[:PROMPT_TITLE_LENGTH],
    }
    return {**shown, **_limits(book, f"gf_{form.key}_{one.key}", kind.style())}


def _limits(book: Book, name: str, style: CellStyle) -> dict[str, Any]:
    """What Excel checks while one types; the real checks come with ``gradflow validate``."""
    if style.choices:
        book.lists[name] = style.choices
        offered = {"validate": "list", "source": f"={name}"}
        if style.is_open:
            return {**offered, "error_type": "warning", "error_message": "下拉框里没有这一项。都不合适的照实填写。"}
        return {**offered, "error_message": "请从下拉框里选择"}
    if length := style.exact_length:
        message = f"应为{length}位，请核对"
        return {"validate": "length", "criteria": "==", "value": length, "error_message": message}
    if style.bounds:
        low, high = style.bounds
        message = f"应为{low}至{high}之间的整数"
        limits = {"criteria": "between", "minimum": low, "maximum": high}
        return {"validate": "integer", "error_message": message, **limits}
    return {"validate": "any"}


def write_lists(book: Book) -> None:
    """Write the choices of all drop-downs to a hidden sheet behind defined names.

    (A list over 255 characters inside the validation itself is silently dropped by Excel writers.)
    """
    if not book.lists:
        return
    book.share(_write_choices, *book.lists.values())
    for column, (name, choices) in enumerate(book.lists.items(), start=1):
        letters = column_letters(column)
        book.define_name(name, f"'{LIST_SHEET}'!${letters}$1:${letters}${len(choices)}")


def _write_choices(book: Book, *lists: tuple[str, ...]) -> Sheet:
    sheet = book.plain_sheet(LIST_SHEET)
    for column, choices in enumerate(lists):
        for row, choice in enumerate(choices):
            sheet.put(row, column, choice)
    sheet.hide()
    return sheet


FIELDS_A_PAGE = 25
"""Lines of 填写说明 that can be read on one printed page."""


def write_guide(book: Book, forms: Iterable[Form], notes: Iterable[str] = (), *, is_returned: bool = False) -> None:
    """Write the 填写说明 sheet from the same declarations, then ``notes``; a returned copy says elsewhere by when."""
    book.share(_write_guide, tuple(forms), tuple(notes), is_returned)


def _write_guide(book: Book, forms: Sequence[Form], notes: Sequence[str], is_returned: bool) -> Sheet:  # noqa: FBT001 - as it is shared
    sheet = book.sheet(GUIDE_SHEET)
    sheet.fit_to_pages(1, sum(ceil(len(form.spec.fields) / FIELDS_A_PAGE) for form in forms))
    columns = (Column("栏目", 34), Column("必填", 8), Column("怎么填", 46), Column("提示", 40))
    widths = [column.width for column in columns]
    set_widths(sheet, widths)
    row = 0
    for form in forms:
        write_line(sheet, row, (0, 3), f"{form.spec.annex} {form.spec.name} 填写说明", book.format(bold=True, font_size=14), 26)
        lines = [(squeezed(one.whole_head), one.duty, form.kinds[one.key].describe(), one.hint) for one in form.spec.fields]
        told = (*form.spec.notes, *form.spec.advice, *([form.spec.handing_in] if form.spec.handing_in and not is_returned else []), *notes)
        row = write_lines(sheet, told, write_block(sheet, book, row + 1, columns, lines), widths, book.format()) + 1
    return sheet

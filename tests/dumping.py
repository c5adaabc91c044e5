"""Workbooks as texts whose differences are read: a line a row, what cells hold, how a sheet is built; no heights, no fonts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import openpyxl
from openpyxl.cell import Cell
from openpyxl.chart._chart import ChartBase
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

FILLS = {"FFFFC7CE": "[red] ", "FFFFEB9C": "[yellow] "}


def dump(path: Path, known: dict[str, str] | None = None, *, has_widths: bool = False) -> str:
    """A workbook as text. Sheets found in ``known`` (text -> where) are named only; the others are put there."""
    book = openpyxl.load_workbook(path)
    lines = [f"=== {path.name}"]
    lines += [f"property {p.name} = {p.value}" for p in book.custom_doc_props.props]
    lines += [f"name {name} = {book.defined_names[name].attr_text}" for name in sorted(book.defined_names)]
    for sheet in book.worksheets:
        head = f"--- {sheet.title}" + (f" ({sheet.sheet_state})" if sheet.sheet_state != "visible" else "")
        body = "\n".join([*_built(sheet), *_widths(sheet, has_widths), *_rows(sheet)])
        place = known.get(f"{sheet.title}\n{body}") if known is not None else None
        lines += [f"{head}: as in {place}"] if place else [head, body]
        if known is not None:
            known.setdefault(f"{sheet.title}\n{body}", path.name)
    return "\n".join(lines) + "\n"


def _built(sheet: Worksheet) -> Iterator[str]:
    """How it is printed, scrolled and filtered, its breaks, charts, validations and number formats."""
    page = sheet.page_setup
    facts = {
        "fit": f"{page.fitToWidth or 1}x{page.fitToHeight}" if page.fitToHeight is not None else "",
        "titles": sheet.print_title_rows, "freeze": sheet.freeze_panes, "filter": sheet.auto_filter.ref,
        "area": sheet.print_area, "footer": sheet.oddFooter.center.text,
    }  # fmt: skip
    yield " · ".join([str(page.orientation), f"paper {page.paperSize}", *(f"{word} {fact}" for word, fact in facts.items() if fact)])
    if breaks := [str(mark.id) for mark in sheet.row_breaks.brk]:
        yield f"breaks after {' '.join(breaks)}, scale {page.scale}"
    yield from map(_chart, sheet._charts)
    limited: dict[str, list[str]] = defaultdict(list)
    for rule in sorted(sheet.data_validations.dataValidation, key=lambda rule: str(rule.sqref)):
        asked = (rule.type, rule.operator, rule.formula1, rule.formula2)
        limited[f"{' '.join(filter(None, asked))}| {rule.prompt}"].append(str(rule.sqref))
    yield from (f"validation {' '.join(where)} {told}".replace("\n", "⏎") for told, where in limited.items())
    formats: dict[str, set[int]] = defaultdict(set)
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is not None and cell.number_format != "General":
                formats[cell.number_format].add(cell.column)
    yield from (f"format {one}: {' '.join(map(get_column_letter, sorted(where)))}" for one, where in sorted(formats.items()))


def _chart(chart: ChartBase) -> str:
    start, end = chart.anchor._from, chart.anchor.to
    series = [s for part in (chart, *chart._charts[1:]) for s in part.series]
    shown = ", ".join(f"{s.tx.strRef.f} {s.val.numRef.f} over {s.cat.strRef.f}".replace(f"{_sheet_of(s)}!", "") for s in series)
    return f"{chart.tagname} {start.row + 1},{start.col + 1} to {end.row + 1},{end.col + 1}: {shown.replace('$', '')}"


def _sheet_of(series: object) -> str:
    return series.val.numRef.f.rpartition("!")[0]  # type: ignore[attr-defined]  # openpyxl has no types for it


def _widths(sheet: Worksheet, is_wanted: bool) -> list[str]:  # noqa: FBT001 - as the caller was asked
    widths = (f"{key} {round(dim.width, 1)}" for key, dim in sorted(sheet.column_dimensions.items()))
    return [f"widths {', '.join(widths)}"] if is_wanted else []


def _rows(sheet: Worksheet) -> Iterator[str]:
    """A line a row: its number, then each cell that holds something, by its column (or the area it is merged over)."""
    merged = {area.start_cell.coordinate: area for area in sheet.merged_cells.ranges}
    for row in sheet.iter_rows():
        cells = []
        for cell in row:
            fill = FILLS.get(str(cell.fill.fgColor.rgb), "")
            if cell.value is not None or cell.comment or fill or cell.coordinate in merged:
                area = merged.get(cell.coordinate)
                place = cell.column_letter if area is None else _area(area)
                cells.append(f"{place} {fill}{_shown(cell)}")
        if cells:
            yield f"{row[0].row} {' | '.join(cells)}"


def _area(area: openpyxl.worksheet.cell_range.CellRange) -> str:
    if area.min_row == area.max_row:
        return f"{get_column_letter(area.min_col)}:{get_column_letter(area.max_col)}"
    return str(area)


def _shown(cell: Cell) -> str:
    """What it holds: texts bare, unless they could be taken for something else."""
    comment = f" <<{_line(cell.comment.text)}>>" if cell.comment else ""
    link = f" -> {'#'.join(filter(None, (cell.hyperlink.target, cell.hyperlink.location)))}" if cell.hyperlink else ""
    value = cell.value
    if not isinstance(value, str):
        text = "" if value is None else repr(value)
    elif cell.data_type == "f":
        text = f"formula {value}"
    else:
        is_plain = value == value.strip() and value and not value[0].isdigit() and " | " not in value
        text = _line(value) if is_plain else repr(value)
    return text + link + comment


def _line(text: str) -> str:
    return text.replace("\n", "⏎")

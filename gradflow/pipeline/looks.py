"""What a sheet's looks say: hidden rows, struck-out people, colours, comments. Told, and never acted upon."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Container, Iterator, Mapping, Sequence

from gradflow.core.cells import Sheet, is_blank
from gradflow.core.findings import FindingState, Severity
from gradflow.core.folding import visible
from gradflow.core.places import column_letters
from gradflow.core.records import Record
from gradflow.pipeline.told import Told
from gradflow.rules.intake import sheets as told

OWN_NOTE = re.compile(rf"【(?:{'|'.join(one.label for one in (*Severity, *FindingState))})(?:·[^】]{{1,8}})?】")
"""How the comments of returned copies begin."""
MOST_NAMED = 20
MOST_NOTES = 50
SHOWN_LENGTH = 100


def told_of_looks(sheet: Sheet, records: Sequence[Record], fields: Container[int] | None, *, is_copy: bool) -> Iterator[Told]:
    """What is to be told of how the rows of these people look; a hidden column is, if it is one of the form's ``fields``.

    In a returned copy colours are our own marks, and rows are hidden by the filter it asks people to use.
    """
    looks = sheet.looks
    if looks is None:
        yield Told(told.LOOKS_UNSEEN, {})
        return
    people = {row: record for record in records for row in record.rows}
    if is_copy:
        looks = dataclasses.replace(looks, coloured=frozenset(), hidden_rows=frozenset())
    hidden = [f"第{_named(rows)}行" for rows in (sorted(looks.hidden_rows & people.keys()),) if rows]
    columns = [c for c in sorted(looks.hidden_columns) if fields is None or c in fields]
    columns = [column for column in columns if any(not is_blank(sheet.at(row, column)) for row in people)]
    hidden += [f"{'、'.join(column_letters(column) for column in columns)}列"] if columns else []
    hidden += ["这张工作表"] if looks.is_hidden and people else []
    if hidden:
        yield Told(told.HIDDEN, {"what": "、".join(hidden), "why": "(可能是筛选掉的)" if looks.hidden_rows & people.keys() else ""})
    yield from _struck(looks.struck, people)
    coloured = sorted({row for row, _ in looks.coloured} & people.keys())
    if coloured and len(coloured) < len(people):
        yield Told(told.COLOURED, {"rows": _named(coloured)})
    for (row, column), text in sorted(looks.notes.items())[:MOST_NOTES]:
        if visible(text) and not OWN_NOTE.match(visible(text)):
            person = people[row].person if row in people else ""
            yield Told(told.NOTE, {"text": visible(text)[:SHOWN_LENGTH]}, row, person, column)


def _struck(struck: frozenset[tuple[int, int]], people: Mapping[int, Record]) -> Iterator[Told]:
    """A finding for each person of whom something is struck out."""
    rows: dict[int, list[str]] = {}
    for row, column in sorted(struck):
        if row in people:
            rows.setdefault(row, []).append(f"{column_letters(column)}{row}")
    for row, cells in rows.items():
        yield Told(told.STRUCK, {"cells": "、".join(cells)}, row, people[row].person)


def _named(rows: Sequence[int]) -> str:
    shown = "、".join(map(str, rows[:MOST_NAMED]))
    return shown if len(rows) <= MOST_NAMED else f"{shown} 等{len(rows)}"

"""The long lists of report.html as plain data, of which the page shows a part at a time; its texts, masked before they get near it."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

from markupsafe import Markup

from gradflow.forms.loader import Forms
from gradflow.model.cells import Location
from gradflow.model.findings import Finding, Resolution, Severity, weightiest_first
from gradflow.model.masking import Masking, legible, shown, shown_name
from gradflow.model.people import Lane
from gradflow.model.reports import Report
from gradflow.outputs.next_steps import step_texts
from gradflow.outputs.words import UNKNOWN_BRANCH, cell_name, items_text, lane_name, reason_text, state_text
from gradflow.pipeline.progress import open_people
from gradflow.rules.registry import office_advice, title_of


def json_block(data: Any) -> Markup:
    """JSON for ``<script type="application/json">``: no character of it can end the element or be markup."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - < > & are gone


def source_hash(text: str) -> str:
    """The hash by which a Content-Security-Policy allows one inline script or style."""
    return f"'sha256-{b64encode(sha256(text.encode('utf-8')).digest()).decode()}'"


PLAIN_ROWS = 300
"""Rows that stand in the page itself; a browser with scripts turned off shows these only."""
HIDDEN_CHANGE = "号码已改，改在遮住的几位"
"""Said of two numbers that look alike once they are masked."""
NO_FORM = "看不出是哪张表"


class Words:
    """A column of few different texts: each stands once, rows hold its number."""

    def __init__(self, texts: Iterable[str], show: Callable[[str], str] = shown, known: Iterable[str] = ()) -> None:
        self._show = show
        self._numbers: dict[str, int] = {text: number for number, text in enumerate(dict.fromkeys(known))}
        self.rows = [self._numbers.setdefault(text, len(self._numbers)) for text in texts]

    def find(self, text: str) -> int | None:
        """The number of a text, if it has one."""
        return self._numbers.get(text)

    def texts(self) -> list[str]:
        """The texts as the page shows them, by number."""
        return [self._show(text) for text in self._numbers]


Columns = Mapping[str, Words | list[str]]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of each row: its head, and the columns whose texts stand in it, one under the other."""

    head: str
    columns: tuple[str, ...]
    tag: str = "td"


@dataclass(frozen=True)
class Listing:
    """A list: columns of texts, or of numbers of texts where few are different."""

    key: str
    title: str
    of_each: str
    """What a row holds."""
    unit: str
    elsewhere: str
    """The sheet of 汇总.xlsx that holds all of it."""
    cells: tuple[Cell, ...]
    found: Columns
    """The columns."""
    filters: tuple[tuple[str, str], ...] = ()
    """(column, label) of the lists to choose from."""
    note: str = ""
    """Stands above it."""
    is_left_out_empty: bool = False

    @property
    def caption(self) -> str:
        """What a row holds, and where."""
        return f"每行{self.of_each}：{'、'.join(cell.head for cell in self.cells)}"

    @property
    def words(self) -> dict[str, Words]:
        """The columns of numbers."""
        return {column: found for column, found in self.found.items() if isinstance(found, Words)}

    @cached_property
    def rows(self) -> list[tuple[Any, ...]]:
        """Column by column, in their order."""
        return list(zip(*(found.rows if isinstance(found, Words) else found for found in self.found.values()), strict=True))

    def data(self) -> dict[str, Any]:
        """What the page's script gets."""
        columns = list(self.found)
        cells = [[cell.tag, [columns.index(column) for column in cell.columns]] for cell in self.cells]
        texts = [found.texts() if isinstance(found, Words) else None for found in self.found.values()]
        return {"unit": self.unit, "columns": columns, "cells": cells, "texts": texts, "rows": self.rows}

    def plain(self) -> list[dict[str, Any]]:
        """The first rows, column by column, for a page without scripts; and the number of the level, for its colour."""
        texts = {column: words.texts() for column, words in self.words.items()}
        rows = (dict(zip(self.found, row, strict=True)) for row in self.rows[:PLAIN_ROWS])
        return [{**row, **{column: texts[column][row[column]] for column in texts}, "level_number": row.get("level")} for row in rows]

    def pickers(self) -> list[tuple[str, str, list[tuple[int, str]]]]:
        """Column, label and choices of each list to choose from; of one choice there is nothing to choose."""
        found = [(column, label, self.choices(column)) for column, label in self.filters]
        return [picker for picker in found if len(picker[2]) > 1]

    def choices(self, column: str) -> list[tuple[int, str]]:
        """Numbers and texts to filter a column by: rules in order of their codes, all else as it comes."""
        found = list(enumerate(self.words[column].texts()))
        return sorted(found, key=lambda choice: choice[1]) if column == "rule" else found


FINDING_CELLS = (
    Cell("级别", ("level",)), Cell("支部", ("branch",)), Cell("位置", ("form", "spot", "file")), Cell("姓名", ("person",), "th"),
    Cell("栏目", ("field",)), Cell("填写内容", ("value",)), Cell("问题", ("message",)), Cell("怎么改", ("advice",)),
    Cell("规则", ("rule",)), Cell("状态和说明", ("state", "reason")),
)  # fmt: skip


def list_findings(report: Report, forms: Forms) -> Listing:
    """Every finding, the weightiest first."""
    found, masking, corrected = weightiest_first(report.findings), report.masking, report.corrected_sheets
    branches = (f.branch or UNKNOWN_BRANCH for f in report.findings)
    columns: Columns = {
        "level": Words((f.word for f in found), known=(level.label for level in Severity)),
        "branch": Words((f.branch or UNKNOWN_BRANCH for f in found), shown_name, branches),
        "form": Words(map(_annex_finder(report, forms), found), known=_annexes(report, forms)),
        "file": Words((f.where.file for f in found), shown_name),
        "spot": [_spot(f.where) for f in found],
        "person": [shown(f.person) for f in found],
        "field": Words(f.label for f in found),
        "value": [masking.value(f.field, legible(f.value)) for f in found],
        "message": [masking.about(f.field, f.value, legible(f.message)) for f in found],
        "advice": Words(masking.about(f.field, f.value, office_advice(f.code, f.advice)) for f in found),
        "rule": Words((f.code for f in found), _rule),
        "state": Words(state_text(f, corrected) for f in found),
        "reason": [shown(reason_text(f)) for f in found],
    }
    filters = (("branch", "支部"), ("form", "附件"), ("level", "级别"), ("rule", "规则"), ("state", "状态"))
    return Listing("findings", "问题清单", "一处问题", "处", "问题清单", FINDING_CELLS, columns, filters)


def list_people(report: Report, forms: Forms) -> Listing:
    """Everybody with something still open, in branch order."""
    found = open_people(report.person_statuses)
    steps = {id(task.status): "；".join(step_texts(task.steps)) for task in report.tasks}
    columns: Columns = {
        "branch": Words((one.branch or UNKNOWN_BRANCH for one in found), shown_name),
        "person": [shown(one.person.name) or "(没有姓名)" for one in found],
        "open": Words(items_text(one.open, forms) for one in found),
        "next": Words(steps.get(id(one), "") for one in found),
        "days": [str(one.days_open or "") for one in found],
        "notes": [shown(items_text(one.notes, forms)) for one in found],
    }
    cells = (
        Cell("支部", ("branch",)), Cell("姓名", ("person",), "th"), Cell("还没有办完的", ("open",)),
        Cell("下一步", ("next",)), Cell("转出天数", ("days",)), Cell("备注", ("notes",)),
    )  # fmt: skip
    return Listing("people", "还没有办完的人", "一个人", "人", "人员总表", cells, columns, (("branch", "支部"),))


def list_solved(report: Report) -> Listing:
    """Every problem that an earlier returned copy told of and a corrected one has solved."""
    found = report.solved
    columns: Columns = {
        "branch": Words((one.branch or UNKNOWN_BRANCH for one in found), shown_name),
        "file": Words((one.where.file for one in found), shown_name),
        "spot": [_spot(one.where) for one in found],
        "person": [shown(one.person) for one in found],
        "field": Words(one.label for one in found),
        "rule": Words((one.code for one in found), _rule),
        "before": [report.masking.value(one.field, legible(one.before)) or "空白" for one in found],
        "value": [_now(one, report.masking) for one in found],
    }
    cells = (
        Cell("支部", ("branch",)), Cell("位置", ("spot", "file")), Cell("姓名", ("person",), "th"), Cell("栏目", ("field",)),
        Cell("上次指出", ("rule",)), Cell("当时填写", ("before",)), Cell("现在填写", ("value",)),
    )  # fmt: skip
    filters = (("branch", "支部"), ("rule", "规则"))
    return Listing("solved", "已经改好的", "一处已经改好的问题", "处", "问题清单", cells, columns, filters, is_left_out_empty=True)


def _now(outcome: Resolution, masking: Masking) -> str:
    """What stands there now; of a number that looks as before when masked, that it is another."""
    before, after = (masking.value(outcome.field, legible(text)) for text in (outcome.before, outcome.after))
    is_hidden = before == after and outcome.before != outcome.after
    return f"{after}（{HIDDEN_CHANGE}）" if is_hidden else after or "空白"


def _rule(code: str) -> str:
    return f"{code} {title_of(code)}".rstrip()


def _spot(where: Location) -> str:
    return " › ".join(part for part in (shown_name(where.sheet), cell_name(where)) if part)


def _annexes(report: Report, forms: Forms) -> list[str]:
    """The names of all forms and rounds that were handed in, in the notice's order."""
    order = {key: place for place, key in enumerate(forms)}
    found = {s.lane for s in report.sheets}
    return [lane_name(lane, forms) for lane in sorted(found, key=lambda lane: (order.get(lane[0], len(order)), lane[1] or 0))]


def _annex_finder(report: Report, forms: Forms) -> Callable[[Finding], str]:
    """How to tell which form and round a finding concerns: by its sheet, else by its file if that holds one form only."""
    sheets: dict[tuple[str, str | None], set[Lane]] = {}
    for submission in report.sheets:
        for sheet in (submission.sheet, None):
            sheets.setdefault((submission.file, sheet), set()).add(submission.lane)

    def annex_of(finding: Finding) -> str:
        found = sheets.get((finding.where.file, finding.where.sheet)) or sheets.get((finding.where.file, None), set())
        return lane_name(next(iter(found)), forms) if len(found) == 1 else NO_FORM

    return annex_of

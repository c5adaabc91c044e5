"""The two long lists of report.html, findings and people, as plain data: the page shows a part of it at a time.

Texts of report.html: masked before they get near the page, and JSON that a page can hold.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from markupsafe import Markup

from gradflow.forms.loader import Forms
from gradflow.model.cells import Location
from gradflow.model.findings import Finding, FindingState, Outcome, Severity, weightiest_first
from gradflow.model.folding import UNSEEN
from gradflow.model.masking import Masking, masked, masked_name
from gradflow.model.people import Lane
from gradflow.model.reports import Report
from gradflow.model.views import PersonStatus
from gradflow.outputs.next_steps import step_texts
from gradflow.outputs.words import UNKNOWN_BRANCH, cell_name, lane_name, notes_text, open_text, reason_text, state_text
from gradflow.pipeline.progress import open_people
from gradflow.rules.registry import catalogue, office_advice


def shown(text: str) -> str:
    """A text for the page: IDs and phones masked, nothing in it that turns or hides other text."""
    return masked(visible(text))


def shown_name(text: str | None) -> str:
    """The name of a file, sheet or branch: only runs as long as an ID or mobile number are masked."""
    return masked_name(visible(text or ""))


def visible(text: str) -> str:
    """The text without what UTF-8 cannot hold or eyes cannot see."""
    return UNSEEN.sub("", text.encode("utf-8", "replace").decode("utf-8"))


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

    def __init__(self, show: Callable[[str], str] = shown, known: Iterable[str] = ()) -> None:
        """Number the known texts first."""
        self._show = show
        self._numbers: dict[str, int] = {}
        for text in known:
            self.number(text)

    def number(self, text: str) -> int:
        """The number of a text, a new one if need be."""
        return self._numbers.setdefault(text, len(self._numbers))

    def find(self, text: str) -> int | None:
        """The number of a text, if it has one."""
        return self._numbers.get(text)

    def texts(self) -> list[str]:
        """The texts as the page shows them, by number."""
        return [self._show(text) for text in self._numbers]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of each row: its head, and the columns whose texts stand in it, one under the other."""

    head: str
    columns: tuple[str, ...]
    tag: str = "td"


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: rows of texts, or of numbers of texts where ``words`` has a table for the column."""

    key: str
    title: str
    caption: str
    unit: str
    elsewhere: str
    """The sheet of 汇总.xlsx that holds all of it."""
    columns: tuple[str, ...]
    cells: tuple[Cell, ...]
    words: dict[str, Words]
    rows: list[list[Any]]
    filters: tuple[tuple[str, str], ...] = ()
    """(column, label) of the lists to choose from."""

    def data(self) -> dict[str, Any]:
        """What the page's script gets."""
        places = {column: place for place, column in enumerate(self.columns)}
        cells = [[cell.tag, [places[column] for column in cell.columns]] for cell in self.cells]
        texts = [self.words[column].texts() if column in self.words else None for column in self.columns]
        return {"unit": self.unit, "columns": self.columns, "cells": cells, "texts": texts, "rows": self.rows}

    def plain(self) -> list[dict[str, Any]]:
        """The first rows, column by column, for a page without scripts; and the number of the level, for its colour."""
        texts = {column: words.texts() for column, words in self.words.items()}
        rows = (dict(zip(self.columns, row, strict=True)) for row in self.rows[:PLAIN_ROWS])
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
    levels = list(Severity)
    words = {
        "level": Words(known=(level.label for level in levels)), "form": Words(known=_annexes(report, forms)),
        "branch": Words(shown_name, known=(f.branch or UNKNOWN_BRANCH for f in report.findings)),
        "file": Words(shown_name), "field": Words(), "advice": Words(), "rule": Words(_rule), "state": Words(),
    }  # fmt: skip
    annex_of, corrected, masking = _annex_finder(report, forms), report.corrected_sheets, report.masking
    rows = [
        [
            words["level"].number(f.word), words["branch"].number(f.branch or UNKNOWN_BRANCH), words["form"].number(annex_of(f)),
            words["file"].number(f.where.file), _spot(f.where), shown(f.person), words["field"].number(f.label),
            masking.value(f.field, visible(f.value)), masking.about(f.field, f.value, visible(f.message)),
            words["advice"].number(masking.about(f.field, f.value, office_advice(f.code, f.advice))),
            words["rule"].number(f.code), words["state"].number(state_text(f, corrected)), shown(reason_text(f)),
        ]
        for f in weightiest_first(report.findings)
    ]  # fmt: skip
    columns = ("level", "branch", "form", "file", "spot", "person", "field", "value", "message", "advice", "rule", "state", "reason")
    filters = (("branch", "支部"), ("form", "附件"), ("level", "级别"), ("rule", "规则"), ("state", "状态"))
    caption = "每行一处问题：级别、支部、位置、姓名、栏目、填写内容、问题、怎么改、规则、状态和说明"
    return Listing("findings", "问题清单", caption, "处", "问题清单", columns, FINDING_CELLS, words, rows, filters)


def list_people(report: Report, forms: Forms) -> Listing:
    """Everybody with something still open, in branch order."""
    words = {"branch": Words(shown_name), "open": Words(), "next": Words()}
    steps = {id(task.status): "；".join(step_texts(task.steps)) for task in report.tasks}
    rows = [
        [
            words["branch"].number(one.branch or UNKNOWN_BRANCH), shown(one.person.name) or "(没有姓名)",
            words["open"].number(open_text(one, forms)), words["next"].number(steps.get(id(one), "")), str(one.days_open or ""), shown(notes_text(one, forms)),
        ]
        for one in open_people(report.person_statuses)
    ]  # fmt: skip
    cells = (
        Cell("支部", ("branch",)), Cell("姓名", ("person",), "th"), Cell("还没有办完的", ("open",)),
        Cell("下一步", ("next",)), Cell("转出天数", ("days",)), Cell("备注", ("notes",)),
    )  # fmt: skip
    caption = "每行一个人：支部、姓名、还没有办完的、下一步、转出天数、备注"
    columns = ("branch", "person", "open", "next", "days", "notes")
    return Listing("people", "还没有办完的人", caption, "人", "人员总表", columns, cells, words, rows, (("branch", "支部"),))


def list_solved(report: Report) -> Listing:
    """Every problem that an earlier returned copy told of and a corrected one has solved."""
    words = {"branch": Words(shown_name), "file": Words(shown_name), "field": Words(), "rule": Words(_rule)}
    solved = [outcome for outcome in report.outcomes if outcome.state is FindingState.SOLVED]
    rows = [_solved(outcome, words, report.masking) for outcome in solved]
    cells = (
        Cell("支部", ("branch",)), Cell("位置", ("spot", "file")), Cell("姓名", ("person",), "th"), Cell("栏目", ("field",)),
        Cell("上次指出", ("rule",)), Cell("当时填写", ("before",)), Cell("现在填写", ("value",)),
    )  # fmt: skip
    columns = ("branch", "file", "spot", "person", "field", "rule", "before", "value")
    caption = "每行一处已经改好的问题：支部、位置、姓名、栏目、上次指出、当时填写、现在填写"
    return Listing("solved", "已经改好的", caption, "处", "问题清单", columns, cells, words, rows, (("branch", "支部"), ("rule", "规则")))


def _solved(outcome: Outcome, words: dict[str, Words], masking: Masking) -> list[Any]:
    return [
        words["branch"].number(outcome.branch or UNKNOWN_BRANCH), words["file"].number(outcome.where.file), _spot(outcome.where),
        shown(outcome.person), words["field"].number(outcome.label), words["rule"].number(outcome.code),
        masking.value(outcome.field, visible(outcome.before)) or "空白", _now(outcome, masking),
    ]  # fmt: skip


def _now(outcome: Outcome, masking: Masking) -> str:
    """What stands there now; of a number that looks as before when masked, that it is another."""
    before, after = (masking.value(outcome.field, visible(text)) for text in (outcome.before, outcome.after))
    is_hidden = before == after and outcome.before != outcome.after
    return f"{after}（{HIDDEN_CHANGE}）" if is_hidden else after or "空白"


def _rule(code: str) -> str:
    check = catalogue().get(code)
    return f"{code} {check.title}" if check else code


def _spot(where: Location) -> str:
    return " › ".join(part for part in (shown_name(where.sheet), cell_name(where)) if part)


def _annexes(report: Report, forms: Forms) -> list[str]:
    """The names of all forms and rounds that were handed in, in the notice's order."""
    order = {key: place for place, key in enumerate(forms)}
    found = {(s.form, s.round) for s in report.sheets}
    return [lane_name(lane, forms) for lane in sorted(found, key=lambda lane: (order.get(lane[0], len(order)), lane[1] or 0))]


def _annex_finder(report: Report, forms: Forms) -> Callable[[Finding], str]:
    """How to tell which form and round a finding concerns: by its sheet, else by its file if that holds one form only."""
    sheets: dict[tuple[str, str | None], set[Lane]] = {}
    for submission in report.sheets:
        for sheet in (submission.sheet, None):
            sheets.setdefault((submission.file, sheet), set()).add((submission.form, submission.round))

    def annex_of(finding: Finding) -> str:
        found = sheets.get((finding.where.file, finding.where.sheet)) or sheets.get((finding.where.file, None), set())
        return lane_name(next(iter(found)), forms) if len(found) == 1 else NO_FORM

    return annex_of


def open_count(person_statuses: Iterable[PersonStatus]) -> int:
    """How many people have something open."""
    return sum(bool(one.open) for one in person_statuses)

"""A report as pandas DataFrames, for programs: columns are named by field keys, not in words for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from gradflow.forms.loader import Form
from gradflow.model.people import Lane
from gradflow.model.reports import Report
from gradflow.model.views import OpenItem

DataFrame = pd.DataFrame
TEXT, NUMBER, FRACTION, TRUTH = "string", "Int64", "Float64", "boolean"
OF_TYPE = {str: TEXT, int: NUMBER, float: FRACTION}
INDEX = ["file", "sheet", "row"]
FINDINGS = {
    "code": TEXT, "severity": TEXT, "state": TEXT, "is_open": TRUTH, "branch": TEXT, "person": TEXT, "file": TEXT, "sheet": TEXT,
    "row": NUMBER, "cell": TEXT, "field": TEXT, "value": TEXT, "message": TEXT, "advice": TEXT, "reason": TEXT,
}  # fmt: skip
PEOPLE = {
    "name": TEXT, "branch": TEXT, "id_number": TEXT, "landing": TEXT, "days_open": NUMBER, "is_done": TRUTH, "is_listed": TRUTH,
    "open": TEXT, "waits": TEXT,
}  # fmt: skip
"""Of ``open`` and ``waits`` each thing is a line: its kind, and the form it is about (``missing:follow_up_1``)."""


def merged_frame(report: Report, form: Form, number: int | None) -> DataFrame:
    """The accepted rows of a form, of its newest round or of that one; empty where nobody has handed one in.

    Where a number was granted without having been understood, it is missing.
    """
    keys = [one.key for one in form.table.spec.fields if one.is_merged and one.key != "seq"]
    dtypes = {"seq": NUMBER, "branch": TEXT, **{key: OF_TYPE[form.table.kinds[key].shown_as] for key in keys}}
    found = [one for one in report.merged if one.form == form.key and number in {None, one.round}][:1]
    rows = (
        (seq, branch or None, *row) for one in found for seq, (branch, row) in enumerate(zip(one.branches, one.rows, strict=True), start=1)
    )
    frame = _frame(rows, dtypes)
    places = [(place.file, place.sheet, place.row) for one in found for place in one.origins]
    return frame.set_index(pd.MultiIndex.from_frame(DataFrame(places, columns=INDEX)))


def findings_frame(report: Report) -> DataFrame:
    """One finding a row, in the order of the report."""
    return _frame(
        (
            (
                one.code, one.severity.value, one.state.value, one.is_open, one.branch or None, one.person or None,
                one.where.file, one.where.sheet, one.where.row, one.where.cell, one.field, one.value, one.message, one.advice, one.reason,
            )
            for one in report.findings
        ),
        FINDINGS,
    )  # fmt: skip


def people_frame(report: Report, lanes: Sequence[Lane]) -> DataFrame:
    """One person a row, in the order of the report; a column for each of ``lanes`` (form, round) that people are asked for comes last."""
    lanes = [lane for lane in lanes if all(lane in one.states for one in report.person_statuses[:1])]
    return _frame(
        (
            (
                one.person.name, one.branch or None, getattr(one.person.get("id_number"), "text", None), one.landing.value, one.days_open,
                one.is_done, one.is_listed, "\n".join(map(_item, one.open)), "\n".join(map(_item, one.waits)),
                *(one.states[lane].value for lane in lanes),
            )
            for one in report.person_statuses
        ),
        {**PEOPLE, **dict.fromkeys(map(_lane, lanes), TEXT)},
    )  # fmt: skip


def _lane(lane: Lane) -> str:
    form, number = lane
    return f"{form}_{number}" if number else form


def _item(item: OpenItem) -> str:
    return f"{item.kind.value}:{_lane(item.lane)}" if item.lane else item.kind.value


def _frame(rows: Iterable[Sequence[Any]], dtypes: Mapping[str, str]) -> DataFrame:
    frame = DataFrame(rows, columns=list(dtypes), dtype=object)
    numbers = [key for key, dtype in dtypes.items() if dtype in {NUMBER, FRACTION}]
    frame[numbers] = frame[numbers].apply(pd.to_numeric, errors="coerce")
    return frame.astype(dict(dtypes))

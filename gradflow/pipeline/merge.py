"""Merging: accepted rows become the official sheets, rejected ones a list. The one room for pandas."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pandas as pd

from gradflow.core.campaign import Campaign
from gradflow.core.cells import typed_text
from gradflow.core.findings import Finding
from gradflow.core.places import Location
from gradflow.core.records import Record, Submission
from gradflow.core.reports import Merged
from gradflow.core.views import Rejected
from gradflow.forms.loader import Form, Forms

ORDER = ["_branch", "_file", "_sheet", "_row"]


def merge(forms: Forms, submissions: Sequence[Submission], campaign: Campaign) -> tuple[Merged, ...]:
    """The official sheets: accepted rows only; a form in rounds has its newest round first."""
    merged: list[Merged] = []
    for form in forms.values():
        rounds = sorted({s.round or 0 for s in submissions if s.form == form.key}, reverse=True) or [0]
        for place, number in enumerate(rounds):
            own = [s for s in submissions if s.form == form.key and (s.round or 0) == number]
            merged.append(_merged(form, number, own, campaign, is_newest=not place))
    return tuple(merged)


def _merged(form: Form, number: int, submissions: Iterable[Submission], campaign: Campaign, *, is_newest: bool) -> Merged:
    """One sheet: rows in branch order, then in the branch's own order."""
    fields = [field for field in form.table.spec.fields if field.is_merged and field.key != "seq"]
    keys = [field.key for field in fields]
    rows = [
        {
            "_branch": campaign.branch_order(submission.branch)[0],
            "_file": submission.file,
            "_sheet": submission.place_in_book,
            "_row": record.row,
            "_origin": submission.place(record, "name"),
            "branch": submission.branch,
            **{key: _shown(form, record, key) for key in keys},
        }
        for submission in submissions
        for record in submission.accepted()
    ]
    frame = pd.DataFrame(rows, columns=[*ORDER, "_origin", "branch", *keys], dtype=object)
    frame = frame.sort_values(ORDER, kind="stable", ignore_index=True)
    merged = tuple(frame[keys].itertuples(index=False, name=None))
    return Merged(form.key, number or None, is_newest, tuple(keys), merged, tuple(frame["branch"]), tuple(frame["_origin"]))


def _shown(form: Form, record: Record, key: str) -> Any:
    """The value in its one spelling; as typed where it was not understood and the office lets it stand."""
    return typed_text(record.cells.get(key)) if key in record.unknown else form.show(key, record.get(key))


def list_rejected(submissions: Sequence[Submission], campaign: Campaign) -> Iterator[Rejected]:
    """Every row that is not merged, with what is wrong."""
    for submission in sorted(submissions, key=lambda s: (campaign.branch_order(s.branch), s.key)):
        if not (rejected := submission.rejected_rows()):
            continue
        by_row: dict[int | None, list[Finding]] = defaultdict(list)
        for row, findings in submission.findings_by_record().items():
            by_row[row] = [f for f in findings if f.is_error and (f.blocks or row is not None)]
        for record in submission.records:
            if record.row in rejected:
                where = Location(submission.file, submission.sheet, record.row)
                yield Rejected(submission.branch, submission.form, where, record, (*by_row[None], *by_row[record.row]))

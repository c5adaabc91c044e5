"""Merging: accepted rows become the official sheets, rejected ones a list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any

from gradflow.core.campaign import Campaign
from gradflow.core.cells import typed_text
from gradflow.core.findings import Finding
from gradflow.core.places import Location
from gradflow.core.records import Record, Submission
from gradflow.core.reports import Merged
from gradflow.core.views import Rejected
from gradflow.forms.loader import Form, Forms


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
    keys = tuple(field.key for field in form.table.spec.fields if field.is_merged and field.key != "seq")
    placed = [
        ((campaign.branch_order(submission.branch)[0], submission.file, submission.place_in_book, record.row), submission, record)
        for submission in submissions
        for record in submission.accepted()
    ]
    placed.sort(key=itemgetter(0))
    records = [record for _, _, record in placed]
    rows = tuple(zip(*(_shown(form.table, key, records) for key in keys), strict=True))
    branches = tuple(submission.branch for _, submission, _ in placed)
    return Merged(form.key, number or None, is_newest, keys, rows, branches, tuple(s.place(record, "name") for _, s, record in placed))


def _shown(form: Form, key: str, records: Iterable[Record]) -> list[Any]:
    """The values of a column in their one spelling; as typed where one was not understood and the office lets it stand."""
    show = form.kinds[key].show
    return [
        typed_text(record.cells.get(key)) if key in record.unknown else None if (value := record.get(key)) is None else show(value)
        for record in records
    ]


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

"""Merging: accepted rows become the official sheets, rejected ones a list; rows read = both together, counted twice and compared (contract §4.2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gradflow.forms.loader import Form, Forms
from gradflow.model.campaign import Campaign
from gradflow.model.cells import Location, typed_text
from gradflow.model.findings import Severity
from gradflow.model.records import Record, Submission
from gradflow.model.reports import Merged, Report, SubmissionStatus
from gradflow.model.views import Rejected
from gradflow.pipeline.findings import Settled
from gradflow.pipeline.grouping import grouped


def merge(settled: Settled, forms: Forms, campaign: Campaign) -> tuple[Merged, ...]:
    """The official sheets: accepted rows only; a form in rounds has its newest round first."""
    merged: list[Merged] = []
    for form in forms.values():
        rounds = sorted({s.round or 0 for s in settled.counted if s.form == form.key}, reverse=True) or [0]
        for place, number in enumerate(rounds):
            own = [s for s in settled.counted if s.form == form.key and (s.round or 0) == number]
            merged.append(_merged(form, own, campaign, is_newest=not place))
    return tuple(merged)


def _merged(form: Form, submissions: Sequence[Submission], campaign: Campaign, *, is_newest: bool) -> Merged:
    """One sheet: rows in branch order, then in the branch's own order."""
    keys = tuple(field.key for field in form.table.spec.fields if field.is_merged and field.key != "seq")
    entries = [(s, record) for s in submissions for record in s.records if record.row not in s.rejected]
    entries.sort(key=lambda entry: (campaign.branch_order(entry[0].branch)[0], entry[0].file, entry[0].place_in_book, entry[1].row))
    rows = tuple(zip(*(_shown(form.table, key, [record for _, record in entries]) for key in keys), strict=True))
    number = next((submission.round for submission in submissions), None)
    places = tuple(submission.place(record, "name") for submission, record in entries)
    return Merged(form.key, number, is_newest, keys, rows, tuple(submission.branch for submission, _ in entries), places)


def _shown(form: Form, key: str, records: Iterable[Record]) -> list[Any]:
    """The values of a column in their one spelling; as typed where one was not understood and the office lets it stand."""
    show = form.kinds[key].show
    return [
        typed_text(record.cells.get(key)) if key in record.unknown else None if (value := record.values.get(key)) is None else show(value)
        for record in records
    ]


def list_rejected(settled: Settled, campaign: Campaign) -> Iterator[Rejected]:
    """Every row that is not merged, with what is wrong."""
    for submission in sorted(settled.counted, key=lambda s: (campaign.branch_order(s.branch), s.key)):
        if not submission.rejected:
            continue
        told = ((row, f) for row, findings in submission.findings_by_record().items() for f in findings)
        by_row = grouped((row, f) for row, f in told if f.is_error and (f.blocks or row is not None))
        for record in submission.records:
            if record.row in submission.rejected:
                where = Location(submission.file, submission.sheet, record.row)
                yield Rejected(
                    submission.branch, submission.form, where, record, (*by_row[None], *by_row[record.row]), submission.extra_heads
                )


@dataclass(frozen=True, slots=True)
class Sum:
    """Rows as the submissions have them, and as the sheets do."""

    name: str
    """Of a branch, or the key of a form; empty for none, and for all together."""
    files: int
    read: int
    accepted: int
    rejected: int
    in_merged: int
    """Rows of the official sheets."""
    in_rejected: int
    """Rows of 待更正."""
    errors: int = 0
    warnings: int = 0

    @property
    def agrees(self) -> bool:
        """Whether read = accepted + rejected, and both sheets have as many rows."""
        found = (self.accepted + self.rejected, self.in_merged, self.in_rejected)
        return found == (self.read, self.accepted, self.rejected)


def by_branch(report: Report) -> list[Sum]:
    """The figures of every branch, those nobody registered last."""
    receipts = grouped((r.branch or "", r) for r in report.submissions)
    merged = Counter(branch for one in report.merged for branch in one.branches)
    rejected = Counter(row.branch for row in report.rejected)
    told = Counter((finding.branch, finding.severity) for finding in report.findings)
    names = [branch.name for branch in report.campaign.branches]
    names += sorted({*receipts, *(branch for branch, severity in told if branch or severity is not Severity.INFO)} - set(names))
    counts = [(told[name, Severity.ERROR], told[name, Severity.WARNING]) for name in names]
    return [_sum(name, receipts[name], merged[name], rejected[name], *own) for name, own in zip(names, counts, strict=True)]


def by_form(report: Report, forms: Iterable[str]) -> list[Sum]:
    """The same, form by form; files that hold no form are summed too."""
    receipts = grouped((r.form or "", r) for r in report.submissions)
    merged: Counter[str] = Counter()
    for one in report.merged:
        merged[one.form] += len(one.rows)
    rejected = Counter(row.form for row in report.rejected)
    found = [_sum(key, receipts[key], merged[key], rejected[key]) for key in (*forms, "")]
    return [one for one in found if one.name or one.files]


def in_all(sums: Sequence[Sum], report: Report) -> Sum:
    """All together; what stands in a sheet counts even where no line has it."""
    errors, warnings = sum(one.errors for one in sums), sum(one.warnings for one in sums)
    merged = sum(len(one.rows) for one in report.merged)
    found = _sum("", report.submissions, merged, len(report.rejected), errors, warnings)
    return replace(found, files=report.counts["files"])


def _sum(name: str, receipts: Sequence[SubmissionStatus], merged: int, rejected: int, errors: int = 0, warnings: int = 0) -> Sum:
    rows = (sum(r.rows_read for r in receipts), sum(r.rows_accepted for r in receipts), sum(r.rows_rejected for r in receipts))
    return Sum(name, len({r.file for r in receipts if r.file}), *rows, merged, rejected, errors, warnings)

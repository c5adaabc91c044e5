"""Receipts: the state of every submission and of every one that is missing."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from gradflow.core.campaign import Deadline
from gradflow.core.findings import Severity
from gradflow.core.records import Context, Submission
from gradflow.core.reports import FileResult, Receipt
from gradflow.forms.loader import Forms

Key = tuple[str, str, int | None]
NO_FORM_STATES = {True: "not_a_form", False: "unreadable"}


def make_receipts(
    results: Sequence[FileResult],
    counted: Sequence[Submission],
    superseded: Sequence[Submission],
    received: Mapping[str, datetime],
    deadlines: Sequence[Deadline],
    context: Context,
) -> Iterator[Receipt]:
    """One receipt per submission, per file without one, and per branch and form past its day."""
    firsts = _first_received((*counted, *superseded), received)
    due = {(deadline.form, deadline.round): deadline.due_on for deadline in deadlines}
    for submission in counted:
        yield _receipt(submission, received, firsts, due)
    for submission in superseded:
        yield _superseded(_receipt(submission, received, firsts, due))
    for result in results:
        if not result.submissions:
            yield Receipt(
                result.file, None, None, None, None, received.get(result.file), None, None,
                state=NO_FORM_STATES[result.is_readable],
                errors=sum(finding.is_error for finding in result.findings),
            )  # fmt: skip
    for branch in context.campaign.branches:
        for deadline in deadlines:
            handed_in = (branch.name, deadline.form, deadline.round) in firsts
            if not handed_in and context.as_of > deadline.due_on:
                yield Receipt(
                    None, None, deadline.form, branch.name, deadline.round, None, deadline.due_on,
                    "missing", state="missing",
                )  # fmt: skip


def _key(submission: Submission) -> Key:
    return (submission.branch, submission.form, submission.round)


def _first_received(submissions: Iterable[Submission], received: Mapping[str, datetime]) -> dict[Key, datetime]:
    """When the first readable workbook of each branch, form and round came."""
    times: dict[Key, list[datetime]] = defaultdict(list)
    for submission in submissions:
        if submission.branch and submission.file in received:
            times[_key(submission)].append(received[submission.file])
    return {key: min(found) for key, found in times.items()}


def _receipt(
    submission: Submission,
    received: Mapping[str, datetime],
    firsts: Mapping[Key, datetime],
    due: Mapping[tuple[str, int | None], date],
) -> Receipt:
    due_on = due.get((submission.form, submission.round))
    first = firsts.get(_key(submission), received.get(submission.file))
    timeliness = None
    if due_on and first:
        timeliness = "late" if first.date() > due_on else "on_time"
    is_open = any(finding.is_open for finding in submission.findings)
    rows, rejected = len(submission.records), len(submission.rejected_rows())
    count = {s: sum(f.severity is s for f in submission.findings) for s in Severity}
    return Receipt(
        file=submission.file,
        sheet=submission.sheet,
        form=submission.form,
        branch=submission.branch or None,
        round=submission.round,
        received_at=received.get(submission.file),
        due_on=due_on,
        timeliness=timeliness,
        state="returned" if is_open else "clean",
        rows_read=rows,
        rows_accepted=rows - rejected,
        rows_rejected=rejected,
        errors=count[Severity.ERROR],
        warnings=count[Severity.WARNING],
    )


def _superseded(receipt: Receipt) -> Receipt:
    """The receipt of a submission whose rows are counted elsewhere."""
    return dataclasses.replace(receipt, state="superseded", rows_read=0, rows_accepted=0, rows_rejected=0)


def active_deadlines(forms: Forms, context: Context) -> tuple[Deadline, ...]:
    """The campaign's deadlines for forms that exist."""
    return tuple(deadline for deadline in context.campaign.deadlines if deadline.form in forms)

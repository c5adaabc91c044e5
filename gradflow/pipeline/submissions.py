"""Receipts: the state of every submission and of every one that is missing."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from gradflow.forms.loader import Forms
from gradflow.model.findings import FindingState, Severity
from gradflow.model.records import Context, Key, Submission
from gradflow.model.reports import Arrival, Known, Slot, SubmissionState, SubmissionStatus, Timeliness
from gradflow.pipeline.findings import Settled
from gradflow.pipeline.grouping import grouped
from gradflow.pipeline.matching import base_forms
from gradflow.pipeline.versions import Versions


def submission_statuses(
    settled: Settled, versions: Versions, known: Known, remembered: Collection[Slot], forms: Forms, context: Context
) -> list[SubmissionStatus]:
    """One receipt per submission, per file without one, and per branch and form that is gone, or past its day; in the campaign's order, the forms', the rounds'.

    ``remembered``: of whom people are known to have been read.
    """
    order = {key: place for place, key in enumerate((*forms, None))}
    return sorted(
        _statuses(settled, versions, known, remembered, forms, context),
        key=lambda r: (context.campaign.branch_order(r.branch or "\uffff"), order[r.form], r.round or 0, r.file or "", r.sheet or ""),
    )


def _statuses(
    settled: Settled, versions: Versions, known: Known, remembered: Collection[Slot], forms: Forms, context: Context
) -> Iterator[SubmissionStatus]:
    deadlines = context.campaign.deadlines
    counted, superseded = versions.counted, versions.superseded
    firsts = _first_received((*counted, *superseded), known)
    due = {deadline.lane: deadline.due_on for deadline in deadlines}
    receipts = {key: _receipt(one, known, firsts, due) for key, one in settled.sheets.items()}
    returned = _returned(versions, known, receipts)
    receipts = {key: dataclasses.replace(one, was_returned=settled.sheets[key].slot in returned) for key, one in receipts.items()}
    yield from _one_a_file([receipts[one.key] for one in counted], forms)
    yield from _one_a_file([_superseded(receipts[one.key]) for one in superseded], forms)
    for submission in versions.early:
        yield dataclasses.replace(_superseded(receipts[submission.key]), state=SubmissionState.EARLY, timeliness=None)
    for result in settled.results:
        if not result.sheets and not result.is_passed_over:
            yield SubmissionStatus(
                result.file, None, None, None, None, known.received.get(result.file), None, None,
                state=SubmissionState.NOT_A_FORM if result.is_readable else SubmissionState.UNREADABLE,
                is_inferred=result.file in known.inferred,
                errors=sum(finding.is_error for finding in settled.of_files[result.file]),
            )  # fmt: skip
    base = base_forms(forms)
    without_graduates = {s.branch for s in counted if s.is_nil and s.form in base}
    with_some = {s.branch for s in counted if s.form in base} if len(base) > 1 else frozenset[str]()
    for branch in context.campaign.branches:
        for deadline in deadlines:
            is_free = branch.name in without_graduates and forms[deadline.form].spec.is_of_graduates
            is_free = is_free or (deadline.form in base and branch.name in with_some)  # all its people go another way
            slot = (branch.name, deadline.form, deadline.round)
            if slot in firsts or is_free:
                continue
            first, form, number = known.firsts.get(slot), forms.get(deadline.form), deadline.round
            later = (one for one in counted if number and (one.branch, one.form) == slot[:2] and (one.round or 0) > number)
            is_told_since = slot in remembered or any(later) or not (form and form.spec.has_people)
            lacking = SubmissionStatus(
                None, None, deadline.form, branch.name, deadline.round, None, deadline.due_on, Timeliness.MISSING, SubmissionState.MISSING
            )
            if first and first.date() <= context.as_of and is_told_since:
                yield dataclasses.replace(
                    lacking, received_at=first, first_at=first, timeliness=_timeliness(first, deadline.due_on),
                    state=SubmissionState.GONE, was_returned=slot in returned,
                )  # fmt: skip
            elif context.as_of > deadline.due_on:
                yield lacking


def _timeliness(first: datetime, due_on: date) -> Timeliness:
    return Timeliness.LATE if first.date() > due_on else Timeliness.ON_TIME


def _first_received(submissions: Iterable[Submission], known: Known) -> dict[Slot, Arrival]:
    """When the first readable workbook of each branch, form and round came."""
    came = (one for one in submissions if one.branch and one.file in known.received)
    times = grouped((one.slot, known.arrival(one.file)) for one in came)
    for key, at in known.firsts.items():
        if key in times:
            times[key].append(Arrival(at))
    return {key: min(found) for key, found in times.items()}


def _returned(versions: Versions, known: Known, receipts: Mapping[Key, SubmissionStatus]) -> set[Slot]:
    """Branches, forms and rounds that have something to correct or explain, had so before, or sent a copy that told of it.

    What was returned and is now nothing amiss, as it stands, was not the branch's fault: the office granted it, or changed a setting.
    """
    standing = {(*one.slot, one.content) for one in versions.counted if not receipts[one.key].explained}
    found: set[Slot] = {one[:3] for one in known.returned - standing}
    replaced = {(*one.slot, one.source) for one in versions.superseded}
    for one in versions.counted:
        is_corrected = one.memory.findings and any((*one.slot, source) in replaced for source in one.memory.sources)
        if is_corrected or receipts[one.key].state is SubmissionState.RETURNED:
            found.add(one.slot)
    return found


def _receipt(
    submission: Submission, known: Known, firsts: Mapping[Slot, Arrival], due: Mapping[tuple[str, int | None], date]
) -> SubmissionStatus:
    due_on = due.get(submission.lane)
    came = known.arrival(submission.file) if submission.file in known.received else None
    first = firsts.get(submission.slot, came)
    is_open = any(finding.is_open for finding in submission.findings)
    count = {s: sum(f.severity is s for f in submission.findings) for s in Severity}
    return SubmissionStatus(
        file=submission.file,
        sheet=submission.sheet,
        form=submission.form,
        branch=submission.branch or None,
        round=submission.round,
        received_at=came.at if came else None,
        due_on=due_on,
        timeliness=_timeliness(first.at, due_on) if due_on and first else None,
        state=SubmissionState.RETURNED if is_open else SubmissionState.NIL if submission.is_nil else SubmissionState.CLEAN,
        first_at=first.at if first else None,
        is_inferred=bool(came and came.is_inferred),
        is_first_inferred=bool(first and first.is_inferred),
        rows_read=len(submission.records),
        rows_accepted=len(submission.records) - len(submission.rejected),
        rows_rejected=len(submission.rejected),
        errors=count[Severity.ERROR],
        warnings=count[Severity.WARNING],
        explained=sum(f.state is FindingState.EXPLAINED for f in submission.findings),
    )


def _superseded(receipt: SubmissionStatus) -> SubmissionStatus:
    """The receipt of a submission whose rows are counted elsewhere."""
    return dataclasses.replace(receipt, state=SubmissionState.SUPERSEDED, rows_read=0, rows_accepted=0, rows_rejected=0)


def _one_a_file(receipts: Sequence[SubmissionStatus], forms: Forms) -> Iterator[SubmissionStatus]:
    """Cards of one branch in one workbook have one receipt together."""
    cards = {key for key, form in forms.items() if form.spec.is_card}
    together = grouped(((r.file, r.form, r.branch, 0 if r.form in cards else number), r) for number, r in enumerate(receipts, start=1))
    for group in together.values():
        figures = {name: sum(getattr(one, name) for one in group) for name in FIGURES}
        state = next(state for state in (*WORST_FIRST, group[0].state) if any(one.state is state for one in group))
        yield dataclasses.replace(group[0], sheet=group[0].sheet if len(group) == 1 else None, state=state, **figures)


FIGURES = ("rows_read", "rows_accepted", "rows_rejected", "errors", "warnings", "explained")
WORST_FIRST = (SubmissionState.RETURNED, SubmissionState.CLEAN)

"""findings.json: everything, for programs; ID and phone numbers masked (contract §3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from gradflow.model.campaign import GrantUse
from gradflow.model.findings import Change, Finding, FindingState, Outcome
from gradflow.model.masking import Masking, masked, masked_name, masked_value
from gradflow.model.reports import Report, SubmissionState, SubmissionStatus
from gradflow.model.views import Appraisal, Shortfall, Situation, StepCount, Task

NAME = "findings.json"
Told = Mapping[str, object]
"""What a part of the document is made of."""


class Part(BaseModel):
    """A part of the document; nothing undeclared gets in."""

    model_config = ConfigDict(extra="forbid")


class Counts(Part):
    """Figures; rows_read is always rows_accepted + rows_rejected."""

    files: int
    rows_read: int
    rows_accepted: int
    rows_rejected: int
    errors: int
    warnings: int


class OwedPart(Part):
    """Everybody ever read, by branch, form and round: ever_read is always the sum of the four that follow."""

    ever_read: int
    merged: int
    to_correct: int
    in_question: int
    """Each is named in a finding."""
    released: int
    people: int
    """Distinct people."""


class SubmissionPart(Part):
    """One submission; ``file`` is null for a missing one."""

    file: str | None
    sheet: str | None
    form: str | None
    branch: str | None
    round: int | None
    received_at: datetime | None
    timeliness: Literal["on_time", "late", "missing"] | None
    state: Literal["clean", "returned", "nil", "early", "unreadable", "superseded", "not_a_form"] | None
    rows_read: int
    rows_accepted: int
    rows_rejected: int


class FindingPart(Part):
    """One finding; ``cell`` is null for one on a whole file, sheet or row."""

    file: str
    sheet: str | None
    cell: str | None
    row: int | None
    field: str | None
    person: str | None
    branch: str | None
    severity: Literal["error", "warning", "info"]
    beta: bool
    """Whether its rule is on trial; the severity is then info."""
    state: Literal["new", "pending", "miscorrected", "explained", "granted"]
    code: str
    message: str
    advice: str
    value: str
    reason: str


class ChangePart(Part):
    """One value gradflow changed on its own."""

    file: str
    sheet: str | None
    cell: str | None
    field: str
    before: str
    after: str


class NotRunPart(Part):
    """A rule that could not run on some people, and what is missing."""

    code: str
    title: str
    people: int
    missing: str


class SolvedPart(Part):
    """A problem that an earlier returned copy told of, and that is gone."""

    file: str
    sheet: str | None
    cell: str | None
    person: str | None
    branch: str | None
    code: str
    title: str
    before: str
    after: str


class ProgressPart(Part):
    """How many merged rows of a branch's form have a step behind them: the field that closes it is filled in."""

    form: str
    round: int | None
    branch: str | None
    until: str
    done: int
    total: int


class GrantPart(Part):
    """An error the office lets stand."""

    code: str
    person: str
    branch: str
    form: str
    round: int | None
    granted_by: str
    granted_on: date
    reason: str
    is_used: bool


class AppraisalPart(Part):
    """Points off for each shortfall, and the branches in the campaign's order."""

    weights: dict[Shortfall, float]
    branches: list[Appraisal]


class StepPart(Part):
    """One thing to do with somebody."""

    situation: Situation
    due_on: date | None
    """Null where the day somebody joined is not known, or the probationary year has been prolonged."""


class TaskPart(Part):
    """Somebody who is to be called, in the order of the sheet 回访任务."""

    branch: str | None
    person: str | None
    phone: str | None
    """Null where only rows hold it that must be corrected first."""
    steps: list[StepPart]
    """The most pressing first."""
    last_contact: date | None


class Document(Part):
    """The whole of findings.json."""

    schema_: Literal[1] = 1
    as_of: str
    counts: Counts
    owed: OwedPart
    submissions: list[SubmissionPart]
    findings: list[FindingPart]
    changes: list[ChangePart]
    not_run: list[NotRunPart]
    solved: list[SolvedPart]
    grants: list[GrantPart]
    progress: list[ProgressPart]
    tasks: list[TaskPart]
    appraisal: AppraisalPart

    model_config = ConfigDict(extra="forbid", alias_generator=lambda name: name.rstrip("_"), populate_by_name=True)


def document(report: Report) -> Document:
    """The document, masked."""
    masking, owed = report.masking, report.owed
    return Document.model_validate({
        "schema": 1,
        "as_of": report.as_of.isoformat(),
        "counts": dict(report.counts),
        "owed": {"ever_read": owed.ever_read, **{place.value: count for place, count in owed.units.items()}, "people": sum(owed.people.values())},
        "submissions": [*map(_submission, report.receipts)],
        "findings": [_finding(finding, masking) for finding in report.findings],
        "changes": [_change(change, masking) for change in report.changes],
        "not_run": [{"code": one.code, "title": one.title, "people": one.people, "missing": one.missing} for one in report.not_run],
        "solved": [_solved(outcome, masking) for outcome in report.outcomes if outcome.state is FindingState.SOLVED],
        "grants": [*map(_grant, report.grants)],
        "progress": [*map(_progress, report.steps)],
        "tasks": [*map(_task, report.tasks)],
        "appraisal": _appraisal(report),
    })  # fmt: skip


def _appraisal(report: Report) -> Told:
    branches = [replace(one, branch=_name(one.branch) or "") for one in report.appraisals]
    return {"weights": report.campaign.appraisal.model_dump(), "branches": branches}


def _change(change: Change, masking: Masking) -> Told:
    where, field = change.where, change.field
    return {
        "file": _name(where.file) or "", "sheet": _name(where.sheet), "cell": where.cell, "field": field,
        "before": masking.value(field, _text(change.before)), "after": masking.value(field, _text(change.after)),
    }  # fmt: skip


def _submission(receipt: SubmissionStatus) -> Told:
    data = {name: getattr(receipt, name) for name in SubmissionPart.model_fields}
    texts = {name: _name(text) for name, text in data.items() if isinstance(text, str)}
    state = None if receipt.state is SubmissionState.MISSING else receipt.state
    return {**data, **texts, "state": state}


def _finding(finding: Finding, masking: Masking) -> Told:
    where, field, value = finding.where, finding.field, _text(finding.value)
    return {
        "file": _name(where.file) or "", "sheet": _name(where.sheet), "cell": where.cell, "row": where.row,
        "field": field, "person": _optional(finding.person), "branch": _name(finding.branch),
        "severity": finding.severity.value, "beta": finding.is_beta, "state": finding.state, "code": finding.code,
        "message": masking.about(field, value, _text(finding.message)), "advice": masking.about(field, value, _text(finding.advice)),
        "value": masking.value(field, value), "reason": _masked(finding.reason),
    }  # fmt: skip


def _solved(outcome: Outcome, masking: Masking) -> Told:
    where, field = outcome.where, outcome.field
    return {
        "file": _name(where.file) or "", "sheet": _name(where.sheet), "cell": where.cell, "person": _optional(outcome.person),
        "branch": _name(outcome.branch), "code": outcome.code, "title": outcome.title,
        "before": masking.value(field, _text(outcome.before)), "after": masking.value(field, _text(outcome.after)),
    }  # fmt: skip


def _grant(use: GrantUse) -> Told:
    grant = use.grant
    return {
        "code": grant.code, "person": _masked(grant.person), "branch": _name(grant.branch) or "", "form": grant.form, "round": grant.round,
        "granted_by": _masked(grant.granted_by), "granted_on": grant.granted_on, "reason": _masked(grant.reason), "is_used": use.is_used,
    }  # fmt: skip


def _progress(one: StepCount) -> Told:
    form, number = one.lane
    return {"form": form, "round": number, "branch": _name(one.branch), "until": one.until, "done": one.done, "total": one.total}


def _task(task: Task) -> Told:
    one, phone = task.status, task.status.values["phone"]
    return {
        "branch": _name(one.branch), "person": _optional(one.person.name), "phone": None if phone is None else masked_value(_text(phone)),
        "steps": [{"situation": step.situation, "due_on": step.day} for step in task.steps], "last_contact": task.last_contact,
    }  # fmt: skip


def _text(text: str) -> str:
    """Text without lone surrogates, which UTF-8 cannot hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _masked(text: str) -> str:
    return masked(_text(text))


def _name(text: str | None) -> str | None:
    """A file, sheet or branch name: only runs as long as an ID or mobile number are masked."""
    return masked_name(_text(text)) if text else None


def _optional(text: str | None) -> str | None:
    return _masked(text) if text else None


def write_findings(path: Path, contents: Document) -> None:
    """Write the document: UTF-8, one key a line, the same bytes for the same report."""
    path.write_text(contents.model_dump_json(by_alias=True, indent=1) + "\n", "utf-8", newline="\n")


def json_schema() -> dict[str, Any]:
    """The JSON Schema of findings.json (committed as docs/findings.schema.json)."""
    return Document.model_json_schema(by_alias=True, mode="serialization")

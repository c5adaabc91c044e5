"""findings.json: everything, for programs; ID and phone numbers masked (contract §3). docs/findings.schema.json is its schema."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

from gradflow.model.cells import Location
from gradflow.model.findings import Change, Finding, Resolution
from gradflow.model.masking import Masking, masked, masked_name, masked_value
from gradflow.model.people import NotRun
from gradflow.model.reports import Report
from gradflow.model.views import Appraisal, Shortfall, Situation, Task

NAME = "findings.json"
Told = Mapping[str, object]
"""What a part of the document is made of."""


def _text(text: str) -> str:
    """Text without lone surrogates, which UTF-8 cannot hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _shown(mask: Callable[[str], str], otherwise: str | None = "") -> BeforeValidator:
    """How a part takes a text: masked; ``otherwise`` stands for an empty one."""
    return BeforeValidator(lambda text: mask(_text(text)) if text else otherwise)


Name = Annotated[str, _shown(masked_name)]
"""Of a file, sheet or branch: only runs as long as an ID or mobile number are masked."""
NameOrNull = Annotated[str | None, _shown(masked_name, None)]
Masked = Annotated[str, _shown(masked)]
MaskedOrNull = Annotated[str | None, _shown(masked, None)]


class Part(BaseModel):
    """A part of the document; nothing undeclared gets in."""

    model_config = ConfigDict(extra="forbid")


SCHEMA_KEYS = ConfigDict(extra="forbid", alias_generator=lambda name: name.rstrip("_"), populate_by_name=True)
"""Of a whole document: its ``schema`` has a name of another kind in Python."""


class PlacedPart(Part):
    """What stands somewhere: ``sheet`` is null for a whole file, ``cell`` for a whole file, sheet or row."""

    file: Name
    sheet: NameOrNull
    cell: str | None


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

    file: NameOrNull
    sheet: NameOrNull
    form: str | None
    branch: NameOrNull
    round: int | None
    received_at: datetime | None
    timeliness: Literal["on_time", "late", "missing"] | None
    state: Literal["clean", "returned", "nil", "early", "unreadable", "superseded", "not_a_form"] | None
    rows_read: int
    rows_accepted: int
    rows_rejected: int


class FindingPart(PlacedPart):
    """One finding; ``cell`` is null for one on a whole file, sheet or row."""

    row: int | None
    field: str | None
    person: MaskedOrNull
    branch: NameOrNull
    severity: Literal["error", "warning", "info"]
    beta: bool
    """Whether its rule is on trial; the severity is then info."""
    state: Literal["new", "pending", "miscorrected", "explained", "granted"]
    code: str
    message: str
    advice: str
    value: str
    reason: Masked


class ChangePart(PlacedPart):
    """One value gradflow changed on its own."""

    field: str
    before: str
    after: str


class SolvedPart(PlacedPart):
    """A problem that an earlier returned copy told of, and that is gone."""

    person: MaskedOrNull
    branch: NameOrNull
    code: str
    title: str
    before: str
    after: str


class ProgressPart(Part):
    """How many merged rows of a branch's form have a step behind them: the field that closes it is filled in."""

    form: str
    round: int | None
    branch: NameOrNull
    until: str
    done: int
    total: int


class GrantPart(Part):
    """An error the office lets stand."""

    code: str
    person: Masked
    branch: Name
    form: str
    round: int | None
    granted_by: Masked
    granted_on: date
    reason: Masked
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

    branch: NameOrNull
    person: MaskedOrNull
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
    not_run: list[NotRun]
    solved: list[SolvedPart]
    grants: list[GrantPart]
    progress: list[ProgressPart]
    tasks: list[TaskPart]
    appraisal: AppraisalPart

    model_config = SCHEMA_KEYS


def _told(kind: type[Part], one: object, where: Location | None = None, /, **more: object) -> Told:
    """What a part tells: what stands under the same names in something, or where that is found, but for what is given."""
    told = more if where is None else {"file": where.file, "sheet": where.sheet, "cell": where.cell, **more}
    return {name: told[name] if name in told else getattr(one, name) for name in kind.model_fields}


def document(report: Report) -> Document:
    """The document, masked."""
    masking = report.masking
    return Document.model_validate({
        "schema": 1,
        "as_of": report.as_of.isoformat(),
        **counts_and_owed(report),
        "submissions": [
            _told(SubmissionPart, one, state=one.state if one.file else None) for one in report.submissions
        ],
        "findings": [_finding(finding, masking) for finding in report.findings],
        "changes": [changed(ChangePart, change, masking) for change in report.changes],
        "not_run": report.not_run,
        "solved": [changed(SolvedPart, one, masking) for one in report.solved],
        "grants": [_told(GrantPart, use.grant, is_used=use.is_used) for use in report.grants],
        "progress": [_told(ProgressPart, one, form=one.lane[0], round=one.lane[1]) for one in report.steps],
        "tasks": [*map(_task, report.tasks)],
        "appraisal": {
            "weights": report.campaign.appraisal.model_dump(),
            "branches": [replace(one, branch=masked_name(_text(one.branch))) for one in report.appraisals],
        },
    })  # fmt: skip


def counts_and_owed(report: Report) -> Told:
    """The figures of a report, and the sum of everybody ever read."""
    owed = report.owed
    places = {place.value: count for place, count in owed.units.items()}
    return {"counts": dict(report.counts), "owed": {"ever_read": owed.ever_read, **places, "people": sum(owed.people.values())}}


def _finding(finding: Finding, masking: Masking) -> Told:
    field, value = finding.field, _text(finding.value)
    message, advice = (masking.about(field, value, _text(text)) for text in (finding.message, finding.advice))
    return _told(
        FindingPart, finding, finding.where, row=finding.where.row, severity=finding.severity.value, beta=finding.is_beta,
        message=message, advice=advice, value=masking.value(field, value),
    )  # fmt: skip


def changed(kind: type[Part], one: Change | Resolution, masking: Masking, **more: object) -> Told:
    """What a value was, and what it is now; all of it masked by the part or here, but for what is given."""
    before, after = (masking.value(one.field, _text(text)) for text in (one.before, one.after))
    return _told(kind, one, one.where, before=before, after=after, **more)


def _task(task: Task) -> Told:
    one, phone = task.status, task.status.values["phone"]
    return {
        "branch": one.branch, "person": one.person.name, "phone": None if phone is None else masked_value(_text(phone)),
        "steps": [{"situation": step.situation, "due_on": step.day} for step in task.steps], "last_contact": task.last_contact,
    }  # fmt: skip


def write_findings(path: Path, contents: Part) -> None:
    """Write a document: UTF-8, one key a line, the same bytes for the same report. Raises OSError."""
    path.write_text(contents.model_dump_json(by_alias=True, indent=1) + "\n", "utf-8", newline="\n")

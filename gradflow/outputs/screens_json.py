"""What status, diff and remind show, for programs; ID and phone numbers masked, in the parts of findings.json (docs/screens.schema.json)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from gradflow.forms.loader import Forms
from gradflow.model.findings import FindingState, Resolution
from gradflow.model.masking import Masking
from gradflow.model.people import Lane
from gradflow.model.reports import Report
from gradflow.model.views import ItemKind, PersonStatus
from gradflow.outputs.briefing import paragraph
from gradflow.outputs.findings_json import (
    Counts,
    Masked,
    MaskedOrNull,
    Name,
    NameOrNull,
    OwedPart,
    Part,
    PlacedPart,
    changed,
    counts_and_owed,
)
from gradflow.pipeline.progress import Cell, CellState, Progress, open_people


class StandingPart(Part):
    """How a branch stands with one form and round."""

    form: str
    round: int | None
    state: CellState
    received_at: datetime | None
    days_late: int
    """Calendar days."""
    is_nil: bool
    merged: int
    """Cards, of ``wanted``; 0 of 0 for forms of one workbook a branch."""
    wanted: int
    returned: int


class OpenItemPart(Part):
    """One thing that is open of somebody."""

    kind: ItemKind
    form: str | None
    round: int | None


class OpenPersonPart(Part):
    """Somebody with something to do."""

    person: Masked
    days_open: int | None
    """Calendar days since transfer."""
    open: list[OpenItemPart]


class BranchPart(Part):
    """One branch; the name is empty for people whose branch is not known."""

    branch: Name
    people: int
    forms: list[StandingPart]
    open: list[OpenPersonPart]


class StatusDocument(Part):
    """``gradflow status --format json``."""

    as_of: date
    counts: Counts
    owed: OwedPart
    branches: list[BranchPart]
    paragraph: Masked


class OutcomePart(PlacedPart):
    """What became of one problem that was told, or one that is new."""

    branch: NameOrNull
    row: int | None
    person: MaskedOrNull
    state: FindingState
    code: str
    title: str
    field: str | None
    before: str
    after: str
    message: str


class DiffDocument(Part):
    """``gradflow diff --format json``."""

    outcomes: list[OutcomePart]


class MessagePart(Part):
    """The message for one branch."""

    branch: Name
    text: Masked


class RemindDocument(Part):
    """``gradflow remind --format json``."""

    messages: list[MessagePart]
    not_needed: list[Name]
    """Branches with nothing to be asked for."""


def status_document(report: Report, progress: Progress, forms: Forms) -> StatusDocument:
    """How far everybody is."""
    names = [*progress.cells, *([""] if progress.person_statuses.get("") else [])]
    return StatusDocument.model_validate({
        "as_of": report.as_of, **counts_and_owed(report), "paragraph": paragraph(report, forms),
        "branches": [_branch(name, report, progress) for name in names],
    })  # fmt: skip


def _branch(name: str, report: Report, progress: Progress) -> Mapping[str, Any]:
    people = progress.person_statuses.get(name, ())
    asked = open_people((*people, *(one for one in report.earlier if one.branch == name)))
    return {
        "branch": name, "people": len(people), "forms": [_standing(*told) for told in progress.cells.get(name, {}).items()],
        "open": [*map(_open_person, asked)],
    }  # fmt: skip


def _standing(lane: Lane, cell: Cell) -> Mapping[str, Any]:
    first = cell.first
    return {
        "form": lane[0], "round": lane[1], "state": cell.state, "is_nil": cell.is_nil, "merged": cell.merged, "wanted": cell.wanted,
        "returned": cell.returned, "received_at": first.received_at if first else None, "days_late": first.days_late if first else 0,
    }  # fmt: skip


def _open_person(one: PersonStatus) -> Mapping[str, Any]:
    lanes = ((item.kind, *(item.lane or (None, None))) for item in one.open)
    items = [{"kind": kind, "form": form, "round": number} for kind, form, number in lanes]
    return {"person": one.person.name, "days_open": one.days_open, "open": items}


def diff_document(outcomes: Iterable[Resolution], masking: Masking) -> DiffDocument:
    """What became of what was returned."""
    return DiffDocument.model_validate({"outcomes": [_outcome(one, masking) for one in outcomes]})


def _outcome(one: Resolution, masking: Masking) -> Mapping[str, Any]:
    message = masking.about(one.field, one.after, one.message)
    return changed(OutcomePart, one, masking, row=one.where.row, field=one.field or None, message=message)


def remind_document(texts: Mapping[str, str], not_needed: Iterable[str]) -> RemindDocument:
    """The messages."""
    messages = [{"branch": branch, "text": text} for branch, text in texts.items()]
    return RemindDocument.model_validate({"messages": messages, "not_needed": [*not_needed]})

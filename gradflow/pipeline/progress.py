"""How each branch stands with each form and round: the matrix of status, reminders and reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from gradflow.core.people_owed import Lane
from gradflow.core.records import Context
from gradflow.core.reports import Receipt, Report, SubmissionState, Timeliness
from gradflow.core.views import FormState, Standing
from gradflow.forms.loader import Forms
from gradflow.pipeline.matching import base_form
from gradflow.pipeline.standing import lanes


class CellState(StrEnum):
    """What is to be said first of a branch's form and round."""

    EMPTY = "empty"
    NOT_NEEDED = "not_needed"
    """The branch has nobody."""
    EARLY = "early"
    """It came before the round began."""
    DUE_TODAY = "due_today"
    PARTLY = "partly"
    """Some cards are not merged."""
    DONE = "done"
    RETURNED = "returned"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the matrix."""

    state: CellState
    first: Receipt | None = None
    """The submission that tells when it came; of cards, one that was late."""
    is_nil: bool = False
    merged: int = 0
    """Cards, of ``wanted``."""
    wanted: int = 0
    """As many as the roster lists or the office knows, whichever are more."""
    returned: int = 0
    """Cards to be corrected."""

    @property
    def is_late(self) -> bool:
        """Whether it came after its day."""
        return self.first is not None and self.first.timeliness is Timeliness.LATE


@dataclass(frozen=True, slots=True)
class Progress:
    """The matrix: branch -> form and round -> what stands there."""

    lanes: tuple[Lane, ...]
    cells: Mapping[str, Mapping[Lane, Cell]]
    receipts: Mapping[tuple[str, Lane], Sequence[Receipt]]
    standings: Mapping[str, Sequence[Standing]]


def progress_of(report: Report, forms: Forms, context: Context) -> Progress:
    """Work out the matrix for all branches of the campaign, and for people whose branch is not known."""
    wanted = tuple(lanes(forms, context))
    receipts: dict[tuple[str, Lane], list[Receipt]] = defaultdict(list)
    for receipt in report.receipts:
        if receipt.form:
            receipts[receipt.branch or "", (receipt.form, receipt.round)].append(receipt)
    people: dict[str, list[Standing]] = defaultdict(list)
    for standing in report.standings:
        people[standing.branch].append(standing)
    cells: dict[str, dict[Lane, Cell]] = defaultdict(dict)
    base = base_form(forms)
    for branch in report.campaign.branches:
        has_nobody = any(r.state is SubmissionState.NIL for r in receipts[branch.name, (base, None)])
        for lane in wanted:
            found = receipts[branch.name, lane]
            if has_nobody and not found and lane[0] != base:
                cell = Cell(CellState.NOT_NEEDED)
            elif forms[lane[0]].spec.layout == "card":
                cell = _cards(lane, found, people[branch.name], branch.members)
            else:
                cell = _cell(found, is_today=context.campaign.due_on(*lane) == context.as_of)
            cells[branch.name][lane] = cell
    return Progress(wanted, cells, receipts, people)


def _cards(lane: Lane, receipts: Sequence[Receipt], people: Sequence[Standing], members: int) -> Cell:
    """How many cards are merged, and how many are to be corrected."""
    listed = [one for one in people if one.is_listed] or people
    wanted = max(len(listed), members)
    merged = sum(one.states.get(lane) is FormState.MERGED for one in listed)
    returned = sum(one.states.get(lane) is FormState.TO_CORRECT for one in people)
    late = next((receipt for receipt in receipts if receipt.days_late), None)
    state = CellState.EMPTY if not wanted else CellState.DONE if merged == wanted else CellState.PARTLY
    if late is None and any(receipt.state is SubmissionState.MISSING for receipt in receipts):
        state = CellState.MISSING
    elif returned:
        state = CellState.RETURNED
    return Cell(state, late, merged=merged, wanted=wanted, returned=returned)


def _cell(receipts: Sequence[Receipt], *, is_today: bool) -> Cell:
    states = {receipt.state for receipt in receipts}
    first = next((receipt for receipt in receipts if receipt.state.counts), None)
    if SubmissionState.MISSING in states:
        return Cell(CellState.MISSING)
    if first is None and SubmissionState.EARLY in states:
        return Cell(CellState.EARLY)
    if first is None:
        return Cell(CellState.DUE_TODAY if is_today else CellState.EMPTY)
    if SubmissionState.RETURNED in states:
        return Cell(CellState.RETURNED, first)
    return Cell(CellState.DONE, first, is_nil=SubmissionState.NIL in states)


def open_people(standings: Iterable[Standing]) -> list[Standing]:
    """The people with something still open."""
    return [standing for standing in standings if standing.open]

"""How each branch stands with each form and round (the matrix), which forms are complete, and the figures at the head of every report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from gradflow.forms.loader import Forms
from gradflow.model.campaign import Branch
from gradflow.model.findings import FindingState, Severity
from gradflow.model.people import Lane, Place
from gradflow.model.records import Context
from gradflow.model.reports import Report, SubmissionState, SubmissionStatus, Timeliness
from gradflow.model.views import FormState, Landing, Milestone, PersonStatus
from gradflow.pipeline.grouping import grouped
from gradflow.pipeline.matching import base_forms
from gradflow.pipeline.person_status import lanes

SOON = 7
"""Days before a deadline from which a form that is not in yet is called to mind, and its branches are named."""


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
    first: SubmissionStatus | None = None
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
    submissions: Mapping[tuple[str, Lane], Sequence[SubmissionStatus]]
    person_statuses: Mapping[str, Sequence[PersonStatus]]
    awaited: Mapping[Lane, Sequence[Branch]]
    """Form and round -> the branches that are to hand it in next."""


AWAITED = frozenset({CellState.EMPTY, CellState.DUE_TODAY, CellState.MISSING})


def progress_of(report: Report, forms: Forms, context: Context) -> Progress:
    """Work out the matrix for all branches of the campaign, and for people whose branch is not known."""
    wanted = tuple(lanes(forms, context))
    receipts = grouped(((r.branch or "", r.lane), r) for r in report.submissions if r.form)
    people = grouped((standing.branch, standing) for standing in report.person_statuses)
    cells: dict[str, dict[Lane, Cell]] = defaultdict(dict)
    base = base_forms(forms)
    for branch in report.campaign.branches:
        has_nobody = any(r.state is SubmissionState.NIL for key in base for r in receipts[branch.name, (key, None)])
        for lane in wanted:
            found = receipts[branch.name, lane]
            if has_nobody and not found and lane[0] not in base and forms[lane[0]].spec.is_of_graduates:
                cell = Cell(CellState.NOT_NEEDED)
            elif forms[lane[0]].spec.is_card:
                cell = _cards(lane, found, people[branch.name], branch.members)
            else:
                cell = _cell(found, is_today=context.campaign.due_on(*lane) == context.as_of)
            cells[branch.name][lane] = cell
    awaited = grouped((lane, branch) for branch in report.campaign.branches for lane in _next_of(cells[branch.name], forms, context))
    return Progress(wanted, cells, receipts, people, awaited)


def _next_of(cells: Mapping[Lane, Cell], forms: Forms, context: Context) -> list[Lane]:
    """What a branch is to hand in next: of all that is not in and whose time has come, what is due first.

    Of a round the time comes when the one before it is over, of the first when the roster is.
    """
    campaign, found = context.campaign, []
    for lane, cell in cells.items():
        form, number = lane
        due_on, first = campaign.due_on(*lane), [campaign.due_on(key) for key in base_forms(forms)]
        before = [day for day in (first if number == 1 else [campaign.due_on(form, number - 1)] if number else ()) if day]
        if due_on and cell.state in AWAITED and all(day < context.as_of for day in before):
            found.append((due_on, lane))
    return [lane for due_on, lane in found if due_on == min(found)[0]]


def _cards(lane: Lane, receipts: Sequence[SubmissionStatus], people: Sequence[PersonStatus], members: int) -> Cell:
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


def _cell(receipts: Sequence[SubmissionStatus], *, is_today: bool) -> Cell:
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


def open_people(person_statuses: Iterable[PersonStatus]) -> list[PersonStatus]:
    """The people with something still open."""
    return [standing for standing in person_statuses if standing.open]


def milestones(report: Report, forms: Forms, context: Context) -> Iterator[Milestone]:
    """The forms that are complete, in the notice's order, the latest begun with what comes next; ``context`` knows the registered branches."""
    wanted, names, base = lanes(forms, context), {branch.name for branch in report.campaign.branches}, base_forms(forms)
    came = grouped((r.lane, r) for r in report.submissions if r.state.counts)
    begun = [lane for lane in wanted if lane in came]
    for lane in begun:
        (form, number), is_last = lane, lane == begun[-1]
        elsewhere = base if forms[form].spec.is_of_graduates else ()
        nil = {r.branch for r in report.submissions if r.state is SubmissionState.NIL and (r.lane == lane or r.form in elsewhere)}
        if names <= {r.branch for r in came[lane]} | nil and _is_merged_whole(lane, came[lane], report, forms):
            is_base, is_card = form in base, forms[form].spec.is_card
            later = (one for one in wanted if one[1] and (is_base or (one[0] == form and one[1] > (number or 0))))
            yield Milestone(
                lane, len(names), len(nil & names),
                people=sum(r.rows_accepted for r in came[lane]),
                warnings=sum(r.warnings - r.explained for r in came[lane]),
                unread=len({r.file for r in report.submissions if r.state.is_unread and r.errors}),
                has_cards_next=is_last and is_card,
                has_letters_next=is_last and is_base,
                round_next=next(later, None) if is_last and not is_card else None,
            )  # fmt: skip


def _is_merged_whole(lane: Lane, receipts: Sequence[SubmissionStatus], report: Report, forms: Forms) -> bool:
    """Whether nothing of a form and round is to correct or in question, and everybody listed has a card on one of cards."""
    if any(r.errors or r.rows_rejected for r in receipts):
        return False
    if any(one.place is Place.IN_QUESTION and one.kept.lane == lane for one in report.owed.absent):
        return False
    is_card = forms[lane[0]].spec.is_card
    return not is_card or all(one.states.get(lane) is FormState.MERGED for one in report.person_statuses if one.is_listed)


@dataclass(frozen=True, slots=True)
class Headline:
    """Counts of one report; shares are (part, whole)."""

    files: int
    rows_read: int
    rows_accepted: int
    rows_rejected: int
    people: int
    """Distinct people as all forms together tell them: done + waiting + open."""
    done: int
    """With nothing left to do, now or later (已办结)."""
    waiting: int
    """With nothing to do now, but something not yet due (还没到期)."""
    open: int
    """With something to do (没有办完)."""
    errors: int
    warnings: int
    explained: int
    """Of the warnings."""
    infos: int
    trials: int
    changes: int
    respelt: int
    """Of the changes those that leave the value as it was (只改写法)."""
    missing: int
    """Branch by form and round, past its day and not in."""
    late: int
    in_time: tuple[int, int]
    """In time, of all that came or should have come by now."""
    landed: tuple[int, int]
    """Landed by merged rows, of all listed who are to leave."""

    @property
    def reworded(self) -> int:
        """Changes of more than the spelling (改了内容)."""
        return self.changes - self.respelt


def how_far(people: Collection[PersonStatus]) -> dict[str, int]:
    """``people`` = ``done`` + ``waiting`` + ``open``, as ``Headline`` tells them."""
    done, open_ = sum(one.is_done for one in people), len(open_people(people))
    return {"people": len(people), "done": done, "waiting": len(people) - done - open_, "open": open_}


@lru_cache(maxsize=1)
def headline(report: Report) -> Headline:
    """Count a report, once for all who show it."""
    counts, person_statuses = report.counts, report.person_statuses
    trials = sum(f.is_beta for f in report.findings)
    timeliness = {(r.branch, r.form, r.round): r.timeliness for r in report.submissions if r.timeliness}
    came = list(timeliness.values())
    listed = [one.landing for one in person_statuses if one.is_listed]
    return Headline(
        files=counts["files"], rows_read=counts["rows_read"], rows_accepted=counts["rows_accepted"], rows_rejected=counts["rows_rejected"],
        **how_far(person_statuses),
        errors=counts["errors"], warnings=counts["warnings"],
        explained=sum(f.state is FindingState.EXPLAINED and f.severity is Severity.WARNING for f in report.findings),
        infos=report.count(Severity.INFO) - trials, trials=trials,
        changes=len(report.changes), respelt=sum(change.is_spelling for change in report.changes),
        missing=came.count(Timeliness.MISSING), late=came.count(Timeliness.LATE), in_time=(came.count(Timeliness.ON_TIME), len(came)),
        landed=(listed.count(Landing.LANDED), sum(not one.stays for one in listed)),
    )  # fmt: skip

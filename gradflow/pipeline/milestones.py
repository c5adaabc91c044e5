"""Forms that everybody has handed in and that are merged whole: what may go upwards, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gradflow.core.people_owed import Lane, Place
from gradflow.core.records import Context
from gradflow.core.reports import Receipt, Report, SubmissionState
from gradflow.core.views import FormState, Milestone
from gradflow.forms.loader import Forms
from gradflow.pipeline.matching import base_form
from gradflow.pipeline.standing import lanes


def milestones(report: Report, forms: Forms, context: Context) -> Iterator[Milestone]:
    """The forms that are complete, in the notice's order, the latest begun with what comes next; ``context`` knows the registered branches."""
    wanted = lanes(forms, context)
    begun = [lane for lane in wanted if _of(lane, report)]
    for lane in begun:
        if _is_complete(lane, report, forms):
            yield _milestone(lane, report, forms, wanted if lane == begun[-1] else ())


def _of(lane: Lane, report: Report) -> list[Receipt]:
    return [r for r in report.receipts if (r.form, r.round) == lane and r.state.counts]


def _nil(lane: Lane, report: Report, forms: Forms) -> set[str | None]:
    """Branches that say that they have nobody, here or in the roster."""
    base = base_form(forms)
    return {r.branch for r in report.receipts if r.state is SubmissionState.NIL and ((r.form, r.round) == lane or r.form == base)}


def _is_complete(lane: Lane, report: Report, forms: Forms) -> bool:
    receipts = _of(lane, report)
    came = {r.branch for r in receipts} | _nil(lane, report, forms)
    if not {branch.name for branch in report.campaign.branches} <= came or any(r.errors or r.rows_rejected for r in receipts):
        return False
    if any(one.place is Place.IN_QUESTION and one.kept.lane == lane for one in report.owed.absent):
        return False
    is_card = forms[lane[0]].spec.layout == "card"
    return not is_card or all(one.states.get(lane) is FormState.MERGED for one in report.standings if one.is_listed)


def _milestone(lane: Lane, report: Report, forms: Forms, wanted: Sequence[Lane]) -> Milestone:
    receipts, names = _of(lane, report), {branch.name for branch in report.campaign.branches}
    form, number = lane
    is_base, is_card = form == base_form(forms), forms[form].spec.layout == "card"
    following = next((one for one in wanted if one[1] and (is_base or (one[0] == form and one[1] > (number or 0)))), None)
    return Milestone(
        lane, len(names), len(_nil(lane, report, forms) & names),
        people=sum(r.rows_accepted for r in receipts),
        warnings=sum(r.warnings - r.explained for r in receipts),
        unread=len({r.file for r in report.receipts if r.state.is_unread and r.errors}),
        has_cards_next=bool(wanted) and is_card,
        has_letters_next=bool(wanted) and is_base,
        round_next=None if is_card else following,
    )  # fmt: skip

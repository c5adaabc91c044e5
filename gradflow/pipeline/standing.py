"""Standings: how far each person's transfer is, and what is still open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from gradflow.core.campaign import Campaign
from gradflow.core.forms import in_round
from gradflow.core.people import Person
from gradflow.core.records import Context, Key, Record, Submission
from gradflow.core.reports import Standing
from gradflow.forms.loader import Forms
from gradflow.pipeline.matching import base_form
from gradflow.pipeline.rounds import due_days
from gradflow.rules.calendar_months import months_after
from gradflow.rules.intake.sheets import OTHER_COHORT, OTHER_COLLEGE
from gradflow.rules.landing import has_ended, is_landed, latest_follow_up, stays
from gradflow.rules.membership import believable, is_prolonged, latest_status

Slot = tuple[str, int | None]
"""A form and its round."""
NOT_LANDED, NO_RECEIPT, PROBATION = "还没有转入", "回执没有反馈", "预备期"
"""How open items and notes begin, for those who pick people by them."""
LANDED, OPEN, NOT_VISITED, TO_CHECK, KEPT, ENDED = "已转入", "未转入", "未回访", "转入待核", "保留在校", "不再转接"
"""How far a membership is (``Standing.landing``): by merged rows only; 转入待核 is whose latest follow-up row must be corrected first."""
DAY = timedelta(days=1)
ACCEPTED, REJECTED, ABSENT, DUE, NOTHING = "已汇总", "待更正", "没有", "未交", ""


def slots(forms: Forms, context: Context) -> list[Slot]:
    """Every form and round a branch hands in, in the notice's order."""
    found: list[Slot] = []
    for key, form in forms.items():
        rounds: Iterable[int | None] = due_days(context.campaign, key) if form.spec.in_rounds else (None,)
        found.extend((key, number) for number in rounds)
    return found


def slot_name(slot: Slot, forms: Forms) -> str:
    """附件2, 附件3第1次."""
    return in_round(forms[slot[0]].spec.annex if slot[0] in forms else slot[0], slot[1])


def standings(people: Sequence[Person], submissions: Sequence[Submission], forms: Forms, context: Context) -> Iterator[Standing]:
    """One standing per person, in branch order, then in the order of the forms."""
    handed_in = {(s.branch, s.form, s.round) for s in submissions}
    rejected = {s.key: s.rejected_rows() for s in submissions}
    others = {s.key for s in submissions if _is_of_others(s)}
    wanted, base = slots(forms, context), base_form(forms)
    asked_by = min((d.due_on for d in context.campaign.deadlines if d.round), default=None)
    for person in sorted(people, key=lambda person: context.campaign.branch_order(person.branch)[0]):
        states = {slot: _state(person, slot, handed_in, rejected, context) for slot in wanted}
        is_listed = any(s.form == base and s.key not in others for s, _ in person.entries)
        merged = Person(tuple(entry for entry in person.entries if entry[1].row not in rejected[entry[0].key]))
        landing = _landing(person, merged)
        to_land = list(_still_to_land(merged, landing, asked_by, context))
        todo = [
            *_open_forms(states, person, forms, context, landing, is_listed=is_listed),
            *(text for text, day in to_land if day is None or context.as_of > day),
            *_overdue(merged, context),
        ]
        waits = list(_waits(states, forms, context, landing)) if is_listed or states.get((base, None)) == NOTHING else []
        waits += [
            f"{text}，{day.month}月{day.day}日到期" for text, day in to_land if day and context.as_of <= day and landing != NOT_VISITED
        ]
        days = (context.as_of - context.campaign.graduated_on).days
        yield Standing(
            person, person.branch, states, merged=merged, landing=landing, open=tuple(todo), waits=tuple(waits),
            days_open=days if days > 0 and landing in {OPEN, NOT_VISITED, TO_CHECK} else None,
            notes=tuple(_notes(merged, landing, context)), is_listed=is_listed,
        )  # fmt: skip


def _is_of_others(submission: Submission) -> bool:
    """Whether the sheet is of another cohort or college: the people on it are not this campaign's."""
    return any(finding.code in {OTHER_COHORT.code, OTHER_COLLEGE.code} for finding in submission.findings)


def _state(
    person: Person,
    slot: Slot,
    handed_in: set[tuple[str, str, int | None]],
    rejected: Mapping[Key, frozenset[int]],
    context: Context,
) -> str:
    entry = person.of(*slot) if slot[1] else person.of(slot[0])
    if entry:
        submission, record = entry
        return REJECTED if record.row in rejected[submission.key] else ACCEPTED
    if (person.branch, *slot) in handed_in:
        return ABSENT
    due = context.campaign.due_on(*slot)
    if not due or context.as_of <= due:
        return NOTHING
    return DUE if person.branch else ABSENT  # no branch is known that handed in nothing


def last_day(campaign: Campaign) -> date | None:
    """The day by which everybody has landed: the last round's."""
    return max((deadline.due_on for deadline in campaign.deadlines if deadline.round), default=None)


def due_day(slot: Slot, forms: Forms, campaign: Campaign) -> date | None:
    """The day from which it is amiss that a form is not in: its deadline; of a card without one, the roster's."""
    own = campaign.due_on(*slot)
    is_card = forms[slot[0]].spec.layout == "card"
    return campaign.due_on(base_form(forms)) if own is None and is_card else own


def _open_forms(
    states: Mapping[Slot, str], person: Person, forms: Forms, context: Context, landing: str, *, is_listed: bool
) -> Iterator[str]:
    """Forms to hand in or to correct; a round is closed once the person stands in a later one, and none is open before it is due.

    A round that is late keeps nobody open who has landed, or stays: only the branch's sheet is missing.
    Somebody no roster lists may be a name misspelt: only that is said.
    """
    base = base_form(forms)
    latest = {submission.form: submission.round or 0 for submission, _ in person.rounds() if not submission.is_refused}
    for slot, state in states.items():
        if slot[1] and slot[1] < latest.get(slot[0], 0):
            continue
        name = slot_name(slot, forms)
        is_roster = forms[slot[0]].spec.layout == "roster"
        due_on = due_day(slot, forms, context.campaign)
        is_due = due_on is None or context.as_of > due_on
        if state == REJECTED:
            yield f"{name}待更正"
        elif not is_listed and slot[0] != base:
            continue
        elif state == DUE:
            if not (slot[1] and landing in {LANDED, KEPT, ENDED}):
                yield f"{name}没有交"
        elif is_roster and (state == ABSENT or (not is_listed and due_on is None)):
            yield f"{name}里没有这个人"
        elif state in {ABSENT, NOTHING} and not is_roster and is_due:
            yield f"没有{name}"


def _waits(states: Mapping[Slot, str], forms: Forms, context: Context, landing: str) -> Iterator[str]:
    """What is still to come and not yet due; follow-up only as long as nobody was asked."""
    for slot, state in states.items():
        due_on = due_day(slot, forms, context.campaign)
        if state in {NOTHING, ABSENT} and due_on and context.as_of <= due_on and (not slot[1] or landing == NOT_VISITED):
            yield f"{slot_name(slot, forms)}{due_on.month}月{due_on.day}日到期"
            if slot[1]:
                return


def _landing(person: Person, merged: Person) -> str:
    """How far the membership is: whoever stays, then whose latest row must be corrected first, then whoever was not asked, then the rest."""
    entry, told = latest_follow_up(person), latest_follow_up(merged)
    if stays(merged):
        return ENDED if has_ended(merged) else KEPT
    if entry is None:
        return NOT_VISITED
    if told is None or told[1] is not entry[1]:
        return TO_CHECK
    return LANDED if is_landed(told[1]) else OPEN


def _still_to_land(merged: Person, landing: str, asked_by: date | None, context: Context) -> Iterator[tuple[str, date | None]]:
    """Whether anybody was asked, the membership has arrived, the receipt is back; each with the last day it may still be to come."""
    entry = latest_follow_up(merged)
    if landing == NOT_VISITED and asked_by:
        yield "还没有回访", asked_by
    elif entry and landing == OPEN:
        yield f"{NOT_LANDED}({reason_of(entry[1])})", last_day(context.campaign) if entry[1].get("not_landed_reason") else None
    elif entry and landing == LANDED and entry[1].get("receipt") not in {"yes", "online"}:
        landed_on = entry[1].get("landed_on")
        yield NO_RECEIPT, months_after(landed_on.last, context.limits["receipt_months"]) - DAY if landed_on else None


def reason_of(record: Record) -> str:
    """The reason a follow-up row gives, or that it gives none."""
    return str(record.get("not_landed_reason") or "没有写明原因")


def _overdue(person: Person, context: Context) -> Iterator[str]:
    """A probationary year that is over."""
    end = probation_end(person, context)
    if end and end <= context.as_of.isoformat():
        yield f"{PROBATION}{end}已满"


def _notes(merged: Person, landing: str, context: Context) -> Iterator[str]:
    """A probationary year that will end within the transfer; a membership that stays or has ended."""
    end = probation_end(merged, context)
    if end and end > context.as_of.isoformat():
        yield f"{PROBATION}{end}满"
    entry = latest_follow_up(merged)
    if landing == ENDED:
        yield "已去世或已出党"
    elif entry and landing == KEPT:
        yield f"组织关系保留({reason_of(entry[1])})"


def probation_end(person: Person, context: Context) -> str | None:
    """When a still probationary member's year ends, if by three months after graduation; None too where it has been prolonged."""
    status, joined = latest_status(person), believable(person, context)
    if not status or status[1] != "probationary" or not joined or is_prolonged(person):
        return None
    end = months_after(joined.last, context.limits["probation_months"])
    last = months_after(context.campaign.graduated_on, context.limits["transition_months"])
    return end.isoformat() if end <= max(last, context.as_of) else None

"""Standings: how far each person's transfer is, and what is still open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from gradflow.core.campaign import Campaign
from gradflow.core.people import Entry, Person
from gradflow.core.people_owed import Lane
from gradflow.core.records import Context, Record, Submission
from gradflow.core.views import FormState, Item, ItemKind, Landing, Standing
from gradflow.forms.loader import Forms
from gradflow.pipeline.matching import base_form
from gradflow.pipeline.register import Register, reason_of
from gradflow.pipeline.rounds import due_days
from gradflow.rules.calendar_months import months_after
from gradflow.rules.intake.sheets import OTHER_COHORT, OTHER_COLLEGE
from gradflow.rules.landing import has_ended, is_landed, latest_follow_up, stays
from gradflow.rules.membership import believable, is_prolonged, latest_status

STRANGE = frozenset({OTHER_COHORT.code, OTHER_COLLEGE.code})
"""What is said of a sheet of another cohort or college: the people on it are not this campaign's."""
DAY = timedelta(days=1)
HAS_CARD_OPEN = frozenset({FormState.ABSENT, FormState.NOT_DUE})


def lanes(forms: Forms, context: Context) -> list[Lane]:
    """Every form and round a branch hands in, in the notice's order."""
    found: list[Lane] = []
    for key, form in forms.items():
        rounds: Iterable[int | None] = due_days(context.campaign, key) if form.spec.in_rounds else (None,)
        found.extend((key, number) for number in rounds)
    return found


def last_day(campaign: Campaign) -> date | None:
    """The day by which everybody has landed: the last round's."""
    return max((deadline.due_on for deadline in campaign.deadlines if deadline.round), default=None)


def due_day(lane: Lane, forms: Forms, campaign: Campaign) -> date | None:
    """The day from which it is amiss that a form is not in: its deadline; of a card without one, the roster's."""
    own = campaign.due_on(*lane)
    is_card = forms[lane[0]].spec.layout == "card"
    return campaign.due_on(base_form(forms)) if own is None and is_card else own


def standings(people: Sequence[Person], submissions: Sequence[Submission], forms: Forms, context: Context) -> Iterator[Standing]:
    """One standing per person, in branch order, then in the order of the forms."""
    judge = _Judge(submissions, forms, context)
    return map(judge.standing, sorted(people, key=lambda person: context.campaign.branch_order(person.branch)[0]))


@dataclass(frozen=True, slots=True)
class _Due:
    """A form and round with what is the same for everybody."""

    lane: Lane
    is_roster: bool
    is_base: bool
    day: date | None
    """From which it is amiss that it is not in."""
    is_over: bool
    """Whether that day is over, or there is none."""
    is_overdue: bool
    """Whether it has a deadline of its own that is over."""


class _Judge:
    """What the standings of a run share."""

    def __init__(self, submissions: Sequence[Submission], forms: Forms, context: Context) -> None:
        self.forms, self.context = forms, context
        self.handed_in = {(s.branch, s.form, s.round) for s in submissions}
        self.rejected = {s.key: s.rejected_rows() for s in submissions}
        self.refused = {s.key for s in submissions if s.is_refused}
        self.strange = {s.key for s in submissions if any(finding.code in STRANGE for finding in s.findings)}
        self.base = base_form(forms)
        self.register = Register(submissions, forms, context)
        self.last_day = last_day(context.campaign)
        self.asked_by = min((d.due_on for d in context.campaign.deadlines if d.round), default=None)
        days = (context.as_of - context.campaign.graduated_on).days
        self.days_open = days if days > 0 else None

    @cached_property
    def dues(self) -> list[_Due]:
        """Every form and round."""
        found, today, campaign = [], self.context.as_of, self.context.campaign
        for lane in lanes(self.forms, self.context):
            own, day = campaign.due_on(*lane), due_day(lane, self.forms, campaign)
            is_roster = self.forms[lane[0]].spec.layout == "roster"
            found.append(_Due(lane, is_roster, lane[0] == self.base, day, day is None or today > day, own is not None and today > own))
        return found

    def standing(self, person: Person) -> Standing:
        """How far one person is."""
        keys = [submission.key for submission, _ in person.entries]
        accepted = tuple(e for e, key in zip(person.entries, keys, strict=True) if e[1].row not in self.rejected[key])
        merged = person if len(accepted) == len(keys) else Person(accepted)
        latest, told = latest_follow_up(person), latest_follow_up(merged)
        landing, end = _landing(merged, latest, told), probation_end(merged, self.context)
        is_listed = any(s.form == self.base and key not in self.strange for (s, _), key in zip(person.entries, keys, strict=True))
        states = self._states(person)
        still = list(self._still_to_land(told[1] if told else None, landing))
        is_over = end is not None and end <= self.context.as_of
        probation = [Item(ItemKind.PROBATION_OVER if is_over else ItemKind.PROBATION_ENDS, day=end)] if end else []
        late = [item for item in still if item.day is None or self.context.as_of > item.day]
        waits = self._waits(states, landing) if is_listed or states.get((self.base, None)) is FormState.NOT_DUE else ()
        values = self.register.values(person, merged, told, landing)
        counts = self.register.counts(merged, told, landing, probation) if is_listed else self.register.UNLISTED
        return Standing(
            person, person.branch, states, merged, told, landing,
            days_open=self.days_open if landing in {Landing.OPEN, Landing.NOT_ASKED, Landing.TO_CHECK} else None,
            open=(*self._open_forms(states, person, landing, is_listed=is_listed), *late, *(probation if is_over else ())),
            waits=(*waits, *(item for item in still if item not in late and landing is not Landing.NOT_ASKED)),
            notes=(*(() if is_over else probation), *_notes(landing, told)),
            is_listed=is_listed, values=values, counts=counts,
        )  # fmt: skip

    def _states(self, person: Person) -> dict[Lane, FormState]:
        places: dict[Lane, Entry] = {}
        for entry in person.entries:
            places.setdefault((entry[0].form, entry[0].round), entry)
            places.setdefault((entry[0].form, None), entry)
        branch = person.branch
        return {due.lane: self._state(due, places.get(due.lane), branch) for due in self.dues}

    def _state(self, due: _Due, entry: Entry | None, branch: str) -> FormState:
        if entry:
            return FormState.TO_CORRECT if entry[1].row in self.rejected[entry[0].key] else FormState.MERGED
        if (branch, *due.lane) in self.handed_in:
            return FormState.ABSENT
        if not due.is_overdue:
            return FormState.NOT_DUE
        return FormState.MISSING if branch else FormState.ABSENT  # no branch is known that handed in nothing

    def _open_forms(self, states: Mapping[Lane, FormState], person: Person, landing: Landing, *, is_listed: bool) -> Iterator[Item]:
        """Forms to hand in or to correct; a round is closed once the person stands in a later one, and none is open before it is due.

        A round that is late keeps nobody open who has landed, or stays: only the branch's sheet is missing.
        Somebody no roster lists may be a name misspelt: only that is said.
        """
        latest = {s.form: s.round for s, _ in person.entries if s.round is not None and s.key not in self.refused}
        for due in self.dues:
            form, number = due.lane
            if number and number < latest.get(form, 0):
                continue
            state = states[due.lane]
            if state is FormState.TO_CORRECT:
                yield Item(ItemKind.TO_CORRECT, due.lane)
            elif not is_listed and not due.is_base:
                continue
            elif state is FormState.MISSING:
                if not (number and (landing is Landing.LANDED or landing.stays)):
                    yield Item(ItemKind.MISSING, due.lane)
            elif due.is_roster and (state is FormState.ABSENT or (not is_listed and due.day is None)):
                yield Item(ItemKind.NOT_LISTED, due.lane)
            elif state in HAS_CARD_OPEN and not due.is_roster and due.is_over:
                yield Item(ItemKind.NO_CARD, due.lane)

    def _waits(self, states: Mapping[Lane, FormState], landing: Landing) -> Iterator[Item]:
        """What is still to come and not yet due; follow-up only as long as nobody was asked."""
        for due in self.dues:
            is_round = due.lane[1] is not None
            if not due.is_over and states[due.lane] in HAS_CARD_OPEN and (not is_round or landing is Landing.NOT_ASKED):
                yield Item(ItemKind.FORM_DUE, due.lane, due.day)
                if is_round:
                    return

    def _still_to_land(self, told: Record | None, landing: Landing) -> Iterator[Item]:
        """Whether anybody was asked, the membership has arrived, the receipt is back."""
        if landing is Landing.NOT_ASKED and self.asked_by:
            yield Item(ItemKind.NOT_ASKED, day=self.asked_by)
        elif told and landing is Landing.OPEN:
            reason = reason_of(told)
            yield Item(ItemKind.NOT_LANDED, day=self.last_day if reason else None, reason=reason)
        elif told and landing is Landing.LANDED and told.get("receipt") not in {"yes", "online"}:
            landed_on = told.get("landed_on")
            day = months_after(landed_on.last, self.context.limits["receipt_months"]) - DAY if landed_on else None
            yield Item(ItemKind.NO_RECEIPT, day=day)


def _landing(merged: Person, latest: Entry | None, told: Entry | None) -> Landing:
    """How far the membership is: whoever stays, then whose latest row must be corrected first, then whoever was not asked, then the rest."""
    if stays(merged):
        return Landing.ENDED if has_ended(merged) else Landing.KEPT
    if latest is None:
        return Landing.NOT_ASKED
    if told is None or told[1] is not latest[1]:
        return Landing.TO_CHECK
    return Landing.LANDED if is_landed(told[1]) else Landing.OPEN


def _notes(landing: Landing, told: Entry | None) -> Iterator[Item]:
    """A membership that stays or has ended."""
    if landing is Landing.ENDED:
        yield Item(ItemKind.ENDED)
    elif told and landing is Landing.KEPT:
        yield Item(ItemKind.KEPT, reason=reason_of(told[1]))


def probation_end(person: Person, context: Context) -> date | None:
    """When a still probationary member's year ends, if by three months after graduation; None too where it has been prolonged."""
    status, joined = latest_status(person), believable(person, context)
    if not status or status[1] != "probationary" or not joined or is_prolonged(person):
        return None
    end = months_after(joined.last, context.limits["probation_months"])
    last = months_after(context.campaign.graduated_on, context.limits["transition_months"])
    return end if end <= max(last, context.as_of) else None

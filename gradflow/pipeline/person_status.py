"""How far each person's transfer is, and what is still open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from gradflow.forms.loader import Forms
from gradflow.kinds.destinations import says_not_ours
from gradflow.model.campaign import Campaign
from gradflow.model.findings import FindingState
from gradflow.model.folding import squeezed
from gradflow.model.people import Entry, Lane, Person
from gradflow.model.records import Context, Record, Submission
from gradflow.model.views import FormState, ItemKind, Landing, OpenItem, PersonStatus, Statistic
from gradflow.pipeline.figures import first_open
from gradflow.pipeline.findings import Settled
from gradflow.pipeline.grouping import grouped
from gradflow.pipeline.matching import base_forms
from gradflow.pipeline.register import Register, has_receipt, reason_of
from gradflow.pipeline.rounds import due_days
from gradflow.rules.landing import has_ended, is_landed, latest_follow_up, stays, told_not_transferable
from gradflow.rules.letters import told_not_transferred
from gradflow.rules.membership import believable, is_prolonged
from gradflow.rules.people import MISSING
from gradflow.rules.regulations import months_after
from gradflow.rules.sheets import OTHER_COHORT, OTHER_COLLEGE

STRANGE = frozenset({OTHER_COHORT.code, OTHER_COLLEGE.code})
"""What is found on sheets of another campaign: their people are counted while they lie there, and never kept."""
DAY = timedelta(days=1)
STILL_OUT = frozenset({FormState.ABSENT, FormState.NOT_DUE})
MERGED, TO_CORRECT = FormState.MERGED, FormState.TO_CORRECT
LANDED, OPEN, NOT_ASKED = Landing.LANDED, Landing.OPEN, Landing.NOT_ASKED
"""Looked up once, for they are asked of everybody."""
NOT_TRANSFERRED = frozenset({told_not_transferred.code, told_not_transferable.code})
"""What is told where a remark says that there is nothing to transfer."""
NOT_THERE = frozenset({OPEN, NOT_ASKED, Landing.TO_CHECK})


def lanes(forms: Forms, context: Context) -> list[Lane]:
    """Every form and round a branch hands in, in the notice's order."""
    found: list[Lane] = []
    for key, form in forms.items():
        days = due_days(context.campaign, key) if form.spec.in_rounds else {}
        if days or not (form.spec.in_rounds and form.spec.is_of_graduates):
            found.extend((key, number) for number in days or (None,))
    return found


def first_day(campaign: Campaign) -> date | None:
    """The day by which everybody has been asked: the first round's."""
    return min((deadline.due_on for deadline in campaign.deadlines if deadline.round), default=None)


def last_day(campaign: Campaign) -> date | None:
    """The day by which everybody has landed: the last round's."""
    return max((deadline.due_on for deadline in campaign.deadlines if deadline.round), default=None)


def due_day(lane: Lane, forms: Forms, campaign: Campaign) -> date | None:
    """The day from which it is amiss that a form is not in: its deadline; of a card, or a form that must have something, without one the roster's."""
    own, spec = campaign.due_on(*lane), forms[lane[0]].spec
    has_rosters_day = own is None and (spec.is_card or spec.must_have)
    return next((day for key in base_forms(forms) if (day := campaign.due_on(key))), None) if has_rosters_day else own


def person_statuses(people: Sequence[Person], settled: Settled, forms: Forms, context: Context) -> Iterator[PersonStatus]:
    """One standing per person, in branch order, then in the order of the forms; none for those who stand on forms about others only."""
    judge = _Judge(settled, forms, context, people)
    people = [one for one in people if any(not forms[s.form].spec.is_beyond(record.values) for s, record in one.entries)]
    return map(judge.standing, sorted(people, key=lambda person: context.campaign.branch_order(person.branch)[0]))


def _let_go(settled: Settled, people: Sequence[Person], cohort: int) -> Iterator[int]:
    """Ids of the people of whom the office, or the branch in so many words, confirmed that there is nothing to transfer; namesakes of a branch are not told apart by name."""
    confirmed = {
        (one.key, finding.where.row)
        for one in settled.counted for finding in one.findings if finding.code in NOT_TRANSFERRED
        and (finding.state is FindingState.GRANTED or says_not_ours(squeezed(finding.reason), cohort))
    }  # fmt: skip
    names = {
        (finding.branch, squeezed(finding.person))
        for one in settled.counted for finding in one.findings if finding.code == MISSING.code and finding.state is FindingState.GRANTED
    }  # fmt: skip
    if confirmed or names:
        named = grouped(((person.branch, squeezed(person.name)), person) for person in people)
        yield from (id(own[0]) for who, own in named.items() if who in names and len(own) == 1)
        yield from (id(person) for person in people if any((one.key, record.row) in confirmed for one, record in person.entries))


Stand = tuple[Lane, FormState, bool]
"""Form and round of a sheet somebody is on, how they stand there, and whether the sheet is refused."""


@dataclass(frozen=True, slots=True)
class _Due:
    """A form and round with what is the same for everybody."""

    lane: Lane
    is_roster: bool
    is_expected: bool
    """Whether everybody has to be on it."""
    day: date | None
    """From which it is amiss that it is not in."""
    is_over: bool
    """Whether that day is over, or there is none."""
    is_overdue: bool
    """Whether it has a deadline of its own that is over."""

    @classmethod
    def of(cls, lane: Lane, forms: Forms, context: Context) -> _Due:
        spec, today = forms[lane[0]].spec, context.as_of
        own, day = context.campaign.due_on(*lane), due_day(lane, forms, context.campaign)
        is_over, is_overdue = day is None or today > day, own is not None and today > own
        return cls(lane, spec.layout == "roster", spec.expects_everyone, day, is_over, is_overdue)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What is the same for everybody on a sheet."""

    rejected: frozenset[int]
    merged: Stand
    to_correct: Stand
    is_list: bool
    """Whether it lists this campaign's people."""


class _Judge:
    """What the statuses of a run share."""

    def __init__(self, settled: Settled, forms: Forms, context: Context, people: Sequence[Person]) -> None:
        self.context, self.base = context, base_forms(forms)
        self.let_go = set(_let_go(settled, people, context.campaign.cohort))
        self.handed_in = {s.slot for s in settled.counted}
        self.sheets = {s.key: self._sheet(s) for s in settled.counted}
        asked = {key for key, form in forms.items() if form.spec.expects_everyone or form.spec.is_of_graduates}
        self.dues = [_Due.of(lane, forms, context) for lane in lanes(forms, context) if lane[0] in asked]
        self.steps = {key: form.spec.open for key, form in forms.items() if form.spec.open}
        self.kept = {key for key, form in forms.items() if form.spec.channel == "kept"}
        self.register = Register(settled.counted, forms, context)
        self.last_day = last_day(context.campaign)
        asked_by = first_day(context.campaign)
        self.to_ask = OpenItem(ItemKind.NOT_ASKED, day=asked_by) if asked_by else None
        days = (context.as_of - context.campaign.graduated_on).days
        self.days_open = days if days > 0 else None
        self.about_forms = cache(self._about_forms)

    def _sheet(self, submission: Submission) -> _Sheet:
        lane, is_refused = submission.lane, submission.is_refused
        is_list = submission.form in self.base and not any(finding.code in STRANGE for finding in submission.findings)
        return _Sheet(submission.rejected, (lane, MERGED, is_refused), (lane, TO_CORRECT, is_refused), is_list)

    def standing(self, person: Person) -> PersonStatus:
        stands: list[Stand] = []
        accepted: list[Entry] = []
        is_listed = False
        for entry in person.entries:
            sheet = self.sheets[entry[0].key]
            is_listed = is_listed or sheet.is_list
            if entry[1].row in sheet.rejected:
                stands.append(sheet.to_correct)
            else:
                stands.append(sheet.merged)
                accepted.append(entry)
        merged = person if len(accepted) == len(person.entries) else Person(tuple(accepted))
        return self._standing(person, merged, tuple(stands), is_listed=is_listed)

    def _standing(self, person: Person, merged: Person, stands: tuple[Stand, ...], *, is_listed: bool) -> PersonStatus:
        branch, latest = person.branch, latest_follow_up(person)
        told = latest if merged is person else latest_follow_up(merged)
        landing, end = _landing(merged, latest, told), probation_end(merged, self.context)
        is_let_go = id(person) in self.let_go
        if is_let_go:
            landing = Landing.ENDED
        elif landing is NOT_ASKED and any(submission.form in self.kept for submission, _ in (merged.entries or person.entries)):
            landing = Landing.KEPT
        states, open_forms, waits = self.about_forms(branch, stands, landing, is_listed=is_listed)
        if is_let_go:
            open_forms, waits = tuple(item for item in open_forms if item.kind is ItemKind.TO_CORRECT), ()
        still = self._still_to_land(told[1] if told else None, landing)
        steps = self._steps(merged) if self.steps else ((), ())
        is_due = still is not None and (still.day is None or self.context.as_of > still.day)
        is_over = end is not None and end <= self.context.as_of
        probation = OpenItem(ItemKind.PROBATION_OVER if is_over else ItemKind.PROBATION_ENDS, day=end) if end else None
        return PersonStatus(
            person, branch, states, merged, told, landing,
            days_open=self.days_open if landing in NOT_THERE else None,
            open=_with(open_forms, *steps[0], still if is_due else None, probation if is_over else None),
            waits=_with(waits, *steps[1], still if not is_due and landing is not NOT_ASKED else None),
            notes=_with((), None if is_over else probation, _note(landing, told)),
            is_listed=is_listed, values=self.register.values(person, merged, told, landing),
            counts=self.register.counts(merged, told, landing, probation) if is_listed else (Statistic.UNLISTED,),
        )  # fmt: skip

    def _steps(self, merged: Person) -> tuple[list[OpenItem], list[OpenItem]]:
        """What is open on each form, and what is to come, of its latest merged row (``FormSpec.open``)."""
        latest = {entry[0].form: entry for entry in merged.entries if entry[0].form in self.steps}
        found: tuple[list[OpenItem], list[OpenItem]] = ([], [])
        for submission, record in latest.values():
            if step := first_open(self.steps[submission.form], record):
                day = self.context.campaign.due_on(*submission.lane)
                is_to_come = day is not None and self.context.as_of <= day
                found[is_to_come].append(OpenItem(ItemKind.STEP, submission.lane, day, until=step.until))
        return found

    def _absence(self, due: _Due, branch: str) -> FormState:
        if (branch, *due.lane) in self.handed_in:
            return FormState.ABSENT
        if not due.is_overdue:
            return FormState.NOT_DUE
        return FormState.MISSING if branch else FormState.ABSENT  # no branch is known that handed in nothing

    def _about_forms(
        self, branch: str, stands: Iterable[Stand], landing: Landing, *, is_listed: bool
    ) -> tuple[Mapping[Lane, FormState], tuple[OpenItem, ...], tuple[OpenItem, ...]]:
        """How somebody stands on every form and round, what is open of them and what is to come: of few sorts, however many people."""
        found: dict[Lane, FormState] = {}
        for (form, number), state, _ in stands:
            found.setdefault((form, number), state)
            found.setdefault((form, None), state)
        standing = {lane for lane, _, is_refused in stands if not is_refused}
        states = {due.lane: found.get(due.lane) or self._absence(due, branch) for due in self.dues}
        is_early = any(states.get((key, None)) is FormState.NOT_DUE for key in self.base)
        waits = self._waits(states.values(), landing) if is_listed or is_early else ()
        return states, tuple(self._open_forms(states.values(), standing, landing, is_listed=is_listed)), tuple(waits)

    def _open_forms(self, states: Iterable[FormState], stands: Iterable[Lane], landing: Landing, *, is_listed: bool) -> Iterator[OpenItem]:
        """Forms to hand in or to correct; a round is closed once the person stands in a later one, and none is open before it is due.

        A round that is late keeps nobody open who has landed, or stays: only the branch's sheet is missing.
        Somebody no roster lists may be a name misspelt: only that is said.
        """
        for due, state in zip(self.dues, states, strict=True):
            form, number = due.lane
            if number and any(other == form and later and later > number for other, later in stands):
                continue
            if state is FormState.TO_CORRECT:
                yield OpenItem(ItemKind.TO_CORRECT, due.lane)
            elif not due.is_expected or (not is_listed and form not in self.base):
                continue
            elif state is FormState.MISSING:
                if not (number and (landing is Landing.LANDED or landing.stays)):
                    yield OpenItem(ItemKind.MISSING, due.lane)
            elif due.is_roster and (state is FormState.ABSENT or (not is_listed and due.day is None)):
                yield OpenItem(ItemKind.NOT_LISTED, due.lane)
            elif state in STILL_OUT and not due.is_roster and due.is_over:
                yield OpenItem(ItemKind.NO_CARD, due.lane)

    def _waits(self, states: Iterable[FormState], landing: Landing) -> Iterator[OpenItem]:
        """What is still to come and not yet due; follow-up only as long as nobody was asked."""
        for due, state in zip(self.dues, states, strict=True):
            is_round = due.lane[1] is not None
            is_out = state in STILL_OUT and not (due.is_roster and state is FormState.ABSENT)  # that is amiss already
            if due.is_expected and not due.is_over and is_out and (not is_round or landing is Landing.NOT_ASKED):
                yield OpenItem(ItemKind.FORM_DUE, due.lane, due.day)
                if is_round:
                    return

    def _still_to_land(self, told: Record | None, landing: Landing) -> OpenItem | None:
        """Whether anybody was asked, the membership has arrived, the receipt is back."""
        if landing is NOT_ASKED:
            return self.to_ask
        if told and landing is OPEN:
            reason = reason_of(told)
            return OpenItem(ItemKind.NOT_LANDED, day=self.last_day if reason else None, reason=reason)
        if told and landing is LANDED and not has_receipt(told):
            landed_on = told.get("landed_on")
            day = months_after(landed_on.last, self.context.limits["receipt_months"]) - DAY if landed_on else None
            return OpenItem(ItemKind.NO_RECEIPT, day=day)
        return None


def _landing(merged: Person, latest: Entry | None, told: Entry | None) -> Landing:
    """How far the membership is: whoever stays, then whose latest row must be corrected first, then whoever was not asked, then the rest."""
    if stays(merged):
        return Landing.ENDED if has_ended(merged) else Landing.KEPT
    if latest is None:
        return NOT_ASKED
    if told is None or told[1] is not latest[1]:
        return Landing.TO_CHECK
    return LANDED if is_landed(told[1]) else OPEN


def _with(items: tuple[OpenItem, ...], *more: OpenItem | None) -> tuple[OpenItem, ...]:
    return items + tuple(filter(None, more)) if any(more) else items


def _note(landing: Landing, told: Entry | None) -> OpenItem | None:
    """A membership that stays or has ended."""
    if not landing.stays:
        return None
    if landing is Landing.ENDED:
        return OpenItem(ItemKind.ENDED)
    return OpenItem(ItemKind.KEPT, reason=reason_of(told[1])) if told else None


def is_probationary(person: Person) -> bool:
    """Whether the latest form that says so calls somebody a probationary member."""
    status = person.last("member_status")
    return status is not None and status[1] == "probationary"


def year_end(person: Person, context: Context) -> date | None:
    """When the probationary year of somebody ends who joined on a day that can be true; None where that is not known."""
    joined = believable(person, context)
    return months_after(joined[1].last, context.limits["probation_months"]) if joined else None


def probation_end(person: Person, context: Context) -> date | None:
    """When a still probationary member's year ends, if by three months after graduation; None too where it has been prolonged."""
    end = None if not is_probationary(person) or is_prolonged(person) else year_end(person, context)
    if end is None:
        return None
    last = months_after(context.campaign.graduated_on, context.limits["transition_months"])
    return end if end <= max(last, context.as_of) else None

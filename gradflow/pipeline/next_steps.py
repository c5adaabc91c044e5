"""What is to be done next with each person (通知五): who is to be called, why, and by when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from gradflow.model.findings import Finding
from gradflow.model.folding import later
from gradflow.model.people import Entry, Person
from gradflow.model.records import Context, Record
from gradflow.model.views import Landing, NextStep, PersonStatus, Reason, Situation, Task
from gradflow.pipeline.person_status import DAY, first_day, is_probationary, year_end
from gradflow.pipeline.register import MOVED, reason_of, why_open
from gradflow.pipeline.rounds import due_days
from gradflow.pipeline.working_days import DAYS_TO_ANSWER, return_by, working_day_after
from gradflow.rules.follow_up import told_lost
from gradflow.rules.landed_place import landed_moved
from gradflow.rules.landing import abroad_entry, is_not_ours, landing_place_agrees, latest_follow_up, transfers_begin
from gradflow.rules.membership import is_prolonged
from gradflow.rules.regulations import months_after

ELSEWHERE = frozenset({landing_place_agrees.code, landed_moved.code})
"""Findings on a landing at another place than the letter, or the sheet before, says."""
AGAIN = later(r"重新(?:发起|转接|申请转)")
UNDER_WAY = later(
    r"(?:已|正在)[^，,；;。]{0,10}(?:重新|再次|改)(?:发起|转接|提交|办理|开具?|派)|(?:重新|再次)(?:发起|转接|提交|办理)[^，,；;。]{0,4}(?:了|完成|成功|等)"
)
"""What was to be done again is being done."""
HARD = frozenset({Reason.LETTER, Reason.SENT_BACK, Reason.REFUSED})
ALONE = frozenset({Situation.LOST, Situation.TO_CHECK})
"""Before these are settled, nothing else can be asked of the person."""
RANKS = {situation: rank for rank, situation in enumerate(Situation)}


def next_steps(people: Iterable[PersonStatus], findings: Iterable[Finding], context: Context) -> list[Task]:
    """Everybody who needs a step, by branch, the most pressing situation and the earliest day first; ``findings``: all of the run."""
    judge = _Judge(findings, context)
    found = [Task(one, steps, judge.last_contact(one.merged)) for one in people if (steps := judge.steps(one))]
    order = context.campaign.branch_order
    return sorted(found, key=lambda task: (order(task.status.branch), RANKS[task.steps[0].situation], task.day or date.max))


class _Judge:
    """What the people of a run share: the days, and who landed elsewhere."""

    def __init__(self, findings: Iterable[Finding], context: Context) -> None:
        self.context, self.limits = context, context.limits
        self.begin, self.left = transfers_begin(context), context.campaign.graduated_on
        self.elsewhere = {(f.where.file, f.where.sheet, f.where.row) for f in findings if f.code in ELSEWHERE and f.is_open}
        self.asked_by = first_day(context.campaign)
        letter_end = self.left + timedelta(days=self.limits["letter_days"])
        self.is_expired = context.as_of > letter_end
        self.land_by = months_after(self.left, self.limits["reopening_months"]) - DAY if self.is_expired else letter_end
        """The last day of the letter; once that is over, the last on which it can be made out anew."""

    def steps(self, one: PersonStatus) -> tuple[NextStep, ...]:
        """What is to be done with one person, by merged rows alone: what must be corrected first is no reason for a call."""
        if one.follow_up and is_not_ours(one.follow_up[1], self.context.campaign.cohort):
            return ()  # R369 tells the office to let them go
        found = sorted(filter(None, (self._transfer(one), self._probation(one))), key=lambda step: RANKS[step.situation])
        return tuple(found[:1] if found and found[0].situation in ALONE else found)

    def _transfer(self, one: PersonStatus) -> NextStep | None:
        """What the transfer asks for: nothing of those who died or left the Party, or whom no round is left to ask."""
        landing, today = one.landing, self.context.as_of
        if landing is Landing.ENDED:
            return None
        if landing is Landing.TO_CHECK:
            latest = latest_follow_up(one.person)
            due_on = self.context.campaign.due_on(*latest[0].lane) if latest else None
            return NextStep(Situation.TO_CHECK, return_by(due_on, today))
        if told_lost(one.merged):
            return NextStep(Situation.LOST, working_day_after(today, DAYS_TO_ANSWER))
        if landing is Landing.KEPT:
            return self._kept(one.merged)
        if one.follow_up is None:
            return NextStep(Situation.NOT_ASKED, self.asked_by) if self.asked_by else None
        return self._landed(one.follow_up) if landing is Landing.LANDED else NextStep(self._open(one.follow_up[1]), self.land_by)

    def _open(self, told: Record) -> Situation:
        """Why a membership has not arrived."""
        reason = reason_of(told)
        if not UNDER_WAY.search(reason):
            if MOVED.search(reason):
                return Situation.MOVED
            if why_open(reason) in HARD:
                return Situation.HARD_TO_PLACE
            if AGAIN.search(reason):
                return Situation.MOVED
        return Situation.HARD_TO_PLACE if self.is_expired else Situation.NOT_LANDED

    def _landed(self, told: Entry) -> NextStep | None:
        """Elsewhere than was said; else in time for the round after the one that told it."""
        sheet, record = told
        if not self.elsewhere.isdisjoint((sheet.file, sheet.sheet, row) for row in record.rows):
            return NextStep(Situation.MOVED, self.land_by)
        days = [day for number, day in due_days(self.context.campaign, sheet.form).items() if number > (sheet.round or 0)]
        return NextStep(Situation.LANDED, min(days)) if days else None

    def _kept(self, person: Person) -> NextStep:
        """Within so many months of the last contact, and before the membership may be kept no longer."""
        is_abroad = abroad_entry(person) is not None or person.get("kept_for") == "abroad"
        since = kept.last if (kept := person.get("kept_from")) else self.left
        contact = months_after(self.last_contact(person) or since, self.limits["abroad_contact_months"])
        end = months_after(since, 12 * self.limits["abroad_years" if is_abroad else "retention_years"])
        return NextStep(Situation.ABROAD if is_abroad else Situation.KEPT, min(contact, end))

    def _probation(self, one: PersonStatus) -> NextStep | None:
        """The end of the probationary year, whether the member has landed or not."""
        if not is_probationary(one.merged) or one.landing is Landing.ENDED:
            return None
        if is_prolonged(one.merged):
            return NextStep(Situation.PROBATIONARY, None, is_prolonged=True)
        return NextStep(Situation.PROBATIONARY, year_end(one.merged, self.context))

    def last_contact(self, person: Person) -> date | None:
        """The newest day of a follow-up that can be true."""
        today, kept = self.context.as_of, person.get("kept_from")
        begin = min(self.begin, kept.first) if kept else self.begin
        logs = (log for key in ("follow_up_contact", "last_contact") for _, log in person.holding(key))
        days = (day.last for log in logs for day in log.days)
        return max((day for day in days if begin <= day <= today), default=None)

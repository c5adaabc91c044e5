"""Standings: how far each person's transfer is, and what is still open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

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
    for person in sorted(people, key=lambda person: context.campaign.branch_order(person.branch)[0]):
        states = {slot: _state(person, slot, handed_in, rejected, context) for slot in wanted}
        has_rounds = any(number for _, number in wanted)
        is_listed = any(s.form == base and s.key not in others for s, _ in person.entries)
        todo = [
            *_open_forms(states, person, forms, base, is_listed=is_listed),
            *(_landing(person) if has_rounds else ()),
            *_overdue(person, context),
        ]
        entry = latest_follow_up(person)
        is_unsure = entry is not None and entry[1].row in rejected[entry[0].key]
        is_away = not stays(person) and (is_unsure or not (entry and is_landed(entry[1])))
        days = (context.as_of - context.campaign.graduated_on).days if is_away else None
        away = days if days and days > 0 else None
        yield Standing(
            person, person.branch, states, days_open=away, open=tuple(todo), notes=tuple(_notes(person, context)),
            is_unsure=is_unsure, is_listed=is_listed,
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
    return DUE if due and context.as_of > due else NOTHING


def _open_forms(states: Mapping[Slot, str], person: Person, forms: Forms, base: str, *, is_listed: bool) -> Iterator[str]:
    """Forms to hand in or to correct; a round is closed once a later one is in.

    Somebody no roster lists may be a name misspelt: only that is said.
    """
    latest = {submission.form: submission.round or 0 for submission, _ in person.rounds()}
    for slot, state in states.items():
        if slot[1] and slot[1] < latest.get(slot[0], 0):
            continue
        name = slot_name(slot, forms)
        if state == REJECTED:
            yield f"{name}待更正"
        elif not is_listed:
            if slot[0] == base:
                yield f"{name}里没有这个人"
        elif state == ABSENT:
            yield f"{name}里没有这个人" if forms[slot[0]].spec.layout == "roster" else f"没有{name}"
        elif state == DUE:
            yield f"{name}没有交"
        elif not state and forms[slot[0]].spec.layout == "card":
            yield f"没有{name}"


def _landing(person: Person) -> Iterator[str]:
    """Whether the membership has arrived, and the receipt."""
    entry = latest_follow_up(person)
    if entry is None:
        yield "还没有回访"
        return
    record = entry[1]
    if stays(person):
        return
    if not is_landed(record):
        yield f"{NOT_LANDED}({reason_of(record)})"
    elif record.get("receipt") not in {"yes", "online"}:
        yield NO_RECEIPT


def reason_of(record: Record) -> str:
    """The reason a follow-up row gives, or that it gives none."""
    return str(record.get("not_landed_reason") or "没有写明原因")


def _overdue(person: Person, context: Context) -> Iterator[str]:
    """A probationary year that is over."""
    end = probation_end(person, context)
    if end and end <= context.as_of.isoformat():
        yield f"{PROBATION}{end}已满"


def _notes(person: Person, context: Context) -> Iterator[str]:
    """A probationary year that will end within the transfer; a membership that stays or has ended."""
    end = probation_end(person, context)
    if end and end > context.as_of.isoformat():
        yield f"{PROBATION}{end}满"
    entry = latest_follow_up(person)
    if has_ended(person):
        yield "已去世或已出党"
    elif entry and stays(person):
        yield f"组织关系保留({reason_of(entry[1])})"


def probation_end(person: Person, context: Context) -> str | None:
    """When a still probationary member's year ends, if by three months after graduation; None too where it has been prolonged."""
    status, joined = latest_status(person), believable(person, context)
    if not status or status[1] != "probationary" or not joined or is_prolonged(person):
        return None
    end = months_after(joined.last, context.limits["probation_months"])
    last = months_after(context.campaign.graduated_on, context.limits["transition_months"])
    return end.isoformat() if end <= max(last, context.as_of) else None

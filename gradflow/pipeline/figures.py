"""The figures that charts show, and what each registered branch may be appraised by: counts, each of which can be counted again on another sheet.

Among the latter what forms say is still to do of their rows (``FormSpec.open``): of one row, and of a branch by numbers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from gradflow.forms.loader import Forms
from gradflow.kinds.choice import Choice
from gradflow.model.campaign import Campaign
from gradflow.model.findings import Finding, Severity
from gradflow.model.forms import OpenTask
from gradflow.model.people import Lane
from gradflow.model.records import Context, Record
from gradflow.model.reports import SubmissionState, SubmissionStatus, Timeliness
from gradflow.model.views import (
    Appraisal,
    Destination,
    Figures,
    HandIn,
    Landing,
    Measure,
    PersonStatus,
    RuleCount,
    Shortfall,
    Statistic,
    StepCount,
    Tally,
    Week,
)
from gradflow.model.vocabulary import Labelled
from gradflow.pipeline.findings import Settled
from gradflow.pipeline.grouping import grouped
from gradflow.pipeline.register import by_branch
from gradflow.rules.follow_up import not_landed_needs_reason
from gradflow.rules.landing import latest_follow_up, transfers_begin

WEEK = timedelta(days=7)


def make_figures(
    receipts: Iterable[SubmissionStatus],
    findings: Iterable[Finding],
    person_statuses: Iterable[PersonStatus],
    forms: Forms,
    context: Context,
) -> Figures:
    """Count what the charts show."""
    found = [standing for standing in person_statuses if standing.is_listed]
    return Figures(
        hand_ins=hand_ins(receipts, context.campaign),
        landed_by_week=tuple(landed_by_week(found, context)),
        destinations=destinations(found, forms),
        findings_by_rule=findings_by_rule(findings),
    )


def hand_ins(receipts: Iterable[SubmissionStatus], campaign: Campaign) -> tuple[Tally, ...]:
    """Branch by branch, how many forms (each round by itself) came in time, late, must be corrected, are missing.

    Each form counts once, in the worst of these that fits; one without a deadline counts as in time.
    """
    told = (one for one in receipts if one.form and (one.state.counts or one.state is SubmissionState.MISSING))
    states = grouped(((one.branch, one.form, one.round), _hand_in(one)) for one in told if one.branch)
    counts: dict[str, Counter[Labelled]] = defaultdict(Counter)
    for (branch, _, _), found in states.items():
        counts[branch][next(one for one in reversed(HandIn) if one in found)] += 1
    return by_branch(counts, campaign)


def _hand_in(receipt: SubmissionStatus) -> HandIn:
    if receipt.state is SubmissionState.MISSING:
        return HandIn.MISSING
    if receipt.state is SubmissionState.RETURNED:
        return HandIn.RETURNED
    return HandIn.LATE if receipt.timeliness is Timeliness.LATE else HandIn.ON_TIME


def landed_by_week(found: Iterable[PersonStatus], context: Context) -> Iterator[Week]:
    """Week by week (from Monday), how many memberships arrived, and how many so far.

    Weeks run from the first arrival to the last, none left out; days that cannot be are counted at the end.
    """
    first = transfers_begin(context)
    weeks: Counter[date] = Counter()
    undated = total = 0
    landed = (one.follow_up[1].get("landed_on") for one in found if one.landing is Landing.LANDED and one.follow_up)
    for day in (told.first if told else None for told in landed):
        if day and first <= day <= context.as_of:
            weeks[day - timedelta(days=day.weekday())] += 1
        else:
            undated += 1
    monday = min(weeks, default=None)
    while monday and monday <= max(weeks):
        total += weeks[monday]
        yield Week(monday, weeks[monday], total)
        monday += WEEK
    if undated:
        yield Week(None, undated, total + undated)


def destinations(found: Iterable[PersonStatus], forms: Forms) -> tuple[Destination, ...]:
    """Where the graduates go, by their latest follow-up row: in the form's order, then what is not known."""
    people: Counter[tuple[str, bool]] = Counter()
    landed: Counter[tuple[str, bool]] = Counter()
    for one in found:
        name = one.values["destination_type"] or ""
        key = (name, bool(name) or latest_follow_up(one.person) is not None)
        people[key] += 1
        landed[key] += one.landing is Landing.LANDED
    kinds = [kind for form in forms.values() if isinstance(kind := form.kinds.get("destination_type"), Choice)]
    places = {item.text: place for place, item in enumerate(item for kind in kinds for item in kind.options.choices)}
    order = sorted(people, key=lambda key: (not key[0], not key[1], places.get(key[0], len(places)), key[0]))
    return tuple(Destination(*key, people[key], landed[key]) for key in order)


def findings_by_rule(findings: Iterable[Finding]) -> tuple[RuleCount, ...]:
    """What is to be corrected or explained, the most frequent first."""
    told = grouped((one.code, one) for one in findings if one.severity is not Severity.INFO)
    errors = {code: sum(one.is_error for one in own) for code, own in told.items()}
    codes = sorted(told, key=lambda code: (-len(told[code]), code))
    return tuple(RuleCount(code, errors[code], len(told[code]) - errors[code], frozenset(f.branch for f in told[code])) for code in codes)


FULL_SCORE = 100.0


def appraise(
    receipts: Iterable[SubmissionStatus],
    findings: Iterable[Finding],
    people: Iterable[PersonStatus],
    statistics: Iterable[Tally],
    campaign: Campaign,
    more: Mapping[str, Sequence[Measure]],
) -> Iterator[Appraisal]:
    """Every registered branch, in their order; no ``statistics`` where no form tells who has landed; ``more`` has the measures that forms in use add: branch -> the same ones for all."""
    forms: dict[str, dict[Lane, SubmissionStatus]] = defaultdict(dict)
    for receipt in receipts:
        lane, of_branch = (receipt.form or "", receipt.round), forms[receipt.branch or ""]
        if receipt.state.counts or (receipt.timeliness and lane not in of_branch):
            of_branch[lane] = receipt
    problems = Counter(_problems(findings))
    left = Counter(one.branch for one in people if one.open)
    tallies = {one.branch: one for one in statistics}
    for name in (branch.name for branch in campaign.branches):
        own, added = list(forms[name].values()), more.get(name, ())
        came = [one for one in own if one.state.counts]
        at_once = Measure("first_pass", "一次通过率", sum(not one.was_returned for one in came), len(came))
        measures = (at_once, *(_transfers(tallies[name]) if name in tallies else ()), *added)
        timeliness = Counter(one.timeliness for one in own)
        shortfalls = {
            Shortfall.LATE: timeliness[Timeliness.LATE],
            Shortfall.MISSING: timeliness[Timeliness.MISSING],
            **{LACKING[one.key]: one.whole - one.part for one in measures if one.key in LACKING},
            **{one: problems[name, one] for one in (Shortfall.ERRORS, Shortfall.UNEXPLAINED, Shortfall.NO_REASON)},
            Shortfall.OPEN: left[name],
            Shortfall.UNDONE: sum(one.whole - one.part for one in added),
        }
        points = sum(getattr(campaign.appraisal, one) * count for one, count in shortfalls.items())
        yield Appraisal(
            name, due=sum(timeliness.values()) - timeliness[None], on_time=timeliness[Timeliness.ON_TIME],
            days_late=sum(one.days_late for one in own), shortfalls=shortfalls, measures=measures, score=round(max(FULL_SCORE - points, 0), 2),
        )  # fmt: skip


LACKING = {
    "first_pass": Shortfall.RETURNED, "landed": Shortfall.NOT_LANDED, "receipts": Shortfall.NO_RECEIPT, "asked": Shortfall.NOT_ASKED,
}  # fmt: skip
"""Measure -> what it lacks of the whole."""


def _transfers(tally: Tally) -> Iterator[Measure]:
    leaving, landed = tally.of(Statistic.TO_LEAVE), tally.of(Landing.LANDED)
    yield Measure("landed", "转入率", landed, leaving)
    yield Measure("receipts", "回执率", tally.of(Statistic.RECEIPT_BACK), landed)
    yield Measure("asked", "回访率", leaving - tally.of(Landing.NOT_ASKED), leaving)


def _problems(findings: Iterable[Finding]) -> Iterator[tuple[str, Shortfall]]:
    """Branch and sort of everything that is still to be corrected or explained."""
    for one in findings:
        if one.is_open:
            yield one.branch, Shortfall.ERRORS if one.is_error else Shortfall.UNEXPLAINED
            if one.code == not_landed_needs_reason.code:
                yield one.branch, Shortfall.NO_REASON


def is_done(step: OpenTask, record: Record) -> bool:
    """Whether the step's field is filled in; something that was not understood is to be corrected, and asked for by that."""
    return step.until in record.values or step.until in record.unknown


def first_open(steps: Iterable[OpenTask], record: Record) -> OpenTask | None:
    """What is open of a row, if anything: the first step that is not done."""
    return next((step for step in steps if not is_done(step, record)), None)


def count_steps(settled: Settled, forms: Forms, context: Context) -> Iterator[StepCount]:
    """Of each branch, form with steps, and step: how many merged rows of the latest round are done; branches in their order."""
    order = {key: place for place, key in enumerate(forms)}
    sheets = grouped(((one.branch, one.form), one) for one in settled.counted if forms[one.form].spec.open)
    for (branch, key), own in sorted(sheets.items(), key=lambda item: (context.campaign.branch_order(item[0][0]), order[item[0][1]])):
        number = max((sheet.round for sheet in own), key=lambda one: one or 0)
        newest = (sheet for sheet in own if sheet.round == number)
        records = [one for sheet in newest for one in sheet.records if one.row not in sheet.rejected]
        yield from _counted(branch, (key, number), records, forms, context)


def measures(steps: Iterable[StepCount], settled: Settled, forms: Forms, context: Context) -> dict[str, list[Measure]]:
    """What forms add to the appraisal of each registered branch (``OpenTask.measure``; of events the choices that each must have), once they are due."""
    counts = {(one.branch, one.lane[0], one.until): one for one in steps}
    chosen: dict[tuple[str, str, str], set[object]] = defaultdict(set)
    for sheet in settled.counted:
        for key in forms[sheet.form].spec.must_have:
            chosen[sheet.branch, sheet.form, key] |= {one.get(key) for one in sheet.records if one.row not in sheet.rejected}
    found: dict[str, list[Measure]] = defaultdict(list)
    for branch in context.campaign.branches:
        for form in forms.values():
            spec, name = form.spec, (branch.name, form.key)
            days = [one.due_on for one in context.campaign.deadlines if one.form == form.key]
            is_due = not days or context.as_of > max(days)
            for step in (one for one in spec.open if one.measure):
                count = counts.get((*name, step.until)) if is_due else None
                done, total = (count.done, count.total) if count else (0, 0)
                found[branch.name].append(Measure(f"{form.key}.{step.until}", step.measure, done, total))
            for key, codes in ({} if spec.has_people else spec.must_have).items():
                held = sum(code in chosen[*name, key] for code in codes)
                found[branch.name].append(
                    Measure(f"{form.key}.{key}", f"{spec.label(key)}齐全", held, len(codes) if is_due and chosen[*name, key] else 0)
                )
    return found


def _counted(branch: str, lane: Lane, records: list[Record], forms: Forms, context: Context) -> Iterator[StepCount]:
    steps, day = forms[lane[0]].spec.open, context.campaign.due_on(*lane)
    done = Counter(step.until for record in records for step in steps if is_done(step, record))
    waiting = grouped((step.until, record.person) for record in records if (step := first_open(steps, record)))
    for step in steps:
        yield StepCount(branch, lane, step.until, done[step.until], len(records), tuple(waiting[step.until]), day)

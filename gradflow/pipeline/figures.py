"""The figures that charts show: counts, each of which can be counted again on another sheet."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from gradflow.forms.loader import Forms
from gradflow.kinds.choice import Choice
from gradflow.model.campaign import Campaign
from gradflow.model.findings import Finding, Severity
from gradflow.model.records import Context
from gradflow.model.reports import SubmissionState, SubmissionStatus, Timeliness
from gradflow.model.views import Destination, Figures, HandIn, Landing, PersonStatus, RuleCount, Tally, Week
from gradflow.model.vocabulary import Labelled
from gradflow.pipeline.grouping import grouped
from gradflow.pipeline.register import by_branch
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

"""What each registered branch may be appraised by: counts that stand on other sheets too, and a score by the campaign's weights."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from gradflow.model.campaign import Campaign
from gradflow.model.findings import Finding
from gradflow.model.people import Lane
from gradflow.model.reports import SubmissionStatus, Timeliness
from gradflow.model.views import Appraisal, Landing, Measure, PersonStatus, Shortfall, Statistic, Tally
from gradflow.rules.follow_up import not_landed_needs_reason

FULL_SCORE = 100.0
NO_MEASURES: Mapping[str, Sequence[Measure]] = {}


def appraise(
    receipts: Iterable[SubmissionStatus],
    findings: Iterable[Finding],
    people: Iterable[PersonStatus],
    statistics: Iterable[Tally],
    campaign: Campaign,
    more: Mapping[str, Sequence[Measure]] = NO_MEASURES,
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
        measures = (_first_pass(own), *(_transfers(tallies[name]) if name in tallies else ()), *added)
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


def _first_pass(own: Sequence[SubmissionStatus]) -> Measure:
    """Forms that were never returned, of those handed in."""
    came = [one for one in own if one.state.counts]
    return Measure("first_pass", "一次通过率", sum(not one.was_returned for one in came), len(came))


def _transfers(tally: Tally) -> Iterator[Measure]:
    """How far those are who are to leave."""
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

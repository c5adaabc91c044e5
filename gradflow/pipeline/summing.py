"""What a campaign hands up to be rolled up with others: its figures, branch by branch.

Nothing is counted anew that the campaign itself shows, and everybody counts in exactly one branch: so all figures
of the branches add up to the campaign's own (``Report.counts``, ``Report.owed``, ``headline``).
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from gradflow.model.collected import BranchSummary, Listed, Summary
from gradflow.model.people import NOBODY
from gradflow.model.reports import Report
from gradflow.model.views import HandIn, Landing, PersonStatus, Reason, Statistic, Tally
from gradflow.model.vocabulary import Labelled
from gradflow.pipeline.merge import by_branch
from gradflow.pipeline.progress import Progress, headline, how_far

L = TypeVar("L", bound=Labelled)
NOTHING: Mapping[Labelled, int] = {}


def summarise(report: Report, progress: Progress, key: bytes) -> Summary:
    """The figures of a report, and whom its rosters list; ID numbers as marks under ``key``."""
    campaign = report.campaign
    return Summary(
        college=campaign.college, cohort=campaign.cohort, as_of=report.as_of, files=headline(report).files,
        branches=tuple(_branches(report, progress.person_statuses)), weeks=report.figures.landed_by_week,
        listed=tuple(_listed(report.person_statuses, key)), is_settled=report.is_settled,
    )  # fmt: skip


def _branches(report: Report, people: Mapping[str, Sequence[PersonStatus]]) -> Iterator[BranchSummary]:
    rows = {one.name: one for one in by_branch(report)}
    hand_ins, statistics = _by_name(report.figures.hand_ins), _by_name(report.statistics)
    units = report.owed.by_branch
    names = [branch.name for branch in report.campaign.branches]
    others = {*rows, *hand_ins, *statistics, *units, *people} - set(names)
    for name in (*names, *sorted(others, key=lambda other: (not other, other))):
        counted, own, told = rows.get(name), people.get(name, ()), statistics.get(name, NOTHING)
        yield BranchSummary(
            branch=name,
            rows_read=counted.read if counted else 0,
            rows_accepted=counted.accepted if counted else 0,
            rows_rejected=counted.rejected if counted else 0,
            units=units.get(name, NOBODY),
            hand_ins=_of(HandIn, hand_ins.get(name, NOTHING)),
            statistics=_of(Statistic, told), landings=_of(Landing, told), reasons=_of(Reason, told),
            **how_far(own),
            errors=counted.errors if counted else 0,
            warnings=counted.warnings if counted else 0,
        )  # fmt: skip


def _by_name(tallies: Iterable[Tally]) -> dict[str, Mapping[Labelled, int]]:
    return {one.branch: one.counts for one in tallies}


def _of(sort: type[L], counts: Mapping[Labelled, int]) -> dict[L, int]:
    """The counts of one sort."""
    return {what: count for what, count in counts.items() if isinstance(what, sort)}


def _listed(people: Iterable[PersonStatus], key: bytes) -> Iterator[Listed]:
    """Those a roster lists, with a number that holds together."""
    for one in people:
        if one.is_listed and (number := one.person.get("id_number")):
            mark = hmac.digest(key, number.text.encode("ascii"), "sha256").hex()
            yield Listed(mark=mark, branch=one.branch, name=one.person.name)

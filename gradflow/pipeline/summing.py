"""What a campaign hands up to be rolled up with others: its figures, branch by branch.

Nothing is counted anew that the campaign itself shows, and everybody counts in exactly one branch: so all figures
of the branches add up to the campaign's own (``Report.counts``, ``Report.owed``, ``headline``).
"""

from __future__ import annotations

import hmac
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from gradflow.model.collected import COLUMN_OF, BranchSummary, Listed, Summary
from gradflow.model.reports import Report
from gradflow.model.views import PersonStatus
from gradflow.pipeline.merge import by_branch
from gradflow.pipeline.progress import Progress, headline, how_far


def summarise(report: Report, progress: Progress, key: bytes) -> Summary:
    """The figures of a report, and whom its rosters list; ID numbers as marks under ``key``."""
    campaign = report.campaign
    return Summary(
        college=campaign.college, cohort=campaign.cohort, as_of=report.as_of, files=headline(report).files,
        branches=tuple(_branches(report, progress.person_statuses)), weeks=report.figures.landed_by_week,
        listed=tuple(_listed(report.person_statuses, key)), is_settled=report.is_settled,
    )  # fmt: skip


def _branches(report: Report, people: Mapping[str, Sequence[PersonStatus]]) -> Iterator[BranchSummary]:
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for one in by_branch(report):
        counts[one.name].update(
            rows_read=one.read, rows_accepted=one.accepted, rows_rejected=one.rejected, errors=one.errors, warnings=one.warnings
        )
    for tally in (*report.figures.hand_ins, *report.statistics):
        counts[tally.branch].update({COLUMN_OF[what]: count for what, count in tally.counts.items()})
    for name, units in report.owed.by_branch.items():
        counts[name].update({COLUMN_OF[place]: count for place, count in units.items()})
    for name, own in people.items():
        counts[name].update(how_far(own))
    names = [branch.name for branch in report.campaign.branches]
    others = sorted(counts.keys() - set(names), key=lambda other: (not other, other))
    return (BranchSummary(branch=name, counts=counts[name]) for name in (*names, *others))


def _listed(people: Iterable[PersonStatus], key: bytes) -> Iterator[Listed]:
    """Those a roster lists, with a number that holds together."""
    for one in people:
        if one.is_listed and (number := one.person.get("id_number")):
            mark = hmac.digest(key, number.text.encode("ascii"), "sha256").hex()
            yield Listed(mark=mark, branch=one.branch, name=one.person.name)

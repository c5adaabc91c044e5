"""What a campaign hands up to be rolled up with others."""

from __future__ import annotations

from gradflow.model.collected import Summary
from gradflow.model.reports import Report
from gradflow.pipeline.progress import Progress, headline


def summarise(report: Report, progress: Progress, key: bytes) -> Summary:  # noqa: ARG001 - q-run's: branches, weeks and who is listed
    """The figures of a report; ID numbers as marks under ``key``."""
    college, cohort = report.campaign.college, report.campaign.cohort
    files = headline(report).files
    return Summary(
        college=college, cohort=cohort, as_of=report.as_of, files=files, branches=(), weeks=(), listed=(), is_settled=report.is_settled
    )

"""The figures that stand at the head of 总览, report.html and the screen: each is defined here, once."""

from __future__ import annotations

from dataclasses import dataclass

from gradflow.core.findings import FindingState, Severity
from gradflow.core.reports import Report, Timeliness
from gradflow.core.views import Landing


@dataclass(frozen=True, slots=True)
class Headline:
    """Counts of one report; shares are (part, whole)."""

    files: int
    rows_read: int
    rows_accepted: int
    rows_rejected: int
    people: int
    """Distinct people as all forms together tell them: done + waiting + open."""
    done: int
    """With nothing left to do, now or later (已办结)."""
    waiting: int
    """With nothing to do now, but something not yet due (还没到期)."""
    open: int
    """With something to do (没有办完)."""
    errors: int
    warnings: int
    explained: int
    """Of the warnings."""
    infos: int
    trials: int
    changes: int
    respelt: int
    """Of the changes those that leave the value as it was (只改写法)."""
    missing: int
    """Branch by form and round, past its day and not in."""
    late: int
    in_time: tuple[int, int]
    """In time, of all that came or should have come by now."""
    landed: tuple[int, int]
    """Landed by merged rows, of all listed who are to leave."""

    @property
    def reworded(self) -> int:
        """Changes of more than the spelling (改了内容)."""
        return self.changes - self.respelt


def headline(report: Report) -> Headline:
    """Count a report."""
    counts, standings = report.counts, report.standings
    trials = sum(f.is_beta for f in report.findings)
    timeliness = {(r.branch, r.form, r.round): r.timeliness for r in report.receipts if r.timeliness}
    came = list(timeliness.values())
    listed = [one.landing for one in standings if one.is_listed]
    return Headline(
        files=counts["files"], rows_read=counts["rows_read"], rows_accepted=counts["rows_accepted"], rows_rejected=counts["rows_rejected"],
        people=len(standings), done=sum(one.is_done for one in standings), open=sum(bool(one.open) for one in standings),
        waiting=sum(bool(one.waits) and not one.open for one in standings),
        errors=counts["errors"], warnings=counts["warnings"],
        explained=sum(f.state is FindingState.EXPLAINED and f.severity is Severity.WARNING for f in report.findings),
        infos=report.count(Severity.INFO) - trials, trials=trials,
        changes=len(report.changes), respelt=sum(change.is_spelling for change in report.changes),
        missing=came.count(Timeliness.MISSING), late=came.count(Timeliness.LATE), in_time=(came.count(Timeliness.ON_TIME), len(came)),
        landed=(listed.count(Landing.LANDED), sum(not one.stays for one in listed)),
    )  # fmt: skip

"""Whose cards they are: a card has no line for the branch, so its people tell where names do not."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from gradflow.core.records import Context, Key, Submission
from gradflow.core.reports import FileResult
from gradflow.forms.loader import Forms
from gradflow.pipeline.findings import told_finding
from gradflow.pipeline.matching import base_form, match_people
from gradflow.pipeline.told import Told
from gradflow.rules.intake.sheets import BRANCH_BY_PEOPLE, NO_BRANCH


def settle_branches(results: Sequence[FileResult], forms: Forms, context: Context) -> Iterator[FileResult]:
    """Give each sheet of cards without a branch the branch whose roster lists its people, and say so."""
    submissions = [submission for result in results for submission in result.submissions]
    homeless = [s for s in submissions if not s.branch and not s.written_branch and forms[s.form].spec.layout == "card"]
    base = base_form(forms)
    replaced = {source for submission in submissions for source in submission.memory.sources}
    rosters = list({(s.branch, s.digest): s for s in submissions if s.form == base and s.source not in replaced}.values())
    found: dict[Key, set[str]] = {s.key: set() for s in homeless}
    for person in match_people([*rosters, *homeless], forms).people if homeless else ():
        homes = {s.branch for s, _ in person.entries if s.form == base}
        for submission, _ in person.entries:
            if submission.key in found:
                found[submission.key] |= homes or {""}
    annex = forms[base].spec.annex if base else ""
    for result in results:
        settled = [_settled(s, found[s.key], annex, context) if s.key in found else s for s in result.submissions]
        yield dataclasses.replace(result, submissions=tuple(_told_once(settled)))


def _told_once(submissions: Sequence[Submission]) -> Iterator[Submission]:
    """Where the branch comes from is said once a workbook, not on every card."""
    said: set[str] = set()
    for submission in submissions:
        findings = tuple(f for f in submission.findings if f.code != BRANCH_BY_PEOPLE.code or f.branch not in said)
        said.update(f.branch for f in findings if f.code == BRANCH_BY_PEOPLE.code)
        yield submission if len(findings) == len(submission.findings) else dataclasses.replace(submission, findings=findings)


def _settled(submission: Submission, homes: set[str], annex: str, context: Context) -> Submission:
    branch = next(iter(homes)) if len(homes) == 1 else ""
    told = Told(BRANCH_BY_PEOPLE, {"taken": branch, "annex": annex}) if branch else Told(NO_BRANCH, {})
    homed = dataclasses.replace(submission, branch=branch)
    finding = told_finding(told, homed, context)
    return dataclasses.replace(
        homed,
        findings=(*((finding,) if finding else ()), *(dataclasses.replace(f, branch=branch) for f in submission.findings)),
        changes=tuple(dataclasses.replace(change, branch=branch) for change in submission.changes),
    )

"""Examining one workbook: recognise, normalise, validate. Runs in worker processes."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from gradflow.core.cells import Workbook
from gradflow.core.checks import Check
from gradflow.core.places import Location
from gradflow.core.records import Ruleset, Submission
from gradflow.core.reports import FileResult
from gradflow.forms.loader import Forms
from gradflow.pipeline.columns import most_like
from gradflow.pipeline.covering import covering_letter_of
from gradflow.pipeline.findings import file_finding, told_finding
from gradflow.pipeline.recognise import Recognised, recognise
from gradflow.pipeline.validate import validate
from gradflow.rules.intake.files import COVERING_LETTER, NO_FORM, NO_FORM_IN_TEXT, NOT_A_WORKBOOK, ODD_FORMAT, PASSED_OVER, SAME_CONTENT


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file could not be read."""

    check: Check
    facts: dict[str, str]


def examine(workbook: Workbook, forms: Forms, ruleset: Ruleset) -> FileResult:
    """Recognise and check everything in a workbook; never raises for what it holds."""
    file = workbook.file
    all_forms = list(forms.values())
    found, unread = recognise(workbook, all_forms, ruleset.campaign)
    if not found and workbook.odd_format:
        refusal = refused(file, Refusal(NO_FORM_IN_TEXT, {"what": workbook.odd_format, "guess": most_like(workbook, all_forms)}), ruleset)
        return dataclasses.replace(refusal, unread=unread)
    findings = []
    if not found:
        findings.append(file_finding(NO_FORM, {"guess": most_like(workbook, all_forms)}, Location(file), ruleset))
    if found and workbook.odd_format:
        findings.append(file_finding(ODD_FORMAT, {"what": workbook.odd_format}, Location(file), ruleset))
    return FileResult(
        file=file,
        digest=workbook.digest,
        submissions=tuple(_checked(one, forms, ruleset) for one in found),
        findings=tuple(finding for finding in findings if finding),
        unread=unread,
    )


def refused(file: str, refusal: Refusal, ruleset: Ruleset, forms: Forms | None = None) -> FileResult:
    """The result of a file that cannot be read; with ``forms`` it may turn out to be a branch's covering letter."""
    branch = ""
    if refusal.check is NOT_A_WORKBOOK and forms and (branch := covering_letter_of(file, refusal.facts, forms.values(), ruleset.campaign)):
        refusal = Refusal(COVERING_LETTER, {**refusal.facts, "branch": branch})
    finding = file_finding(refusal.check, refusal.facts, Location(file), ruleset, branch)
    is_passed_over = refusal.check in {PASSED_OVER, SAME_CONTENT, COVERING_LETTER}
    return FileResult(file, findings=(finding,) if finding else (), is_readable=False, is_passed_over=is_passed_over)


def _checked(recognised: Recognised, forms: Forms, ruleset: Ruleset) -> Submission:
    submission = recognised.submission
    form = forms[submission.form].table if submission.is_table else forms[submission.form]
    told = [told_finding(told, submission, ruleset) for told in recognised.told]
    submission = dataclasses.replace(submission, findings=tuple(one for one in told if one))
    return validate(submission, form, ruleset)

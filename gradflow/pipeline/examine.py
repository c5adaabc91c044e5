"""Examining one file: read, recognise, normalise, validate. Runs in worker processes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

from gradflow.core.cells import Workbook
from gradflow.core.checks import Check
from gradflow.core.places import Location
from gradflow.core.records import Context, Submission
from gradflow.core.reports import FileResult
from gradflow.forms.loader import Forms
from gradflow.pipeline.findings import file_finding, told_finding
from gradflow.pipeline.normalise import normalise
from gradflow.pipeline.recognise import Recognised, recognise
from gradflow.pipeline.validate import validate
from gradflow.rules.intake.files import NO_FORM


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file could not be read."""

    check: Check
    facts: dict[str, str]


Reader = Callable[[str], Workbook | Refusal]
"""Reads the file of that name (relative to the campaign)."""


def examine(file: str, read: Reader, forms: Forms, context: Context) -> FileResult:
    """Read and check one file; never raises for what the file holds."""
    workbook = read(file)
    if isinstance(workbook, Refusal):
        return refused(file, workbook, context)
    found = recognise(workbook, list(forms.values()), context.campaign)
    findings = []
    if not found:
        findings.append(file_finding(NO_FORM, {"guess": ""}, Location(file), context))
    return FileResult(
        file=file,
        digest=workbook.digest,
        submissions=tuple(_checked(one, forms, context) for one in found),
        findings=tuple(finding for finding in findings if finding),
    )


def refused(file: str, refusal: Refusal, context: Context) -> FileResult:
    """The result of a file that cannot be read."""
    finding = file_finding(refusal.check, refusal.facts, Location(file), context)
    return FileResult(file, findings=(finding,) if finding else (), is_readable=False)


def _checked(recognised: Recognised, forms: Forms, context: Context) -> Submission:
    submission = recognised.submission
    form = forms[submission.form].table if submission.is_table else forms[submission.form]
    told = [told_finding(told, submission, context) for told in recognised.told]
    submission = dataclasses.replace(submission, findings=tuple(one for one in told if one))
    return validate(normalise(submission, form), form, context)

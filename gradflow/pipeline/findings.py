"""Turning problems into findings: stamping code, severity, place, person and value.

What the pipeline itself tells of a sheet: an intake check that applies, and its facts.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from gradflow.forms.loader import Form
from gradflow.model.cells import Location, shortened, typed_text
from gradflow.model.checks import Check, Rule
from gradflow.model.findings import Finding, Problem, Severity
from gradflow.model.records import Key, Record, Ruleset, Submission, by_record, refuses
from gradflow.model.reports import FileResult


@dataclass(frozen=True, slots=True)
class Note:
    """A check that applies, with the facts of its message."""

    check: Check
    facts: Mapping[str, object]
    row: int | None = None
    person: str = ""
    column: int | None = None


class Facts(dict[str, Any]):
    """Facts for a message; one that is missing shows its own name instead of failing."""

    def __missing__(self, key: str) -> str:
        """Name the missing fact."""
        return f"{{{key}}}"


def note_finding(told: Note, submission: Submission, ruleset: Ruleset) -> Finding | None:
    """A finding on a sheet, or on one of its rows, as a whole."""
    where = Location(submission.file, submission.sheet, told.row, told.column)
    found = file_finding(told.check, told.facts, where, ruleset, submission.branch)
    return dataclasses.replace(found, person=told.person, evidence="" if told.person else found.evidence) if found else None


def file_finding(check: Check, facts: Mapping[str, object], where: Location, ruleset: Ruleset, branch: str = "") -> Finding | None:
    """A finding on a file or sheet; None when the check is switched off. What it says is all it was found on."""
    severity = ruleset.severity(check)
    if severity is None:
        return None
    known = Facts(facts)
    message, advice = check.message.format_map(known), check.advice.format_map(known)
    return Finding(
        where, check.code, severity, message, advice, branch=branch, blocks=check.blocks, evidence=value_digest(message),
        is_beta=ruleset.is_beta(check), is_explainable=check.is_explainable,
    )  # fmt: skip


def finding(check: Check, problem: Problem, submission: Submission, record: Record, form: Form, ruleset: Ruleset) -> Finding | None:
    """A finding on a cell; None when the check is switched off."""
    severity = ruleset.severity(check)
    if severity is None:
        return None
    if problem.is_doubtful and severity is Severity.ERROR:
        severity = Severity.WARNING
    field = form.spec.field(problem.field)
    typed = shortened(typed_text(record.cells.get(problem.field)))
    facts = Facts(_shown(check, record, form), value=typed, cohort=ruleset.campaign.cohort)
    facts.update(problem.facts)
    return Finding(
        where=submission.place(record, problem.field),
        code=check.code,
        severity=severity,
        message=check.message.format_map(facts),
        advice=check.advice.format_map(facts),
        field=problem.field or None,
        label=field.label if field else "",
        person=record.person,
        branch=submission.branch,
        value=typed,
        evidence=_evidence(check, problem.field, record),
        is_beta=ruleset.is_beta(check),
        is_explainable=check.is_explainable,
    )


def _shown(check: Check, record: Record, form: Form) -> dict[str, Any]:
    keys = (*check.needs, *check.uses) if isinstance(check, Rule) else ()
    return {key: "" if (text := form.show(key, record.get(key))) is None else text for key in keys if key in form.kinds}


def _evidence(check: Check, field: str, record: Record) -> str:
    """A digest of what was typed in the field told and in all the check looks at, as far as they stand in this row."""
    looked_at = {field, *check.needs, *check.uses} if isinstance(check, Rule) else {field}
    return value_digest("\x1f".join(typed_text(record.cells.get(key)) for key in sorted(looked_at)))


class Findings:
    """What is found on sheets and files while they are held against each other, beside them: no sheet is made anew for it."""

    def __init__(self, submissions: Iterable[Submission], results: Iterable[FileResult] = ()) -> None:
        """Begin with what was found on each by itself."""
        self.of = {one.key: list(one.findings) for one in submissions}
        self.of_files = {one.file: list(one.findings) for one in results}

    def begin(self, submission: Submission, *told: Finding | None) -> None:
        """Say something of a sheet before all that is said of it."""
        self.of[submission.key][:0] = filter(None, told)

    def have(self, submission: Submission, check: Check) -> bool:
        """Whether that is found on a sheet."""
        return any(one.code == check.code for one in self.of[submission.key])

    def refuse(self, submission: Submission) -> bool:
        """Whether no row of a sheet can be merged."""
        return any(map(refuses, self.of[submission.key]))

    def by_record(self, submission: Submission) -> dict[int | None, list[Finding]]:
        """Findings by the first row of the record they stand in; None: the sheet as a whole."""
        return by_record(submission.records, self.of[submission.key])

    def settled(self, results: Iterable[FileResult], counted: Iterable[Submission], others: Iterable[Submission]) -> Settled:
        """Put them to their files and sheets, once, when all is found."""
        own = tuple(dataclasses.replace(one, findings=tuple(self.of[one.key])) for one in counted)
        bare = (dataclasses.replace(one, findings=tuple(self.of[one.key]), changes=()) for one in others)
        sheets = {one.key: one for one in (*own, *bare)}
        files = (
            dataclasses.replace(one, findings=tuple(self.of_files[one.file]), submissions=tuple(sheets[s.key] for s in one.submissions))
            for one in results
        )
        return Settled(tuple(files), own, sheets, {key: one.rejected_rows() for key, one in sheets.items()})


@dataclass(frozen=True, slots=True)
class Settled:
    """Files and sheets with their findings, which change no more."""

    results: tuple[FileResult, ...]
    counted: tuple[Submission, ...]
    sheets: Mapping[Key, Submission]
    """Those that count and all others."""
    rejected: Mapping[Key, frozenset[int]]
    """Rows that must be corrected before they can be merged."""


def value_digest(typed: str) -> str:
    """A short digest that binds a reason or a grant to the values it was given for."""
    return hashlib.sha256(typed.encode("utf-8", "surrogatepass")).hexdigest()[:16]

"""Turning problems into issues: stamping code, place, person and value; and issues into findings, once severities are known.

What the pipeline itself tells of a sheet: an intake check that applies, and its facts.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from gradflow.forms.loader import Form
from gradflow.model.cells import Location, shortened, typed_text
from gradflow.model.checks import Check, Rule
from gradflow.model.findings import Finding, Issue, Problem, Severity
from gradflow.model.records import Context, Key, Record, Ruleset, Submission, by_record, refuses
from gradflow.model.reports import FileResult
from gradflow.rules.registry import catalogue


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


PARTS = attrgetter(*Issue.__match_args__)


def weighed(one: Issue, context: Context) -> Finding | None:
    """An issue as this campaign takes it; None when its check is switched off. The one place where severities are given."""
    check = catalogue()[one.code]
    severity = context.severity(check)
    if severity is None:
        return None
    return Finding(
        *PARTS(one), severity=Severity.WARNING if one.is_doubtful and severity is Severity.ERROR else severity,
        blocks=check.blocks, is_beta=context.is_beta(check), is_explainable=check.is_explainable,
    )  # fmt: skip


def note_issue(told: Note, submission: Submission) -> Issue:
    """An issue of a sheet, or of one of its rows, as a whole."""
    where = Location(submission.file, submission.sheet, told.row, told.column)
    return _issue(told.check, told.facts, where, submission.branch, told.person, submission.part)


def file_issue(check: Check, facts: Mapping[str, object], where: Location, branch: str = "") -> Issue:
    """An issue of a file or sheet. What it says is all it was found on."""
    return _issue(check, facts, where, branch)


def _issue(check: Check, facts: Mapping[str, object], where: Location, branch: str, person: str = "", part: int = 0) -> Issue:
    known = Facts(facts)
    message = check.message.format_map(known)
    evidence = "" if person else value_digest(message)
    return Issue(where, check.code, message, check.advice.format_map(known), person=person, branch=branch, evidence=evidence, part=part)


def cell_issue(check: Check, problem: Problem, submission: Submission, record: Record, form: Form, ruleset: Ruleset) -> Issue:
    """An issue of a cell."""
    field = form.spec.field(problem.field)
    typed = shortened(typed_text(record.cells.get(problem.field)))
    facts = Facts(_shown(check, record, form), value=typed, cohort=ruleset.campaign.cohort)
    facts.update(problem.facts)
    return Issue(
        where=submission.place(record, problem.field),
        code=check.code,
        message=check.message.format_map(facts),
        advice=check.advice.format_map(facts),
        field=problem.field or None,
        label=field.label if field else "",
        person=record.person,
        branch=submission.branch,
        value=typed,
        evidence=_evidence(check, problem.field, record),
        part=submission.part,
        is_doubtful=problem.is_doubtful,
    )


def note_finding(told: Note, submission: Submission, context: Context) -> Finding | None:
    """A finding on a sheet, or on one of its rows, as a whole; None when the check is switched off, as of all findings here."""
    return weighed(note_issue(told, submission), context)


def file_finding(check: Check, facts: Mapping[str, object], where: Location, context: Context, branch: str = "") -> Finding | None:
    """A finding on a file or sheet."""
    return weighed(file_issue(check, facts, where, branch), context)


def finding(check: Check, problem: Problem, submission: Submission, record: Record, form: Form, context: Context) -> Finding | None:
    """A finding on a cell."""
    return weighed(cell_issue(check, problem, submission, record, form, context), context)


def _shown(check: Check, record: Record, form: Form) -> dict[str, Any]:
    keys = (*check.needs, *check.uses) if isinstance(check, Rule) else ()
    return {key: form.show(key, record.get(key)) or "" for key in keys if key in form.kinds}


def _evidence(check: Check, field: str, record: Record) -> str:
    """A digest of what was typed in the field told and in all the check looks at, as far as they stand in this row."""
    looked_at = {field, *check.needs, *check.uses} if isinstance(check, Rule) else {field}
    return value_digest("\x1f".join(typed_text(record.cells.get(key)) for key in sorted(looked_at)))


class Findings:
    """What is found on sheets and files while they are held against each other, beside them: no sheet is made anew for it."""

    def __init__(self, results: Sequence[FileResult], context: Context) -> None:
        """Begin with what was found on each by itself, weighed."""
        self.of: dict[Key, list[Finding]] = {one.key: [] for result in results for one in result.submissions}
        self.of_files: dict[str, list[Finding]] = {result.file: [] for result in results}
        for result in results:
            for issue in result.issues:
                sheet = issue.where.sheet
                own = self.of_files[result.file] if sheet is None else self.of[result.file, sheet, issue.part]
                own.extend(filter(None, [weighed(issue, context)]))

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
        return Settled(tuple(results), own, sheets, self.of_files, {key: one.rejected_rows() for key, one in sheets.items()})


@dataclass(frozen=True, slots=True)
class Settled:
    """Files as they were examined, and their sheets with their findings, which change no more."""

    results: tuple[FileResult, ...]
    counted: tuple[Submission, ...]
    sheets: Mapping[Key, Submission]
    """Those that count and all others."""
    of_files: Mapping[str, Sequence[Finding]]
    """What is found on a file, and on none of its sheets."""
    rejected: Mapping[Key, frozenset[int]]
    """Rows that must be corrected before they can be merged."""

    def in_order(self) -> tuple[Submission, ...]:
        """All sheets, in order of files and of their places there."""
        return tuple(self.sheets[one.key] for result in self.results for one in result.submissions)


def value_digest(typed: str) -> str:
    """A short digest that binds a reason or a grant to the values it was given for."""
    return hashlib.sha256(typed.encode("utf-8", "surrogatepass")).hexdigest()[:16]

"""Turning problems into issues: stamping code, place, person and value; and issues into findings, once severities are known."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from gradflow.forms.loader import Form
from gradflow.kinds.base import is_ditto
from gradflow.model.cells import Location, shortened, typed_text
from gradflow.model.checks import Check, Rule
from gradflow.model.copies import Memory
from gradflow.model.findings import Change, Finding, Issue, Problem, Severity
from gradflow.model.records import Context, Key, Record, Ruleset, SheetFacts, Submission, by_record, refuses
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
        return f"{{{key}}}"


PARTS = attrgetter(*Issue.__match_args__)


def weighed(issues: Iterable[Issue], context: Context) -> Iterator[Finding]:
    """Issues as this campaign takes them, without those it has switched off. The one place where severities are given."""
    for one in issues:
        check = catalogue()[one.code]
        if severity := context.severity(check):
            yield Finding(
                *PARTS(one), severity=Severity.WARNING if one.is_doubtful and severity is Severity.ERROR else severity,
                blocks=check.blocks, is_beta=context.is_beta(check), is_explainable=check.is_explainable,
            )  # fmt: skip


def note_issue(told: Note, sheet: SheetFacts) -> Issue:
    """An issue of a sheet, or of one of its rows, as a whole."""
    where = Location(sheet.file, sheet.sheet, told.row, told.column)
    return file_issue(told.check, told.facts, where, sheet.branch, told.person, sheet.part)


def file_issue(check: Check, facts: Mapping[str, object], where: Location, branch: str = "", person: str = "", part: int = 0) -> Issue:
    """An issue of a file or sheet. What it says is all it was found on."""
    known = Facts(facts)
    message = check.message.format_map(known)
    evidence = "" if person else value_digest(message)
    return Issue(where, check.code, message, check.advice.format_map(known), person=person, branch=branch, evidence=evidence, part=part)


def cell_issue(check: Check, problem: Problem, sheet: SheetFacts, record: Record, form: Form, ruleset: Ruleset) -> Issue:
    """An issue of a cell; of another check where the problem names one."""
    check = catalogue()[problem.check] if problem.check else check
    field = form.spec.field(problem.field)
    typed = shortened(typed_text(record.cells.get(problem.field)))
    facts = Facts(_shown(check, record, form), value=typed, cohort=ruleset.campaign.cohort)
    if field:
        shown = form.show(field.key, record.get(field.key))
        is_from_above = is_ditto(record.cells.get(problem.field)) and shown not in {None, typed}
        facts.update(label=field.label, shown=f"{typed}({shown})" if is_from_above else shown)
    facts.update(problem.facts)
    return Issue(
        where=sheet.place(record, problem.field),
        code=check.code,
        message=check.message.format_map(facts),
        advice=check.advice.format_map(facts),
        field=problem.field or None,
        label=field.label if field else "",
        person=record.person,
        branch=sheet.branch,
        value=typed,
        evidence=value_digest("\x1f".join(typed_text(record.cells.get(key)) for key in sorted(looked_at(check, problem.field)))),
        part=sheet.part,
        is_doubtful=problem.is_doubtful,
    )


def _shown(check: Check, record: Record, form: Form) -> dict[str, Any]:
    keys = (*check.needs, *check.uses) if isinstance(check, Rule) else ()
    return {key: "" if (text := form.show(key, record.get(key))) is None else text for key in keys if key in form.kinds}


def looked_at(check: Check | None, field: str) -> set[str]:
    """The field told and all others the check looks at."""
    return {field, *check.looks_at} if isinstance(check, Rule) else {field}


class Findings:
    """What is found on sheets and files while they are held against each other, beside them: no sheet is made anew for it."""

    def __init__(self, results: Sequence[FileResult], context: Context) -> None:
        self.of: dict[Key, list[Finding]] = {one.key: [] for result in results for one in result.sheets}
        self.of_files: dict[str, list[Finding]] = {result.file: [] for result in results}
        self._context = context
        for result in results:
            for one in weighed(result.issues, context):
                self.of.get((result.file, one.where.sheet or "", one.part), self.of_files[result.file]).append(one)

    def weighed(self, *issues: Issue) -> list[Finding]:
        """Issues as the campaign takes them."""
        return list(weighed(issues, self._context))

    def begin(self, key: Key, *issues: Issue) -> None:
        """Say something of a sheet before all that is said of it."""
        self.of[key][:0] = self.weighed(*issues)

    def have(self, key: Key, check: Check) -> bool:
        """Whether that is found on a sheet."""
        return any(one.code == check.code for one in self.of[key])

    def refuse(self, submission: Submission) -> bool:
        """Whether no row of a sheet can be merged."""
        return any(map(refuses, self.of[submission.key]))

    def by_record(self, submission: Submission) -> dict[int | None, list[Finding]]:
        """Findings by the first row of the record they stand in; None: the sheet as a whole."""
        return by_record(submission.records, self.of[submission.key])

    def without(self, submission: Submission, out: Container[int], more: Iterable[Change] = (), **decided: Any) -> Submission:
        """A sheet without some of its records and what is said of them; with ``more`` changes and what else is decided of it."""
        gone = {row for record in submission.records if record.row in out for row in record.rows}
        self.of[submission.key] = [one for one in self.of[submission.key] if one.where.row not in gone]
        kept = tuple(record for record in submission.records if record.row not in out)
        changes = (*(one for one in submission.changes if one.where.row not in gone), *more)
        return dataclasses.replace(submission, records=kept, changes=changes, **decided)

    def settled(
        self, results: Iterable[FileResult], counted: Sequence[Submission], others: Iterable[Submission], memories: Mapping[Key, Memory]
    ) -> Settled:
        """Put them to their sheets, once, when all is found; ``memories``: what copies of some must still remember."""
        sheets = {one.key: one.settled(self.of[one.key], memories.get(one.key, one.memory)) for one in (*counted, *others)}
        return Settled(tuple(results), tuple(sheets[one.key] for one in counted), sheets, self.of_files)


@dataclass(frozen=True, slots=True)
class Settled:
    """Files as they were examined, and their sheets with their findings, which change no more."""

    results: tuple[FileResult, ...]
    counted: tuple[Submission, ...]
    sheets: Mapping[Key, Submission]
    """Those that count and all others."""
    of_files: Mapping[str, Sequence[Finding]]
    """What is found on a file, and on none of its sheets."""

    def in_order(self) -> tuple[Submission, ...]:
        """All sheets, in order of files and of their places there."""
        return tuple(self.sheets[one.key] for result in self.results for one in result.sheets)


def value_digest(typed: str) -> str:
    """A short digest that binds a reason or a grant to the values it was given for."""
    return hashlib.sha256(typed.encode("utf-8", "surrogatepass")).hexdigest()[:16]
